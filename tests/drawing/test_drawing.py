from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danlu.dictionary import DATASETS
from danlu.drawing import svg
from danlu.drawing.bars import MOST_BARS, Bar, bars, by_series
from danlu.drawing.funnel import Step, funnel
from danlu.drawing.lineage import column_lineage
from danlu.drawing.numbers import ticks

HOSTILE = (
    "<script>alert(1)</script>",
    "a|b",
    "`back`ticks``",
    "](javascript:alert(1))",
    "![x](http://example.org/a.png)",
    "&lt;img onerror=1&gt;",
    "\"'><image href='http://example.org'/>",
    "abc\u202edcba\u2066\u200f",
    "line\nfeed\x00\x1b[0m",
    "\ud800",
    "长" * 200,
)
KNOWN = {"svg", "g", "text", "rect", "path", "circle"}
LARGEST = 15_000
"""Bytes of a drawing, so that as Base64 it stays below 20 kB."""


def drawn(text: str) -> ET.Element:
    """A drawing read by an XML parser: it holds nothing but the shapes that danlu draws."""
    root = ET.fromstring(text)
    names = {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in root.iter()}
    assert names <= KNOWN
    assert not [
        name for element in root.iter() for name in element.attrib if "href" in name or name[:2] == "on"
    ]
    return root


def words(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter() if element.tag.endswith("text")]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_can_break_out_of_a_chart(name: str) -> None:
    root = drawn(bars("Title · 标题", [Bar(name, [3]), Bar("b", [1])]))
    assert not any(character in text for text in words(root) for character in "\u202e\u2066\u200f\n\x1b")
    drawn(bars("t", [Bar(name, [1, 2])], [name, name]))
    drawn(funnel("t", [Step(name, 3), Step(name, 2, 1)]))


@given(st.text(max_size=40), st.lists(st.integers(0, 10**12), min_size=1, max_size=4))
def test_any_name_and_number_can_be_drawn(name: str, values: list[int]) -> None:
    root = drawn(bars("t", [Bar(name, values)]))
    assert f"{sum(values):,}" in words(root)


def test_a_markdown_image_holds_nothing_but_base64() -> None:
    text = svg.image(bars("t", [Bar("](javascript:alert(1))", [1])]), "a chart")
    found = re.fullmatch(r"!\[a chart\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/]+=*)\)", text)
    assert found is not None
    drawn(base64.b64decode(found[1]).decode())


def test_bars_are_as_long_as_their_numbers() -> None:
    root = drawn(bars("t", [Bar("a", [300]), Bar("b", [100])]))
    widths = [float(element.attrib["width"]) for element in root.iter() if element.tag.endswith("rect")]
    assert widths[0] == pytest.approx(3 * widths[1], rel=0.01)


def test_too_many_bars_are_added_up() -> None:
    items = [Bar(f"name {number}", [1, 2]) for number in range(100)]
    shown = words(drawn(bars("t", items, ["a", "b"])))
    assert "77 more · 其余 77 项" in shown
    assert len([text for text in shown if text.startswith("name")]) == MOST_BARS - 1
    assert f"{77 * 3:,}" in shown


def test_what_there_is_in_one_series_alone_is_zero_in_the_others() -> None:
    assert by_series({"a": {"x": 1}, "b": {"y": 2}}, ("a", "b"), ("x", "y")) == [
        Bar("x", [1, 0]),
        Bar("y", [0, 2]),
    ]


@given(st.integers(0, 10**12))
def test_an_axis_has_a_few_round_steps_and_holds_the_largest(most: int) -> None:
    marks = ticks(most)
    assert marks[0] == 0
    assert marks[-1] >= most
    assert 2 <= len(marks) <= 6
    step = marks[1]
    assert str(step).strip("0") in {"1", "2", "5"}
    assert marks == list(range(0, marks[-1] + 1, step))


def test_the_funnel_says_what_each_stage_did() -> None:
    root = drawn(funnel("t", [Step("records", 10), Step("raw", 8, dropped=2), Step("new", 9, 0, 3, 4)]))
    assert {"−2 dropped · 剔除", "−3 merged · 合并", "+4 generated · 生成"} <= set(words(root))


def test_an_empty_chart_can_be_drawn() -> None:
    drawn(bars("t", []))
    drawn(funnel("t", [Step("records", 0), Step("raw", 0)]))


@pytest.mark.parametrize("stage", list(DATASETS))
def test_every_column_and_every_line_of_the_lineage_is_drawn(stage: str) -> None:
    dataset = DATASETS[stage]
    text = column_lineage(dataset)
    root = drawn(text)
    assert {column.name for column in dataset.columns} <= set(words(root))
    assert {origin.column for origin in dataset.sources} <= set(words(root))
    lines = [element for element in root.iter() if element.tag.endswith("path")]
    assert len(lines) == sum(len(column.origins) for column in dataset.columns)
    assert len(text.encode()) < LARGEST


def test_nothing_is_drawn_beyond_the_edges() -> None:
    """Text that a picture cuts off cannot be read: here widths are only estimated, and generously."""
    for dataset in DATASETS.values():
        root = drawn(column_lineage(dataset))
        width = float(root.attrib["width"])
        for element in root.iter():
            if element.tag.endswith("text"):
                x, size = float(element.attrib["x"]), float(element.attrib.get("font-size", svg.SIZE))
                wide = svg.width_of(element.text or "", size)
                start = x - wide if element.attrib.get("text-anchor") == "end" else x
                assert start >= 0
                assert start + wide <= width


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", [svg.INK, svg.FAINT, *svg.COLOURS])
@pytest.mark.parametrize("ground", ["#ffffff", "#030712", "#11151c"])
def test_every_colour_can_be_seen_on_light_and_on_dark(colour: str, ground: str) -> None:
    least = 4 if colour == svg.INK else 2.9
    assert contrast(colour, ground) >= least
