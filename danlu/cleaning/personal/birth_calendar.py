"""Dates as people write those of births, also in years of the Republic of China and of farmers."""

from __future__ import annotations

import re

_MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct"
    "(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)\.?"
)
_HAN_DAY = "(?:初|廿|卅|二|三)?十?[一二三四五六七八九十]"
_REPUBLIC = r"民[国國] ?(?P<republic>[0-9]{1,3}|[元一二三四五六七八九十百零〇]{1,5}) ?年 ?(?:农历|農曆)?"
_MONTH_DAY_HAN = (
    rf"(?:[0-9]{{1,2}}|闰?[正元腊臘冬]|[一二三四五六七八九十]{{1,2}}) ?月 ?(?:[0-9]{{1,2}} ?[日号]?"
    rf"|{_HAN_DAY}[日号]?)"
)
DATE = re.compile(
    rf"(?:{_REPUBLIC}{_MONTH_DAY_HAN}|(?P<year>[0-9]{{4}}|[0-9]{{2}}|[一二][一二三四五六七八九〇零○]{{3}}"
    rf"|[一二三四五六七八九〇零○]{{2}}) ?年 ?的?(?:农历|阴历|公历)?{_MONTH_DAY_HAN}"
    r"|(?P<year2>[0-9]{4})(?P<mark> ?[-/.、，,\\] ?| )(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})(?"
    r"![0-9])"
    r"|(?P<year3>(?:19|20)[0-9]{2})(?P<month2>[01][0-9])(?P<day2>[0-3][0-9])(?![0-9])"
    rf"|{_MONTH} ?[0-9]{{1,2}}(?:st|nd|rd|th)?,? (?:of )?(?P<year4>[0-9]{{4}})"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?[ -]?(?:of )?{_MONTH}[ -]?,? ?(?P<year5>[0-9]{{4}})"
    r"|[0-9]{1,2}(?P<mark2>[-/.])[0-9]{1,2}(?P=mark2)(?P<year6>[0-9]{4}|[0-9]{2})(?![0-9])"
    rf"|(?P<year8>[0-9]{{4}})[ ,-]{{1,2}}{_MONTH}[ -][0-9]{{1,2}}(?:st|nd|rd|th)?(?![0-9])"
    r"|(?P<year7>[0-9]{2})(?P<mark3>[-/.])[0-9]{1,2}(?P=mark3)[0-9]{1,2}(?![0-9]))"
)
YEAR_AND_MONTH = re.compile(
    rf"{_REPUBLIC}(?:[0-9]{{1,2}}|[正元冬腊]|[一二三四五六七八九十]{{1,2}}) ?月(?! ?[0-9初十])|"
    r"(?P<year>(?:19|20)[0-9]{2}|[0-9]{2}(?=年)|[一二三四五六七八九〇零○]{2}(?=年)"
    r"|[一二][一二三四五六七八九〇零○]{3}) ?"
    r"(?:年 ?(?:[0-9]{1,2}|闰?[正元冬腊臘]|[一二三四五六七八九十]{1,2}) ?月(?:份|(?! ?[0-9初十]))"
    r"|(?<=(?:19|20)[0-9]{2})(?:0[1-9]|1[0-2])(?![0-9])|(?P<mark>[-/.])(?:1[0-2]"
    r"|0?[1-9])(?![0-9./\-]))"
)
"""A year and a month, which count where a word of birth stands beside them."""
ANNIVERSARY = re.compile(
    rf"(?:{_MONTH_DAY_HAN}|[0-9]{{1,2}}[-/.][0-9]{{1,2}}(?![0-9./-])"
    rf"|{_MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?(?![0-9])|[0-9]{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}"
    rf"(?![a-z]))"
)
SPREAD_DATE = re.compile(
    "(?:1 9|2 0) [0-9] [0-9] ?年 ?(?:[01] )?[0-9] ?月 ?(?:[0-3] )?[0-9] ?日|(?:1 9|2 0) [0-9] [0-9] ?年"
    " ?(?:[01] )?[0-9] ?月"
)
"""A date with a blank between its digits, as forms print them."""
_HAN_DIGITS = {digit: str(place) for place, digit in enumerate("零一二三四五六七八九")} | {
    "〇": "0",
    "○": "0",
}
_FIRST_OF_REPUBLIC = 1911
OLDEST, LATEST = 1920, 2035


def _number(written: str) -> int:
    """A number below two hundred in Chinese numerals."""
    if written == "元":
        return 1
    plain = written.replace("百", "")
    tens, ten, ones = plain.partition("十")
    if not ten:
        digits = "".join(_HAN_DIGITS.get(character, "0") for character in plain)
        return int(digits or "0") + 100 * ("百" in written)
    units = int(_HAN_DIGITS.get(ones[-1:], "0"))
    return 100 * ("百" in written) + 10 * int(_HAN_DIGITS.get(tens[-1:], "1")) + units


def _year(match: re.Match[str]) -> int:
    republic = match["republic"]
    if republic is not None:
        return _FIRST_OF_REPUBLIC + (int(republic) if republic.isdecimal() else _number(republic))
    written = next(match[f"year{number}"] for number in ("", *range(2, 9)) if match[f"year{number}"])
    year = int("".join(_HAN_DIGITS.get(character, character) for character in written))
    return year if year > 99 else year + (2000 if year <= LATEST - 2000 else 1900)


def is_date(match: re.Match[str]) -> bool:
    """Whether the numbers of a date are a day of a calendar, in a year of people who may be alive."""
    if not OLDEST <= _year(match) <= LATEST:
        return False
    if match["year3"]:
        month, day = int(match["month2"]), int(match["day2"])
        return 1 <= month <= 12 and 1 <= day <= 31
    numbers = [int(number) for number in re.findall("[0-9]+", match[0])]
    if match["year6"]:
        year = numbers.pop()
        if year < 100 and numbers[0] > 31:
            return 1 <= numbers[1] <= 12 and 1 <= year <= 31
        return 1 <= min(numbers) <= 12 and max(numbers) <= 31
    if match["year4"] or match["year5"]:
        return 1 <= numbers[0] <= 31
    if match["year8"]:
        return 1 <= numbers[1] <= 31
    if match["republic"]:
        numbers = numbers[1:] if match["republic"].isdecimal() else numbers
        return all(1 <= number <= 31 for number in numbers)
    if match["year"] and not match["year"].isdecimal():
        return all(1 <= number <= 31 for number in numbers)
    return all(1 <= number <= most for number, most in zip(numbers[1:], (12, 31), strict=False))


def is_month(match: re.Match[str]) -> bool:
    """The same of a year and a month."""
    if match["republic"]:
        return OLDEST <= _year(match) <= LATEST
    year = int("".join(_HAN_DIGITS.get(character, character) for character in match["year"]))
    century = 2000 if year <= LATEST - 2000 else 1900
    return OLDEST <= (year if year > 99 else century + year) <= LATEST


def is_born(date: re.Match[str]) -> bool:
    """Whether a match of either may be of somebody who lives."""
    return is_date(date) if date.re is DATE else is_month(date)
