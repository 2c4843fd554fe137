"""The audit's own form of law 9 against the stage's."""

from __future__ import annotations

import pyarrow as pa
import pytest

from danlu.audit.placing import Rule
from danlu.dedup.placing import placed
from danlu.dedup_knobs import Split
from tests.dedup.corpora import group_of

SPLITS = [
    Split(),
    Split(salt="盐", test=0.3, validation=0.2, folds=10),
    Split(test=0, validation=0, folds=3),
    Split(test=0.1, validation=0.7, folds=1000),
]


def rule(split: Split, **settled: dict[bytes, set[str]]) -> Rule:
    return Rule(split.salt, split.test, split.validation, split.folds, **settled)


@pytest.mark.parametrize("split", SPLITS)
def test_it_places_as_the_stage_does(split: Split) -> None:
    groups = [group_of(number) for number in range(2000)]
    ids = pa.array([number.to_bytes(16) for number in range(2000)], pa.binary(16)).cast(pa.uuid())
    sources = ["official" if number % 3 == 0 else "own" for number in range(2000)]
    keys = pa.table(
        {"row_id": ids, "source": sources, "group": pa.array(groups, pa.binary(16)).cast(pa.uuid())}
    )
    matches = (
        keys.select(["group"])
        .slice(0, 40)
        .append_column("side", pa.array([["test", "validation"][number % 2] for number in range(40)]))
    )
    twice = pa.concat_tables([matches, matches.set_column(1, "side", pa.array(["validation"] * 40))])
    audited = rule(
        split,
        recorded={
            group: {["test", "validation"][number % 2], "validation"}
            for number, group in enumerate(groups[:40])
        },
        declared={group: {"validation", "train"} for group in groups[::3]},
    )
    for entry in placed(keys, split, {"official": "validation"}, twice).to_pylist():
        assert audited.fault(entry["group"].bytes, entry["split"], entry["fold"]) is None


def test_it_says_what_is_wrong() -> None:
    group = group_of(1)
    audited = rule(Split(folds=4), recorded={group: {"test"}})
    assert audited.fault(group, "train", 1) == "lies on train, but its group gives test"
    other = next(g for g in map(group_of, range(50)) if rule(Split(folds=4)).fold(g) == 2)
    assert rule(Split(folds=4)).fault(other, "train", 3) == "lies in fold 3, but its group gives 2"
    assert rule(Split(folds=4)).fault(other, "train", None) == "lies in fold None, but its group gives 2"
    assert rule(Split()).fault(other, "train", None) is None
