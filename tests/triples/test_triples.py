from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danlu.ledger import Reason
from danlu.rows import Kind, Row
from danlu.triples import Questions, Triple, declared_triple, find_triple
from danlu.triples.words import words_of
from danlu.woven import Woven


def weave(triples: Iterable[Triple | tuple[str, str, str]], most: int = 100) -> list[Woven]:
    questions = Questions(most)
    fates: list[Woven] = []
    for handle, triple in enumerate(triples, 1):
        fates += questions.take(handle, triple if isinstance(triple, Triple) else Triple(*triple))
    return [*fates, *questions.finish()]


def said(row: Row) -> tuple[str | None, str | None]:
    user, assistant = row["messages"]
    assert (user["role"], assistant["role"]) == ("user", "assistant")
    return user["content"], assistant["content"]


@pytest.mark.parametrize(
    "keys",
    [
        ("head", "relation", "tail"),
        ("subject", "predicate", "object"),
        ("s", "p", "o"),
        ("h", "r", "t"),
        ("头实体", "关系", "尾实体"),
        ("主语", "谓语", "宾语"),
        ("实体", "属性", "值"),
        ("Tail", "Head", "Relation"),
    ],
)
def test_records_of_triples(keys: tuple[str, str, str]) -> None:
    found = find_triple(dict(zip(keys, keys, strict=True)))
    assert found is not None
    expected = ("Head", "Relation", "Tail") if "Tail" in keys else keys
    assert (found.subject, found.predicate, found.object) == expected


@pytest.mark.parametrize(
    "value",
    [
        {"s": "a", "p": "b"},
        {"s": "a", "p": "b", "o": None},
        {"s": "a", "p": "b", "o": ["c"]},
        {"s": "a", "p": True, "o": "c"},
        {"s": "a", "p": "b", "o": "c", "text": "more"},
        {"s": "a", "p": "b", "o": "c", "S": "d"},
        {"head": "a", "relation": "b", "object": "c"},
        {"instruction": "a", "input": "b", "output": "c"},
        ["a", "b", "c"],
        "a",
        None,
    ],
)
def test_other_records_are_none(value: object) -> None:
    assert find_triple(value) is None


def test_what_stands_beside_a_triple_is_kept() -> None:
    record = {"head": "A", "relation": "capital", "tail": 7, "confidence": 0.5, "head_id": "Q1"}
    found = find_triple(record)
    assert found is not None
    assert (found.object, found.subject_id, found.extra) == ("7", "Q1", {"confidence": 0.5, "head_id": "Q1"})
    (fate,) = weave([found])
    assert fate.rows[0].get("extra") == {"triples": [{"object": "7", "confidence": 0.5, "head_id": "Q1"}]}
    assert fate.rows[0].get("group") == "Q1"


def test_declared_tables() -> None:
    assert declared_triple({"国家": "法国", "首都": "巴黎"}) == Triple("法国", "首都", "巴黎")
    assert declared_triple({"x": "Hamlet", "y": "author", "z": 1}) == Triple("Hamlet", "author", "1")
    assert declared_triple(["a", "b", "c"]) == Triple("a", "b", "c")
    assert declared_triple({"a": "1", "b": "2", "c": "3", "d": "4"}) is None
    assert declared_triple({"a": None, "b": "2"}) is None


WORDINGS = [
    (("中国", "首都", "北京"), "的首都是", "中国的首都是北京。"),
    (("France", "capital", "Paris"), "capital of France", "The capital of France is Paris."),
    (("法国", "capital", "巴黎"), "法国的首都是哪里", "法国的首都是巴黎。"),
    (("红楼梦", "作者", "曹雪芹"), "红楼梦的作者是谁", "红楼梦的作者是曹雪芹。"),
    (("A", "placeOfBirth", "London"), "Where was A born?", "A was born in London."),
    (("A", "born_in", "London"), "Where was A born?", "A was born in London."),
    (("甲", "出生于", "杭州"), "甲出生在哪里？", "甲出生在杭州。"),
    (("氢", "属于", "非金属"), "氢属于什么？", "氢属于非金属。"),
    (("Engine", "dependsOn", "fuel"), "What does Engine depend on?", "Engine depends on fuel."),
    (("Wall", "is_made_of", "stone"), "What is Wall made of?", "Wall is made of stone."),
    (("西游记", "改编自", "传说"), "西游记改编自什么？", "西游记改编自传说。"),
    (("Car", "hasColor", "red"), "color of Car", "The color of Car is red."),
    (("中国", "GDP", "18"), "中国的 GDP 是什么", "中国的 GDP 是18。"),
    (("猫", "简介", "猫是动物。"), "猫的简介", "猫的简介：猫是动物。"),
    (("{s}", "p{o}", "{0}"), "p{o} of {s}", "The p{o} of {s} is {0}."),
]


