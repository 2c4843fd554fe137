"""What a source declares of its names is applied before its format is found, and undone after writing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.formats import Unreadable, find_format
from danlu.formats.mapping import Declaration, remember, restore
from danlu.ledger import Reason
from danlu.reading_knobs import Hints
from tests.formats.generated import json_values, texts


def read_back(record: Any, fields: dict[str, str], roles: dict[str, Any] | None = None) -> tuple[str, Any]:
    """The format's name and the rows of a record with this declaration; fails where it does not come back."""
    mapped = Declaration(fields, roles or {}).apply(record)
    form = find_format(mapped.value)
    assert form is not None
    rows = remember(form.read(mapped.value), mapped.undo)
    undo = json.loads(json.dumps(rows[0]["surface"]))["declared"]
    assert json.dumps(restore(form.write(*rows), undo)) == json.dumps(record)
    return form.name, rows


def test_keys_of_a_record() -> None:
    record = {"toy_system": "s", "id": 7, "toy_input": "问", "toy_output": "答"}
    fields = {"system": "toy_system", "input": "toy_input", "output": "toy_output"}
    name, (row,) = read_back(record, fields)
    assert name == "alpaca"
    assert row["system"] == "s"
    assert [message["content"] for message in row["messages"]] == ["问", "答"]
    assert row["extra"] == {"id": 7}


def test_keys_of_the_elements_of_a_list() -> None:
    record = {
        "messages": [
            {"toy_system": "s", "toy_input": "一", "toy_output": "1"},
            {"toy_input": "二", "toy_output": "2"},
        ]
    }
    fields = {
        "conversation[].system": "messages[].toy_system?",
        "conversation[].input": "messages[].toy_input",
        "conversation[].output": "messages[].toy_output",
    }
    name, (row,) = read_back(record, fields)
    assert name == "turn_pairs"
    assert row["system"] == "s"
    assert [message["content"] for message in row["messages"]] == ["一", "1", "二", "2"]


def test_paths_into_nested_values() -> None:
    record = {"ask": "why", "data": {"replies": [{"text": "so", "by": "甲"}, {"text": "no"}]}, "n": None}
    name, (row,) = read_back(record, {"question": "ask", "answer": "data.replies.0.text"})
    assert name == "alpaca"
    assert [message["content"] for message in row["messages"]] == ["why", "so"]
    assert row["extra"]["data"] == {"replies": [{"text": "", "by": "甲"}, {"text": "no"}]}


def test_a_key_with_a_dot_is_a_key() -> None:
    _, (row,) = read_back({"a.b": "x", "a": {"b": "y"}}, {"text": "a.b"})
    assert row["messages"][0]["content"] == "x"


def test_what_is_declared_counts_and_the_rest_is_put_aside() -> None:
    record = {"question": "q", "output": "a draft", "response": 5, "final": "the answer"}
    _, (row,) = read_back(record, {"output": "final"})
    assert row["messages"][1]["content"] == "the answer"
    assert row["extra"]["aside"] == {"output": "a draft", "response": 5}


def test_names_that_change_places() -> None:
    _, (row,) = read_back({"output": "q", "input": "a"}, {"input": "output", "output": "input"})
    assert [message["content"] for message in row["messages"]] == ["q", "a"]


def test_what_is_missing_is_refused_by_name() -> None:
    with pytest.raises(Unreadable) as refused:
        Declaration({"output": "reply.text"}, {}).apply({"reply": {"body": "secret"}})
    assert refused.value.reason is Reason.INVALID_FIELD
    assert refused.value.evidence == {"field": "reply.text", "missing": True, "declared": "output"}
    with pytest.raises(Unreadable):
        Declaration({"c[].input": "m[].x"}, {}).apply({"m": [{"y": 1}]})
    with pytest.raises(Unreadable):
        Declaration({"text": "x"}, {}).apply("a text")
    mapped = Declaration({"system": "note?", "output": "reply"}, {}).apply({"q": 1, "reply": "a"})
    assert mapped.value == {"q": 1, "output": "a"}


def test_roles_of_turns_wherever_they_stand() -> None:
    turns = [
        {"from": "顾问", "value": "好"},
        {"from": "来访者", "value": "嗯"},
        {"from": "家属", "value": "是"},
    ]
    roles = {"顾问": "assistant", "来访者": "user", "家属": "user"}
    _, (row,) = read_back({"conversations": turns}, {}, roles)
    assert [message["role"] for message in row["messages"]] == ["assistant", "user", "user"]
    bare = [{"role": "甲", "content": "a"}, {"role": "user", "content": "b"}, {"role": "乙", "content": "c"}]
    _, (row,) = read_back(bare, {}, {"甲": "user", "乙": "assistant"})
    assert [message["role"] for message in row["messages"]] == ["user", "user", "assistant"]
    pair = {"messages": [bare[0]], "chosen": bare[2], "rejected": bare[2]}
    name, _ = read_back(pair, {}, {"甲": "user", "乙": "assistant"})
    assert name == "preference"


@pytest.mark.parametrize(
    "fields",
    [{"a": "x", "b": "x"}, {"c[].a": "m.x"}, {"a": "m[].x"}, {"a": ""}, {"a": "x", "a[].b": "y[].b"}],
)
def test_a_declaration_that_cannot_be_undone(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="fields"):
        Declaration(fields, {})


def test_hints_that_declare_nothing() -> None:
    assert Declaration.of(Hints()) is None
    declared = Declaration.of(Hints(roles={"甲": "user"}))
    assert declared is not None


keys = st.sampled_from(["a", "b", "output", "input", "Text", "messages", "role"])
records = st.dictionaries(
    keys, json_values | st.dictionaries(keys, json_values, max_size=3), min_size=1, max_size=5
)
places = st.sampled_from(["a", "b", "a.b", "output", "input.output", "Text", "b.a.b?", "messages?", "a.a?"])


@settings(max_examples=200, deadline=None)
@given(
    record=records,
    fields=st.dictionaries(st.sampled_from(["output", "input", "text", "a"]), places, max_size=3),
)
def test_undoing_gives_the_record(record: dict[str, Any], fields: dict[str, str]) -> None:
    try:
        declaration = Declaration(fields, {})
        mapped = declaration.apply(record)
    except (ValueError, Unreadable):
        return
    assert json.dumps(restore(mapped.value, mapped.undo)) == json.dumps(record)


turn = st.fixed_dictionaries({"role": st.sampled_from(["甲", "乙", "user", "assistant"]), "content": texts})


@settings(max_examples=100, deadline=None)
@given(turns=st.lists(turn, min_size=1, max_size=5))
def test_undoing_gives_the_roles(turns: list[Any]) -> None:
    declaration = Declaration({}, {"甲": "user", "乙": "user", "user": "assistant"})
    for record in (turns, {"x": turns, "input": {"messages": turns}, "chosen": turns[0]}):
        mapped = declaration.apply(record)
        assert json.dumps(restore(mapped.value, mapped.undo)) == json.dumps(record)
