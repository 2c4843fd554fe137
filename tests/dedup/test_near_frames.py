"""The frame of two prompts is taken off as said, whatever the pair; what differs decides."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from danlu.dedup.near.kernels.folding import FOLDED
from danlu.dedup.near.kernels.framing import take_frame
from danlu.dedup.near.kernels.likeness import ALIKE, APART, EQUAL, UNFRAMED, compare_framed, workspace
from danlu.dedup.near.merge import merge
from danlu.dedup.near.rows import Near
from tests.dedup.near_oracle import Text, alike, flat, folded, rest_alike, rest_of

NEAR = Near(threshold=7000, least_characters=12, both_sides=True)
SIGNS = st.sampled_from(
    [*"。！？；：…—–.!?;:|-，, \n\t\u3000\u00a0", " - ", "-- ", ". ", "\n\n", "", ": ", "？\n"]
)
WORDS = st.sampled_from(
    [
        "渡口",
        "老船工把船停在岸边",
        "灯",
        "river",
        "The ferry is late",
        "ＡＢＣ",
        "abc",
        "3.5",
        "a-b",
        "🙂",
        "…x",
        "豈",
    ]
)
TEXTS = st.lists(st.one_of(WORDS, SIGNS), max_size=24).map("".join)
LONG = st.sampled_from(
    [
        "",
        "判断下面这句话的情感。\n只回答一个词：积极、消极、中性。\n",
        "Name the mood of it; say one word.\n" * 3,
    ]
)


@st.composite
def prompts(draw: Any) -> tuple[str, str]:
    """Two prompts that often share what they begin and end with, as written or nearly."""
    before, after = draw(LONG) + draw(TEXTS), draw(TEXTS) + draw(LONG)
    one, other = draw(TEXTS), draw(TEXTS)
    spelt = draw(st.sampled_from([str, str.upper, lambda text: text.replace("\n", "\n\n")]))
    return before + one + after, spelt(before) + other + after


def text_of(prompt: str, pad: str = "") -> tuple[Any, int, int]:
    """A prompt as a kernel takes it, behind other bytes."""
    data = np.frombuffer((pad + prompt + "\n").encode(), np.uint8)
    return data, len(pad.encode()), data.size - 1


def rests(one: str, other: str, pad: str = "") -> tuple[str, str, bool]:
    left, right = text_of(one, pad), text_of(other)
    rooms = tuple(np.empty(len(each[0]) + 8, np.uint32) for each in (left, right))
    start, end, begin, stop, framed = take_frame(left, right, FOLDED, rooms)
    return bytes(left[0][start:end]).decode(), bytes(right[0][begin:stop]).decode(), bool(framed)


def verdict(one: str, other: str, near: Near = NEAR) -> int:
    left, right = text_of(one), text_of(other)
    space = workspace(max(len(left[0]), len(right[0])))
    found: int = compare_framed(left, right, FOLDED, (near.threshold, near.least_characters), space)
    return found


@given(prompts(), st.sampled_from(["", "-", "。", " "]))
@settings(deadline=None, max_examples=1500)
@example(("a。b", "a。c"), "-")
@example(("- a\nb", "- a\nc"), "-")
def test_what_a_frame_leaves_is_what_cutting_into_segments_leaves(pair: tuple[str, str], pad: str) -> None:
    one, other = pair
    left, right, framed = rests(one, other, pad)
    expected = rest_of(one, other)
    assert (folded(left), folded(right), framed) == (*map(folded, expected[:2]), expected[2])


@given(prompts())
@settings(deadline=None, max_examples=1000)
def test_the_verdict_is_symmetric_and_as_defined(pair: tuple[str, str]) -> None:
    one, other = pair
    found = verdict(one, other)
    assert found == verdict(other, one)
    expected = rest_alike(one, other, NEAR)
    if expected is None:
        assert found in {UNFRAMED, EQUAL}
    else:
        assert found == (ALIKE if expected else APART)


@given(st.lists(st.tuples(prompts(), st.sampled_from(["", "glad", "sad"])), min_size=2, max_size=4))
@settings(deadline=None, max_examples=200)
def test_of_two_rows_the_same_is_said_whichever_comes_first(drawn: list[tuple[tuple[str, str], str]]) -> None:
    texts = [Text("", prompt, answer) for pair, answer in drawn for prompt in pair]
    for one, other in pairwise(texts):
        there = merge(flat([one, other]), np.arange(2), NEAR)
        back = merge(flat([one, other]), np.array([1, 0]), NEAR)
        assert (there.survivors[1] == 0) == (back.survivors[0] == 1)
        if there.survivors[1] == 0:
            assert alike(one, other, NEAR) is not None


INSTRUCTION = (
    "Classify the mood of the sentence below.\nUse exactly one of these labels, in lower case: glad, sad."
)
INSTRUCTION_ZH = (
    "请判断下面句子的情感。\n只能使用以下标签之一，不要输出任何其他内容，也不要加标点符号：积极、消极、中性。"
)
SHOTS = "Say the mood of: the tea is warm\nglad\nSay the mood of: the bowl is in pieces\nsad\n"
TEMPLATES = {
    "instruction of two lines": INSTRUCTION + "\n{}",
    "两行指令": INSTRUCTION_ZH + "\n{}",
    "text first": "{}\n\n" + INSTRUCTION.replace("\n", " "),
    "正文在前": "{}\n" + INSTRUCTION_ZH.replace("\n", ""),
    "on one line": INSTRUCTION.replace("\n", " ") + " {}",
    "one line, text first": "{}. " + INSTRUCTION.replace("\n", " "),
    "signature": "{} -- sent from my telephone by the shop's own application, please excuse my brevity",
    "few shots": SHOTS + "Say the mood of: {}",
    "around": "Read this with care:\n{}\n" + INSTRUCTION,
}


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("heads", [0, 7])
@pytest.mark.parametrize("crowd", [2, 40])
def test_distinct_rows_of_a_template_are_not_merged(name: str, heads: int, crowd: int) -> None:
    random = np.random.default_rng(crowd)
    words = [*"炉火山水田川石木金土日月星云雨雪风霜春夏"] if name.isascii() is False else INSTRUCTION.split()
    gap = "" if name.isascii() is False else " "
    bodies = {gap.join(random.choice(words, 12)) for _ in range(crowd)}
    texts = [Text("", TEMPLATES[name].format(body) + "\n", "glad", heads) for body in sorted(bodies)]
    near = Near(both_sides=True)
    assert (merge(flat(texts), np.arange(len(texts)), near).survivors == -1).all()
    copies = [Text("", texts[0].asked.upper(), "glad", heads)]
    assert merge(flat(texts + copies), np.arange(len(texts) + 1), near).survivors[-1] == 0


def test_a_long_text_in_a_template_is_compared_by_itself() -> None:
    text = (
        "The gardener repairs the copper kettle behind the mill before sunrise, every second week of a month"
    )
    rows = [
        Text("", f"{INSTRUCTION}\n{each}\n", "glad")
        for each in (text, text.replace("copper", "iron"), text.replace("week", "day"))
    ]
    assert merge(flat(rows), np.arange(3), Near(both_sides=True)).survivors.tolist() == [-1, 0, 0]


def test_documents_know_no_frame() -> None:
    text = (
        "A long line that both have, word by word, from its first letter to its last one, and no more.\n" * 3
    )
    rows = [Text("", text + "One end.\n", ""), Text("", text + "Another.\n", "")]
    assert merge(flat(rows), np.arange(2), Near(both_sides=True)).survivors.tolist() == [-1, 0]
    rows = [Text("", text + "One end.\n", "x"), Text("", text + "Another.\n", "x")]
    assert merge(flat(rows), np.arange(2), Near(both_sides=True)).survivors.tolist() == [-1, -1]
