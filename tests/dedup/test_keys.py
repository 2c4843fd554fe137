"""The compiled loops make the keys that SQL defines, whatever rows hold."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.dedup import digests
from danlu.dedup.characters import character_tables
from danlu.dedup.conflicts import READ, answer_keys, answers_by_sql
from danlu.dedup.exact import duplicate_keys, keys_by_sql
from danlu.dedup.kernels.characters import FIRST_HAN, HAN, LAST_COMMON_HAN, LAST_HAN, LETTER, RARE
from danlu.rows import ROW_SCHEMA, rows_table
from tests.dedup.any_rows import COMMON, LONG, MIXED, ROWS, table_of
from tests.dedup.corpora import corpus


def saying(*texts: str) -> pa.Table:
    """Conversations that ask and answer the same text, which is also their system prompt."""
    return table_of(
        [
            {
                "kind": "conversation",
                "system": text,
                "messages": [{"role": "user", "content": text}, {"role": "assistant", "content": text}],
            }
            for text in texts
        ]
    )


def assert_as_defined(rows: pa.Table) -> None:
    assert duplicate_keys(rows).equals(keys_by_sql(rows))
    assert answer_keys(rows).equals(answers_by_sql(rows))


@settings(max_examples=25, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=30))
def test_keys_of_any_rows_are_those_that_sql_defines(rows: list[dict[str, Any]]) -> None:
    assert_as_defined(table_of(rows))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.one_of(COMMON, LONG, MIXED), min_size=20, max_size=60))
def test_keys_of_texts_are_those_that_sql_defines(texts: list[str]) -> None:
    assert_as_defined(saying(*texts))


def test_each_character_is_known_as_sql_knows_it() -> None:
    """Each alone, between letters, behind a blank and beside Han, so that no update of SQL goes unseen."""
    table, _ = character_tables()
    codes = [code for code in range(len(table)) if not table[code] & RARE]
    codes += [*range(len(table), LAST_HAN, 97), LAST_HAN]
    lines = [f"a{letter}z {letter}x 你 {letter}" for letter in map(chr, codes)]
    assert_as_defined(saying(*("\n".join(lines[at : at + 9]) for at in range(0, len(lines), 9))))
    assert set(table[FIRST_HAN : LAST_COMMON_HAN + 1].tolist()) == {HAN | LETTER}


def test_common_texts_do_not_go_through_sql() -> None:
    table, _ = character_tables()
    common = (
        "The naïve café – “quoted” … 你好，世界！全角ＡＢＣ　ひらがな カタカナ 한국어"
        "Привет हिन्दी ไทย العربية ✅ 😀 👍🏽 é"
    )
    assert not [letter for letter in common if table[ord(letter)] & RARE]


def test_turns_that_are_null_go_through_sql() -> None:
    rows = saying("a", "b")
    turns = rows.column("messages").combine_chunks()
    none = pa.array([None, None, None, None], turns.type.value_type)
    lists = pa.ListArray.from_arrays(turns.offsets, none)
    place = rows.schema.get_field_index("messages")
    assert_as_defined(rows.set_column(place, ROW_SCHEMA.field("messages"), lists))


@pytest.mark.parametrize("pieces", [1, 7])
def test_pieces_and_slices_of_tables_decide_nothing(pieces: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "_ROOM", 64)
    rows = rows_table(corpus(90, seed=1)).slice(5)
    rows = pa.concat_tables([rows.slice(at * 12, 12) for at in range(pieces)])
    assert_as_defined(rows)
    assert duplicate_keys(rows.select([name for name in rows.column_names if name != "extra"])).equals(
        duplicate_keys(rows)
    )
    assert answer_keys(rows.select(READ)).equals(answer_keys(rows))
    assert_as_defined(rows.slice(0, 0))


def test_published_keys_stay_what_they_are() -> None:
    """Releases and their held-out prompts hang on these numbers."""
    row = {
        "kind": "conversation",
        "system": "Be  kind.",
        "messages": [
            {"role": "user", "content": "你 好,\n\n  Ｗorld "},
            {"role": "assistant", "content": "Yes!", "weight": 1.0},
        ],
    }
    (keys,) = duplicate_keys(table_of([row])).to_pylist()
    (answer,) = answer_keys(table_of([row])).to_pylist()
    assert str(keys["duplicate_key"]) == "00ce38df-6f4e-f22f-65ab-5b9ca699200c"
    assert str(keys["prompt_key"]) == "e67af4c2-ea2d-ef4e-ce59-94d9bc06f6c7"
    assert keys["characters"] == 18
    assert str(answer["setting_key"]) == "a33d76b6-bfbe-9d18-22ba-7a20eb551ceb"
    assert str(answer["answer_key"]) == "8a798890-fe93-8171-63b1-0b5f7bd2ca4d"
