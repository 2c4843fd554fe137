"""What is remembered of a long text that repeats itself: the outcome is the same, and the work is less."""

from __future__ import annotations

import re

from danlu.cleaning.personal.bank_card import BANK_CARD
from danlu.cleaning.personal.name import NAME
from danlu.cleaning.personal.phone import PHONE
from danlu.cleaning.personal.remembering import remembering, remembering_places
from danlu.cleaning.rule import Stretch

_WORD = re.compile("ab")


def test_a_repeated_text_is_judged_a_few_times_only() -> None:
    judged = []

    def judge(_text: str, match: re.Match[str]) -> Stretch | None:
        judged.append(match.start())
        return (match.start() + 1, match.end()) if match.start() % 2 else None

    text = "ab-ab--" * 5_000
    recall = remembering(judge, text)
    made = [recall(text, match) for match in _WORD.finditer("ab--" * 5_000)]
    assert len(made) == 5_000
    assert len(judged) < 200


def test_a_short_text_is_judged_as_ever() -> None:
    def judge(_text: str, match: re.Match[str]) -> Stretch | None:
        return match.span()

    assert remembering(judge, "ab" * 100) is judge


def test_what_reaches_further_than_is_looked_is_looked_at_again() -> None:
    looked = []

    def look(start: int, end: int) -> list[Stretch]:
        looked.append(start)
        return [(start, end + 60)]

    recall = remembering_places(look, "ab" * 10_000, 8, 64)
    assert [recall(place, place + 2) for place in (100, 102, 104)] == [
        [(place, place + 62)] for place in (100, 102, 104)
    ]
    assert looked == [100, 102, 104]


def test_the_same_is_found_in_a_long_text_as_in_its_parts() -> None:
    for detector, part in (
        (PHONE, "电话13912345678，订单号：13912345678，1390013900139\n"),
        (BANK_CARD, "卡号6222021234567890128，订单4111111111111111，Visa 4111 1111 1111 1111。\n"),
        (NAME, "请联系赵青山先生；姓名：欧阳一凡，性别：女\n"),
    ):
        alone = detector.find(part * 3)
        size = len(part)
        middle = [(start - size, end - size) for start, end in alone if size <= start < 2 * size]
        times = 12_000 // size
        found = detector.find(part * times)
        inner = [(start - 9 * size, end - 9 * size) for start, end in found if 9 * size <= start < 10 * size]
        assert middle
        assert inner == middle
