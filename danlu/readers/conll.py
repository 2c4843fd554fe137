"""Records of CoNLL files: one token and its tags on a line, blank lines between sentences.

The first column is the token and the last its tag, as in CoNLL-2003 and in the two-column BIO
files that are usual for Chinese. `-DOCSTART-` lines only separate documents; they hold no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from danlu.ledger import Reason
from danlu.readers.base import Limits, Parsed, Record, refuse
from danlu.readers.buffer import TextBuffer
from danlu.readers.taker import Taker

TAG = re.compile(r"O|[BIEMSLU][-_]\S+")
_BLANK_LINE = re.compile(rb"\n[ \t\r]*\n")
_LEAD = re.compile(rb"(?:[ \t\r]*\n|-DOCSTART-[^\n]*(?:\n|\Z)|[ \t\r]+\Z)*+")


def read_blocks(buffer: TextBuffer, limits: Limits) -> Iterator[Record]:
    """The sentences, in the order of the file."""
    taker = Taker(buffer, limits)
    while True:
        end = _block_end(buffer, limits)
        lead = _LEAD.match(buffer.data, buffer.at, end)
        if lead is not None and lead.end() > buffer.at:
            buffer.at = lead.end()
            continue
        if buffer.at >= len(buffer.data):
            return
        if end - buffer.at > limits.max_record_bytes:
            yield _pass_long_block(taker)
            continue
        content = buffer.data[buffer.at : end].rstrip(b" \t\r\n")
        yield taker.take(len(content), _parse_block(content))


def _block_end(buffer: TextBuffer, limits: Limits) -> int:
    """Index of the line end behind the block at the front, or as far as the limit lets look."""
    while True:
        blank = _BLANK_LINE.search(buffer.data, buffer.at)
        if blank is not None:
            return blank.start() + 1
        if buffer.held > limits.max_record_bytes or not buffer.more():
            return len(buffer.data)


def _pass_long_block(taker: Taker) -> Record:
    buffer = taker.buffer
    record = taker.start_long()
    while (blank := _BLANK_LINE.search(buffer.data, buffer.at)) is None:
        # the last bytes may begin the blank line that ends the block
        record.pass_to(max(buffer.at, len(buffer.data) - 2))
        if not buffer.more():
            record.pass_to(len(buffer.data))
            return record.finish()
    record.pass_to(blank.start())
    return record.finish()


def _parse_block(content: bytes) -> Parsed:
    try:
        lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError as fault:
        return refuse(Reason.INVALID_ENCODING, at_byte=fault.start)
    pairs = [split_line(line) for line in lines]
    for number, pair in enumerate(pairs, start=1):
        if pair is None:
            return refuse(Reason.INVALID_SYNTAX, line_of_block=number)
    whole = [pair for pair in pairs if pair is not None]
    return Parsed({"tokens": [token for token, _ in whole], "tags": [tag for _, tag in whole]})


def split_line(line: str) -> tuple[str, str] | None:
    """Token and tag of a line, or None where it does not have both.

    Columns are parted by tabs, or by spaces where there is no tab; never by other white space,
    which may itself be a token (U+3000).
    """
    line = line.rstrip("\r")
    columns = line.split("\t") if "\t" in line else line.split(" ")
    columns = [column for column in columns if column]
    if len(columns) < 2 or TAG.fullmatch(columns[-1]) is None:
        return None
    return columns[0], columns[-1]
