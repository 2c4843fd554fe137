"""Rows are read for held-out matching as the SQL that recorded sketches were made with reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.dedup.compile import warm
from danlu.dedup.conflicts import answer_keys
from danlu.dedup.exact import duplicate_keys
from danlu.dedup.held_out import reading
from danlu.dedup.held_out.match import HeldOut
from danlu.dedup.held_out.parts import TEXTS, compared_parts
from danlu.dedup.held_out.reading import reduced_rows
from danlu.dedup.held_out.shingles import reduced
from danlu.dedup.held_out.sketch import sketches
from danlu.dedup.kernels.answers import write_answers
from danlu.dedup.kernels.content import count_characters, write_content
from danlu.dedup.kernels.hits import count_hits
from danlu.dedup.kernels.reducing import write_parts
from danlu.dedup.kernels.shingling import find_candidates, write_shingles
from danlu.rows import ROW_SCHEMA, rows_table
from tests.dedup.any_rows import COMMON, MIXED, ROWS, table_of
from tests.dedup.corpora import corpus


def as_read(rows: pa.Table) -> list[list[str]]:
    """What is left of each row's texts."""
    pieces = reduced_rows(rows)
    return [list(texts) for piece in pieces for texts in zip(*map(_texts, piece), strict=True)]


def as_defined(rows: pa.Table) -> list[list[str]]:
    parts = compared_parts(rows)
    columns = [_texts(reduced(parts.column(name))) for name in TEXTS]
    return [list(texts) for texts in zip(*columns, strict=True)]


def _texts(texts: Any) -> Iterator[str]:
    for start, end in zip(texts.bounds[:-1], texts.bounds[1:], strict=True):
        yield "".join(map(chr, texts.codes[start:end]))


@settings(max_examples=25, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=30))
def test_any_rows_are_read_as_sql_defines(rows: list[dict[str, Any]]) -> None:
    assert as_read(table_of(rows)) == as_defined(table_of(rows))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.one_of(COMMON, MIXED), st.text(" \n:：，a你", max_size=9)), min_size=9, max_size=40)
)
def test_instructions_are_cut_as_sql_defines(turns: list[tuple[str, str]]) -> None:
    rows = [
        {"kind": kind, "messages": [{"role": "user", "content": first + second * repeated + first}]}
        for first, second in turns
        for kind, repeated in (("conversation", 1), ("document", 30))
    ]
    assert as_read(table_of(rows)) == as_defined(table_of(rows))


def test_each_character_is_read_as_sql_defines() -> None:
    """Before an instruction and in it: what is cut off in front is the SQL engine's idea of a blank."""
    letters = [chr(code) for code in range(1, 0x30000) if not 0xD800 <= code < 0xE000]
    contents = [f"{letter}tell{letter}:{letter}\n" for letter in letters]
    contents = [*contents[:0x3400], *("".join(contents[at : at + 50]) for at in range(0, len(contents), 50))]
    rows = table_of(
        [{"kind": "labelled", "messages": [{"role": "user", "content": each}]} for each in contents]
    )
    assert as_read(rows) == as_defined(rows)


def test_pieces_and_absent_turns_decide_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_CODES", 300)
    rows = rows_table(corpus(40, seed=1)).slice(3)
    rows = pa.concat_tables([rows, rows.slice(30)])
    assert len([*reduced_rows(rows)]) > 10
    assert as_read(rows) == as_defined(rows)
    assert as_read(rows.slice(0, 0)) == []
    turns = rows.column("messages").combine_chunks()
    lists = pa.ListArray.from_arrays(turns.offsets, pa.nulls(len(turns.values), turns.type.value_type))
    none = rows.set_column(rows.schema.get_field_index("messages"), ROW_SCHEMA.field("messages"), lists)
    assert as_read(none) == as_defined(none)


def test_what_is_compiled_ahead_is_all_that_rows_need() -> None:
    warm()
    rows = rows_table(corpus(40, seed=2))
    known = HeldOut(sketches(compared_parts(rows), pa.chunked_array([["test"] * 40])), 0.7)
    for some in (rows, rows.slice(3, 20), pa.concat_tables([rows, rows.slice(30)])):
        assert known.matches(some).num_rows == some.num_rows
        duplicate_keys(some)
        answer_keys(some)
    loops = (count_characters, write_content, write_answers, write_parts, write_shingles, find_candidates)
    assert [len(loop.signatures) for loop in (*loops, count_hits)] == [1] * 7
