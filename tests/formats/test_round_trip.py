"""Reading a format and writing it back gives an equal record: law, for every format."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danlu.formats import FORMATS, find_format, format_named, row_from_columns
from danlu.rows import Row, rows_table, with_identity
from tests.formats.records import RECORDS

PLACE = {"position": 1, "line": None, "byte_start": None, "byte_end": None}


def as_json(value: Any) -> str:
    """JSON in which 1, 1.0 and true differ, as for a reader of the file, and key order does not count."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def through_parquet(rows: list[Row]) -> list[Row]:
    columns = [with_identity(row, "s.jsonl", [bytes(16)], bytes(16), PLACE) for row in rows]
    return [row_from_columns(record) for record in rows_table(columns).to_pylist()]


ALWAYS_REFUSED = {"message_row", "possible_answers"}
"""Formats that are recognised so that their records are refused with a reason that helps."""


def test_every_format_is_generated() -> None:
    assert {form.name for form in FORMATS} == set(RECORDS) | ALWAYS_REFUSED


@pytest.mark.parametrize("name", sorted(RECORDS))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_writing_what_was_read_gives_the_record(name: str, data: st.DataObject) -> None:
    record = data.draw(RECORDS[name])
    form = find_format(record)
    assert form is not None
    assert form.name == name
    rows = form.read(record)
    assert as_json(form.write(*rows)) == as_json(record)
    stored = through_parquet(rows)
    assert as_json(format_named(stored[0]["surface"]["format"]).write(*stored)) == as_json(record)


@pytest.mark.parametrize("name", sorted(RECORDS))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_reading_leaves_the_record_alone(name: str, data: st.DataObject) -> None:
    record = data.draw(RECORDS[name])
    before = as_json(record)
    format_named(name).write(*format_named(name).read(record))
    assert as_json(record) == before
