"""The file in which the leak guard remembers which rows it has probed, and which pairs it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from danlu.lake.files import replace_file
from danlu.lake.manifest import describe_file
from danlu.lake.parquet import write_parquet

Chosen = Mapping[str, NDArray[np.bool_]]
_KEY = b"danlu.guard"
_MASKS = pa.schema(
    [
        pa.field("side", pa.string()),
        pa.field("shard", pa.string()),
        pa.field("rows", pa.int64()),
        pa.field("bits", pa.binary()),
    ]
)
"""Which rows of a shard were probed; beside these lines stand the pairs, which have no side."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was probed, and what was found: every pair of the two.

    Attributes:
        train: The train rows, by shard.
        held_out: The held-out rows, by shard.
        pairs: The pairs.
    """

    train: Chosen
    held_out: Chosen
    pairs: pa.Table

    def among(self, train: Chosen, held_out: Chosen) -> Known:
        """What of it is still asked for."""
        own, other = _both(self.train, train), _both(self.held_out, held_out)
        kept = np.fromiter(
            (
                bool(own[one][place] and other[second][at]) if one in own and second in other else False
                for one, place, second, at in zip(
                    *(self.pairs.column(number).to_pylist() for number in range(4)), strict=True
                )
            ),
            np.bool_,
            self.pairs.num_rows,
        )
        return Known(own, other, self.pairs.filter(pa.array(kept)))


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
    pairs = table.filter(pc.is_null(table.column("side"))).select(schema.names).cast(schema)
    return Known(_masks(table, "train"), _masks(table, "held_out"), pairs)


def write_known(path: Path, key: str, known: Known) -> None:
    """Put it in the place of what was remembered before."""
    lines = [
        {"side": side, "shard": shard, "rows": len(rows), "bits": np.packbits(rows).tobytes()}
        for side, chosen in (("train", known.train), ("held_out", known.held_out))
        for shard, rows in chosen.items()
    ]
    masks = pa.Table.from_pylist(lines, schema=_MASKS)
    table = pa.concat_tables([masks, known.pairs], promote_options="permissive")
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
