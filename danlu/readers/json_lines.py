"""Records of JSON Lines (jsonlines.org): one JSON value on each line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from danlu.readers.base import Limits, Record
from danlu.readers.buffer import TextBuffer
from danlu.readers.json_value import parse_value
from danlu.readers.lines import read_lines


def read_json_lines(buffer: TextBuffer, limits: Limits) -> Iterator[Record]:
    """The records, in the order of the file."""
    return read_lines(buffer, limits, partial(parse_value, limits=limits))
