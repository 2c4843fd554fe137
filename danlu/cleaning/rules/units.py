"""Signs of currencies and units in one spelling, next to numbers.

¥ for ￥ and RMB before an amount, $ and £ for their full-width forms, no blank between sign and amount;
°C and °F for ℃, ℉ and their look-alikes (The Unicode Standard, section 22.2, prefers the sequence); km²
for ㎢, km2 and km^2; μ (U+03BC, Unicode Technical Report #25) for the micro sign; km, kg and km/h in the
case and spacing of the SI (SI Brochure, 9th edition, chapter 5). Amounts, words such as 元 and the blank
between number and unit stay as they are: 人民币100元 and US$100 are right already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from danlu.cleaning.code import ascii_words
from danlu.cleaning.rule import Rule
from danlu.cleaning.rules.prose import Replacement, in_prose
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_CURRENCIES = {"￥": "¥", "＄": "$", "￡": "£", "￠": "¢"}
_SQUARED = {
    "㎞": "km", "㎝": "cm", "㎜": "mm", "㎛": "μm", "㎚": "nm", "㎏": "kg", "㎎": "mg",
    "㎍": "μg", "㎖": "mL", "㎗": "dL", "㏄": "cc", "㎡": "m²", "㎢": "km²", "㎠": "cm²",
    "㎟": "mm²", "㎥": "m³", "㎦": "km³", "㎤": "cm³", "㎣": "mm³", "㎐": "Hz", "㎑": "kHz",
    "㎒": "MHz", "㎓": "GHz", "㎾": "kW", "㎩": "Pa", "㎪": "kPa", "㎫": "MPa",
}  # fmt: skip
_POWERS = {"2": "²", "3": "³"}

_SIGN = re.compile(
    r"(?P<currency>[￥＄￡])[ \u3000]?(?=[0-9０-９])"
    r"|(?P<money>[¥$£€])[ \u3000](?=[0-9])"
    r"|(?P<rmb>RMB[ :]?[¥￥]?[ ]?)(?=[0-9])"
    r"|(?<=[0-9０-９])(?P<yen>[￥￠])"
    r"|(?P<degree>℃|℉|[°º˚][ ]?[CF])(?![A-Za-z0-9])"
    r"|(?P<squared>[㎍-㏄])"
    r"|(?P<micro>\u00b5)(?=[mgsLlAVFWH])"
    r"|(?P<unit>[kK][mMgG]|[mM](?=[²³2-3^])|[cdm]m)(?:(?P<power>\^?[23]|[²³])|(?P<per>[ ]?/[ ]?[hHsS]))?"
    r"(?![0-9A-Za-z^/])"
)
_AFTER_NUMBER = re.compile(r"[0-9０-９][ \u3000]?\Z")
_WORD_BEFORE = re.compile(r"[0-9A-Za-z_²³]\Z")
_NO_AMOUNT = re.compile(r"[0-9][0-9,.]*[ ]?(?:元|块|人民币)")

_ABOUT = (
    r"货币符号|符号.{0,4}(?:怎么|如何)[打输]|单位符号"
    r"|(?i)\bcurrency (?:symbol|sign)|\bLaTeX\b|\bregex|\bUnicode\b|\bXPath\b"
)


def _fresh(text: str, match: re.Match[str]) -> str | None:
    """What the sign becomes; none where it stands for something else."""
    start = match.start()
    kind, found = match.lastgroup, match[0]
    if kind == "currency":
        return _CURRENCIES[found[0]]
    if kind == "money":
        return None if _WORD_BEFORE.search(text[max(start - 1, 0) : start]) else found[0]
    if kind == "rmb":
        alone = not _WORD_BEFORE.search(text[max(start - 1, 0) : start]) and not _NO_AMOUNT.match(
            text, match.end()
        )
        return "¥" if alone else None
    if kind == "yen":
        return _CURRENCIES[found]
    if not _AFTER_NUMBER.search(text[max(start - 2, 0) : start]):
        return None
    if kind == "degree":
        return {"℃": "°C", "℉": "°F"}.get(found) or f"°{found[-1]}"
    if kind == "squared":
        return _SQUARED.get(found)
    if kind == "micro":
        return "\u03bc"
    return _unit(match)


def _unit(match: re.Match[str]) -> str | None:
    unit, power, per = match["unit"], match["power"], match["per"]
    if unit == "M" or (per and per.strip(" /") in "sS" and unit.lower() == "kg"):
        return None
    written = unit.lower() + (_POWERS.get(power[-1], power[-1]) if power else "")
    return written + ("/" + per.strip(" /").lower() if per else "")


def _find(text: str) -> Iterator[Replacement]:
    for match in _SIGN.finditer(text):
        fresh = _fresh(text, match)
        if fresh is not None and fresh != match[0]:
            yield match.start(), match.end(), fresh


UNITS = Rule(
    name="units",
    version=1,
    switch="units",
    reason=Reason.UNIFIED_UNITS,
    english="Writes the signs of currencies and units beside numbers in one way: ¥100, 25°C, 60 km/h, 20 m².",
    chinese="统一数字旁的货币与单位符号：¥100、25°C、60 km/h、20 m²；元等文字不变。",
    signs=Sign.DIGIT | Sign.WIDE,
    fix=in_prose(_find),
    about=ascii_words(_ABOUT),
    examples=(
        ("￥100与RMB 200，今天25℃。", "¥100与¥200，今天25°C。"),
        ("房子80㎡，车速60 KM / H，重5Kg。", "房子80m²，车速60 km/h，重5kg。"),
        ("It costs $ 5 for 10 m2 at 70 ºF.", "It costs $5 for 10 m² at 70 °F."),
        ("人民币100元，US$100，RMB100元。", "人民币100元，US$100，RMB100元。"),
        ("(￥▽￥) 表情与 MacBook M2、H2O 不变。", "(￥▽￥) 表情与 MacBook M2、H2O 不变。"),
        ("第3题：km 与 kg 是单位。", "第3题：km 与 kg 是单位。"),
    ),
)
