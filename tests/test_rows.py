from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danlu.identity import declared_group, prompt_group
from danlu.rows import (
    ROW_SCHEMA,
    TRAINED_COLUMNS,
    Kind,
    Message,
    Row,
    group_id,
    message_text,
    prompt_text,
    rows_table,
    to_json,
    with_identity,
)

KEY = bytes(range(16))


def said(*turns: tuple[str, str]) -> list[Message]:
    return [{"role": role, "content": content} for role, content in turns]


def conversation(*turns: tuple[str, str], **more: Any) -> Row:
    row: dict[str, Any] = {"kind": Kind.CONVERSATION, "messages": said(*turns), **more}
    return row  # type: ignore[return-value]


def test_a_row_becomes_one_record_of_the_schema() -> None:
    row = conversation(("user", "问？"), ("assistant", "答。"), extra={"id": 3, "标": None}, system="s")
    place = {"position": 1, "line": 1, "byte_start": 0, "byte_end": 9}
    table = rows_table([with_identity(row, "a.jsonl", [KEY], KEY, place)])
    assert table.schema == ROW_SCHEMA
    record = table.to_pylist()[0]
    assert record["row_id"] == uuid.UUID(bytes=KEY)
    assert record["record_ids"] == [uuid.UUID(bytes=KEY)]
    assert record["kind"] == "conversation"
    assert record["extra"] == '{"id":3,"标":null}'
    assert record["surface"] is None
    assert [message["content"] for message in record["messages"]] == ["问？", "答。"]
    assert set(TRAINED_COLUMNS) <= set(ROW_SCHEMA.names)


def test_a_row_without_a_needed_column_is_no_row() -> None:
    with pytest.raises((ValueError, TypeError)):
        rows_table([{"row_id": KEY}]).validate(full=True)


@pytest.mark.parametrize(
    ("row", "prompt"),
    [
        (conversation(("user", "a"), ("assistant", "b")), "a"),
        (conversation(("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d")), "a\nb\nc"),
        (conversation(("user", "a"), ("assistant", "b"), ("user", "c")), "a"),
        (conversation(("system", "s"), ("user", "a"), ("assistant", "b")), "a"),
        (conversation(("system", "s"), ("assistant", "b")), "\ns\nb"),
        (conversation(("assistant", "b"), system="only system"), "only system\nb"),
        (conversation(("user", "  "), ("assistant", "b"), system="s"), "s\n  \nb"),
        (conversation(("user", "a")), "a"),
        ({"kind": Kind.DOCUMENT, "messages": said(("user", "whole text"))}, "whole text"),
        (
            {"kind": Kind.PREFERENCE, "messages": said(("user", "a"), ("assistant", "b"), ("user", "c"))},
            "a\nb\nc",
        ),
    ],
)
def test_the_prompt_side_is_all_before_the_last_answer(row: Row, prompt: str) -> None:
    assert prompt_text(row) == prompt


def test_rows_of_one_prompt_are_one_group_whatever_they_answer() -> None:
    first = conversation(("user", "How is tea made?"), ("assistant", "With water."), system="Be short.")
    second = conversation(("user", "how is TEA made"), ("assistant", "With leaves."))
    other = conversation(("user", "How is coffee made?"), ("assistant", "With water."))
    assert group_id(first) == group_id(second) == prompt_group("How is tea made?")
    assert group_id(other) != group_id(first)


def test_a_declared_group_comes_before_the_prompt() -> None:
    row = conversation(("user", "a"), ("assistant", "b"), group="session 9")
    assert group_id(row) == declared_group("session 9")
    empty = conversation(("user", "a"), ("assistant", "b"), group="")
    assert group_id(empty) == declared_group("")


def test_a_message_says_its_parts_and_calls() -> None:
    message: Message = {
        "role": "user",
        "content": None,
        "parts": [
            {"type": "text", "text": "看", "media": None},
            {"type": "image", "text": None, "media": "{}"},
        ],
        "tool_calls": [{"id": None, "name": "sum", "arguments": "{}"}],
    }
    assert message_text(message) == "看\nsum{}"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_keeps_unicode_and_the_order_of_keys(value: object) -> None:
    import json

    assert json.loads(to_json(value)) == value
    assert to_json({"b": 1, "a": "字"}) == '{"b":1,"a":"字"}'


def test_json_has_no_nan() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"weight": float("nan")})
