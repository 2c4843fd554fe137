"""Law 4: every Parquet file stands in its documented order, so that equal data are equal bytes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from danlu.audit.breach import MOST_NAMED, Breach
from danlu.audit.files import Folder, kind_of
from danlu.lake.parquet import read_parquet

_BY_POSITION = frozenset({"raw", "cleaned"})
_STRICT_LEDGERS = frozenset({"deduplicated", "augmented", "balanced"})


def prove_order(folder: Folder) -> list[Breach]:
    """Prove the order of all Parquet files of a folder, across the shards of one source too."""
    breaches: list[Breach] = []
    last: dict[str, pa.Array] = {}
    for name, rows in sorted(folder.counted.items()):
        column = _ordered_by(folder.stage, kind_of(name))
        if column is None or rows == 0 or ("/" in name and rows == 1):
            continue
        values = _column(folder, name, column)
        earlier = last.get(kind_of(name), values.slice(0, 0)) if "/" not in name else values.slice(0, 0)
        faults = _disorder(
            pa.concat_arrays([earlier, values]), len(earlier), column, _strict(folder.stage, name)
        )
        place = f"{folder.place}/{name}".strip("/")
        breaches += [Breach(folder.stage, place, "4", fault) for fault in islice(faults, MOST_NAMED)]
        last[kind_of(name)] = values.slice(len(values) - 1)
    return breaches


def _ordered_by(stage: str, kind: str) -> str | None:
    """The column that a kind of file rises by; None where no order by a column is promised."""
    match kind:
        case "rows" | "text":
            return "position" if stage in _BY_POSITION else "row_id"
        case "records":
            return "position"
        case "lineage":
            return "line"
        case "ledger":
            return "key" if stage in _STRICT_LEDGERS or stage == "exported" else None
    return None


def _strict(stage: str, name: str) -> bool:
    """Whether a value may stand once only: a source's row may have several entries or rows."""
    kind = kind_of(name)
    return not (kind == "rows" and stage in _BY_POSITION) and not (kind == "ledger" and stage == "exported")


def _column(folder: Folder, name: str, column: str) -> pa.Array:
    values = read_parquet(folder.path / name, [column]).column(column).combine_chunks()
    return values.cast(pa.binary(16)) if column in {"row_id", "key"} else values


def _disorder(values: pa.Array, before_file: int, column: str, strict: bool) -> Iterator[str]:  # noqa: FBT001
    earlier, later = values.slice(0, len(values) - 1), values.slice(1)
    fitting = pc.less(earlier, later) if strict else pc.less_equal(earlier, later)
    for number in pc.indices_nonzero(pc.invert(fitting)).to_pylist():
        yield f"row number {number + 2 - before_file} stands out of the order by {column}"