@pytest.mark.parametrize(("triple", "asked", "told"), WORDINGS)
def test_wording(triple: tuple[str, str, str], asked: str, told: str) -> None:
    (fate,) = weave([triple])
    question, answer = said(fate.rows[0])
    assert asked in str(question)
    assert answer == told
    assert fate.rows[0]["kind"] is Kind.CONVERSATION
    assert fate.rows[0].get("surface") == {"format": "triples"}
    assert fate.format == "triples"


def test_objects_of_one_question_are_joined() -> None:
    fates = weave([("水", "包含", "氢"), ("Book", "author", "A"), ("水", "包含", "氧"), ("水", "包含", "氢")])
    assert [fate.handles for fate in fates] == [[1, 3, 4], [2]]
    assert said(fates[0].rows[0]) == ("水包含什么？", "水包含氢、氧。")
    (many,) = weave([("Book", "author", "A"), ("Book", "author", "B")])
    assert said(many.rows[0])[1] == "The authors of Book are A and B."


def test_one_to_one_relations_are_asked_both_ways() -> None:
    (fate,) = weave([("法国", "首都", "巴黎")])
    assert [said(row)[1] for row in fate.rows] == ["法国的首都是巴黎。", "首都是巴黎的国家是法国。"]
    assert {row.get("group") for row in fate.rows} == {"法国"}
    shared = weave([("明朝", "首都", "北京"), ("中国", "首都", "北京")])
    assert [len(fate.rows) for fate in shared] == [1, 1]
    (book,) = weave([("红楼梦", "作者", "曹雪芹")])
    assert len(book.rows) == 1


def test_things_of_one_name_stay_apart() -> None:
    first, second = weave([Triple("巴黎", "位于", "法国", "e:1"), Triple("巴黎", "位于", "美国", "e:2")])
    assert said(first.rows[0])[1] == "巴黎位于法国。"
    assert said(second.rows[0])[1] == "巴黎位于美国。"


def test_languages_are_asked_apart() -> None:
    fates = weave(
        [
            Triple("Berlin", "motto", "eins", language="de"),
            Triple("Berlin", "motto", "one", language="en-GB"),
            Triple("Berlin", "motto", "一", language="zh-Hans"),
        ]
    )
    german, english, chinese = (said(fate.rows[0])[0] for fate in fates)
    assert str(german).endswith("Answer in German.")
    assert "Answer" not in str(english)
    assert "的 motto" in str(chinese)


def test_a_blank_part_is_refused() -> None:
    fates = weave([("", "a", "b"), ("a", " ", "b"), ("a", "b", "\u3000")])
    assert [(fate.handles, fate.rows, fate.reason) for fate in fates] == [
        ([number], (), Reason.EMPTY_RECORD) for number in (1, 2, 3)
    ]


def test_the_window_closes_what_waited_longest() -> None:
    triples = [("a", "p", "1"), ("b", "p", "1"), ("a", "p", "2"), ("c", "p", "1"), ("b", "p", "2")]
    assert [list(fate.handles) for fate in weave(triples, most=2)] == [[2], [1, 3], [4], [5]]


NAMES = st.sampled_from(
    ["中国", "France", "水", "首都", "capital", "hasPart", "born in", "p_q", "", " ", "a,b"]
)


@given(st.lists(st.tuples(NAMES, NAMES, NAMES), max_size=40), st.integers(1, 50))
def test_every_triple_has_one_fate(triples: list[tuple[str, str, str]], most: int) -> None:
    fates = weave(triples, most)
    handles = [handle for fate in fates for handle in fate.handles]
    assert sorted(handles) == list(range(1, len(triples) + 1))
    for fate in fates:
        assert list(fate.handles) == sorted(fate.handles)
        assert bool(fate.rows) == (fate.reason is None)
        for row in fate.rows:
            question, answer = said(row)
            assert triples[fate.handles[0] - 1][0].strip() in str(answer)
            assert question
            assert answer
    if most >= len(triples):
        questions = [said(row)[0] for fate in fates for row in fate.rows[:1]]
        spelt = {(triples[fate.handles[0] - 1][:2]) for fate in fates if fate.rows}
        assert len(questions) == len(spelt)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_any_text_can_be_asked(subject: str, predicate: str, thing: str) -> None:
    (fate,) = weave([(subject, predicate, thing)])
    if fate.rows:
        question, answer = said(fate.rows[0])
        assert subject in str(question)
        assert subject in str(answer)
        assert thing in str(answer)


def test_the_choice_of_words_hangs_on_no_seed() -> None:
    program = (
        "from danlu.triples import *\n"
        "q = Questions()\n"
        "for n in range(40): list(q.take(n, Triple(f'Thing {n}', 'colour', 'red')))\n"
        "print([w.rows[0]['messages'][0]['content'] for w in q.finish()])\n"
    )
    outputs = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1
    questions: list[Any] = eval(outputs.pop())
    assert len({question.replace(f"Thing {number}", "") for number, question in enumerate(questions)}) > 2


@given(st.text(max_size=30))
def test_words_never_vanish(predicate: str) -> None:
    assert words_of(predicate) or not predicate
