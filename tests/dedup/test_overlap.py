"""What was merged, in numbers: the same as counting receipts one by one."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.dedup.overlap import RECEIPTS, cluster_sizes, overlap
from danlu.dedup.stratum_shares import STRATUM_SHARES, stratum_shares
from danlu.dedup_knobs import Split

SOURCES = ("问答/一.jsonl", 'b\'s "notes".csv', "c")
Receipt = tuple[str, int, str, str]
Row = tuple[str, str, int, str, str | None]


def receipts(entries: list[Receipt]) -> pa.Table:
    """Receipts of (source, number of the survivor, its source, reason)."""
    rows = [
        {
            "row_id": uuid.UUID(int=1000 + number).bytes,
            "source": source,
            "survivor": uuid.UUID(int=survivor).bytes,
            "survivor_source": survivor_source,
            "reason": reason,
        }
        for number, (source, survivor, survivor_source, reason) in enumerate(entries)
    ]
    stored = pa.schema(
        [(field.name, pa.binary(16) if field.type == pa.uuid() else field.type) for field in RECEIPTS]
    )
    return pa.Table.from_pylist(rows, stored).cast(RECEIPTS)


def copies(counts: list[int], reason: str = "exact_duplicate") -> list[Receipt]:
    return [("a", survivor, "a", reason) for survivor, count in enumerate(counts) for _ in range(count)]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(SOURCES),
            st.integers(0, 9),
            st.just(""),
            st.sampled_from(["exact_duplicate", "near_duplicate"]),
        ),
        max_size=60,
    )
)
def test_counts_are_those_of_the_receipts(drawn: list[Receipt]) -> None:
    entries = [(source, survivor, SOURCES[survivor % 3], reason) for source, survivor, _, reason in drawn]
    table = receipts(entries)
    pairs = Counter((source, into) for source, _, into, _ in entries)
    found = overlap(table).to_pylist()
    assert {(one["source"], one["survivor_source"]): one["rows"] for one in found} == pairs
    assert all(one["rows"] == one["equal"] + one["nearly_equal"] for one in found)
    assert [one["rows"] for one in found] == sorted(pairs.values(), reverse=True)
    sizes = Counter(Counter(survivor for _, survivor, _, _ in entries).values())
    bands = cluster_sizes(table).to_pylist()
    for band in bands:
        most = band["most"] or 10**9
        inside = {
            merged: clusters for merged, clusters in sizes.items() if band["least"] <= merged + 1 <= most
        }
        assert band["clusters"] == sum(inside.values())
        assert band["merged"] == sum(merged * clusters for merged, clusters in inside.items())
    assert sum(band["merged"] for band in bands) == len(entries)


def test_bands_follow_one_another_from_the_first_that_is_used_to_the_last() -> None:
    bands = cluster_sizes(receipts(copies([2, 2, 15_000]))).to_pylist()
    assert [(band["least"], band["most"]) for band in bands] == [
        (3, 3),
        (4, 5),
        (6, 10),
        (11, 20),
        (21, 50),
        (51, 100),
        (101, 1_000),
        (1_001, 10_000),
        (10_001, None),
    ]
    assert [band["clusters"] for band in bands] == [2, 0, 0, 0, 0, 0, 0, 0, 1]
    assert cluster_sizes(receipts([])).num_rows == 0


def test_a_cluster_with_one_nearly_equal_row_is_not_one_of_equal_rows() -> None:
    entries = copies([1, 1, 1])
    (band,) = cluster_sizes(receipts([*entries[:-1], ("a", 2, "b", "near_duplicate")])).to_pylist()
    assert (band["clusters"], band["equal_clusters"]) == (3, 2)
    assert (band["equal"], band["nearly_equal"]) == (2, 1)


def placed(rows: list[Row]) -> pa.Table:
    """Rows of (source, kind, number of the group, split, side by its hash)."""
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [[]] * 5
    groups = pa.array([uuid.UUID(int=number).bytes for number in columns[2]], pa.binary(16)).cast(pa.uuid())
    texts = [pa.array(columns[place], pa.string()) for place in (0, 1, 3, 4)]
    names = ["source", "kind", "split", "hashed"]
    return pa.table(dict(zip(names, texts, strict=True))).append_column("group", groups)


def corpus(count: int, test: int) -> list[Row]:
    """So many rows of as many groups, of which some lie in test and as many in validation."""
    sides = ["test"] * test + ["validation"] * test + ["train"] * (count - 2 * test)
    return [("a", "conversation", number, side, side) for number, side in enumerate(sides)]


def sides_of(table: pa.Table, split: Split) -> dict[tuple[str, str, str], dict[str, Any]]:
    found = stratum_shares(table, split)
    assert found.schema == STRATUM_SHARES
    return {(one["stratum"], one["value"], one["side"]): one for one in found.to_pylist()}


@pytest.mark.parametrize(("test", "off"), [(2000, False), (2190, False), (2210, True), (1790, True)])
def test_a_share_may_be_half_a_point_off(test: int, off: bool) -> None:
    found = sides_of(placed(corpus(40_000, test)), Split())
    assert len(found) == 6
    for one in found.values():
        assert one["judged"]
        assert one["off"] == off, one
        assert one["share"] == test / 40_000


def test_what_is_too_small_is_not_judged() -> None:
    """At 1,000 rows chance alone puts a share of 5 % anywhere between 2.2 % and 7.8 %."""
    for one in sides_of(placed(corpus(1000, 70)), Split()).values():
        assert not one["judged"]
        assert not one["off"]
        assert one["chance"] == pytest.approx((0.05 * 0.95 / 1000) ** 0.5)


def test_declared_rows_do_not_count() -> None:
    official: list[Row] = [
        ("official", "conversation", 10**6 + number, "test", None) for number in range(9000)
    ]
    found = sides_of(placed([*corpus(40_000, 2000), *official]), Split())
    whole = found["corpus", "", "test"]
    assert (whole["rows"], whole["of_rows"], whole["settled_rows"]) == (2000, 40_000, 9000)
    assert not whole["off"]
    alone = found["source", "official", "test"]
    assert (alone["of_rows"], alone["settled_rows"], alone["judged"]) == (0, 9000, False)


def test_recorded_rows_count_where_their_hash_would_put_them() -> None:
    """A share that was made smaller after a release keeps what the release holds out."""
    rows = corpus(40_000, 2000)
    rows[4000:8000] = [
        (source, kind, group, "test", side) for source, kind, group, _, side in rows[4000:8000]
    ]
    whole = sides_of(placed(rows), Split())["corpus", "", "test"]
    assert (whole["rows"], whole["of_rows"], whole["settled_rows"]) == (2000, 40_000, 4000)
    assert not whole["off"]


def test_a_large_group_widens_what_chance_does_and_is_told_all_the_same() -> None:
    rows = [
        *corpus(40_000, 2000),
        *(("b", "document", 10**6, "test", "test") for _ in range(1000)),
    ]
    whole = sides_of(placed(rows), Split())["corpus", "", "test"]
    assert whole["off"]
    assert whole["chance"] > 4 * (0.05 * 0.95 / 41_000) ** 0.5


def test_sides_that_the_recipe_does_not_want_are_judged_by_being_there() -> None:
    none = Split(validation=0, test=0)
    assert not any(one["off"] for one in sides_of(placed(corpus(1000, 0)), none).values())
    assert all(one["off"] for one in sides_of(placed(corpus(1000, 10)), none).values())
    assert stratum_shares(placed([]), Split()).num_rows == 0
