"""Places in a record: taking values out of a nested one, and putting them back.

A *path* is the keys and indices that lead to a value. A *skeleton* is a record whose values at some
paths have been emptied: what remains is what the row's columns do not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from danlu.formats.base import Unwritable
from danlu.ledger import Reason

Path = tuple[str | int, ...]


def dotted(path: Path) -> str:
    """The path as evidence gives it: keys joined by dots; indices, which a text may decide, as `[]`."""
    return ".".join("[]" if type(step) is int else str(step) for step in path)


def value_at(record: Any, path: Path) -> Any:
    """The value at a path, None where the path leads nowhere."""
    for step in path:
        if type(step) is int:
            if type(record) is not list or step >= len(record):
                return None
        elif type(record) is not dict or step not in record:
            return None
        record = record[step]
    return record


def hollowed(value: Any, paths: Iterable[Path]) -> Any:
    """A copy of a nested value with empty values of the same type at the paths; nulls stay."""
    value = _copied(value)
    for path in paths:
        holder = value_at(value, path[:-1])
        old = value_at(value, path)
        if old is not None:
            holder[path[-1]] = type(old)()
    return value


def filled(skeleton: Any, values: Mapping[Path, Any]) -> Any:
    """A copy of a skeleton with these values at their paths.

    Empty text leaves a null alone, and a value that is missing because it is zero stays missing.

    Raises:
        Unwritable: A path leads nowhere.
    """
    skeleton = _copied(skeleton)
    for path, value in values.items():
        holder = value_at(skeleton, path[:-1])
        if type(holder) not in {dict, list}:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": dotted(path)})
        if value_at(skeleton, path) is None and not value:
            continue
        holder[path[-1]] = value
    return skeleton


def _copied(value: Any) -> Any:
    if type(value) is dict:
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if type(value) is list else value


def join_texts(texts: Sequence[str]) -> tuple[str, list[int]]:
    """Texts one below the other, empty ones left out, and how many lines each takes.

    The last one that is not empty counts as -1: it takes the rest, so that editing it is harmless.
    """
    lines = [text.count("\n") + 1 if text else 0 for text in texts]
    last = max((place for place, count in enumerate(lines) if count), default=None)
    if last is not None:
        lines[last] = -1
    return "\n".join(text for text in texts if text), lines


def split_texts(text: str, lines: Sequence[int]) -> list[str]:
    """The texts of `join_texts`.

    Raises:
        Unwritable: The text has fewer lines.
    """
    left = text.split("\n")
    texts: list[str] = []
    for count in lines:
        if count > len(left) or (count < 0 and not left):
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"lines": count})
        size = len(left) if count < 0 else count
        texts.append("\n".join(left[:size]))
        left = left[size:]
    if any(left):
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"lines": len(left)})
    return texts
