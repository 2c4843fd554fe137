"""Passwords, keys and tokens that a text assigns: `password=…`, `密码：…`, `Authorization: Bearer …`.

Whether what stands there is a value, and not a name, a type, a call or a placeholder, is told in
`danlu.cleaning.personal.secret_values`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import ahocorasick_rs

from danlu.cleaning.personal.remembering import remembering_places
from danlu.cleaning.personal.secret_values import (
    Assignment,
    is_assigned_key,
    is_assigned_password,
    is_pair,
    is_random,
)
from danlu.cleaning.personal.surroundings import is_word_character, lowered
from danlu.cleaning.rule import Stretch

_PASSWORDS_TEXT = (
    "password passwd passphrase passcode pwd pw dbpassword userpassword rootpassword mypassword dbpass "
    "userpass _pass pass pin requirepass masterauth 解压码 密码 口令 密碼"
)
_PASSWORDS = (*_PASSWORDS_TEXT.split(), "pin码")
_KEYS_TEXT = (
    "secret token apikey api_key api-key appkey app_key accesskey access_key access-key secretkey"
    " secret_key "
    "privatekey private_key encryption_key encryptionkey signing_key session_key sessionkey "
    "accesstoken authtoken refreshtoken clientsecret appsecret accountkey sharedaccesskey jsessionid "
    "phpsessid sessionid session_id 密钥 秘钥 令牌 授权码 私钥 密匙 独立密码 专用密码"
)
_KEYS = (
    *_KEYS_TEXT.split(),
    "api key",
    "access key",
    "secret key",
    "app key",
    "private key",
    "sk",
    "ak",
    "key",
)
_WHOLE_WORDS = frozenset({"pass", "_pass", "pw", "pin", "sk", "ak", "key"})
"""Names that are parts of many words, and so stand right before the sign of an assignment."""
_NAMES = (*_PASSWORDS, *_KEYS)
_ANY_NAME = ahocorasick_rs.AhoCorasick(_NAMES, store_patterns=False)
_ACCESS_AND_SECRET = frozenset({"ak", "sk"})
_ACCESS_OR_SECRET = re.compile(r"k[\"']?[ \t]?[:=|是为]")
_SIGNS = frozenset({":", "=", ":=", "=>", "是", "为", "|"})
_RARE = tuple(word for word in (*_PASSWORDS, *_KEYS) if word not in _WHOLE_WORDS)
ASSIGNED_WORDS = (*_RARE, "bearer", "basic")
"""What a text must hold to be worth a look, unless it matches `ASSIGNED_PATTERN`."""
ASSIGNED_PATTERN = r"(?i:pass|pw|pin|key|[as]k)[\"']?\s{0,2}[:=|是为][^\n]{0,4}[!-~]{4}"

_NAME_TAIL = r"[0-9a-z_\-]{0,24}[\"'`*]{0,3}(?:\][\"']?)?"
_OPENS, _GOES_ON = r"[!#-&*+\-./0-9?@A-\[\]^_a-~]", r"[!#-&*+\-./0-9:=?@A-\[\]^_a-~]"
_VALUE = r"[\s*]{0,3}[“「『【《]?(?:(?P<quote>[\"'`])(?P<quoted>[!#-&(-_a-~]{6,256})(?P=quote)"
_VALUE += rf"|(?P<bare>{_OPENS}{_GOES_ON}{{3,255}}))"
_ASCII = re.compile(
    rf"{_NAME_TAIL}(?: (?:for|to|of) [0-9a-z' ]{{1,30}}?)?(?:[(（][^()（）\n]{{0,12}}[)）])?\s{{0,2}}"
    rf"(?:(?P<link>:=|=>|={{1,3}}|[:：]|\bis\b(?: set to)?|\bto\b|\bwas\b|[是为|>→]"
    rf"|\s{{1,3}}value\s?=|\(|(?<=[\"']),)"
    rf"|(?<=\s)(?!value\s?=)){_VALUE}"
)
_HAN = re.compile(
    rf"(?:[(（][^()（）\n]{{0,12}}[)）])?(?:[^\n0-9A-Za-z,，。;；:：=是为成|]{{0,8}}"
    rf"(?P<link>[是为成:：=]{{1,2}}|[→|>叫]|[^\w\s,，。.;；!！?？、()（）\"'`“「『【《*#@$%&/]{{1,4}})|\s{{0,2}}){_VALUE}"
)
_MARKED = r"(?:[\"'`][!-~]{6}|[A-Za-z]*[!#$%&*+\-./0-9:=?@\[\]^_{|}~])"
_BEHIND_ASCII = (
    r"[0-9A-Za-z_\-]{0,24}[\"'`*]{0,3}(?:\][\"']?)?(?: (?i:for|to|of) [0-9A-Za-z' ]{1,30})?"
    r"(?:[(（][^()（）\n]{0,12}[)）])?"
    r"(?:\s{0,2}(?:[:：]=?|=[=>]{0,2}|(?i:is|to|was)|(?i:is set to)|[是为|>→(,]|\s{1,3}(?i:value)\s?=)"
    r"[\s*]{0,3}[“「『【《]?"
    rf"{_MARKED}"
    r"|\s{1,5}[“「『【《\"'`]?(?:[!-~]*[!@#$%^&*]|[!-~]{16}|[0-9]{6}))"
)
_BEHIND_HAN = (
    r"(?:[(（][^()（）\n]{0,12}[)）])?[^\n0-9A-Za-z,，。;；:：=是为成|]{0,8}[是为成:：=→|>叫]{0,2}[^\w\s,，。;；]{0,4}[\s*]{0,5}"
    rf"[“「『【《]?(?:{_MARKED}|[a-z]{{16}})"
)
ASSIGNED_NEEDS = "|".join(
    (
        r"(?i:{})(?:{})".format("|".join(re.escape(word) for word in _RARE if word.isascii()), _BEHIND_ASCII),
        r"(?:{})(?:{})".format(
            "|".join(f"(?i:{word})" for word in _RARE if not word[-1].isascii()), _BEHIND_HAN
        ),
        r"(?i:requirepass|masterauth)\s",
        r"(?i:bearer|basic)[ \t]{1,3}[0-9A-Za-z+/._~\-]{8}",
        ASSIGNED_PATTERN,
    )
)
"""What every text with an assignment matches (polars syntax)."""
_BEARER = re.compile(r"[ \t]{1,3}([0-9A-Za-z._~+/\-]{20,2000}=*)")
_BASIC = re.compile(r"[ \t]{1,3}([0-9A-Za-z+/]{8,256}={0,2})")
_EXPRESSION = re.compile(
    r"[\w.]*\[|\*?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|[a-z]{2,10}://|[^0-9A-Za-z]+$|\\[nrt]"
    r"|[/~.]?[\w\-.]*/[\w\-]+/|@\w+$"
    r"|[0-9]{1,5}[%a-z]{0,2}$|[=!<>&|]=?|[0-9][0-9,.:/\-]*$"
)
_PARAMETER = re.compile(r"&[A-Za-z_]{1,24}=")
_COUNTED = re.compile(r" ?(?:[位个种次年字条元%]|characters?|chars|digits|bits|bytes|tokens|letters)")
_WITH_USER = re.compile(
    r"(?:账号|帐号|账户|用户名?|登[录陆]名|user(?:name)?)\s?[/／、和及与&|]?\s?(?:登[录陆])?$", re.IGNORECASE
)
_PAIR = re.compile(r"[\s:：=是为“「]{0,4}[0-9A-Za-z_.@\-]{2,32}\s?[/|,，:\s]\s?(?P<value>[!-.0-~]{6,64})")
_SHORTEST = 6
_BEFORE, _AFTER = 16, 480
"""How far a judgement of what is assigned looks from the name."""
_LONG = 64
"""A value of this length holds no other assignment, or is no text that people wrote."""


def assigned_secrets(text: str) -> list[Stretch]:
    """The values that are assigned to names of secrets, in no order."""
    lower = lowered(text)
    found = []
    there = {_NAMES[number] for number, _, _ in _ANY_NAME.find_matches_as_indexes(lower, overlapping=True)}
    if not there.isdisjoint(_ACCESS_AND_SECRET) and _ACCESS_OR_SECRET.search(lower) is None:
        there -= _ACCESS_AND_SECRET
    for words, test in ((_PASSWORDS, is_assigned_password), (_KEYS, is_assigned_key)):
        for word in words:
            if word in there:
                found += _assigned_to(word, text, lower, test)
    return found + _authorizations(text, lower)


def _assigned_to(word: str, text: str, lower: str, test: Callable[[Assignment], bool]) -> list[Stretch]:
    """The secrets that are assigned to a name."""

    def look(place: int, end: int) -> list[Stretch]:
        """The value, and it again, less the user's name, where it is a secret."""
        value = _value(text, lower, end, word) if _begins(text, place, word) else None
        if value is None:
            return []
        secret = test(_assignment(text, place, end, value))
        return [value, _without_user(text, place, end, value)] if secret else [value]

    recall = remembering_places(look, text, _BEFORE, _AFTER)
    found: list[Stretch] = []
    place = lower.find(word)
    while place >= 0:
        end = place + len(word)
        made = recall(place, end)
        found += made[1:]
        if made and made[0][1] - made[0][0] > _LONG:
            end = made[0][1]
        place = lower.find(word, end)
    return found


