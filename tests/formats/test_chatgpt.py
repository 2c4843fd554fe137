from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings

from danlu.formats import Unreadable, Unwritable
from danlu.formats.chatgpt import ChatGPT
from danlu.ledger import Reason
from danlu.rows import Kind, Row, rows_table, with_identity
from tests.formats.chatgpt_records import chatgpt, message, tree

FORMAT = ChatGPT()


def read(record: dict[str, Any]) -> Row:
    before = copy.deepcopy(record)
    assert FORMAT.matches(record)
    (row,) = FORMAT.read(record)
    assert record == before
    assert FORMAT.write(row) == record
    assert list(FORMAT.write(row)) == list(record)
    surface, extra = (json.loads(json.dumps(row[key])) for key in ("surface", "extra"))
    assert FORMAT.write({**row, "surface": surface, "extra": extra}) == record
    return row


def said(row: Row) -> list[tuple[str, str | None]]:
    return [(one["role"], one["content"]) for one in row["messages"]]


def test_a_plain_conversation() -> None:
    row = read(tree(message("system", ""), message("user", "问"), message("assistant", "答")))
    assert said(row) == [("user", "问"), ("assistant", "答")]
    assert row["kind"] is Kind.CONVERSATION
    assert row["group"] == "c1"
    assert "问" not in str(row["extra"])


def test_only_the_current_branch_is_read() -> None:
    record = tree(message("user", "q"), message("assistant", "second"))
    record["mapping"]["old"] = {
        "id": "old",
        "message": message("assistant", "first"),
        "parent": "n0",
        "children": [],
    }
    record["mapping"]["n0"]["children"].insert(0, "old")
    assert said(read(record)) == [("user", "q"), ("assistant", "second")]
    record["current_node"] = "old"
    assert said(read(record)) == [("user", "q"), ("assistant", "first")]
    record = tree(message("user", "q"), message("assistant", "a"))
    del record["current_node"]
    assert said(read(record)) == [("user", "q"), ("assistant", "a")]


def test_what_is_hidden_stays_hidden() -> None:
    row = read(
        tree(
            message("system", "hidden", weight=0),
            message("user", {"content_type": "user_editable_context", "user_profile": "x"}),
            message("user", "q"),
            message("assistant", "secret", metadata={"is_visually_hidden_from_conversation": True}),
            message("assistant", "a"),
        )
    )
    assert said(row) == [("user", "q"), ("assistant", "a")]


def test_thoughts_are_reasoning() -> None:
    thoughts = {
        "content_type": "thoughts",
        "thoughts": [{"summary": "s", "content": "first"}, {"summary": "then"}],
    }
    recap = {"content_type": "reasoning_recap", "content": "Thought for 6s"}
    row = read(
        tree(
            message("user", "q"),
            message("assistant", thoughts),
            message("assistant", recap),
            message("assistant", "a"),
        )
    )
    assert row["messages"][1] == {"role": "assistant", "content": "a", "reasoning": "first\n\nthen"}


def test_calls_and_their_results() -> None:
    code = {"content_type": "code", "language": "unknown", "text": "print(1)"}
    result = {"content_type": "execution_output", "text": "1"}
    row = read(
        tree(
            message("user", "q"),
            message("assistant", "let me see"),
            message("assistant", code, recipient="python"),
            message("tool", result, name="python"),
            message("assistant", "one"),
        )
    )
    assert row["messages"][1:] == [
        {
            "role": "assistant",
            "content": "let me see",
            "tool_calls": [{"id": None, "name": "python", "arguments": '{"input":"print(1)"}'}],
        },
        {"role": "tool", "content": "1", "name": "python"},
        {"role": "assistant", "content": "one"},
    ]


def test_plumbing_is_left_out() -> None:
    row = read(
        tree(
            message("user", "remember"),
            message("assistant", "x", recipient="bio"),
            message("tool", "", name="bio"),
            message("assistant", "done"),
            message("tool", "stray"),
            message("assistant", "and more"),
        )
    )
    assert said(row) == [("user", "remember"), ("assistant", "done\n\nand more")]


def test_media_are_parts_and_code_is_text() -> None:
    pointer = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://f1", "width": 3}
    code = {"content_type": "code", "language": "python", "text": "x = 1"}
    row = read(
        tree(
            message("user", {"content_type": "multimodal_text", "parts": [pointer, "what?"]}),
            message("assistant", code),
        )
    )
    asked, answered = row["messages"]
    assert asked["content"] is None
    assert [part["type"] for part in asked["parts"] or ()] == ["image", "text"]
    assert json.loads((asked["parts"] or [])[0]["media"] or "") == pointer
    assert answered["content"] == "```python\nx = 1\n```"


