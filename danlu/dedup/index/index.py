"""The index itself: which runs there are, which of their shards still count, and what was decided."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from danlu.dedup.index.changes import Corpus, decide_changes
from danlu.dedup.index.files import DamagedError, Described
from danlu.dedup.index.outcome import Outcome, read_outcome, renumber, write_outcome
from danlu.dedup.index.runs import Piece, Run, Shard, new_piece, open_run, piece_of, write_run
from danlu.dedup.near import parts
from danlu.dedup.near.bands import join_bands
from danlu.dedup.near.kernels import COMPILED
from danlu.dedup.near.kernels.folding import UNICODE
from danlu.dedup.near.merge import Compared, decide
from danlu.dedup.near.rows import Integers, Merged, Near, NearRows
from danlu.lake.files import replace_file

_TABLE = "index.json"
MOST_RUNS = 8
"""Runs beyond so many are compacted."""
MOST_DEAD = 0.3
"""The index is compacted when more than this share of its rows no longer counts."""
BATCH = 1 << 30
"""Bytes of text from which a run is written before more shards are loaded."""

_ATTEMPTS = 3
Load = Callable[[], NearRows]
"""Gives the rows of a shard, one after another in their bytes, when it must be taken in."""


class _Listed(msgspec.Struct, frozen=True):
    name: str
    dead: tuple[str, ...] = ()


class _Table(Described, frozen=True):
    fingerprint: str
    turn: int
    runs: tuple[_Listed, ...]


class Index:
    """The index in a folder of its own. One process changes it at a time."""

    def __init__(self, folder: Path, near: Near, threads: int = 1) -> None:
        """Open what is there; what cannot be trusted is left out.

        Args:
            folder: The folder; made when the first shard is taken in.
            near: From where on rows are alike.
            threads: Threads to use; they change nothing else.
        """
        self._folder = folder
        self._near = near
        self._threads = threads
        self._fingerprint = _fingerprint(near.least_characters)
        self._turn = 0
        self._dead: dict[str, frozenset[str]] = {}
        self._runs: list[Run] = []
        self._open()

    @property
    def keys(self) -> frozenset[str]:
        """The shards that it holds."""
        return frozenset(shard.key for run in self._runs for shard in self._living(run))

    def hold(self, shards: Mapping[str, Load]) -> None:
        """Make it hold exactly these shards: others no longer count, and missing ones are taken in.

        Args:
            shards: How to load each shard's rows, by a key that names their content.
        """
        held = self.keys
        for run in self._runs:
            self._dead[run.name] |= {shard.key for shard in run.shards if shard.key not in shards}
        batch: list[Piece] = []
        for key, load in shards.items():
            if key not in held:
                batch.append(new_piece(key, load(), self._near, self._threads))
                if sum(piece.size for piece in batch) >= BATCH:
                    self._append(batch)
                    batch = []
        if batch:
            self._append(batch)
        self._compact()
        self._publish()

    def decide(self, keys: Sequence[str], ranks: Integers) -> Merged:
        """What becomes of the rows of some shards, numbered one shard after another in the order given.

        Args:
            keys: All shards that it holds, in the order of the caller's rows.
            ranks: Each row's rank, 0 the best, no two equal; -1 for a row that takes no part.

        Raises:
            DamagedError: A text is not what was written. Its run is left out from now on: `hold` takes its
                shards in anew.
        """
        firsts = self._firsts()
        here = dict(self._places(firsts))
        numbers = renumber([here[key][0] for key in keys], {key: first for key, (_, first) in here.items()})
        if len(numbers) != len(ranks):
            raise ValueError(f"ranks: {len(ranks)} given for {len(numbers)} rows")
        corpus = Corpus(self._runs, firsts, self._near, self._threads)
        inner = np.full(firsts[-1], -1, np.int64)
        inner[numbers] = ranks
        merged = self._decide(corpus, inner, here)
        shards = tuple(here[key][0] for key in keys)
        back = np.full(firsts[-1] + 1, -1, np.int64)
        back[numbers] = np.arange(len(numbers))
        outcome = Merged(
            back[merged.survivors[numbers]],
            merged.shared[numbers],
            merged.unions[numbers],
            merged.parts[numbers],
        )
        write_outcome(self._folder, Outcome(shards, ranks, outcome), self._outcome_fingerprint())
        return outcome

    def _decide(self, corpus: Corpus, ranks: Integers, here: Mapping[str, tuple[Shard, int]]) -> Merged:
        last = read_outcome(self._folder, self._outcome_fingerprint())
        try:
            if last is not None:
                places = {shard.key: here[shard.key][1] for shard in last.shards if shard.key in here}
                merged = decide_changes(corpus, ranks, last, renumber(last.shards, places))
                if merged is not None:
                    return merged
            bands = join_bands([run.bands for run in self._runs], corpus.firsts[:-1], self._threads)
            compared = Compared(bands.wholes, bands.sides, corpus.heads, corpus.strata, corpus.fetch)
            return decide(compared, ranks, self._near, self._threads)[0]
        except DamagedError:
            self._runs = [run for run in self._runs if run.name not in corpus.damaged]
            self._publish()
            raise

    def _open(self) -> None:
        try:
            table = _Table.read(self._folder / _TABLE)
        except DamagedError:
            return
        self._turn = table.turn
        for listed in table.runs:
            try:
                run = open_run(self._folder / listed.name, self._fingerprint)
            except DamagedError:
                continue
            self._runs.append(run)
            self._dead[run.name] = frozenset(listed.dead)

    def _living(self, run: Run) -> list[Shard]:
        return [shard for shard in run.shards if shard.key not in self._dead[run.name]]

    def _firsts(self) -> list[int]:
        return [0, *(int(last) for last in np.cumsum([len(run.rows) for run in self._runs]))]

    def _places(self, firsts: Sequence[int]) -> list[tuple[str, tuple[Shard, int]]]:
        """Each living shard and the number of its first row."""
        places = []
        for run, first in zip(self._runs, firsts, strict=False):
            at = first
            for shard in run.shards:
                if shard.key not in self._dead[run.name]:
                    places.append((shard.key, (shard, at)))
                at += shard.rows
        return places

    def _append(self, pieces: Sequence[Piece]) -> None:
        self._turn += 1
        name = f"run-{self._turn:08d}"
        write_run(self._folder, name, pieces, self._fingerprint, self._threads)
        self._runs.append(open_run(self._folder / name, self._fingerprint))
        self._dead[name] = frozenset()

    def _compact(self) -> None:
        """Drop runs of which nothing counts; write others anew as one where much is dead or they are many."""
        self._runs = [run for run in self._runs if self._living(run)]
        rows = {run.name: len(run.rows) for run in self._runs}
        living = {run.name: sum(shard.rows for shard in self._living(run)) for run in self._runs}
        dead = sum(rows.values()) - sum(living.values())
        together: list[Run] = []
        if dead > MOST_DEAD * sum(rows.values()):
            together = [run for run in self._runs if living[run.name] < rows[run.name]]
        if len(self._runs) - len(together) + bool(together) > MOST_RUNS:
            together = sorted(self._runs, key=lambda run: (rows[run.name], run.name))
            # a run larger than all smaller ones together stays: each row is written anew but rarely
            while len(together) > MOST_RUNS // 2 and rows[together[-1].name] > sum(
                rows[run.name] for run in together[:-1]
            ):
                together.pop()
        if not together:
            return
        keys = {run.name: frozenset(shard.key for shard in self._living(run)) for run in together}
        pieces = [piece_of(run, keys[run.name]) for run in together]
        self._runs = [run for run in self._runs if run.name not in keys]
        if pieces:
            self._append(pieces)

    def _publish(self) -> None:
        """Put the table of runs in place, and remove what it no longer names."""
        self._folder.mkdir(parents=True, exist_ok=True)
        listed = tuple(_Listed(run.name, tuple(sorted(self._dead[run.name]))) for run in self._runs)
        staged = self._folder / f"{_TABLE}.new"
        _Table(self._fingerprint, self._turn, listed).write(staged)
        replace_file(staged, self._folder / _TABLE)
        names = {run.name for run in self._runs}
        for path in self._folder.glob("run-*"):
            if path.name not in names:
                shutil.rmtree(path, ignore_errors=True)

    def _outcome_fingerprint(self) -> str:
        return f"{self._fingerprint}-{self._near.threshold}-{self._near.both_sides}"


def _fingerprint(least_characters: int) -> str:
    """Of all that shapes a run: the code that makes keys and texts, and the least length."""
    code = Path(parts.__file__).read_bytes()
    made_by = f"{COMPILED.name}\n{UNICODE}\n{least_characters}\n".encode()
    return hashlib.sha256(made_by + code).hexdigest()[:32]


def near_duplicates(
    folder: Path, shards: Mapping[str, Load], ranks: Integers, near: Near, threads: int = 1
) -> Merged:
    """Bring the index in a folder up to these shards, and decide what becomes of their rows.

    Args:
        folder: The index's folder; it may be missing, damaged or of another version.
        shards: How to load each shard's rows, by a key that names their content.
        ranks: Each row's rank over the rows of all shards in the order of `shards`; see `Index.decide`.
        near: From where on rows are alike.
        threads: Threads to use; they change nothing else.

    Returns:
        The outcome of `merge` over these rows, whatever the index held before.

    Raises:
        DamagedError: What was just written could not be read as it was, several times: the disk is failing.
    """
    for _ in range(_ATTEMPTS):
        index = Index(folder, near, threads)
        index.hold(shards)
        try:
            return index.decide(list(shards), ranks)
        except DamagedError as error:
            # its run is left out now, and the next turn loads its shards anew
            damage = error
    raise damage
