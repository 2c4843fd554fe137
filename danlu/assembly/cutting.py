"""Cuts a long text into pieces along its structure.

A piece ends, as late as it may, before a Markdown heading; else at a blank line; else at a line's end;
else behind a sentence; else at white space; else between two characters as people see them. Code
between fences and the rows of a table are cut only where nothing else is possible.

A table that is longer than a piece is cut between its rows, and its header rows stand again at the
front of every later part: each part is a table of its own. This is the only text that pieces have and
the source has not; but for it, the pieces joined are the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})(?P<rest>[^\n]*)")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_DELIMITER_ROW = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*\|?[ \t]*\r?$")
_SENTENCE = re.compile(r"[。！？；…]+[”’」』）】》]*|[.!?][\"'”’)\]]*(?=\s)")
_SPACE = re.compile(r"\s")
_LINE_END = re.compile(r"(?<=\n)")
_LONGEST_CLUSTER = 64
_CLOSING = frozenset("”’」』）】》\"')]")
_ENDING = frozenset("。！？；….!?”’」』）】》\"')]")
_FLAG_LETTERS = "".join(chr(code) for code in range(0x1F1E6, 0x1F200))
_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")


@dataclass(slots=True)
class Block:
    """Lines that stay together if they can.

    Attributes:
        text: The lines.
        kind: "heading", "fence", "table" or "lines".
        blank: A blank line ends it.
        header: The two header rows of a table.
        headings: The headings that it stands below, outermost first, its own among them.
    """

    text: str
    kind: str
    blank: bool = False
    header: str = ""
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text and the Markdown headings that its first words stand below."""

    text: str
    headings: tuple[str, ...]


def cut(text: str, most: int) -> list[str]:
    """The text in pieces of at most `most` characters, in order; none is empty.

    A table's part with its repeated header counts in full. Where the header and one row do not fit,
    the row is cut as any long line is, and the header not repeated.

    Raises:
        ValueError: `most` is not positive.
    """
    return [piece.text for piece in cut_below_headings(text, most)]


def cut_below_headings(text: str, most: int) -> list[Piece]:
    """As `cut`, with the headings that each piece stands below.

    Raises:
        ValueError: `most` is not positive.
    """
    if most < 1:
        raise ValueError(f"a piece needs room for at least one character, not {most}")
    pieces: list[Piece] = []
    held = Held(most)
    for block in blocks(text):
        if len(block.text) > most:
            pieces += held.give()
            parts = _cut_table(block, most) if block.kind == "table" else _cut_block(block, most)
            pieces += [Piece(part, block.headings) for part in parts[:-1]]
            block = Block(parts[-1], "lines", block.blank, "", block.headings)  # noqa: PLW2901 - the rest
        elif held.size + len(block.text) > most:
            pieces += held.give_for(len(block.text), heading=block.kind == "heading")
        held.take(block)
    return pieces + held.give()


