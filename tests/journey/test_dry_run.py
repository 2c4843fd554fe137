"""Dry runs: what they count is what a build would do, what they show is masked, and nothing is touched."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from danlu.cleaning import clean_rows
from danlu.cleaning.personal.detectors import DETECTORS
from danlu.cleaning.personal.finding import folded
from danlu.cleaning_knobs import Cleaned
from danlu.errors import DanluError
from danlu.journey.changed import Piece, stretches
from danlu.journey.dry_run import Trial, try_changes, wishes_of
from danlu.journey.dry_run.knobs import knobs, switches, switches_named
from danlu.journey.dry_run.sample import choose_sample, hashes
from danlu.journey.dry_run.wishes import pair
from danlu.lake.layout import Project
from danlu.lake.published import published_files
from danlu.ledger import LEDGER_SCHEMA
from danlu.rows import ROW_SCHEMA
from tests.scratch import build, contents, json_lines, new_project, table_of

PHONE, MAIL = "13912345678", "someone@example.org"
LINES = "春眠不觉晓。\n" * 12


def sources() -> dict[str, str | bytes]:
    plain = [{"instruction": f"第{n}条河有多长？", "output": f"第{n}条河长{n}千米。"} for n in range(60)]
    chat = [
        {"instruction": f"怎么联系第{n}家店？", "output": f"电话 {PHONE}  或写信到 {MAIL}，第{n}家店。"}
        for n in range(8)
    ]
    repeated = [{"instruction": f"Write verse {n}.", "output": f"{n}\n{LINES}"} for n in range(4)]
    return {
        "plain.jsonl": json_lines(plain),
        "chat/shops.jsonl": json_lines(chat),
        "chat/verses.jsonl": json_lines(repeated),
        "secrets.jsonl": json_lines(
            {"instruction": f"Copy text {number}.", "output": before}
            for number, before in enumerate(text for kind in DETECTORS for text, _ in kind.examples)
        ),
    }


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = new_project(tmp_path_factory.mktemp("dry") / "project", sources())
    build(made, "raw")
    return made


def dry(project: Project, *words: str, recipe: dict[str, Any] | None = None, **more: Any) -> Trial:
    settings = more.pop("settings", ())
    return try_changes(project, Cleaned.model_validate(recipe or {}), wishes_of(words, settings), **more)


def test_what_is_on_is_compared_with_the_recipe_without_it(project: Project) -> None:
    found = dry(project, "phone", on=["chat/*"])
    (change,) = found.changes
    assert (change.key, change.before, change.after, change.was_on) == (
        "personal.phone",
        "keep",
        "mask",
        True,
    )
    assert set(found.sources) == {"chat/shops.jsonl", "chat/verses.jsonl"}
    assert found.after["edited", "personal_phone", "phone"] == 8
    assert found.before["edited", "personal_phone", "phone"] == 0
    assert found.total.fates == {"reworded": 8}
    assert found.sources["chat/verses.jsonl"].touched == 0


def test_what_is_off_is_switched_on(project: Project) -> None:
    found = dry(project, "phone", on=["chat/*"], recipe={"personal": {"phone": "keep"}})
    (change,) = found.changes
    assert (change.before, change.after, change.was_on) == ("keep", "mask", False)
    assert found.total.fates == {"reworded": 8}


def test_a_threshold_of_one_judge(project: Project) -> None:
    words = ["heuristics.repeated_lines"]
    strict = dry(project, *words, settings=["most_in_answers=0.2", "action=drop"], on=["chat/verses.jsonl"])
    assert {change.key.rsplit(".", 1)[1]: change.after for change in strict.changes} == {
        "most_in_answers": 0.2,
        "action": "drop",
    }
    assert strict.total.fates == {"dropped": 4}
    assert strict.total.after["dropped"] == 4
    lax = dry(project, *words, settings=["most_in_answers=1.0"], on=["chat/verses.jsonl"])
    assert lax.after["flagged", "repeated_lines", "repeated_lines"] == 0


def test_several_changes_count_as_a_build_with_them_would(project: Project) -> None:
    """The counts, held against cleaning everything by hand."""
    words = ("personal.email=drop", "cleaned.whitespace=false", "repeated_lines=drop")
    found = dry(project, *words)
    raw = table_of(project, "raw", ROW_SCHEMA)
    after = Cleaned.model_validate(
        {
            "personal": {"email": "drop"},
            "whitespace": False,
            "heuristics": {"repeated_lines": {"action": "drop"}},
        }
    )
    for rules, tally in ((Cleaned(), found.before), (after, found.after)):
        ledger = (
            clean_rows(raw, rules).ledger.cast(LEDGER_SCHEMA).select(["verdict", "reason", "rule", "key"])
        )
        expected: dict[tuple[str, str, str], set[str]] = {}
        for entry in ledger.to_pylist():
            expected.setdefault((entry["verdict"], entry["reason"], entry["rule"]), set()).add(
                str(entry["key"])
            )
        assert dict(tally) == {reason: len(keys) for reason, keys in expected.items()}
    gone = clean_rows(raw, Cleaned()).rows.num_rows - clean_rows(raw, after).rows.num_rows
    assert found.total.fates["dropped"] - found.total.fates["kept"] == gone > 0


def test_a_source_of_other_rules_is_compared_by_its_own(project: Project) -> None:
    recipe = {"sources": {"chat/*": {"personal": {"phone": "keep"}}}}
    found = dry(project, "phone", "email=keep", recipe=recipe)
    told = {(change.key, change.before, change.after) for change in found.changes}
    assert ("personal.phone", "keep", "mask") in told
    assert ("personal.email", "mask", "keep") in told
    assert found.sources["chat/shops.jsonl"].fates == {"reworded": 8}


def test_nothing_in_the_lake_changes(project: Project) -> None:
    before = contents(project)
    files = sorted(path for path in project.root.rglob("*") if "__pycache__" not in path.parts)
    dry(project, "personal", "heuristics", "lexicons", "whitespace", show=20)
    assert contents(project) == before
    assert sorted(path for path in project.root.rglob("*") if "__pycache__" not in path.parts) == files


def test_a_sample_is_always_the_same_and_grows(project: Project) -> None:
    def sampled(rows: int) -> set[str]:
        sample = choose_sample(project, [], rows)
        tables = list(sample.tables(sample.sources))
        return {str(key) for table in tables for key in table.column("row_id").to_pylist()}

    everything = table_of(project, "raw", ROW_SCHEMA).num_rows
    assert sampled(10) == sampled(10)
    assert len(sampled(10)) == 10
    assert sampled(10) < sampled(25) < sampled(everything)
    assert len(sampled(everything)) == len(sampled(10**6)) == everything
    found = dry(project, "phone", most_rows=25)
    assert found.sampled
    assert found.total.looked == 25
    assert found.total.rows == everything


def test_a_row_is_in_the_sample_by_its_id_alone(project: Project) -> None:
    rows = table_of(project, "raw", ROW_SCHEMA)
    order = pa.array(reversed(range(rows.num_rows)))
    assert list(hashes(rows.take(order)))[::-1] == list(hashes(rows))
    assert list(hashes(rows.slice(5, 7))) == list(hashes(rows))[5:12]


def test_examples_hide_all_personal_data(project: Project) -> None:
    """Whatever the recipe says of it: here everything is kept before, and after."""
    kept = {"personal": dict.fromkeys((kind.kind for kind in DETECTORS), "keep")}
    trial = dry(project, "personal.phone=mask", "ends", recipe=kept, show=60)
    hidden = dry(project, "personal", recipe=kept, show=100)
    told = str([*trial.examples, *hidden.examples])
    assert f"[hidden {DETECTORS[0].kind}]" in told
    assert {"[hidden phone]", "[hidden email]", "[PHONE]", "[EMAIL]"} <= {
        piece for piece in ("[hidden phone]", "[hidden email]", "[PHONE]", "[EMAIL]") if piece in told
    }
    for kind in DETECTORS:
        for text, _ in kind.examples:
            for start, end in kind.find(folded(text)):
                assert text[start:end] not in told


def test_examples_show_the_change_and_little_else(project: Project) -> None:
    (example,) = dry(project, "phone", on=["chat/*"], show=1).examples
    (stretch,) = example.stretches
    assert stretch.where == "assistant"
    assert [piece for piece in stretch.before if piece.changed] == [Piece("[hidden phone]", changed=True)]
    assert [piece for piece in stretch.after if piece.changed] == [Piece("[PHONE]", changed=True)]
    assert example.fate == "reworded"
    assert any(said.startswith("edited: personal_phone") for said in example.after)
    assert not any("personal_phone" in said for said in example.before)


def test_examples_of_dropped_and_flagged_rows_show_how_their_texts_begin(project: Project) -> None:
    settings = ["most_in_answers=0.2", "action=drop"]
    found = dry(project, "repeated_lines", settings=settings, on=["chat/verses.jsonl"], show=2)
    assert [example.fate for example in found.examples] == ["dropped", "dropped"]
    for example in found.examples:
        assert any(said.startswith("dropped: repeated_lines") for said in example.after)
        assert all(len(piece.text) <= 81 for stretch in example.stretches for piece in stretch.before)
        assert all(stretch.after == () for stretch in example.stretches)


def test_counts_alone_are_given_to_programs(project: Project) -> None:
    found = dry(project, "phone", "email", show=5)
    assert found.examples
    told = json.dumps(found.as_json(), ensure_ascii=False)
    assert json.loads(told)["total"]["touched"] == found.total.touched
    assert not any(word in told for word in (PHONE, MAIL, "河", "hidden"))


@pytest.mark.parametrize(
    ("words", "settings", "message"),
    [
        (["phnoe"], [], "did you mean personal.phone"),
        (["repeated_line=drop"], [], "did you mean heuristics.repeated_lines"),
        (["heuristics.symbols.mots=0.2"], [], "did you mean heuristics.symbols.most"),
        (["xyzzyq"], [], "is called xyzzyq"),
        (["weak_terms"], [], "lexicons.weak_terms is a value"),
        (["most=0.2"], [], "is the end of several keys"),
        (["symbols"], ["mots=0.2"], "heuristics.symbols has no mots: it has action, most"),
        (["phone"], ["most=0.2"], "personal.phone has no most"),
        (["phone", "email"], ["most=0.2"], "--set speaks of one rule"),
        (["phone={"], [], "personal.phone: its value is not YAML"),
    ],
)
def test_a_name_that_is_not_known_is_told_with_the_nearest(
    words: list[str], settings: list[str], message: str
) -> None:
    with pytest.raises(DanluError, match=message.replace("[", r"\[")):
        wishes_of(words, settings)


def test_a_value_that_cannot_be_is_refused_with_its_key(project: Project) -> None:
    with pytest.raises(DanluError, match=r"cleaned\.personal\.phone: Input should be 'mask'"):
        dry(project, "phone=hide")
    with pytest.raises(DanluError, match=r"cleaned\.heuristics\.symbols\.most: "):
        dry(project, "symbols.most=7")


@pytest.mark.parametrize(
    ("pattern", "message"),
    [("chat/shop.jsonl", "did you mean chat/shops.jsonl"), ("nowhere/*", "no source is called nowhere")],
)
def test_a_source_that_is_not_there_is_told(project: Project, pattern: str, message: str) -> None:
    with pytest.raises(DanluError, match=message):
        dry(project, "phone", on=[pattern])


def test_a_source_may_be_named_by_its_path(project: Project) -> None:
    assert set(dry(project, "phone", on=["data/sources/plain.jsonl"]).sources) == {"plain.jsonl"}


def test_nothing_built_is_said_so(tmp_path: Any) -> None:
    with pytest.raises(DanluError, match="danlu build"):
        dry(new_project(tmp_path / "empty", {}), "phone")


@pytest.mark.parametrize("name", ["gbk_mojibake", "ends", "url_drop", "lengths", "ai_prefix"])
def test_rules_and_judges_are_known_by_their_names_in_the_ledger(name: str) -> None:
    recipe = Cleaned()
    both = pair(recipe, wishes_of([name]))
    assert both.changes
    assert both.before != both.after


def test_every_key_is_a_switch_or_a_value() -> None:
    """And each switch, turned, gives rules that differ."""
    switched = [key for key in knobs() if switches(key)]
    assert {"unicode", "markup", "url", "personal", "personal.phone", "lexicons.fraud"} <= set(switched)
    assert {"prompt_characters", "heuristics.symbols", "heuristics.placeholder_text"} <= set(switched)
    assert not {"lexicons.window", "personal.ner", "heuristics.symbols.most"} & set(switched)
    for key in switched:
        both = pair(Cleaned(), wishes_of([key]))
        assert both.before.model_dump() != both.after.model_dump(), key
        assert switches_named(f"cleaned.{key}") == switches(key)


def test_the_shards_are_read_where_they_are_published(project: Project) -> None:
    sample = choose_sample(project, ["plain.jsonl"], 10**6)
    assert [path for source in sample.sources for path in source.shards] == [
        path for path in published_files(project, "raw", None, "rows") if "plain" in str(path)
    ]


TEXTS = st.text(alphabet="ab 1。\n水[]", max_size=60)


@given(TEXTS, TEXTS)
def test_stretches_tell_what_differs_and_nothing_else(old: str, new: str) -> None:
    found = list(stretches("", old, new))
    assert bool(found) == (old != new)
    for stretch in found:
        for text, pieces in ((old, stretch.before), (new, stretch.after)):
            assert "".join(piece.text for piece in pieces if piece.text != "…") in text
    changed = sum(len(piece.text) for each in found for piece in each.before if piece.changed)
    assert changed <= len(old)


@pytest.mark.parametrize("far", [300, 6_000])
def test_changes_of_a_long_text_are_shown_where_they_are(far: int) -> None:
    between = "The river rises in the hills. 河水很清。" * (far // 10)
    first, second = list(stretches("user", f"one cat {between} two cats", f"one dog {between} two dogs"))
    assert [piece.text for piece in first.before if piece.changed] == ["cat"]
    assert [piece.text for piece in second.after if piece.changed] == ["dogs"]
    assert sum(len(piece.text) for piece in second.before) < 120


def test_a_text_without_anything_in_common_is_cut_short() -> None:
    (found,) = stretches("user", "x" * 100_000, "水" * 100_000)
    assert sum(len(piece.text) for piece in found.before) < 200
