"""E-mail addresses.

An address is what people write: RFC 5321's dot-string at a domain with an alphabetic top level, or
the same with `(at)` and `[dot]` in place of the signs. Left alone, because they name a machine and
no person: the user of a URL (https://user@host/), git@ and scp-like places
(git@github.com:owner/name), the arguments of ssh and its relatives, systemd units, packages with a
version and image names (icon@2x.png). Addresses below example.com count like all others.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.surroundings import apart
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_LOCAL = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._%+-"
_LONGEST_LOCAL = 64
_DOMAIN = re.compile(
    r"(?:[0-9A-Za-z](?:[0-9A-Za-z\-]{0,61}[0-9A-Za-z])?\.){1,8}([A-Za-z]{2,24})"
    r"(?![0-9A-Za-z@]|-[0-9A-Za-z\-]|\.[0-9A-Za-z]"
    r"|\((?<!\.com\()(?<!\.cn\()(?<!\.net\()(?<!\.org\()(?<!\.edu\()(?![^\x00-\x7f]))"
)
"""What a bracket follows is a call of code, unless it holds Chinese or the top level is a sure one."""
_SIGN = re.compile(
    r"@(?:(?<=[0-9A-Za-z_+\-]@)(?=[0-9A-Za-z][0-9A-Za-z\-]{0,62}\.[0-9A-Za-z][0-9A-Za-z.\-])"
    r"|(?:(?= )|(?<= @))(?<!@@)(?<!@[^@]@))",
)
"""What may be the sign of an address; amid blanks a word must have room before it."""
_NEXT = re.compile(
    r"(?:[,;，；、|] ?|[ \n])((?!git@|[xX]{2})[0-9A-Za-z][0-9A-Za-z._+\-]{0,62}(?<![.])@"
    r"(?:[0-9A-Za-z](?:[0-9A-Za-z\-]{0,61}[0-9A-Za-z])?\.){1,8}"
    r"(?:com|net|org|edu|gov|cn|co|io|de|uk|fr|jp|info))(?=[,;，；、|\n]| [0-9A-Za-z])"
)
"""A further address of a list, where nothing else can stand around it."""
_SPELT_AT = re.compile(r"\((?:at|AT|At)\)|\[(?:at|AT|At)\]")
_SPOKEN = re.compile(
    r" (?:at|AT) [0-9A-Za-z\-]{1,62}(?: dot [0-9A-Za-z\-]{1,62}){0,3} dot "
    r"(?:com|net|org|edu|cn|io|gov)(?![0-9A-Za-z])"
)
_NAMED = re.compile(r"艾特(?=[0-9A-Za-z\-.]{1,80}\.[A-Za-z])")
_SPELT_SIGNS = ("(at)", "[at]", "(AT)", "[AT]", "(At)", "[At]")
_SPELT_DOMAIN = re.compile(
    r" ?[0-9A-Za-z][0-9A-Za-z\-]{0,61}(?: ?(?:\.|[(\[](?:dot|DOT|Dot)[)\]]) ?[0-9A-Za-z\-]{1,62}){0,3}"
    r" ?(?:\.|[(\[](?:dot|DOT|Dot)[)\]]) ?[A-Za-z]{2,24}(?![0-9A-Za-z\-@(])"
)
_MAIL_WORD = re.compile(r"(?:邮箱|邮件|e-?mail)[^@\n]{0,16}$", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"[xX]{2,64}@[xX]{2,64}\.[A-Za-z.]{2,24}")
_NAME_PREFIX = re.compile("[oOdD]'")
_SURE_TOP_LEVEL = re.compile(r"\.(?:com|net|org|edu|gov|cn|hk|tw|io|info|uk|de|fr|jp|eu|me)$", re.IGNORECASE)
_FILE_ENDINGS = (
    "png jpg jpeg gif svg webp ico css js ts json html service socket timer target mount tgz tar gz jar whl"
    " php yml yaml xml pdf txt exe dll conf"
)
_ATTRIBUTES = (
    "values mean sum max min std var shape size dtype grad coef real imag item flat inv transpose numpy"
)
_NOT_TOP_LEVEL = frozenset((*_FILE_ENDINGS.split(), *_ATTRIBUTES.split()))
"""Ends of file names, and of products of matrices in Python (`X@model.values`)."""
_URL_USER = re.compile(r"://[!#-'*+\-.0-:<-?A-~]*$")
_REMOTE_PLACE = re.compile(r":(?!//)[0-9A-Za-z_.~\-]{0,100}[/~]|:[0-9A-Za-z_.\-]{1,100}\.git\b")
_REMOTE_COMMAND = re.compile(r"(?<![0-9A-Za-z])(?:ssh|scp|sftp|rsync|mosh|sshfs|ssh-copy-id)\s[\x20-\x7e]*$")


def _names_machine(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 120) : start]
    line = before.rpartition("\n")[2]
    return (
        text.startswith("git@", start)
        or ("://" in before and _URL_USER.search(before, before.rfind("://")) is not None)
        or _REMOTE_PLACE.match(text, end) is not None
        or _REMOTE_COMMAND.search(line) is not None
    )


def _local_start(text: str, end: int) -> int | None:
    """Where the local part that ends at `end` starts."""
    window = text[max(0, end - 2 * _LONGEST_LOCAL) : end]
    local = window[len(window.rstrip(_LOCAL)) :].lstrip(".%+-")
    if len(local) > _LONGEST_LOCAL:
        local = local.lstrip("_")
    if not local or len(local) > _LONGEST_LOCAL or local[-1] in ".%":
        return None
    return end - len(local)


def _address(text: str, at: int) -> Stretch | None:
    """The address around the sign at `at`."""
    domain = _DOMAIN.match(text, at + 1)
    before = at
    if domain is None or text[at - 1 : at] == " ":
        blanks = text[at - 1 : at] == " ", text[at + 1 : at + 2] == " "
        if not any(blanks) or _MAIL_WORD.search(text[max(0, at - 48) : at]) is None:
            return None
        before = at - blanks[0]
        domain = _DOMAIN.match(text, at + 1 + blanks[1])
    start = _local_start(text, before)
    if start is not None and _PLACEHOLDER.fullmatch(text, start, domain.end() if domain else start):
        return None
    if start is None or domain is None or domain[1].lower() in _NOT_TOP_LEVEL:
        return None
    if _NAME_PREFIX.fullmatch(text, max(0, start - 2), start):
        start -= 2
    return None if _names_machine(text, start, domain.end()) else (start, domain.end())


def _spelt(text: str, sign: re.Match[str]) -> Stretch | None:
    """The address around a spelt-out sign."""
    end = sign.start()
    start = _local_start(text, end - (text[end - 1 : end] == " "))
    domain = _SPELT_DOMAIN.match(text, sign.end())
    if start is None or domain is None:
        return None
    sure = "(" in domain[0] or "[" in domain[0] or _SURE_TOP_LEVEL.search(domain[0])
    return (start, domain.end()) if sure else None


def _find_all(text: str) -> list[Stretch]:
    found = []
    sign = _SIGN.search(text)
    while sign is not None:
        end = sign.end()
        stretch = _address(text, sign.start())
        if stretch is not None:
            found.append(stretch)
            found += _listed(text, stretch[1])
            end = found[-1][1]
        sign = _SIGN.search(text, end)
    if ("(" in text or "[" in text) and any(sign in text for sign in _SPELT_SIGNS):
        spelt = [_spelt(text, sign) for sign in _SPELT_AT.finditer(text)]
        found += [stretch for stretch in spelt if stretch is not None]
    if " dot " in text:
        found += [stretch for sign in _SPOKEN.finditer(text) if (stretch := _spoken(text, sign)) is not None]
    if "艾特" in text:
        found += [stretch for sign in _NAMED.finditer(text) if (stretch := _named(text, sign)) is not None]
    return apart(found)


def _find(text: str) -> list[Stretch]:
    return apart(in_windows(_find_all, text))


def _listed(text: str, end: int) -> list[Stretch]:
    """The addresses that go on a list from the end of one of them."""
    found = []
    further = _NEXT.match(text, end)
    while further is not None:
        found.append(further.span(1))
        further = _NEXT.match(text, further.end())
    return found


def _spoken(text: str, sign: re.Match[str]) -> Stretch | None:
    """The address of a spoken form: jane at example dot org."""
    start = _local_start(text, sign.start())
    if start is None:
        return None
    local = text[start : sign.start()]
    sure = any(character in "0123456789._" for character in local)
    return (start, sign.end()) if sure or _MAIL_WORD.search(text[max(0, start - 24) : start]) else None


def _named(text: str, sign: re.Match[str]) -> Stretch | None:
    """The address whose sign is written as its Chinese name."""
    start = _local_start(text, sign.start())
    domain = _DOMAIN.match(text, sign.end())
    return None if start is None or domain is None else (start, domain.end())


EMAIL = Detector(
    kind="email",
    version=2,
    mask="[EMAIL]",
    reason=Reason.PERSONAL_EMAIL,
    english="Finds e-mail addresses.",
    chinese="查找电子邮箱地址。",
    signs=Sign.AT,
    words=(
        *("(at)", "[at]", "（at）", "［at］", "艾特"),
        *("dot com", "dot net", "dot org", "dot edu", "dot cn", "dot io", "dot gov"),
    ),
    find=_find,
    examples=(
        ("我的邮箱是wang.xiaoming@example.com.cn，请来信。", "我的邮箱是[EMAIL]，请来信。"),
        ("mail <jane_doe+news@example.org>.", "mail <[EMAIL]>."),
        ("ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "[EMAIL]"),
        ("write to jane [at] example [dot] org", "write to [EMAIL]"),
        ("git clone git@github.com:owner/name.git", "git clone git@github.com:owner/name.git"),
        ("ssh -p 22 root@server.example.com", "ssh -p 22 root@server.example.com"),
    ),
)
