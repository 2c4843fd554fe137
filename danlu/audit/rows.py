"""Law 2 for files of text rows: their ids, and that their content is what was hashed."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from danlu.audit.breach import MOST_NAMED, Breach
from danlu.audit.files import Folder
from danlu.audit.survey import Survey
from danlu.content import with_content_hash
from danlu.identity import row_id
from danlu.lake.parquet import read_parquet

_ID = pa.binary(16)


def prove_rows(
    lake: Survey, folder: Folder, source: str, kind: str = "rows", key: str | None = None
) -> list[Breach]:
    """Prove the text rows of one source: all of them its own, unaltered, and `raw` ids derived.

    Args:
        lake: What is published.
        folder: A published folder of `raw`, `cleaned` or `augmented`.
        source: The name of the source that the rows must be of.
        kind: The kind of file that holds them.
        key: The source's key, where the folder holds every source's files.
    """
    ordinals: Counter[tuple[bytes, ...]] = Counter()
    found: list[Breach] = []
    for place, path in folder.filled(kind, key):
        table = read_parquet(path)
        faults = [_altered(table, lake.connection), _foreign(table, source)]
        if folder.stage == "raw":
            faults.append(_misnamed(table, ordinals))
        found += [Breach(folder.stage, place, "2", fault) for each in faults for fault in each]
    return found


def _altered(table: pa.Table, connection: duckdb.DuckDBPyConnection | None) -> Iterator[str]:
    stored = table.column("content_hash").cast(_ID)
    actual = with_content_hash(table, connection).column("content_hash").cast(_ID)
    same = pc.fill_null(pc.equal(stored, actual), False)  # noqa: FBT003 - the kernel's signature
    for name in _named(table.filter(pc.invert(same))):
        yield f"row {name} has been altered: its content hash is not that of its content"


def _foreign(table: pa.Table, source: str) -> Iterator[str]:
    for name in _named(table.filter(pc.not_equal(table.column("source"), source))):
        yield f"row {name} is of another source"


def _misnamed(table: pa.Table, ordinals: Counter[tuple[bytes, ...]]) -> Iterator[str]:
    """Rows whose id is not that of their records and their number among the rows of these."""
    lists = table.column("record_ids").cast(pa.list_(_ID)).to_pylist()
    identifiers = table.column("row_id").cast(_ID).to_pylist()
    made = Counter(tuple(records) for records in lists)
    for identifier, records in zip(identifiers, lists, strict=True):
        parents = tuple(records)
        if row_id(parents, ordinals[parents], made[parents]) != identifier:
            yield f"row {uuid.UUID(bytes=identifier)} has not the id that its records give"
        ordinals[parents] += 1


def _named(table: pa.Table) -> list[str]:
    """The first row ids of a table, as they are written everywhere."""
    return [str(name) for name in table.column("row_id").slice(0, MOST_NAMED).to_pylist()]
