"""Presets: how the fields of a public dataset lie in rows, declared as paths.

A preset says for a record which path is the question, the answer, the label. What the columns of
the rows hold is taken out of the record, and the rest, its *skeleton*, stays with the first row.
The layout follows from the skeleton alone, so writing lays it out again and fills it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, NamedTuple

from danlu.formats.base import Unreadable, Unwritable, invalid, surface_of
from danlu.formats.laid import Laid, read_laid, taken_back
from danlu.formats.places import Path, filled, hollowed
from danlu.formats.record import finish, rebuild
from danlu.formats.shape import Shape, shape_of
from danlu.ledger import Reason
from danlu.rows import Row

MOST_ROWS = 1000
"""Most rows of one record: each repeats the prompt, so that a small record could fill a disk."""


class Unpacked(NamedTuple):
    """A record whose texts of several turns are lists, and how to make them texts again."""

    record: dict[str, Any]
    notes: dict[str, Any]


class Preset(ABC):
    """A format that is declared by its layout."""

    name: str

    @abstractmethod
    def fits(self, shape: Shape) -> bool:
        """Whether a record of this shape is one, by its keys and types of values alone."""

    @abstractmethod
    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """Where the rows of a record lie in it, in the order of the rows.

        It must give the same for the record's skeleton, so texts and labels decide nothing.

        Raises:
            Unreadable: The record gives no rows, or is malformed.
        """

    def matches(self, value: object) -> bool:
        """Whether the record looks like this format."""
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def read(self, value: dict[str, Any]) -> list[Row]:
        """The rows of a record; the first one keeps what no column holds."""
        record, notes = self.unpack(value)
        layouts = self.lay(record)
        if len(layouts) > MOST_ROWS:
            raise Unreadable(Reason.INVALID_FIELD, {"rows": len(layouts), "most": MOST_ROWS})
        paths = [path for laid in layouts for path in laid.paths()]
        used = frozenset(str(path[0]) for path in paths if path[0] in record)
        inner = _skeletons(record, paths)
        rows: list[Row] = []
        for place, laid in enumerate(layouts):
            surface: dict[str, Any] = {"format": self.name}
            if len(layouts) > 1:
                surface["row"] = place
            row = read_laid(record, laid, surface)
            if notes and place == 0:
                surface["notes"] = notes
            row = finish(row, record, used, surface, inner if place == 0 else None)
            if laid.group is not None:
                row["group"] = laid.group
            rows.append(row)
        if not any(map(_says_something, rows)):
            raise Unreadable(Reason.EMPTY_RECORD)
        return rows

    def write(self, *rows: Row) -> Any:
        """The record of all the rows that it gave; without a surface, its standard keys."""
        if not rows or surface_of(rows[0], self.name) is None:
            return self.plain(*rows)
        numbered = {row["surface"].get("row", 0): row for row in rows}
        first = numbered.get(0)
        if first is None or len(numbered) != len(rows):
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"rows": len(rows), "missing": "first"})
        extra = first.get("extra") or {}
        skeleton = rebuild(first, {key: "" for key in first["surface"]["keys"] if key not in extra})
        values: dict[Path, Any] = {}
        layouts = self.lay(skeleton)
        if len(layouts) != len(rows):
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"rows": len(rows), "expected": len(layouts)})
        for place, laid in enumerate(layouts):
            for path, value in taken_back(numbered[place], laid).items():
                if values.setdefault(path, value) != value:
                    raise Unwritable(Reason.NOT_EXPRESSIBLE, {"problem": "rows differ", "row": place})
        return self.pack(filled(skeleton, values), first["surface"].get("notes") or {})

    def plain(self, *rows: Row) -> Any:
        """The record of rows that were read from another format.

        Raises:
            Unwritable: The format cannot say them, which most presets never can: they are read only.
        """
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"format": self.name, "rows": len(rows)})

    def unpack(self, record: dict[str, Any]) -> Unpacked:
        """The record with texts of several turns as lists; most presets have none."""
        return Unpacked(record, {})

    def pack(self, record: dict[str, Any], notes: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """The inverse of `unpack`."""
        return record


def _skeletons(record: dict[str, Any], paths: list[Path]) -> dict[str, Any]:
    """What is left of the nested values that columns hold in part, by their first-level keys."""
    below: dict[str, list[Path]] = {}
    for path in paths:
        if len(path) > 1:
            below.setdefault(str(path[0]), []).append(path[1:])
    return {key: hollowed(record[key], inner) for key, inner in below.items()}


def _says_something(row: Row) -> bool:
    said = [*row["messages"], *(row.get("chosen") or ()), *(row.get("rejected") or ())]
    return any(message["content"] or message.get("tool_calls") for message in said)


def text_paths(record: dict[str, Any], *keys: str) -> tuple[Path, ...]:
    """The paths of the first-level keys that hold text, in the order given; null is no text.

    Raises:
        Unreadable: One holds neither text nor null.
    """
    for key in keys:
        if type(record.get(key)) not in {str, type(None)}:
            raise invalid(key, record[key])
    return tuple((key,) for key in keys if record.get(key) is not None)
