"""Hostile texts: what a detector does must not grow faster than the text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Self

import pytest

from danlu.cleaning.personal import context
from danlu.cleaning.personal.bank_card import BANK_CARD
from danlu.cleaning.personal.credit_code import CREDIT_CODE
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.email import EMAIL
from danlu.cleaning.personal.foreign_phone import FOREIGN_PHONE
from danlu.cleaning.personal.iban import IBAN
from danlu.cleaning.personal.id_number import ID_NUMBER
from danlu.cleaning.personal.landline import LANDLINE
from danlu.cleaning.personal.passport import PASSPORT
from danlu.cleaning.personal.phone import PHONE
from danlu.cleaning.personal.plate import PLATE
from danlu.cleaning.personal.qq import QQ
from danlu.cleaning.personal.wechat import WECHAT

DETECTORS = (
    *(EMAIL, PHONE, LANDLINE, FOREIGN_PHONE, ID_NUMBER, PASSPORT),
    *(BANK_CARD, IBAN, PLATE, CREDIT_CODE, WECHAT, QQ),
)
UNITS = (
    *(
        "1",
        "1-",
        "1 ",
        "0",
        "00",
        "001",
        "00 1",
        "+1 ",
        "+(1",
        "((0)",
        "1.2",
        "139",
        "62",
        "4111 ",
        "123 4567 ",
    ),
    *(
        "a@",
        "a@a.",
        "a(at)b",
        "://",
        "GB82",
        "A1",
        "京A",
        "护照",
        "护照A1",
        "QQ：",
        "微信",
        "vx ",
        "电话1",
        "订单",
    ),
)


class Characters(str):
    """A text that counts the characters that are cut out of it."""

    __slots__ = ("cut",)

    def __new__(cls, text: str) -> Self:
        made = super().__new__(cls, text)
        made.cut = 0
        return made

    def __getitem__(self, place: object) -> str:
        piece = super().__getitem__(place)  # type: ignore[index]
        self.cut += len(piece)
        return piece


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many candidates were judged."""
    judged = [0]
    seek = context.seek
    for name in (
        "phone",
        "landline",
        "foreign_phone",
        "id_number",
        "bank_card",
        "iban",
        "plate",
        "credit_code",
    ):
        monkeypatch.setattr(f"danlu.cleaning.personal.{name}.seek", _counting(seek, judged))
    return judged


def _counting(seek: object, judged: list[int]) -> object:
    def count(pattern: object, text: str, judge: object, start: int = 0) -> object:
        def judge_one(whole: str, match: object) -> object:
            judged[0] += 1
            return judge(whole, match)  # type: ignore[operator]

        return seek(pattern, text, judge_one, start)  # type: ignore[operator]

    return count


@pytest.mark.parametrize(
    "sizes",
    [(4_000, 8_000), (8_192, 16_380), (20_000, 40_000)],
    ids=["looked at", "remembered", "in windows"],
)
@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.kind)
def test_work_grows_with_the_text_only(
    detector: Detector, sizes: tuple[int, int], searches: list[int]
) -> None:
    for unit in UNITS:
        work = []
        for size in sizes:
            searches[0] = 0
            text = Characters((unit * size)[:size])
            found = detector.find(text)
            assert all(0 <= start < end <= size for start, end in found)
            assert all(left[1] <= right[0] for left, right in itertools.pairwise(found))
            work.append(text.cut + searches[0] * 40)
        assert work[1] <= 2 * work[0] + 4_000, unit
        assert work[1] <= sizes[1] * 400, unit
