"""The running text of one block of HTML as Markdown: blanks collapsed, emphasis and code marked."""

from __future__ import annotations

import re

from danlu.readers.documents.markdown_text import is_wide

MARKS = {
    "b": "**",
    "strong": "**",
    "em": "*",
    "i": "*",
    "code": "`",
    "kbd": "`",
    "samp": "`",
    "tt": "`",
    "del": "~~",
    "s": "~~",
    "sup": "^",
    "sub": "_",
    "rt": "rt",
}
"""Elements that mark their text, and the mark."""

_SPACE = re.compile("[ \t\r\n\f\v\xa0]+")
_BREAK = re.compile("[ \n]*\v[ \n\v]*")
_GAP = re.compile("[ \n]+")
_SUPERSCRIPT = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUBSCRIPT = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_RAISED = {"^": _SUPERSCRIPT, "_": _SUBSCRIPT}


class Inline:
    """The text of a block while it is gathered. A vertical tab stands for a line break."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._open: list[tuple[str, int]] = []

    def add(self, text: str | None) -> None:
        """Text as it stands in the source."""
        if text:
            self._pieces.append(_SPACE.sub(_shortened, text))

    def line_break(self) -> None:
        """A line break that is meant."""
        self._pieces.append("\v")

    def open(self, name: str) -> None:
        """An element that marks its text begins."""
        self._open.append((name, len(self._pieces)))

    def close(self, name: str) -> None:
        """It ends: its text, without the blanks around it, gets its mark."""
        if not self._open or self._open[-1][0] != name:
            return
        start = self._open.pop()[1]
        inner = "".join(self._pieces[start:])
        bare = inner.strip(" \n\v")
        mark = MARKS[name]
        # a mark within the same mark, or within code, would end it
        if bare and not any(MARKS[outer] in {mark, "`"} for outer, _ in self._open):
            head, tail = inner.split(bare, 1)
            self._pieces[start:] = [head, _marked(bare, mark), tail]

    def take(self) -> list[str]:
        """The paragraphs of the block, which is over; two line breaks part them."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._open.clear()
        text = _BREAK.sub(lambda match: "\v" if match[0].count("\v") == 1 else "\v\v", text)
        text = _GAP.sub(_gap, text.strip(" \n\v"))
        return [paragraph.replace("\v", "\n") for paragraph in text.split("\v\v") if paragraph.strip()]


def _shortened(match: re.Match[str]) -> str:
    return "\n" if "\n" in match[0] else " "


def _gap(match: re.Match[str]) -> str:
    """A blank; none for a line end of the source between two characters of Chinese or Japanese."""
    text, start, end = match.string, match.start(), match.end()
    between = is_wide(text[start - 1 : start]) and is_wide(text[end : end + 1])
    return "" if "\n" in match[0] and between else " "


def _marked(text: str, mark: str) -> str:
    if mark == "rt":
        return f"({text})"
    if mark in _RAISED:
        raised = text.translate(_RAISED[mark])
        if all(ord(one) in _RAISED[mark] for one in text):
            return raised
        return text if text.startswith("[") or len(text) > 20 else f"{mark}({text})"
    if mark == "`":
        return f"`{text}`" if "`" not in text else f"`` {text} ``"
    return mark + text + mark
