"""The columns of a dataset as Dagster knows them: schema, lineage, and a drawing of the lineage."""

from __future__ import annotations

import dagster as dg
import pyarrow as pa

from danlu.dictionary import Column, Dataset
from danlu.drawing.lineage import column_lineage
from danlu.drawing.svg import image


def table_schema(dataset: Dataset) -> dg.TableSchema:
    """Every column with its type, its meaning in both languages, and what it is held to."""
    return dg.TableSchema(columns=[_column(column) for column in dataset.columns])


def _column(column: Column) -> dg.TableColumn:
    return dg.TableColumn(
        column.name,
        type_name(column.field.type),
        description=column.description,
        constraints=dg.TableColumnConstraints(nullable=column.field.nullable, unique=column.unique),
        tags={"files": column.kind} if column.kind == "text" else None,
    )


def type_name(kind: pa.DataType) -> str:
    """A type as short as people say it; what a struct holds is in the column's meaning.

    >>> type_name(pa.uuid()), type_name(pa.list_(pa.struct([("role", pa.string())])))
    ('uuid', 'list<struct>')
    """
    if kind == pa.uuid():
        return "uuid"
    if pa.types.is_struct(kind):
        return "struct"
    if pa.types.is_list(kind):
        return f"list<{type_name(kind.value_type)}>"
    return str(kind)


def table_lineage(dataset: Dataset) -> dg.TableColumnLineage:
    """The upstream columns of each column."""
    return dg.TableColumnLineage(
        deps_by_column={
            column.name: [
                dg.TableColumnDep(dg.AssetKey(origin.stage), origin.column) for origin in column.origins
            ]
            for column in dataset.columns
        }
    )


def drawn_lineage(dataset: Dataset) -> dg.MarkdownMetadataValue:
    """The lineage as a picture: the open-source UI draws none."""
    return dg.MetadataValue.md(image(column_lineage(dataset), f"columns of {dataset.stage}"))
