"""Which rows are known from a released held-out side: the same group, the same words, or nearly so.

A row matches a sketch

- if it is of the same group (law 9),
- if its prompt, or all that it says, has the same letters and digits,
- or if it is alike: where both have an instruction or a system prompt, what they ask and what they answer
  are each alike, as rows of one template are told apart by these alone; else question and answer
  together are. Alike are sets of shingles whose Jaccard index reaches the threshold. What has fewer
  than 40 letters and digits on either side is alike only if it is equal.

The kind, the label and the tools of a row do not keep it from matching: a held-out text that comes
back with another label is still held out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from danlu.dedup.held_out.index import (
    SLACK,
    Pairs,
    Postings,
    Sample,
    joined_sample,
    likeness,
    perhaps,
    postings_of,
    sample_of,
)
from danlu.dedup.held_out.reading import reduced_rows
from danlu.dedup.held_out.shingles import Integers, Keys
from danlu.dedup.held_out.sketch import SCHEMA, Side, Views, views_of
from danlu.lake.connection import connect

LEAST_CHARACTERS = 40
"""Fewer letters and digits than these must be equal."""

MATCHES = pa.schema(
    [
        pa.field("row_id", pa.uuid(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("group", pa.uuid(), nullable=False),
        pa.field("side", pa.string(), nullable=False),
        pa.field("method", pa.string(), nullable=False),
        pa.field("likeness", pa.float64(), nullable=False),
        pa.field("match", pa.uuid(), nullable=False),
    ]
)
"""A row that matches: the side of the sketch, how they match (group, prompt, whole or near), the Jaccard
index where it is near, else 1, and the held-out row that was sketched."""

_BEST = """
WITH found AS (
    SELECT place, records."row_id" AS match, records.side, 'group' AS method, 1.0::DOUBLE AS likeness
    FROM rows JOIN records USING ("group")
    UNION ALL
    SELECT place, records."row_id", records.side, 'prompt', 1.0 FROM rows JOIN records USING (prompt_key)
    UNION ALL
    SELECT place, records."row_id", records.side, 'whole', 1.0 FROM rows JOIN records USING (whole_key)
    UNION ALL
    SELECT near.place, records."row_id", records.side, 'near', near.likeness
    FROM near JOIN records USING (record)
)
SELECT row_id, source, "group", side, method, likeness, match
FROM found JOIN rows USING (place)
QUALIFY row_number() OVER (
    PARTITION BY place
    ORDER BY
        list_position(['test', 'validation'], side),
        list_position(['group', 'prompt', 'whole', 'near'], method),
        likeness DESC,
        match
) = 1
"""

_SAME, _KEYS = ("row_id", "source", "group"), ("prompt_key", "whole_key")

Shares = npt.NDArray[np.float64]
_Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Sided:
    """One side of all sketches: its digests, its characters and its sample."""

    keys: list[bytes | None]
    characters: Integers
    sample: Sample


@dataclass(frozen=True, slots=True)
class _Index:
    """All sketches, ready to be asked."""

    headed: _Bools
    asked: _Sided
    answered: _Sided
    said: Sample
    postings: Postings


class HeldOut:
    """All that is recorded of released held-out rows, asked for the rows that match."""

    def __init__(self, records: pa.Table, threshold: float) -> None:
        """Prepare the sketches; two rows are alike from a Jaccard index of `threshold` on."""
        self.threshold = threshold
        self._records = records.combine_chunks()
        self._index = _index(self._records, threshold) if records.num_rows else None

    def __len__(self) -> int:
        """How many sketches there are."""
        return int(self._records.num_rows)

    def matches(self, rows: pa.Table) -> pa.Table:
        """The rows that match, best match each, as `MATCHES`, by row_id.

        Args:
            rows: Cleaned rows with the columns of `danlu.dedup.held_out.parts.READ`.
        """
        if self._index is None or not rows.num_rows:
            return pa.table([pa.nulls(0, one.type) for one in MATCHES], schema=MATCHES)
        prompts: list[bytes | None] = []
        wholes: list[bytes | None] = []
        near = [_nothing()]
        for texts in reduced_rows(rows):
            seen = views_of(texts)
            for places, records, shares in self._near(seen, self._index):
                near.append((places + len(prompts), records, shares))
            prompts += seen.prompts
            wholes += seen.wholes
        keys = (pa.array(own, pa.binary(16)).cast(pa.uuid()) for own in (prompts, wholes))
        known = pa.table([*(rows.column(name) for name in _SAME), *keys], names=[*_SAME, *_KEYS])
        found = self._best(known, [np.concatenate(column) for column in zip(*near, strict=True)])
        return found.take(pc.sort_indices(found.column("row_id").cast(pa.binary(16))))

    def _near(self, seen: Views, index: _Index) -> Iterator[tuple[Integers, Integers, Shares]]:
        for candidates in index.postings.candidates(seen):
            pairs = perhaps(candidates, index.said, (seen.asked.keys, seen.answered.keys), self.threshold)
            headed = seen.headed[pairs[0]] & index.headed[pairs[1]]
            together = pairs[0][~headed], pairs[1][~headed]
            apart = pairs[0][headed], pairs[1][headed]
            for found, share in (
                (together, _together(together, seen, index)),
                (apart, np.minimum(*(_apart(apart, *side) for side in _both(seen, index)))),
            ):
                alike = share >= self.threshold
                yield found[0][alike], found[1][alike], share[alike]

    def _best(self, known: pa.Table, near: list[npt.NDArray[np.generic]]) -> pa.Table:
        rows = known.append_column("place", pa.array(np.arange(known.num_rows)))
        places = pa.array(np.arange(self._records.num_rows))
        names = ["row_id", "group", "side", "prompt_key", "whole_key"]
        with connect() as connection:
            connection.register("rows", rows)
            connection.register("records", self._records.select(names).append_column("record", places))
            types = (pa.int64(), pa.int64(), pa.float64())
            pairs = [pa.array(column, kind) for column, kind in zip(near, types, strict=True)]
            connection.register("near", pa.table(pairs, names=["place", "record", "likeness"]))
            return connection.sql(_BEST).to_arrow_table().cast(MATCHES)


def _nothing() -> tuple[Integers, Integers, Shares]:
    none = np.zeros(0, dtype=np.int64)
    return none, none, np.zeros(0, dtype=np.float64)


def _both(seen: Views, index: _Index) -> Iterator[tuple[Side, _Sided]]:
    yield seen.asked, index.asked
    yield seen.answered, index.answered


def _apart(pairs: Pairs, side: Side, known: _Sided) -> Shares:
    """How alike one side of each pair is; short ones are equal or not."""
    found = likeness(pairs, known.sample, (side.keys, _no_keys(side.rows)))
    short = np.minimum(side.text.lengths[pairs[0]], known.characters[pairs[1]]) < LEAST_CHARACTERS
    for place in np.flatnonzero(short).tolist():
        found[place] = float(side.digest(int(pairs[0][place])) == known.keys[pairs[1][place]])
    return found


def _no_keys(rows: int) -> tuple[Keys, Integers]:
    return np.zeros(0, dtype=np.uint64), np.zeros(rows + 1, dtype=np.int64)


def _together(pairs: Pairs, seen: Views, index: _Index) -> Shares:
    """How alike question and answer of each pair are together; what is short and equal was found before."""
    lengths = seen.asked.text.lengths + seen.answered.text.lengths
    known = index.asked.characters + index.answered.characters
    found = likeness(pairs, index.said, (seen.asked.keys, seen.answered.keys))
    found[np.minimum(lengths[pairs[0]], known[pairs[1]]) < LEAST_CHARACTERS] = 0.0
    return found


def _index(records: pa.Table, threshold: float) -> _Index:
    asked, answered = (_sided(records.column(name)) for name in ("asked", "answered"))
    sizes = records.column("shingles").to_numpy().astype(np.int64)
    said = joined_sample(asked.sample, answered.sample, sizes)
    headed = records.column("headed").to_numpy(zero_copy_only=False)
    return _Index(headed, asked, answered, said, postings_of(said, threshold - SLACK * headed))


def _sided(column: pa.ChunkedArray) -> _Sided:
    values = column.combine_chunks()
    keys = values.field("key").cast(pa.binary(16)).to_pylist()
    characters = values.field("characters").to_numpy().astype(np.int64)
    return _Sided(keys, characters, sample_of(values))


NO_RECORDS = pa.table([pa.nulls(0, one.type) for one in SCHEMA], schema=SCHEMA)
"""Nothing recorded."""