@pytest.mark.parametrize(("rating", "wanted"), [("thumbsUp", True), ("thumbs_down", False), ("meh", None)])
def test_feedback(rating: str, wanted: bool | None) -> None:
    record = tree(message("user", "q"), message("assistant", "a", metadata={"feedback": {"rating": rating}}))
    assert read(record).get("desirable") is wanted


def test_a_visible_system_prompt() -> None:
    row = read(tree(message("system", "be kind"), message("user", "q"), message("assistant", "a")))
    assert row["system"] == "be kind"
    assert said(row) == [("user", "q"), ("assistant", "a")]


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("mapping/n0/parent", "n1", Reason.INVALID_FIELD),
        ("mapping/n1/parent", "n1", Reason.INVALID_FIELD),
        ("mapping/n0/parent", "gone", Reason.INVALID_FIELD),
        ("current_node", "gone", Reason.INVALID_FIELD),
        ("current_node", 7, Reason.INVALID_FIELD),
        ("mapping/n0", [1], Reason.INVALID_FIELD),
        ("mapping/n0/message", "q", Reason.INVALID_FIELD),
        ("mapping/n0/message/content", "q", Reason.INVALID_FIELD),
        ("mapping/n0/message/content/parts", [7], Reason.INVALID_FIELD),
        ("mapping/n0/message/author/role", "king", Reason.UNKNOWN_ROLE),
        ("mapping/n0/message/author", None, Reason.UNKNOWN_ROLE),
        ("current_node", "root", Reason.EMPTY_RECORD),
        ("mapping/n0/message/weight", 0, Reason.EMPTY_RECORD),
    ],
)
def test_broken_trees_are_refused(path: str, value: object, reason: Reason) -> None:
    record = tree(message("user", "q"), message("assistant", "a"))
    *way, last = path.split("/")
    target = record
    for key in way:
        target = target[key]
    target[last] = value
    with pytest.raises(Unreadable) as fault:
        FORMAT.read(record)
    assert fault.value.reason is reason


def test_a_long_branch_is_no_recursion() -> None:
    turns = [message("user" if n % 2 == 0 else "assistant", str(n)) for n in range(20_000)]
    assert len(FORMAT.read(tree(*turns))[0]["messages"]) == 20_000


def test_edited_texts_are_written() -> None:
    row = read(tree(message("system", "s"), message("user", "q"), message("assistant", "a")))
    row["messages"] = [{**row["messages"][0], "content": "Q"}, row["messages"][1]]
    written = FORMAT.write({**row, "system": "S"})
    assert written == tree(message("system", "S"), message("user", "Q"), message("assistant", "a"))
    joined = read(tree(message("user", "q"), message("assistant", "a"), message("assistant", "b")))
    for messages in (
        joined["messages"][:1],
        [*joined["messages"][:1], {"role": "assistant", "content": "x"}],
    ):
        with pytest.raises(Unwritable):
            FORMAT.write({**joined, "messages": messages})


def test_rows_of_other_formats() -> None:
    messages: list[Any] = [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]
    row = Row(kind=Kind.CONVERSATION, messages=messages, system="s", desirable=True)
    (again,) = FORMAT.read(FORMAT.write(row))
    assert (again["messages"], again["system"], again["desirable"]) == (messages, "s", True)
    for change in (messages[1:], [*messages, messages[1]], [{**messages[0], "content": " "}, messages[1]]):
        with pytest.raises(Unwritable):
            FORMAT.write(Row(kind=Kind.CONVERSATION, messages=change))
    with pytest.raises(Unwritable):
        FORMAT.write(Row(kind=Kind.DOCUMENT, messages=messages[:1]))


def test_other_records_are_none() -> None:
    for record in ({"mapping": []}, {"mapping": {}}, {"title": "x", "text": "y"}, [], "x", None):
        assert not FORMAT.matches(record)


@settings(max_examples=150, deadline=None)
@given(record=chatgpt)
def test_what_is_read_is_written_again(record: dict[str, Any]) -> None:
    row = read(record)
    place = {"position": 1, "line": None, "byte_start": None, "byte_end": None}
    assert rows_table([with_identity(row, "s", [bytes(16)], bytes(16), place)]).num_rows == 1
