"""The augmented stage: which train rows an operation takes, and the rows that come of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from danlu.augmentation.operation import Operation
from danlu.augmentation.registry import OPERATIONS
from danlu.identity import generated_id, share
from danlu.ledger import Entry, Reason, Verdict, ledger_table
from danlu.recipe import Augmented
from danlu.rows import ROW_SCHEMA

SEEN_COLUMNS = ("kind", "system", "messages", "tools")
"""What an operation may look at."""


@dataclass(frozen=True, slots=True)
class Generation:
    """New rows in the order of their ids, and one ledger entry for each in the same order."""

    rows: pa.Table
    ledger: pa.Table


@dataclass(frozen=True, slots=True)
class _Child:
    parent: int
    identifier: bytes
    columns: Mapping[str, Any]
    entry: Entry


def choose(row_id: bytes, operation: str, seed: str, part: float) -> bool:
    """Whether an operation takes a row, if it fits: true for `part` of all ids, in [0, 1].

    A greater part takes the same rows and more; nothing but the id, the operation and the seed counts.
    """
    return share(f"{seed}:{operation}", row_id) < part


def generate(rows: pa.Table, languages: pa.ChunkedArray, recipe: Augmented) -> Generation:
    """Rows made of train rows by the recipe's operations.

    Args:
        rows: A table of `ROW_SCHEMA`, train rows only: what is held out must not be handed in.
        languages: The annotated language of each row, in the same order.
        recipe: Which operations run, on which share of the rows.

    A new row keeps its parent's source, records, place and group. Its `extra`, `surface` and
    `content_hash` are null: no record of a source spells it.

    Raises:
        ValueError: `rows` and `languages` differ in length.
    """
    if len(languages) != rows.num_rows:
        raise ValueError(f"{rows.num_rows} rows but {len(languages)} languages")
    children: list[_Child] = []
    for name, part in recipe.operations.items():
        children += _apply(OPERATIONS[name], rows, languages, recipe.seed, part)
    children.sort(key=lambda child: child.identifier)
    return Generation(_rows_of(children, rows), ledger_table(child.entry for child in children))


def _apply(
    operation: Operation, rows: pa.Table, languages: pa.ChunkedArray, seed: str, part: float
) -> Iterator[_Child]:
    identifiers = _bytes_of(rows["row_id"])
    chosen = [index for index, key in enumerate(identifiers) if choose(key, operation.name, seed, part)]
    taken = pa.array(chosen, pa.int64())
    selected = rows.select([*SEEN_COLUMNS, "source"]).take(taken).to_pylist()
    for index, row, language in zip(chosen, selected, languages.take(taken).to_pylist(), strict=True):
        if not operation.fits(row, language):
            continue
        parent = identifiers[index]
        identifier = generated_id([parent], operation.name, operation.version, 0)
        changed = operation.apply(row, language, share(f"{seed}:{operation.name}:wording", parent))
        columns = {**{name: row[name] for name in SEEN_COLUMNS}, **changed}
        entry = Entry(
            "augmented",
            Verdict.GENERATED,
            Reason.RULE_OPERATION,
            operation.name,
            operation.version,
            source=row["source"],
            key=identifier,
            related=[parent],
            evidence={"language": language},
        )
        yield _Child(index, identifier, columns, entry)


def _rows_of(children: list[_Child], rows: pa.Table) -> pa.Table:
    """The children as rows: their parents' columns, but for what is their own."""
    table = rows.take(pa.array([child.parent for child in children], pa.int64()))
    own: dict[str, pa.Array] = {
        name: pa.array([child.columns[name] for child in children], ROW_SCHEMA.field(name).type)
        for name in SEEN_COLUMNS
    }
    identifiers = pa.array([child.identifier for child in children], pa.binary(16))
    own["row_id"] = pa.ExtensionArray.from_storage(pa.uuid(), identifiers)
    for name in ("extra", "surface", "content_hash"):
        own[name] = pa.nulls(len(children), ROW_SCHEMA.field(name).type)
    columns = [own.get(name, table[name]) for name in ROW_SCHEMA.names]
    return pa.table(columns, schema=ROW_SCHEMA)


def _bytes_of(identifiers: pa.ChunkedArray) -> list[bytes]:
    values: list[bytes] = pc.cast(identifiers, pa.binary(16)).to_pylist()
    return values
