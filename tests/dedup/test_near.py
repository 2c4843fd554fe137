from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.dedup.near import crowds
from danlu.dedup.near.bands import sketch_rows
from danlu.dedup.near.kernels.folding import FOLDED, SHINGLE, fold, shingle
from danlu.dedup.near.merge import merge
from danlu.dedup.near.rows import Merged, Near
from tests.dedup.near_oracle import Text, flat, folded, jaccard, oracle, shingles

NEAR = Near(threshold=5000, least_characters=8)

SENTENCES = (
    "今天天气很好，我们去公园散步。",
    "他昨天买了三本书，都很有意思。",
    "The quick brown fox jumps over the lazy dog. ",
    "Please summarise the text below in one sentence. ",
    "请把下面的句子翻译成英文：",
    "价格 ＡＢＣ１２３ 元 and\u3000more\t words ",
    "Answer with one word:\n",
    " -- sent from the harbour\n",
)

pieces = st.sampled_from(SENTENCES)
letters = st.text(st.sampled_from("abc 天地人。X"), max_size=6)
sides = st.builds(lambda parts, end: "".join(parts) + end, st.lists(pieces, max_size=3), letters)


@st.composite
def rows(draw: Any) -> list[Text]:
    """Small corpora in which much is alike, with and without heads."""
    answers = draw(st.lists(sides, min_size=1, max_size=4))
    asked = draw(st.lists(sides, min_size=1, max_size=4))
    row = st.builds(
        lambda head, question, answer, more, stratum: Text(
            "" if head == 0 else SENTENCES[head] + "\n", question + more, "\n" + answer, head, stratum
        ),
        st.sampled_from((0, 0, 3, 4)),
        st.sampled_from(asked),
        st.sampled_from(answers),
        letters,
        st.sampled_from((1, 1, 1, 2)),
    )
    return list(draw(st.lists(row, min_size=2, max_size=14)))


def same(one: Merged, other: Merged) -> bool:
    fields = ("survivors", "shared", "unions", "parts")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in fields)


@given(rows(), st.randoms(use_true_random=False), st.sampled_from((0, 1, 2, 32)), st.booleans())
@settings(deadline=None, max_examples=400)
def test_the_outcome_is_the_greedy_star_over_alike_rows_that_share_a_key(
    texts: list[Text], random: Any, crowded: int, both_sides: bool
) -> None:
    near = replace(NEAR, both_sides=both_sides)
    ranks = list(range(len(texts)))
    random.shuffle(ranks)
    ranks = [-1 if random.random() < 0.1 else rank for rank in ranks]
    with pytest.MonkeyPatch.context() as patch:
        # what a giant bucket is changes nothing: its own way of comparing is exact too
        patch.setattr(crowds, "CROWDED", crowded)
        patch.setattr("danlu.dedup.near.merge.CROWDED", crowded)
        found = merge(flat(texts), np.array(ranks), near)
    assert same(found, oracle(texts, ranks, near))


