from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from danlu.dedup.near.merge import merge
from danlu.dedup.near.parts import near_rows
from danlu.dedup.near.rows import Near
from danlu.rows import rows_table

PLACE: dict[str, Any] = {"source": "s", "record_ids": [], "position": 1, "group": b"\0" * 16}


def row(kind: str = "conversation", **columns: Any) -> dict[str, Any]:
    return {"row_id": b"\1" * 16, "kind": kind, **PLACE, **columns}


def turn(role: str, content: str | None, **more: Any) -> dict[str, Any]:
    return {"role": role, "content": content, **more}


def parts_of(*rows: dict[str, Any]) -> list[tuple[str, str, str]]:
    found = near_rows(rows_table(rows))
    text = bytes(found.data)
    return [
        tuple(text[start:end].decode().strip("\n") for start, end in pairwise(row))
        for row in found.bounds.tolist()
    ]


def test_an_instruction_is_the_first_line_of_the_last_user_turn() -> None:
    rows = [
        row(messages=[turn("user", "翻译成英文\n今天很好"), turn("assistant", "Fine today")]),
        row(messages=[turn("user", "翻译成英文：今天很好"), turn("assistant", "Fine today")]),
        row(messages=[turn("user", "Translate: fine: yes"), turn("assistant", "很好")]),
        row(messages=[turn("user", "What is this:"), turn("assistant", "That")]),
        row(messages=[turn("user", "x" * 250 + ": y")]),
    ]
    assert parts_of(*rows) == [
        ("翻译成英文", "今天很好", "Fine today"),
        ("翻译成英文：", "今天很好", "Fine today"),
        ("Translate:", " fine: yes", "很好"),
        ("", "What is this:", "That"),
        ("", "x" * 250 + ": y", ""),
    ]


def test_system_earlier_turns_and_all_that_follows() -> None:
    calls = [{"id": None, "name": "look", "arguments": "{}"}]
    messages = [
        turn("user", "你好"),
        turn("assistant", "你好！"),
        turn("user", "查一下"),
        turn("assistant", None, tool_calls=calls),
        turn("tool", "12 度", reasoning=None),
        turn("assistant", "12 度。", reasoning="看结果"),
    ]
    assert parts_of(row(system="助手", messages=messages)) == [
        ("助手", "你好\n你好！\n查一下", "look {}\n12 度\n12 度。\n看结果")
    ]


def test_other_kinds_of_rows() -> None:
    rows = [
        row("labelled", messages=[turn("user", "很好吃")], label='"积极"'),
        row(
            "preference",
            messages=[turn("user", "问")],
            chosen=[turn("assistant", "好答")],
            rejected=[turn("assistant", "坏答")],
        ),
        row("document", messages=[turn("user", "标题\n正文")]),
        row(
            messages=[
                turn("system", "守则"),
                turn("user", None, parts=[{"type": "text", "text": "图里是什么"}]),
            ]
        ),
        row(messages=[turn("assistant", "独白")]),
        row(messages=[]),
    ]
    assert parts_of(*rows) == [
        ("", "很好吃", '"积极"'),
        ("", "问", "好答\n坏答"),
        ("", "标题\n正文", ""),
        ("守则", "图里是什么", ""),
        ("", "", "独白"),
        ("", "", ""),
    ]


def test_heads_are_compared_folded_and_only_where_there_are_any() -> None:
    rows = [
        row(messages=[turn("user", text), turn("assistant", "a")])
        for text in ("Sort  these:\n3 2", "sort these：\n1 2", "Sort those:\n3 2", "3 2", " \n3 2")
    ]
    heads = near_rows(rows_table(rows)).heads
    assert heads[0] == heads[1] != heads[2]
    assert heads[3] == heads[4] == 0


