"""Who speaks, by the narration around an English quotation: `"…," said X`, `X asked, "…"`."""

from __future__ import annotations

import re

from danlu.novels.tags import Tag
from danlu.novels.words import ENGLISH_PRONOUNS, ENGLISH_VERBS, NO_ENGLISH_NAME

_TITLE = r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lady|Lord|Captain|Colonel|Aunt|Uncle|Professor|St|Father|Mother)\.?\s)"
_CAPITAL = r"[A-Z][\w’'-]*"
_NAME = rf"{_TITLE}?{_CAPITAL}(?:\s(?:(?:of|de|van|von|the)\s)?{_CAPITAL}){{0,3}}"
_STOP = (
    r"(?!(?:to|in|at|with|from|on|who|as|and|after|for|by|of|into|over|when|while|but|again|then|that|had|was|"
    r"is|has|[a-z]+ly)\b)"
)
_OWN = r"(?:the|his|her|my|their|our|a|an)"
_NOUN = rf"(?i:{_OWN})\s{_STOP}[a-z][\w-]*(?:\s{_STOP}[a-z][\w-]*){{0,2}}"
_PRONOUN = r"(?:I|[Hh]e|[Ss]he|[Tt]hey|[Ww]e)"
_VERB = rf"(?:{ENGLISH_VERBS})"
_SAID_WHO = re.compile(rf"[\s,—–-]*(?P<tag>{_VERB}\s+(?P<who>{_NAME}|{_NOUN}|{_PRONOUN}))(?![\w’'])")
_NO_VERB = rf"(?!{_VERB}\b)"
_NOUN_FIRST = rf"(?i:{_OWN})\s{_NO_VERB}[a-z][\w-]*(?:\s{_NO_VERB}{_STOP}[a-z][\w-]*){{0,2}}"
_WHO_FIRST = rf"(?P<who>{_NAME}|{_NOUN_FIRST}|{_PRONOUN})\s(?:[a-z]+ly\s|then\s|only\s|at last\s)?"
_WHO_SAID = re.compile(rf"[\s,—–-]*(?P<tag>{_WHO_FIRST}{_VERB})\b")
_LEAD = re.compile(
    r"[\s—–]*(?:(?:Then|And|But|So|At last|At length|Finally|Again|Now|Here|Suddenly|Presently|After a while)"
    r",?\s)?"
)
_SENTENCE = re.compile(r"(?<!Mr)(?<!Mrs)(?<!Ms)(?<!Dr)(?<!St)[.!?]+[”\"’')]?\s+")
_LONGEST_TAG = 300
_END = re.compile(r"[.;!?]|$")


def tag_before(text: str) -> Tag | None:
    """The introduction with which narration ends, right before a quotation: `X said, "`."""
    body = text.rstrip()
    if not body.endswith((",", ":", "—", "–")) and re.search(rf"\b{_VERB}$", body[-24:]) is None:
        return None
    start = floor = max(0, len(body) - _LONGEST_TAG)
    for end in _SENTENCE.finditer(body, floor):
        if end.end() < len(body):
            start = end.end()
    lead = _LEAD.match(text, start)
    at = lead.end() if lead else start
    found = _WHO_SAID.match(text, at)
    if found is None:
        return None
    return _tag(found, start, len(text), bare=not text[found.end() :].strip(" ,:—–") and at == start)


def tag_after(text: str) -> Tag | None:
    """The clause with which narration begins, right after a quotation: `," said X`, `," X said`."""
    found = _SAID_WHO.match(text) or _WHO_SAID.match(text)
    if found is None:
        return None
    closing = _END.search(text, found.end())
    end = min(closing.end(), len(text)) if closing else len(text)
    return _tag(found, 0, end, bare=not text[found.end() : end].strip(" .,;:—–"))


def _tag(found: re.Match[str], start: int, end: int, *, bare: bool) -> Tag | None:
    who = found["who"]
    if who.lower() in ENGLISH_PRONOUNS:
        return Tag(None, start, end, pronoun=True, bare=bare)
    if NO_ENGLISH_NAME.fullmatch(who):
        return None
    first, _, rest = who.partition(" ")
    if first in {"The", "His", "Her", "My", "Their", "Our", "A", "An"}:
        who = f"{first.lower()} {rest}"
    return Tag(who.removesuffix("’s").removesuffix("'s"), start, end, bare=bare)