@given(rows(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=100)
def test_neither_the_order_of_rows_nor_threads_change_the_outcome(texts: list[Text], random: Any) -> None:
    order = list(range(len(texts)))
    random.shuffle(order)
    here = merge(flat(texts), np.arange(len(texts)), NEAR)
    there = merge(flat([texts[each] for each in order]), np.array(order), NEAR, threads=3)
    moved = np.array([order[each] if each >= 0 else -1 for each in there.survivors])
    assert np.array_equal(here.survivors[order], moved)
    assert np.array_equal(here.similarities[order], there.similarities)


@given(st.text(max_size=40) | sides)
@settings(deadline=None)
def test_texts_are_folded_as_said_and_once(text: str) -> None:
    data = np.frombuffer(text.encode("utf-8", "replace"), np.uint8)
    codes = np.empty(len(data) + 8, np.uint32)
    text = bytes(data).decode()
    found = "".join(map(chr, codes[: fold(data, 0, len(data), FOLDED, codes)].tolist()))
    assert found == folded(text)
    again = np.frombuffer(found.encode(), np.uint8)
    count = fold(again, 0, len(again), FOLDED, codes)
    assert "".join(map(chr, codes[:count].tolist())) == found
    hashes = np.empty(len(data) + 8, np.uint64)
    total = shingle(codes, count, hashes)
    assert len(set(hashes[:total].tolist())) == len(shingles(text))
    assert total == max(count - SHINGLE + 1, min(count, 1))


def varied(text: str, rate: float, random: np.random.Generator) -> str:
    alphabet = list("的一是在不了有和人这中大为上个国") if ord(text[0]) > 255 else list("etaoinshrdlu ")
    changed = random.random(len(text)) < rate
    return "".join(str(random.choice(alphabet)) if c else t for c, t in zip(changed, text, strict=True))


@pytest.mark.parametrize(
    "alphabet", ["".join(map(chr, range(0x4E00, 0x5600))), "abcdefghijklmnopqrstuvwxyz  "]
)
@pytest.mark.parametrize("length", [60, 400, 1500])
def test_of_pairs_with_similarity_from_08_few_share_no_key(alphabet: str, length: int) -> None:
    random = np.random.default_rng(length)
    near = Near()
    texts = []
    while len(texts) < 600:
        text = "".join(random.choice(list(alphabet), length)).strip() or "a"
        other = varied(text, 0.02, random)
        shared, union = jaccard(text, other)
        if 0.8 <= shared / union < 0.9:
            texts += [Text(asked=text), Text(asked=other)]
    found = merge(flat(texts), np.arange(len(texts)), near).survivors[1::2]
    assert np.mean(found == np.arange(0, len(texts), 2)) >= 0.99


@pytest.mark.parametrize("crowded", [0, 32])
def test_the_threshold_itself_is_alike(crowded: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds, "CROWDED", crowded)
    monkeypatch.setattr("danlu.dedup.near.merge.CROWDED", crowded)
    letters = "".join(map(chr, range(0x4E00, 0x4E00 + 124)))
    texts = [Text(asked=letters), Text(asked=letters[:100])]
    assert jaccard(texts[0].asked, texts[1].asked) == (96, 120)
    for threshold, survivor in ((8000, 0), (8001, -1)):
        found = merge(flat(texts), np.arange(2), Near(threshold=threshold))
        assert found.survivors[1] == survivor
        assert found.similarities[1] == (8000 if survivor == 0 else 0)


def test_rows_below_the_least_length_are_left_alone() -> None:
    texts = [Text(asked="好的，谢谢你！"), Text(asked="好的，谢谢你。"), Text(asked="好的，谢谢你！")]
    assert (merge(flat(texts), np.arange(3), Near()).survivors == -1).all()


def test_what_must_be_equal_keeps_rows_apart() -> None:
    text = "这一段文字足够长，可以拿来比较。" * 4
    texts = [Text(asked=text), Text(asked=text, stratum=2), Text(asked=text + "。")]
    assert merge(flat(texts), np.arange(3), Near()).survivors.tolist() == [-1, -1, 0]


def test_rows_of_one_template_are_compared_by_what_differs() -> None:
    head = "判断下面这句话表达的情感是积极的还是消极的，只回答一个词，不要解释，也不要输出别的内容：\n"
    random = np.random.default_rng(3)
    bodies = ["".join(map(chr, random.integers(0x4E00, 0x9FA5, 24))) for _ in range(300)]
    texts = [Text(head, body, "\n积极", head_number=7) for body in bodies]
    assert (merge(flat(texts), np.arange(300), Near()).survivors == -1).all()
    texts.append(Text(head, bodies[5] + "  ", "\n积极", head_number=7))
    assert merge(flat(texts), np.arange(301), Near()).survivors[-1] == 5


def test_both_sides_must_be_alike_and_the_less_alike_is_told() -> None:
    head, asked = "Summarise.\n", "a long question about the weather in the mountains of the north " * 2
    answer = "it snows there from october to april and the wind never stops blowing at all " * 2
    texts = [
        Text(head, asked, answer, 9),
        Text(head, asked, "something else entirely is said here, with other words and no snow" * 2, 9),
        Text(head, asked.replace("north", "south"), answer.replace("april", "march, march"), 9),
    ]
    found = merge(flat(texts), np.arange(3), Near())
    assert found.survivors.tolist() == [-1, -1, 0]
    measured = [jaccard(texts[0].asked, texts[2].asked), jaccard(texts[0].answered, texts[2].answered)]
    assert (found.shared[2], found.unions[2]) == min(measured, key=lambda each: each[0] / each[1])
    assert found.parts[2] in (1, 2)


def test_where_both_sides_must_be_alike_one_answer_to_two_questions_stays_twice() -> None:
    answer = (
        "\nSorry, but that is nothing I can help with; please ask somebody who knows about it. There are "
        "people who do this for a living, they have the tools, and the law allows it where you live or not. "
        "Whatever you decide to do next, think of those who own it, and of what they would say to you."
    )
    asked = ("How do I open the safe of my neighbour?", "How do I pick the lock of a green car?")
    texts = [Text(asked=each, answered=answer) for each in asked]
    assert merge(flat(texts), np.arange(2), Near()).survivors.tolist() == [-1, 0]
    assert merge(flat(texts), np.arange(2), Near(both_sides=True)).survivors.tolist() == [-1, -1]


def test_ranks_must_differ_and_thresholds_be_in_range() -> None:
    with pytest.raises(ValueError, match="two rows have the same"):
        merge(flat([Text(asked="x" * 50)] * 2), np.array([1, 1]), Near())
    with pytest.raises(ValueError, match="threshold"):
        Near(threshold=10_001)
    with pytest.raises(ValueError, match="least_characters"):
        Near(least_characters=0)


def test_no_rows_are_no_trouble() -> None:
    found = merge(flat([]), np.empty(0, np.int64), Near())
    assert len(found.survivors) == 0
    assert sketch_rows(flat([Text()]), Near()).wholes.shape == (21, 0)
