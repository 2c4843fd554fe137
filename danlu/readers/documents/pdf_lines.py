"""The lines of a PDF page, with their places, as PDFium finds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from danlu.readers.documents.packed import extra_needed

DIVIDED = "\x02"
"""What PDFium puts in the place of a hyphen at the end of a line, and of the line end."""

_WIDE_GAP = 1.4
"""Gap between two words, in heights of the line, from which on they stand in two cells."""
_MOST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. Places are in points, from the lower left corner of the page.

    Attributes:
        cells: Its text, cut where a wide gap is.
        left: Where it begins.
        right: Where it ends.
        top: Base of its first character; a line with divided words reaches over several.
        base: Base of its last character.
        height: Height of its first character's box, which is about the size of the font.
        size: Size of the font as the file has it, before what scales it.
    """

    cells: tuple[str, ...]
    left: float
    right: float
    top: float
    base: float
    height: float
    size: float

    @property
    def text(self) -> str:
        """The text of all cells."""
        return " ".join(self.cells)


def characters_of(text_page: Any) -> str:
    """The page's characters, one for each index of PDFium's; half characters stay halves."""
    with extra_needed():
        from pypdfium2.raw import FPDFText_GetUnicode  # noqa: PLC0415 - an extra
    codes = [FPDFText_GetUnicode(text_page, index) for index in range(text_page.count_chars())]
    return "".join([chr(min(code, 0x10FFFF)) for code in codes])


def lines_of(text_page: Any) -> list[Line]:
    """The lines that are not blank, in the order of the page."""
    places = _Places(text_page)
    found: list[Line] = []
    start = 0
    for end in [*_line_ends(places.characters), len(places.characters)]:
        if places.characters[start:end].strip():
            found.append(_line(places, start, end))
        start = end + 1
    return found


class _Places:
    """The characters of a page, and where each of them stands."""

    def __init__(self, text_page: Any) -> None:
        with extra_needed():
            from pypdfium2 import raw  # noqa: PLC0415 - an extra
        self.characters = characters_of(text_page)
        self._page = text_page.raw
        self._box = raw.FS_RECTF()
        self._get_box = raw.FPDFText_GetLooseCharBox
        self._get_size = raw.FPDFText_GetFontSize

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Left, base, right and height of a character."""
        box = self._box
        self._get_box(self._page, index, box)
        return box.left, box.bottom, box.right, abs(box.top - box.bottom)

    def size(self, index: int) -> float:
        """The size of its font."""
        return max(float(self._get_size(self._page, index)), 0.1)


def _line_ends(characters: str) -> Iterator[int]:
    return (index for index, character in enumerate(characters) if character in "\r\n")


def _line(places: _Places, start: int, end: int) -> Line:
    characters = places.characters
    while characters[start].isspace():
        start += 1
    while characters[end - 1].isspace():
        end -= 1
    left, top, _, height = places.box(start)
    _, base, right, _ = places.box(end - 1)
    cells = [
        text for cell in _cells(places, start, end) if (text := " ".join(_whole(cell).split(" ")).strip())
    ]
    return Line(tuple(cells), left, right, top, base, max(height, 0.1), places.size(start))


def _cells(places: _Places, start: int, end: int) -> Iterator[str]:
    """The line, cut at wide gaps. One that reaches over several by divided words is no line of cells."""
    characters = places.characters
    spaces = [index for index in range(start + 1, end - 1) if characters[index] == " "]
    at = start
    if len(spaces) <= _MOST_WORDS and DIVIDED not in characters[start:end]:
        for space in spaces:
            before, after = places.box(space - 1), places.box(space + 1)
            wide = after[0] - before[2] > _WIDE_GAP * max(after[3], before[3])
            if wide and space > at and abs(after[1] - before[1]) < max(after[3], before[3]):
                yield characters[at:space]
                at = space + 1
    yield characters[at:end]


def _whole(text: str) -> str:
    """The text with its halves of characters joined."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
