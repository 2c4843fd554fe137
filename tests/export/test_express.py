from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from danlu.export.express import express

Make = Callable[..., dict[str, Any]]
TARGETS = ("alpaca", "sharegpt", "openai")


def records(row: dict[str, Any]) -> dict[str, Any]:
    return {line.target: json.loads(line.payload) for line in express(row, TARGETS)[0]}


def reasons(row: dict[str, Any]) -> dict[str, str]:
    return {target: reason.value for target, reason, _ in express(row, TARGETS)[1]}


def test_a_simple_row_in_each_target(row: Make, message: Make) -> None:
    assert records(row(message("user", "你好"), message("assistant", "好"), system="简短")) == {
        "alpaca": {"instruction": "你好", "input": "", "output": "好", "system": "简短", "history": []},
        "sharegpt": {
            "conversations": [{"from": "human", "value": "你好"}, {"from": "gpt", "value": "好"}],
            "system": "简短",
            "tools": "",
        },
        "openai": {
            "messages": [
                {"role": "system", "content": "简短"},
                {"role": "user", "content": "你好"},
                {"role": "assistant", "content": "好"},
            ],
            "tools": "",
        },
    }


def test_payload_is_compact_utf_8_in_one_line_with_fixed_keys(row: Make, message: Make) -> None:
    line = express(row(message("user", "一\n二\u2028"), message("assistant", "好")), ("alpaca",))[0][0]
    text = '{"instruction":"一\\n二\u2028","input":"","output":"好","system":"","history":[]}'
    assert line.payload == text.encode()


def test_turns_become_history(row: Make, message: Make) -> None:
    spoken = [message(role, role[0] + str(turn)) for turn in range(3) for role in ("user", "assistant")]
    found = records(row(*spoken))["alpaca"]
    assert (found["instruction"], found["output"]) == ("u2", "a2")
    assert found["history"] == [["u0", "a0"], ["u1", "a1"]]


def test_lines_with_an_empty_list_do_not_lead(row: Make, message: Make) -> None:
    one = [message("user", "a"), message("assistant", "b")]
    leads = {count: express(row(*one * count), TARGETS)[0] for count in (1, 2)}
    assert {line.target: line.leads for line in leads[1]} == {
        "alpaca": False,
        "sharegpt": True,
        "openai": True,
    }
    assert all(line.leads for line in leads[2])


def test_calls_are_turns_of_their_own_in_both_turn_formats(row: Make, message: Make) -> None:
    calls = [{"id": "1", "name": "天气", "arguments": '{"城市":"北京"}'}]
    tools = '[{"name": "天气", "parameters": {"type": "object", "properties": {}}}]'
    found = row(message("user", "天气？"), message("assistant", tool_calls=calls), message("tool", "3"),
                message("assistant", "3度"), tools=tools)  # fmt: skip
    made = records(found)
    turns = made["sharegpt"]["conversations"]
    assert [turn["from"] for turn in turns] == ["human", "function_call", "observation", "gpt"]
    assert json.loads(turns[1]["value"]) == {"name": "天气", "arguments": {"城市": "北京"}}
    assert [turn["role"] for turn in made["openai"]["messages"]] == [
        "user",
        "function_call",
        "tool",
        "assistant",
    ]
    assert made["openai"]["messages"][1]["content"] == turns[1]["value"]
    assert made["sharegpt"]["tools"] == made["openai"]["tools"] == tools
    assert reasons(found) == {"alpaca": "tool_calls_not_supported"}


def test_parallel_calls_are_a_list(row: Make, message: Make) -> None:
    calls = [{"id": str(n), "name": f"f{n}", "arguments": "{}"} for n in range(2)]
    turns = records(row(message("user", "go"), message("assistant", tool_calls=calls)))["sharegpt"][
        "conversations"
    ]
    assert [call["name"] for call in json.loads(turns[1]["value"])] == ["f0", "f1"]


