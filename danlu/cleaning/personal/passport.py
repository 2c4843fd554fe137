"""Passports and travel permits.

Chinese passports (E, G, D, S or P and digits; ICAO Doc 9303 gives nine places), permits of Hong Kong,
Macao and Taiwan residents and for journeys there, and passports of other countries. All of them look
like any other number, so that a word must say what they are: a weak one (证件, visa) is enough for the
Chinese forms, the others need a word for a passport or a permit.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.context import apart, begins_word, ends_free, stands_free, without_masks
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.remembering import remembering
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Z]{6,10}(?![0-9A-Za-z_\-])")
_CHINESE = re.compile(
    r"[EeGg][0-9]{8}|[Ee][A-HJ-NP-Z][0-9]{7}|[DdSsPp]E?[0-9]{7,8}|[HhMm](?:[0-9]{8}|[0-9]{10})|[CcWwLlTt][0-9A-Z][0-9]{7}"
)
_SPACED = re.compile(
    r"(?:[A-Za-z][ \-]|[A-Za-z]{2}[ \-]?|[A-Za-z](?=[0-9]))(?:[0-9][ \-]?){6,8}[0-9](?![0-9A-Za-z_\-])"
)
"""As people type it right behind the word: the letters apart, the digits in groups."""
_LETTERED = re.compile(r"[A-Za-z]{1,2}[0-9]{6,8}|(?=(?:[A-Z]*[0-9]){4})[0-9A-Z]{8,9}")
_NUMERIC = re.compile(r"[0-9]{8,9}")
_TAIWANESE = re.compile("台胞证|台湾居民|通行证")
_DATE = re.compile(r"(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]")
_STRONG = ("护照", "passport", "通行证", "台胞证", "回乡证", "旅行证")
_WEAK = ("证件", "签证", "出入境", "visa")
_SPELLINGS = (*_STRONG, *_WEAK, "Passport", "PASSPORT", "Visa", "VISA")
_TIGHT = re.compile(
    r"(?:护照|passport|通行证|台胞证|回乡证|旅行证)"
    r"(?:[（(][^()（）\n]{0,12}[)）])?[\"'」]?\s?(?:本|证件|的)?(?:号码|号|编号|no\.?|num(?:ber)?|#|id|_no|_number)?[\"']?\s{0,2}"
    r"(?:[:：=是为|>→]|is)?\s{0,2}[\"'“「【\[(（]?$",
    re.IGNORECASE,
)
_AFTER = re.compile(r" ?[（(]? ?[^0-9\n]{0,6}(?:护照|passport|通行证)", re.IGNORECASE)


def _holds(window: str, words: tuple[str, ...]) -> bool:
    return any(word in window for word in words)


def _judge(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.span()
    number = match[0]
    if not stands_free(text, start) or not ends_free(text, end) or text[start - 1 : start] in tuple("-_."):
        return None
    before = without_masks(text[max(0, start - 48) : start]).rpartition("\n")[2].lower()
    tight = _TIGHT.search(before) is not None
    dated = _DATE.fullmatch(number) is not None
    if tight and _TAIWANESE.search(before) is not None and re.fullmatch("[0-9]{10}", number):
        return start, end
    if tight and not dated and (_NUMERIC.fullmatch(number) or _LETTERED.fullmatch(number)):
        return start, end
    strong = _holds(before, _STRONG) or _AFTER.match(text, end) is not None
    if not number[0].isalpha() or not (strong or _holds(before, _WEAK)):
        return None
    return (
        (start, end)
        if _CHINESE.fullmatch(number) or (strong and number.isupper() and _LETTERED.fullmatch(number))
        else None
    )


def _spaced(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.span()
    before = text[max(0, start - 48) : start].rpartition("\n")[2].lower()
    number = match[0].replace(" ", "").replace("-", "")
    if not stands_free(text, start) or _TIGHT.search(before) is None or not _LETTERED.fullmatch(number):
        return None
    return start, end


def _places(text: str) -> list[int]:
    """Where the words stand that may announce a passport, rising."""
    places = []
    for word in _SPELLINGS:
        place = text.find(word)
        while place >= 0:
            if begins_word(text, place):
                places.append(place)
            place = text.find(word, place + len(word))
    return sorted(places)


def _find(text: str) -> list[Stretch]:
    found = []
    judges = (_NUMBER, remembering(_judge, text)), (_SPACED, remembering(_spaced, text))
    for first, last in _regions(text):
        for pattern, judge in judges:
            made = [judge(text, match) for match in pattern.finditer(text, first, last)]
            found += [stretch for stretch in made if stretch is not None]
    return apart(found)


def _regions(text: str) -> list[Stretch]:
    """The stretches around the words, rising and apart."""
    regions: list[Stretch] = []
    for place in _places(text):
        first, last = max(0, place - 24), place + 88
        if regions and first <= regions[-1][1]:
            regions[-1] = regions[-1][0], last
        else:
            regions.append((first, last))
    return regions


PASSPORT = Detector(
    kind="passport",
    version=1,
    mask="[PASSPORT]",
    reason=Reason.PERSONAL_PASSPORT,
    english="Finds passport and travel permit numbers after a word that says so.",
    chinese="查找护照与通行证号码（附近有“护照”“通行证”等字样）。",
    signs=Sign.NONE,
    words=(*_STRONG, *_WEAK),
    find=_find,
    examples=(
        ("护照号E12345678，有效期十年", "护照号[PASSPORT]，有效期十年"),
        ("Passport No. 533401234 (US)", "Passport No. [PASSPORT] (US)"),
        ("港澳居民来往内地通行证H12345678", "港澳居民来往内地通行证[PASSPORT]"),
        ("零件编号E12345678", "零件编号E12345678"),
    ),
)
