"""Whether what is assigned to the name of a password or key is a secret, and not a placeholder or a word.

A value of a password needs a digit or a sign among its letters, or is a number of some digits; a quoted
literal must be as strong as a generated password, for lessons are full of weak ones. A key or token
needs 16 characters and `_LEAST_BITS` per character, which random letters and digits exceed (gitleaks asks
3.5 of any assigned literal; hexadecimal, whose limit is 4 bits, needs 3.0, as in detect-secrets), and
must not be made of words.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from danlu.cleaning.personal.surroundings import classes, entropy, is_placeholder

_WORDS_ONLY = re.compile(r"[A-Za-z]+(?:[-'./_:=&@][A-Za-z]+)*[!?:*&]*")
_DEMONSTRATION = re.compile(
    r"p[a@4][s5$]{2}|admin|root|test|demo|hello|abc|qwe|user|my|guest|str0?ng|secure", re.IGNORECASE
)
_KNOWN = re.compile(
    r"(?:sha|md|aes|des|rsa|rc|ecc|ecdsa|hmac|bcrypt|scrypt|argon|pbkdf|base|rot|utf|crc|blowfish"
    r"|chacha)[-_]?[0-9]"
    r"|[0-9]+[-_]?(?:digit|bit|char|byte|位)|[0-9A-Za-z.]*[-_][0-9.]+[bm](?:[-_]|$)",
    re.IGNORECASE,
)
"""Names of algorithms, sizes and models, which are no secret."""
_CHOSEN_DIGITS = re.compile("(?!1024|2048|3072|4096)[0-9]{4}")
"""More digits than such a name has, but for the sizes of keys: `rc1234` is a password."""
_STANDS_FOR_ONE = re.compile(
    r"x{3}|\*{3}|\.{3}|#{4}|…|[<>{}]|(?-i:\$[A-Z_]{2})|%[sd(]|your|example|sample|placeholder|dummy"
    r"|change|redacted|masked"
    r"|hidden|here|insert|replace|todo|null|none",
    re.IGNORECASE,
)
_HEXADECIMAL = re.compile(r"[0-9a-f]{16,}", re.IGNORECASE)
_PARTS = re.compile(r"[-_./:@+=]")
_STRONG_SIGN = re.compile(r"[!@#$%^&*]")
_CLAUSE_ENDS = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]|$")
_OF_A_DEVICE = re.compile(
    r"(?:锁屏?|开机|支付|取款|交易|门禁|银行卡|信用卡|手机|解锁|保险[柜箱]|wi-?fi|提现|登[录陆]|查询|家门"
    r"|大门|房门|卡|柜|箱"
    r"|平板|电脑|房间|直播间|会议|签到|打印机|箱子|压缩包|文[件档]|单元门|门|初始|默认|原|新|旧|sim)的?$",
    re.IGNORECASE,
)
_DIRECTIVES = frozenset({"requirepass", "masterauth"})
_MAILED = re.compile(r"[a-z]{16}")
_MAIL_CODES = frozenset({"授权码", "独立密码", "专用密码"})
_SAID = re.compile(r"[:：=是为成叫→|]|\b(?:is|to|was)\b", re.IGNORECASE)
_OF_A_CIRCUIT = re.compile("[A-Z]{1,6}_?[0-9]{1,3}")
"""What programs for circuits call their pins."""
_SESSIONS = frozenset({"session_id", "sessionid"})
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LEAST_BITS = 3.3
_LEAST_BITS_HEXADECIMAL = 3.0
_LONGEST_NUMBER = 20
_SHORTEST_KEY = 10


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is assigned, and what stands around it; `between` stands from the name to the value."""

    name: str
    before: str
    between: str
    value: str
    after: str


def is_assigned_password(said: Assignment) -> bool:
    """Whether a password is given away."""
    value, kinds = said.value, classes(said.value)
    if said.name == "pin" and _OF_A_CIRCUIT.fullmatch(value):
        return False
    quote = said.between[-1:] if said.between[-1:] in {'"', "'", "`"} else ""
    if _KNOWN.match(value) or (said.between.strip("\"' ") == ">" and said.after != "</"):
        return False
    if value.isdecimal():
        return not quote and _is_number(said)
    if stands_for_one(value, least=4 if said.name.isascii() else 3) or _WORDS_ONLY.fullmatch(value):
        return False
    if said.name in {"pass", "_pass"} and is_of_words(value):
        return False
    if quote and said.name.isascii():
        strong = kinds >= 3 or (":" in said.between and kinds >= 2 and re.search("[0-9]", value) is not None)
        strong = strong or said.after == "/>"
        return strong and len(value) >= 8 and _DEMONSTRATION.match(value) is None
    if _SAID.search(said.between) or said.between.strip("\"' ") == ">":
        return kinds >= 2
    return _is_strong(said, kinds)


