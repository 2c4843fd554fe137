"""Chinese identity numbers.

GB 11643-1999: six digits of region, eight of the birth date, three of order and a check character
by ISO 7064 MOD 11-2. Eighteen characters count only where province (GB/T 2260), date and check
character are right. The older fifteen digits (GB 11643-1989) have no check character: they count
where province and date are right and a word announces an identity card. The identity cards of Hong
Kong (a letter or two, six digits and a check character in parentheses) and Taiwan (a letter, nine digits)
count where the check character is right and a word announces an identity card.
"""

from __future__ import annotations

import calendar
import re

from danlu.cleaning.personal.announcing import Announced, announced
from danlu.cleaning.personal.checks import mod_11_2_is_right
from danlu.cleaning.personal.context import apart, ends_free, seek, stands_free
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_NUMBER = re.compile(
    r"[1-8](?<![0-9][1-8])[0-9]{5}(?:([ \-]?)(?:18|19|20)[0-9]{2}([ \-]?)[01][0-9][0-3][0-9]\1[0-9]{3}[0-9Xx]"
    r"|[0-9]{2}[01][0-9][0-3][0-9]{4})(?![0-9A-Za-z])"
)
_SECOND_OF_PROVINCE = (
    "(?:(?<=1)[1-5]|(?<=2)[1-3]|(?<=3)[1-7]|(?<=4)[1-6]|(?<=5)[0-4]|(?<=6)[1-5]|(?<=7)1|(?<=8)[1-3])"
)
_SEPARATED = r"(?:[ \-.][0-9]|[0-9])"
_GROUPED = re.compile(
    rf"[1-8](?<![0-9][1-8]){_SECOND_OF_PROVINCE}{_SEPARATED}{{4}}"
    rf"[ \-.]?(?:1[ \-.]?[89]|2[ \-.]?0){_SEPARATED}{{2}}"
    rf"[ \-.]?[01]{_SEPARATED}[ \-.]?[0-3]{_SEPARATED}{{4}}[ \-.]?[0-9Xx](?![0-9A-Za-z])"
)
"""In groups of any size, as people read it out."""
_SEAM = re.compile(r"[0-9][ \-.](?=[0-9])")
_NAMED_OLD = re.compile(
    r"(?:身份|证件|证号|证上|[旧老]证|一代|户口|户籍|公民|社保|医保|参保|[驾护]照"
    r"|id ?card|id_?no|cert_?(?:no|num|id)|sfz)"
    r"[^\n]{0,16}$|(?:15|十五)位[^\n0-9]{0,8}$|[旧老]号码?[^\n0-9]{0,4}$"
    r"|[退休残疾老年军官结婚暂住驾驶低保学生]{2}证[^\n0-9]{0,14}$",
    re.IGNORECASE,
)
_OLD_AFTER = re.compile(r"[ ,，、]?\(?(?:[旧老](?:证|号|身份|的|\))|(?:15|十五)位|一代)")
_ELSEWHERE = re.compile(
    r"[身iI](?:(?<=身)[份分][证證]|(?<=[iI])[dD])[^\n0-9A-Z]{0,12}"
    r"(?P<number>[A-Z]{1,2}[0-9]{6} ?(?:\([0-9A]\)|[0-9A])|[A-Z][1289][0-9]{8})"
    r"(?![0-9A-Za-z_])"
)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
"""Letters of Taiwan's identity cards, in the order of their numbers from 10."""
# 81 to 83 are for residents of Hong Kong, Macao and Taiwan, 91 for foreigners is a card of its own.
_CODES = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
)
PROVINCES = frozenset(_CODES.split())
"""Province codes of GB/T 2260, and those of residence permits."""


def is_identity_number(number: str) -> bool:
    """Whether 18 characters without blanks are a valid identity number."""
    return (
        number[:2] in PROVINCES
        and number[6:8] in {"18", "19", "20"}
        and _is_date(number[6:10], number[10:12], number[12:14])
        and mod_11_2_is_right(number)
    )


