"""Keys that providers mark with a documented prefix, and what follows it.

The prefixes are those that the providers document, most of them for the very purpose of being found;
each pattern begins with its literal, which makes the search for it as fast as a search can be.
"""

from __future__ import annotations

import re

import ahocorasick_rs

from danlu.cleaning.personal.surroundings import entropy, is_placeholder, is_word_character
from danlu.cleaning.rule import Stretch

_WORD = "[0-9A-Za-z_-]"
_PLAIN = "[0-9A-Za-z]"
_OF_LETTERS = frozenset({"hf_", "api_org_", "PMAK-", "xoxe.xoxp-", "sk.eyJ", "pk.eyJ"})
"""Prefixes that prove enough: what follows needs no digit."""
_AFTER: tuple[tuple[str, str], ...] = (
    # OpenAI (sk-, sk-proj-), Anthropic (sk-ant-) and the many that follow them; Stripe; xAI; Groq
    ("sk-", rf"(?:(?:proj|svcacct|admin|or-v1|ant-[a-z]{{3,8}}[0-9]{{2}}|lf)-)?{_WORD}{{20,250}}"),
    ("sk_live_", rf"{_PLAIN}{{16,120}}"),
    ("rk_live_", rf"{_PLAIN}{{16,120}}"),
    ("sk_test_", rf"{_PLAIN}{{16,120}}"),
    ("whsec_", rf"{_PLAIN}{{24,120}}"),
    ("xai-", rf"{_PLAIN}{{40,120}}"),
    ("gsk_", rf"{_PLAIN}{{40,60}}"),
    ("pplx-", rf"{_PLAIN}{{40,60}}"),
    ("nvapi-", rf"{_WORD}{{40,90}}"),
    ("hf_", rf"{_PLAIN}{{34}}"),
    ("api_org_", rf"{_PLAIN}{{34}}"),
    ("pk-lf-", r"[0-9a-f-]{36}"),
    ("tvly-", rf"{_WORD}{{24,60}}"),
    ("r8_", rf"{_PLAIN}{{37,40}}"),
    # Amazon access keys; Google; Aliyun; Tencent Cloud
    ("AKIA", r"[0-9A-Z]{16}"),
    ("ASIA", r"[0-9A-Z]{16}"),
    ("AIza", rf"{_WORD}{{35}}"),
    ("GOCSPX-", rf"{_WORD}{{28}}"),
    ("ya29.", rf"{_WORD}{{30,2000}}"),
    ("ABIA", r"[0-9A-Z]{16}"),
    ("ACCA", r"[0-9A-Z]{16}"),
    ("1//0", rf"{_WORD}{{30,200}}"),
    ("AKLT", rf"{_WORD}{{30,80}}"),
    ("JDC_", r"[0-9A-F]{28}"),
    ("LTAI", rf"{_PLAIN}{{12,26}}"),
    ("AKID", rf"{_PLAIN}{{32}}"),
    # forges and package registries
    ("ghp_", rf"{_PLAIN}{{36,251}}"),
    ("gho_", rf"{_PLAIN}{{36,251}}"),
    ("ghu_", rf"{_PLAIN}{{36,251}}"),
    ("ghs_", rf"{_PLAIN}{{36,251}}"),
    ("ghr_", rf"{_PLAIN}{{36,251}}"),
    ("github_pat_", r"[0-9A-Za-z_]{40,250}"),
    ("glpat-", rf"{_WORD}{{20,64}}"),
    ("gldt-", rf"{_WORD}{{20,64}}"),
    ("glptt-", rf"{_WORD}{{20,64}}"),
    ("glrt-", rf"{_WORD}{{20,64}}"),
    ("gloas-", rf"{_WORD}{{40,80}}"),
    ("glsa_", rf"{_WORD}{{32,60}}"),
    ("ATATT3", rf"{_WORD}{{40,300}}={{0,2}}"),
    ("ATBB", rf"{_PLAIN}{{32}}"),
    ("rubygems_", r"[0-9a-f]{48}"),
    ("npm_", rf"{_PLAIN}{{36}}"),
    ("pypi-", rf"{_WORD}{{50,400}}"),
    ("dckr_pat_", rf"{_WORD}{{20,64}}"),
    # chats, mails, shops, clouds
    ("xoxb-", r"[0-9A-Za-z-]{20,200}"),
    ("xoxp-", r"[0-9A-Za-z-]{20,200}"),
    ("xoxa-", r"[0-9A-Za-z-]{20,200}"),
    ("xoxs-", r"[0-9A-Za-z-]{20,200}"),
    ("xoxr-", r"[0-9A-Za-z-]{20,200}"),
    ("xapp-", r"[0-9A-Za-z-]{30,200}"),
    ("SG.", rf"{_WORD}{{16,32}}\.{_WORD}{{32,64}}"),
    ("shpat_", r"[0-9a-fA-F]{32}"),
    ("shpss_", r"[0-9a-fA-F]{32}"),
    ("shpca_", r"[0-9a-fA-F]{32}"),
    ("shppa_", r"[0-9a-fA-F]{32}"),
    ("sq0csp-", rf"{_WORD}{{43}}"),
    ("sq0atp-", rf"{_WORD}{{22}}"),
    ("EAACEdEose0cBA", rf"{_PLAIN}{{20,300}}"),
    ("PMAK-", r"[0-9a-f]{24}-[0-9a-f]{34}"),
    ("xoxe.xoxp-", r"[0-9A-Za-z-]{20,250}"),
    ("NRAK-", r"[0-9A-Z]{27}"),
    ("sntrys_", rf"{_WORD}{{40,300}}"),
    ("phx_", rf"{_WORD}{{40,60}}"),
    ("CFPAT-", rf"{_WORD}{{43}}"),
    ("SCW", r"[0-9A-Z]{17}"),
    ("hvb.", rf"{_WORD}{{60,300}}"),
    ("dp.pt.", rf"{_PLAIN}{{40,44}}"),
    ("pul-", r"[0-9a-f]{40}"),
    ("dop_v1_", r"[0-9a-f]{64}"),
    ("doo_v1_", r"[0-9a-f]{64}"),
    ("sk.eyJ", rf"{_WORD}{{20,400}}\.{_WORD}{{16,60}}"),
    ("pk.eyJ", rf"{_WORD}{{20,400}}\.{_WORD}{{16,60}}"),
    ("hvs.", rf"{_WORD}{{24,200}}"),
    ("dapi", r"[0-9a-f]{32}"),
    ("lin_api_", rf"{_PLAIN}{{32,48}}"),
    ("ntn_", rf"{_PLAIN}{{40,60}}"),
    ("figd_", rf"{_WORD}{{36,60}}"),
    ("tskey-", rf"{_WORD}{{20,80}}"),
    ("AGE-SECRET-KEY-1", r"[0-9A-Z]{58}"),
    # JSON Web Tokens (RFC 7519): `{"` in base64url begins with eyJ
    ("eyJ", rf"{_WORD}{{10,2000}}+\.eyJ{_WORD}{{10,4000}}+\.{_WORD}{{16,1000}}"),
)
_PATTERNS = tuple(
    (prefix, re.compile(f"{re.escape(prefix)}(?<![0-9A-Za-z]{re.escape(prefix)})({after})"))
    for prefix, after in _AFTER
)
_TELEGRAM = re.compile(rf":AA{_WORD}{{33}}(?!{_WORD})")
_BOT = re.compile(r"(?<![0-9])[0-9]{8,10}$")
_TWILIO = re.compile(r"SK[0-9a-f]{32}(?![0-9A-Za-z])")
_LITERALS = ahocorasick_rs.AhoCorasick([prefix for prefix, _ in _AFTER], store_patterns=False)
_LEAST_BITS = 3.0
"""Below 3 bits per character a key of 16 and more is no random one: detect-secrets' bound for hexadecimal."""

