"""What may lie between records: the other half of law 1 at `raw`.

A checker that has the text stream and the records' ranges proves that nothing was lost: each
stretch between two records, before the first and after the last must be a separator. Each pattern
allows one step from record to record, so that an empty object or list, which is a record, cannot
hide between two brackets. Telegram's export of all chats nests deeper, under keys of its own.
"""

from __future__ import annotations

import re

from danlu.readers.delimited import row_end

_S = rb"[ \t\r\n]*+"
_KEY = rb'"(?>[^"\\\x00-\x1f]+|\\[^\x00-\x1f])*+"'
_COMMAS = rb"(?:,%s)*+" % _S
_HEAD = rb"(?:%s%s:%s)?(?:\[%s)?%s" % (_KEY, _S, _S, _S, _COMMAS)
_JSON_FIRST = re.compile(rb"%s%s(?:\{%s%s)?%s" % (_S, _COMMAS, _S, _COMMAS, _HEAD))
_JSON_GAP = re.compile(rb"%s%s(?:\]%s)?%s(?:\}%s)?%s%s" % (_S, _COMMAS, _S, _COMMAS, _S, _COMMAS, _HEAD))
_CLOSED = rb"(?:\]%s)?%s(?:\}%s)?%s" % (_S, _COMMAS, _S, _COMMAS)
_CHATS = rb'(?:"(?:left_)?chats"%s:%s\{%s)?' % (_S, _S, _S)
_LIST = rb'(?:"list"%s:%s\[%s\{%s)?' % (_S, _S, _S, _S)
_CHATS_FIRST = re.compile(rb"%s\{%s%s%s%s%s" % (_S, _S, _COMMAS, _CHATS, _LIST, _HEAD))
_CHATS_GAP = re.compile(rb"%s%s%s%s%s%s%s" % (_S, _COMMAS, _CLOSED, _CLOSED, _CHATS, _LIST, _HEAD))
_CHATS_LAST = re.compile(rb"%s%s%s%s(?:\}%s)?" % (_S, _COMMAS, _CLOSED, _CLOSED, _S))
_CHAT_GAP = re.compile(rb"%s%s(?:\]%s%s\}%s%s)?\{%s%s" % (_S, _COMMAS, _S, _COMMAS, _S, _COMMAS, _S, _HEAD))
_JSON_EMPTY = re.compile(rb"%s\[%s\]%s" % (_S, _S, _S))
_BLANK = re.compile(_S)
_CONLL_GAP = re.compile(rb"(?:[ \t\r\n]++|-DOCSTART-[^\n]*+)*+")


def is_separator(container: str, gap: bytes, *, first: bool = False, last: bool = False) -> bool:
    """May `gap` lie between two records of a container, or `first` before or `last` after all of them?

    White space separates everywhere. JSON has commas, brackets and the keys of wrapped lists as
    well, CoNLL its `-DOCSTART-` lines, and CSV and TSV a header row in the first gap, if any. A file
    without records is one gap, first and last.
    """
    if container == "json":
        if first and last:
            return _JSON_EMPTY.fullmatch(gap) is not None or _BLANK.fullmatch(gap) is not None
        patterns = [_JSON_FIRST, _CHATS_FIRST] if first else [_JSON_GAP, _CHATS_GAP, _CHAT_GAP]
        if last:
            patterns.append(_CHATS_LAST)
        return any(pattern.fullmatch(gap) for pattern in patterns)
    if container == "conll":
        return _CONLL_GAP.fullmatch(gap) is not None
    if container in {"csv", "tsv"} and first and not _BLANK.fullmatch(gap):
        return _is_header_gap(gap, b"\t" if container == "tsv" else None)
    return _BLANK.fullmatch(gap) is not None


def _is_header_gap(gap: bytes, delimiter: bytes | None) -> bool:
    """One row of at least two fields, with white space around it."""
    row = gap.strip(b" \r\n") if delimiter else gap.strip(b" \t\r\n")
    delimiters = (delimiter,) if delimiter else (b",", b";")
    return any(each in row and row_end(row, 0, each, ended=True) == len(row) for each in delimiters)
