"""Cutting keeps every character, stays within its length, and follows the structure of the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.assembly.cutting import cut, cut_below_headings

STRUCTURED = st.lists(
    st.sampled_from(
        [
            "# 一\n", "## two\n", "\n", "\r\n", "字字字字。", "One. Two! ", "“好！”", "a" * 9,
            "```py\n", "```\n", "~~~\n", " ",
            "é", "👨\u200d👩\u200d👧", "🇨🇳", "क्षि", "- item\n", "\u2028", "| a | b |\n",
        ]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@settings(max_examples=300)
@given(text=STRUCTURED, most=st.integers(1, 40))
def test_pieces_are_the_text(text: str, most: int) -> None:
    pieces = cut(text, most)
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= most for piece in pieces)
    assert cut(text, most) == pieces


@given(text=st.text(max_size=200), most=st.integers(1, 50))
def test_any_text(text: str, most: int) -> None:
    pieces = cut(text, most)
    assert all(0 < len(piece) <= most for piece in pieces)
    if "|" not in text:
        assert "".join(pieces) == text


def test_a_short_text_is_one_piece() -> None:
    assert cut("# 一\n\n甲。\n", 100) == ["# 一\n\n甲。\n"]
    assert cut("", 100) == []


def test_no_room_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one character"):
        cut("a", 0)


def test_a_heading_stays_with_what_it_heads() -> None:
    text = "甲。" * 20 + "\n\n# 二\n\n" + "乙。" * 20 + "\n"
    assert cut(text, 50) == ["甲。" * 20 + "\n\n", "# 二\n\n" + "乙。" * 20 + "\n"]


def test_paragraphs_before_lines_before_sentences_before_words() -> None:
    assert cut("一行\n二行\n\n三行\n四行\n", 12) == ["一行\n二行\n\n", "三行\n四行\n"]
    assert cut("一行一行\n二行二行\n", 9) == ["一行一行\n", "二行二行\n"]
    assert cut("今天下雨。“明天呢？”也下。", 10) == ["今天下雨。", "“明天呢？”也下。"]
    assert cut("It rains. So it does.", 15) == ["It rains.", " So it does."]
    assert cut("alpha beta gamma", 12) == ["alpha beta ", "gamma"]
    assert cut("3.14159", 4) == ["3.14", "159"]


def test_fenced_code_is_not_cut_if_it_fits() -> None:
    code = "```py\n# no heading\n\nx = 1\n```\n"
    assert cut("文" * 20 + "\n\n" + code + "\n完。\n", 40)[1].startswith(code)
    assert [piece.headings for piece in cut_below_headings("# 一\n" + code * 3, 40)] == [("一",)] * 3


def test_a_long_table_is_cut_between_rows_with_its_header() -> None:
    header = "| 名 | 数 |\n| --- | ---: |\n"
    rows = [f"| 甲{number} | {number} |\n" for number in range(20)]
    pieces = cut("前。\n\n" + header + "".join(rows), 80)
    assert pieces[0] == "前。\n\n"
    assert all(piece.startswith(header) and len(piece) <= 80 for piece in pieces[1:])
    assert "".join(piece.removeprefix(header) for piece in pieces[1:]) == "".join(rows)


def test_a_row_that_is_too_long_is_cut_like_a_line() -> None:
    table = "| a |\n| - |\n| " + "word " * 40 + "|\n"
    pieces = cut(table, 50)
    assert "".join(pieces) == table


def test_what_people_see_as_one_character_stays_whole() -> None:
    for cluster in ("e\u0301\u0302", "👨\u200d👩\u200d👧", "👍🏽", "🇨🇳", "각", "नि"):
        pieces = cut(cluster * 40, 3 * len(cluster) + 1)
        assert all(len(piece) % len(cluster) == 0 for piece in pieces), cluster
    assert all(not piece.endswith("\r") for piece in cut("a\r\n" * 30, 7))


def test_headings_above_each_piece() -> None:
    text = "# 一\n\n" + "甲。" * 15 + "\n\n## 二 ##\n\n" + "乙。" * 15 + "\n\n# 三\n\n" + "丙。" * 15 + "\n"
    pieces = cut_below_headings(text, 45)
    assert [piece.headings for piece in pieces] == [("一",), ("一", "二"), ("三",)]


@pytest.mark.parametrize(
    "unit", ["字", "\n", "ab\n", "```x\n", "~~~\n```\n", "| a |\n", "# a\n", "|-|\n", "a. ", "\u0301", "🇨"]
)
def test_time_is_linear(unit: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        cut(unit * count, 1000)
        return time.process_time() - start

    small = min(seconds(4000) for _ in range(3))
    assert min(seconds(32000) for _ in range(2)) < 30 * small + 0.05
