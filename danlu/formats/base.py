"""What every format offers, and the two ways in which it says no.

A format turns one parsed record into canonical rows and the rows back into an equal record. What
the trainer sees goes into the row's columns, unknown fields verbatim into `extra`, and the way
the record was spelt into `surface`: small, and the same for most records of a file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from danlu.errors import DanluError
from danlu.ledger import Reason
from danlu.rows import Kind, Row


class Unreadable(DanluError):  # noqa: N818 - what it says of a record
    """A record is not taken. `evidence` names fields, types and places, never text of the record."""

    def __init__(self, reason: Reason, evidence: Mapping[str, object] | None = None) -> None:
        super().__init__(f"the record cannot be read: {reason.value}")
        self.reason = reason
        self.evidence: Mapping[str, object] = dict(evidence or {})


class Unwritable(DanluError):  # noqa: N818 - what it says of a row
    """A row cannot be said in a format. `evidence` names fields and places, never text of the row."""

    def __init__(self, reason: Reason, evidence: Mapping[str, object] | None = None) -> None:
        super().__init__(f"the row cannot be written in this format: {reason.value}")
        self.reason = reason
        self.evidence: Mapping[str, object] = dict(evidence or {})


class Format(Protocol):
    """One way of spelling fine-tuning records."""

    @property
    def name(self) -> str:
        """The name that `surface["format"]` holds."""

    def matches(self, value: object) -> bool:
        """Whether the record looks like this format, by its key names and types of values alone."""

    def read(self, value: Any) -> list[Row]:
        """The rows of a record that `matches`: one, or several where a record nests them.

        Raises:
            Unreadable: A field is of the wrong type, a role is unknown, the record is empty.
        """

    def write(self, *rows: Row) -> Any:
        """The record of these rows: equal to the one read where the rows hold its `surface`.

        Rows without a surface, or with that of another format, are written with the format's
        standard keys. Only formats that nest rows take more than one.

        Raises:
            Unwritable: The format has no way to say what a row holds.
        """


_TYPE_NAMES: Mapping[type, str] = {
    type(None): "null",
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
    list: "list",
    dict: "object",
}


def type_name(value: object) -> str:
    """The name of a value's type as evidence gives it."""
    return _TYPE_NAMES.get(type(value), "other")


def invalid(field: str, value: object, **place: object) -> Unreadable:
    """The refusal of a field whose value is of a type, or has a shape, that the format forbids."""
    return Unreadable(Reason.INVALID_FIELD, {"field": field, "type": type_name(value), **place})


def text_of(record: Mapping[str, Any], key: str | None) -> str | None:
    """The text under `key`, or None where there is no key or its value is null."""
    value = None if key is None else record.get(key)
    if value is None or type(value) is str:
        return value
    raise invalid(str(key), value)


def parse_json(text: str) -> Any:
    """The value of strict JSON text; ValueError for anything else, also where it nests too deeply."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def one_row(rows: tuple[Row, ...]) -> Row:
    """The only row of a record; refuses any other number."""
    if len(rows) != 1:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"rows": len(rows)})
    return rows[0]


def surface_of(row: Row, name: str) -> Mapping[str, Any] | None:
    """The row's surface where it was read from the format `name`, else None."""
    surface = row.get("surface")
    return surface if surface and surface.get("format") == name else None


def require_kind(row: Row, *kinds: Kind) -> None:
    """Refuse a row of a kind that the format cannot hold."""
    if row["kind"] not in kinds:
        raise Unwritable(Reason.KIND_NOT_SUPPORTED, {"kind": row["kind"].value})


def require_bare(row: Row, *fields: str) -> None:
    """Refuse a row that fills one of these fields, which the format's standard keys cannot say."""
    for field in fields:
        if row.get(field) is not None:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": field})
