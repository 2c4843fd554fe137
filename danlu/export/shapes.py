"""Types of JSON values, as `datasets` has to find them alike on every line of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from danlu.export.sets import Shape

_NAMES: Mapping[type, str] = {str: "string", bool: "bool", int: "int64"}


def mismatches(value: object, shape: Shape, path: str = "") -> Iterator[str]:
    """Where a value is not of a shape: paths such as `history[]` with what was expected there.

    Keys of an object must be those of the shape, in its order.
    """
    if isinstance(shape, str):
        if _NAMES.get(type(value)) != shape:
            yield f"{path or 'line'} is not of type {shape}"
    elif isinstance(shape, Mapping):
        if not isinstance(value, dict):
            yield f"{path or 'line'} is not an object"
        elif list(value) != list(shape):
            yield f"{path or 'line'} has not exactly the keys {', '.join(shape)}, in this order"
        else:
            for key, part in shape.items():
                yield from mismatches(value[key], part, f"{path}.{key}".lstrip("."))
    elif not isinstance(value, list):
        yield f"{path} is not a list"
    else:
        found = {fault for element in value for fault in mismatches(element, shape[0], f"{path}[]")}
        yield from sorted(found)


def has_empty_list(record: Mapping[str, Any]) -> bool:
    """Whether a column holds an empty list, from which no type can be told."""
    return any(value == [] for value in record.values())


def features(shape: Mapping[str, Shape]) -> list[dict[str, Any]]:
    """The columns of a set as the `features` of a dataset card name them.

    So `datasets` need not guess a type, and an empty list has one.
    """
    return [{"name": name} | _feature(part) for name, part in shape.items()]


def _feature(shape: Shape) -> dict[str, Any]:
    if isinstance(shape, str):
        return {"dtype": shape}
    if isinstance(shape, Mapping):
        return {"struct": features(shape)}
    return {"list": _element(shape)}


def _element(shape: Sequence[Shape]) -> Any:
    inner = shape[0]
    if isinstance(inner, str):
        return inner
    if isinstance(inner, Mapping):
        return features(inner)
    return {"list": _element(inner)}
