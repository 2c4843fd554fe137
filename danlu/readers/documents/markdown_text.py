"""Markdown that readers write and cut: tables, code and the sections below headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from danlu.pieces import Section

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(\S.*)|[ \t]*)\Z")
_CLOSING = re.compile(r"[ \t]#+[ \t]*\Z")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)\Z")
_TICKS = re.compile("`+")
_CJK = (
    "\u2e80-\u2fdf\u3000-\u30ff\u3100-\u312f\u31a0-\u31bf\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
)
_WIDE = re.compile(f"[{_CJK}\U00020000-\U000323af]")


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a table of GitHub Flavored Markdown, the first of them its head; short rows are filled."""
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    lines = ["| " + " | ".join([*map(_cell, row), *[""] * (width - len(row))]) + " |" for row in rows]
    lines.insert(1, "| " + " | ".join(["---"] * width) + " |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def fenced(code: str, language: str = "") -> str:
    """Code in a fence that is longer than any run of backticks in it."""
    longest = max((len(run) for run in _TICKS.findall(code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{code}\n{fence}"


def is_wide(character: str) -> bool:
    """Is it a letter or mark of Chinese or Japanese, which are written without blanks?"""
    return bool(character) and _WIDE.match(character) is not None


def sections(text: str) -> tuple[Section, ...]:
    """The text cut before each of its headings; code is no heading.

    A section begins with the line of its heading, which is the last of its `headings`. A heading with
    nothing but a deeper heading below it begins the section of that.
    """
    found: list[Section] = []
    above: list[tuple[int, str]] = []
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        heading = None if fence else _HEADING.match(line)
        if heading is not None:
            level = len(heading[1])
            bare = above and level > above[-1][0] and not any(map(_says, lines))
            if not bare:
                _close(found, lines, above)
                lines = []
            above = [(depth, name) for depth, name in above if depth < level]
            above.append((level, _CLOSING.sub("", heading[2] or "").strip()))
        fence = _fence_after(line, fence)
        lines.append(line)
    _close(found, lines, above)
    return tuple(found)


def _says(line: str) -> bool:
    return bool(line.strip()) and _HEADING.match(line) is None


def _fence_after(line: str, fence: str) -> str:
    """The fence that is open below this line, or nothing."""
    mark = _FENCE.match(line)
    if mark is None:
        return fence
    if not fence:
        return mark[1]
    return "" if mark[1].startswith(fence) and not mark[2].strip() else fence


def _close(found: list[Section], lines: Sequence[str], above: Sequence[tuple[int, str]]) -> None:
    text = "\n".join(lines).strip("\n")
    if text.strip():
        found.append(Section(text, tuple(name for _, name in above if name)))
