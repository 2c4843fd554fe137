"""Rows without a surface are written with the keys that trainers expect, or refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from danlu.formats import FORMATS, Unwritable, find_format, format_named
from danlu.ledger import Reason
from danlu.rows import Kind, Message, Row, ToolCall

CHAT: list[Message] = [
    {"role": "user", "content": "你好"},
    {"role": "assistant", "content": "hi"},
    {"role": "user", "content": "why"},
    {"role": "assistant", "content": "so", "reasoning": "想"},
]
CALL = ToolCall(id=None, name="weather", arguments='{"city":"北京"}')
CALLED: list[Message] = [
    {"role": "user", "content": "天气?"},
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "content": "3"},
    {"role": "assistant", "content": "三度"},
]


def chat(messages: list[Message] = CHAT, **fields: Any) -> Row:
    return Row(kind=Kind.CONVERSATION, messages=messages, **fields)


def pair(**fields: Any) -> Row:
    answers = {side: [{"role": "assistant", "content": side}] for side in ("chosen", "rejected")}
    return Row(kind=Kind.PREFERENCE, messages=CHAT[:3], **{**answers, **fields})  # type: ignore[typeddict-item]


def test_alpaca_has_the_same_keys_for_every_row() -> None:
    expected = {
        "instruction": "why",
        "input": "",
        "output": "<think>\n想\n</think>\n\nso",
        "system": "s",
        "history": [["你好", "hi"]],
    }
    assert format_named("alpaca").write(chat(system="s")) == expected
    short = format_named("alpaca").write(chat(CHAT[:2]))
    assert short == {"instruction": "你好", "input": "", "output": "hi", "system": "", "history": []}


def test_sharegpt_says_calls_as_json_text() -> None:
    written = format_named("sharegpt").write(chat(CALLED, tools="[]"))
    assert list(written) == ["conversations", "system", "tools"]
    assert [turn["from"] for turn in written["conversations"]] == [
        "human",
        "function_call",
        "observation",
        "gpt",
    ]
    assert json.loads(written["conversations"][1]["value"]) == {
        "name": "weather",
        "arguments": {"city": "北京"},
    }
    assert (written["system"], written["tools"]) == ("", "[]")


def test_sharegpt_says_parallel_calls_as_a_list() -> None:
    messages: list[Message] = [CALLED[0], {**CALLED[1], "tool_calls": [CALL, CALL]}, *CALLED[2:]]
    written = format_named("sharegpt").write(chat(messages))
    assert len(json.loads(written["conversations"][1]["value"])) == 2


def test_openai_names_calls_and_puts_the_system_first() -> None:
    written = format_named("openai").write(chat(CALLED, system="s", tools='[{"type":"function"}]'))
    system, _, call, result, _ = written["messages"]
    assert system == {"role": "system", "content": "s"}
    assert call["tool_calls"][0]["id"] == result["tool_call_id"]
    assert call["tool_calls"][0]["function"] == {"name": "weather", "arguments": '{"city":"北京"}'}
    assert written["tools"] == [{"type": "function"}]
    assert list(format_named("openai").write(chat())) == ["messages"]


@pytest.mark.parametrize("name", ["alpaca", "sharegpt", "openai"])
def test_preferences_and_wishes(name: str) -> None:
    written = format_named(name).write(pair())
    assert {"chosen", "rejected"} <= set(written)
    assert "output" not in written
    wish = format_named(name).write(chat(desirable=False))
    assert wish["kto_tag"] is False
    form = find_format(wish)
    assert form is not None
    assert form.name == "kto"


@pytest.mark.parametrize("name", ["alpaca", "sharegpt", "openai"])
@pytest.mark.parametrize("row", [chat(), chat(system="s"), pair(), pair(system="s"), chat(desirable=True)])
def test_the_standard_record_reads_as_the_same_row(name: str, row: Row) -> None:
    record = format_named(name).write(row)
    form = find_format(record)
    assert form is not None
    (back,) = form.read(record)
    assert back["kind"] is row["kind"]
    for field in ("system", "chosen", "rejected", "desirable"):
        assert back.get(field) == row.get(field)
    assert [message["role"] for message in back["messages"]] == [
        message["role"] for message in row["messages"]
    ]


def image(role: str) -> Message:
    return {"role": role, "content": None, "parts": [{"type": "image_url", "text": None, "media": "{}"}]}


ASKED, ANSWERED = CHAT[:2]
PLAIN = ("alpaca", "sharegpt")
ALL = (*PLAIN, "openai")
UNSAYABLE: list[tuple[tuple[str, ...], Row, Reason]] = [
    (("alpaca",), chat(CALLED), Reason.TOOL_CALLS_NOT_SUPPORTED),
    (("alpaca",), chat(tools="[]"), Reason.TOOL_CALLS_NOT_SUPPORTED),
    (("alpaca",), chat(CHAT[:3]), Reason.ROLES_DO_NOT_ALTERNATE),
    (("alpaca",), chat([ASKED, *CHAT[:2]]), Reason.ROLES_DO_NOT_ALTERNATE),
    (PLAIN, chat([image("user"), ANSWERED]), Reason.MEDIA_NOT_SUPPORTED),
    (ALL, chat(extra={"images": ["a.png"]}), Reason.MEDIA_NOT_SUPPORTED),
    (PLAIN, chat([ASKED, {**ANSWERED, "weight": 0.0}]), Reason.NOT_EXPRESSIBLE),
    (PLAIN, chat([{**ASKED, "name": "Li"}, ANSWERED]), Reason.NOT_EXPRESSIBLE),
    (("sharegpt",), chat([ASKED, {**CALLED[1], "content": "let me see"}]), Reason.NOT_EXPRESSIBLE),
    (ALL, chat([ASKED, {"role": "assistant", "content": None}]), Reason.NOT_EXPRESSIBLE),
    (("self_instruct",), chat(CHAT[:2], system="s"), Reason.NOT_EXPRESSIBLE),
    (("transcripts",), pair(tools="[]"), Reason.NOT_EXPRESSIBLE),
    (("turn_pairs",), chat(CHAT[:2], desirable=False), Reason.NOT_EXPRESSIBLE),
    (("sharegpt",), chat([ASKED, ANSWERED, {"role": "system", "content": "s"}]), Reason.NOT_EXPRESSIBLE),
    (ALL, pair(chosen=CHAT[1:]), Reason.NOT_EXPRESSIBLE),
    (ALL, Row(kind=Kind.DOCUMENT, messages=[ASKED]), Reason.KIND_NOT_SUPPORTED),
    (ALL, Row(kind=Kind.LABELLED, messages=[ASKED], label="1"), Reason.KIND_NOT_SUPPORTED),
    (ALL, Row(kind=Kind.SPANS, messages=[ASKED], spans=[]), Reason.KIND_NOT_SUPPORTED),
]


@pytest.mark.parametrize(
    ("names", "row", "reason"), UNSAYABLE, ids=[str(place) for place in range(len(UNSAYABLE))]
)
def test_what_cannot_be_said_is_refused(names: tuple[str, ...], row: Row, reason: Reason) -> None:
    for name in names:
        with pytest.raises(Unwritable) as caught:
            format_named(name).write(row)
        assert caught.value.reason is reason


def test_usual_weights_are_what_a_trainer_does_anyway() -> None:
    weighted: list[Message] = [{**ASKED, "weight": 0.0}, {**ANSWERED, "weight": 1.0}]
    for name in PLAIN:
        assert format_named(name).write(chat(weighted)) == format_named(name).write(chat(CHAT[:2]))


def test_parts_of_text_alone_are_joined() -> None:
    parts = [{"type": "text", "text": text, "media": None} for text in ("上", "下")]
    row = chat([{"role": "user", "content": None, "parts": parts}, ANSWERED])  # type: ignore[typeddict-item]
    assert format_named("alpaca").write(row)["instruction"] == "上\n下"
    assert len(format_named("openai").write(row)["messages"][0]["content"]) == 2


READ_ONLY = {
    "compared",
    "exam_question",
    "function_questions",
    "glaive",
    "label_studio",
    "label_studio_min",
    "message_row",
    "message_tree",
    "moss",
    "numbered_messages",
    "possible_answers",
    "scored",
    "scripted",
    "text_to_sql",
    "tool_queries",
    "translated",
}
"""Presets of public datasets: what was read elsewhere is not written as one (a database has to be named)."""


def test_every_format_has_standard_keys_or_refuses() -> None:
    rows = [
        chat(CHAT[:2]),
        chat(CHAT[:1]),
        pair(),
        chat(desirable=True),
        Row(kind=Kind.DOCUMENT, messages=[ASKED]),
        Row(kind=Kind.LABELLED, messages=[ASKED], label="1"),
        Row(kind=Kind.SPANS, messages=[ASKED], spans=[{"start": 0, "end": 2, "label": "X"}]),
    ]
    for form in FORMATS:
        written = 0
        for row in rows:
            try:
                record = form.write(row)
            except Unwritable:
                continue
            found = find_format(record)
            assert found is not None
            (back,) = found.read(record)
            assert back["kind"] is row["kind"]
            assert back.get("spans") == row.get("spans")
            written += 1
        assert bool(written) is (form.name not in READ_ONLY), form.name
