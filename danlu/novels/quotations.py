"""Parts a paragraph into speech and narration.

Quotation marks tell them apart. Where a paragraph has none, speech is what follows 曰： or 道： in
the older Chinese manner, up to the sentence that introduces the next speaker, or what follows a dash
at its start. Quotation marks also stand around names, terms, titles and letters; what is speech is
told by punctuation and by what introduces it.
"""

from __future__ import annotations

import re

from danlu.novels.beats import Beat
from danlu.novels.marks import quotations
from danlu.novels.words import INTRODUCES, WRITTEN

_SAID_CLASSICALLY = re.compile(r"[曰道云][：:](?=\s?[^\s“「『‘\"])")
_SENTENCE_END = re.compile(r"[。！？!?；;]")
_DASH = re.compile(r"(?:—{1,2}|–|―)\s?(?=\S)")
_DASH_TAG = re.compile(r"\s[—–―]\s?")
_FINAL = frozenset("。！？…—!?.~～")
_PAUSE = frozenset("，,；;")
_LONGEST_LEAD = 64
_OPEN_MARKS = "“「『«\"‘'"


def split_paragraph(text: str, *, open_mark: str | None = None) -> list[Beat]:
    """The beats of a paragraph. `open_mark` is the mark of a quotation that was left open before it.

    Such a quotation goes on if the paragraph begins with that mark again (Chicago Manual of Style,
    17th edition, 13.30); else its closing mark had been forgotten.
    """
    spans = list(quotations(text))
    if not spans:
        return _classical(text) or _dashed(text) or [Beat(text)]
    beats: list[Beat] = []
    at = 0
    for number, (start, closing, end) in enumerate(spans):
        inner = text[start + 1 : closing]
        following = spans[number + 1][0] if number + 1 < len(spans) else len(text)
        goes_on = number == 0 and open_mark == text[0] and start == 0
        if not goes_on and not _is_speech(
            text[max(at, start - _LONGEST_LEAD) : start], inner, text[end:following]
        ):
            continue
        if start > at:
            beats.append(Beat(text[at:start]))
        beats.append(Beat(text[start:end], inner, opens=closing == end == len(text), again=goes_on))
        at = end
    if at < len(text):
        beats.append(Beat(text[at:]))
    return beats


def open_mark_of(beats: list[Beat]) -> str | None:
    """The mark of the quotation that a paragraph leaves open."""
    return beats[-1].text[0] if beats and beats[-1].opens and beats[-1].text[0] in _OPEN_MARKS else None


def _is_speech(before: str, inner: str, after: str) -> bool:
    """Whether a quotation is said by somebody, and no name, term, inscription, letter or poem."""
    inner = inner.strip()
    if not inner:
        return False
    lead = before.rstrip()
    if lead.endswith(("：", ":", "曰", "曰；", "曰，", "曰！")):
        return WRITTEN.search(lead[-24:]) is None
    if inner[-1] in _FINAL:
        return not lead or not lead[-1].isalnum() or INTRODUCES.search(lead[-8:]) is not None
    if inner[-1] in _PAUSE:
        return not lead or not lead[-1].isalnum() or bool(after.strip())
    return not lead and not after.strip()


def _classical(text: str) -> list[Beat]:
    """Speech after 曰： without marks: as far as the sentence that brings the next 曰：, or the end."""
    found = [place.end() for place in _SAID_CLASSICALLY.finditer(text)]
    beats: list[Beat] = []
    at = 0
    for number, start in enumerate(found):
        if start < at or WRITTEN.search(text[max(at, start - 24) : start]) is not None:
            continue
        end = len(text)
        if number + 1 < len(found):
            ends = [place.end() for place in _SENTENCE_END.finditer(text, start, found[number + 1] - 1)]
            if not ends:
                continue
            end = ends[-1]
        if start > at:
            beats.append(Beat(text[at:start]))
        beats.append(Beat(text[start:end], text[start:end].strip()))
        at = end
    if beats and at < len(text):
        beats.append(Beat(text[at:]))
    return beats


def _dashed(text: str) -> list[Beat]:
    """Speech after a dash at the start of a paragraph; a second dash begins and ends its tag."""
    dash = _DASH.match(text)
    if dash is None or text.rstrip()[-1] not in _FINAL or "《" in text:
        return []
    beats: list[Beat] = []
    at, spoken = 0, True
    for tag in _DASH_TAG.finditer(text, dash.end()):
        beats.append(_dash_beat(text, at, tag.start(), spoken=spoken))
        at, spoken = tag.start(), not spoken
    beats.append(_dash_beat(text, at, len(text), spoken=spoken))
    return beats


def _dash_beat(text: str, start: int, end: int, *, spoken: bool) -> Beat:
    piece = text[start:end]
    return Beat(piece, piece.lstrip(" —–―").rstrip() if spoken else None)