class Held:
    """Blocks that will be a piece."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._blocks: list[Block] = []
        self.size = 0

    def take(self, block: Block) -> None:
        """One more block."""
        self._blocks.append(block)
        self.size += len(block.text)

    def give(self) -> list[Piece]:
        """All of it as one piece."""
        text = "".join(block.text for block in self._blocks)
        below = next((block for block in self._blocks if block.kind != "heading"), None)
        headings = (below or self._blocks[0]).headings if self._blocks else ()
        self._blocks, self.size = [], 0
        return [Piece(text, headings)] if text else []

    def give_for(self, size: int, *, heading: bool) -> list[Piece]:
        """A piece of it, cut at its best place so that `size` more characters fit behind the rest."""
        best = 0 if heading else self._best_place(size)
        if not best:
            return self.give()
        kept = self._blocks[best:]
        self._blocks = self._blocks[:best]
        pieces = self.give()
        self._blocks, self.size = kept, sum(len(block.text) for block in kept)
        return pieces

    def _best_place(self, size: int) -> int:
        """Before the headings right before the end, which belong to what follows; 0 if there are none.

        Else behind the last blank line, if only lines of one paragraph follow it.
        """
        place = room = len(self._blocks)
        after = 0
        while place > 1 and self._blocks[place - 1].kind == "heading":
            place -= 1
            after += len(self._blocks[place].text)
        if place == room and not self._blocks[-1].blank:
            while place > 1 and self._blocks[place - 1].kind == "lines" and not self._blocks[place - 1].blank:
                place -= 1
                after += len(self._blocks[place].text)
        fits = place < room and after + size <= self._most and after * 2 <= self._most
        return place if fits else 0


def blocks(text: str) -> Iterator[Block]:
    """The text as headings, fenced code, tables and single lines, each with the blank lines behind it."""
    lines = [line for line in _LINE_END.split(text) if line]
    open_fences: dict[str, int] = {}
    headings: tuple[tuple[int, str], ...] = ()
    below: tuple[str, ...] = ()
    at = 0
    while at < len(lines):
        end, kind, header = _extent(lines, at, open_fences)
        if kind == "heading":
            marks, _, title = lines[at].strip().partition(" ")
            level = len(marks) - len(marks.lstrip("#"))
            title = title.strip().rstrip("#").strip() or marks.lstrip("#").strip()
            headings = (*[each for each in headings if each[0] < level], (level, title))
            below = tuple([title for _, title in headings if title])
        blank = end
        while blank < len(lines) and not lines[blank].strip():
            blank += 1
        yield Block("".join(lines[at:blank]), kind, blank > end or blank == len(lines), header, below)
        at = blank


def _extent(lines: list[str], at: int, open_fences: dict[str, int]) -> tuple[int, str, str]:
    """Where the block ends that begins with a line, what it is, and its header if it is a table.

    `open_fences` remembers from which length on fences never close in what remains, so that a text
    full of such is not searched over and over.
    """
    line = lines[at]
    if line[0] not in " `~#" and "|" not in line:
        return at + 1, "lines", ""
    fence = _FENCE.match(line)
    if fence is not None and not (fence["fence"][0] == "`" and "`" in fence["rest"]):
        mark, length = fence["fence"][0], len(fence["fence"])
        if length < open_fences.get(mark, length + 1):
            end = _fence_end(lines, at, fence["fence"])
            if end > at + 1:
                return end, "fence", ""
            open_fences[mark] = length
        return at + 1, "lines", ""
    if _HEADING.match(line):
        return at + 1, "heading", ""
    if "|" in line and at + 1 < len(lines) and _is_delimiter(lines[at + 1]):
        end = at + 2
        while end < len(lines) and "|" in lines[end]:
            end += 1
        return end, "table", line + lines[at + 1]
    return at + 1, "lines", ""


def _is_delimiter(line: str) -> bool:
    return "-" in line and "|" in line and _DELIMITER_ROW.match(line) is not None


def _fence_end(lines: list[str], at: int, fence: str) -> int:
    """The line behind the closing fence (CommonMark 0.31, 4.5), or behind this line if it never closes."""
    for place in range(at + 1, len(lines)):
        bare = lines[place].strip()
        if len(bare) >= len(fence) and bare == fence[0] * len(bare):
            return place + 1
    return at + 1


def _cut_table(block: Block, most: int) -> list[str]:
    """Parts of a table between rows, its header before each."""
    rows = [row for row in _LINE_END.split(block.text[len(block.header) :]) if row]
    room = most - len(block.header)
    if not rows or any(len(row) > room for row in rows):
        return _cut_block(block, most)
    parts: list[str] = []
    part: list[str] = []
    size = 0
    for row in rows:
        if part and size + len(row) > room:
            parts.append(block.header + "".join(part))
            part, size = [], 0
        part.append(row)
        size += len(row)
    return [*parts, block.header + "".join(part)]


def _cut_block(block: Block, most: int) -> list[str]:
    """Parts of what is longer than a piece: between lines, behind sentences, at spaces, or anywhere."""
    text = block.text
    parts: list[str] = []
    at = 0
    while len(text) - at > most:
        end = _place(text, at, at + most)
        parts.append(text[at:end])
        at = end
    return [*parts, text[at:]]


def _place(text: str, start: int, most: int) -> int:
    """The best place to cut in (start, most]: the last line or sentence end, better in the second half.

    Else the last white space, else between the last two characters that fit.
    """
    half = start + (most - start) // 2
    for floor in (half, start):
        line = text.rfind("\n", floor, most)
        if line >= 0:
            return line + 1
        place = _last_end(_SENTENCE, text, floor, most, start)
        if place is not None:
            return place
    space = _last_end(_SPACE, text, half, most, start) or _last_end(_SPACE, text, start, most, start)
    if space is not None:
        return space
    place = most
    while place > max(start + 1, most - _LONGEST_CLUSTER) and _joins(text, place, start):
        place -= 1
    return most if _joins(text, place, start) else place


def _last_end(pattern: re.Pattern[str], text: str, floor: int, most: int, start: int) -> int | None:
    """Behind the last match in [floor, most) that parts no character."""
    ends = [found.end() for found in pattern.finditer(text, floor, most)]
    return next((end for end in reversed(ends) if end > start and not _joins(text, end, start)), None)


def _joins(text: str, place: int, start: int) -> bool:
    """Whether the characters on both sides of a place are one as people see them (after UAX #29).

    Nor is a closing mark parted from its sentence. `start` is a place where a character begins.
    """
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if before == "\r" and after == "\n":
        return True
    if after in _CLOSING and before in _ENDING:
        return True
    if after in _JOINERS or before == "\u200d" or unicodedata.combining(after):
        return True
    if unicodedata.category(after) in {"Mn", "Me", "Mc"} or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if "\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff":
        letters = len(text[start:place]) - len(text[start:place].rstrip(_FLAG_LETTERS))
        return letters % 2 == 1
    return _is_jamo(before) and _is_jamo(after)


def _is_jamo(character: str) -> bool:
    return "\u1100" <= character <= "\u11ff"
