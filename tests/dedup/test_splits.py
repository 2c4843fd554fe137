"""Sides and folds are for ever: pure functions of the group (law 9)."""

from __future__ import annotations

import random
import uuid
from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from danlu.dedup.folds import fold_of
from danlu.dedup.large_groups import large_groups, side_shares
from danlu.dedup.placing import placed
from danlu.dedup.splits import declared_sides, side_of, strictest
from danlu.dedup_knobs import Split
from danlu.identity import prompt_group
from tests.dedup.corpora import NONE, conversation, corpus, group_of, placing, sides

FOLDED = Split(folds=5)


def keys(groups: list[bytes], sources: list[str] | None = None) -> pa.Table:
    ids = pa.array([number.to_bytes(16) for number in range(len(groups))], pa.binary(16)).cast(pa.uuid())
    return pa.table(
        {
            "row_id": ids,
            "source": sources or ["a"] * len(groups),
            "group": pa.array(groups, pa.binary(16)).cast(pa.uuid()),
        }
    )


def test_a_corpus_that_grows_in_ten_steps_moves_no_row() -> None:
    rows = corpus(300, seed=1) + corpus(300, seed=2, source="b.jsonl")
    random.Random(3).shuffle(rows)
    known: dict[bytes, tuple[str, int | None]] = {}
    for step in range(1, 11):
        now = {
            entry["row_id"].bytes: (entry["split"], entry["fold"])
            for entry in placing(rows[: step * 60], FOLDED).to_pylist()
        }
        assert known.items() <= now.items()
        known = now
    assert len(known) == 600
    assert {side for side, _ in known.values()} == {"train", "validation", "test"}


def test_a_cleaning_rule_moves_no_row() -> None:
    """The group is of the raw prompt; what cleaning makes of the text is not looked at."""
    raw = [conversation("a", f"第{n}个  问题，<b>是什么</b>？", "答案。") for n in range(200)]
    cleaned = [
        row | {"messages": [{"role": "user", "content": f"另一种清洗 {n}"}, *row["messages"][1:]]}
        for n, row in enumerate(raw)
    ]
    assert placing(raw, FOLDED).equals(placing(cleaned, FOLDED))


@pytest.mark.parametrize("template", ["Classify this sentence: sentence number {}", "第{}号机器的状态如何？"])
def test_rows_of_one_template_come_to_the_shares_of_the_recipe(template: str) -> None:
    count = 50_000
    groups = [prompt_group(template.format(number)) for number in range(count)]
    table = placed(keys(groups), FOLDED, {}, NONE)
    for entry in side_shares(table, FOLDED).to_pylist():
        assert abs(entry["share"] - entry["wanted"]) < 0.005, entry
        assert entry["groups"] == entry["rows"]
    folds = Counter(table.column("fold").drop_null().to_pylist())
    train = sum(folds.values())
    assert set(folds) == set(range(5))
    # four standard deviations of a fifth of the train rows
    assert all(abs(rows - train / 5) < 4 * (train * 0.2 * 0.8) ** 0.5 for rows in folds.values())


def test_a_fold_is_known_where_a_row_is_trained_on_and_where_there_are_folds() -> None:
    table = keys([group_of(number) for number in range(500)])
    found = placed(table, FOLDED, {}, NONE).to_pylist()
    assert all((entry["fold"] is None) == (entry["split"] != "train") for entry in found)
    assert all(entry["fold"] is None for entry in placed(table, Split(), {}, NONE).to_pylist())


def test_sql_and_python_place_alike() -> None:
    groups = [group_of(number) for number in range(3000)]
    split = Split(salt="盐", folds=7, validation=0.2, test=0.1)
    for group, entry in zip(groups, placed(keys(groups), split, {}, NONE).to_pylist(), strict=True):
        assert entry["split"] == side_of(group, split)
        assert entry["fold"] == (fold_of(group, split) if entry["split"] == "train" else None)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(min_size=16, max_size=16),
    st.integers(2, 50),
    *(st.floats(0, limit) for limit in (0.4, 0.4, 0.09, 0.09)),
)
def test_a_share_that_grows_takes_from_train_and_moves_no_fold(
    group: bytes, folds: int, validation: float, test: float, more_validation: float, more_test: float
) -> None:
    before = Split(validation=validation, test=test, folds=folds)
    after = Split(validation=validation + more_validation, test=test + more_test, folds=folds)
    assert side_of(group, before) in (side_of(group, after), "train")
    assert fold_of(group, before) == fold_of(group, after)
    assert fold_of(group, before) in range(folds)


