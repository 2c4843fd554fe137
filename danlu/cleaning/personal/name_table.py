"""Chinese names in the columns of tables whose heads say 姓名."""

from __future__ import annotations

import re

from danlu.cleaning.personal.columns import cells_below
from danlu.cleaning.personal.name_shape import holds_word, name_length, whole_name_end
from danlu.cleaning.personal.name_sure import is_common
from danlu.cleaning.personal.surnames import surname_length
from danlu.cleaning.rule import Stretch

_SEPARATORS = "|", "\t", ",", "，", " "
_RULE = re.compile(r"[|\-: +=]+")
_HEAD = re.compile(
    r"姓名|联系人|经办人|收[货件]人|寄[货件]人|负责人|申请人|签收人|报名人|领用人|借[阅用款]人|学生(?:姓名)?|客户(?:姓名|名称?)?|员工(?:姓名)?"
    r"|患者(?:姓名)?|户主|业主|业务员|审批人|班主任|name|Name|NAME|full_?name"
)
"""All begin with a literal, so that the search leaps to their first characters."""
_CELL = re.compile("[一-鿿]{2,4}")
_MOST_LINES = 500
_LONGEST_LINE = 2000


def tabled_names(text: str) -> list[Stretch]:
    """The cells below the heads that say 姓名, 联系人 or name."""
    found = [span for span in cells_below(text, _HEAD, _CELL) if _is_name(text, *span)]
    place, done = text.find("姓名"), 0
    while place >= 0:
        line = text.rfind("\n", max(0, place - _LONGEST_LINE), place) + 1
        close = text.find("\n", place, place + _LONGEST_LINE)
        if place >= done and close >= 0:
            names, done = _column(text, line, place, close)
            found += names
        place = text.find("姓名", max(place + 2, close))
    return found


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether a cell is a name as a whole: its surname may be in rare use."""
    surname = surname_length(text, start)
    if not surname or name_length(text, start, surname, end - start - surname) != end - start:
        return False
    return not is_common(text[start:end]) and not holds_word(text[start:end], surname)


def _column(text: str, line: int, place: int, close: int) -> tuple[list[Stretch], int]:
    """The names below a head, and where the table ends."""
    head = text[line:close]
    mark = next((mark for mark in _SEPARATORS if mark in head.strip()), None)
    if mark is None:
        return [], close
    column = _cells(head, mark, place - line)
    found: list[Stretch] = []
    for _ in range(_MOST_LINES):
        start, close = close + 1, text.find("\n", close + 1, close + _LONGEST_LINE)
        close = close if close >= 0 else min(len(text), start + _LONGEST_LINE)
        row = text[start:close]
        if mark not in row:
            break
        cell = _cell_start(row, mark, column)
        end = whole_name_end(text, start + cell) if cell >= 0 and not _RULE.fullmatch(row) else 0
        after = text[end:close].lstrip(' "*')
        if end and (mark == " " or not after or after.startswith(mark)):
            found.append((start + cell, end))
        if close >= len(text):
            break
    return found, close


def _cells(head: str, mark: str, at: int) -> int:
    before = head[:at]
    return len(before.split()) if mark == " " else before.count(mark)


def _cell_start(row: str, mark: str, column: int) -> int:
    """Where the cell of a column begins, behind blanks and quotes; -1 where the row has none."""
    at = 0
    if mark == " ":
        words = list(re.finditer(r"[^ ]+", row))
        return words[column].start() if column < len(words) else -1
    for _ in range(column):
        at = row.find(mark, at) + 1
        if at == 0:
            return -1
    return at + len(row[at:]) - len(row[at:].lstrip(' "*'))
