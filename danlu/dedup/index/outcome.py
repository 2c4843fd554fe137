"""What was decided, kept beside the runs: which rows took part, at which rank, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from danlu.dedup.index.files import DamagedError, Described, Vector, map_vector, write_vector
from danlu.dedup.index.runs import Shard
from danlu.dedup.near.rows import Integers, Merged
from danlu.lake.files import replace_file, sync

_TABLE = "outcome.json"
_VECTORS = ("ranks", "survivors", "shared", "unions", "parts")


class OutcomeTable(Described, frozen=True):
    """The shards in whose order rows are numbered here, and the files."""

    fingerprint: str
    shards: tuple[Shard, ...]
    vectors: dict[str, Vector]
    turn: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome over the rows of some shards, one after another; ranks are -1 where a row took no part."""

    shards: tuple[Shard, ...]
    ranks: Integers
    merged: Merged


def read_outcome(folder: Path, fingerprint: str) -> Outcome | None:
    """The last outcome; None where there is none that can be trusted."""
    try:
        table = OutcomeTable.read(folder / _TABLE)
        if table.fingerprint != fingerprint:
            return None
        vectors = [map_vector(_path(folder, name, table.turn), table.vectors[name]) for name in _VECTORS]
    except (DamagedError, KeyError):
        return None
    return Outcome(table.shards, vectors[0], Merged(*vectors[1:]))


def write_outcome(folder: Path, outcome: Outcome, fingerprint: str) -> None:
    """Put an outcome in the place of the last one, which holds until the new one is complete."""
    try:
        turn = 1 - OutcomeTable.read(folder / _TABLE).turn
    except DamagedError:
        turn = 0
    vectors: Mapping[str, NDArray[Any]] = {
        "ranks": outcome.ranks,
        "survivors": outcome.merged.survivors,
        "shared": outcome.merged.shared,
        "unions": outcome.merged.unions,
        "parts": outcome.merged.parts,
    }
    written = {name: write_vector(_path(folder, name, turn), vectors[name]) for name in _VECTORS}
    sync(folder)
    staged = folder / f"{_TABLE}.new"
    OutcomeTable(fingerprint, outcome.shards, written, turn).write(staged)
    replace_file(staged, folder / _TABLE)


def _path(folder: Path, name: str, turn: int) -> Path:
    return folder / f"outcome-{name}-{turn}"


def renumber(shards: Sequence[Shard], places: Mapping[str, int]) -> Integers:
    """Where the rows of some shards stand elsewhere, by the place of each shard's first row; -1 nowhere."""
    pieces = [
        np.arange(places[shard.key], places[shard.key] + shard.rows)
        if shard.key in places
        else np.full(shard.rows, -1)
        for shard in shards
    ]
    return np.concatenate([np.empty(0, np.int64), *pieces]).astype(np.int64)
