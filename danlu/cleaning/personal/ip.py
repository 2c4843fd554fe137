"""IP addresses of people's and companies' machines.

IPv4 and IPv6 (RFC 4291) as the standard library parses them. Left alone: every block of IANA's
special-purpose registries (RFC 6890: private, loopback, link-local, documentation RFC 5737, 3849 and
9637, multicast, broadcast, netmasks), the public resolvers and example addresses of tutorials, whole
networks (CIDR), versions, object identifiers and numbers of sections. Of four numbers below ten only a
word such as "IP" makes an address.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.surroundings import apart, is_word_character
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_FOUR = re.compile(
    r"[0-9](?<![0-9._][0-9])[0-9]{0,2}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9A-Za-z]|\.[0-9])"
)
_SIX = re.compile(r"[23][0-9A-Fa-f]{3}:[0-9A-Fa-f:]{2,34}")
_WITHIN = re.compile(r"(?:(?<![0-9A-Za-z])(?!(?<=[一-鿿])[0-9A-Fa-f]:)[0-9A-Fa-f]{1,4}|::):$")
"""What makes a place the inside of a longer address; 主机A： before one is a label."""
_NETWORK = re.compile(r"/([0-9]{1,3})(?![0-9A-Za-z/.])")
_NAMED = re.compile(
    r"(?<![0-9A-Za-z])(?:ip(?:v[46])?|addr|address|host|server|dns|wan|gw|gateway|src|dst|client)$",
    re.IGNORECASE,
)
_RANGE_BEFORE = re.compile(r"(?:(?<![0-9])[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\bip(?:v4)?)[/\-]$")
_RANGE_AFTER = re.compile(r"-[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9.])")
_NUMBERED_TEXT = (
    "version ver build release firmware driver chrome windows sdk oid section chapter figure table clause "
    "appendix rev 版本 版本号 固件 第 § == >= <= ~= ^ ~ =v"
)
_NUMBERED = re.compile(
    "(?:{})$".format(
        "|".join(
            rf"(?<![a-z]){re.escape(word)}" if word.isascii() and word[0].isalpha() else re.escape(word)
            for word in _NUMBERED_TEXT.split()
        )
    )
)
_PRODUCT = re.compile("(?<![A-Za-z])[A-Za-z]{0,16}[A-Z][A-Za-z+#]{1,16}[ _-]?$")
"""The name of a product, behind which its version stands."""
_LINKS = (" is", " was", " to", "为", "是", "到", "号")
_SECTION_AFTER = re.compile(r"(?:节|章|条|款|版|[ \t]+[A-Z一-鿿])")
_VERSION_AFTER = re.compile(r"[ \t]?(?:版|固件|补丁|update\b|build\b)", re.IGNORECASE)
_CALLED = re.compile(
    r"(?:\bip|addr|host|server|client|login|visit|from|ping|服务器|地址|来源|访问|登录|主机|端)",
    re.IGNORECASE,
)
_SPECIAL_FOUR = (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
    "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3"
)
_SPECIAL_SIX = "2001:db8::/32 3fff::/20 2001:2::/48 2001:10::/28 2001:20::/28"
_WELL_KNOWN_FOUR = (
    "8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 1.1.1.2 1.0.0.2 1.1.1.3 1.0.0.3 9.9.9.9 149.112.112.112 "
    "208.67.222.222 208.67.220.220 114.114.114.114 114.114.115.115 223.5.5.5 223.6.6.6 119.29.29.29 "
    "182.254.116.116 180.76.76.76 4.2.2.1 4.2.2.2 4.2.2.3 4.2.2.4 77.88.8.8 77.88.8.1 94.140.14.14 "
    "94.140.15.15 101.226.4.6 1.2.4.8 210.2.4.8 1.2.3.4 2.2.2.2 3.3.3.3 4.4.4.4 5.5.5.5 6.6.6.6 7.7.7.7 "
    "5.6.7.8 4.3.2.1 11.22.33.44 12.34.56.78 123.123.123.123 111.111.111.111"
)
_WELL_KNOWN_SIX = (
    "2001:4860:4860::8888 2001:4860:4860::8844 2606:4700:4700::1111 2606:4700:4700::1001 2620:fe::fe "
    "2620:fe::9 2620:119:35::35 2620:119:53::53 2400:3200::1 2400:3200:baba::1 2402:4e00:: "
    "2001:dc7:1000::1"
)


def _ranges(networks: str) -> tuple[tuple[int, int], ...]:
    parsed = [ipaddress.ip_network(network) for network in networks.split()]
    return tuple((int(network.network_address), int(network.broadcast_address)) for network in parsed)


_RANGES_FOUR = _ranges(_SPECIAL_FOUR)
_RANGES_SIX = _ranges(_SPECIAL_SIX)
_KNOWN_FOUR = frozenset(int(ipaddress.IPv4Address(address)) for address in _WELL_KNOWN_FOUR.split())
_KNOWN_SIX = frozenset(int(ipaddress.IPv6Address(address)) for address in _WELL_KNOWN_SIX.split())


def _stands_alone(text: str, start: int, end: int) -> bool:
    after = text[end : end + 2]
    named = _NAMED.search(text[max(0, start - 9) : start]) is not None
    return not (
        (start and (text[start - 1] in "._" or (is_word_character(text, start - 1) and not named)))
        or is_word_character(text, end)
        or (after[:1] in {"_", ":"} and after[1:] in {":", "_"})
        or (after[:1] in {".", "-"} and after[1:].isdecimal() and not _RANGE_AFTER.match(text, end))
    )


def _is_network(text: str, end: int, number: int, bits: int) -> bool:
    """Whether the length of a prefix follows, and no host's bits are set."""
    match = _NETWORK.match(text, end)
    if match is None or int(match[1]) == bits:
        return False
    return int(match[1]) > bits or number & ((1 << (bits - int(match[1]))) - 1) == 0


