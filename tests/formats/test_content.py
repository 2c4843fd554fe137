"""What of a record becomes what of a row."""

from __future__ import annotations

import json
from typing import Any

from danlu.formats import find_format, format_named
from danlu.rows import Kind, Row


def read(value: Any) -> Row:
    form = find_format(value)
    assert form is not None
    (row,) = form.read(value)
    return row


def test_an_instruction_and_its_input_are_one_message_under_the_same_surface() -> None:
    first = read({"instruction": "译成英文", "input": "苹果", "output": "apple"})
    second = read({"instruction": "译成法文", "input": "梨\n和李", "output": "poire"})
    assert first["messages"] == [
        {"role": "user", "content": "译成英文\n苹果"},
        {"role": "assistant", "content": "apple"},
    ]
    assert first["surface"] == second["surface"]


def test_an_edited_instruction_still_finds_its_input() -> None:
    row = read({"instruction": "译成  英文", "input": "苹果 ", "output": "apple"})
    row["messages"][0]["content"] = "译成 英文\n苹果"
    written = format_named("alpaca").write(row)
    assert written == {"instruction": "译成 英文", "input": "苹果", "output": "apple"}


def test_history_comes_before_the_question() -> None:
    row = read({"instruction": "c", "output": "d", "history": [["a", "b"]], "system": "s"})
    assert [message["content"] for message in row["messages"]] == ["a", "b", "c", "d"]
    assert row["system"] == "s"


def test_null_is_no_answer_and_empty_is_an_empty_one() -> None:
    assert len(read({"instruction": "a", "output": None})["messages"]) == 1
    assert read({"instruction": "a", "output": ""})["messages"][1]["content"] == ""


def test_what_is_trained_on_comes_before_the_final_answer() -> None:
    row = read({"problem": "1+1", "solution": "one and one is 2", "answer": "2"})
    assert row["messages"][1]["content"] == "one and one is 2"
    assert row["extra"] == {"answer": "2"}


def test_a_question_beside_an_instruction_is_its_input() -> None:
    row = read({"instruction": "Solve.", "question": "1+1", "answer": "2"})
    assert row["messages"][0]["content"] == "Solve.\n1+1"


def test_groups_are_declared_by_scalars_only() -> None:
    assert read({"text": "a", "doc_id": 7})["group"] == "7"
    assert read({"messages": [{"role": "user", "content": "a"}], "session_id": "s"})["group"] == "s"
    assert read({"text": "a", "doc_id": 7, "prompt_id": "p"})["group"] == "p"
    for value in (None, "", [], True):
        assert "group" not in read({"text": "a", "doc_id": value})
    assert read({"text": "a", "doc_id": 7})["extra"] == {"doc_id": 7}


def test_turns_of_calls_become_calls_and_observations_tools() -> None:
    call = '{"name": "weather", "arguments": {"city": "北京"}}'
    turns = [("human", "天气?"), ("function_call", call), ("observation", "3"), ("gpt", "三度")]
    row = read(
        {
            "conversations": [{"from": who, "value": text} for who, text in turns],
            "tools": [{"name": "weather"}],
        }
    )
    assert [message["role"] for message in row["messages"]] == ["user", "assistant", "tool", "assistant"]
    assert row["messages"][1]["tool_calls"] == [
        {"id": None, "name": "weather", "arguments": '{"city":"北京"}'}
    ]
    assert row["messages"][1]["content"] is None
    assert row["tools"] == '[{"name":"weather"}]'


def test_arguments_as_text_and_as_object_are_told_apart_when_written() -> None:
    for arguments in ({"a": 1.0}, '{"a": 1.0}'):
        calls = [{"id": "1", "type": "function", "function": {"name": "f", "arguments": arguments}}]
        record = {
            "messages": [
                {"role": "user", "content": "x"},
                {"role": "assistant", "content": None, "tool_calls": calls},
            ]
        }
        row = read(record)
        assert json.loads((row["messages"][1]["tool_calls"] or [])[0]["arguments"]) == {"a": 1.0}
        assert format_named("openai").write(row) == record


def test_a_leading_system_message_becomes_the_system_prompt() -> None:
    turns = [{"role": "developer", "content": "s"}, {"role": "user", "content": "a"}]
    row = read({"messages": turns})
    assert row["system"] == "s"
    assert [message["role"] for message in row["messages"]] == ["user"]
    beside = read({"messages": turns, "system": "t"})
    assert beside["system"] == "t"
    assert [message["role"] for message in beside["messages"]] == ["system", "user"]


def test_dialogue_corpora_call_the_answering_side_system() -> None:
    turns = [{"speaker": "USER", "utterance": "hi"}, {"speaker": "SYSTEM", "utterance": "hello"}]
    assert [message["role"] for message in read({"turns": turns})["messages"]] == ["user", "assistant"]


