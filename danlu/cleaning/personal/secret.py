"""Secrets: keys with a known prefix, blocks of private keys, and passwords and tokens that are assigned."""

from __future__ import annotations

from danlu.cleaning.personal.assigned import (
    ASSIGNED_NEEDS,
    ASSIGNED_PATTERN,
    ASSIGNED_WORDS,
    assigned_secrets,
)
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.key_prefixes import PREFIX_NEEDS, PREFIXES, SHAPE_PATTERN, prefixed_keys
from danlu.cleaning.personal.private_keys import BLOCK_WORD, private_keys
from danlu.cleaning.personal.secret_codes import CODE_NEEDS, CODE_WORDS, told_codes
from danlu.cleaning.personal.secret_commands import (
    COMMAND_NEEDS,
    COMMAND_PATTERN,
    PAIR_PATTERN,
    command_secrets,
)
from danlu.cleaning.personal.secret_told import TOLD_NEEDS, passwords_in_columns, told_passwords
from danlu.cleaning.personal.surroundings import apart
from danlu.cleaning.personal.url_credentials import url_credentials
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason


def _find(text: str) -> list[Stretch]:
    found = apart(private_keys(text) + in_windows(_given_away, text) + passwords_in_columns(text))
    return _outside(found, url_credentials(text)) if found and ("://" in text or "www." in text) else found


def _given_away(text: str) -> list[Stretch]:
    found = prefixed_keys(text) + assigned_secrets(text) + command_secrets(text)
    return found if text.isascii() else found + told_codes(text) + told_passwords(text)


def _outside(found: list[Stretch], others: list[Stretch]) -> list[Stretch]:
    """The stretches that share no place with others; both rise."""
    kept, place = [], 0
    for start, end in found:
        while place < len(others) and others[place][1] <= start:
            place += 1
        if place == len(others) or others[place][0] >= end:
            kept.append((start, end))
    return kept


SECRET = Detector(
    kind="secret",
    version=4,
    mask="[SECRET]",
    reason=Reason.PERSONAL_SECRET,
    english="Finds API keys, tokens, private keys and passwords that are given away.",
    chinese="识别泄露的 API 密钥、令牌、私钥与口令。",
    signs=Sign.NONE,
    words=(BLOCK_WORD, *PREFIXES, *ASSIGNED_WORDS, *CODE_WORDS),
    pattern=f"{SHAPE_PATTERN}|{COMMAND_PATTERN}|{PAIR_PATTERN}|{ASSIGNED_PATTERN}",
    needs=f"{BLOCK_WORD}|{PREFIX_NEEDS}|{COMMAND_NEEDS}|{PAIR_PATTERN}|{ASSIGNED_NEEDS}|{CODE_NEEDS}|{TOLD_NEEDS}",
    find=_find,
    examples=(
        ("export KEY=sk-proj-Zx81kQm29TtB4vLw7RfY0aHc", "export KEY=[SECRET]"),
        ("WiFi密码：hq8#2Lmz，别告诉别人", "WiFi密码：[SECRET]，别告诉别人"),
        ("验证码：582913，5分钟内有效", "验证码：[SECRET]，5分钟内有效"),
        ("DB_PASSWORD=7hT!kq29Zp", "DB_PASSWORD=[SECRET]"),
        ("password = input('密码：')", "password = input('密码：')"),
        ("api_key = os.environ['API_KEY']; token: string", "api_key = os.environ['API_KEY']; token: string"),
        ("密码是什么？", "密码是什么？"),
    ),
)
