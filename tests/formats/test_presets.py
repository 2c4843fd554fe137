"""What the presets of public datasets make of a record: rows, their order, their group, refusals."""

from __future__ import annotations

from typing import Any

import pytest

from danlu.formats import Unreadable, Unwritable, find_format
from danlu.ledger import Reason
from danlu.rows import Kind, Row


def read(record: Any) -> list[Row]:
    form = find_format(record)
    assert form is not None
    rows = form.read(record)
    assert form.write(*rows) == record
    return rows


def refused(record: Any) -> Unreadable:
    form = find_format(record)
    assert form is not None
    with pytest.raises(Unreadable) as refusal:
        form.read(record)
    return refusal.value


def texts(messages: Any) -> list[str | None]:
    return [message["content"] for message in messages or ()]


def says(role: str, text: str, *replies: dict[str, Any], **beside: Any) -> dict[str, Any]:
    return {"role": role, "text": text, "replies": list(replies), **beside}


def test_a_tree_gives_its_best_path_and_a_pair_for_each_worse_answer() -> None:
    last = says("assistant", "更好", rank=0), says("assistant", "更差", rank=1)
    best = says("assistant", "甲", says("prompter", "然后?", *last), rank=0)
    tree = says(
        "prompter",
        "问",
        says("assistant", "丙", rank=2),
        best,
        says("assistant", "乙", rank=1),
        says("assistant", "deleted", rank=3, deleted=True),
        says("assistant", "turned down", rank=4, review_result=False),
        says("assistant", "nobody ranked it"),
    )
    rows = read({"message_tree_id": "t1", "prompt": tree})
    assert texts(rows[0]["messages"]) == ["问", "甲", "然后?", "更好"]
    pairs = [(texts(row["messages"]), texts(row["chosen"]), texts(row["rejected"])) for row in rows[1:]]
    assert pairs == [
        (["问"], ["甲"], ["乙"]),
        (["问"], ["甲"], ["丙"]),
        (["问", "甲", "然后?"], ["更好"], ["更差"]),
    ]
    assert {row["group"] for row in rows} == {"t1"}
    assert [row["kind"] for row in rows] == [Kind.CONVERSATION, *[Kind.PREFERENCE] * 3]


def test_equal_ranks_prefer_nothing_and_a_last_question_is_cut() -> None:
    tree = says(
        "prompter",
        "q",
        says("assistant", "a", says("prompter", "more?"), rank=0),
        says("assistant", "b", rank=0),
    )
    (row,) = read({"prompt": tree})
    assert texts(row["messages"]) == ["q", "a"]


def test_a_changed_text_is_written_and_a_missing_row_is_refused() -> None:
    tree = says("prompter", "q", says("assistant", "a", rank=0), says("assistant", "b", rank=1))
    form = find_format({"prompt": tree})
    assert form is not None
    rows = form.read({"prompt": tree})
    for row in rows:
        row["messages"][0]["content"] = "Q"
    assert form.write(*rows)["prompt"]["text"] == "Q"
    with pytest.raises(Unwritable):
        form.write(rows[0])
    with pytest.raises(Unwritable):
        form.write(rows[1])
    rows[1]["messages"][0]["content"] = "another"
    with pytest.raises(Unwritable):
        form.write(*rows)


def test_one_message_of_a_tree_is_refused_for_want_of_the_others() -> None:
    refusal = refused({"message_id": "1", "parent_id": "0", "role": "assistant", "text": "secret"})
    assert refusal.reason is Reason.UNKNOWN_RECORD_FORMAT
    assert "secret" not in str(refusal.evidence)


def test_the_higher_score_is_preferred_and_the_margin_kept() -> None:
    record = {
        "question": {"full_text": "q"},
        "answer_0": "a",
        "score_0": -0.5,
        "answer_1": "b",
        "score_1": 0.5,
    }
    (row,) = read(record)
    assert (texts(row["chosen"]), texts(row["rejected"])) == (["b"], ["a"])
    assert (row["extra"]["score_0"], row["extra"]["score_1"]) == (-0.5, 0.5)
    assert refused({**record, "score_0": 0.5}).reason is Reason.AMBIGUOUS_RECORD


