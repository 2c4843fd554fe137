"""What a source declares of its own names: which of its fields hold danlu's, and what its roles are.

A declaration is applied to a record before its format is looked for, and undone after it is written.
Fields are given as danlu's key → the source's place:

    output: reply_text                        a key
    output: data.replies.0.text               a path through objects and lists
    system: note?                             may be missing
    conversation[].input: messages[].asked    a key of every element of a list

Keys of the record that mean the same to danlu as a declared one are put aside: what is declared counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from danlu.formats import names
from danlu.formats.base import Unreadable, invalid
from danlu.formats.element_names import rename_elements, rename_elements_back
from danlu.formats.places import Path, hollowed, value_at
from danlu.formats.role_names import rename_roles, rename_roles_back
from danlu.ledger import Reason
from danlu.reading_knobs import Hints
from danlu.rows import Row

_FAMILIES: tuple[tuple[str, ...], ...] = (
    (*names.INSTRUCTION, *names.QUESTION, *names.PROMPT),
    (*names.INPUT, *names.CONTEXT),
    tuple(name for tier in names.ANSWER for name in tier),
    names.SYSTEM,
    names.HISTORY,
    names.TOOLS,
    names.REASONING,
    (*names.LABEL, *names.CATEGORY, *names.SPANS),
    (*names.TEXT, *names.DOCUMENT),
    names.TURN_LISTS,
    ("chosen",),
    ("rejected",),
)
"""Names that stand for one another in a record."""
_FAMILY = {name: place for place, family in reversed(list(enumerate(_FAMILIES))) for name in family}


class Mapped(NamedTuple):
    """A record under danlu's names, and what undoes it: small, and the same for most records."""

    value: Any
    undo: dict[str, Any]


class _Field(NamedTuple):
    key: str
    source: str
    optional: bool


class Declaration:
    """The names of one source."""

    def __init__(self, fields: Mapping[str, str], roles: Mapping[str, str]) -> None:
        """Raise ValueError where one place is declared twice, or only one side names list elements."""
        self._fields: list[_Field] = []
        self._elements: dict[tuple[str, str], list[_Field]] = {}
        self._roles = dict(roles)
        for key, source in fields.items():
            place, optional = source.removesuffix("?"), source.endswith("?")
            outer, within, inner = key.partition("[].")
            source_outer, source_within, source_inner = place.partition("[].")
            if bool(within) != bool(source_within) or not place or not key:
                raise ValueError(
                    f"fields: {key!r} and {source!r} must both name elements of a list, or neither"
                )
            if within:
                self._elements.setdefault((outer, source_outer), []).append(
                    _Field(inner, source_inner, optional)
                )
            else:
                self._fields.append(_Field(key, place, optional))
        self._fields += [
            _Field(outer, source, optional=all(field.optional for field in inner))
            for (outer, source), inner in self._elements.items()
        ]
        for taken in ([field.source for field in self._fields], [field.key for field in self._fields]):
            if len(set(taken)) < len(taken):
                raise ValueError("fields: one place is declared twice")

    @classmethod
    def of(cls, hints: Hints) -> Self | None:
        """What the hints declare; None where they declare no names."""
        return cls(hints.fields, hints.roles) if hints.fields or hints.roles else None

    def apply(self, value: Any) -> Mapped:
        """The record under danlu's names.

        Raises:
            Unreadable: A declared field is missing, or the record is no object.
        """
        undo: dict[str, Any] = {}
        if self._fields:
            if type(value) is not dict:
                raise invalid(self._fields[0].source, value, expected="object")
            value = self._renamed(value, undo)
        for (key, _), inner in self._elements.items():
            if key in value:
                plan = [(field.key, field.source, field.optional) for field in inner]
                value = {**value, key: rename_elements(value[key], key, plan)}
                undo.setdefault("elements", {})[key] = {field.key: field.source for field in inner}
        if self._roles:
            value, said = rename_roles(value, self._roles)
            if said:
                undo["roles"] = said
        return Mapped(value, undo)

    def _renamed(self, record: dict[str, Any], undo: dict[str, Any]) -> dict[str, Any]:
        moved: dict[str, Path] = {}
        for field in self._fields:
            path = _resolve(record, field.source)
            if path is not None:
                moved[field.key] = path
            elif not field.optional:
                raise Unreadable(
                    Reason.INVALID_FIELD, {"field": field.source, "missing": True, "declared": field.key}
                )
        values = {key: value_at(record, path) for key, path in moved.items()}
        flat = {path[0]: key for key, path in moved.items() if len(path) == 1}
        nested = [path for path in moved.values() if len(path) > 1]
        record = _emptied(record, nested)
        aside = _clashing(record, moved, flat)
        renamed: dict[str, Any] = {}
        for key, value in record.items():
            if key in flat:
                renamed[flat[key]] = values[flat[key]]
            elif key not in aside:
                renamed[key] = value
        renamed |= {key: values[key] for key, path in moved.items() if len(path) > 1}
        undo |= {"keys": list(record), "moved": {key: list(path) for key, path in moved.items()}}
        if aside:
            undo["aside"] = _free_key(renamed)
            renamed[undo["aside"]] = {key: record[key] for key in aside}
        return renamed


