"""Formats are found by key names and types of values, never by file names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from danlu.formats import FORMATS, find_format, is_turn

USER = {"role": "user", "content": "你好"}
ASSISTANT = {"role": "assistant", "content": "hi"}
HUMAN = {"from": "human", "value": "你好"}
GPT = {"from": "gpt", "value": "hi"}
SHAPES: list[tuple[Any, str | None]] = [
    # flat questions and answers
    ({"instruction": "a", "input": "", "output": "b"}, "alpaca"),
    ({"Instruction": "a", "Input": "", "Output": "b"}, "alpaca"),
    ({"instruction": "a", "context": "c", "response": "b", "category": "qa"}, "alpaca"),
    ({"instruction": "a", "output": "b", "history": [["q", "r"]], "system": ""}, "alpaca"),
    ({"指令": "写诗", "输入": "", "输出": "春眠"}, "alpaca"),
    ({"问题": "几点", "答案": "三点"}, "alpaca"),
    ({"问": "几点", "答": "三点"}, "alpaca"),
    ({"问题": "几点", "回答": "三点", "来源": "x"}, "alpaca"),
    ({"question": "2+2", "answer": "#### 4"}, "alpaca"),
    ({"Question": "q", "Complex_CoT": "c", "Response": "r"}, "alpaca"),
    ({"prompt": "a", "response": "b"}, "alpaca"),
    ({"prompt": "a", "completion": "b"}, "alpaca"),
    ({"query": "a", "response": "b", "history": []}, "alpaca"),
    ({"problem": "a", "solution": "b", "answer": "4"}, "alpaca"),
    ({"input": "a", "output": "b"}, "alpaca"),
    ({"input": "a", "target": "b"}, "alpaca"),
    ({"instruction": "a", "input": None, "output": None}, "alpaca"),
    ({"instruction": "a", "output": 5}, "alpaca"),
    ({"question": "a", "answer": "b", "category": "math", "label": "x"}, "alpaca"),
    ({"instruction": "a", "input": "", "output": "b", "text": "a b"}, "alpaca"),
    # questions alone
    ({"problem": "1+1"}, "prompt"),
    ({"question": "q", "question_type": "t", "score": 1}, "prompt"),
    ({"instruction": "写诗", "input": "春天"}, "prompt"),
    ({"prompt": "a"}, "prompt"),
    ({"question": "q", "choices": ["a", "b"]}, None),
    ({"question": "q", "answers": {"text": ["a"]}, "context": "c"}, None),
    ({"query": "q", "answers": "[]", "tools": "[]"}, None),
    # lists of turns
    ({"conversations": [HUMAN, GPT]}, "sharegpt"),
    ({"id": "1", "conversation": [HUMAN, GPT], "tools": "[]"}, "sharegpt"),
    ({"messages": [HUMAN, GPT]}, "sharegpt"),
    ({"items": [HUMAN, GPT]}, "sharegpt"),
    ({"turns": [{"speaker": "USER", "utterance": "hi", "frames": []}], "dialogue_id": "1"}, "sharegpt"),
    ({"messages": [USER, ASSISTANT]}, "openai"),
    ({"conversations": [USER, ASSISTANT]}, "openai"),
    ({"对话": [{"角色": "用户", "内容": "你好"}]}, "openai"),
    ({"messages": [USER], "prompt": "你好"}, "openai"),
    ({"messages": [USER, ASSISTANT], "label": 3}, "openai"),
    ({"messages": [{"role": "assistant", "tool_calls": []}]}, "openai"),
    ([USER, ASSISTANT], "openai"),
    ([{"content": "a", "role": "user"}], "openai"),
    ({"conversation": [{"system": "", "input": "a", "output": "b"}]}, "turn_pairs"),
    ({"conversation": [{"human": "a", "assistant": "b"}], "category": "x"}, "turn_pairs"),
    ({"messages": []}, None),
    ({"messages": "[]"}, None),
    ({"messages": [{"message": "你好"}]}, "unnamed_turns"),
    ({"messages": [{"message": "你好", "by": "甲"}]}, None),
    ({"dialogue": [{"text": "a", "attrs": []}], "topic": "x"}, "unnamed_turns"),
    ({"dialogue": [{"text": "a"}], "text": "a whole page"}, "document"),
    ({"messages": [{"toy_input": "a", "toy_output": "b"}]}, None),
    ([], None),
    (["a", "b"], None),
    ([[USER]], None),
    (USER, None),
    (HUMAN, None),
    ({"message_id": "1", "parent_id": None, "role": "prompter", "text": "hi"}, "message_row"),
    # several rows in one record, and lists on both sides
    ({"instruction": "a", "instances": [{"input": "", "output": "b"}], "id": "x"}, "self_instruct"),
    ({"instruction": "a", "instances": []}, "self_instruct"),
    ({"prompt": [USER], "completion": [ASSISTANT]}, "prompt_completion"),
    # preferences
    ({"prompt": "a", "chosen": "b", "rejected": "c"}, "preference"),
    ({"question": "a", "system": "", "chosen": "b", "rejected": "c"}, "preference"),
    ({"instruction": "a", "input": "", "chosen": "b", "rejected": "c"}, "preference"),
    ({"prompt": [USER], "chosen": [ASSISTANT], "rejected": [ASSISTANT]}, "preference"),
    ({"chosen": [USER, ASSISTANT], "rejected": [USER, ASSISTANT]}, "preference"),
    ({"prompt": "你好", "chosen": [USER, ASSISTANT], "rejected": [USER, ASSISTANT]}, "preference"),
    ({"conversations": [HUMAN], "chosen": GPT, "rejected": GPT}, "preference"),
    ({"messages": [USER], "chosen": ASSISTANT, "rejected": ASSISTANT}, "preference"),
    ({"chosen_messages": [USER, ASSISTANT], "rejected_messages": [USER, ASSISTANT]}, "preference"),
    (
        {"input": {"messages": [USER]}, "preferred_output": [ASSISTANT], "non_preferred_output": [ASSISTANT]},
        "preference",
    ),
    ({"messages": [USER, ASSISTANT], "rejected_response": "c"}, "rejected_response"),
    ({"chosen": "\n\nHuman: a\n\nAssistant: b", "rejected": "\n\nHuman: a\n\nAssistant: c"}, "transcripts"),
    # desirable or not
    ({"messages": [USER, ASSISTANT], "label": True}, "kto"),
    ({"prompt": "a", "completion": "b", "label": False}, "kto"),
    ({"prompt": [USER], "completion": [ASSISTANT], "label": False}, "kto"),
    ({"prompt": "a", "completion": "b", "label": 1}, "kto"),
    ({"instruction": "a", "input": "", "output": "b", "kto_tag": True}, "kto"),
    ({"conversations": [HUMAN, GPT], "kto_tag": "yes"}, "kto"),
    # labels
    ({"text": "a", "label": 1}, "labelled"),
    ({"text": "a", "label": True}, "labelled"),
    ({"text": "a", "category": "card_arrival"}, "labelled"),
    ({"文本": "你好", "类别": "film"}, "labelled"),
    ({"sentence": "a", "intent": "greet"}, "labelled"),
    ({"text": "a", "labels": ["x", "y"]}, "labelled"),
    ({"text": "a", "labels": []}, "labelled"),
    ({"text": "a", "label": None}, "labelled"),
    ({"sentence1": "a", "sentence2": "b", "label": "0"}, "labelled"),
    ({"query": "订票", "intent": "book"}, "labelled"),
    ({"query": "订票", "category": "book"}, "prompt"),
    # spans
    ({"tokens": ["我", "在"], "tags": ["O", "O"]}, "conll"),
    ({"words": ["a"], "ner_tags": [0]}, "conll"),
    ({"text": "北京", "entities": [[0, 2, "LOC"]]}, "spans"),
    ({"text": "北京", "label": [[0, 2, "LOC"]]}, "spans"),
    ({"text": "北京", "spans": [{"start": 0, "end": 2, "label": "LOC"}]}, "spans"),
    ({"text": "北京", "labels": [{"start_offset": 0, "end_offset": 2, "label": "LOC"}]}, "spans"),
    ({"text": "北京", "entities": []}, "spans"),
    ({"text": "北京", "label": {"address": {"北京": [[0, 1]]}}}, "span_map"),
    ({"text": "a", "labels": [{"slot": "people"}]}, None),
    ({"text": "北京", "entities": [{"name": "北京", "type": "LOC"}]}, None),
    # documents
    ("a whole file", "document"),
    ("", "document"),
    ({"text": "a"}, "document"),
    ({"text": "a", "title": "t", "meta": {"url": "u"}}, "document"),
    ({"content": "正文", "title": "题"}, "document"),
    ({"raw_content": "a"}, "document"),
    ({"author": "太宗皇帝", "paragraphs": ["秦川", "雄帝宅"], "title": "帝京篇"}, "document"),
    ({"text": 5}, None),
    # public datasets
    ({"message_tree_id": "1", "prompt": {"role": "prompter", "text": "a", "replies": []}}, "message_tree"),
    ({"data": {"text": "a"}, "annotations": [{"result": [], "id": 1}], "id": 1}, "label_studio"),
    ({"data": {"text": "a"}, "completions": [{"result": []}]}, "label_studio"),
    ({"data": {"text": "a"}, "annotations": [], "predictions": []}, "label_studio"),
    ({"data": {"text": "a"}, "annotations": ["x"]}, None),
    ({"text": "a", "topic": "b", "annotator": 1, "annotation_id": 2, "lead_time": 0.1}, "label_studio_min"),
    ({"text": "a", "sentiment": "b", "annotator": 1, "annotation_id": 2, "lead_time": 0.1}, "labelled"),
    ({"chat": {"turn_1": {"Human": "a", "MOSS": "b"}}, "num_turns": 1}, "moss"),
    ({"system": "SYSTEM: x", "chat": "USER: a"}, "glaive"),
    (
        {"role_1": "x", "message_1": {"role_type": "USER", "content": "a"}, "num_messages": 1},
        "numbered_messages",
    ),
    ({"role_1": "x", "message_1": "a", "message_2": "b"}, "numbered_messages"),
    ({"dialogue": "<user> a", "reference": "b"}, "scripted"),
    ({"plain_text": "[Human]: a", "num_turns": "1", "id": 1}, "scripted"),
    ({"code": "###Instruction: a", "api_call": "b", "provider": "c", "api_data": {}}, "scripted"),
    ({"question": [[USER]], "function": [{"name": "f"}], "id": "1"}, "function_questions"),
    ({"query": "a", "api_list": [], "relevant APIs": []}, "tool_queries"),
    ({"db_id": "d", "question": "a", "query": "SELECT 1", "sql": {}}, "text_to_sql"),
    ({"db_id": "d", "question": "a", "SQL": "SELECT 1", "evidence": ""}, "text_to_sql"),
    ({"textbox_question": "a", "textbox_answer": "b"}, "exam_question"),
    (
        {"instruction": "a", "input": "", "output": "b", "trans_instruction": "c", "trans_output": "d"},
        "translated",
    ),
    ({"inputs": "a", "targets": "b", "task": "c"}, "inputs_targets"),
    (
        {"inputs": [1], "targets": [2], "inputs_pretokenized": "a", "targets_pretokenized": "b"},
        "inputs_targets",
    ),
    ({"inputs": "a", "targets": ["b", "c"]}, "inputs_targets"),
    (
        {"question": {"full_text": "a"}, "answer_0": "b", "score_0": 0.5, "answer_1": "c", "score_1": -0.5},
        "compared",
    ),
    ({"instruction": "a", "completions": [{"response": "b", "overall_score": 1.0}]}, "scored"),
    ({"prompt": "a", "answers": [{"answer": "b", "rank": 1}]}, "scored"),
    ({"userInput": {"text": "a"}}, "slot_spans"),
    ({"kind": "poem", "input": "a", "target": "b"}, "alpaca"),
    (
        {
            "full_text": "a",
            "masked": "",
            "spans": [{"start_position": 0, "end_position": 1, "entity_type": "x"}],
        },
        "spans",
    ),
    # nothing that a trainer could use
    ({}, None),
    ({"a": 1, "b": "text"}, None),
    ({"id": "x", "ground_truth": [{"f": {}}]}, "possible_answers"),
    (None, None),
    (5, None),
    (True, None),
]


@pytest.mark.parametrize(("value", "name"), SHAPES, ids=[str(place) for place in range(len(SHAPES))])
def test_the_format_of_a_shape(value: Any, name: str | None) -> None:
    form = find_format(value)
    assert (form.name if form else None) == name
    if form is not None:
        assert form.matches(value)


def test_the_first_matching_format_is_found() -> None:
    for value, _ in SHAPES:
        first = next((form for form in FORMATS if form.matches(value)), None)
        assert find_format(value) is first


def test_memory_of_shapes_does_not_mix_types() -> None:
    for label, name in ((True, "kto"), (1, "openai"), (True, "kto")):
        form = find_format({"messages": [USER, ASSISTANT], "label": label})
        assert form is not None
        assert form.name == name


def test_the_row_of_a_wide_table_is_no_record() -> None:
    record: dict[str, Any] = {"instruction": "a", "output": "b"} | {f"column {n}": n for n in range(1000)}
    assert find_format(record) is not None
    assert find_format(record | {f"more {n}": n for n in range(1000)}) is None


def test_a_turn_is_told_from_a_record() -> None:
    assert is_turn(USER)
    assert is_turn({**GPT, "weight": 1})
    assert not is_turn({"text": "a"})
    assert not is_turn([USER])


def test_every_format_is_in_the_documentation() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "formats.md").read_text("utf-8")
    for form in FORMATS:
        assert f"| `{form.name}` |" in page, form.name
