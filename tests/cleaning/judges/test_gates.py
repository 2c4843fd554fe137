"""What judges find by words must be seen by the scan: no text is found that would not be shown."""

from __future__ import annotations

import time

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danlu.cleaning.judges import bait, promotion, selling
from danlu.cleaning.judges.bait import BAIT
from danlu.cleaning.judges.gibberish import GIBBERISH
from danlu.cleaning.judges.judge import Judge
from danlu.cleaning.judges.lexicon import LEXICON
from danlu.cleaning.judges.promotion import PROMOTION
from danlu.cleaning.judges.repeated_characters import REPEATED_CHARACTERS, runs
from danlu.cleaning.judges.word_lists import word_lists
from danlu.cleaning.lexicons.folding import DISGUISES, fold
from danlu.cleaning.lexicons.lexicon import shipped
from danlu.cleaning.lexicons.table import table
from danlu.cleaning.plan import plan_of
from danlu.cleaning_knobs import Cleaned
from danlu.lexicon_knobs import Lexicons, RepeatedCharacters
from tests.cleaning.judges.shown import looked, said

_TERMS = sorted({term.text for each in shipped() for term in each.terms})
_BAIT = sorted({word for words in word_lists("bait_words").values() for word in words})
_PRAISE = sorted({word for words in word_lists("promotion_words").values() for word in words})
_SELLING = sorted({word for words in word_lists("selling_words").values() for word in words})
_OTHER = [
    "",
    " ",
    "。",
    "，",
    "\n",
    "x",
    "7",
    "的",
    "’",
    "：",
    "\u200b",
    "\u3000",
    "\ufe0f",
    "Ｖ",
    "＊",
    "13812345678",
    "400-123-4567",
    "xxxxxxxxxxx",
    "138xxxxxxxx",
    "to 80480",
    "https://a.example",
    "$5",
    "5％ off",
    "🔥",
    "K",
    "İ",
]


def _texts(words: list[str], most: int) -> st.SearchStrategy[str]:
    word = st.sampled_from(words) | st.sampled_from(DISGUISES)
    written = st.sampled_from([str.upper, str.title, _wide, lambda text: text.replace("'", "’")])
    shown = word | st.builds(lambda text, way: way(text), word, written)
    return st.lists(shown | st.sampled_from(_OTHER), max_size=most).map("".join) | st.lists(
        shown | st.sampled_from(_OTHER), max_size=most
    ).map(" ".join)


def _wide(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def _judged(judge: Judge, text: str) -> list[str]:
    """The reasons for which a judge finds a document that the scan chose for it."""
    recipe = Cleaned()
    rows = looked([said("", text or ".")], recipe, plan_of(recipe).vocabulary)
    return judge.judge(rows, recipe)["reason"].to_list()


_SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=300)


@_SLOW
@given(_texts(_TERMS, 6))
def test_lexicons(text: str) -> None:
    matched = table(Lexicons())
    assert matched is not None
    assert sorted(_judged(LEXICON, text)) == sorted(matched.find(text))


@_SLOW
@given(_texts(_BAIT, 12))
def test_bait(text: str) -> None:
    assert sorted(_judged(BAIT, text)) == sorted(reason.value for reason in bait.look(fold(text)))


@_SLOW
@given(_texts(_PRAISE, 12))
def test_promotion(text: str) -> None:
    found = bool(_judged(PROMOTION, text))
    assert found >= bool(promotion.look(text))
    assert found <= bool(promotion.look(text)) or selling.weighed(pl.Series([text]))[0] >= selling.ENOUGH


@_SLOW
@given(_texts(_SELLING, 12))
def test_selling(text: str) -> None:
    beginning = f"{selling.WORDS[0]} {text}"
    weighs = selling.weighed(pl.Series([beginning]))[0] >= selling.ENOUGH
    assert bool(_judged(PROMOTION, beginning)) == (weighs or bool(promotion.look(beginning)))


@_SLOW
@given(st.lists(st.sampled_from("a-啊🙂1. \nㅋ"), max_size=12), st.integers(1, 40))
def test_repeated_characters(letters: list[str], size: int) -> None:
    text = "".join(letter * size if number % 2 else letter for number, letter in enumerate(letters))
    assert bool(_judged(REPEATED_CHARACTERS, text)) == bool(runs(text, RepeatedCharacters()))


_UNITS = (
    *("傻逼", "加微信", "加·微·", "加·微x", "加 v ", "[PHONE]优惠", "微信添加", "联系微信。", "北京兼职,"),
    *("free shipping ", "p0rn ", "v1agra", "v❤", "➕微", "app free vx ", "$1 🔥qq ", "13812345678 oem "),
    *("私信我 ", "欢迎关注", "xxxxxxxxxxx ", "txt to 80480 ", "our best price "),
    *(
        "we offer ",
        "our team custom ",
        "!!!!!!!!a",
        "aaaaaaaab",
        "啊啊啊啊啊啊啊啊的",
        "```\n--------\naaaaaaaa\n",
    ),
    *("qwxzkj ", "鬮蠼", "spic ", "自杀，防范 ", "ｖｘ"),
)


_JUDGES = (LEXICON, BAIT, PROMOTION, GIBBERISH, REPEATED_CHARACTERS)


@pytest.mark.parametrize("unit", _UNITS, ids=ascii)
@pytest.mark.parametrize("judge", _JUDGES, ids=lambda judge: judge.name)
def test_a_megabyte_of_the_worst_is_soon_judged(judge: Judge, unit: str) -> None:
    recipe = Cleaned()
    size = 1_000_000 // len(unit.encode())
    rows = looked([said("", unit * size)], recipe, plan_of(recipe).vocabulary)
    judge.judge(looked([said("", unit * 20)], recipe, plan_of(recipe).vocabulary), recipe)
    begun = time.process_time()
    judge.judge(rows, recipe)
    assert time.process_time() - begun < 2
