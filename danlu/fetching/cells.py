"""The cells of a query's result: what a driver gives, on its way into a column of Parquet.

A column gets a type of its own where all of its cells are of one; else it holds JSON. Either way
danlu's Parquet reader makes the same value of a cell, so that the identity of a row hangs on that
row alone and not on the type that its neighbours gave the column.

On the way a cell is a JSON value (its *passing* form), so that rows can be sorted outside memory:
`{"b": base64}` for binary, `{"j": text}` for JSON, text for dates, decimals and identifiers.
"""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import ipaddress
import json
import math
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa

_INT64 = range(-(2**63), 2**63)
_MOST_DIGITS = 38
"""Digits of Arrow's 128-bit decimals."""


class JsonText(str):
    """Text that the database itself calls JSON, as it stands there."""

    __slots__ = ()


class UnknownCellError(ValueError):
    """A driver gave a value of a type that danlu has no way to keep; the argument names the type."""


class Column:
    """What is known of the cells of one column so far.

    Attributes:
        kinds: The kinds of its cells, without nulls.
    """

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self._scales: set[int] = set()
        self._digits = 0

    def take(self, cells: Sequence[Any]) -> Sequence[Any]:
        """The cells in their passing form.

        Raises:
            UnknownCellError: A cell is of a type that is not known.
        """
        types = set(map(type, cells)) - {type(None)}
        if types == {str}:
            self.kinds.add("text")
            return cells
        if types == {float}:
            self.kinds.add("float")
            return cells
        if types == {int} and all(cell is None or cell in _INT64 for cell in cells):
            self.kinds.add("integer")
            return cells
        return [None if cell is None else self._take(cell) for cell in cells] if types else cells

    def _take(self, cell: Any) -> Any:
        for ancestor in type(cell).__mro__:
            if ancestor in _PASSING:
                kind, passing = _PASSING[ancestor](cell)
                self.kinds.add(kind)
                if kind == "decimal":
                    self._measure(cell)
                return passing
        raise UnknownCellError(type(cell).__name__)

    def _measure(self, number: decimal.Decimal) -> None:
        sign, digits, exponent = number.as_tuple()
        if not isinstance(exponent, int) or exponent > 0 or (sign and not number):
            self.kinds.add("text")
            return
        self._scales.add(-exponent)
        self._digits = max(self._digits, len(digits), -exponent)

    def arrow(self, cells: Sequence[Any]) -> pa.Array:
        """Passing forms as an Arrow array of the type that suits all that the column ever took."""
        return _ARRAYS[self._kind()](cells) if self._kind() != "decimal" else self._decimals(cells)

    def _kind(self) -> str:
        kinds = self.kinds
        if not kinds:
            return "null"
        if kinds == {"decimal"}:
            return "decimal" if len(self._scales) == 1 and self._digits <= _MOST_DIGITS else "text"
        if kinds == {"decimal", "text"}:
            return "text"
        return next(iter(kinds)) if len(kinds) == 1 else "json"

    def _decimals(self, cells: Sequence[Any]) -> pa.Array:
        kind = pa.decimal128(max(self._digits, 1), next(iter(self._scales)))
        return pa.array([None if cell is None else decimal.Decimal(cell) for cell in cells], kind)


def _integer(cell: int) -> tuple[str, Any]:
    return ("integer" if cell in _INT64 else "json"), cell


def _datetime(cell: dt.datetime) -> tuple[str, Any]:
    if cell.tzinfo is None:
        return "moment", cell.isoformat(" ", "microseconds")
    try:
        utc = cell.astimezone(dt.UTC)
    except OverflowError:
        return "text", cell.isoformat(" ", "microseconds")
    return "instant", utc.replace(tzinfo=None).isoformat(" ", "microseconds") + "Z"


def _time(cell: dt.time) -> tuple[str, Any]:
    return ("time" if cell.tzinfo is None else "text"), cell.isoformat("microseconds")


def _nested(cell: Any) -> tuple[str, Any]:
    try:
        return "json", {"j": json_text(cell)}
    except RecursionError:
        raise UnknownCellError("nested too deeply") from None


def _binary(cell: Any) -> tuple[str, Any]:
    return "binary", {"b": base64.b64encode(cell).decode("ascii")}


def _text(cell: Any) -> tuple[str, Any]:
    return "text", str(cell)