def test_results_of_parallel_calls_do_not_alternate(row: Make, message: Make) -> None:
    calls = [{"id": str(n), "name": f"f{n}", "arguments": "{}"} for n in range(2)]
    found = row(message("user", "go"), message("assistant", tool_calls=calls), message("tool", "1"),
                message("tool", "2"), message("assistant", "done"))  # fmt: skip
    _, refusals = express(found, ("sharegpt",))
    assert [(target, reason.value) for target, reason, _ in refusals] == [
        ("sharegpt", "roles_do_not_alternate")
    ]
    assert refusals[0][2] == {"rule": "alternation", "message": 4, "role": "tool"}


def test_a_tool_without_parameters_is_given_an_empty_schema(row: Make, message: Make) -> None:
    tools = (
        '[{"type": "function", "function": {"name": "now"}}, {"name": "x", "parameters": {"type": "object"}}]'
    )
    made = records(row(message("user", "q"), message("assistant", "a"), tools=tools))["sharegpt"]["tools"]
    assert [tool.get("function", tool)["parameters"] for tool in json.loads(made)] == [
        {"type": "object", "properties": {}}
    ] * 2


def test_reasoning_stands_before_the_answer(row: Make, message: Make) -> None:
    made = records(row(message("user", "q"), message("assistant", "答", reasoning="想一想")))
    expected = "<think>\n想一想\n</think>\n\n答"
    assert made["alpaca"]["output"] == expected
    assert made["openai"]["messages"][1]["content"] == expected


def test_preference(row: Make, message: Make) -> None:
    found = row(message("user", "a"), message("assistant", "b"), message("user", "c"), kind="preference",
                chosen=[message("assistant", "好")], rejected=[message("assistant", "坏")])  # fmt: skip
    made = records(found)
    assert set(made) == {"alpaca_preference", "sharegpt_preference", "openai_preference"}
    assert made["alpaca_preference"] == {
        "instruction": "c",
        "input": "",
        "chosen": "好",
        "rejected": "坏",
        "system": "",
        "history": [["a", "b"]],
    }
    assert made["sharegpt_preference"]["rejected"] == {"from": "gpt", "value": "坏"}
    assert made["openai_preference"]["chosen"] == {"role": "assistant", "content": "好"}
    assert [turn["from"] for turn in made["sharegpt_preference"]["conversations"]] == [
        "human",
        "gpt",
        "human",
    ]


def test_kto_tag_is_a_bool(row: Make, message: Make) -> None:
    made = records(row(message("user", "q"), message("assistant", "a"), desirable=False))
    assert set(made) == {"alpaca_kto", "sharegpt_kto", "openai_kto"}
    assert all(record["kto_tag"] is False for record in made.values())


def test_documents_are_written_once(row: Make, message: Make) -> None:
    found = row(message("user", "长文"), kind="document")
    assert (records(found), reasons(found)) == ({"pretrain": {"text": "长文"}}, {})


@pytest.mark.parametrize(("label", "written"), [('"正面"', "正面"), ("1", "1"), ('["a","b"]', '["a","b"]')])
def test_labels_are_text(row: Make, message: Make, label: str, written: str) -> None:
    found = row(message("user", "好吃"), kind="labelled", label=label)
    assert records(found) == {"labelled": {"text": "好吃", "label": written}}
    assert reasons(found) == dict.fromkeys(TARGETS, "kind_not_supported")


def test_spans(row: Make, message: Make) -> None:
    spans = [{"start": 0, "end": 2, "label": "PER"}]
    found = row(message("user", "李雷来了"), kind="spans", spans=spans)
    assert records(found) == {"spans": {"text": "李雷来了", "spans": spans}}
    assert reasons(found) == dict.fromkeys(TARGETS, "kind_not_supported")


@pytest.mark.parametrize(
    ("roles", "rule"),
    [
        (["user"], "ends_on"),
        (["user", "assistant", "user"], "ends_on"),
        (["user", "user", "assistant"], "alternation"),
        (["user", "assistant", "assistant"], "alternation"),
        (["assistant"], "alternation"),
        (["user", "assistant", "system", "assistant"], "alternation"),
        ([], "no_turns"),
    ],
)
def test_turns_that_llama_factory_would_drop_are_refused_by_every_target(
    row: Make, message: Make, roles: list[str], rule: str
) -> None:
    lines, refusals = express(row(*[message(role, "说") for role in roles]), TARGETS)
    assert not lines
    assert [(target, reason.value, evidence["rule"]) for target, reason, evidence in refusals] == [
        (target, "roles_do_not_alternate", rule) for target in TARGETS
    ]


