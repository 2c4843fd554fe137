"""Passwords that are told in a sentence, with a few words between the name and the value, or in an answer.

`密码换了，现在是New7788y`; `密码是大写的QWER1234`; `“密码是多少？”“woaini520。”`; columns of tables.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.columns import cells_below
from danlu.cleaning.personal.secret_values import is_known_name, stands_for_one
from danlu.cleaning.personal.surroundings import classes
from danlu.cleaning.rule import Stretch

_VALUE = r"(?P<value>[!#-&*+\-./0-9:=?@A-Z^_a-z~]{6,32})(?=[\"'”」】)）,，。;；!！、\s]|[\u4e00-\u9fff]|$)"
_TOLD = re.compile(
    rf"(?:密[码碼](?![学题]|的?[长位]度)|(?:(?<!用)|(?<=[常通专]用))口令)(?P<said>[^\n0-9A-Za-z。;；]{{1,14}}){_VALUE}"
)
_TELLING = re.compile(
    r"[换改设]了?[成为了]|[换改]|重置[成为了]|新的|还是|现在|给你|告诉你|发你|[记忘]|[大小]写|名字|拼音"
    r"|生日|后[四六八]位|应该|好像"
    r"|老的|原来|[多少][?？]|不对[?？]|^[,，]$"
)
_AT_LEAST = re.compile("至少$")
_ENCIPHERED = re.compile("(?:算法)?(?:加[密盐]|哈希|散列)")
_ASKED = re.compile(
    r"密[码碼](?:是|要|设|给我|发我|告诉我)?(?:多少|什么|啥|几位)?[^\n0-9A-Za-z,，。;；]{0,4}(?:[?？][”\""
    r"]?\s{0,2}|\n)"
    rf"(?:(?:[A-Z]|[一-鿿]{{1,4}})[:：] ?)?(?:是|好|哦|嗯|[,，])?[“\"]?{_VALUE}"
)
_NETWORK = re.compile(
    r"(?:[wW][iI]-?[fF][iI]|无线网?|热点)的?密码(?:就?是|[:：]) ?(?P<value>[a-z]{8,20})(?=[”」，。,！!、"
    r"\s]|[一-鿿]|$)"
)
"""Of a home's network the password may be letters only."""
_HEAD = re.compile(r"(?:初始|登[录陆]|默认|后台)?(?:密码|口令)|[pP]assw(?:or)?d|PASSWORD|[pP]wd")
_CELL = re.compile(r"[!#-+\--:<-{}~]{6,32}")
_WORDS = re.compile(r"[A-Za-z.:/_\-]+|1[3-9][0-9]{9}|(?:19|20)[0-9]{6}|[0-9]{4}[-/.][0-9/.\-]+")
TOLD_NEEDS = (
    r"(?i:wi-?fi|无线网?|热点)的?密码|(?:密[码碼]|口令)[^0-9A-Za-z。;；]{1,24}[!-~]{6}|(?:密码|口令"
    r"|(?i:passw|pwd))[^\n]*\n(?s:.*)[0-9]"
)
"""What every text with such a password matches (polars syntax)."""


def told_passwords(text: str) -> list[Stretch]:
    """The passwords, in no order."""
    found = [
        match.span("value")
        for match in _TOLD.finditer(text)
        if _is_told(text, match) and _is_password(match["value"])
    ]
    found += [match.span("value") for match in _ASKED.finditer(text) if _is_password(match["value"])]
    return found + [
        match.span("value") for match in _NETWORK.finditer(text) if not stands_for_one(match["value"])
    ]


def _is_told(text: str, match: re.Match[str]) -> bool:
    """Whether the words between the name and the value tell a password, and not how one is kept."""
    said = match["said"]
    kept = _AT_LEAST.search(said) or _ENCIPHERED.match(text, match.end("value"))
    return kept is None and _TELLING.search(said) is not None


def passwords_in_columns(text: str) -> list[Stretch]:
    """The passwords below a head that says so."""
    return [place for place in cells_below(text, _HEAD, _CELL) if _is_password(text[slice(*place)])]


def _is_password(value: str) -> bool:
    """Whether a value is no word, no date and no placeholder."""
    if _WORDS.fullmatch(value) or stands_for_one(value) or is_known_name(value):
        return False
    digits = sum(character.isdigit() for character in value)
    return (classes(value) >= 2 and digits >= 2) or (value.isdecimal() and len(value) <= 12)
