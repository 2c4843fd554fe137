"""Records of Parquet files: one row is one record, named by its canonical JSON.

Values become what JSON can say. Dates, times, decimals and identifiers become their ISO 8601 or
decimal text; binary becomes text where it is UTF-8, else {"base64": …}; NaN becomes null, as which
it is written by data frame libraries that have no other null; an infinite number is refused. A column
that says it is JSON is read as such, strictly: a snapshot of a database has its trees and arrays there.
"""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import hashlib
import json
import math
import uuid
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from danlu.ledger import Reason
from danlu.readers.base import Limits, Parsed, Record, SourceRefused, refuse
from danlu.readers.json_value import parse_value

_BATCH_ROWS = 256


class _NotFiniteError(ValueError):
    """A number that JSON cannot say."""


def open_parquet(file: BinaryIO) -> pq.ParquetFile:
    """Open a file and check that its columns can become keys.

    Raises:
        SourceRefused: CORRUPT_FILE, or DUPLICATE_KEY where two columns have the same name.
    """
    try:
        opened = pq.ParquetFile(file, page_checksum_verification=True)
        names = _names(opened.schema_arrow)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise SourceRefused(Reason.CORRUPT_FILE, {"error": type(error).__name__}) from None
    if len(set(names)) < len(names):
        raise SourceRefused(
            Reason.DUPLICATE_KEY, {"columns": len(names), "distinct_columns": len(set(names))}
        )
    return opened


def _names(parent: pa.Schema | pa.DataType, path: tuple[int, ...] = ()) -> list[tuple[object, ...]]:
    """Every column, nested ones too, with where it is nested."""
    size = len(parent) if isinstance(parent, pa.Schema) else parent.num_fields
    found: list[tuple[object, ...]] = []
    for index in range(size):
        field = parent.field(index)
        found.append((*path, field.name))
        found += _names(field.type, (*path, index))
    return found


def read_parquet(opened: pq.ParquetFile, limits: Limits) -> Iterator[Record]:
    """The rows, in the order of the file. A damaged row group is one refused record."""
    position = 0
    for group in range(opened.num_row_groups):
        done = 0
        trees = [field.name for field in opened.schema_arrow if isinstance(field.type, pa.JsonType)]
        try:
            for batch in opened.iter_batches(batch_size=_BATCH_ROWS, row_groups=[group]):
                for value in _rows(batch):
                    position += 1
                    yield _record(position, value, limits, trees)
                done += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            position += 1
            lost = opened.metadata.row_group(group).num_rows - done
            evidence = {"row_group": group, "rows": lost, "error": type(error).__name__}
            name = canonical({"row_group": group, "first_row": done})
            yield Record(position, None, None, None, name, None, Reason.CORRUPT_FILE, evidence)


def _rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any] | None]:
    """The rows as Python values; None for a row whose text is not UTF-8."""
    try:
        if all(_is_direct(column.type) for column in batch.columns):
            yield from batch.to_pylist()
            return
    except UnicodeError:
        pass
    for row in range(batch.num_rows):
        try:
            yield {
                name: _scalar(column[row])
                for name, column in zip(batch.schema.names, batch.columns, strict=True)
            }
        except UnicodeError:
            yield None


def _is_direct(kind: pa.DataType) -> bool:
    """Does pyarrow's own conversion keep every value of this type?"""
    if (
        pa.types.is_timestamp(kind)
        or pa.types.is_time(kind)
        or pa.types.is_duration(kind)
        or pa.types.is_map(kind)
    ):
        return False
    return all(_is_direct(kind.field(index).type) for index in range(kind.num_fields))


def _record(position: int, value: dict[str, Any] | None, limits: Limits, trees: Sequence[str] = ()) -> Record:
    content = canonical({"row": position})
    if value is None:
        parsed = refuse(Reason.INVALID_ENCODING, row=position)
    elif (broken := _open_trees(value, trees, limits)) is not None:
        content = canonical(_plain(value))
        parsed = broken
    else:
        try:
            plain = _plain(value)
            content = canonical(plain)
            parsed = _within(plain, len(content), limits)
        except _NotFiniteError:
            parsed = refuse(Reason.NUMBER_OUT_OF_RANGE, row=position)
    if parsed.reason is Reason.RECORD_TOO_LARGE:
        content = hashlib.sha256(content).digest()
    return Record(position, None, None, None, content, parsed.value, parsed.reason, parsed.evidence)


def _open_trees(value: dict[str, Any], trees: Sequence[str], limits: Limits) -> Parsed | None:
    """Put the JSON of these columns in the place of its text, or say why the row is refused."""
    for name in trees:
        if value[name] is not None:
            parsed = parse_value(value[name].encode("utf-8"), limits)
            if parsed.reason is not None:
                return refuse(parsed.reason, column=name, **parsed.evidence)
            value[name] = parsed.value
    return None


def _within(value: object, size: int, limits: Limits) -> Parsed:
    if size > limits.max_record_bytes:
        return refuse(Reason.RECORD_TOO_LARGE, bytes=size, max_record_bytes=limits.max_record_bytes)
    return Parsed(value)


def canonical(value: object) -> bytes:
    """Compact JSON with sorted keys, as UTF-8: what stands for the bytes of a row."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def _scalar(scalar: pa.Scalar) -> Any:
    """The Python value; a moment with nanoseconds, which Python cannot hold, as text."""
    if pa.types.is_timestamp(scalar.type) or pa.types.is_time(scalar.type):
        return scalar.cast(pa.string()).as_py()
    if pa.types.is_duration(scalar.type):
        return scalar.cast(pa.int64()).as_py()
    if pa.types.is_struct(scalar.type):
        return None if not scalar.is_valid else {name: _scalar(scalar[name]) for name in scalar.type.names}
    if pa.types.is_map(scalar.type):
        return _from_map(scalar)
    if isinstance(scalar, pa.ListScalar | pa.LargeListScalar | pa.FixedSizeListScalar):
        return None if not scalar.is_valid else [_scalar(element) for element in scalar.values]
    return scalar.as_py()


def _from_map(scalar: pa.MapScalar) -> Any:
    """A map as an object where its keys are distinct strings, else as a list of pairs."""
    if not scalar.is_valid:
        return None
    pairs = [(_scalar(entry["key"]), _scalar(entry["value"])) for entry in scalar.values]
    keys = [key for key, _ in pairs]
    if all(isinstance(key, str) for key in keys) and len(set(keys)) == len(keys):
        return dict(pairs)
    return [list(pair) for pair in pairs]


def _plain(value: Any) -> Any:
    """The value as JSON has it."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        if math.isinf(value):
            raise _NotFiniteError
        return None if math.isnan(value) else value
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return {"base64": base64.b64encode(value).decode("ascii")}
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    raise TypeError(type(value).__name__)
