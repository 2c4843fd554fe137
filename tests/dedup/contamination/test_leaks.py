"""The leak guard finds just the pairs that comparing each with each finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.dedup.contamination.leaks import FLOOR, Pairs, find_pairs, prepare
from danlu.dedup.near.rows import Near, NearRows
from tests.dedup.near_oracle import answers_agree, rest_alike

NEAR = Near(threshold=7000, least_characters=12)
Parts = tuple[str, str, str]
"""Head, what is asked, what is answered."""


def near_rows(rows: Sequence[Parts]) -> NearRows:
    encoded = [[part.encode() for part in row] for row in rows]
    data = b"".join(part for row in encoded for part in row)
    bounds, at = [], 0
    for row in encoded:
        places = [at]
        for part in row:
            at += len(part)
            places.append(at)
        bounds.append(places)
    heads = [
        0 if not head else 1 + int.from_bytes(head.encode()[:6].ljust(6, b"_"), "big") for head, _, _ in rows
    ]
    flat = np.frombuffer(data or b"\0", np.uint8)
    shape = np.array(bounds, np.int64).reshape(len(rows), 4)
    return NearRows(flat, shape, np.array(heads, np.uint64), np.zeros(len(rows), np.uint64))


def shingles(text: str) -> set[str]:
    folded = " ".join(text.lower().split())
    return {folded[at : at + 5] for at in range(len(folded) - 4)}


def side(text: str) -> set[str]:
    folded = " ".join(text.lower().split())
    return shingles(text) if len(folded) >= NEAR.least_characters else {"short:" + folded}


def jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


def brute(ours: Sequence[Parts], theirs: Sequence[Parts], near: Near = NEAR) -> dict[tuple[int, int], bool]:
    """Pairs by the definition, each with each, and which of them are leaks."""
    found = {}
    for left, one in enumerate(ours):
        for right, other in enumerate(theirs):
            alone = bool(one[2]) != bool(other[2])
            by_sides = bool(one[0]) and one[0] == other[0] and not alone
            if by_sides:
                likeness = min(jaccard(side(one[place]), side(other[place])) for place in (1, 2))
            else:
                wholes = ["".join(row) for row in (one, other)]
                if any(len(" ".join(whole.split())) < near.least_characters for whole in wholes):
                    continue
                likeness = jaccard(*map(shingles, wholes))
            if likeness * 10_000 >= FLOOR:
                prompts = (one[1], other[1]) if by_sides else (one[0] + one[1], other[0] + other[1])
                rest = rest_alike(*prompts, near) if one[2] and other[2] else None
                rest = None if rest is False and answers_agree(one[2], other[2], near) else rest
                sided = not by_sides and not alone and (near.both_sides or rest)
                sides = ((side(prompts[0]), side(prompts[1])), (side(one[2]), side(other[2])))
                alike = not sided or all(jaccard(*pair) * 10_000 >= near.threshold for pair in sides)
                found[left, right] = likeness * 10_000 >= near.threshold and rest is not False and alike
    return found


def found(pairs: Pairs) -> set[tuple[int, int]]:
    return set(zip(pairs.ours.tolist(), pairs.theirs.tolist(), strict=True))


WORDS = (
    "river",
    "stone",
    "apple",
    "window",
    "seven",
    "lantern",
    "quiet",
    "market",
    "paper",
    "north",
    "bridge",
)
PHRASES = st.lists(st.sampled_from(WORDS), min_size=0, max_size=14).map("-".join)
FRAMES = st.sampled_from(["", "", "Name the mood. ", "Read this:\n", "in one word\n"])
LINES = st.builds(lambda before, text, after: before + text + after, FRAMES, PHRASES, FRAMES)
ROWS = st.tuples(st.sampled_from(["", "", "Sort:", "Name it:"]), LINES, LINES)


@st.composite
def sides(draw: st.DrawFn) -> tuple[list[Parts], list[Parts]]:
    """Rows and held-out rows, some of which are rows with some words edited."""
    ours, theirs = draw(st.lists(ROWS, max_size=12)), draw(st.lists(ROWS, max_size=6))
    for row in ours:
        if draw(st.booleans()):
            old, new = draw(st.sampled_from(WORDS)), draw(st.sampled_from(WORDS))
            head = draw(st.sampled_from([row[0], row[0], ""]))
            theirs.append((head, row[1].replace(old, new), row[2].replace(new, old, 1)))
    return ours, draw(st.permutations(theirs))


@settings(max_examples=200, deadline=None)
@given(sides(), st.booleans())
def test_the_join_is_what_comparing_each_with_each_gives(
    rows: tuple[list[Parts], list[Parts]], both_sides: bool
) -> None:
    ours, theirs = rows
    near = replace(NEAR, both_sides=both_sides)
    pairs = find_pairs(near_rows(ours), prepare(near_rows(theirs), near))
    expected = brute(ours, theirs, near)
    leaks = dict(zip(zip(pairs.ours.tolist(), pairs.theirs.tolist(), strict=True), pairs.leaks, strict=True))
    assert leaks == expected
    only = find_pairs(near_rows(ours), prepare(near_rows(theirs), near, floor=near.threshold))
    assert only.leaks.all()
    assert found(only) == {pair for pair, leak in expected.items() if leak}


@settings(max_examples=50, deadline=None)
@given(sides(), st.integers(0, 10))
def test_where_shards_are_cut_does_not_matter(rows: tuple[list[Parts], list[Parts]], cut: int) -> None:
    ours, theirs = rows
    held_out = prepare(near_rows(theirs), NEAR)
    whole = found(find_pairs(near_rows(ours), held_out))
    first = found(find_pairs(near_rows(ours[:cut]), held_out))
    rest = found(find_pairs(near_rows(ours[cut:]), held_out))
    assert first | {(row + len(ours[:cut]), other) for row, other in rest} == whole
    halves = [theirs[:cut], theirs[cut:]]
    split = [found(find_pairs(near_rows(ours), prepare(near_rows(half), NEAR))) for half in halves]
    assert split[0] | {(row, other + len(halves[0])) for row, other in split[1]} == whole


TEXT = "昨天傍晚，渡口的老船工把最后一班船停在岸边，收起缆绳，慢慢走回山脚下的小屋，点起了灯。"


def test_likeness_and_threshold_in_chinese() -> None:
    ours = [
        ("", TEXT, ""),
        ("", TEXT.replace("老船工", "年轻人"), ""),
        ("", TEXT[:24] + "天亮以后他又回来了。", ""),
    ]
    pairs = find_pairs(near_rows(ours), prepare(near_rows([("", TEXT, "")]), NEAR))
    assert pairs.likeness[0] == 10_000
    assert pairs.leaks.tolist()[:1] == [True]
    expected = [jaccard(shingles(row[1]), shingles(TEXT)) for row in ours]
    for row, likeness in zip(pairs.ours, pairs.likeness, strict=True):
        assert likeness == int(expected[row] * 10_000)
    assert pairs.leaks.tolist() == [expected[row] >= 0.7 for row in pairs.ours]


def test_rows_of_one_template_are_told_apart_by_what_differs() -> None:
    head = "Decide whether the review below is friendly or not, and answer with one word only, in lower case:"
    theirs = [(head, "The soup was cold and nobody came to take the plates away.", "negative")]
    ours = [
        (head, "A bright room, a kind host, and breakfast on the terrace.", "positive"),
        (head, "The soup was cold and nobody came to take the plates away!", "negative"),
        (head, "The soup was cold and nobody came to take the plates away.", "positive"),
    ]
    pairs = find_pairs(near_rows(ours), prepare(near_rows(theirs), NEAR))
    assert found(pairs) == {(1, 0)}


def test_a_floor_above_the_threshold_is_refused() -> None:
    with pytest.raises(ValueError, match="floor"):
        prepare(near_rows([]), NEAR, floor=8000)


LONG = "the answer that everybody gives to whatever is asked, word by word, again and again, without end"


@pytest.mark.parametrize(("both_sides", "leaks"), [(True, False), (False, True)])
def test_a_stock_answer_alone_is_a_leak_only_where_one_side_is_enough(both_sides: bool, leaks: bool) -> None:
    near = Near(threshold=7000, least_characters=12, both_sides=both_sides)
    one, other = ("", "how is steel made?", LONG), ("", "where do swifts sleep?", LONG)
    found = find_pairs(near_rows([one]), prepare(near_rows([other]), near))
    assert found.likeness[0] >= near.threshold
    assert found.leaks.tolist() == [leaks]


def test_a_question_that_differs_in_a_number_and_is_answered_otherwise_is_none() -> None:
    near = Near(threshold=7000, least_characters=40, both_sides=True)
    rows = [("", f"Name the month number {n} after the flood.", f"It is called moon {n}.") for n in (7, 8)]
    found = find_pairs(near_rows(rows[:1]), prepare(near_rows(rows[1:]), near))
    assert found.likeness[0] >= near.threshold
    assert found.leaks.tolist() == [False]


QUESTION = "Name the mood of the sentence below in one word.\n"
LABELS = "Answer with one of these words and with nothing else: glad, sad, angry, calm, tired, unclear."


@pytest.mark.parametrize("parts", [("", "{}\n" + LABELS, "glad"), ("", QUESTION + LABELS + "\n{}", "glad")])
def test_rows_of_a_template_with_other_texts_are_no_leaks(parts: Parts) -> None:
    near = Near(both_sides=True)
    texts = ("The ferry came late, and nobody minded.", "A gull took our bread from the table.")
    one, other = ([(parts[0], parts[1].format(text), parts[2])] for text in texts)
    assert not find_pairs(near_rows(one), prepare(near_rows(other), near)).leaks.any()
    assert find_pairs(near_rows(one), prepare(near_rows(one), near)).leaks.tolist() == [True]


@pytest.mark.parametrize("head", ["", "守则\n"])
@pytest.mark.parametrize("floor", [5000, 7000])
def test_a_held_out_row_that_stands_in_a_document_is_a_leak_either_way(head: str, floor: int) -> None:
    near = Near(both_sides=True)
    row, document = (head, "渡口在哪里？\n", TEXT), (head, "渡口在哪里？\n" + TEXT, "")
    for train, held_out in ((document, row), (row, document)):
        pairs = find_pairs(near_rows([train]), prepare(near_rows([held_out]), near, floor))
        assert pairs.leaks.tolist() == [True]
