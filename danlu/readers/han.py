"""How likely a character is in Chinese or Chinese/English text: the model behind encoding detection.

Characters fall into a few classes, and each class spreads its share of running text evenly over
its members. Frequent Han characters are chosen by hand, in simplified and in traditional script,
among those at the head of frequency lists of modern written Chinese (for instance Jun Da, Modern
Chinese Character Frequency List, 2004). The next class needs no table: GB 2312 puts its 3,755
common characters in the first of its two levels, and Big5 its 5,401.
"""

from __future__ import annotations

import math
from functools import lru_cache

COMMON = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
    "日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政"
    "美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员"
    "解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件"
    "计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完"
    "设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运请谢您吗呢吧啊"
    "這個們來為國說時會對後過發裡麼學現當沒動還進樣開從實軍無與長機經種業將兩間問並應戰頭體見產話內給門兒東"
    "聲論處義幾認條係氣題爾別變總電數報結務場資許統區隊決馬書則聽達強難權設記類據邊張該規萬覺術領確傳師觀讓"
    "識帶導爭運請謝嗎計點關學習語讀寫錢車飛樂買賣熱紅綠"
)
"""Frequent Han characters of both scripts."""

PUNCTUATION = "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕—…·～￥　–"
_PINYIN = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüê"

_CLASSES = {
    "ascii": (0.30, 98),
    "common": (0.42, 560),
    "punctuation": (0.09, 30),
    "level_one": (0.16, 6500),
    "fullwidth": (0.01, 100),
    "symbol": (0.005, 3000),
    "han": (0.004, 21000),
    "rare_han": (0.0005, 75000),
    "foreign": (0.0008, 25000),
    "latin": (0.0005, 600),
    "control": (1e-9, 70),
    "error": (1e-8, 128),
}
"""Share of running text, and number of members. Only orders of magnitude matter."""

_LOG = {name: math.log(share / members) for name, (share, members) in _CLASSES.items()}


@lru_cache(maxsize=1)
def _level_one() -> frozenset[str]:
    first = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    second = (bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in trails)
    characters = [code.decode("gb2312", "ignore") for code in first]
    characters += [code.decode("big5", "ignore") for code in second]
    return frozenset(character for character in characters if character >= "\u4e00")


@lru_cache(maxsize=1)
def _frequent() -> frozenset[str]:
    return frozenset(COMMON)


_NATIVE = {
    "hangul": (0xAC00, 0xD7A3, math.log(0.7 / 2350)),
    "kana": (0x3041, 0x30FE, math.log(0.5 / 170)),
}
"""First and last letter of other scripts, and the log-probability of each in text of that script."""


@lru_cache(maxsize=65536)
def log_probability(character: str, script: str | None = None) -> float:
    """Natural logarithm of the character's probability in running text.

    It is Chinese/English text, or text that uses `script` beside Han characters and ASCII.
    """
    if script is not None and is_native(character, script):
        return _NATIVE[script][2]
    return _LOG[_class_of(character)]


def is_native(character: str, script: str) -> bool:
    """Is it a letter of `script` ("hangul" or "kana")?"""
    first, last, _ = _NATIVE[script]
    return first <= ord(character) <= last


def _class_of(character: str) -> str:
    code = ord(character)
    if code < 0x80:
        return "ascii" if 0x20 <= code < 0x7F or character in "\t\n\r" else "control"
    if character in _frequent():
        return "common"
    if character in PUNCTUATION:
        return "punctuation"
    if 0x4E00 <= code <= 0x9FFF:
        return "level_one" if character in _level_one() else "han"
    if 0xD800 <= code <= 0xDFFF:
        return "error"
    return _other_class(code)


def _other_class(code: int) -> str:
    if 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x323AF:
        return "rare_han"
    if 0xFF01 <= code <= 0xFF5E:
        return "fullwidth"
    if chr(code) in _PINYIN or 0x391 <= code <= 0x451:
        return "symbol"
    if 0xA0 <= code <= 0x24F:
        return "latin"
    if 0x80 <= code <= 0x9F or 0xE000 <= code <= 0xF8FF or code in {0xFFFD, 0xFFFE, 0xFFFF}:
        return "control"
    symbols = ((0x2010, 0x2BFF), (0x3000, 0x303F), (0x3200, 0x33FF), (0x1F000, 0x1FAFF), (0xFE00, 0xFE6F))
    return "symbol" if any(first <= code <= last for first, last in symbols) else "foreign"
