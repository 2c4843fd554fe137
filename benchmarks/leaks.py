"""What the leak guard costs on a labelled corpus, and whether it finds all that there is.

`python -m benchmarks.leaks --corpus DIR [--rows N]`: one row in ten is held out. The guard is asked for all
leaks, for all pairs from 0.5 on of as many train rows as a build counts them for, again with nothing new, and
once more with one row in a hundred new. What it finds for some train rows is held against comparing each
with each in plain Python.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.contamination_speed import timed
from benchmarks.dedup.texts import Corpus, prepare
from danlu.audit.likeness import folded, parts_of
from danlu.dedup.contamination.guarding import guard_pairs
from danlu.dedup.contamination.shards import Guard
from danlu.dedup.near.parts import near_rows
from danlu.dedup.near.rows import Near, NearRows
from danlu.stages.leaks import COUNTED

Chosen = dict[str, NDArray[np.bool_]]
COMPARED = 40
"""Train rows that are compared with every held-out row in plain Python."""
_FLOOR = 5000


@click.command()
@click.option("--corpus", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--rows", type=int, default=None, help="How many rows of it; all where not given.")
def main(corpus: Path, rows: int | None) -> None:
    """Print a table of steps, and what was found against what there is."""
    with tempfile.TemporaryDirectory() as folder:
        texts = prepare(corpus / "raw.jsonl", rows, Path(folder) / "texts")
        for line in _measure(texts, Path(folder)):
            click.echo(line)


def _measure(texts: Corpus, folder: Path) -> Sequence[str]:
    shards = {f"{number:06}": part for number, part in enumerate(texts.shards())}
    loads = {name: partial(_load, texts, part) for name, part in shards.items()}
    places = {name: np.arange(part.start, part.stop) for name, part in shards.items()}
    held_out = {name: own % 10 == 0 for name, own in places.items()}
    train = {name: ~chosen for name, chosen in held_out.items()}
    step = max(1, len(texts.ids) // COUNTED)
    counted = {name: train[name] & (own % step == step // 2) for name, own in places.items()}
    old = {name: train[name] & (own % 100 != 7) for name, own in places.items()}
    near = Near(both_sides=True)
    leaks, pairs = Guard(near, near.threshold, threads=1), Guard(near, _FLOOR, threads=1)
    memory = folder / "leaks.parquet"
    lines = ["| step | train rows | held-out rows | µs of processor a train row | pairs | leaks |"]
    lines.append("|---|--:|--:|--:|--:|--:|")
    for title, file, asked, guard in (
        ("pairs from 0.5", folder / "pairs.parquet", counted, pairs),
        ("leaks, 99 rows in 100", memory, old, leaks),
        ("leaks, 1 row in 100 more", memory, train, leaks),
        ("leaks, nothing new", memory, train, leaks),
        ("leaks, all at once", folder / "all.parquet", train, leaks),
    ):
        found, seconds = timed(partial(guard_pairs, file, loads, asked, held_out, guard))
        rows, held = (sum(int(side.sum()) for side in sides.values()) for sides in (asked, held_out))
        leaking = int(np.count_nonzero(found.column("leak")))
        lines.append(
            f"| {title} | {rows:,} | {held:,} | {seconds / rows * 1e6:.1f} | {len(found):,} | {leaking:,} |"
        )
        if guard is pairs:
            first = found
    return [*lines, _compare(texts, counted, held_out, first)]


def _load(texts: Corpus, part: slice) -> NearRows:
    return near_rows(texts.table(part))


def _compare(texts: Corpus, counted: Chosen, held_out: Chosen, found: pa.Table) -> str:
    """All pairs of some train rows, half of which have one, by sets of five characters."""
    rows = near_rows(texts.table(slice(0, len(texts.ids))))
    firsts = dict(zip(counted, np.cumsum([0, *map(len, counted.values())]).tolist(), strict=False))
    columns = (found.column(name).to_pylist() for name in found.column_names[:4])
    known = {(firsts[a] + place, firsts[b] + at) for a, place, b, at in zip(*columns, strict=True)}
    trained, held = (np.flatnonzero(np.concatenate(list(sides.values()))) for sides in (counted, held_out))
    chosen = {*_some(sorted({train for train, _ in known})), *_some(trained.tolist())}
    sets = {row: _shingles(rows, row) for row in [*held.tolist(), *chosen]}
    there = {
        (row, other)
        for row in chosen
        for other in held.tolist()
        if _alike(sets[row], sets[other]) * 10_000 >= _FLOOR
    }
    here = {pair for pair in known if pair[0] in chosen}
    return (
        f"{len(chosen)} train rows compared with each held-out row in Python: {len(there)} pairs, "
        f"{len(there & here)} of them found, {len(here - there)} others found"
    )


def _some(rows: Sequence[int]) -> Sequence[int]:
    return rows[:: max(1, 2 * len(rows) // COMPARED)]


def _shingles(rows: NearRows, row: int) -> set[str]:
    (head, asked, answered), _ = parts_of(rows, row)
    text = folded(head + asked + answered)
    return {text[at : at + 5] for at in range(len(text) - 4)} if len(text) >= 40 else set()


def _alike(one: set[str], other: set[str]) -> float:
    if not one or not other or min(len(one), len(other)) * 2 < max(len(one), len(other)):
        return 0.0
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


if __name__ == "__main__":
    main()