def test_best_over_worst_with_ties_in_the_order_of_the_source() -> None:
    answers = [("a", 3.0, 1.0), ("b", 8.5, 2.0), ("c", 8.5, 2.0), ("d", 3.0, 1.0), ("e", 8.5, 4.0)]
    completions = [{"response": text, "overall_score": high, "score": fine} for text, high, fine in answers]
    (row,) = read({"instruction": "q", "completions": completions})
    assert (texts(row["chosen"]), texts(row["rejected"])) == (["e"], ["a"])
    ranked = [{"answer": "first", "rank": 1}, {"answer": "last", "rank": 7}]
    (row,) = read({"prompt": "q", "answers": ranked})
    assert texts(row["chosen"]) == ["first"]
    assert refused({"prompt": "q", "answers": ranked[:1]}).reason is Reason.AMBIGUOUS_RECORD
    assert refused({"prompt": "q", "answers": [{"answer": "a", "rank": "1"}]}).reason is Reason.INVALID_FIELD


def test_wrong_answers_of_rank_sets_are_not_wanted() -> None:
    (row,) = read({"inputs": "q", "targets": "wrong", "is_correct": False})
    assert row["desirable"] is False
    assert [texts(row["messages"]) for row in read({"inputs": "q", "targets": ["a", "b"]})] == [
        ["q", "a"],
        ["q", "b"],
    ]


def test_moss_thinks_calls_and_answers() -> None:
    turn = {
        "Human": "<|Human|>: 天气?<eoh>\n",
        "Inner Thoughts": "<|Inner Thoughts|>: 查一下<eot>\n",
        "Commands": '<|Commands|>: Search("北京 天气")<eoc>\n',
        "Tool Responses": "<|Results|>: 晴<eor>\n",
        "MOSS": "<|MOSS|>: 晴天<eom>\n",
    }
    quiet = {
        **turn,
        "Inner Thoughts": "<|Inner Thoughts|>: None<eot>\n",
        "Commands": "<|Commands|>: None<eoc>\n",
    }
    quiet |= {"Tool Responses": "<|Results|>: None<eor>\n"}
    record = {
        "meta_instruction": "你是 MOSS",
        "chat": {"turn_1": turn, "turn_2": quiet},
        "conversation_id": 3,
    }
    (row,) = read(record)
    assert row["system"] == "你是 MOSS"
    assert row["group"] == "3"
    assert [message["role"] for message in row["messages"]] == [
        "user",
        "assistant",
        "tool",
        "assistant",
        "user",
        "assistant",
    ]
    call = row["messages"][1]
    assert call["reasoning"] == "查一下"
    assert call["tool_calls"] == [{"id": None, "name": "Search", "arguments": '{"input":"北京 天气"}'}]
    assert texts(row["messages"][2:]) == ["晴", "晴天", "天气?", "晴天"]


def test_glaive_calls_and_its_functions_become_tools() -> None:
    record = {
        "system": 'SYSTEM: You may use -\n{\n    "name": "f"\n}\n\n{"name": "g"}\n',
        "chat": 'USER: hi\n\n\nASSISTANT: Wait. <functioncall> {"name": "f", '
        '"arguments": \'{"a": "it\'s"}\'} '
        "<|endoftext|>\n\n\nFUNCTION RESPONSE: {}\n\n\nASSISTANT: done <|endoftext|>\n\n\n",
    }
    (row,) = read(record)
    assert row["system"] == "You may use -"
    assert row["tools"] == '[{"name":"f"},{"name":"g"}]'
    called = row["messages"][1]
    assert called["content"] == "Wait."
    assert called["tool_calls"] == [{"id": None, "name": "f", "arguments": '{"a": "it\'s"}'}]
    assert texts(row["messages"][2:]) == ["{}", "done"]
    broken = {**record, "chat": "USER: hi\nASSISTANT: <functioncall> {broken"}
    assert refused(broken).reason is Reason.INVALID_FIELD


def test_conversations_that_are_one_text() -> None:
    (row,) = read({"dialogue": "<user> 一\n<assistant> 二\n<user> 三\n<assistant> 四\n", "reference": "r"})
    assert texts(row["messages"]) == ["一", "二", "三", "四"]
    (row,) = read({"plain_text": "[Human]: a<eoh>\n[MOSS]: b<eoa>", "num_turns": "1"})
    assert texts(row["messages"]) == ["a", "b"]
    (row,) = read({"code": "###Instruction: do\n###Output: x\ny", "api_call": "y", "provider": "p"})
    assert texts(row["messages"]) == ["do", "x\ny"]
    assert refused({"dialogue": "prose without marks", "reference": "r"}).reason is Reason.INVALID_FIELD


