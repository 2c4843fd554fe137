"""What the leak guard remembers changes nothing of what it finds."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danlu.dedup.contamination.counting import Close, count_close
from danlu.dedup.contamination.guarding import guard_pairs
from danlu.dedup.contamination.shards import Guard
from danlu.dedup.near.rows import Near, NearRows
from tests.dedup.contamination.test_leaks import Parts, near_rows

GUARD = Guard(Near(threshold=7000, least_characters=12), 5000)
WORDS = [
    "炉火",
    "原料",
    "清洗",
    "去重",
    "标注",
    "均衡",
    "导出",
    "furnace",
    "batch",
    "ledger",
    "shard",
    "likeness",
]


def rows_of(shard: int) -> list[Parts]:
    """Rows of a shard: variations on few themes, so that many pairs are alike."""
    choose = random.Random(shard)
    rows = []
    for _ in range(6):
        theme = random.Random(choose.randrange(4)).choices(WORDS, k=30)
        theme[choose.randrange(30)] = choose.choice(WORDS)
        theme[choose.randrange(30)] = choose.choice(WORDS)
        rows.append(("", " ".join(theme[:20]), " ".join(theme[20:])))
    return rows


class Loading:
    """Loads shards, and knows which were asked for."""

    def __init__(self) -> None:
        self.loaded: list[int] = []

    def of(self, shard: int) -> Callable[[], NearRows]:
        def load() -> NearRows:
            self.loaded.append(shard)
            return near_rows(rows_of(shard))

        return load


def asked(memory: Path, sides: dict[int, list[bool | None]], loading: Loading) -> pa.Table:
    shards = {f"shard{number}": loading.of(number) for number in sides}
    train = {f"shard{n}": np.array([side is True for side in rows]) for n, rows in sides.items()}
    held_out = {f"shard{n}": np.array([side is False for side in rows]) for n, rows in sides.items()}
    return guard_pairs(memory, shards, train, held_out, GUARD)


def counted(memory: Path, sides: dict[int, list[bool | None]], most: int, loading: Loading) -> Close:
    shards = {f"shard{number}": loading.of(number) for number in sides}
    train = {f"shard{n}": np.array([side is True for side in rows]) for n, rows in sides.items()}
    held_out = {f"shard{n}": np.array([side is False for side in rows]) for n, rows in sides.items()}
    return count_close(memory, shards, train, held_out, Guard(GUARD.near, GUARD.floor, most=most))


SIDES = st.lists(st.sampled_from([True, False, None]), min_size=6, max_size=6)
BUILDS = st.lists(st.dictionaries(st.integers(0, 4), SIDES, min_size=1), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(builds=BUILDS)
def test_any_history_gives_what_one_build_gives(
    builds: list[dict[int, list[bool | None]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("guard")
    for sides in builds:
        after = asked(folder / "memory.parquet", sides, Loading())
    alone = asked(folder / "other.parquet", builds[-1], Loading())
    assert after.equals(alone)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(builds=BUILDS, most=st.integers(1, 9))
def test_pairs_are_counted_as_they_would_be_listed(
    builds: list[dict[int, list[bool | None]]], most: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("count")
    for sides in builds:
        after = counted(folder / "memory.parquet", sides, most, Loading())
    listed = asked(folder / "listed.parquet", builds[-1], Loading())
    own = listed.group_by(["train_shard", "train_place"]).aggregate([([], "count_all")])
    counts = np.minimum(own.column("count_all").to_numpy(), most)
    assert after == Close(int(counts.sum()), len(counts), int((counts == most).sum()))


def test_what_was_counted_is_not_counted_again(tmp_path: Path) -> None:
    memory, loading = tmp_path / "memory.parquet", Loading()
    sides: dict[int, list[bool | None]] = {0: [True] * 6, 1: [False] * 6}
    found = counted(memory, sides, 50, loading)
    assert found.pairs
    loading.loaded.clear()
    assert counted(memory, sides, 50, loading) == found
    assert not loading.loaded
    counted(memory, sides | {2: [False] * 6}, 50, loading)
    assert sorted(loading.loaded) == [0, 2]
    loading.loaded.clear()
    assert counted(memory, sides, 50, loading) == found
    assert sorted(loading.loaded) == [0, 1]


def test_only_what_is_new_is_loaded(tmp_path: Path) -> None:
    memory, loading = tmp_path / "memory.parquet", Loading()
    train: list[bool | None] = [True] * 6
    held: list[bool | None] = [False] * 6
    found = asked(memory, {0: train, 1: held}, loading)
    assert found.num_rows
    assert sorted(loading.loaded) == [0, 1]
    loading.loaded.clear()
    assert asked(memory, {0: train, 1: held}, loading).equals(found)
    assert not loading.loaded
    asked(memory, {0: train, 1: held, 2: train}, loading)
    assert sorted(loading.loaded) == [1, 2]


@pytest.mark.parametrize("harm", ["cut", "altered", "gone"])
def test_a_damaged_memory_is_not_believed(tmp_path: Path, harm: str) -> None:
    memory, sides = tmp_path / "memory.parquet", {0: [True] * 6, 1: [False] * 6}
    found = asked(memory, sides, Loading())
    data = memory.read_bytes()
    if harm == "gone":
        memory.unlink()
    else:
        memory.write_bytes(data[:-9] if harm == "cut" else data[:-9] + b"x" + data[-8:])
    assert asked(memory, sides, Loading()).equals(found)


def test_another_threshold_is_asked_anew(tmp_path: Path) -> None:
    memory, sides = tmp_path / "memory.parquet", {0: [True] * 6, 1: [False] * 6}
    asked(memory, sides, Loading())
    shards = {f"shard{number}": Loading().of(number) for number in sides}
    chosen = {"shard0": np.ones(6, bool), "shard1": np.zeros(6, bool)}
    others = {"shard0": np.zeros(6, bool), "shard1": np.ones(6, bool)}
    strict = Guard(Near(threshold=10_000, least_characters=12), 10_000)
    found = guard_pairs(memory, shards, chosen, others, strict)
    assert set(found.column("similarity").to_pylist()) <= {10_000}