def test_a_preference_prompt_that_ends_on_an_answer_is_refused(row: Make, message: Make) -> None:
    found = row(message("user", "q"), message("assistant", "a"), kind="preference",
                chosen=[message("assistant", "b")], rejected=[message("assistant", "c")])  # fmt: skip
    assert reasons(found) == dict.fromkeys([f"{one}_preference" for one in TARGETS], "roles_do_not_alternate")


def test_a_system_turn_that_comes_first_is_the_system_prompt(row: Make, message: Make) -> None:
    made = records(row(message("system", "简短"), message("user", "q"), message("assistant", "a")))
    assert made["alpaca"]["system"] == made["sharegpt"]["system"] == "简短"


IMAGE = {"type": "image_url", "text": None, "media": '{"url":"a.png"}'}
CALL = {"id": None, "name": "f", "arguments": "{}"}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"content": None}, "not_expressible"),
        ({"content": None, "parts": [IMAGE]}, "media_not_supported"),
        ({"content": "a", "weight": 0.0}, "not_expressible"),
        ({"content": "a", "name": "小明"}, "not_expressible"),
        ({"content": "a", "reasoning": "one</think>two"}, "not_expressible"),
        ({"content": "let me see", "tool_calls": [CALL]}, "not_expressible"),
        ({"content": None, "tool_calls": [{**CALL, "arguments": "{'a': 1}"}]}, "not_expressible"),
    ],
)
def test_what_llama_factory_cannot_say_is_refused(
    row: Make, message: Make, answer: dict[str, Any], reason: str
) -> None:
    found = reasons(row(message("user", "q"), message("assistant", **answer)))
    assert found["sharegpt"] == found["openai"] == reason
    assert found["alpaca"] in {reason, "tool_calls_not_supported"}


def test_media_named_beside_the_messages_are_refused(row: Make, message: Make) -> None:
    found = row(message("user", "看图"), message("assistant", "猫"), extra='{"images":["cat.png"]}')
    assert reasons(found) == dict.fromkeys(TARGETS, "media_not_supported")
    assert reasons(row(message("user", "图"), kind="document", extra='{"images":["cat.png"]}')) == {
        "pretrain": "media_not_supported"
    }


def test_text_parts_are_joined(row: Make, message: Make) -> None:
    parts = [{"type": "text", "text": text, "media": None} for text in ("一", "二")]
    assert (
        records(row(message("user", parts=parts), message("assistant", "好")))["alpaca"]["instruction"]
        == "一\n二"
    )


@pytest.mark.parametrize(
    "tools", ["not json", '{"name": "f"}', '["f"]', '[{"parameters": {"properties": {}}}]']
)
def test_tools_that_would_stop_the_trainer_are_refused(row: Make, message: Make, tools: str) -> None:
    found = row(message("user", "q"), message("assistant", "a"), tools=tools)
    assert set(reasons(found).values()) == {"tool_calls_not_supported"}
    assert set(reasons(found)) == set(TARGETS)


def test_an_empty_answer_is_read_by_llama_factory_except_as_kto(row: Make, message: Make) -> None:
    spoken = (message("user", "q"), message("assistant", ""))
    assert set(records(row(*spoken))) == set(TARGETS)
    assert reasons(row(*spoken, desirable=True)) == dict.fromkeys(
        [f"{one}_kto" for one in TARGETS], "not_expressible"
    )


def test_several_messages_on_one_side_are_refused(row: Make, message: Make) -> None:
    two = [message("assistant", "a"), message("assistant", "b")]
    found = row(message("user", "q"), kind="preference", chosen=two, rejected=two[:1])
    assert set(reasons(found).values()) == {"not_expressible"}


def test_only_the_targets_asked_for_are_written(row: Make, message: Make) -> None:
    lines, refusals = express(row(message("user", "q"), message("assistant", "a")), ("openai",))
    assert ([line.target for line in lines], refusals) == (["openai"], [])