def test_folds_do_not_follow_from_the_side() -> None:
    """A quarter of train that lies next to test has every fold in equal parts."""
    split = Split(test=0.25, folds=4)
    wider = Split(test=0.5, folds=4)
    near = [
        g for g in map(group_of, range(8000)) if side_of(g, split) == "train" and side_of(g, wider) == "test"
    ]
    counts = Counter(fold_of(group, split) for group in near)
    assert all(abs(rows - len(near) / 4) < 4 * (len(near) * 0.25 * 0.75) ** 0.5 for rows in counts.values())


def test_the_side_of_a_source_comes_before_the_hash_and_the_strictest_counts() -> None:
    split = Split(sides={"official/test*": "test", "official/*": "validation", "own": "train"})
    names = ["official/test.jsonl", "official/dev.jsonl", "own", "else"]
    declared = declared_sides(names, split)
    assert declared == dict(zip(names, ["test", "validation", "train"], strict=False))
    shared, alone = group_of(1), group_of(2)
    table = keys([shared, shared, shared, alone], [*names[:3], "own"])
    found = placed(table, split, declared, NONE).to_pylist()
    assert [(entry["split"], entry["settled_by"]) for entry in found] == [("test", "declared")] * 3 + [
        ("train", "declared")
    ]
    assert strictest(["train", "validation"]) == "validation"


def test_large_groups_are_told_by_stratum_with_their_side() -> None:
    sources = ["big"] * 900 + ["small"] * 100
    groups = [group_of(0) if number % 50 == 0 else group_of(number) for number in range(1000)]
    table = placed(keys(groups, sources), Split(), {}, NONE)
    table = table.append_column("kind", pa.array(["conversation"] * 998 + ["document"] * 2))
    found = large_groups(table).to_pylist()
    assert [(entry["stratum"], entry["value"], entry["rows"], entry["of_rows"]) for entry in found] == [
        ("corpus", "", 20, 1000),
        ("source", "big", 18, 900),
        ("source", "small", 2, 100),
        ("kind", "conversation", 20, 998),
    ]
    assert {(entry["group"], entry["side"]) for entry in found} == {
        (uuid.UUID(bytes=group_of(0)), side_of(group_of(0), Split()))
    }
    assert large_groups(table, large=0.02).num_rows == 1


def test_a_large_group_explains_a_share() -> None:
    split = Split()
    groups = [group_of(number) for number in range(1000)]
    held = next(group for group in groups if side_of(group, split) == "test")
    table = placed(keys(groups + [held] * 500), split, {}, NONE)
    shares = {entry["side"]: entry for entry in side_shares(table, split).to_pylist()}
    test = shares["test"]
    assert test["share"] > 0.3
    assert test["wanted"] == 0.05
    assert test["largest_group"] == 501
    # the sizes of the groups let the share vary by 7 points, where 1,500 single rows would by 0.6
    assert 0.05 < test["chance"] < 0.1
    assert shares["train"]["wanted"] == 0.9
    assert sum(entry["rows"] for entry in shares.values()) == 1500
    none = placed(keys([]), split, {}, NONE)
    assert [entry["share"] for entry in side_shares(none, split).to_pylist()] == [0, 0, 0]


def test_rows_of_a_declared_group_are_on_one_side_and_in_one_fold() -> None:
    rows = [conversation("a", f"第{n}问？", "答。", group=f"session {n % 7}") for n in range(200)]
    found = placing(rows, FOLDED).to_pylist()
    assert len({(entry["group"], entry["split"], entry["fold"]) for entry in found}) == 7


def test_one_fold_is_refused() -> None:
    with pytest.raises(ValidationError, match="at least 2"):
        Split(folds=1)


def test_the_sides_of_a_corpus_are_told_by_row() -> None:
    rows = corpus(50, seed=4)
    assert sides(rows, Split()) == {row["row_id"]: side_of(row["group"], Split()) for row in rows}
