"""The outer object of a record: which of its keys are known, and how to put the others back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from danlu.rows import Row

GROUP_KEYS = (
    "prompt_id",
    "session_id",
    "conversation_id",
    "dialogue_id",
    "dialog_id",
    "document_id",
    "doc_id",
)
"""Keys by which a source declares what belongs together, the first one present counting."""


def finish(
    row: Row,
    record: Mapping[str, Any],
    used: frozenset[str],
    surface: dict[str, Any],
    inner_extra: Mapping[str, Any] | None = None,
) -> Row:
    """The row with its unknown fields, its surface and the group that the record declares.

    `used` are the keys that the row's columns hold. `inner_extra` holds what is unknown inside
    them, under the same keys, which are free because they are used.
    """
    surface["keys"] = list(record)
    nulls = [key for key in record if key in used and record[key] is None]
    if nulls:
        surface["nulls"] = nulls
    row["surface"] = surface
    if inner_extra or len(used) < len(record):
        extra = {key: value for key, value in record.items() if key not in used}
        extra.update(inner_extra or {})
        if extra:
            row["extra"] = extra
        group = declared_group(record)
        if group is not None:
            row["group"] = group
    return row


def declared_group(record: Mapping[str, Any]) -> str | None:
    """The group that a record declares: the first scalar among `GROUP_KEYS`."""
    for key in GROUP_KEYS:
        value = record.get(key)
        if type(value) in {str, int, float} and value != "":
            return str(value)
    return None


def rebuild(row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    """The record: `values` under the known keys, `extra` under the others, in the old order.

    A known key without a value is null where it was null, and empty text elsewhere.
    """
    surface = row["surface"]
    extra = row.get("extra") or {}
    nulls = surface.get("nulls", ())
    record: dict[str, Any] = {}
    for key in surface["keys"]:
        if key in values:
            value = values[key]
            if key in nulls and not value:
                value = None
            elif value is None:
                value = ""
            record[key] = value
        elif key in extra:
            record[key] = extra[key]
    return record


def inner_extra_of(row: Row, key: str) -> Mapping[str, Any]:
    """What `finish` was given as `inner_extra` under a known key."""
    inner = (row.get("extra") or {}).get(key)
    return inner if isinstance(inner, dict) else {}
