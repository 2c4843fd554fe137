"""The scan against a plain reading of what its signs mean: it may say yes too often, never no."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.cleaning.beside import Beside
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.detectors import DETECTORS
from danlu.cleaning.personal.finding import finds, folded
from danlu.cleaning.personal.name_glance import NAME_BESIDE
from danlu.cleaning.plan import needed, plan_of
from danlu.cleaning.rule import Rule
from danlu.cleaning.rules import RULES
from danlu.cleaning.signs import Sign
from danlu.cleaning.vocabulary import Vocabulary, WordError
from danlu.cleaning_knobs import Cleaned

MEANINGS = {
    Sign.CONTROL: r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2028-\u202e\u2060\u2066-\u206f\ufeff]"
    "|[\U000e0000-\U000e007f]",
    Sign.RETURN: r"\r",
    Sign.LINE_BLANK: r"[ \t\u3000]\n",
    Sign.EMPTY_LINES: r"\n\n\n",
    Sign.GAP: r"[^ \t\n] {2,}[^ \t\n]",
    Sign.BLANK: r"[\xa0\u2000-\u200a\u202f\u205f]",
    Sign.ENDS: r"\A\s|\s\Z",
    Sign.TAG: r"<[A-Za-z/!]",
    Sign.ENTITY: r"&[A-Za-z#]",
    Sign.AT: r"@",
    Sign.URL: r"://|(?i:www\.)",
    Sign.DIGIT: r"[0-9]",
    Sign.DIGITS: r"[0-9](?:[ \-./()（）．－\u3000·–]{0,2}[0-9]){6}",
    Sign.MANY_DIGITS: r"[0-9](?:[ \-./()（）．－\u3000·–]{0,2}[0-9]){11}",
    Sign.DOTTED: r"[0-9]+(?:\.[0-9]+){3}",
    Sign.COLONS: r":[0-9A-Fa-f]{0,4}:",
    Sign.HEX: r"(?<![0-9A-Za-z])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[0-9A-Za-z]{8}",
    Sign.TOKEN: r"(?=[A-Za-z_\-+/.=]{0,15}[0-9])[0-9A-Za-z_\-+/.=]{16}",
    Sign.WIDE: r"[０-９Ａ-Ｚａ-ｚ＠]",
    Sign.FOREIGN: r"[\u00a1-\u00ac\u00ae-\u07ff\u20ac\u221a\u2248\u2500-\u25a0\u201a\u2021]",
    Sign.NON_ASCII: r"[^\x00-\x7f]",
    Sign.FENCE: r"```|~~~",
    Sign.TEMPLATE: r"<\||\|>|\[/|<<|###|\[INST",
    Sign.LONG_RUN: r"([^\s0-9])\1{7}",
    Sign.BACKSLASH_U: r"\\u",
}
PIECES = [
    "你", "好，", "。。。。", "“", "”", "……", "—", "a", "bb ", "the ", "  ", "\t", "\n", "\n\n", "\r",
    " \n", "\u3000", "\u3000\n", "1", "139", "12345", "-", ".", "/", "(", "（", "）", "．", "－",
    "192.", "168.", "0.1", ":", "::", "af:", "<", "</p>", "<|", "|>", "&amp;", "&#", "@", "＠", "３",
    "ａ", "http://", "www.", "`", "```", "~~~", "#", "###", "[/", "[INST]", "\\u", "é", "e\u0301", "한",
    "\u200b", "\u00ad", "\xa0", "\u2003", "\x07", "\ufeff", "🏴", "\U000e0067", "鐢ㄦ埛鐧诲綍", "浜",
    "·", "Ã©", "QQ", "微信", "==", "__", "a1b2c3d4", "x" * 8, "！" * 9, "😀" * 8, "é" * 8, "а" * 9,
]  # fmt: skip
TEXT = st.one_of(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.text(max_size=40))


@given(st.lists(TEXT, min_size=1, max_size=5))
@settings(max_examples=300, deadline=None)
def test_no_sign_is_missed(texts: list[str]) -> None:
    found = Vocabulary.of({}).scan(pl.Series(texts))
    for text, signs in zip(texts, found, strict=True):
        for sign, meaning in MEANINGS.items():
            assert not re.search(meaning, text) or signs & sign, (sign, text)


@given(st.lists(TEXT, min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_what_normalisation_changes_has_a_sign(texts: list[str]) -> None:
    values = pl.Series(texts)
    changed = (values.str.normalize("NFC") != values).to_numpy()
    signs = Vocabulary.of({}).scan(values).to_numpy()
    assert (signs[changed] & np.uint64(Sign.MARKS)).all()


def test_plain_texts_have_no_sign() -> None:
    plain = [
        "A plain sentence of words.",
        "普通的一句话，没有什么特别。",
        "版本 3.11 发布于去年",
        "",
        "x = y",
    ]
    found = Vocabulary.of({"words": ["微信"]}).scan(pl.Series(plain)).to_list()
    assert found == [0, Sign.NON_ASCII, Sign.NON_ASCII | Sign.DIGIT, 0, 0]


WORDS = {"zh": ["微信", "加v", "点击关注"], "en": ["wechat", "qq", "click here", "vx"], "none": []}


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("加我微信", {"zh"}),
        ("加V聊", {"zh"}),
        ("请点击关注我们", {"zh"}),
        ("My WeChat is", {"en"}),
        ("QQ 123", {"en"}),
        ("q", set()),
        ("加qq", {"en"}),
        ("seqqed", set()),
        ("Click Here now", {"en"}),
        ("click  here", set()),
        ("微", set()),
        ("信微", set()),
        ("vx和微信", {"en", "zh"}),
    ],
)
def test_words(text: str, groups: set[str]) -> None:
    vocabulary = Vocabulary.of(WORDS)
    neighbours = ["ends in a letter", text, "微"]
    signs = vocabulary.scan(pl.Series(neighbours)).to_list()
    assert {name for name, bit in vocabulary.bits.items() if signs[1] & bit} == groups
    assert not any(signs[place] & bit for place in (0, 2) for bit in vocabulary.bits.values())


@given(st.lists(TEXT, min_size=1, max_size=6), st.integers(0, 5))
@settings(max_examples=100, deadline=None)
def test_a_slice_is_scanned_like_its_texts(texts: list[str], start: int) -> None:
    vocabulary = Vocabulary.of(WORDS)
    whole = pl.Series(texts)
    part = whole[start:]
    words = sum(vocabulary.bits.values())
    alone = [vocabulary.scan(pl.Series([text]))[0] & words for text in part]
    assert [signs & words for signs in vocabulary.scan(part)] == alone


def test_a_group_may_ask_for_several_words() -> None:
    vocabulary = Vocabulary.of(
        {"weak": ["free", "now", "优惠"], "strong": ["casino"]}, {"weak": 2, "gone": 2}
    )
    texts = ["free", "free now", "now free 优惠", "优惠 优惠", "casino", "", "now casino"]
    signs = vocabulary.scan(pl.Series(texts)).to_list()
    weak, strong = vocabulary.bits["weak"], vocabulary.bits["strong"]
    assert [bool(found & weak) for found in signs] == [False, True, True, True, False, False, False]
    assert [bool(found & strong) for found in signs] == [False] * 4 + [True, False, True]


def test_words_that_cannot_be_found_are_refused() -> None:
    with pytest.raises(WordError, match="two characters"):
        Vocabulary.of({"a": ["x"]})
    with pytest.raises(WordError, match="more than 36"):
        Vocabulary.of({str(number): [f"word{number}"] for number in range(37)})


EVERYTHING = Cleaned.model_validate(
    {
        "personal": {detector.kind: "mask" for detector in DETECTORS},
        **{rule.switch: rule.setting for rule in RULES if rule.setting is True},
    }
)


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.kind)
def test_what_a_detector_finds_it_is_shown(detector: Detector) -> None:
    """Whatever stands in the texts before and behind."""
    plan = plan_of(EVERYTHING)
    for before, after in detector.examples:
        found = bool(finds(folded(before), [detector]))
        assert found == (before != after)
        values = pl.Series([before])
        signs = plan.vocabulary.scan(pl.Series(["说一说", before, "说一说a1"]))[1]
        shown = bool(signs & plan.masks[detector.kind])
        if shown and detector.needs is not None and not signs & Sign.WIDE:
            shown = needed(detector).matching(values)[0]
        assert shown or not found, before


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_a_rule_fixes_it_is_shown(rule: Rule) -> None:
    plan = plan_of(Cleaned.model_validate({rule.switch: rule.setting}))
    for before, after in rule.examples:
        signs = plan.vocabulary.scan(pl.Series([before]))[0]
        assert before == after or signs & plan.masks[rule.name], before


def test_a_flood_of_matches_hides_none() -> None:
    """Each match costs a call; where there are too many, every text is searched for the first of each."""
    vocabulary = Vocabulary.of(
        {"word": ["secret"], "pair": ["free", "gift"]},
        {"pair": 2},
        {"digits": ["[0-9]{3}"]},
        {"label": [Beside(("姓名",), NAME_BESIDE[0].look)]},
    )
    flood = "secret " * 20_000 + "1" * 60_000
    values = pl.Series([flood, "nothing", "姓名：王小满", "free gift", "secret", "123"])
    found = [
        {name for name, bit in vocabulary.bits.items() if signs & bit} for signs in vocabulary.scan(values)
    ]
    assert found == [{"word", "digits"}, set(), {"label"}, {"pair"}, {"word"}, {"digits"}]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("姓名：王小满", True),
        ("姓名（必填）： 王小满", True),
        ("姓名王小满", True),
        ("姓名：李小满", True),
        ("姓名：鲜于小满", True),
        ("姓名：安娜·卡列宁", True),
        ("姓名：什么时候", False),
        ("姓名是李", False),
        ("姓名：", False),
        ("姓名 Ann", True),
        ("姓名[NAME]", False),
        ("请找王小满老师", True),
        ("王小满，老师", True),
        ("王，老师", False),
        ("请找李小满老师", True),
        ("请找小满老师", False),
        ("鲜于小满老师", True),
        ("王的老师", False),
    ],
)
def test_words_that_count_beside_a_name(text: str, shown: bool) -> None:
    label, title = Beside(("姓名",), NAME_BESIDE[0].look), Beside(("老师",), NAME_BESIDE[1].look)
    vocabulary = Vocabulary.of({}, beside={"name": [label, title]})
    others = ["老师王", text, "王小满"]
    signs = [bool(sign & vocabulary.bits["name"]) for sign in vocabulary.scan(pl.Series(others))]
    assert signs == [False, shown, False]
