"""Small tables of danlu as Dagster shows them."""

from __future__ import annotations

import dagster as dg

from danlu.facts.told import Table


def shown_table(table: Table) -> dg.TableMetadataValue:
    """A small table of danlu as one of Dagster; a column of numbers alone is one of numbers."""
    kinds = [
        "int" if all(isinstance(row[place], int) for row in table.rows) else "string"
        for place in range(len(table.columns))
    ]
    columns = [dg.TableColumn(name, kind) for name, kind in zip(table.columns, kinds, strict=True)]
    records = [dg.TableRecord(dict(zip(table.columns, row, strict=True))) for row in table.rows]
    return dg.MetadataValue.table(records, dg.TableSchema(columns=columns))
