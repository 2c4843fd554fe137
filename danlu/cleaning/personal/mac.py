"""Hardware addresses of network devices (EUI-48, IEEE 802).

Six pairs with colons or hyphens, or three groups of four with dots, which only count where a text speaks
of networks. Left alone: broadcast, zero, IANA's multicast and documentation ranges (RFC 9542), examples
whose pairs are doubled digits (00:11:22:33:44:55), fingerprints and IPv6 addresses, and pairs of
decimal digits alone (times) where nothing names them.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.context import has_han
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.surroundings import apart, is_word_character, lowered
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_PAIR = "[0-9A-Fa-f]{2}"
_AFTER_FIRST = tuple(
    re.compile(
        rf"{mark}(?<![0-9A-Fa-f._]{_PAIR}{mark})(?<![^0-9A-Za-z]{_PAIR}[:\-]{_PAIR}{mark})"
        rf"(?=(?:{_PAIR}{mark}){{4}}{_PAIR}(?![:\-.]?[0-9A-Fa-f_]|[G-Zg-z]))"
    )
    for mark in (":", "-")
)
_LENGTH = 17
_THREE = tuple(
    (
        mark,
        re.compile(
            rf"{re.escape(mark)}[0-9A-Fa-f]{{4}}{re.escape(mark)}[0-9A-Fa-f]{{4}}(?![:\-.]?[0-9A-Fa-f_]|[G-Zg-z])"
        ),
    )
    for mark in ".-:"
)
_WORDS = (
    "mac",
    "arp",
    "arpa",
    "vlan",
    "bia",
    "hwaddr",
    "lladdr",
    "gigabitethernet",
    "fastethernet",
    "物理地址",
    "硬件地址",
    "网卡",
)
_SPOKEN = re.compile(rf"(?<![0-9a-z])(?:{'|'.join(_WORDS)})")
_CALLED = re.compile(
    r"(?:mac|hw ?addr|ether|bssid|huawei|h3c|华为|华三|物理地址|网卡|硬件地址"
    r"|蓝牙|无线|交换机|路由器?|光猫|终端|网关)"
    r"[^\n]{0,12}$",
    re.IGNORECASE,
)
_JOINED_BEFORE = re.compile(
    r"(?:(?<![0-9A-Za-z])(?!(?<=[一-鿿])[0-9A-Fa-f][:\-])[0-9A-Fa-f]{1,4}[:\-]|[._])$"
)
_JOINED_AFTER = re.compile(r"[:\-.]?[0-9A-Fa-f_]|_")
_NO_DEVICE = re.compile(
    r"(?:版本|散列|哈希|编号|序列|提交|校验|摘要|commit|hash|version|serial|sha|key)[^\n]{0,8}$",
    re.IGNORECASE,
)
_GLUED = re.compile("[A-Za-z][G-Zg-z]")
"""The end of a word to which an address is glued: wifi3C:22:FB:9A:01:7E."""
_MIXED = re.compile(r"(?=[A-Fa-f]{0,3}[0-9])(?=[0-9]{0,3}[A-Fa-f])[0-9A-Fa-f]{4}")
_MARK = re.compile("[^0-9A-Fa-f]")
_HEX = frozenset("0123456789abcdefABCDEF")
_KNOWN = re.compile(r"0{12}|f{12}|01005e|3333|00005e0053|01000c|0180c2")


def _is_known(digits: str) -> bool:
    """Whether twelve digits are an address of a standard, or an example of doubled digits."""
    return _KNOWN.match(digits) is not None or digits[::2] == digits[1::2]


def _is_device(text: str, start: int, end: int, mark: str) -> bool:
    written = text[start:end]
    digits = written.replace(mark, "").lower()
    if not _HEX.issuperset(digits) or len(digits) != 12:
        return False
    if _JOINED_BEFORE.search(text[max(0, start - 6) : start]) or _JOINED_AFTER.match(text, end):
        return False
    glued = mark in ":-" and _GLUED.match(text, start - 2, start) is not None if start > 1 else False
    if is_word_character(text, end) or (not glued and is_word_character(text, start - 1)):
        return False
    if _is_known(digits):
        return False
    return not digits.isdecimal() or _CALLED.search(text[max(0, start - 24) : start]) is not None


_NAMES = "物理地址|硬件地址|蓝牙地址|网卡地址?|设备地址|网络地址|无线地址"
_BARE = re.compile(
    r"[mMbBhHeE物硬蓝网设无](?=[aA][cC]|[sS][sS]|[wW][aA]|ther|[理件牙卡络备线])(?:(?<=[mM])[aA][cC]|(?<=物)理地址|(?<=硬)件地址|(?<=蓝)牙地址|(?<=网)(?:卡地址?|络地址)"
    r"|(?<=设)备地址|(?<=无)线地址"
    r"|(?<=[bB])[sS]{2}[iI][dD]|(?<=[hH])[wW][aA]ddr|(?<=H)WADDR|(?<=[eE])ther\b)"
    r"(?:[_\- ]?[aA]ddr(?:ess)?"
    r"|[_\- ]?ADDR(?:ESS)?| ?地址|码|号)?(?:\s?[(（][^()（）\n]{0,8}[)）])?[\"'】\])]?"
    r"\s{0,2}(?:[:：=是为|>→]{1,2}|is)?"
    r"\s{0,2}[\"'“「【\[(]?"
    r"((?=[0-9]{0,11}[A-Fa-f]|(?<=[:=\"'] )|(?<=[:=\"']))[0-9A-Fa-f]{12}"
    r"|[0-9A-Fa-f]{2}(?:([ _.:\-])[0-9A-Fa-f]{2})(?:\2[0-9A-Fa-f]{2}){4}"
    r"|[0-9A-Fa-f]{6}[\-: ][0-9A-Fa-f]{6})(?![0-9A-Za-z]|[:\-][0-9A-Fa-f])"
)
"""Twelve digits without marks, six pairs with other marks, or two halves, right after the word."""


def _named(text: str) -> list[Stretch]:
    found = [
        match.span(1) for match in _BARE.finditer(text) if not is_word_character(text, match.start() - 1)
    ]
    return [
        (start, end)
        for start, end in found
        if not _is_known(_MARK.sub("", text[start:end]).lower()) and len(set(text[start:end])) > 3
    ]


def _find_all(text: str) -> list[Stretch]:
    found = []
    for pattern, mark in zip(_AFTER_FIRST, ":-", strict=True):
        for match in pattern.finditer(text):
            start = match.start() - 2
            if start >= 0 and _is_device(text, start, start + _LENGTH, mark):
                found.append((start, start + _LENGTH))
    return apart(found + _dotted(text) + _named(text))


def _find(text: str) -> list[Stretch]:
    return apart(in_windows(_find_all, text))


def _dotted(text: str) -> list[Stretch]:
    """Three groups of four with marks, in a text that speaks of networks; what is no dot must be named.

    Amid Chinese, dots and letters mixed with digits in two groups are enough.
    """
    found = []
    for mark, pattern in _THREE:
        places = [(match.start() - 4, match.end()) for match in pattern.finditer(text) if match.start() >= 4]
        found += [
            place
            for place in places
            if _is_device(text, *place, mark)
            and (mark == "." or _CALLED.search(text[max(0, place[0] - 24) : place[0]]) is not None)
        ]
    if not found or _SPOKEN.search(lowered(text)):
        return found
    return [
        (start, end)
        for start, end in found
        if len(_MIXED.findall(text, start, end)) > 1
        and has_han(text, start, end)
        and _NO_DEVICE.search(text[max(0, start - 16) : start]) is None
    ]


MAC = Detector(
    kind="mac",
    version=1,
    mask="[MAC]",
    reason=Reason.PERSONAL_MAC,
    english="Finds hardware (MAC) addresses of network devices.",
    chinese="识别网络设备的硬件（MAC）地址。",
    signs=Sign.NONE,
    pattern=(
        r"[0-9A-Fa-f]{2}[:\-][0-9A-Fa-f]{2}[:\-][0-9A-Fa-f]{2}"
        r"|[0-9A-Fa-f]{4}[.:\-][0-9A-Fa-f]{4}[.:\-][0-9A-Fa-f]{4}"
        rf"|(?:(?i:mac|bssid|hwaddr|ether)|{_NAMES})[^\n]{{0,24}}[0-9A-Fa-f]{{2}}[ _.]?"
        r"[0-9A-Fa-f]{2}[ _.]?[0-9A-Fa-f]{2}"
    ),
    find=_find,
    examples=(
        ("本机MAC地址为3C:22:FB:9A:01:7E", "本机MAC地址为[MAC]"),
        ("Wi-Fi adapter: 3c-22-fb-9a-01-7e", "Wi-Fi adapter: [MAC]"),
        ("arp: 3c22.fb9a.017e ARPA", "arp: [MAC] ARPA"),
        ("broadcast ff:ff:ff:ff:ff:ff", "broadcast ff:ff:ff:ff:ff:ff"),
        ("12:30:45:00:10:20", "12:30:45:00:10:20"),
    ),
)
