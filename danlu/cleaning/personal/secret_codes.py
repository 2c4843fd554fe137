"""Codes that somebody is sent or told: of verification, to fetch a shared file, of doors and safes.

`验证码是582913，5分钟内有效`; `提取码：x7k2`; `单元门密码：2580#`; `保险柜密码是38-12-56`;
`助记词：orbit lemon …`, the words from which a wallet is made again.
"""

from __future__ import annotations

import re

from danlu.cleaning.rule import Stretch

_LINK = r"(?:[(（][^()（）\n]{1,8}[)）])?(?:就?[是为:：]|[:：]是)? ?[“「【\[\"*]{0,2}"
_NO_UNIT = r"(?![0-9A-Za-z_]|[.\-][0-9]| ?(?:秒|位|个|次|分钟|天|小时|元|人|条|种|年|%|开头|结尾|[xX×]))"
_ONE_TIME = re.compile(
    r"(?:[验驗][证證]|校验|动态|确认)[码碼](?:已?收到了?|发你了?|多少|给你|发来了|来了)?[?？,，]?(?:好像)?"
    rf"{_LINK}(?P<value>[0-9]{{4,8}}){_NO_UNIT}"
)
_ONE_TIME_BEFORE = re.compile(
    r"】 ?(?P<value>[0-9]{4,8})(?![年月日元])[ ,，(（]{0,2}(?:是|为|[(（])?[^0-9\n。]{0,10}(?:验证码"
    r"|校验码|动态码)"
)
_ASKED = re.compile(
    r"[验驗][证證][码碼][^0-9A-Za-z\n。;；]{0,6}(?:[?？][”\"]?\s{0,2}|\n)(?:[A-Z一-鿿]{1,4}[:：] ?)?[“\"]?"
    r"(?P<value>[0-9]{4,8})(?=[”\"。,，!！\s]|$)"
)
_SHARED = re.compile(
    rf"(?:提取|访问|提取密)[码碼]{_LINK}(?P<value>[0-9A-Za-z]{{4}})(?![0-9A-Za-z_.\-])"
    r"|(?:pan\.baidu|lanzou|123pan|quark|网盘|链接)[^\n]{0,100}(?:密码|pwd)[:：=是] ?"
    r"(?P<further>[0-9A-Za-z]{4})(?![0-9A-Za-z_.\-])"
)
_DOOR = re.compile(
    r"(?:门|门锁|门禁|[箱柜])的?密码[^\n0-9A-Za-z,，。;；#*]{0,6}"
    r"(?P<value>[#*][0-9]{3,8}[#*]?|[0-9]{3,8}[#*]|[0-9]{1,2}(?:-[0-9]{1,2}){2,3})(?![0-9A-Za-z\-])"
)
_MNEMONIC = re.compile(r"助记词[^\nA-Za-z。]{0,8}(?P<value>(?:[a-z]{3,8} ){11,23}[a-z]{3,8})(?![A-Za-z ]{2})")
_PATTERNS = (_ONE_TIME, _ONE_TIME_BEFORE, _ASKED, _SHARED, _DOOR, _MNEMONIC)
CODE_WORDS = ("验证码", "驗證碼", "校验码", "动态码", "确认码", "提取码", "访问码", "助记词")
CODE_NEEDS = (
    r"(?:[验驗校动确][证證验态认][码碼])[\s\S]{0,24}[0-9]{4}|】 ?[0-9]{4}|(?:提取|访问"
    r"|提取密)[码碼][^\n]{0,12}[0-9A-Za-z]{4}"
    r"|助记词[^\n]{0,8}[a-z]{3}|(?:密码|pwd)[^\n]{0,8}(?:[0-9A-Za-z]{4}|[#*][0-9]{3}|[0-9]{1,2}-)"
)
"""What every text with such a code matches (Hyperscan syntax)."""
_COUNTED = re.compile("(?:19|20)[0-9]{2}")
"""What four digits in a code of verification more often are: a year."""
_SERVICE = re.compile("100[0-9]{2}")
"""Numbers of carriers' services, to which a code is sent."""
_EXAMPLE = re.compile("[（(]?(?:只|仅|就)?[是为作]?(?:一?个)?(?:示例|例如|例子|举例)")
_LETTERS_ONLY = re.compile("[a-z]{4}|[A-Z]{4}")


def told_codes(text: str) -> list[Stretch]:
    """The codes, in no order."""
    return [
        match.span(group)
        for pattern in _PATTERNS
        for match in pattern.finditer(text)
        for group in match.groupdict()
        if match[group] and _is_code(match, group)
    ]


def _is_code(match: re.Match[str], group: str) -> bool:
    if match.re is _SHARED:
        return _LETTERS_ONLY.fullmatch(match[group]) is None or ":" in match[0] or "：" in match[0]
    if match.re not in {_ONE_TIME, _ASKED}:
        return True
    example = _EXAMPLE.match(match.string, match.end(group))
    return not (example or _COUNTED.fullmatch(match[group]) or _SERVICE.fullmatch(match[group]))
