"""The shape of a record: its keys and the types of its values, which is all that detection sees.

Shapes are hashable, so that the search for a format is done once for each shape of a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple


class ObjectOf(NamedTuple):
    """A nested object with these keys."""

    keys: tuple[str, ...]


class ListOf(NamedTuple):
    """A list, by its first element: its type (None where the list is empty) and its keys."""

    item: type | None
    keys: tuple[str, ...] = ()


MOST_KEYS = 1024
"""A record with more keys is a table's row, no training data; what is remembered stays small."""
MOST_NESTED_KEYS = 64
"""How many keys of a nested object detection looks at."""

Shape = Mapping[str, Any]
"""Key → the value's type, an `ObjectOf` or a `ListOf`."""
Signature = tuple[tuple[str, ...], tuple[Any, ...]]


def signature_of(record: Mapping[str, Any]) -> Signature:
    """The shape of a record as a hashable value."""
    return tuple(record), tuple([_code(value) for value in record.values()])


def _code(value: Any) -> Any:
    kind = type(value)
    if kind is list:
        if not value:
            return ListOf(None)
        first = value[0]
        return ListOf(type(first), _first_keys(first) if type(first) is dict else ())
    return ObjectOf(_first_keys(value)) if kind is dict else kind


def _first_keys(value: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(value) if len(value) <= MOST_NESTED_KEYS else tuple(islice(value, MOST_NESTED_KEYS))


def shape_of(value: object) -> Shape | None:
    """The shape of a record, or None of a value that is no object."""
    if type(value) is not dict:
        return None
    keys, codes = signature_of(value)
    return dict(zip(keys, codes, strict=True))


def remembered(find: Callable[[Shape], Any]) -> Callable[[Mapping[str, Any]], Any]:
    """`find` over records instead of shapes, computed once for each of the last 512 shapes."""

    @lru_cache(maxsize=512)
    def by_signature(signature: Signature) -> Any:
        return find(dict(zip(*signature, strict=True)))

    return lambda record: by_signature(signature_of(record))


@lru_cache(maxsize=512)
def folded(keys: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Case-folded key → the keys that are spelt so, in their order."""
    names: dict[str, tuple[str, ...]] = {}
    for key in keys:
        name = key.casefold()
        names[name] = (*names.get(name, ()), key)
    return names
