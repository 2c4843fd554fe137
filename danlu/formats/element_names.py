"""Keys of the elements of a list that a source declares: `conversation[].input: messages[].asked`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from danlu.formats.base import Unreadable, invalid
from danlu.ledger import Reason


def rename_elements(items: Any, field: str, plan: Sequence[tuple[str, str, bool]]) -> list[Any]:
    """The elements with danlu's keys; the plan gives danlu's key, the source's, and if it may be missing.

    A key that only some elements have, such as the system text of a first turn, is renamed there.

    Raises:
        Unreadable: It is no list of objects, no element has a key, or one has danlu's key already.
    """
    if type(items) is not list:
        raise invalid(field, items)
    for place, item in enumerate(items, 1):
        if type(item) is not dict:
            raise invalid(field, item, position=place)
    renamed = {source: key for key, source, _ in plan}
    for key, source, optional in plan:
        if not optional and not any(source in item for item in items):
            evidence = {"field": f"{field}[].{source}", "missing": True, "declared": f"{field}[].{key}"}
            raise Unreadable(Reason.INVALID_FIELD, evidence)
        for place, item in enumerate(items, 1):
            if key in item and key not in renamed:
                evidence = {"fields": [key, source], "position": place}
                raise Unreadable(Reason.AMBIGUOUS_RECORD, evidence)
    return [{renamed.get(key, key): value for key, value in item.items()} for item in items]


def rename_elements_back(items: Any, inner: Mapping[str, str]) -> list[Any]:
    """The inverse of `rename_elements`."""
    return [{inner.get(key, key): value for key, value in item.items()} for item in items]
