"""Passports and travel permits.

Chinese passports (E, G, D, S or P and digits; ICAO Doc 9303 gives nine places), permits of Hong Kong,
Macao and Taiwan residents and for journeys there, and passports of other countries. All of them look
like any other number, so that a word must say what they are: a weak one (证件, visa) is enough for the
Chinese forms, the others need a word for a passport or a permit.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.columns import cells_below
from danlu.cleaning.personal.context import apart, begins_word, ends_free, stands_free, without_masks
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.remembering import remembering
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Z]{6,10}(?![0-9A-Za-z_\-])")
_CHINESE = re.compile(
    r"[EeGg][0-9]{8}|[Ee][A-HJ-NP-Z][0-9]{7}|[DdSsPp]E?[0-9]{7,8}|[HhMm](?:[0-9]{8}|[0-9]{10})"
    r"|[CcWwLlTt][0-9A-Z][0-9]{7}"
)
_SPACED = re.compile(
    r"(?:[A-Za-z][ \-]|[A-Za-z]{2}[ \-]?|[A-Za-z](?=[0-9])"
    r"|[0-9]{2} (?=[0-9]{7}(?![0-9])))(?:[0-9][ \-]?){6,8}[0-9](?![0-9A-Za-z_\-])"
)
"""As people type it right behind the word: the letters apart, the digits in groups."""
_LETTERED = re.compile(r"[A-Za-z]{1,2}[0-9]{6,8}|(?=(?:[A-Z]*[0-9]){4})[0-9A-Z]{8,9}")
_NUMERIC = re.compile(r"[0-9]{8,9}")
_TAIWANESE = re.compile("台胞证|台湾居民|通行证")
_TOLD = re.compile(
    r"(?:[护護]照|passport)(?:本|件|信息|扫描件)?(?:[号號][码碼]?|number"
    r"|no)?[^0-9A-Za-z\n]{0,12}[:：是为填?？”“\"，,][“\" ]{0,2}$"
)
"""What announces a number of digits a few words before."""
_OTHER_NUMBER = re.compile(
    "电话|手机|订单|订[餐票房]|单号|QQ|qq|微信|身份证|学号|工号|邮编|费|价|元|共|约|日期|有效|签发|尾号|编号"
)
_CODED = re.compile(
    r"(?:[A-Z][0-9]{8}|[A-Z]{2}[0-9]{7}|[0-9]{9})(?=[0-9][A-Z]{3}(?:[0-9]{7}|[^0-9A-Za-z]|$))"
)
"""A number, its check digit and the state, as the lines that machines read have them (ICAO Doc 9303)."""
_HEAD = re.compile(
    r"[护護]照(?:[号號][码碼]?|编号)?|[Pp]assport(?:[_ ]?(?:[nN]o\.?|[nN]umber|num|id))?|(?:港澳"
    r"|台湾)?通行证(?:号码?)?"
)
_CELL = re.compile(r"(?=(?:[A-Z]*[0-9]){6})[0-9A-Z]{7,10}")
_ANSWER = re.compile(r"(?:[A-Za-z]|[一-鿿]{1,4}) ?[:：] ?(?:好的?|嗯|是|我的?是?)?[,，]? ?")
_LINE_FEED = "\n"
_BOOKED = re.compile(r"(?<![/0-9A-Za-z])P/[A-Z]{2,3}/(?P<number>[A-Z][0-9A-Z][0-9]{6,7})(?=/)")
"""As airlines have it in what they know of a passenger (SSR DOCS)."""
_BRACKETED = re.compile(r" ?[（(](?:[美英日韩德法加澳]国?)?(?:护照|passport)", re.IGNORECASE)
_OTHER_THING = re.compile(
    r"(?:车辆?|停车|小区|工作|出入|车位|临时|场馆|货车)通行证[^\n]{0,16}$|(?:暴雪|战网|战斗|游戏|赛季|网易|百度|微软)通行证[^\n]{0,16}$"
    r"|护照[^\n]{0,8}(?:办理|签发|发放|申请)量[^\n]{0,4}$|passport\.[jt]s[^\n]{0,16}$|航班号?[:： ]{0,2}$"
)
_SUFFIX = re.compile(r"(?:[jt]s|py|rb|go|md) ")
"""How the name of a file ends, behind a dot: passport.js 20231101."""
_CARD_HEAD = re.compile(r"证件号码?|(?i:id_?no|cert_?no)")
_DATE = re.compile(r"(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]")
_STRONG = (
    *(
        "护照",
        "护 照",
        "護照",
        "passport",
        "通行证",
        "通行證",
        "台胞证",
        "台胞證",
        "回乡证",
        "回鄉證",
        "回乡卡",
        "旅行证",
        "港澳证",
    ),
    *("入台证", "海员证", "旅券", "travel document", "travel permit", "pp no", "ppt no", "passeport"),
    *("pasaporte", "reisepass", "mrz"),
)
_WEAK = ("证件", "證件", "签证", "出入境", "visa")
_SPELLINGS = (*_STRONG, *_WEAK, "Passport", "PASSPORT", "Visa", "VISA", "PP No", "PPT No", "MRZ")
_ENGLISH = re.compile(
    r"(?<![0-9A-Za-z])(?:Travel [Dd]ocument|Travel [Pp]ermit|TRAVEL DOCUMENT|PPT? NO|PPT? no|Passeport"
    r"|Pasaporte|Reisepass)"
)
_TIGHT = re.compile(
    r"(?:[护護] ?照|pass(?:e)?port|通行[证證]|台胞[证證]|回[乡鄉][证證卡]|旅行证|港澳证|入台证|海员证|旅券"
    r"|\bppt? ?(?=no)|pasaporte"
    r"|reisepass|travel (?:document|permit))"
    r"(?:[（(][^()（）\n]{0,12}[)）])?[\"'」]?[\s,，/]{0,2}(?:passport ?)?(?:本|证件|的"
    r"|[A-Za-z]{0,8} ?)?(?: ?[号號] ?[码碼]| ?[号號]|编号|no\.?|num(?:ber)?|#|id|_no"
    r"|_number)?\.?[\"']?\s{0,2}"
    r"(?:[:：=是为為填|>→]|is|was)?\s{0,2}[\"'“「【\[(（]?$",
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
    before = _line_before(text, start)
    if _OTHER_THING.search(before):
        return None
    tight = _TIGHT.search(before) is not None
    dated = _DATE.fullmatch(number) is not None
    if tight and _TAIWANESE.search(before) is not None and re.fullmatch("[0-9]{10}", number):
        return start, end
    if tight and not dated and (_NUMERIC.fullmatch(number) or _LETTERED.fullmatch(number)):
        return start, end
    strong = _holds(before, _STRONG) or _AFTER.match(text, end) is not None
    if not dated and _NUMERIC.fullmatch(number) and _BRACKETED.match(text, end):
        return start, end
    if strong and not dated and _NUMERIC.fullmatch(number) and _is_told(before):
        return start, end
    if not number[0].isalpha() or not (strong or _holds(before, _WEAK)):
        return None
    return (
        (start, end)
        if _CHINESE.fullmatch(number) or (strong and number.isupper() and _LETTERED.fullmatch(number))
        else None
    )


def _line_before(text: str, start: int) -> str:
    """What stands before a number in its line; in the line above where it begins its own, or answers it."""
    window = without_masks(text[max(0, start - 48) : start]).rstrip("\n")
    before, _, line = window.rpartition("\n")
    if before and _ANSWER.fullmatch(line):
        return f"{before.rpartition(_LINE_FEED)[2]}：".lower()
    return line.lower()


def _is_told(before: str) -> bool:
    told = _TOLD.search(before)
    return told is not None and _OTHER_NUMBER.search(told[0]) is None


def _spaced(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.span()
    before = _line_before(text, start)
    number = match[0].replace(" ", "").replace("-", "")
    if not stands_free(text, start) or _OTHER_THING.search(before) or _TIGHT.search(before) is None:
        return None
    if not _LETTERED.fullmatch(number) or (before.endswith(".") and _SUFFIX.match(match[0])):
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
    places += [match.start() for match in _ENGLISH.finditer(text)]
    return sorted(places)


def _find(text: str) -> list[Stretch]:
    return apart(
        in_windows(_told, text) + cells_below(text, _HEAD, _CELL) + cells_below(text, _CARD_HEAD, _CHINESE)
    )


def _told(text: str) -> list[Stretch]:
    """The numbers that a word beside them tells."""
    found = []
    judges = (_NUMBER, remembering(_judge, text)), (_SPACED, remembering(_spaced, text))
    for first, last in _regions(text):
        for pattern, judge in judges:
            made = [judge(text, match) for match in pattern.finditer(text, first, last)]
            found += [stretch for stretch in made if stretch is not None]
    if "MRZ" in text or "<<" in text:
        found += [match.span() for match in _CODED.finditer(text) if stands_free(text, match.start())]
    if "P/" in text:
        found += [match.span("number") for match in _BOOKED.finditer(text)]
    return found


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
    version=4,
    mask="[PASSPORT]",
    reason=Reason.PERSONAL_PASSPORT,
    english="Finds passport and travel permit numbers after a word that says so.",
    chinese="查找护照与通行证号码（附近有“护照”“通行证”等字样）。",
    signs=Sign.NONE,
    words=(*_STRONG, *_WEAK),
    pattern="<<<|P/[A-Z]{2,3}/[A-Z]|证件号|(?i:id_?no|cert_?no)",
    find=_find,
    examples=(
        ("护照号E12345678，有效期十年", "护照号[PASSPORT]，有效期十年"),
        ("Passport No. 533401234 (US)", "Passport No. [PASSPORT] (US)"),
        ("港澳居民来往内地通行证H12345678", "港澳居民来往内地通行证[PASSPORT]"),
        ("零件编号E12345678", "零件编号E12345678"),
    ),
)
