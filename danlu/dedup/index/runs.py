"""Runs: some shards of rows with their keys and texts, written once and never changed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from danlu.dedup.index.files import (
    SEED,
    DamagedError,
    Described,
    Vector,
    Vectors,
    map_vector,
    write_pieces,
    write_vector,
)
from danlu.dedup.near.bands import Bands, join_bands, sketch_rows
from danlu.dedup.near.kernels.checksums import row_checksums
from danlu.dedup.near.merge import fetch_rows
from danlu.dedup.near.rows import Hashes, Integers, Near, NearRows
from danlu.lake.files import sync

LOW = np.uint64(0xFFFFFFFF)
"""The bits of an entry that are the number of the row."""
_TABLE = "run.json"
_VECTORS = ("wholes", "sides", "bounds", "heads", "strata", "checks")


class Shard(msgspec.Struct, frozen=True):
    """A shard of a run: its key and how many rows it has."""

    key: str
    rows: int


class RunTable(Described, frozen=True):
    """What a run holds: shards in the order of their rows, and the files."""

    fingerprint: str
    shards: tuple[Shard, ...]
    vectors: dict[str, Vector]
    text: Vector


@dataclass(frozen=True, slots=True)
class Run:
    """A run, mapped into memory.

    Attributes:
        name: Its folder.
        shards: Its shards.
        bands: Sorted keys above the numbers of its rows.
        rows: Its rows.
        checks: The checksum of each row's text.
    """

    name: str
    shards: tuple[Shard, ...]
    bands: Bands
    rows: NearRows
    checks: NDArray[np.uint64]

    def fetch(self, numbers: Integers) -> tuple[NDArray[np.uint8], Integers]:
        """The texts of some rows.

        Raises:
            DamagedError: One is not what was written.
        """
        data, bounds = fetch_rows(self.rows, numbers)
        if np.any(_checks(data, bounds) != self.checks[numbers]):
            raise DamagedError(f"{self.name}: a text is not what was written")
        return data, bounds


def _checks(data: NDArray[np.uint8], bounds: Integers) -> NDArray[np.uint64]:
    checks = np.empty(len(bounds), np.uint64)
    starts, ends = (np.ascontiguousarray(bounds[:, side]) for side in (0, 3))
    row_checksums(data, starts, ends, SEED, checks)
    return checks


def open_run(folder: Path, fingerprint: str) -> Run:
    """Open a run.

    Raises:
        DamagedError: It is not what was written, or was made under another fingerprint.
    """
    table = RunTable.read(folder / _TABLE)
    if table.fingerprint != fingerprint:
        raise DamagedError(f"{folder.name}: made by other code or another recipe")
    vectors = {name: map_vector(folder / name, table.vectors[name]) for name in _VECTORS}
    data = map_vector(folder / "text", table.text)
    return Run(folder.name, table.shards, *_parts(vectors, data))


def _parts(vectors: Vectors, data: NDArray[np.uint8]) -> tuple[Bands, NearRows, NDArray[np.uint64]]:
    rows = NearRows(data, vectors["bounds"], vectors["heads"], vectors["strata"])
    return Bands(vectors["wholes"], vectors["sides"]), rows, vectors["checks"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Shards of a run that is to be written.

    Attributes:
        shards: The shards.
        texts: Their bytes, in stretches that follow one another.
        bounds: The bounds of their rows in these.
        heads: See `NearRows`.
        strata: See `NearRows`.
        checks: The checksum of each row's text.
        bands: Sorted keys above the numbers of the rows.
    """

    shards: tuple[Shard, ...]
    texts: Sequence[NDArray[np.uint8]]
    bounds: Integers
    heads: Hashes
    strata: Hashes
    checks: Hashes
    bands: Bands

    @property
    def size(self) -> int:
        """Bytes of text."""
        return sum(text.size for text in self.texts)


def new_piece(key: str, rows: NearRows, near: Near, threads: int) -> Piece:
    """A shard that was not in the index before."""
    checks, bands = _checks(rows.data, rows.bounds), sketch_rows(rows, near, threads)
    shard = Shard(key, len(rows))
    return Piece((shard,), (rows.data,), rows.bounds, rows.heads, rows.strata, checks, bands)


def piece_of(run: Run, keys: frozenset[str]) -> Piece:
    """Some shards of a run, for another run."""
    rows, texts, lowered = run.rows, [], []
    kept = np.repeat([shard.key in keys for shard in run.shards], [shard.rows for shard in run.shards])
    first = size = 0
    for shard in run.shards:
        bounds = rows.bounds[first : first + shard.rows]
        first += shard.rows
        if shard.key in keys and shard.rows:
            low, high = int(bounds[0, 0]), int(bounds[-1, 3])
            texts.append(rows.data[low:high])
            lowered.append(bounds - (low - size))
            size += high - low
    number = np.cumsum(kept).astype(np.uint64) - np.uint64(1)

    def within(bands: Hashes) -> Hashes:
        found = []
        for band in bands:
            row = (band & LOW).astype(np.int64)
            found.append(((band & ~LOW) | number[row])[kept[row]])
        return np.stack(found)

    return Piece(
        tuple(shard for shard in run.shards if shard.key in keys),
        texts,
        np.concatenate([np.empty((0, 4), np.int64), *lowered]),
        rows.heads[kept],
        rows.strata[kept],
        run.checks[kept],
        Bands(within(run.bands.wholes), within(run.bands.sides)),
    )


def write_run(folder: Path, name: str, pieces: Sequence[Piece], fingerprint: str, threads: int) -> None:
    """Write a run below a folder, under a name that no run has that is in use.

    It is complete once its folder has its name; what a killed process left is removed.
    """
    partial, target = folder / f"{name}.new", folder / name
    for left in (partial, target):
        shutil.rmtree(left, ignore_errors=True)
    partial.mkdir(parents=True)
    starts = np.cumsum([0, *(piece.size for piece in pieces)])
    firsts = [int(first) for first in np.cumsum([0, *(len(piece.heads) for piece in pieces)])]
    bands = join_bands([piece.bands for piece in pieces], firsts[:-1], threads)
    bounds = [piece.bounds + start for piece, start in zip(pieces, starts, strict=False)]
    vectors: Mapping[str, NDArray[Any]] = {
        "wholes": bands.wholes,
        "sides": bands.sides,
        "bounds": np.concatenate(bounds),
        "heads": np.concatenate([piece.heads for piece in pieces]),
        "strata": np.concatenate([piece.strata for piece in pieces]),
        "checks": np.concatenate([piece.checks for piece in pieces]),
    }
    written = {vector: write_vector(partial / vector, vectors[vector]) for vector in _VECTORS}
    text = write_pieces(partial / "text", (text for piece in pieces for text in piece.texts))
    shards = tuple(shard for piece in pieces for shard in piece.shards)
    RunTable(fingerprint, shards, written, text).write(partial / _TABLE)
    sync(partial)
    partial.rename(target)
    sync(folder)
