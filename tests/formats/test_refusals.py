"""A record that cannot be read is refused with a reason and a place, never with its text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from danlu.formats import Unreadable, find_format
from danlu.ledger import Reason

USER = {"role": "user", "content": "秘密"}
REFUSED: list[tuple[Any, Reason, dict[str, Any]]] = [
    ({"instruction": "秘密", "output": 5}, Reason.INVALID_FIELD, {"field": "output", "type": "int"}),
    (
        {"instruction": ["秘密"], "output": "a"},
        Reason.INVALID_FIELD,
        {"field": "instruction", "type": "list"},
    ),
    (
        {"instruction": "a", "output": "b", "system": 1.5},
        Reason.INVALID_FIELD,
        {"field": "system", "type": "float"},
    ),
    (
        {"instruction": "a", "output": "b", "history": [["q", "r"], ["秘密"]]},
        Reason.INVALID_FIELD,
        {"field": "history", "type": "list", "position": 2},
    ),
    ({"instruction": "", "input": "", "output": ""}, Reason.EMPTY_RECORD, {}),
    ({"instruction": None, "output": None}, Reason.EMPTY_RECORD, {}),
    (
        {"prompt": "a", "question": "b", "answer": "c"},
        Reason.AMBIGUOUS_RECORD,
        {"fields": ["question", "prompt"]},
    ),
    (
        {"question": "a", "response": "b", "reply": "c"},
        Reason.AMBIGUOUS_RECORD,
        {"fields": ["response", "reply"]},
    ),
    (
        {"Output": "a", "output": "b", "instruction": "c"},
        Reason.AMBIGUOUS_RECORD,
        {"fields": ["Output", "output"]},
    ),
    ({"problem": ""}, Reason.EMPTY_RECORD, {}),
    ({"messages": [USER, {"role": "秘密", "content": "a"}]}, Reason.UNKNOWN_ROLE, {"role_position": 2}),
    (
        {"messages": [USER, {"role": None, "content": "a"}]},
        Reason.INVALID_FIELD,
        {"field": "role", "type": "null", "position": 2},
    ),
    ({"messages": [USER, "秘密"]}, Reason.INVALID_FIELD, {"field": "messages", "type": "str", "position": 2}),
    (
        {"messages": [{"role": "user", "content": 5}]},
        Reason.INVALID_FIELD,
        {"field": "content", "type": "int", "position": 1},
    ),
    (
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, 7]}]},
        Reason.INVALID_FIELD,
        {"field": "content", "type": "list", "position": 1, "part": 2},
    ),
    (
        {"messages": [USER, {"role": "assistant", "content": "a", "weight": "1"}]},
        Reason.INVALID_FIELD,
        {"field": "weight", "type": "str", "position": 2},
    ),
    (
        {"messages": [USER, {"role": "assistant", "content": None, "tool_calls": [{"name": 5}]}]},
        Reason.INVALID_FIELD,
        {"field": "tool_calls", "type": "list", "position": 2},
    ),
    (
        {"messages": [USER, {"role": "assistant", "content": "a", "reasoning": "b", "thinking": "c"}]},
        Reason.AMBIGUOUS_RECORD,
        {"field": "thinking", "position": 2},
    ),
    (
        {"messages": [USER], "conversations": [USER]},
        Reason.AMBIGUOUS_RECORD,
        {"fields": ["messages", "conversations"]},
    ),
    (
        {"conversations": [{"from": "human", "value": "a"}, {"from": "function_call", "value": "no JSON"}]},
        Reason.INVALID_FIELD,
        {"field": "value", "type": "str", "position": 2, "expected": "calls"},
    ),
    (
        {"conversations": [{"from": "human", "value": "a"}], "tools": 5},
        Reason.INVALID_FIELD,
        {"field": "tools", "type": "int"},
    ),
    ({"instruction": "a", "instances": []}, Reason.EMPTY_RECORD, {}),
    (
        {"instruction": "a", "instances": [{"output": "b"}, {"output": None}]},
        Reason.INVALID_FIELD,
        {"field": "instances", "type": "object", "position": 2},
    ),
    ({"prompt": "a", "completion": "b", "label": 1}, Reason.INVALID_FIELD, {"field": "label", "type": "int"}),
    (
        {"prompt": "a", "chosen": "b", "rejected": None},
        Reason.INVALID_FIELD,
        {"field": "rejected", "type": "null"},
    ),
    (
        {"prompt": "a", "chosen": "b", "rejected": []},
        Reason.INVALID_FIELD,
        {"field": "rejected", "type": "list"},
    ),
    (
        {"chosen": "秘密", "rejected": "b"},
        Reason.INVALID_FIELD,
        {"field": "chosen", "type": "str", "expected": "transcript"},
    ),
    (
        {"chosen": "\n\nHuman: a\n\nAssistant: b", "rejected": "\n\nHuman: c\n\nAssistant: d"},
        Reason.INVALID_FIELD,
        {"field": "chosen", "expected": "shared_prompt"},
    ),
    ({"text": "", "label": "a"}, Reason.EMPTY_RECORD, {}),
    ({"text": None, "label": "a"}, Reason.INVALID_FIELD, {"field": "text", "type": "null"}),
    ({"text": "a", "label": ["x", []]}, Reason.INVALID_FIELD, {"field": "label", "type": "list"}),
    ({"tokens": ["a", "b"], "tags": ["O"]}, Reason.INVALID_FIELD, {"field": "tags", "tokens": 2, "tags": 1}),
    ({"tokens": ["a"], "tags": [3]}, Reason.INVALID_FIELD, {"field": "tags", "type": "int", "position": 1}),
    (
        {"tokens": ["a", "b"], "tags": ["O", "PER"]},
        Reason.INVALID_FIELD,
        {"field": "tags", "type": "list", "position": 2},
    ),
    ({"tokens": [], "tags": []}, Reason.EMPTY_RECORD, {}),
    (
        {"text": "北京", "entities": [[0, 3, "LOC"]]},
        Reason.INVALID_FIELD,
        {"field": "entities", "position": 1, "start": 0, "end": 3, "characters": 2},
    ),
    (
        {"text": "我在北京", "entities": [{"start": 0, "end": 2, "type": "LOC", "text": "北京"}]},
        Reason.INVALID_FIELD,
        {
            "field": "entities",
            "position": 1,
            "start": 0,
            "end": 2,
            "characters": 4,
            "expected": "quoted_text",
        },
    ),
    (
        {"text": "北京", "entities": [[0, 2, 7]]},
        Reason.INVALID_FIELD,
        {"field": "entities", "type": "int", "position": 1, "part": "label"},
    ),
    ("", Reason.EMPTY_RECORD, {}),
    ({"text": ""}, Reason.EMPTY_RECORD, {}),
    ({"paragraphs": ["a", 5]}, Reason.INVALID_FIELD, {"field": "paragraphs", "type": "int", "position": 2}),
]


@pytest.mark.parametrize(
    ("value", "reason", "evidence"), REFUSED, ids=[str(place) for place in range(len(REFUSED))]
)
def test_reason_and_place(value: Any, reason: Reason, evidence: dict[str, Any]) -> None:
    form = find_format(value)
    assert form is not None
    with pytest.raises(Unreadable) as caught:
        form.read(value)
    assert (caught.value.reason, caught.value.evidence) == (reason, evidence)
    assert "秘密" not in json.dumps(evidence, ensure_ascii=False) + str(caught.value)


HOSTILE = (
    None,
    True,
    5,
    1.5,
    "x",
    [],
    {},
    [[]],
    [None],
    [{}],
    ["x"],
    {"a": 1},
    [{"role": "user", "content": "x"}],
)


@pytest.mark.parametrize(
    "key",
    [
        "messages",
        "conversations",
        "chosen",
        "label",
        "tools",
        "system",
        "history",
        "entities",
        "text",
        "instances",
        "kto_tag",
        "tags",
    ],
)
def test_no_value_of_a_known_key_crashes(key: str) -> None:
    good: list[dict[str, Any]] = [
        {"instruction": "a", "output": "b"},
        {"messages": [USER]},
        {"conversations": [{"from": "human", "value": "a"}]},
        {"prompt": "a", "chosen": "b", "rejected": "c"},
        {"prompt": [USER], "completion": [USER]},
        {"text": "a", "label": 1},
        {"tokens": ["a"], "tags": ["O"]},
    ]
    for record in good:
        for value in HOSTILE:
            altered = {**record, key: value}
            form = find_format(altered)
            if form is None:
                continue
            try:
                rows = form.read(altered)
            except Unreadable:
                continue
            assert form.write(*rows) == altered