def _is_strong(said: Assignment, kinds: int) -> bool:
    """Whether a value that only stands behind the name must be one."""
    if said.name in _DIRECTIVES:
        return kinds >= 2
    if said.name.isascii():
        return kinds >= 3 and _STRONG_SIGN.search(said.value) is not None
    digits = sum(character.isdigit() for character in said.value)
    return kinds >= 3 or (kinds == 2 and digits >= 3 and _CLAUSE_ENDS.match(said.after) is not None)


def _is_number(said: Assignment) -> bool:
    size = len(said.value)
    if said.name == "pass" or (said.name.isascii() and not said.between.strip()):
        return size == 6 and said.name == "passcode"
    if 6 <= size <= _LONGEST_NUMBER:
        return True
    told = said.name == "pin码" or (said.name == "pin" and not f"{said.before}{said.after}".isascii())
    of_a_device = told or _OF_A_DEVICE.search(said.before) is not None
    return 4 <= size < 6 and of_a_device and (said.name == "pin" or not said.name.isascii())


def is_known_name(value: str) -> bool:
    """Whether a value is the name of an algorithm, a size or a model: `SHA256`, `128bit`."""
    return _KNOWN.match(value) is not None and _CHOSEN_DIGITS.search(value) is None


def stands_for_one(value: str, least: int = 4) -> bool:
    """Whether a value is a placeholder; one of `least` classes that holds a word like `secret` is none."""
    if not is_placeholder(value):
        return False
    weak = classes(value) < least or not re.search("[0-9]", value)
    return weak or _STANDS_FOR_ONE.search(value) is not None


def is_assigned_key(said: Assignment) -> bool:
    """Whether a key or token is given away."""
    if said.name in _MAIL_CODES and _MAILED.fullmatch(said.value):
        return True
    if len(said.value) < _SHORTEST_KEY or (said.name in _SESSIONS and _UUID.fullmatch(said.value)):
        return False
    if said.name == "secret" and _SAID.search(said.between) and _is_chosen(said.value):
        return True
    if _KNOWN.match(said.value) or not is_random(said.value):
        return False
    if said.name in {"key", "ak", "sk"}:
        digits = sum(character.isdigit() for character in said.value)
        return len(said.value) >= 20 and digits >= 2 and _HEXADECIMAL.fullmatch(said.value) is None
    return len(said.value) >= 20 or _SAID.search(said.between) is not None or not said.name.isascii()


def _is_chosen(value: str) -> bool:
    """Whether a value that is too short for a random key is as strong as a password that people choose."""
    digits = sum(character.isdigit() for character in value)
    return (
        digits >= 2
        and classes(value) == 4
        and "/" not in value
        and not (stands_for_one(value) or is_of_words(value) or _KNOWN.match(value))
    )


def is_random(value: str) -> bool:
    """Whether a value looks drawn at random: long, of letters and digits, and not made of words."""
    if (
        len(value) < 16
        or is_placeholder(value)
        or not re.search("[0-9]", value)
        or not re.search("[A-Za-z]", value)
    ):
        return False
    if is_of_words(value):
        return False
    return entropy(value) >= (_LEAST_BITS_HEXADECIMAL if _HEXADECIMAL.fullmatch(value) else _LEAST_BITS)


def is_of_words(value: str) -> bool:
    """Whether a value is words and numbers with marks between them: `my-app-production-v2`."""
    return all(part.isalpha() or part.isdecimal() or len(part) < 4 for part in _PARTS.split(value))


def is_pair(encoded: str) -> bool:
    """Whether Base64 decodes to a user's name and a password with a colon between (RFC 7617)."""
    try:
        pair = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return False
    user, colon, password = pair.partition(b":")
    return bool(
        user and colon and len(password) >= 3 and pair.isascii() and pair.decode("ascii").isprintable()
    )
