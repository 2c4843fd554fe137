"""Chinese surnames, and what may be a given name: the list is `surnames.txt`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

SURNAMES_FILE = Path(__file__).with_name("surnames.txt")
"""The list, which belongs to the fingerprint of what uses it."""

NEVER_GIVEN = frozenset(
    "的了是不在有个们这那么什吗呢吧啊哦呀嘛很也都就还要会能可被把和与或跟对从到为以及其它他她你我您谁哪怎几"
    "每各某"
    "位者号说做去来给让没过着得地所里上下前后该此但而则又最更吃喝打看听想问姓于括男曰氏"
)


_KNOWN_TEXT = (
    "胜男 亚男 若男 佳男 大为 有为 可欣 可馨 可心 可儿 可可 可昕 会兰 会英 上进 前进 东来 可为 可人"
    " 可佳 可意 可鑫 可嘉 可一 可凡 可盈 可唯 文可 一可 以宁 以恒 以琳 从文 从军 从容 地生 得胜 得志"
    " 得福 得水 来福 来宝 来喜 万里 千里 百里 福来 喜来 春来 金来"
)
KNOWN_GIVEN = frozenset(_KNOWN_TEXT.split())
"""Given names of such characters that are in use all the same."""


GIVEN_FILE = Path(__file__).with_name("given.txt")
"""The characters that given names are mostly made of, which belong to the fingerprint as well."""


class Surnames(NamedTuple):
    """Surnames of one character, the frequent ones among them, and those of two and more."""

    frequent: frozenset[str]
    single: frozenset[str]
    compound: frozenset[str]


@cache
def surnames() -> Surnames:
    """The list."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in SURNAMES_FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            current += line.split()
    frequent = frozenset(sections["frequent"])
    return Surnames(frequent, frequent | set(sections["further"]), frozenset(sections["compound"]))


def surname_length(text: str, at: int, *, frequent: bool = False) -> int:
    """How many characters the surname has that stands at a place; 0 where none does."""
    known = surnames()
    if text[at : at + 2] in known.compound:
        return 2
    return 1 if text[at : at + 1] in (known.frequent if frequent else known.single) else 0


@cache
def given_characters() -> frozenset[str]:
    """The characters that given names are mostly made of."""
    lines = GIVEN_FILE.read_text("utf-8").splitlines()
    return frozenset(character for line in lines if not line.startswith("#") for character in line.split())


def is_given(characters: str) -> bool:
    """Whether characters can be a given name: one or two Han characters, none of them a function word."""
    return (
        1 <= len(characters) <= 2
        and all("一" <= character <= "鿿" for character in characters)
        and (NEVER_GIVEN.isdisjoint(characters) or characters in KNOWN_GIVEN)
    )
