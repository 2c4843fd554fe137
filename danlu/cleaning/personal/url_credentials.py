"""Credentials inside URLs: `user:password@` (RFC 3986, userinfo) and secrets among query parameters.

Left alone: names that only stand for a value (`user:password@`, `<user>:<pass>@`, `${TOKEN}`), the
pairs that programs are shipped with (`guest:guest@`), and a user without a password.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.secret_values import is_of_words, is_random
from danlu.cleaning.personal.surroundings import apart, classes, is_placeholder
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_USER = re.compile(
    r"""://([0-9A-Za-z_.~%+!$*=\-]{0,64}):([!-.0-9:;=?A-~]{1,128}(?:@[!#-.0-9=A-~]{1,32})?)@[0-9A-Za-z\[_]"""
)
_WITHOUT_SCHEME = (
    re.compile(r":thin:([0-9A-Za-z_.]{1,32})/([!-.0-?A-~]{3,64})@[0-9A-Za-z/(]"),
    re.compile(r"(?<![0-9A-Za-z_.\-/])([0-9A-Za-z_.\-]{1,32}):([!-.0-?A-~]{3,64})@(?:tcp|unix)\("),
)
"""What Oracle's JDBC driver and Go's MySQL driver write."""
_HOOK = re.compile(
    r"(?:hooks\.slack\.com/services/|discord(?:app)?\.com/api/webhooks/[0-9]{5,20}/|/open-apis/bot/v2/hook/)"
    r"([0-9A-Za-z_/\-]{20,120})"
)
_URLS = tuple(
    re.compile(rf"{begin}[!#-;=?-\[\]^_a-z|~]{{1,4096}}") for begin in ("://", r"www\.(?<![0-9A-Za-z]www\.)")
)
_PARAMETER = re.compile(r"[?&;#]([0-9A-Za-z_.\-]{1,40})=([^&#;,\s'()]{6,2048})")
_SECRET = re.compile(
    r"(?:[a-z]+[_.])*(?:(?:access|auth|api|refresh|id|private|session|security|bearer|user|app|secret|client"
    r"|oauth"
    r"|login|reset|csrf|xsrf|account|master|admin)?_?(?:token|secret|apikey|passw(?:or)?d|pwd|passphrase)"
    r"|(?:access|api|secret|private|app|auth|shared|account)_?key(?:_?id)?|(?:client|app)_?secret|signature"
    r"|x_(?:amz|goog|oss|cos)_(?:signature|credential|security_token)|ossaccesskeyid|awsaccesskeyid"
    r"|googleaccessid"
    r"|credentials?|(?:j|php|asp)?_?sess(?:ion)?_?(?:id)?|authorization|jwt|ticket|pass_ticket)"
)
_PASSWORD = re.compile("pass|pwd", re.IGNORECASE)
_LOOSE_TEXT = "ak sk key sig sid code auth sign hash session skey uin pass"
_LOOSE = frozenset(_LOOSE_TEXT.split())
_STOCK_TEXT = "admin guest root postgres mysql test user minio minioadmin rabbitmq mongo redis elastic"
_STOCK = frozenset(_STOCK_TEXT.split())
_STOCK_PAIR = re.compile(
    r"(?:<?\{?(?:user(?:name|id)?|usr|login|name|account|my_?user|u)\}?>?)", re.IGNORECASE
)
_STOCK_WORD = re.compile(r"(?:pass(?:word|wd)?|pwd|pw|p|xxx*|secret|token|my_?pass(?:word)?)", re.IGNORECASE)


def _is_stock(user: str, password: str) -> bool:
    if is_placeholder(password) or _STOCK_WORD.fullmatch(password):
        return classes(password) < 3 or len(password) < 10 or not re.search(r"[0-9]", password)
    return (user.lower() == password.lower() and password.lower() in _STOCK) or (
        _STOCK_PAIR.fullmatch(user) is not None and password.isalpha() and password.islower()
    )


def _is_secret(name: str, value: str) -> bool:
    name = name.lower().replace("-", "_")
    if _SECRET.fullmatch(name):
        return not (is_placeholder(value) or is_of_words(value))
    return name in _LOOSE and is_random(value)


def url_credentials(text: str) -> list[Stretch]:
    """The pairs before hosts and the secrets among parameters, rising."""
    found = [
        (match.start(1), match.end(2)) for match in _USER.finditer(text) if not _is_stock(match[1], match[2])
    ]
    if ":thin:" in text or "@tcp(" in text or "@unix(" in text:
        pairs = (match for pattern in _WITHOUT_SCHEME for match in pattern.finditer(text))
        found += [(pair.start(1), pair.end(2)) for pair in pairs if not _is_stock(pair[1], pair[2])]
    if "hook" in text:
        found += [match.span(1) for match in _HOOK.finditer(text) if not is_placeholder(match[1])]
    urls = (url for pattern in _URLS for url in pattern.finditer(text)) if "=" in text else ()
    for url in urls:
        for match in _PARAMETER.finditer(text, *url.span()):
            value = match[2].rstrip('.,:!?"`*_')
            if len(value) >= (6 if _PASSWORD.search(match[1]) else 8) and _is_secret(match[1], value):
                found.append((match.start(2), match.start(2) + len(value)))
    return apart(found)


URL_CREDENTIALS = Detector(
    kind="url_credentials",
    version=2,
    mask="[CREDENTIALS]",
    reason=Reason.PERSONAL_URL_CREDENTIALS,
    english="Finds user names with passwords, and secrets among the parameters, of URLs.",
    chinese="识别网址中的用户名与密码，以及查询参数中的密钥、令牌与签名。",
    signs=Sign.NONE,
    pattern=(
        r"://[^\s/]{0,200}:[^\s/]|[?&;#][0-9A-Za-z_.\-]{1,40}=[^&#;\s'()]{6}|:thin:|@(?:tcp|unix)\("
        r"|(?:/services|/webhooks|/v2/hook)/[0-9A-Za-z]"
    ),
    find=url_credentials,
    examples=(
        ("postgres://app:s3cr-Et9x@db.internal:5432/shop", "postgres://[CREDENTIALS]@db.internal:5432/shop"),
        (
            "请打开https://a.test/cb?access_token=Zk93hVb27Qm1x&lang=zh",
            "请打开https://a.test/cb?access_token=[CREDENTIALS]&lang=zh",
        ),
        ("mysql://user:password@localhost/db", "mysql://user:password@localhost/db"),
        ("https://a.test/?token=YOUR_TOKEN", "https://a.test/?token=YOUR_TOKEN"),
    ),
)