PREFIXES = tuple(prefix for prefix, _ in _AFTER)
SHAPE_PATTERN = rf"[0-9]{{8}}:AA{_WORD}{{16}}|SK[0-9a-f]{{30}}"
PREFIX_NEEDS = rf"(?:{'|'.join(map(re.escape, PREFIXES))})[0-9A-Za-z_.\-]{{12}}|{SHAPE_PATTERN}"
"""What every text with such a key matches: one of the prefixes, or the shape alone."""


def prefixed_keys(text: str) -> list[Stretch]:
    """The keys with a known prefix, in no order."""
    found: list[Stretch] = []
    for number in sorted(
        {number for number, _, _ in _LITERALS.find_matches_as_indexes(text, overlapping=True)}
    ):
        prefix, pattern = _PATTERNS[number]
        found += [match.span() for match in pattern.finditer(text) if _is_key(text, match, prefix)]
    if ":AA" in text:
        found += _bots(text)
    if "SK" in text:
        twilio = [match.span() for match in _TWILIO.finditer(text)]
        found += [place for place in twilio if not is_word_character(text, place[0] - 1)]
    return found


def _is_key(text: str, match: re.Match[str], prefix: str) -> bool:
    end = match.end()
    return not (
        is_word_character(text, end)
        or match[0].endswith("EXAMPLE")
        or (prefix not in _OF_LETTERS and not re.search("[0-9]", match[1]))
        or entropy(match[1]) < _LEAST_BITS
        or is_placeholder(match[1])
    )


def _bots(text: str) -> list[Stretch]:
    """Telegram's bot tokens: the bot's number, a colon, 35 characters."""
    found = []
    for match in _TELEGRAM.finditer(text):
        number = _BOT.search(text, max(0, match.start() - 11), match.start())
        if number is not None and entropy(match[0]) >= _LEAST_BITS:
            found.append((number.start(), match.end()))
    return found
