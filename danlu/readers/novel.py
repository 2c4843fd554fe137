"""Paragraphs of a long text: one a line, or a run of lines where the text is hard-wrapped.

Many English texts break their lines at about 70 columns and part paragraphs by blank lines (Project
Gutenberg's do). Whether a file does is decided once, by its first bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from danlu.ledger import Reason
from danlu.pieces import Paragraph
from danlu.readers.base import Limits, Parsed, Record, refuse
from danlu.readers.buffer import TextBuffer
from danlu.readers.chapters import heading_style, looks_like_novel
from danlu.readers.lines import pass_long_line
from danlu.readers.taker import Taker, decoded

__all__ = ["looks_like_novel", "read_novel"]

_WINDOW = 1 << 16
_BLANK = b" \t\r\n"
_LONGEST_BLANK = 1 << 16
_BLANK_LINE = re.compile(rb"\n[ \t\r]*+\n")
_NARROWEST, _WIDEST = 50, 90
_LEAST_FOLLOWED = 0.5
_LEAST_FULL_LINES = 3
_LONGEST_RUN = 60
_LONGEST_HEADING_LINES = 3


def read_novel(buffer: TextBuffer, limits: Limits) -> Iterator[Record]:
    """The paragraphs in the order of the file, headings among them; white space separates."""
    while buffer.held < _WINDOW and buffer.more():
        pass
    window = buffer.data[buffer.at : buffer.at + _WINDOW].decode("utf-8", errors="ignore")
    wrapped = is_wrapped(window)
    taker = Taker(buffer, limits)
    while buffer.skip_space():
        end = _paragraph_end(buffer, limits, wrapped=wrapped)
        if end is None:
            yield _pass_long_run(taker) if wrapped else pass_long_line(taker)
            continue
        content = buffer.data[buffer.at : end].rstrip(_BLANK)
        if len(content) > limits.max_record_bytes:
            record = taker.start_long()
            record.pass_to(buffer.at + len(content))
            yield record.finish()
        else:
            yield taker.take(len(content), _parse(content))


def is_wrapped(window: str) -> bool:
    """Whether lines are broken at a margin and blank lines part the paragraphs.

    Then hardly a line passes the margin, and most of those near it are followed by another line; what
    lies between two blank lines is rarely longer than a page.
    """
    lines = [line.rstrip() for line in window.split("\n")]
    if len(window) >= _WINDOW // 4:
        lines.pop()
    widths = [_columns(line) for line in lines]
    full = [index for index, width in enumerate(widths[:-1]) if _NARROWEST <= width <= _WIDEST]
    followed = sum(widths[index + 1] > 0 for index in full)
    blank = widths.count(0)
    beyond = sum(width > _WIDEST for width in widths)
    if len(full) < _LEAST_FULL_LINES or blank * _LONGEST_RUN < len(lines) or beyond * 20 > len(lines):
        return False
    return followed >= _LEAST_FOLLOWED * len(full)


def _columns(line: str) -> int:
    """Width on a terminal, a Chinese character being two columns wide (UAX #11)."""
    if line.isascii() or len(line) > _WIDEST:
        return len(line)
    return len(line) + sum(unicodedata.east_asian_width(character) in "WF" for character in line)


def _paragraph_end(buffer: TextBuffer, limits: Limits, *, wrapped: bool) -> int | None:
    """Index of the line end behind the paragraph at the front, or None if it is too long to hold."""
    while True:
        if wrapped:
            blank = _BLANK_LINE.search(buffer.data, buffer.at)
            end = blank.start() if blank else -1
        else:
            end = buffer.data.find(b"\n", buffer.at)
        if end >= 0:
            return end
        if buffer.held > limits.max_record_bytes:
            return None
        if not buffer.more():
            return len(buffer.data)


def _pass_long_run(taker: Taker) -> Record:
    """Refuse the run of lines at the front of the buffer, which is longer than a record may be."""
    buffer = taker.buffer
    record = taker.start_long()
    while (blank := _BLANK_LINE.search(buffer.data, buffer.at)) is None:
        # the last bytes may begin the blank line that ends the run
        kept = buffer.data[-_LONGEST_BLANK:]
        record.pass_to(max(buffer.at, len(buffer.data) - len(kept) + len(kept.rstrip(_BLANK))))
        if not buffer.more():
            return record.finish()
    record.pass_to(blank.start())
    return record.finish()


def _parse(content: bytes) -> Parsed:
    text = decoded(content)
    if isinstance(text, Parsed):
        return text
    lines = [line for raw in text.split("\n") if (line := raw.strip())]
    if not lines:
        return refuse(Reason.EMPTY_RECORD, bytes=len(content))
    heading = len(lines) <= _LONGEST_HEADING_LINES and heading_style(lines[0]) is not None
    return Parsed(Paragraph(joined(lines), heading))


def joined(lines: list[str]) -> str:
    """Hard-wrapped lines as one; no space between Chinese characters or behind a hyphen."""
    pieces = [lines[0]]
    for before, line in pairwise(lines):
        hyphen = before.endswith("-") and before[-2:-1].isalpha() and line[:1].islower()
        together = hyphen or (_is_wide(before[-1]) and _is_wide(line[0]))
        pieces.append(line if together else " " + line)
    return "".join(pieces)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
