"""What a row is found to hold depends on the row and on the set alone."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.dedup.contamination.index import build_index
from danlu.dedup.contamination.matching import find_matches, together
from tests.dedup.contamination.conftest import (
    CANAL,
    CELL,
    ITEMS,
    LIBRARY,
    ORCHARD,
    found_in,
    item,
    rows,
    table,
)

PIECES = (ORCHARD, LIBRARY, CANAL, CELL, "A plain sentence.", "一句平常的话。", ORCHARD.upper(), CANAL[4:])
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map(" ".join)
OTHERS = (
    item("1", LIBRARY + " Explain.", of="more"),
    item("2", CELL * 2, of="more"),
    item("3", ORCHARD, of="more"),
)


def found(planted: pa.Table, items: Any) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = find_matches(planted, build_index(table(items))).to_pylist()
    return listed


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS, max_size=6), st.permutations(range(6)), st.permutations(ITEMS), st.integers(0, 6))
def test_neither_order_nor_shards_matter(
    texts: list[str], order: list[int], items: list[dict[str, Any]], cut: int
) -> None:
    planted = rows(texts)
    whole = find_matches(planted, build_index(table(ITEMS)))
    mixed = planted.take(pa.array([place for place in order if place < len(texts)], pa.int64()))
    index = build_index(table(items))
    assert find_matches(mixed, index).equals(whole)
    shards = [find_matches(mixed.slice(0, cut), index), find_matches(mixed.slice(cut), index)]
    assert together(shards).equals(whole)


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_sets_do_not_touch_each_other(texts: list[str]) -> None:
    planted = rows(texts)
    apart = found(planted, ITEMS) + found(planted, OTHERS)
    key = ("row_id", "set", "item")
    both = found(planted, (*OTHERS, *ITEMS))
    assert both == sorted(apart, key=lambda match: tuple(match[name] for name in key))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=30))
def test_any_text_is_taken_and_evidence_lies_within_it(around: str, between: str) -> None:
    text = around + " " + CANAL + between + ORCHARD + " " + around
    for match in found(rows([text]), ITEMS):
        assert 0 <= match["start"] < match["end"] <= len(text)
        assert 0 < match["likeness"] <= 1
        assert 0 <= match["share"] <= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=120), min_size=1, max_size=8))
def test_any_text_may_be_an_item_and_matches_itself(questions: list[str]) -> None:
    items = [item(str(place), question) for place, question in enumerate(questions)]
    for match in found(rows(questions), items):
        # what differs only in what is folded away is the same question
        assert match["how"] in {"verbatim", "folded", "embedded", "near"}


def test_an_item_with_other_numbers_never_touches_the_item() -> None:
    for number in (2, 3, 13, 23, 25, 42, 240, 1024):
        assert found_in((ORCHARD.replace("24", str(number)), "OK")) == {}
