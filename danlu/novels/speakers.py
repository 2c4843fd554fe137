"""Gives the lines of a paragraph their speakers, as far as its narration says who they are."""

from __future__ import annotations

import re

from danlu.novels import chinese, english
from danlu.novels.beats import Beat, Side
from danlu.novels.names import Names
from danlu.novels.tags import Tag

_HAN = re.compile(r"[\u3400-\u9fff]")
_GOES_ON = ("，", ",", "—", "…")
_AGAIN = re.compile(r"(?:[又复再]|接着|继续)(?:[曰说道问]|说道|问道)[：:]\s*$")


def attribute(beats: list[Beat], names: Names) -> list[Beat]:
    """The beats with the speakers that narration names, and narration cut where it does so."""
    done: list[Beat] = []
    for index, beat in enumerate(beats):
        if beat.said is not None:
            done.append(beat)
            continue
        last = beats[index - 1] if index else None
        following = beats[index + 1] if index + 1 < len(beats) else None
        done += _read(beat, last, following, names)
    return done


def _read(beat: Beat, last: Beat | None, following: Beat | None, names: Names) -> list[Beat]:
    """The stretches of a narration, each with the line that it goes with."""
    text = beat.text
    is_chinese = _HAN.search(text) is not None
    before = after = None
    if following is not None:
        before = chinese.tag_before(text, names) if is_chinese else english.tag_before(text)
    if last is not None and (last.speaker is None and not last.pronoun):
        joins = following is not None and text.rstrip().endswith(("，", ","))
        after = chinese.tag_after(text, names, joins=joins) if is_chinese else english.tag_after(text)
    if before is not None and after is not None:
        if following is not None and text.rstrip().endswith((":", "：")) and before.start < after.end:
            after = None
        elif before.start < after.end:
            before = None
    if after is not None and last is not None:
        _settle(last, after, names)
    elif last is not None and last.speaker is None and is_chinese:
        last.speaker = chinese.revealed(text)
    if before is not None and following is not None:
        _settle(following, before, names)
        following.again = following.again or (
            before.name is None and _AGAIN.search(text[before.start :]) is not None
        )
    elif following is not None and last is not None:
        following.again = not is_chinese or text.rstrip().endswith(_GOES_ON) or after is not None
    return _cut(text, before, after)


def _settle(line: Beat, tag: Tag, names: Names) -> None:
    line.speaker = tag.name
    line.pronoun = tag.pronoun
    if tag.name is not None:
        names.learn(tag.name, plain=tag.bare)


def _cut(text: str, before: Tag | None, after: Tag | None) -> list[Beat]:
    start = after.end if after else 0
    end = before.start if before else len(text)
    end = max(start, end)
    pieces: list[Beat] = []
    if after is not None:
        pieces.append(Beat(text[:start], side=Side.LAST, bare=after.bare))
    if end > start:
        pieces.append(Beat(text[start:end]))
    if before is not None:
        pieces.append(Beat(text[end:], side=Side.NEXT, bare=before.bare))
    return pieces
