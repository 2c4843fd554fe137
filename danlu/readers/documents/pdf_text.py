"""Lines of a page as paragraphs, lists and tables.

A line end is no end of a paragraph where the first word of the next line would not have had room.
That holds in justified and in ragged text, in Chinese and in English; and where most lines of a
block would have had room, as in an address, a poem or a receipt, every line stands by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from danlu.readers.documents.markdown_text import is_wide, table
from danlu.readers.documents.pdf_lines import DIVIDED, Line
from danlu.readers.documents.pdf_words import Words

_ITEM = re.compile(
    r"[•◦▪‣●○■□◆·*–—-]\s|\(?[0-9]{1,3}[.)、．]\s?(?![0-9])|\([0-9]{1,3}\)|（?[一二三四五六七八九十]{1,3}[、）]"
)
_BULLET = re.compile(r"[•◦▪‣●○■□◆]\s*")
_SENTENCE_END = re.compile(r"[.!?:;。！？：；…]['\"”’」』）)\]]?\Z")
_OTHER_SIZE = 1.14
_OTHER_HEIGHT = 1.5
_LEAST_WIDTH = 30
"""Characters, wide ones counting two, in a column of running text; narrower lines are no prose."""
_PARAGRAPH_GAP = 1.3
_FEW_STEPS = 4
_FULL_SHARE = 0.5
_INDENT = 0.7
_SAME_LINE = 0.6
"""In heights of a line: raised and lowered characters stand on their line."""


def page_text(lines: Sequence[Line], words: Words) -> str:
    """The text of a page: paragraphs apart by a blank line."""
    farthest = _farthest_steps(lines)
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and _continues(blocks[-1][-1], line, farthest):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    texts = [_block_text(block) for block in blocks]
    joined = texts[:1]
    for (before, block), text in zip(pairwise(blocks), texts[1:], strict=True):
        runs_on = _runs_on(before[-1], block[0])
        joined[-1:] = [joined_lines(joined[-1], text)] if runs_on else [joined[-1], text]
    return words.join("\n\n".join(joined))


def joined_lines(before: str, after: str) -> str:
    """Two lines of one paragraph: a blank between them, but none beside Chinese and Japanese."""
    if before.endswith(DIVIDED) or (is_wide(before[-1:]) and is_wide(after[:1])):
        return before + after
    return f"{before} {after}"


def _farthest_steps(lines: Sequence[Line]) -> dict[float, float]:
    """How far below a line the next of its paragraph may stand, in points, for each size of font.

    Measured by the smaller steps on the page, since most lie within paragraphs; by the smallest where
    there are few.
    """
    steps: dict[float, list[float]] = {}
    for before, line in pairwise(lines):
        down = before.base - line.top
        if _same_size(before, line) and 0.5 < down / line.height < 2.5:
            steps.setdefault(round(line.size, 1), []).append(down)
    return {
        size: _PARAGRAPH_GAP * sorted(downs)[len(downs) // 3]
        if len(downs) >= _FEW_STEPS
        else min(downs) * 1.2
        for size, downs in steps.items()
    }


def _continues(before: Line, line: Line, farthest: Mapping[float, float]) -> bool:
    """Does the line stand right below the other, in the same size?"""
    down = before.base - line.top
    if abs(down) < _SAME_LINE * line.height and line.left >= before.right - line.height:
        return True
    apart = line.left > before.right or (line.right < before.left and DIVIDED not in before.text)
    return 0 < down <= farthest.get(round(line.size, 1), 0) and not apart and _same_size(before, line)


def _same_size(one: Line, other: Line) -> bool:
    sizes = max(one.size, other.size) / min(one.size, other.size)
    heights = max(one.height, other.height) / min(one.height, other.height)
    return sizes < _OTHER_SIZE and heights < _OTHER_HEIGHT


def _runs_on(before: Line, line: Line) -> bool:
    """Does a sentence go on at the head of the next column?"""
    if line.top <= before.base or len(before.cells) > 1 or len(line.cells) > 1:
        return False
    if not _same_size(before, line) or _SENTENCE_END.search(before.text) or _ITEM.match(line.text):
        return False
    same_width = abs((before.right - before.left) - (line.right - line.left)) < 2 * line.height
    return same_width and (line.text[0].islower() or (is_wide(before.text[-1]) and is_wide(line.text[0])))


def _block_text(block: Sequence[Line]) -> str:
    pieces: list[str] = []
    at = 0
    while at < len(block):
        end = at
        tabular = _is_tabular(block, at)
        while end < len(block) and _is_tabular(block, end) == tabular:
            end += 1
        run = block[at:end]
        pieces.append(_table_text(run) if tabular else _prose(run))
        at = end
    return "\n\n".join(pieces)


def _is_tabular(block: Sequence[Line], index: int) -> bool:
    """Is it a line of cells? One among lines of prose is only stretched to the width of its column."""
    if len(block[index].cells) < 2:
        return False
    beside = [block[place] for place in (index - 1, index + 1) if 0 <= place < len(block)]
    return not beside or any(len(line.cells) > 1 for line in beside)


def _table_text(lines: Sequence[Line]) -> str:
    """Lines with gaps: a table where all have as many cells, else each by itself."""
    if len(lines) > 1 and len({len(line.cells) for line in lines}) == 1:
        return table([line.cells for line in lines])
    return "\n".join("  ".join(line.cells) for line in lines)


def _prose(lines: Sequence[Line]) -> str:
    full = [_is_full(line, after, lines) for line, after in pairwise(lines)]
    flows = sum(full) >= _FULL_SHARE * len(full) and max(map(_width, lines)) >= _LEAST_WIDTH
    left = min(line.left for line in lines)
    hanging = sum(line.left - left > _INDENT * line.height for line in lines) * 2 > len(lines)
    text = _bulleted(lines[0].text)
    for (before, line), is_full in zip(pairwise(lines), full, strict=True):
        if abs(before.base - line.top) < _SAME_LINE * line.height:
            close = line.left - before.right < 0.25 * line.height
            text += ("" if close else " ") + line.text
        elif _ITEM.match(line.text) and not (is_full and line.text[0].isdigit() and not flows):
            text += "\n" + _bulleted(line.text)
        elif flows and is_full and not _new_paragraph(before, line, left, hanging=hanging):
            text = joined_lines(text, line.text)
        elif flows and _SENTENCE_END.search(before.text):
            text += "\n\n" + line.text
        else:
            text += "\n" + line.text
    return text


def _width(line: Line) -> int:
    longest = max(line.text.split(DIVIDED), key=len)
    return len(longest) + sum(map(is_wide, longest))


def _is_full(line: Line, after: Line, block: Sequence[Line]) -> bool:
    """Had the first word of the next line no room on this one?"""
    if not any(map(str.isalnum, line.text)) or not any(map(str.isalnum, after.text)):
        return False
    edge = max(other.right for other in block)
    first = after.text[:1] if is_wide(after.text[:1]) else after.text.split(" ", 1)[0].split(DIVIDED, 1)[0]
    letters = max(len(after.text), 1)
    each = after.height if is_wide(first) else min((after.right - after.left) / letters, after.height * 0.6)
    if DIVIDED in after.text:
        each = after.height * 0.45
    return edge - line.right < len(first) * each + 0.3 * line.height


def _new_paragraph(before: Line, line: Line, left: float, *, hanging: bool) -> bool:
    """Does the place where the line begins say that a paragraph begins?"""
    was_in = before.left - left > _INDENT * line.height
    is_in = line.left - left > _INDENT * line.height
    if hanging:
        return was_in and not is_in
    return is_in and not was_in and not _ITEM.match(before.text)


def _bulleted(text: str) -> str:
    return _BULLET.sub("- ", text, count=1) if _BULLET.match(text) else text
