"""From the bytes of one source file to its records: streaming, strict and bounded.

`open_source` finds compression, encoding and container by content; iterating over what it gives
reads the records, each with its place, its identity bytes and its value or the reason why it is
refused. `text_stream`, `read_range` and `is_separator` let others check and trace what was read.
"""

from danlu.readers.base import Limits, Record, SourceRefused, StreamDamaged, Told
from danlu.readers.reading import Reading, described, has_stream, open_source, reread
from danlu.readers.separators import is_separator
from danlu.readers.stream import read_range, text_stream

__all__ = [
    "Limits",
    "Reading",
    "Record",
    "SourceRefused",
    "StreamDamaged",
    "Told",
    "described",
    "has_stream",
    "is_separator",
    "open_source",
    "read_range",
    "reread",
    "text_stream",
]
