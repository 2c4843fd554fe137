"""Masking of personal data in plain text and inside JSON text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from danlu.cleaning.rule import Rule, Stretch

_FOLDED = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ＠．＋－＿（）]")
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+\-]*', re.DOTALL)

JSON_ESCAPES = r"\\u(?:00[34]|[fF][fF])"
"""Escapes in JSON text that may spell a digit, an @ or a full-width character."""

WIDE = "０-９Ａ-Ｚａ-ｚ"
"""Full-width letters and digits, for a pattern's character class."""


def fold(text: str) -> str:
    """The text with full-width ASCII as ASCII, character for character, so that places hold."""
    return text if _FULL_WIDTH.search(text) is None else text.translate(_FOLDED)


def masked(text: str, stretches: list[Stretch], mask: str) -> str:
    """The text with each stretch (rising, apart from each other) replaced by the mask."""
    pieces, done = [], 0
    for start, end in stretches:
        pieces += [text[done:start], mask]
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def masker(find: Callable[[str], list[Stretch]], mask: str) -> Callable[[str], str]:
    """A fix of one text that masks what `find` finds."""

    def mask_text(text: str) -> str:
        stretches = find(text)
        return masked(text, stretches, mask) if stretches else text

    return mask_text


def mask_json(text: str, rule: Rule) -> str:
    """JSON text with personal data masked; it stays valid, and only the tokens concerned change.

    Strings are judged decoded, so that escapes hide nothing. A number that is personal data as a
    whole becomes a string. Text that is not JSON is masked as plain text.
    """
    if rule.find is None or rule.mask is None:
        return text
    fix = masker(rule.find, rule.mask)
    try:
        json.loads(text)
    except ValueError:
        return fix(text)

    def mask_token(match: re.Match[str]) -> str:
        token = match[0]
        if not token.startswith('"'):
            return f'"{rule.mask}"' if fix(token) == rule.mask else token
        value = json.loads(token, strict=False)
        clean = fix(value)
        return token if clean == value else json.dumps(clean, ensure_ascii=token.isascii())

    return _JSON_TOKEN.sub(mask_token, text)