def remember(rows: list[Row], undo: dict[str, Any]) -> list[Row]:
    """The rows of a record that was renamed, each with what undoes it in its surface, as `declared`."""
    if not undo:
        return rows
    return [{**row, "surface": {**row.get("surface", {}), "declared": undo}} for row in rows]


def restore(record: Any, undo: Mapping[str, Any]) -> Any:
    """The record under the source's names again: the inverse of `Declaration.apply`.

    `undo` is that of `Mapped`, or `surface["declared"]` of a row; an empty one changes nothing.
    """
    if "roles" in undo:
        record = rename_roles_back(record, undo["roles"])
    for key, inner in undo.get("elements", {}).items():
        record = {**record, key: rename_elements_back(record[key], inner)}
    if "keys" not in undo:
        return record
    aside = record.get(undo.get("aside"), {})
    flat = {path[0]: key for key, path in undo["moved"].items() if len(path) == 1}
    restored: dict[str, Any] = {}
    for key in undo["keys"]:
        holder, name = (aside, key) if key in aside else (record, flat.get(key, key))
        if name in holder:
            restored[key] = holder[name]
    for key, path in undo["moved"].items():
        if len(path) > 1:
            restored[path[0]] = _put(restored[path[0]], path[1:], record.get(key))
    return restored


def _resolve(record: dict[str, Any], source: str) -> Path | None:
    """The steps to a declared place; a key that is spelt so wins over a path of the same spelling."""
    if source in record:
        return (source,)
    path: list[str | int] = []
    value: Any = record
    for step in source.split("."):
        if type(value) is list and step.isdecimal() and int(step) < len(value):
            path.append(int(step))
        elif type(value) is dict and step in value:
            path.append(step)
        else:
            return None
        value = value[path[-1]]
    return tuple(path)


def _emptied(record: dict[str, Any], paths: list[Path]) -> dict[str, Any]:
    below: dict[str, list[Path]] = {}
    for path in paths:
        below.setdefault(str(path[0]), []).append(path[1:])
    return {key: hollowed(value, below[key]) if key in below else value for key, value in record.items()}


def _clashing(
    record: Mapping[str, Any], moved: Mapping[str, Path], flat: Mapping[str | int, str]
) -> list[str]:
    """Keys that stay in the record and mean the same to danlu as a declared one."""
    families = {_FAMILY.get(key.casefold()) for key in moved} - {None}
    spelt = {key.casefold() for key in moved}
    return [
        key
        for key in record
        if key not in flat and (key.casefold() in spelt or _FAMILY.get(key.casefold()) in families)
    ]


def _free_key(record: Mapping[str, Any]) -> str:
    key = "aside"
    while key in record:
        key += "_"
    return key


def _put(holder: Any, path: list[Any], value: Any) -> Any:
    """The nested value with another one at a path."""
    if not path:
        return value
    if type(holder) is list:
        return [
            _put(item, path[1:], value) if place == path[0] else item for place, item in enumerate(holder)
        ]
    return {key: _put(item, path[1:], value) if key == path[0] else item for key, item in holder.items()}
