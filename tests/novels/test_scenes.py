"""Scenes become rows, every paragraph has one fate, and no text of a used one is lost."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.ledger import Reason
from danlu.novels.scenes import LONGEST_PARAGRAPH, MOST_CHARACTERS
from danlu.pieces import Paragraph
from danlu.reading_knobs import Novel
from danlu.rows import Kind
from tests.novels.told import CHINESE, ENGLISH, paragraphs, rows_of, turns, weave


def test_a_chinese_story() -> None:
    first, second = rows_of(CHINESE)
    assert first["kind"] is Kind.CONVERSATION
    assert first["surface"] == {"format": "novel"}
    assert (first["group"], second["group"]) == ("第一章 雨夜", "第二章 照片")
    assert first["system"] == "第一章 雨夜\n\n你扮演林小满，与老周对话。括号里是叙述。"
    assert turns(first) == [
        ("user", None, "（雨下了一整夜。巷子尽头的灯还亮着，像一只不肯合上的眼睛。）"),
        (
            "assistant",
            None,
            "（林小满推开门，把伞靠在墙角，说道：）老板，来碗面。\n灯还亮着呢。（林小满笑着说。）",
        ),
        ("user", "老周", "（老周叹了口气，放下手里的账本：）就剩阳春面，吃不吃？"),
        ("assistant", None, "吃。"),
        ("user", "老周", "加蛋两块。"),
        ("assistant", None, "加两个。"),
        ("user", "老周", "（老周转身进了厨房。锅里的水声和外面的雨声混在一起。）\n你是新搬来的？"),
        ("assistant", None, "昨天刚到。（林小满看着墙上的照片，）这是您女儿？"),
    ]
    assert first["extra"]["after"] == "（老周没有回答。）\n老周：（过了很久，他才低声说：）是。"
    assert [role for role, _, _ in turns(second)] == ["user", "assistant"] * 2
    assert second["extra"]["assistant"] == "林小满"
    assert "“老照片”" in (second["messages"][2]["content"] or "")


def test_an_english_story() -> None:
    mill, aunt, bridge = rows_of(ENGLISH)
    assert mill["system"] == (
        "CHAPTER I\n\nTHE LAMP IN THE MILL\n\n"
        "You play Margaret and talk with Tobias. Text in parentheses is narration."
    )
    assert turns(mill)[1:] == [
        (
            "assistant",
            None,
            "There it is again, (said Margaret, stopping at the gate.) You can't tell me that is the moon.",
        ),
        (
            "user",
            "Tobias",
            "I never said it was, (He pulled his collar up and looked at the sky.) The moon is behind us.",
        ),
        ("assistant", None, "Then who lit it?"),
        ("user", "Tobias", "Somebody who has oil.\n(Margaret laughed.)"),
        ("assistant", None, "You are no help at all,"),
    ]
    assert aunt["extra"]["headings"] == bridge["extra"]["headings"] == ["CHAPTER II"]
    assert aunt["group"] == bridge["group"] == "CHAPTER II"
    assert turns(bridge)[0][2] == (
        "I will tell you what he told me last night, There was a gate under the wheel, and in his time it "
        "was closed every autumn.\nAnd he told me that nobody has closed it since."
    )


def fates(pieces: list[Paragraph], options: Novel | None = None) -> dict[int, Reason | None]:
    woven = weave(pieces, options)
    handles = [handle for each in woven for handle in each.handles]
    assert sorted(handles) == list(range(1, len(pieces) + 1))
    assert all(list(each.handles) == sorted(each.handles) for each in woven)
    assert all((each.reason is None) == bool(each.rows) for each in woven)
    return {handle: each.reason for each in woven for handle in each.handles}


def test_paragraphs_without_dialogue_are_refused() -> None:
    pieces = [Paragraph("第一章 甲", heading=True), Paragraph("风起。"), Paragraph("“好。”张三说。")]
    assert set(fates(pieces).values()) == {Reason.NO_DIALOGUE}


PAIR = [Paragraph("张三问：“来了？”"), Paragraph("李四答道：“来了。”")]


@pytest.mark.parametrize(("gap", "scenes"), [(3, 1), (4, 2)])
def test_a_long_gap_ends_a_scene(gap: int, scenes: int) -> None:
    pieces = [*PAIR, *[Paragraph("雨还在下。")] * gap, *PAIR]
    assert len([each for each in weave(pieces, Novel(gap_paragraphs=3)) if each.rows]) == scenes
    assert set(fates(pieces).values()) == {None}


@pytest.mark.parametrize("between", ["* * *", "却说王五在家闲坐。", "第二章 乙"])
def test_what_ends_a_scene(between: str) -> None:
    piece = Paragraph(between, heading=between.startswith("第"))
    rows = [row for each in weave([*PAIR, piece, *PAIR]) for row in each.rows]
    assert len(rows) == 2


def test_context_is_as_many_whole_paragraphs_as_fit() -> None:
    pieces = [Paragraph("很久以前。"), Paragraph("那天下雨。"), Paragraph("山里很冷。"), *PAIR]
    woven = weave(pieces, Novel(scene_characters=14))
    assert [(list(each.handles), each.reason) for each in woven] == [
        ([1], Reason.NO_DIALOGUE),
        ([2, 3, 4, 5], None),
    ]
    assert woven[1].rows[0]["system"] == "那天下雨。\n\n山里很冷。\n\n你扮演李四，与张三对话。括号里是叙述。"


def test_the_assistant_has_most_lines_and_speaks_second_on_a_tie() -> None:
    assert weave(PAIR)[0].rows[0]["extra"]["assistant"] == "李四"
    longer = [*PAIR, Paragraph("张三又道：“坐。”"), Paragraph("李四道：“好。”"), Paragraph("张三道：“茶。”")]
    row = weave(longer)[0].rows[0]
    assert row["extra"]["assistant"] == "张三"


def test_speech_of_nobody_is_told_not_said() -> None:
    pieces = [PAIR[0], Paragraph("忽报：“贼来了。”"), PAIR[1]]
    (row,) = [row for each in weave(pieces) for row in each.rows]
    assert turns(row) == [("user", "张三", "来了？\n（忽报：“贼来了。”）"), ("assistant", None, "来了。")]


def test_several_users_in_one_turn_are_named_in_it() -> None:
    pieces = [
        *PAIR,
        Paragraph("王五道：“我也来了。”"),
        Paragraph("张三道：“好。”"),
        Paragraph("李四道：“坐。”"),
    ]
    (row,) = [row for each in weave([*pieces, PAIR[1]]) for row in each.rows]
    assert turns(row)[2] == ("user", None, "王五：我也来了。\n张三：好。")


def test_given_names_are_joined_with_full_ones() -> None:
    pieces = [Paragraph("张飞曰：“谁？”"), Paragraph("云长曰：“我。”"), Paragraph("飞大笑曰：“来！”")]
    (row,) = [row for each in weave(pieces) for row in each.rows]
    assert row["extra"]["assistant"] == "张飞"
    assert "飞、" not in (row["system"] or "")


def test_dialogue_without_end_is_cut() -> None:
    pieces = [Paragraph("张三问：“" + "来" * 300 + "？”"), Paragraph("李四答道：“" + "去" * 300 + "。”")] * 40
    rows = [row for each in weave(pieces) for row in each.rows]
    assert len(rows) > 4
    assert all(sum(len(m["content"] or "") for m in row["messages"]) < MOST_CHARACTERS + 700 for row in rows)
    fates(pieces)


def test_a_paragraph_without_measure_is_refused() -> None:
    pieces = [Paragraph("张三曰：“好。”李四曰：“不。”" * (LONGEST_PARAGRAPH // 10)), *PAIR]
    assert list(fates(pieces).values()) == [Reason.NO_DIALOGUE, None, None]


WORDS = st.sampled_from(["雨停了", "灯亮着", "they waited", "河水涨了", "the door"])
LINE = st.sampled_from(
    [
        "张三道：“{}。”",
        "“{}。”李四说。",
        "李四看着他，低声说：“{}。”",
        "“{}。”",
        "“{}，”张三说，“{}。”",
        "忽报：“{}。”",
        "{}。",
        "“{}。",
        '"{}," said Anna, rising. "{}."',
        '"{}?" asked Tom.',
    ]
)
PARAGRAPH = st.tuples(LINE, WORDS, WORDS).map(lambda parts: parts[0].format(*parts[1:]))
PIECE = st.one_of(
    PARAGRAPH.map(Paragraph),
    st.sampled_from([Paragraph("第一章", heading=True), Paragraph("***"), Paragraph("却说。")]),
)


@settings(max_examples=150, deadline=None)
@given(pieces=st.lists(PIECE, max_size=25), gap=st.integers(1, 3), context=st.sampled_from([0, 10, 600]))
def test_no_text_of_a_used_paragraph_is_lost(pieces: list[Paragraph], gap: int, context: int) -> None:
    options = Novel(gap_paragraphs=gap, scene_characters=context)
    assert weave(pieces, options) == weave(pieces, options)
    fates(pieces, options)
    for woven in weave(pieces, options):
        for row in woven.rows:
            text = "\n".join(
                [
                    row["system"] or "",
                    *[m["content"] or "" for m in row["messages"]],
                    row["extra"].get("after", ""),
                ]
            )
            roles = [message["role"] for message in row["messages"]]
            assert roles[-1] == "assistant"
            assert all(one != other for one, other in pairwise(roles))
            for handle in woven.handles:
                for word in ("雨停了", "灯亮着", "they waited", "河水涨了", "the door"):
                    if word in pieces[handle - 1].text:
                        assert word in text


@pytest.fixture
def three_kingdoms() -> str:
    path = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "text" / "三国演义.txt"
    if not path.is_file():
        pytest.skip("the shared data are not here")
    return path.read_text(encoding="utf-8")


def test_three_kingdoms(three_kingdoms: str) -> None:
    pieces = paragraphs(three_kingdoms[:200_000])
    assert sum(piece.heading for piece in pieces) > 30
    rows = [row for each in weave(pieces) for row in each.rows]
    assert len(rows) > 100
    assert {row["extra"]["assistant"] for row in rows} > {"曹操", "玄德", "吕布", "董卓"}
