"""The pictures of duplicates and sides: matrix, shares, names that are told apart."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.drawing.bars import Bar, bars
from danlu.drawing.matrix import MOST_NAMES, Words, gathered, matrix
from danlu.drawing.numbers import per_cent, rounded
from danlu.drawing.shares import Column, Line, Share, shares
from danlu.drawing.svg import fitted_names, width_of
from tests.drawing.test_drawing import HOSTILE, LARGEST, drawn, words

WORDS = Words("title · 标题", "within · 内部", "across · 之间", "full: {share}", "rows ↓ into →", "merged")
LEGEND = ("recipe · 配方", "chance · 随机", "rows · 实际")
COLUMNS = (Column("validation · 验证", 0.05), Column("test · 测试", 0.05))
NAMES = [f"客服对话记录/二〇二五年第{number}季度·售后工单与回访整理稿.jsonl" for number in range(1, 30)]


def within(root: ET.Element) -> None:
    """No text goes beyond the edges, as far as widths are estimated."""
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for element in root.iter():
        if element.tag.endswith("text"):
            size = float(element.attrib.get("font-size", 13))
            wide = width_of(element.text or "", size, bold="font-weight" in element.attrib)
            x, anchor = float(element.attrib["x"]), element.attrib.get("text-anchor", "start")
            start = x - wide if anchor == "end" else x
            assert start >= 0, element.text
            assert start + (0 if anchor == "middle" else wide) <= width + 1, element.text
            assert 0 < float(element.attrib["y"]) <= height


def test_a_matrix_says_how_many_rows_went_where_and_what_share_they_are() -> None:
    cells = {("一", "一"): 5, ("一", "b"): 20, ("b", "一"): 1}
    root = drawn(matrix(WORDS, ["一", "b"], cells, {"一": 100, "b": 1000}))
    said = words(root)
    assert {"5", "20", "1", "25.0 %", "0.1 %", "full: 20 %"} <= set(said)
    within(root)


def test_the_largest_share_fills_its_cell_and_others_are_as_long_as_theirs() -> None:
    cells = {("a", "b"): 50, ("b", "a"): 25}
    text = matrix(WORDS, ["a", "b"], cells, {"a": 100, "b": 100})
    lengths = [float(found) for found in re.findall(r"h([0-9.]+)v5h", text)]
    assert lengths[0] == pytest.approx(2 * lengths[1])


def test_a_matrix_of_many_sources_stays_small_and_tells_them_apart() -> None:
    cells = {(one, other): 1_234_567 for one in NAMES for other in NAMES}
    names, sums, totals = gathered(cells, dict.fromkeys(NAMES, 10**9), "others · 其余")
    assert len(names) == MOST_NAMES
    assert names[-1] == "others · 其余"
    assert sum(sums.values()) == sum(cells.values())
    assert sum(totals.values()) == 10**9 * len(NAMES)
    text = matrix(WORDS, names, sums, totals, rest="others · 其余")
    assert len(text.encode()) < LARGEST
    root = drawn(text)
    within(root)
    shown = [word for word in words(root) if word.startswith("客服")]
    assert len(set(shown)) == MOST_NAMES - 1


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 19), st.integers(0, 19)), st.integers(1, 50), min_size=1, max_size=60
    )
)
def test_what_is_gathered_loses_nothing(counts: dict[tuple[int, int], int]) -> None:
    cells = {(f"s{one}", f"s{other}"): count for (one, other), count in counts.items()}
    names, sums, _ = gathered(cells, {}, "others", most=5)
    assert sum(sums.values()) == sum(cells.values())
    assert {name for place in sums for name in place} <= set(names)
    assert len(names) <= 5
    for (one, other), count in sums.items():
        if "others" not in (one, other):
            assert cells[one, other] == count
    assert gathered(dict(reversed(cells.items())), {}, "others", most=5)[:2] == (names, sums)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_breaks_out(name: str) -> None:
    root = drawn(matrix(WORDS, [name, "b"], {(name, "b"): 1}, {name: 1}))
    root_of_shares = drawn(shares("t", LEGEND, COLUMNS, [Line(name, name[:5], [Share(0.1, 0.01)] * 2)]))
    for text in (*words(root), *words(root_of_shares)):
        assert not any(character in text for character in "\u202e\u2066\u200f\n\x1b")


def test_an_empty_matrix_and_no_shares_can_be_drawn() -> None:
    drawn(matrix(WORDS, [], {}, {}))
    drawn(shares("t", LEGEND, (Column("test", 0),), []))
    drawn(shares("t", LEGEND, (Column("test", 0),), [Line("a", "", [Share(0, 0)])]))


def test_a_dot_stands_where_the_share_is_and_one_too_far_out_is_a_ring_at_the_edge() -> None:
    lines = [Line("a", "1 row", [Share(one, 0.01), Share(0.05, 0.01)]) for one in (0.05, 0.1, 0.9)]
    root = drawn(shares("t · 标题", LEGEND, COLUMNS, lines))
    dots = [element.attrib for element in root.iter() if element.tag.endswith("circle")][1:]
    first, second, third = (float(dot["cx"]) for dot in dots[:3])
    assert second - first == pytest.approx((third - first) / 2, rel=0.02)
    assert [dot["fill"] == "none" for dot in dots[:3]] == [False, False, True]
    assert {"5 %", "10 %", "90 %", "validation · 验证 5 %"} <= set(words(root))
    within(root)


def test_a_share_that_is_off_is_seen_without_its_colour() -> None:
    text = shares("t", LEGEND, COLUMNS[:1], [Line("a", "", [Share(0.07, 0.001, off=True)])])
    (share,) = [element for element in drawn(text).iter() if element.text == "7 %"]
    assert share.attrib["font-weight"] == "600"


def test_many_long_names_fit() -> None:
    lines = [Line(name, "1,234,567 rows · 行", [Share(0.05, 0.01)] * 2) for name in NAMES[:20]]
    text = shares("t", LEGEND, COLUMNS, lines)
    assert len(text.encode()) < LARGEST
    within(drawn(text))


@given(st.lists(st.text("ab/年月_", max_size=40), unique=True, max_size=6), st.integers(40, 200))
def test_fitted_names_fit(names: list[str], width: int) -> None:
    for name, fitted in zip(names, fitted_names(names, width), strict=True):
        assert width_of(fitted) <= width
        assert fitted == name or "…" in fitted


def test_names_that_differ_in_their_middle_stay_different() -> None:
    assert len(set(fitted_names(NAMES, 200))) == len(NAMES)
    assert len(set(fitted_names([f"{'a' * 50}{number}" for number in range(10)], 100))) == 10


def test_a_note_stands_behind_the_sum() -> None:
    root = drawn(bars("t", [Bar("a", [3, 4], "of 9 · 行"), Bar("b", [1, 0])], ["x", "y"]))
    assert {"7", "of 9 · 行", "1"} <= set(words(root))
    within(root)


@given(st.integers(0, 10**12))
def test_a_rounded_number_is_short_and_near(number: int) -> None:
    text = rounded(number)
    assert len(text) <= 5
    value = float(text.replace(",", "").rstrip("kMG")) * {"k": 1e3, "M": 1e6, "G": 1e9}.get(text[-1], 1)
    assert value == pytest.approx(number, rel=0.006)


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_share_is_nothing_only_where_there_is_nothing(part: int, whole: int) -> None:
    part = min(part, whole)
    text = per_cent(part, whole)
    assert (text == "0 %") == (part == 0)
    assert (text == "100 %") == (part == whole)