def _begins(text: str, place: int, word: str) -> bool:
    """Whether a name begins, or a part of one as in `userPassword`; some names must end there, too."""
    if not word[0].isascii():
        return True
    if word in _WHOLE_WORDS and is_word_character(text, place + len(word)):
        return False
    if word in {"key", "pin", "sk", "ak"} and text[place - 1 : place] in {"_", "-", "."}:
        return False
    if not is_word_character(text, place - 1) or word[0] == "_":
        return True
    return word not in _WHOLE_WORDS and text[place].isupper() and text[place - 1].islower()


def _assignment(text: str, place: int, end: int, value: Stretch) -> Assignment:
    return Assignment(
        name=text[place:end].lower(),
        before=text[max(0, place - 8) : place],
        between=text[end : value[0]],
        value=text[value[0] : value[1]],
        after=text[value[1] : value[1] + 2],
    )


def _value(text: str, lower: str, at: int, word: str) -> Stretch | None:
    """Where the value stands that is assigned to the name which ends at a place."""
    match = (_ASCII if word.isascii() else _HAN).match(lower, at)
    if match is None or (word in _WHOLE_WORDS and match["link"] not in _SIGNS):
        return None
    start, end = match.span("quoted") if match["quote"] else match.span("bare")
    if not match["quote"]:
        if (
            (text[end : end + 1] == "(" and word.isascii())
            or _COUNTED.match(lower, end)
            or match["link"] in {"(", ","}
        ):
            return None
        if match["link"] is None and word.isascii() and not _may_stand_alone(text[start:end]):
            return None
        end = _unquoted_end(text, start, end)
    further = _PARAMETER.search(text, start, end)
    end = further.start() if further is not None and not match["quote"] else end
    if text[start:end].isdecimal():
        return (start, end) if end - start >= 4 else None
    if end - start < _SHORTEST or _EXPRESSION.match(text, start, end):
        return None
    return (start, end)


