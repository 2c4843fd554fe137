"""A canonical row that a format writes is read back the same, and what it cannot say it refuses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danlu.formats import FORMATS, Unwritable, find_format, format_named
from danlu.formats.plain import thought
from danlu.ledger import Reason
from danlu.rows import Kind, Message, Row
from tests.formats.generated import arguments, names, optional, words

REFUSALS = {
    Reason.NOT_EXPRESSIBLE,
    Reason.TOOL_CALLS_NOT_SUPPORTED,
    Reason.MEDIA_NOT_SUPPORTED,
    Reason.ROLES_DO_NOT_ALTERNATE,
    Reason.KIND_NOT_SUPPORTED,
}
ALL = sorted(form.name for form in FORMATS)


def said(role: str, *beside: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[Any]:
    plain = words.map(lambda text: {"role": role, "content": text})
    return st.builds(lambda *parts: {key: part[key] for part in parts for key in part}, plain, *beside)


weighted = optional(weight=st.sampled_from([0.0, 0.5, 1.0]), name=words)
answered = said("assistant") | said("assistant", optional(reasoning=words)) | said("assistant", weighted)
call = st.builds(
    lambda name, given: {"id": None, "name": name, "arguments": json.dumps(given)}, names, arguments
)
called = st.lists(call, min_size=1, max_size=2).map(
    lambda calls: {"role": "assistant", "content": None, "tool_calls": calls}
)
exchange = st.builds(lambda ask, answer: [ask, answer], said("user") | said("user", weighted), answered)
used = st.builds(lambda ask, *rest: [ask, *rest], said("user"), called, said("tool"), answered)
beside = optional(system=words | words.map(lambda text: "Database: " + text), tools=st.just('[{"name":"f"}]'))


def rows_of(kind: Kind, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(lambda held, more: {"kind": kind, **held, **more}, st.fixed_dictionaries(fields), beside)


conversations = rows_of(
    Kind.CONVERSATION,
    messages=st.lists(exchange | used, min_size=1, max_size=3).map(
        lambda turns: [each for turn in turns for each in turn]
    ),
) | rows_of(Kind.CONVERSATION, messages=st.lists(said("user"), min_size=1, max_size=2))
preferences = rows_of(
    Kind.PREFERENCE,
    messages=st.lists(exchange, max_size=1).flatmap(
        lambda turns: said("user").map(lambda last: [*[each for turn in turns for each in turn], last])
    ),
    chosen=st.lists(answered, min_size=1, max_size=1),
    rejected=st.lists(answered, min_size=1, max_size=1),
)
texts_alone = st.lists(said("user"), min_size=1, max_size=1)


@st.composite
def marked(draw: st.DrawFn) -> dict[str, Any]:
    text = "三个人 from 北京😀"
    bounds = draw(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 4)), max_size=3))
    spans = [
        {"start": start, "end": start + size, "label": draw(st.sampled_from(["人", "LOC"]))}
        for start, size in bounds
    ]
    return {"kind": Kind.SPANS, "messages": [{"role": "user", "content": text}], "spans": spans}


ROWS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.CONVERSATION: conversations
    | st.builds(lambda held, wish: {**held, "desirable": wish}, conversations, st.booleans()),
    Kind.PREFERENCE: preferences,
    Kind.LABELLED: st.builds(
        lambda messages, label: {
            "kind": Kind.LABELLED,
            "messages": messages,
            "label": json.dumps(label, ensure_ascii=False),
        },
        texts_alone,
        words | st.integers() | st.booleans() | st.lists(words, max_size=2),
    ),
    Kind.SPANS: marked(),
    Kind.DOCUMENT: texts_alone.map(lambda messages: {"kind": Kind.DOCUMENT, "messages": messages}),
}


def as_trained(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a trainer makes of a row: reasoning stands in the text, calls have no ids."""
    trained: dict[str, Any] = {"kind": row["kind"], "system": row.get("system") or None}
    for side in ("messages", "chosen", "rejected"):
        trained[side] = [_trained(message) for message in row.get(side) or ()]
    trained["tools"] = json.loads(row["tools"]) if row.get("tools") else None
    trained["desirable"] = row.get("desirable")
    trained["label"] = json.loads(row["label"]) if row.get("label") else None
    trained["spans"] = sorted(row.get("spans") or (), key=lambda span: json.dumps(span, sort_keys=True))
    return trained


def _trained(message: Any) -> Any:
    calls = [[call["name"], json.loads(call["arguments"])] for call in message.get("tool_calls") or ()]
    usual = 1.0 if message["role"] == "assistant" else 0.0
    weight = usual if message.get("weight") is None else message["weight"]
    text = thought(message) + (message["content"] or "")
    return [message["role"], text, calls, weight, message.get("name")]


def written(name: str, said: Row) -> tuple[Any, Reason | None]:
    try:
        return format_named(name).write(said), None
    except Unwritable as refusal:
        return None, refusal.reason


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_written_reads_as_the_same_row(name: str, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(list(ROWS)))
    given_row = cast("Row", data.draw(ROWS[kind]))
    record, refused = written(name, given_row)
    if refused is not None:
        assert refused in REFUSALS
        return
    form = find_format(json.loads(json.dumps(record)))
    assert form is not None
    (back,) = form.read(record)
    assert as_trained(back) == as_trained(given_row)


USER: Message = {"role": "user", "content": "几点了?"}
REPLY: Message = {"role": "assistant", "content": "三点"}
SAMPLES: dict[Kind, Row] = {
    Kind.CONVERSATION: Row(kind=Kind.CONVERSATION, messages=[USER, REPLY]),
    Kind.PREFERENCE: Row(
        kind=Kind.PREFERENCE, messages=[USER], chosen=[REPLY], rejected=[{**REPLY, "content": "不知道"}]
    ),
    Kind.LABELLED: Row(kind=Kind.LABELLED, messages=[USER], label='"时间"'),
    Kind.SPANS: Row(kind=Kind.SPANS, messages=[USER], spans=[{"start": 0, "end": 2, "label": "x"}]),
    Kind.DOCUMENT: Row(kind=Kind.DOCUMENT, messages=[USER]),
}
WRITES = {
    Kind.CONVERSATION: {
        "alpaca",
        "chatgpt",
        "inputs_targets",
        "openai",
        "prompt_completion",
        "self_instruct",
        "sharegpt",
        "turn_pairs",
        "unnamed_turns",
    },
    Kind.PREFERENCE: {"alpaca", "openai", "preference", "rejected_response", "sharegpt", "transcripts"},
    Kind.LABELLED: {"labelled"},
    Kind.SPANS: {"conll", "slot_spans", "span_map", "spans"},
    Kind.DOCUMENT: {"document"},
}
"""Which formats write a simple row of each kind that came from elsewhere; the others are read only."""


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_who_writes_a_simple_row(kind: Kind) -> None:
    able = {form.name for form in FORMATS if written(form.name, SAMPLES[kind])[1] is None}
    assert able == WRITES[kind]
