"""Where URLs stand in prose: the places that the rules of URLs and of tracking parameters work on.

A URL is http, https, ftp or ftps with `://`, or begins with `www.`. It ends where RFC 3986 allows no
further character, so at a Han character or full-width mark too, except where one plainly belongs to it:
in an internationalised host, behind `=` and in the page names of encyclopedias. Sentence marks and
brackets without a partner at its end are the sentence's. URLs in code are none of prose.
"""

from __future__ import annotations

import re
from bisect import bisect_right

import polars as pl

from danlu.cleaning.code import looks_like_code
from danlu.cleaning.rule import Stretch
from danlu.cleaning.rules.fences import fences

_START = re.compile(r"(?:[Hh][Tt][Tt][Pp][Ss]?|[Ff][Tt][Pp][Ss]?)://|[Ww][Ww][Ww]\.")
_BODY = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[@!$&'()*+,;=%{}]|\](?!\()|\\[_*~&])*")
_HAN = re.compile(r"[\u3400-\u9fff]{1,64}")
_WIDE_HOST = re.compile(r"[0-9A-Za-z\u3400-\u9fff\-]{1,63}(?:\.[0-9A-Za-z\u3400-\u9fff\-]{1,63}){1,8}")
_NAMED_PAGES = ("=", "/wiki/", "/item/")
_LEAST_HOST = re.compile(r"[0-9A-Za-z\[]")
_SENTENCE_MARKS = frozenset(".,;:!?'*~&")
_OPENING = {")": "(", "]": "[", "}": "{"}
_CLOSING = {opening: mark for mark, opening in _OPENING.items()}
_MAY_BE_SPARE = frozenset((*_SENTENCE_MARKS, *_OPENING, *_CLOSING))
_INLINE_CODE = re.compile(r"`[^`\n]{1,2000}`")
_INSIDE = ("@", "+", ".", "-")
_QUOTES = ("'", '"')
_AFTER_LITERAL = frozenset(",)]};")
_BEFORE_LITERAL = ("=", "(", "[", "{", ",", ":")


def find_urls(text: str) -> list[Stretch]:
    """The URLs of a text, rising."""
    found: list[Stretch] = []
    match = _START.search(text)
    while match is not None:
        start = match.start()
        end = _end_of(text, match.end()) if _begins(text, start) else match.end()
        if end > match.end():
            found.append((start, end))
        match = _START.search(text, max(end, match.end()))
    return found


def _begins(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    return not (before.isascii() and (before.isalnum() or before in _INSIDE))


def _end_of(text: str, start: int) -> int:
    """Where a URL ends whose host begins at `start`; `start` where there is no host."""
    position, wide = start, False
    if not _LEAST_HOST.match(text, start):
        host = _WIDE_HOST.match(text, start)
        if host is None:
            return start
        position, wide = host.end(), True
    while True:
        body = _BODY.match(text, position)
        position = body.end() if body else position
        named = text.endswith(_NAMED_PAGES, start, position) or (wide and text[position - 1] == "/")
        han = _HAN.match(text, position) if named else None
        if han is None:
            break
        position = han.end()
    return _trimmed(text, start, position)


def _trimmed(text: str, start: int, end: int) -> int:
    """The end without what belongs to the sentence: its marks, and brackets without a partner."""
    if end > start and text[end - 1] not in _MAY_BE_SPARE:
        return end
    url = text[start:end]
    spare = {mark: url.count(mark) - url.count(opening) for mark, opening in _OPENING.items()}
    while end > start:
        last = text[end - 1]
        if last in _OPENING:
            if spare[last] <= 0:
                break
            spare[last] -= 1
        elif last in _CLOSING:
            spare[_CLOSING[last]] += 1
        elif last not in _SENTENCE_MARKS:
            break
        end -= 1
    return end


def prose_urls(values: pl.Series) -> list[list[Stretch]]:
    """The URLs of each text that stand in no code."""
    texts = values.to_list()
    found = [_outside_code(text, find_urls(text)) for text in texts]
    # a line is looked at once, however many URLs it has: else the work grows with their square
    places: list[list[int]] = []
    lines: list[str] = []
    for text, urls in zip(texts, found, strict=True):
        places.append([])
        ended = -1
        for start, end in urls:
            if start >= ended:
                first, ended = text.rfind("\n", 0, start) + 1, _line_end(text, end)
                lines.append(text[first:ended])
            places[-1].append(len(lines) - 1)
    in_code = looks_like_code(pl.Series(lines, dtype=pl.String)).to_list()
    return [
        [url for url, place in zip(urls, own, strict=True) if not in_code[place]]
        for urls, own in zip(found, places, strict=True)
    ]


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return end if end >= 0 else len(text)


def _outside_code(text: str, urls: list[Stretch]) -> list[Stretch]:
    """The URLs outside of fences, back-ticks and literals of programs."""
    if urls and ("`" in text or "~~~" in text):
        code = sorted(fences(text) + [match.span() for match in _INLINE_CODE.finditer(text)])
        starts, ends = [start for start, _ in code], _furthest(code)
        urls = [url for url in urls if not _is_within(url[0], starts, ends)]
    return [(start, end) for start, end in urls if not _is_literal(text, start, end)]


def _furthest(stretches: list[Stretch]) -> list[int]:
    ends: list[int] = []
    for _, end in stretches:
        ends.append(max(end, ends[-1]) if ends else end)
    return ends


def _is_within(position: int, starts: list[int], ends: list[int]) -> bool:
    before = bisect_right(starts, position)
    return before > 0 and position < ends[before - 1]


def _is_literal(text: str, start: int, end: int) -> bool:
    """Is it a string of a program or an attribute of a tag: behind `=`, or quoted behind `(` or the like?"""
    quote = text[start - 1 : start]
    if quote == "=":
        return True
    if quote not in _QUOTES or not text.startswith(quote, end):
        return False
    before = text[max(0, start - 41) : start - 1].rstrip(" \t")
    return before.endswith(_BEFORE_LITERAL) or (
        before[-1:] in {"", "\n"} and text[end + 1 : end + 2] in _AFTER_LITERAL
    )