def test_content_parts_keep_text_media_reasoning_and_calls() -> None:
    image = {"type": "image_url", "image_url": {"url": "a.png"}}
    row = read(
        {
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": "看图"}, image]},
                {
                    "role": "assistant",
                    "content": [{"type": "reasoning", "value": "想"}, {"type": "text", "value": "猫"}],
                },
            ]
        }
    )
    asked, answered = row["messages"]
    assert asked["content"] is None
    assert [part["type"] for part in asked["parts"] or []] == ["text", "image_url"]
    assert json.loads((asked["parts"] or [])[1]["media"] or "") == image
    assert (answered["reasoning"], answered["content"]) == ("想", "猫")


def test_weights_are_numbers_whatever_their_spelling() -> None:
    turns = [
        {"role": "user", "content": "a", "loss": False},
        {"role": "assistant", "content": "b", "loss": True},
    ]
    assert [message["weight"] for message in read({"messages": turns})["messages"]] == [0.0, 1.0]


def test_instances_are_rows_of_their_own() -> None:
    record = {
        "instruction": "a",
        "instances": [{"input": "b", "output": "c"}, {"input": "", "output": "d"}],
        "id": "x",
    }
    rows = format_named("self_instruct").read(record)
    assert [row["messages"][0]["content"] for row in rows] == ["a\nb", "a"]
    assert [row["extra"] for row in rows] == [{"id": "x"}, {"id": "x"}]


def test_what_both_transcripts_share_is_the_prompt() -> None:
    start = "\n\nHuman: 你好\n\nAssistant: hi\n\nHuman: why"
    row = read({"chosen": start + "\n\nAssistant: good", "rejected": start + "\n\nAssistant:"})
    assert [message["content"] for message in row["messages"]] == ["你好", "hi", "why"]
    assert [row[side][0]["content"] for side in ("chosen", "rejected")] == ["good", ""]  # type: ignore[literal-required]


def test_a_prompt_repeated_in_both_sides_is_found() -> None:
    shared = [{"role": "system", "content": "s"}, {"role": "user", "content": "q"}]
    sides = {side: [*shared, {"role": "assistant", "content": side}] for side in ("chosen", "rejected")}
    row = read({"prompt": "q", **sides, "score_chosen": 5.0})
    assert row["kind"] is Kind.PREFERENCE
    assert row["system"] == "s"
    assert row["messages"] == [{"role": "user", "content": "q"}]
    assert row["chosen"] == [{"role": "assistant", "content": "chosen"}]


def test_labels_keep_their_type_as_json() -> None:
    for label in ("好", 1, True, 0.5, ["a", 2]):
        row = read({"text": "a", "label": label})
        assert json.loads(row["label"] or "") == label
    assert read({"text": "a", "label": None}).get("label") is None


def test_a_wish_is_told_from_a_class() -> None:
    wish = read({"prompt": "a", "completion": "b", "label": False})
    assert (wish["kind"], wish["desirable"]) == (Kind.CONVERSATION, False)
    assert "desirable" not in read({"text": "a", "label": False})


def test_tags_of_chinese_characters_mark_text_without_blanks() -> None:
    row = read(
        {"tokens": ["我", "在", "北", "京", "with", "Bob"], "tags": ["O", "O", "B-地", "I-地", "O", "S-PER"]}
    )
    assert row["messages"][0]["content"] == "我在北京with Bob"
    spans = [(span["start"], span["end"], span["label"]) for span in row["spans"] or []]
    assert spans == [(2, 4, "地"), (9, 12, "PER")]


def test_the_same_spans_in_every_scheme() -> None:
    tokens = ["a", "b", "c", "d", "e", "f"]
    schemes = {
        "BIO": ["B-X", "I-X", "B-X", "O", "B-Y", "O"],
        "BIOES": ["B-X", "E-X", "S-X", "O", "S-Y", "O"],
        "BMES": ["B-X", "E-X", "S-X", "O", "S-Y", "O"],
        "BILOU": ["B-X", "L-X", "U-X", "O", "U-Y", "O"],
        "IOB1": ["I-X", "I-X", "B-X", "O", "I-Y", "O"],
    }
    for tags in schemes.values():
        row = read({"tokens": tokens, "tags": tags})
        assert [(span["start"], span["end"], span["label"]) for span in row["spans"] or []] == [
            (0, 3, "X"),
            (4, 5, "X"),
            (8, 9, "Y"),
        ]


def test_an_end_inside_is_known_by_the_quoted_text() -> None:
    row = read({"text": "我在北京", "entities": [{"start": 2, "end": 3, "type": "LOC", "text": "北京"}]})
    assert row["spans"] == [{"start": 2, "end": 4, "label": "LOC"}]


def test_text_is_verbatim() -> None:
    text = " \u200b\ufeff\r\n你好  \x00"
    assert read(text)["messages"][0]["content"] == text
    assert read({"text": text})["messages"][0]["content"] == text