def test_what_must_be_equal_is_in_the_stratum() -> None:
    same = {"messages": [turn("user", "问题"), turn("assistant", "回答")]}
    rows = [
        row(**same),
        row(**same),
        row(**same, tools="[]"),
        row(**same, desirable=True),
        row(**same, desirable=False),
        row("labelled", **same),
        row(**same, label="1"),
    ]
    strata = near_rows(rows_table(rows)).strata
    assert strata[0] == strata[1]
    assert len(np.unique(strata)) == 6


def test_rows_in_several_chunks_and_none() -> None:
    table = rows_table(
        [row(messages=[turn("user", "甲" * 50)]), row(messages=[turn("user", "甲" * 49 + "乙")])]
    )
    chunked = pa.concat_tables([table.slice(0, 1), table.slice(1), table.slice(0, 0)])
    assert bytes(near_rows(chunked).data) == bytes(near_rows(table).data)
    none = near_rows(table.slice(0, 0))
    assert len(merge(none, np.empty(0, np.int64), Near()).survivors) == 0


def test_a_near_copy_of_a_dialogue_is_merged() -> None:
    answer = "The gardener repairs the copper kettle behind the mill before sunrise, every second week."
    rows = [
        row(system="You help.", messages=[turn("user", "Describe the gardener."), turn("assistant", each)])
        for each in (
            answer,
            answer.replace("kettle", "bucket"),
            "Something else is said here, in its own words.",
        )
    ]
    found = merge(near_rows(rows_table(rows)), np.arange(3), Near(threshold=6000))
    assert found.survivors.tolist() == [-1, 0, -1]
    assert found.parts[1] == 2


def merged(*rows: dict[str, Any]) -> list[int]:
    found = merge(near_rows(rows_table(rows)), np.arange(len(rows)), Near(both_sides=True))
    return [int(survivor) for survivor in found.survivors]


QUESTION = "How do I keep a sourdough starter alive when I travel for two weeks in summer?"
ANSWER = "Feed it, chill it, and leave it in the refrigerator: at four degrees it lives for several weeks."
OTHER = "Throw it away and buy a new one at the bakery when you come home again; nothing survives a summer."


def preference(chosen: str, rejected: str) -> dict[str, Any]:
    answers = {"chosen": [turn("assistant", chosen)], "rejected": [turn("assistant", rejected)]}
    return row("preference", messages=[turn("user", QUESTION)], **answers)


def test_answers_preferred_the_other_way_round_contradict_and_are_not_merged() -> None:
    assert merged(preference(ANSWER, OTHER), preference(OTHER, ANSWER)) == [-1, -1]


def test_another_rejected_answer_is_another_preference() -> None:
    assert merged(preference(ANSWER * 2, "No."), preference(ANSWER * 2, "Ask a baker.")) == [-1, -1]
    assert merged(preference(ANSWER, "No."), preference(ANSWER.replace("four", "5"), "no. ")) == [-1, 0]


def conversation(question: str, answer: str) -> dict[str, Any]:
    said = [
        turn("user", "What is up?"),
        turn("assistant", "Hello! How can I help you today?"),
        turn("user", question),
        turn("assistant", answer),
        turn("user", "Goodbye"),
        turn("assistant", "Goodbye! If you have any more questions in the future, don't hesitate to ask."),
    ]
    return row(messages=said)


def test_a_short_turn_in_the_middle_decides() -> None:
    known = "No, I am a language model developed by researchers of a large university in the north."
    assert merged(conversation("Are you of A?", known), conversation("Are you of B?", known)) == [-1, -1]
    assert merged(conversation(QUESTION, "会的。"), conversation(QUESTION, "不会。")) == [-1, -1]
    again = conversation("are  you of A?", known.replace("No, I am", "No, I'm"))
    assert merged(conversation("Are you of A?", known), again) == [-1, 0]


def test_which_turns_are_short_follows_the_least_characters() -> None:
    known = "No, I am a language model developed by researchers of a large university in the north."
    rows = rows_table([conversation("Are you of A?", known), conversation("Are you of B?", known)])
    assert len(np.unique(near_rows(rows).strata)) == 2
    assert len(np.unique(near_rows(rows, least_characters=5).strata)) == 1
