"""A record with something wrong in it is refused or comes back equal; nothing else ever happens."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danlu.formats import Unreadable, find_format
from tests.formats.generated import json_values
from tests.formats.records import RECORDS


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value within a value."""
    inner = value.items() if type(value) is dict else enumerate(value) if type(value) is list else ()
    return [path] * bool(path) + [found for key, item in inner for found in places(item, (*path, key))]


def changed(value: Any, path: tuple[Any, ...], new: Any, *, drop: bool) -> Any:
    """A copy with another value at a path, or without it."""
    value = json.loads(json.dumps(value))
    holder = value
    for step in path[:-1]:
        holder = holder[step]
    if drop:
        del holder[path[-1]]
    else:
        holder[path[-1]] = new
    return value


@pytest.mark.parametrize("name", sorted(RECORDS))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_change_is_refused_or_kept(name: str, data: st.DataObject) -> None:
    record = data.draw(RECORDS[name])
    found = places(record)
    if found:
        path = data.draw(st.sampled_from(found))
        record = changed(record, path, data.draw(json_values), drop=data.draw(st.booleans()))
    form = find_format(record)
    if form is None:
        return
    try:
        rows = form.read(record)
    except Unreadable:
        return
    assert json.dumps(form.write(*rows), sort_keys=True) == json.dumps(record, sort_keys=True)
