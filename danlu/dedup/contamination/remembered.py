"""The files in which the leak guard remembers which rows it has probed, and what it found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from danlu.dedup.contamination.shards import Chosen
from danlu.lake.files import replace_file
from danlu.lake.manifest import describe_file
from danlu.lake.parquet import write_parquet

_KEY = b"danlu.guard"
_MASKS = pa.schema(
    [
        pa.field("side", pa.string()),
        pa.field("shard", pa.string()),
        pa.field("rows", pa.int64()),
        pa.field("bits", pa.binary()),
    ]
)
"""Which rows of a shard were probed; beside these lines stands what was found, which has no side."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was probed, and what was found: every pair of the two.

    Attributes:
        train: The train rows, by shard.
        held_out: The held-out rows, by shard.
        found: The pairs, or what was counted of them for each train row.
    """

    train: Chosen
    held_out: Chosen
    found: pa.Table

    def among(self, train: Chosen, held_out: Chosen) -> Known:
        """What of it is still asked for."""
        own, other = _both(self.train, train), _both(self.held_out, held_out)
        kept = _are_in(own, self.found, "train")
        if "held_shard" in self.found.column_names:
            kept &= _are_in(other, self.found, "held")
        return Known(own, other, self.found.filter(pa.array(kept)))


def _are_in(chosen: Chosen, found: pa.Table, side: str) -> NDArray[np.bool_]:
    """Which lines are of a chosen row."""
    names = pa.array(list(chosen), pa.string())
    which = pc.index_in(found.column(f"{side}_shard"), value_set=names).to_numpy(zero_copy_only=False)
    known = ~np.isnan(which.astype(np.float64))
    firsts = np.cumsum([0, *(len(rows) for rows in chosen.values())])
    masks = np.concatenate([np.zeros(0, np.bool_), *chosen.values()])
    places = firsts[which[known].astype(np.int64)] + found.column(f"{side}_place").to_numpy()[known]
    kept = np.zeros(len(which), np.bool_)
    kept[known] = masks[places]
    return kept


def read_known(path: Path, key: str, schema: pa.Schema) -> Known:
    """What a file remembers; nothing where it is not there, damaged, or of other rules."""
    nothing = Known({}, {}, schema.empty_table())
    try:
        if path.with_suffix(".sha256").read_text(encoding="ascii") != describe_file(path).sha256:
            return nothing
        table = pq.read_table(path)
    except (OSError, UnicodeDecodeError, pa.ArrowException):
        return nothing
    if (table.schema.metadata or {}).get(_KEY) != key.encode():
        return nothing
    found = table.filter(pc.is_null(table.column("side"))).select(schema.names).cast(schema)
    return Known(_masks(table, "train"), _masks(table, "held_out"), found)


def write_known(path: Path, key: str, known: Known) -> None:
    """Put it in the place of what was remembered before."""
    lines = [
        {"side": side, "shard": shard, "rows": len(rows), "bits": np.packbits(rows).tobytes()}
        for side, chosen in (("train", known.train), ("held_out", known.held_out))
        for shard, rows in chosen.items()
    ]
    masks = pa.Table.from_pylist(lines, schema=_MASKS)
    table = pa.concat_tables([masks, known.found], promote_options="permissive")
    staged = path.with_suffix(".new")
    write_parquet(table.replace_schema_metadata({_KEY: key.encode()}), staged)
    path.with_suffix(".sha256").write_text(describe_file(staged).sha256, encoding="ascii")
    replace_file(staged, path)


def _masks(table: pa.Table, side: str) -> dict[str, NDArray[np.bool_]]:
    lines = table.filter(pc.equal(table.column("side"), side)).select(_MASKS.names).to_pylist()
    return {
        line["shard"]: np.unpackbits(np.frombuffer(line["bits"], np.uint8), count=line["rows"]).astype(bool)
        for line in lines
    }


def _both(known: Chosen, wanted: Chosen) -> dict[str, NDArray[np.bool_]]:
    return {shard: rows & wanted[shard] for shard, rows in known.items() if shard in wanted}