def _is_number(text: str, start: int, end: int, parts: tuple[int, ...]) -> bool:
    """Whether four numbers are a version, a section, an identifier or a network."""
    before = text[max(0, start - 24) : start].lower()
    if (
        before[-1:] in {"/", "-"}
        and is_word_character(before, len(before) - 2)
        and not _RANGE_BEFORE.search(before)
    ):
        return True
    stem = before.rstrip(" \t:：\"'(,v.")
    for link in _LINKS:
        stem = stem.removesuffix(link)
    if (
        _NUMBERED.search(stem)
        or _VERSION_AFTER.match(text, end)
        or (not before.endswith("//") and _is_network(text, end, int.from_bytes(bytes(parts), "big"), 32))
    ):
        return True
    if max(parts) < 40 and not before.rpartition("\n")[2].strip() and _SECTION_AFTER.match(text, end):
        return True
    product = _PRODUCT.search(text[max(0, start - 24) : start])
    if product is not None and parts[0] < 30 and not _CALLED.search(before):
        return True
    modest = max(parts) < 10 or parts[3] == 0 or parts[:3] == (2, 5, 29)
    return modest and (parts[1:] == (0, 0, 0) or _CALLED.search(before) is None)


@lru_cache(maxsize=4096)
def _public(address: str) -> tuple[int, ...] | None:
    """The four numbers of an address that a person's or a company's machine may have."""
    written = address.split(".")
    parts = tuple(map(int, written))
    if max(parts) > 255 or any(len(part) > 1 and part[0] == "0" for part in written):
        return None
    number = int.from_bytes(bytes(parts), "big")
    if number in _KNOWN_FOUR or any(first <= number <= last for first, last in _RANGES_FOUR):
        return None
    return parts


def _is_four(text: str, start: int, end: int) -> bool:
    parts = _public(text[start:end])
    return parts is not None and _stands_alone(text, start, end) and not _is_number(text, start, end, parts)


def _is_six(text: str, start: int, end: int) -> bool:
    if start and (
        is_word_character(text, start - 1)
        or text[start - 1] in "._"
        or _WITHIN.search(text, max(0, start - 6), start)
    ):
        return False
    if is_word_character(text, end):
        return False
    try:
        number = int(ipaddress.IPv6Address(text[start:end]))
    except ValueError:
        return False
    if _is_network(text, end, number, 128):
        return False
    return number not in _KNOWN_SIX and not any(first <= number <= last for first, last in _RANGES_SIX)


def _find_all(text: str) -> list[Stretch]:
    four = [match.span() for match in _FOUR.finditer(text)] if text.count(".") > 2 else []
    six = [match.span() for match in _SIX.finditer(text)] if text.count(":") > 1 else []
    six = [(start, end - (text[end - 1] == ":" != text[end - 2])) for start, end in six]
    found = [place for place in four if _is_four(text, *place)]
    return apart(found + [place for place in six if _is_six(text, *place)])


def _find(text: str) -> list[Stretch]:
    return apart(in_windows(_find_all, text))


IP = Detector(
    kind="ip",
    version=2,
    mask="[IP]",
    reason=Reason.PERSONAL_IP,
    english="Finds public IPv4 and IPv6 addresses; private, documentation and resolver addresses stay.",
    chinese="识别公网 IPv4 与 IPv6 地址；内网、文档示例与公共 DNS 地址不动。",
    signs=Sign.DOTTED | Sign.COLONS,
    find=_find,
    examples=(
        ("访客IP：47.95.164.112，登录成功", "访客IP：[IP]，登录成功"),
        ("Failed login from 2a02:26f0:9100:28::1a4 port 22", "Failed login from [IP] port 22"),
        ("ping 192.168.1.1 或 8.8.8.8", "ping 192.168.1.1 或 8.8.8.8"),
        ("Chrome/120.0.6099.109, version 10.0.190.41", "Chrome/120.0.6099.109, version 10.0.190.41"),
    ),
)