def _is_date(year: str, month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= calendar.monthrange(int(year), int(month))[1]


def _judge(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.span()
    if not stands_free(text, start) or not ends_free(text, end):
        return None
    number = match[0].replace(" ", "").replace("-", "")
    if len(number) == 18:
        seams = match[1], match[2]
        return (start, end) if seams[1] in {"", seams[0]} and is_identity_number(number) else None
    right = number[:2] in PROVINCES and _is_date("19" + number[6:8], number[8:10], number[10:12])
    said = announced(text, start)
    named = said is Announced.NOTHING and (
        _NAMED_OLD.search(text[max(0, start - 24) : start]) is not None
        or _OLD_AFTER.match(text, end) is not None
    )
    return (start, end) if right and (named or said is Announced.IDENTITY) else None


def _judge_grouped(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.span()
    if not stands_free(text, start) or not ends_free(text, end):
        return None
    number = match[0].replace(" ", "").replace("-", "").replace(".", "")
    return (start, end) if len(number) < end - start and is_identity_number(number) else None


def _judge_elsewhere(_text: str, match: re.Match[str]) -> Stretch | None:
    number = "".join(filter(str.isalnum, match["number"]))
    digits = sum(character.isdigit() for character in number)
    right = _is_taiwanese(number) if digits == 9 else _is_of_hong_kong(number)
    return match.span("number") if right else None


def _is_of_hong_kong(number: str) -> bool:
    """Whether the check character is right: modulus 11, with a blank before a single letter."""
    values = [36] * (9 - len(number)) + [int(character, 36) for character in number[:-1]]
    total = sum(weight * value for weight, value in zip(range(9, 1, -1), values, strict=True))
    return "0A987654321"[total % 11] == number[-1]


def _is_taiwanese(number: str) -> bool:
    """Whether the last digit is right: modulus 10, the letter as two digits."""
    tens, ones = divmod(_LETTERS.index(number[0]) + 10, 10)
    digits = [tens, ones, *map(int, number[1:])]
    return sum(w * d for w, d in zip((1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), digits, strict=True)) % 10 == 0


def _find_all(text: str) -> list[Stretch]:
    found = seek(_NUMBER, text, _judge)
    if _SEAM.search(text) is not None:
        found += seek(_GROUPED, text, _judge_grouped)
    return apart(found + seek(_ELSEWHERE, text, _judge_elsewhere))


def _find(text: str) -> list[Stretch]:
    return apart(in_windows(_find_all, text))


ID_NUMBER = Detector(
    kind="id_number",
    version=2,
    mask="[ID_NUMBER]",
    reason=Reason.PERSONAL_ID_NUMBER,
    english="Finds valid Chinese identity numbers (GB 11643), and those of Hong Kong and Taiwan.",
    chinese="查找校验通过的居民身份证号码（GB 11643）与港台身份证号码。",
    signs=Sign.NONE,
    pattern=(
        r"[1-8][0-9]{5}(?:[ \-]?(?:18|19|20)[0-9]{2}|[0-9]{2}[01][0-9][0-3][0-9]{4})"
        r"|[1-8][0-9](?:[ \-.]?[0-9]){15}[ \-.]?[0-9Xx]"
        r"|(?:身[份分][证證]|[iI][dD])[^\n0-9A-Z]{0,12}[A-Z]{1,2}[0-9]{6}"
    ),
    find=_find,
    examples=(
        ("身份证号11010519491231002X已登记", "身份证号[ID_NUMBER]已登记"),
        ("旧身份证110105491231002", "旧身份证[ID_NUMBER]"),
        ("身份证号110105194912310021（校验位错）", "身份证号110105194912310021（校验位错）"),
        ("流水号20230115000000000012", "流水号20230115000000000012"),
    ),
)
