"""What is done with personal data, kind by kind, and what differs for one source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from danlu.cleaning import Cleaning
from danlu.rows import Kind

Clean = Callable[..., Cleaning]
Talk = Callable[..., Any]

SAID = "我的电话是13912345678，备用13812345678，再说一遍：139 1234 5678。"


def answer(cleaning: Cleaning) -> str:
    [row] = cleaning.rows.to_pylist()
    text: str = row["messages"][-1]["content"]
    return text


def test_masked_by_default(clean: Clean, talk: Talk) -> None:
    assert answer(clean([talk(SAID)])) == "我的电话是[PHONE]，备用[PHONE]，再说一遍：[PHONE]。"


def test_a_pseudonym_is_the_same_for_the_same(clean: Clean, talk: Talk) -> None:
    cleaning = clean([talk(SAID, prompt="13812345678 是谁的？")], personal={"phone": "pseudonymise"})
    [row] = cleaning.rows.to_pylist()
    assert [message["content"] for message in row["messages"]] == [
        "[PHONE_1] 是谁的？",
        "我的电话是[PHONE_2]，备用[PHONE_1]，再说一遍：[PHONE_2]。",
    ]
    again = clean([talk(row["messages"][1]["content"])], personal={"phone": "pseudonymise"})
    assert answer(again) == row["messages"][1]["content"]


def test_numbers_go_on_behind_those_that_are_there(clean: Clean, talk: Talk) -> None:
    cleaning = clean([talk("[PHONE_3] 和 13912345678")], personal={"phone": "pseudonymise"})
    assert answer(cleaning) == "[PHONE_3] 和 [PHONE_4]"


def test_one_person_stays_one_person(clean: Clean) -> None:
    said = ["我叫李小满，联系人：赵青山。", "李小满女士您好，赵青山先生在吗？", "我是李小满。"]
    roles = ["user", "assistant", "user"]
    messages = [{"role": role, "content": text} for role, text in zip(roles, said, strict=True)]
    row = {"kind": Kind.CONVERSATION, "messages": [*messages, {"role": "assistant", "content": "好的。"}]}
    [result] = clean([row], personal={"name": "pseudonymise"}).rows.to_pylist()
    assert [message["content"] for message in result["messages"][:3]] == [
        "我叫[NAME_1]，联系人：[NAME_2]。",
        "[NAME_1]女士您好，[NAME_2]先生在吗？",
        "我是[NAME_1]。",
    ]


@pytest.mark.parametrize(("action", "first"), [("mask", "[NAME]"), ("pseudonymise", "[NAME_1]")])
def test_a_name_goes_wherever_else_its_row_says_it(clean: Clean, action: str, first: str) -> None:
    said = ["姓名：李小满，性别：女", "后来李小满又来过，李小满园林不算。", "Ann Fielding 好。"]
    calls = [{"id": None, "name": "find", "arguments": '{"q": "李小满 的记录"}'}]
    messages = [
        {"role": "user", "content": said[0]},
        {"role": "assistant", "content": said[1], "tool_calls": calls},
        {"role": "user", "content": said[2]},
        {"role": "assistant", "content": "好的。"},
    ]
    [result] = clean(
        [{"kind": Kind.CONVERSATION, "messages": messages}], personal={"name": action}
    ).rows.to_pylist()
    texts = [message["content"] for message in result["messages"]]
    assert texts[0] == f"姓名：{first}，性别：女"
    assert texts[1].startswith(f"后来{first}又来过")
    assert texts[2] == said[2]
    assert result["messages"][1]["tool_calls"][0]["arguments"] == f'{{"q": "{first} 的记录"}}'


@pytest.mark.parametrize(
    ("action", "verdict", "evidence"),
    [("flag", "flagged", '{"found":3}'), ("drop", "dropped", '{"found":3}'), ("keep", None, None)],
)
def test_text_stays_where_it_is_not_replaced(
    clean: Clean, talk: Talk, action: str, verdict: str | None, evidence: str | None
) -> None:
    cleaning = clean([talk(SAID)], personal={"phone": action})
    told = [(entry["verdict"], entry["evidence"]) for entry in cleaning.ledger.to_pylist()]
    assert told == ([(verdict, evidence)] if verdict else [])
    assert [row["messages"][1]["content"] for row in cleaning.rows.to_pylist()] == (
        [] if action == "drop" else [SAID]
    )


def test_one_kind_does_not_hide_another(clean: Clean, talk: Talk) -> None:
    text = "邮箱13912345678@example.com，身份证11010519491231002X，卡号6222 0213 9123 4567 890"
    assert answer(clean([talk(text)])) == "邮箱[EMAIL]，身份证[ID_NUMBER]，卡号[BANK_CARD]"
    kept = clean([talk(text)], personal={"email": "keep"})
    assert answer(kept) == "邮箱13912345678@example.com，身份证[ID_NUMBER]，卡号[BANK_CARD]"


def test_a_source_may_differ(clean: Clean, talk: Talk) -> None:
    sources = {"*.jsonl": {"personal": {"phone": "keep"}}, "b*": {"personal": {"phone": "mask"}}}
    assert answer(clean([talk(SAID)], sources=sources)) == SAID
    other = {"b*": {"personal": {"phone": "keep"}}}
    assert answer(clean([talk(SAID)], sources=other)) != SAID
    last = {"*": {"personal": {"phone": "keep"}, "url": "mask"}, "a*": {"personal": {"phone": "mask"}}}
    text = "看 https://example.com/x 电话13912345678"
    assert answer(clean([talk(text)], sources=last)) == "看 [URL] 电话[PHONE]"


def test_a_dropped_row_is_told_once(clean: Clean, talk: Talk) -> None:
    personal = {"phone": "drop", "email": "drop", "name": "flag"}
    cleaning = clean([talk("我叫李小满，13912345678，li@example.com")], personal=personal)
    assert cleaning.rows.num_rows == 0
    [entry] = cleaning.ledger.to_pylist()
    assert entry["verdict"] == "dropped"


@pytest.mark.parametrize(
    "arguments",
    [
        '{"text": "hello\\\\nQQ - 3645182736"}',
        '{"text": "hello\\\\nVX: zhang-san99"}',
        '{"text": "hello\\\\npwd: Kq29ZpTw!"}',
        '{"QQ": ["无", "3645182736"]}',
        '{"text": "\\\\"adminPassword\\\\": \\\\"Azur3!vm99\\\\""}',
    ],
)
def test_what_json_text_hides_from_the_scan_is_found(clean: Clean, arguments: str) -> None:
    calls = [{"id": None, "name": "send", "arguments": arguments.replace("\\\\", "\\")}]
    messages = [
        {"role": "user", "content": "go"},
        {"role": "assistant", "content": "done", "tool_calls": calls},
    ]
    [row] = clean([{"kind": Kind.CONVERSATION, "messages": messages}]).rows.to_pylist()
    said = row["messages"][1]["tool_calls"][0]["arguments"]
    assert any(mask in said for mask in ("[QQ]", "[WECHAT]", "[SECRET]"))
