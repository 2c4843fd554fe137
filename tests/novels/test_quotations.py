"""What is speech in a paragraph, and what only looks so."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danlu.novels.quotations import open_mark_of, split_paragraph


def said(text: str, open_mark: str | None = None) -> list[str]:
    return [beat.said for beat in split_paragraph(text, open_mark=open_mark) if beat.said is not None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲道：“好。”乙笑曰：“不好！”", ["好。", "不好！"]),
        ("甲說：「好。『真的。』走吧。」", ["好。『真的。』走吧。"]),
        ("『好。』甲说。", ["好。"]),
        ('"Well," said A, "why not?"', ["Well,", "why not?"]),
        ("“Well,” said A, “why not?”", ["Well,", "why not?"]),
        ("'Well,' said A, 'the dogs' food isn't far.'", ["Well,", "the dogs' food isn't far."]),
        ("‘Well,’ said A, ‘it isn’t far.’", ["Well,", "it isn’t far."]),
        ("«Bien», dijo A. «Vamos.»", ["Vamos."]),
        ("“He said ‘no,’ I think.”", ["He said ‘no,’ I think."]),
        ("— Not today, — said A. — Tomorrow.", ["Not today,", "Tomorrow."]),
        ("——你来了。", ["你来了。"]),
        ("玄曰：吾往也。众皆惊。乙道：不可。", ["吾往也。众皆惊。", "不可。"]),
        ("甲大叫“快走！”", ["快走！"]),
    ],
)  # fmt: skip
def test_speech(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "此人号为“太平道人”，人称“老仙”。",
        "'Tis an odd thing, and the boys' hats were on the table.",
        'The so-called "river book" was lost.',
        "后人有诗叹曰：“江水东流去，青山依旧在。”",
        "其书略曰：“某月某日。”",
        "——调寄《临江仙》",
        "甲心想：“真热闹。”",
        "It's nothing, don't worry.",
    ],
)
def test_no_speech(text: str) -> None:
    assert said(text) == []


def test_a_lost_closing_mark_harms_only_its_own_speech() -> None:
    assert said("甲曰：“先生教我。乙曰：“去蜀中。”") == ["先生教我。", "去蜀中。"]


def test_speech_goes_on_in_the_next_paragraph() -> None:
    first = split_paragraph("“It was late.")
    assert open_mark_of(first) == "“"
    assert split_paragraph("“Very late.”", open_mark="“")[0].again
    assert not split_paragraph("Nobody came.", open_mark="“")[0].again
    assert open_mark_of(split_paragraph("“It was late.”")) is None


@given(st.text(st.sampled_from("“”‘’「」『』«»\"'曰：:道，。,. —– aA甲"), max_size=60))
def test_beats_are_the_paragraph(text: str) -> None:
    assert "".join(beat.text for beat in split_paragraph(text)) == text


@pytest.mark.parametrize(
    "unit", ["“", "「", "曰：“甲。", " 'a", "'a,' ", "曰：好", "“甲”", '"a," he said, ', "— a "]
)
def test_time_is_linear(unit: str) -> None:
    def seconds(count: int) -> float:
        text = unit * count
        start = time.process_time()
        split_paragraph(text)
        return time.process_time() - start

    small = min(seconds(4000) for _ in range(3))
    assert min(seconds(32000) for _ in range(2)) < 30 * small + 0.05
