from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from danlu.export.express import express
from danlu.export.sets import TARGET_SETS
from danlu.export.shapes import mismatches

TARGETS = ("alpaca", "sharegpt", "openai")
CALL = {"id": None, "name": "f", "arguments": "{}"}
TEXTS = st.text(st.sampled_from('你好ab \n"\\{}[]<\u2028😀'), max_size=6)
MESSAGES = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "user", "assistant", "tool", "system"]),
     "content": st.none() | TEXTS},
    optional={"reasoning": st.none() | TEXTS, "weight": st.sampled_from([None, 0.0, 1.0]),
              "tool_calls": st.lists(st.just(CALL), max_size=2), "name": st.sampled_from([None, "甲"])},
)  # fmt: skip
ROWS = st.fixed_dictionaries(
    {"kind": st.sampled_from(["conversation", "preference", "labelled", "spans", "document"]),
     "messages": st.lists(MESSAGES, max_size=5)},
    optional={"system": st.none() | TEXTS, "desirable": st.sampled_from([None, True, False]),
              "chosen": st.lists(MESSAGES, max_size=2), "rejected": st.lists(MESSAGES, max_size=2),
              "label": st.sampled_from([None, '"a"', "3"]),
              "tools": st.sampled_from([None, "", "[]", "{", '[{"name":"f"}]'])},
)  # fmt: skip


@given(ROWS)
def test_every_target_has_the_row_or_a_reason_and_all_lines_have_their_sets_shape(
    found: dict[str, Any],
) -> None:
    lines, refusals = express(found, TARGETS)
    said = [line.target for line in lines]
    refused = [target for target, _, _ in refusals]
    assert len(set(said + refused)) == len(said) + len(refused)
    shared = found["kind"] == "document"
    for target in TARGETS:
        family = {name for name, one in TARGET_SETS.items() if one.target == target}
        assert len([name for name in said + refused if name in family]) == (0 if shared else 1)
    if shared:
        assert said + refused == ["pretrain"]
    for line in lines:
        assert b"\n" not in line.payload
        assert not list(mismatches(json.loads(line.payload), TARGET_SETS[line.target].shape))


@given(ROWS)
def test_evidence_never_holds_text_of_the_row(found: dict[str, Any]) -> None:
    secret = "绝密文本"
    for part in (*found["messages"], *found.get("chosen", ()), *found.get("rejected", ())):
        part["content"] = part["content"] and secret
    _, refusals = express(found, TARGETS)
    assert all(secret not in json.dumps(evidence, ensure_ascii=False) for _, _, evidence in refusals)
