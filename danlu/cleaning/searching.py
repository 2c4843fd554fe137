"""Searching the bytes of a whole vector of texts for words and patterns at once.

Hyperscan (Wang et al., NSDI 2019; here its fork Vectorscan) finds thousands of literals in one pass at
about a gigabyte a second and is linear in the text whatever the text is.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

import hyperscan
import numpy as np
import polars as pl
from numpy.typing import NDArray

from danlu.cleaning.kernels import COMPILED
from danlu.cleaning.kernels.lines import on_lines
from danlu.cleaning.kernels.signs import PADDING

_PLACE = 40
"""Bits of the place of a hit; the bits above hold the number of its word."""
_FEW, _BYTES_APART = 10_000, 128
"""More hits than the first, and more than one in so many bytes, are a flood: each costs a call."""
_LONG = 4
"""Words of fewer letters of ASCII must begin a word: they are parts of too many others."""
_LARGE = 1 << 18
"""Bytes of a database that is worth keeping: it took a while to compile."""


@dataclass(frozen=True)
class Hits:
    """Where expressions match.

    Attributes:
        ends: Where each match ends.
        texts: The text in which that is.
        numbers: The number of the expression.
        flooded: Whether only the first match of each expression in each text is told.
    """

    ends: NDArray[Any]
    texts: NDArray[Any]
    numbers: NDArray[Any]
    flooded: bool


@dataclass(frozen=True)
class Search:
    """Expressions to be searched for all at once, each known by its place in the list."""

    expressions: tuple[bytes, ...]
    flags: int

    def hits(self, offsets: NDArray[Any], data: NDArray[Any]) -> Hits:
        """The matches in all texts, which stand on lines of their own (`kernels.lines.on_lines`).

        A match may take in the line feeds on both sides of its text. Where there is a flood of matches, each
        text is searched for the first of each expression alone.
        """
        found: list[int] = []
        most = max(_FEW, int(offsets[-1]) // _BYTES_APART)

        def seen(number: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            found.append(number << _PLACE | end)
            return len(found) > most

        try:
            with self._turn:
                self._all.scan(data[: offsets[-1]].data, match_event_handler=seen)  # type: ignore[type-var]
        except hyperscan.ScanTerminated:
            return self._first_hits(offsets, data)
        packed = np.array(found, np.int64)
        ends = packed & ((1 << _PLACE) - 1)
        return Hits(ends, np.searchsorted(offsets, ends, side="left") - 1, packed >> _PLACE, flooded=False)

    def _first_hits(self, offsets: NDArray[Any], data: NDArray[Any]) -> Hits:
        found: list[tuple[int, int, int]] = []

        def seen(number: int, _start: int, end: int, _flags: int, context: object) -> None:
            found.append((end, context, number))  # type: ignore[arg-type]  # the context is the text's number

        with self._turn:
            for number, (start, end) in enumerate(pairwise((offsets - 1).tolist())):
                if start + 1 < end:
                    self._first.scan(data[start : end + 1].data, match_event_handler=seen, context=number)  # type: ignore[type-var]
        columns = np.array(found, np.int64).reshape(-1, 3).T
        return Hits(columns[0] + offsets[columns[1]] - 1, columns[1], columns[2], flooded=True)

    def matching(self, values: pl.Series) -> NDArray[Any]:
        """Whether any expression matches in each text."""
        found = np.zeros(len(values), np.bool_)
        if len(values):
            found[self._first_hits(*lines(values)).texts] = True
        return found

    @cached_property
    def _turn(self) -> Lock:
        """A database searches for one thread at a time: it has but one scratch."""
        return Lock()

    @cached_property
    def _all(self) -> hyperscan.Database:
        return self._compiled(self.flags)

    @cached_property
    def _first(self) -> hyperscan.Database:
        return self._compiled(self.flags | hyperscan.HS_FLAG_SINGLEMATCH)

    def _compiled(self, flags: int) -> hyperscan.Database:
        """The database, compiled once for all processes: what was kept is loaded in a few milliseconds."""
        named = repr((version("hyperscan"), flags, self.expressions)).encode()
        kept = COMPILED / f"search-{sha256(named).hexdigest()[:32]}.bin"
        try:
            database = hyperscan.loadb(kept.read_bytes(), hyperscan.HS_MODE_BLOCK)
            database.scratch = hyperscan.Scratch(database)
        except (OSError, hyperscan.error):
            database = hyperscan.Database()
            numbers = list(range(len(self.expressions)))
            expressions = list(self.expressions)
            database.compile(expressions=expressions, ids=numbers, elements=len(numbers), flags=flags)
            if database.size() > _LARGE:
                _keep(hyperscan.dumpb(database), kept)
        return database


def _keep(dumped: bytes, place: Path) -> None:
    """Keep a database beside the compiled loops; where that is not allowed, nothing is kept."""
    partial = place.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(dumped)
        partial.replace(place)


def forms(word: str) -> set[str]:
    """The word as it may be written; Hyperscan folds the case of ASCII alone."""
    return {word} if word.isascii() else {word, word.upper(), word.title()}


def is_short(word: str) -> bool:
    """Whether the word is searched where it begins a word only."""
    return word.isascii() and len(word) < _LONG


def literal(word: str) -> bytes:
    """The word as an expression; a short one with the character before it."""
    spelt = b"".join(
        b"\\x%02x" % byte if byte >= 0x80 else re.escape(chr(byte)).encode() for byte in word.encode()
    )
    return b"[^0-9A-Za-z]" + spelt if is_short(word) else spelt


def lines(values: pl.Series) -> tuple[NDArray[Any], NDArray[Any]]:
    """The texts on lines of their own: see `kernels.lines.on_lines`."""
    return on_lines(*_held(values))


def _held(values: pl.Series) -> tuple[NDArray[Any], NDArray[Any]]:
    """Where each text begins and ends, and the bytes of all, as Arrow holds them."""
    array = values.to_arrow()
    _, offsets, data = array.buffers()
    places = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    return places, np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(0, np.uint8)


def flat(values: pl.Series) -> tuple[NDArray[Any], NDArray[Any]]:
    """Where each text begins and ends, and the bytes of all with `PADDING` more."""
    places, held = _held(values)
    if held.size < places[-1] + PADDING:
        held = np.concatenate([held[: places[-1]], np.zeros(PADDING, np.uint8)])
    return places, held
