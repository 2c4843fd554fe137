"""What an HTML page declares of itself: title, language, date and address.

Only declarations count, in the order of their reliability; nothing is guessed from the text, and no
clock is asked, so that the same bytes say the same on every day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from danlu.ledger import Reason
from danlu.readers.base import Limits
from danlu.readers.documents.packed import printable
from danlu.readers.documents.xml_tree import local_name
from danlu.readers.json_value import parse_value

_LONGEST = 500
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,3}\Z")
_ISO = re.compile(r"\s*([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})(?![0-9])")
_IN_ADDRESS = re.compile(r"/((?:19|20)[0-9]{2})/([0-9]{2})/([0-9]{2})(?![0-9])")
_DATES = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "publishdate",
    "pubdate",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dc.date.created",
    "dcterms.date",
    "citation_publication_date",
    "citation_date",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "date",
    "article:modified_time",
    "og:updated_time",
)
_OLDEST, _NEWEST = 1990, 2100
_MOST_JSON_LD = 1 << 20


def page_facts(root: Any) -> dict[str, str]:
    """Title, language, date (ISO 8601, the day) and url, as far as the page declares them."""
    declared = _metas(root)
    address = _address(root, declared)
    known = {
        "title": _title(root, declared),
        "language": _language(root, declared),
        "date": _date(root, declared, address),
        "url": address,
    }
    return {name: value for name, value in known.items() if value}


def iso_day(text: str) -> str:
    """The day that a date begins with (2024-05-01T…, 2024年5月1日), or nothing where it is none."""
    found = _ISO.match(text)
    if found is None:
        return ""
    year, month, day = (int(piece) for piece in found.groups())
    try:
        return dt.date(year, month, day).isoformat() if _OLDEST <= year <= _NEWEST else ""
    except ValueError:
        return ""


def _metas(root: Any) -> dict[str, str]:
    """The first content of each named `meta`."""
    found: dict[str, str] = {}
    for element in root.iter("meta", "{*}meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = _line(element.get("content") or "")
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _title(root: Any, declared: dict[str, str]) -> str:
    """As shared (Open Graph), else the only first-level heading, else the title of the window."""
    shared = declared.get("og:title") or declared.get("twitter:title")
    if shared:
        return shared
    headings = [text for element in root.iter("h1") if (text := _line("".join(element.itertext())))]
    if len(headings) == 1:
        return headings[0]
    return next((text for element in root.iter("title") if (text := _line("".join(element.itertext())))), "")


def _language(root: Any, declared: dict[str, str]) -> str:
    names = [root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang")]
    names += [element.get("lang") for element in root.iter("body")]
    names += [declared.get(name) for name in ("content-language", "dc.language", "language", "og:locale")]
    names += [
        element.get("content")
        for element in root.iter("meta")
        if (element.get("http-equiv") or "").lower() == "content-language"
    ]
    known = (name.strip().replace("_", "-") for name in names if name)
    return next((name for name in known if _LANGUAGE.match(name)), "")


def _address(root: Any, declared: dict[str, str]) -> str:
    links = [
        element.get("href") or ""
        for element in root.iter("link")
        if "canonical" in (element.get("rel") or "").lower().split()
    ]
    for address in [*links, declared.get("og:url", "")]:
        bare = printable(address).strip()
        if bare.startswith(("http://", "https://")) and len(bare) <= 2000 and not any(map(str.isspace, bare)):
            return bare
    return ""


def _date(root: Any, declared: dict[str, str], address: str) -> str:
    """The day of publication: by meta, by linked data, by a marked time, or by a dated address."""
    for name in _DATES[:-2]:
        if day := iso_day(declared.get(name, "")):
            return day
    days = (iso_day(text) for text in (*_linked_dates(root), *_marked_times(root)))
    if day := next((day for day in days if day), ""):
        return day
    if found := _IN_ADDRESS.search(address):
        return iso_day("-".join(found.groups()))
    return next((day for name in _DATES[-2:] if (day := iso_day(declared.get(name, "")))), "")


def _linked_dates(root: Any) -> Iterator[str]:
    """`datePublished` wherever it stands in the page's JSON-LD, outermost first."""
    for element in root.iter("script"):
        content = (element.text or "").encode("utf-8", "replace")
        if (element.get("type") or "").lower() != "application/ld+json" or len(content) > _MOST_JSON_LD:
            continue
        parsed = parse_value(content, Limits())
        if parsed.reason in {None, Reason.DUPLICATE_KEY}:
            yield from _published(parsed.value)


def _published(value: Any) -> Iterator[str]:
    level: list[Any] = [value]
    while level:
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                if isinstance(one.get("datePublished"), str):
                    yield one["datePublished"]
                below += one.values()
            elif isinstance(one, list):
                below += one
        level = below


def _marked_times(root: Any) -> Iterator[str]:
    """The first times that are marked as the page's own, then the first time at all."""
    times = [element for element in root.iter("time") if element.get("datetime")]
    for element in times:
        if element.get("pubdate") is not None or "published" in (element.get("class") or "").lower():
            yield element.get("datetime")
    for element in root.iter():
        if local_name(element) and (element.get("itemprop") or "").lower() == "datepublished":
            yield element.get("content") or element.get("datetime") or ""
    for element in times[:1]:
        yield element.get("datetime")


def _line(text: str) -> str:
    return " ".join(printable(text).split())[:_LONGEST]