def _may_stand_alone(value: str) -> bool:
    """Whether a value may be one with no sign of an assignment before it: most words are none."""
    return len(value) >= 16 or any(not character.isalpha() for character in value)


def _unquoted_end(text: str, start: int, end: int) -> int:
    """Where a value without quotation marks ends: marks of the sentence are no part, padding of Base64 is."""
    stripped = text[start:end].rstrip(".:?}]|=*" if text[start - 1] == "*" else ".:?}]|=")
    padding = len(text[start:end]) - len(stripped)
    padded = 0 < padding <= 2 and text[start + len(stripped) : end] == "=" * padding
    return end if padded and len(stripped) > 20 and (end - start) % 4 == 0 else start + len(stripped)


def _without_user(text: str, place: int, end: int, value: Stretch) -> Stretch:
    """The value without the user's name before it, as 账号/密码：admin/… has it."""
    if _WITH_USER.search(text[max(0, place - 12) : place]) is None:
        return value
    pair = _PAIR.match(text, end)
    return pair.span("value") if pair is not None and pair.end("value") >= value[1] else value


def _authorizations(text: str, lower: str) -> list[Stretch]:
    """What follows `Bearer` (RFC 6750) and, where it decodes to a pair, `Basic` (RFC 7617)."""
    found = []
    for word, pattern, test in (("bearer", _BEARER, is_random), ("basic", _BASIC, is_pair)):
        place = lower.find(word)
        while place >= 0:
            match = pattern.match(text, place + len(word))
            if match is not None and not is_word_character(text, place - 1) and test(match[1]):
                found.append(match.span(1))
            place = lower.find(word, place + len(word))
    return found