def test_turns_of_belle_stand_in_one_instruction() -> None:
    record = {
        "instruction": "Human:你好\nAssistant:您好！\nHuman: 再见\nAssistant:\n",
        "input": "",
        "output": "慢走",
    }
    (row,) = read(record)
    assert texts(row["messages"]) == ["你好", "您好！", "再见", "慢走"]
    (row,) = read({"instruction": "Human: is a noun\nAssistant: is one too", "output": "yes"})
    assert len(row["messages"]) == 2


def test_numbered_messages_follow_their_numbers_and_role_types() -> None:
    record = {
        "role_1": "Cook_RoleType.ASSISTANT",
        "message_2": {"role_type": "ASSISTANT", "role": "user", "content": "b"},
        "message_1": {"role_type": "USER", "role": "assistant", "content": "a"},
        "num_messages": 2,
    }
    (row,) = read(record)
    assert [(message["role"], message["content"]) for message in row["messages"]] == [
        ("user", "a"),
        ("assistant", "b"),
    ]
    gap = {**record, "message_4": record["message_1"]}
    assert refused(gap).reason is Reason.INVALID_FIELD
    odd = {**record, "message_1": {"role_type": "CRITIC", "content": "a"}}
    assert refused(odd).reason is Reason.UNKNOWN_ROLE


def test_databases_are_named_and_evidence_stands_below_the_question() -> None:
    (row,) = read(
        {
            "db_id": "schools",
            "question": "多少?",
            "evidence": "x = 1",
            "SQL": "SELECT 1",
            "difficulty": "easy",
        }
    )
    assert row["system"] == "Database: schools"
    assert texts(row["messages"]) == ["多少?\nx = 1", "SELECT 1"]


def test_functions_are_tools_and_keys_to_answers_are_refused() -> None:
    question = [
        [{"role": "system", "content": "s"}, {"role": "user", "content": "a"}],
        [{"role": "user", "content": "b"}],
    ]
    (row,) = read({"id": "1", "question": question, "function": [{"name": "f"}]})
    assert (row["system"], row["tools"]) == ("s", '[{"name":"f"}]')
    assert texts(row["messages"]) == ["a", "b"]
    refusal = refused({"id": "1", "ground_truth": [{"f": {"a": [1, "1"]}}]})
    assert refusal.reason is Reason.UNKNOWN_RECORD_FORMAT
    assert refusal.evidence["missing"] == "question"
    (row,) = read({"query": "q", "api_list": [{"api_name": "x"}]})
    assert row["tools"] == '[{"api_name":"x"}]'


def test_slots_without_a_start_begin_at_the_first_character() -> None:
    span = {"slot": "people", "valueSpan": {"endIndex": 2}}
    (row,) = read({"userInput": {"text": "11 of us"}, "labels": [span]})
    assert row["spans"] == [{"start": 0, "end": 2, "label": "people"}]
    (row,) = read({"userInput": {"text": "hello"}})
    assert row["spans"] == []
    span = {"slot": "people", "valueSpan": {"startIndex": 4, "endIndex": 99}}
    assert refused({"userInput": {"text": "11 of us"}, "labels": [span]}).reason is Reason.INVALID_FIELD


def test_what_holds_for_all_pairs_is_the_system_text() -> None:
    pairs = [{"question": "q", "answer": "a"}, {"question": "r", "answer": "b"}]
    (row,) = read({"instruction": "只答一字", "conversations": pairs})
    assert row["system"] == "只答一字"
    assert texts(row["messages"]) == ["q", "a", "r", "b"]


def test_system_answers_where_a_user_is_spoken_to() -> None:
    (row,) = read({"messages": [{"role": "usr", "content": "a"}, {"role": "sys", "content": "b"}]})
    assert [message["role"] for message in row["messages"]] == ["user", "assistant"]
    (row,) = read({"messages": [{"role": "sys", "content": "s"}, {"role": "user", "content": "a"}]})
    assert row["system"] == "s"


def test_instances_of_one_instruction_share_a_group() -> None:
    rows = read(
        {"instruction": "翻译", "instances": [{"input": "a", "output": "甲"}, {"input": "b", "output": "乙"}]}
    )
    assert {row.get("group") for row in rows} == {"翻译"}
    (row,) = read({"instruction": "翻译", "instances": [{"input": "a", "output": "甲"}]})
    assert "group" not in row


def test_a_record_that_would_give_very_many_rows_is_refused() -> None:
    many = [says("assistant", "a", rank=place) for place in range(1002)]
    assert refused({"prompt": says("prompter", "long" * 99, *many)}).evidence == {"rows": 1002, "most": 1000}
