"""English postal addresses: a house number, a capitalised street, and what follows it.

Street types of the United States Postal Service (Publication 28, appendix C1) and those of Britain and
Australia. Types that are ordinary words (Court, Place, Way …) need more: a suite, a town with a state or
a postcode. So do numbers that could be years.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.remembering import remembering
from danlu.cleaning.personal.surroundings import holds_word
from danlu.cleaning.rule import Stretch

_SURE_TEXT = "Street Avenue Road Boulevard Parkway Lane Drive Highway Terrace Crescent Turnpike Esplanade"
_SURE = tuple(_SURE_TEXT.split())
_SHORT_TEXT = "St Ave Av Rd Blvd Pkwy Ln Dr Hwy Ter Cres Ct Pl Sq Cir Tce Pde"
_SHORT = tuple(_SHORT_TEXT.split())
_LOOSE_TEXT = (
    "Court Place Square Way Close Circle Walk Row Gardens Grove Parade Mews Hill Trail Loop Alley Plaza "
    "Green Park"
)
_LOOSE = tuple(_LOOSE_TEXT.split())
ENGLISH_WORDS = (
    *(word.lower() for word in _SURE),
    *(f"{word.lower()}{mark}" for word in _SHORT for mark in (" ", ",", ".")),
    *("p.o. box", "po box", "p.o.box", "p.o box", "p o box", "p. o. box"),
    *("suite", "apt", "apartment", "address", "zip code", "postcode", "live at", "lives at", "ship to"),
)
"""What a text must hold to be worth a look."""

_WORD = r"(?:[A-Z][A-Za-z'’.\-]{0,20}|[0-9]{1,3}(?:st|nd|rd|th)|of|the)"
_STREET = re.compile(
    rf"(?P<number>[0-9](?<![0-9A-Za-z.,/:$€£#\-][0-9])[0-9]{{0,4}}(?:-[0-9]{{1,5}})?)"
    rf"[A-Za-z]?,? (?:{_WORD} ){{1,5}}?"
    rf"(?:{'|'.join((*_SURE, *(word.upper() for word in _SURE)))}"
    rf"|(?P<short>{'|'.join((*_SHORT, *(word.upper() for word in _SHORT)))})\.?|"
    rf"(?P<loose>{'|'.join(_LOOSE)}))(?![0-9A-Za-z'’])"
)
_TYPES = (*_SURE, *(word.upper() for word in _SURE), *_SHORT, *(word.upper() for word in _SHORT), *_LOOSE)
ENGLISH_NEEDS = (
    rf"[0-9][A-Za-z]?,? (?:[A-Z0-9ot][A-Za-z0-9'’.\-]* ){{1,5}}(?:{'|'.join(_TYPES)})|(?i:p\.? ?o\.? ?box)"
)
"""What every text with an English address matches (polars syntax)."""
_BEFORE = re.compile(r"[0-9A-Za-z.,/:$€£#\-]$")
_COUNTED = re.compile(
    r"(?:Chapter|Section|Part|Volume|Vol\.|Book|Track|Episode|Act|Level|No\.|Page|Figure|Route|Day|Week|Step"
    r"|Scene) $"
)
_FLAT = re.compile(r"(?:Flat|Unit|Apt|Apartment|Suite) [0-9]{1,4}[A-Za-z]?,? $")
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT"
    "|V[AT]|W[AIVY]"
    "|ACT|NSW|NT|QLD|SA|TAS|VIC"
)
_UNIT = (
    r"(?:,? {0,2}(?:(?:Suite|Ste\.?|Apt\.?|Apartment|Unit|Floor|Fl\.?|Room|Rm\.?|Building|Bldg\.?|Flat|#) "
    r"?#?[0-9A-Z][0-9A-Za-z\-]{0,6}))"
)
_TOWN = r"(?:,?[ \n][A-Z][A-Za-z'’.\-]{1,20}(?: [A-Z][A-Za-z'’.\-]{1,20}){0,2})"
_POSTCODE = r"(?:[0-9]{5}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}|[0-9]{4})(?![0-9A-Za-z])"
_DIRECTION = r"(?: (?:[NSEW]|NE|NW|SE|SW|North|South|East|West)\b\.?)?"
_REST = re.compile(
    rf"{_DIRECTION}({_UNIT}{{1,2}})?"
    rf"((?:{_TOWN}){{1,3}}?,? (?:(?:{_STATES}),? {{1,2}}{_POSTCODE}|{_POSTCODE}|(?:{_STATES})"
    rf"(?![0-9A-Za-z]))|,? {_POSTCODE})?"
    rf"(,? (?:USA|U\.S\.A\.|United States|United Kingdom|UK|Australia|Canada))?"
)
_INSIDE = (
    r"(?:(?:Room|Rm\.?|Unit|Flat|Apt\.?|Building|Bldg\.?|Block|Floor|Suite)"
    r" ?#?[0-9A-Z][0-9A-Z\-]{0,5},? ){0,4}"
)
_NUMBERED = re.compile(
    rf"No\. ?[0-9]{{1,5}},? (?:Lane [0-9]{{1,4}},? )?(?:{_WORD} ){{1,4}}?(?:"
    rf"{'|'.join((*_SURE, 'Rd', 'St', 'Ave'))})(?![0-9A-Za-z])\.?"
    rf"(?:,{_TOWN}){{0,4}}(?:,? [0-9]{{6}}(?![0-9]))?"
)
_BEFORE_NUMBERED = re.compile(rf"{_INSIDE}$")
_NEAR_TOWN = re.compile(rf"(?:,{_TOWN}){{1,2}}(?= ?[,.\n;)]|$)")
_BOX = re.compile(r"[Pp]\.? ?[Oo]\.? ?B(?:ox|OX) {1,2}[0-9]{1,6}")
_FAMOUS = re.compile(r"10 Downing Street|221B? Baker Street|1600 Pennsylvania Ave|4 Privet Drive")


def english_addresses(text: str) -> list[Stretch]:
    """The addresses, in no order; they may overlap."""
    judge = remembering(_address, text)
    found = [place for match in _STREET.finditer(text) if (place := judge(text, match)) is not None]
    if "No." in text:
        for match in _NUMBERED.finditer(text):
            window = text[max(0, match.start() - 60) : match.start()]
            inside = _BEFORE_NUMBERED.search(window)
            found.append((match.start() - (len(inside[0]) if inside else 0), match.end()))
    for match in _BOX.finditer(text) if "Box" in text or "BOX" in text else ():
        rest = _REST.match(text, match.end())
        found.append((match.start(), rest.end() if rest else match.end()))
    return found if found and holds_word(text, ENGLISH_WORDS) else []


def _address(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.span()
    if (start and _BEFORE.match(text, start - 1, start)) or _COUNTED.search(text, max(0, start - 12), start):
        return None
    flat = _FLAT.search(text, max(0, start - 24), start)
    rest = _REST.match(text, end)
    certain = flat is not None or (rest is not None and (rest[1] is not None or rest[2] is not None))
    if rest is not None:
        end = rest.end()
    near = None if certain else _NEAR_TOWN.match(text, end)
    if not certain and (
        match["loose"] or (near is None and _is_year(match["number"])) or _opens_a_name(text, match)
    ):
        return None
    end = near.end() if near else end
    end -= text[end - 1] == "."
    return None if _FAMOUS.match(text, start) else (flat.start() if flat else start, end)


def _is_year(number: str) -> bool:
    return number.isdecimal() and len(number) == 4 and 1500 <= int(number) < 2100


def _opens_a_name(text: str, match: re.Match[str]) -> bool:
    """Whether "St" or "Dr" opens a name (5 Old St Mary) and does not close a street."""
    return (
        bool(match["short"])
        and re.match(r"\.? [A-Z]", text[match.end("short") : match.end("short") + 3]) is not None
    )