_PASSING: Mapping[type, Callable[[Any], tuple[str, Any]]] = {
    bool: lambda cell: ("boolean", cell),
    int: _integer,
    float: lambda cell: ("float", float(cell)),
    JsonText: lambda cell: ("json", {"j": str(cell)}),
    str: _text,
    bytes: _binary,
    bytearray: _binary,
    memoryview: _binary,
    decimal.Decimal: lambda cell: ("decimal", str(cell)),
    dt.datetime: _datetime,
    dt.date: lambda cell: ("date", cell.isoformat()),
    dt.time: _time,
    dt.timedelta: lambda cell: ("duration", cell // dt.timedelta(microseconds=1)),
    uuid.UUID: lambda cell: ("uuid", str(cell)),
    list: _nested,
    tuple: _nested,
    dict: _nested,
    **dict.fromkeys(
        (
            ipaddress.IPv4Address,
            ipaddress.IPv6Address,
            ipaddress.IPv4Network,
            ipaddress.IPv6Network,
        ),
        _text,
    ),
}


def json_text(cell: Any) -> str:
    """A value as JSON text, such that the Parquet reader makes of it what it makes of the value.

    NaN is null; an infinite number is a number that no float holds, which the reader refuses.
    """
    if isinstance(cell, JsonText):
        return str(cell)
    if isinstance(cell, float):
        return _float_text(cell)
    if isinstance(cell, list | tuple):
        return "[" + ",".join(map(json_text, cell)) + "]"
    if isinstance(cell, dict):
        return "{" + ",".join(f"{_quoted(str(key))}:{json_text(cell[key])}" for key in cell) + "}"
    if cell is None or isinstance(cell, str | int):
        return _quoted(cell)
    if isinstance(cell, bytes | bytearray | memoryview):
        return _binary_text(bytes(cell))
    passing = Column().take([cell])[0]
    return _quoted(passing)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _float_text(cell: float) -> str:
    if math.isnan(cell):
        return "null"
    if math.isinf(cell):
        return "1e999" if cell > 0 else "-1e999"
    return repr(cell)


def _binary_text(content: bytes) -> str:
    try:
        return _quoted(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _quoted({"base64": base64.b64encode(content).decode("ascii")})


def _json_of_passing(cell: Any) -> str | None:
    if cell is None:
        return None
    if not isinstance(cell, dict):
        return json_text(cell)
    return cell["j"] if "j" in cell else _binary_text(base64.b64decode(cell["b"]))


def _strings(cells: Sequence[str | None]) -> pa.Array:
    """Text as it is: what is no valid UTF-8 stays invalid, and the reader refuses its record."""
    try:
        return pa.array(cells, pa.string())
    except UnicodeEncodeError:
        return pa.array([None if cell is None else raw_bytes(cell) for cell in cells], pa.binary()).view(
            pa.string()
        )


def raw_bytes(text: str) -> bytes:
    """The bytes of text as the database has them, lone surrogates and undecodable bytes too."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _json_column(cells: Sequence[Any]) -> pa.Array:
    return pa.ExtensionArray.from_storage(pa.json_(), _strings([_json_of_passing(cell) for cell in cells]))


def _binaries(cells: Sequence[Any]) -> pa.Array:
    return pa.array([None if cell is None else base64.b64decode(cell["b"]) for cell in cells], pa.binary())


def _uuids(cells: Sequence[Any]) -> pa.Array:
    return pa.array([None if cell is None else uuid.UUID(cell).bytes for cell in cells], pa.uuid())


def _times(cells: Sequence[Any]) -> pa.Array:
    # Arrow has no cast from text to times of day
    return pa.array(
        [None if cell is None else dt.time.fromisoformat(cell) for cell in cells], pa.time64("us")
    )


def _cast(kind: pa.DataType) -> Callable[[Sequence[Any]], pa.Array]:
    return lambda cells: pa.array(cells, pa.string()).cast(kind)


def _plain(kind: pa.DataType) -> Callable[[Sequence[Any]], pa.Array]:
    return lambda cells: pa.array(cells, kind)


_ARRAYS: Mapping[str, Callable[[Sequence[Any]], pa.Array]] = {
    "null": lambda cells: pa.nulls(len(cells)),
    "boolean": _plain(pa.bool_()),
    "integer": _plain(pa.int64()),
    "float": _plain(pa.float64()),
    "text": _strings,
    "binary": _binaries,
    "date": _cast(pa.date32()),
    "moment": _cast(pa.timestamp("us")),
    "instant": _cast(pa.timestamp("us", "UTC")),
    "time": _times,
    "duration": _plain(pa.duration("us")),
    "uuid": _uuids,
    "json": _json_column,
}
