"""What somebody could do to a published lake by hand, with or without covering it up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from danlu.furnace.refresh import describe_folder
from danlu.lake.layout import Project, source_key
from danlu.lake.manifest import NAME, read_manifest
from danlu.lake.parquet import read_parquet, write_parquet
from danlu.lake.published import published_files

Alter = Callable[[pa.Table], pa.Table]


def key_of(source: str) -> str:
    return source_key(source)


def first_file(project: Project, stage: str, kind: str, source: str) -> Path:
    return published_files(project, stage, source_key(source), kind)[0]


def rewrite(path: Path, alter: Alter) -> None:
    write_parquet(alter(read_parquet(path)), path)


def without(number: int) -> Alter:
    """Leaves one row out."""
    return lambda table: pa.concat_tables([table.slice(0, number), table.slice(number + 1)])


def with_value(number: int, column: str, change: Callable[[Any], Any]) -> Alter:
    """Changes one value of one row."""

    def alter(table: pa.Table) -> pa.Table:
        index = table.schema.get_field_index(column)
        field = table.schema.field(index)
        storage = _storage(field.type)
        values = table.column(column).cast(storage).to_pylist()
        values[number] = change(values[number])
        return table.set_column(index, field, pa.array(values, storage).cast(field.type))

    return alter


def _storage(kind: pa.DataType) -> pa.DataType:
    if kind == pa.uuid():
        return pa.binary(16)
    if pa.types.is_list(kind) and kind.value_type == pa.uuid():
        return pa.list_(pa.binary(16))
    return kind


def cover_up(project: Project, stage: str, source: str | None = None) -> None:
    """Write a manifest that fits what now lies in the folder, as a careful hand would."""
    folder = project.unit(stage, source_key(source) if source else None)
    manifest = read_manifest(folder)
    if manifest is None:
        raise LookupError(stage)
    (folder / NAME).unlink()
    fitting = replace(manifest, files=describe_folder(folder))
    (folder / NAME).write_text(fitting.to_json(), encoding="utf-8")


def row_name(path: Path, number: int, column: str = "row_id") -> str:
    """The id of one row of a file, as the audit writes it."""
    return str(read_parquet(path, [column]).column(column)[number].as_py())
