"""Is a text a table, and does its first row name the columns?

A header is believed only on evidence, since a data row taken for a header would be lost without a
word: the file is refused instead, and its owner is told to add one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from danlu.ledger import Reason
from danlu.readers.base import SourceRefused
from danlu.readers.delimited import Table, fields_of, row_end


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MOST_ROWS = 200
_LONGEST_NAME = 64
_KNOWN_NAMES = _words(
    """
    id idx index no text content sentence utterance title body label labels category class intent
    tag tags sentiment score rating instruction input output system history prompt completion
    response query question questions answer answers context source target chosen rejected role
    message messages name type topic language lang split date time url domain review comment reply
    summary reference user assistant conversation dialogue kto_tag explanation rationale solution
    指令 输入 输出 问 答 问题 回答 答案 提问 系统 历史 文本 内容 句子 标题 正文 标签 类别 类型
    意图 情感 评分 领域 来源 语言 日期 时间 序号 编号 名称 姓名 评论 回复 摘要 对话 用户 助手 角色
    問題 輸入 輸出 標籤 類別 內容 標題 領域 編號 名稱 評論 回覆 對話
    """
)
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.:\-]*")
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,eE%+-]*")
_SENTENCE = re.compile(r"[。！？!?…]|[.；;]$")


def find_table(window: bytes, *, complete: bool) -> Table | None:
    """The table that starts in `window`, or None where the text is no table.

    Raises:
        SourceRefused: It is a table, but its first row is not known to be a header
            (UNKNOWN_FORMAT), or names two columns alike (DUPLICATE_KEY).
    """
    for delimiter in (b"\t", b",", b";"):
        rows, start, end = _rows(window, delimiter, complete=complete)
        if not _is_table(rows, complete=complete):
            continue
        names = tuple(name.strip() for name in rows[0])
        if not _is_header(names, rows[1:]):
            if _is_certain(rows):
                evidence = {"problem": "no header", "columns": len(names), "delimiter": delimiter.decode()}
                raise SourceRefused(Reason.UNKNOWN_FORMAT, evidence)
            continue
        if len(set(names)) < len(names):
            raise SourceRefused(
                Reason.DUPLICATE_KEY, {"columns": len(names), "distinct_columns": len(set(names))}
            )
        return Table(delimiter, names, start, end)
    return None


def declared_table(window: bytes, columns: tuple[str, ...], *, complete: bool) -> Table:
    """The table of a file whose columns are declared; its first row is data unless it names just these.

    Raises:
        SourceRefused: UNKNOWN_FORMAT, where no delimiter gives most rows so many fields.
    """
    for delimiter in (b"\t", b",", b";"):
        rows, start, end = _rows(window, delimiter, complete=complete)
        if rows and sum(len(row) == len(columns) for row in rows) * 2 > len(rows):
            named = tuple(name.strip() for name in rows[0]) == columns
            return Table(delimiter, columns, start if named else 0, end if named else 0)
    raise SourceRefused(
        Reason.UNKNOWN_FORMAT, {"problem": "other columns than declared", "columns": len(columns)}
    )


def _rows(window: bytes, delimiter: bytes, *, complete: bool) -> tuple[list[list[str]], int, int]:
    """The first rows, and where the first of them is; a malformed row as its line is, cut simply."""
    rows: list[list[str]] = []
    first = (0, 0)
    at = 0
    while at < len(window) and len(rows) < _MOST_ROWS:
        end = row_end(window, at, delimiter, ended=complete)
        # a first row that is malformed or too long to be seen whole names no columns
        if end == -1 or (end is None and not rows):
            break
        line = window.find(b"\n", at if end is None else end)
        row = window[at : line if end is None else end]
        if row.strip(b" \t\r"):
            text = row.decode("utf-8", "replace")
            rows.append(
                text.split(delimiter.decode())
                if end is None
                else fields_of(text, delimiter.decode(), rows[0] if rows else ())
            )
            first = (at, at + len(row)) if len(rows) == 1 else first
        if line < 0:
            break
        at = line + 1
    return rows, *first


def _is_table(rows: Sequence[Sequence[str]], *, complete: bool) -> bool:
    """Have most rows as many fields as the first, and that at least two?

    Four of five; half where the first row consists of usual names, since then others are damaged.
    """
    if not rows or len(rows[0]) < 2:
        return False
    if len(rows) == 1:
        return complete and _known(rows[0]) == len(rows[0])
    alike = sum(len(row) == len(rows[0]) for row in rows[1:]) / (len(rows) - 1)
    return alike >= (0.5 if _known(rows[0]) == len(rows[0]) else 0.8)


def _is_certain(rows: Sequence[Sequence[str]]) -> bool:
    """Is it a table for sure? Prose has commas too, and two lines with as many by chance."""
    alike = sum(len(row) == len(rows[0]) for row in rows)
    return len(rows) >= 5 and alike * 20 >= len(rows) * 19


def _known(names: Sequence[str]) -> int:
    return sum(name.strip().casefold() in _KNOWN_NAMES for name in names)


def _is_header(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Is this row the names of the columns?

    It must look like names, and either hold a usual name or differ from what is below it in kind.
    """
    if not all(0 < len(name) <= _LONGEST_NAME and "\n" not in name for name in names):
        return False
    if any(_NUMBER.fullmatch(name) or _SENTENCE.search(name) for name in names):
        return False
    columns = [[row[index] for row in rows if len(row) == len(names)] for index in range(len(names))]
    if any(name in column for name, column in zip(names, columns, strict=True)):
        return False
    if _known(names):
        return True
    return any(_differs(name, column) for name, column in zip(names, columns, strict=True)) and all(
        _IDENTIFIER.fullmatch(name) or len(name) <= 12 for name in names
    )


def _differs(name: str, column: Sequence[str]) -> bool:
    """Is the name an identifier above values that are none, or much shorter than all of them?"""
    if not column:
        return False
    values = [value for value in column if value]
    if _IDENTIFIER.fullmatch(name) and not any(_IDENTIFIER.fullmatch(value) for value in values):
        return bool(values)
    shorter = sum(len(value) >= 3 * len(name) for value in values)
    return bool(values) and shorter * 10 >= len(values) * 9
