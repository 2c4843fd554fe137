"""Finds quotations by their marks: “…”, ‘…’, 「…」, 『…』, "…", '…' and «…».

The outermost marks count; what they enclose may hold others. Where one is missing, the damage ends
with the paragraph. Every search is linear in the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CLOSING = {"“": "”", "「": "」", "『": "』", "«": "»", '"': '"', "‘": "’", "'": "'"}
_PAIRS = {mark: re.compile(f"[{mark}{CLOSING[mark]}]") for mark in "“「『«"}
_OPENING = re.compile("[“「『«\"‘']")
_LIKE_APOSTROPHES = "‘'"
_SENTENCE_END = re.compile("[。！？!?…][’』」]?")
_CLIPPED = re.compile(
    r"(?:tis|twas|twere|twill|twould|tisn|twasn|em|til|till|cause|bout|round|cos)\b", re.IGNORECASE
)
_ENDS = frozenset(".,!?;:—–-…。，！？")


def quotations(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end of what is inside, and end of each quotation; the last two are equal if it is open."""
    failed: set[str] = set()
    at = 0
    while (found := _OPENING.search(text, at)) is not None:
        start, mark = found.start(), found[0]
        at = start + 1
        if mark in failed:
            continue
        if mark in _LIKE_APOSTROPHES:
            closing = _closing_single(text, start, mark)
            if closing is None:
                continue
            if closing < 0:
                failed.add(mark)
                if start or not _opens_paragraph(text):
                    continue
                closing = len(text)
        elif mark == '"':
            closing = text.find('"', at)
            closing = len(text) if closing < 0 else closing
        else:
            closing = _closing_pair(text, at, mark)
        at = min(closing + 1, len(text)) if text[closing : closing + 1] == CLOSING[mark] else closing
        yield start, closing, at


def _closing_pair(text: str, at: int, mark: str) -> int:
    """Index of the closing mark; before a second opening mark that must begin another quotation.

    Nested quotations use the other kind, so a second mark of the same kind is a misprint: a closing
    mark set the wrong way round, or the start of the next quotation where a closing one was lost.
    """
    depth = 1
    inside = at
    for found in _PAIRS[mark].finditer(text, at):
        if found[0] == CLOSING[mark]:
            depth -= 1
            if not depth:
                return found.start()
            continue
        before = text[found.start() - 1]
        if mark == "“" and depth == 1 and before in ":：":
            end = 0
            for end_of_sentence in _SENTENCE_END.finditer(text, inside, found.start()):
                end = end_of_sentence.end()
            return end or found.start()
        depth += mark != "“"
    return len(text)


def _closing_single(text: str, start: int, mark: str) -> int | None:
    """Index of the closing mark, -1 if there is none, None if `start` is an apostrophe.

    A closing mark stands behind punctuation and before no letter, which no apostrophe does.
    """
    if start and (text[start - 1].isalnum() or text[start - 1] in _ENDS - set("—–-:,")):
        return None
    following = text[start + 1 : start + 2]
    if not (following.isalnum() or following in {"…", "—", "“", '"', "¿", "¡"}):
        return None
    closing = CLOSING[mark]
    at = start + 1
    while (at := text.find(closing, at)) >= 0:
        if text[at - 1] in _ENDS and not text[at + 1 : at + 2].isalnum():
            return at
        if text[at - 1] > "\u2e80":
            return at
        at += 1
    return -1


def _opens_paragraph(text: str) -> bool:
    """Whether a paragraph that begins with a single mark, never closed, is speech and not 'tis."""
    return text.rstrip()[-1:] in _ENDS and text[1:2].isupper() and _CLIPPED.match(text, 1) is None
