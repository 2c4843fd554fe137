"""Chinese names that more than their own line tells: columns of tables, speakers in records of talk."""

from __future__ import annotations

import re

from danlu.cleaning.personal.name_shape import likely_name_end, whole_name_end
from danlu.cleaning.personal.name_short import is_short
from danlu.cleaning.personal.name_table import tabled_names
from danlu.cleaning.rule import Stretch

_SPOKEN_AT = re.compile(r"[0-9]:[0-9]{2}(?::[0-9]{2})?[\])】]?[ \t]{0,2}(?=[一-鿿])")
_TIME = re.compile("[0-9]:[0-9]{2}")
_SPEAKER = re.compile(r"(?:^|\n)(?P<name>[一-鿿]{2,4})[:：](?=[^\n]{2})")
_STAGED = re.compile(r"剧本|小说|故事|角色|扮演|台词|话剧|相声|演员|情节|剧情|对白|主人公|作文|童话|寓言")
_PRESENT_DAY = re.compile(
    r"几点|明天|今天|昨天|周[一二三四五六日末]|开会|会议|收到|文件|群里|微信|电话|快递|作业|公司|[上下]班"
    r"|[上下]午|晚上|手机|发给|老板"
)
_LAST_OF_SPEAKERS = frozenset(["", "\n", ":", "："])
_BEFORE_TIME = re.compile(
    r"(?:^|\n)(?P<name>[一-鿿]{2,4})[ \t]{1,2}(?:20[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日? )?[0-9]{1,"
    r"2}:[0-9]{2}(?::[0-9]{2})?[ \t]*(?:\n|$)"
)
"""Who wrote a message, as programs for talk put it above."""


def names_over_lines(text: str) -> list[Stretch]:
    """The names of tables and of records of talk, which more than their own line tells."""
    return _speakers(text) + tabled_names(text)


def _speakers(text: str) -> list[Stretch]:
    """Who speaks in a record: beside a time, or two and more persons at the beginnings of lines."""
    found = []
    timed = ":" in text and _TIME.search(text) is not None
    for match in _SPOKEN_AT.finditer(text) if timed else ():
        end = whole_name_end(text, match.end())
        if end and text[end : end + 1] in _LAST_OF_SPEAKERS:
            found.append((match.end(), end))
    for match in _BEFORE_TIME.finditer(text) if timed else ():
        place = match.span("name")
        if likely_name_end(text, place[0]) == place[1]:
            found.append(place)
    lines = [match.span("name") for match in _SPEAKER.finditer(text)] if "\n" in text else []
    persons = [place for place in lines if likely_name_end(text, place[0]) == place[1]]
    names = {text[start:end] for start, end in persons}
    sure = max(map(len, names), default=0) > 2 or all(is_short(text, place[0]) for place in persons)
    real = len(names) > 1 and sure and _PRESENT_DAY.search(text) is not None
    return found + persons if real and _STAGED.search(text) is None and "曰" not in text else found
