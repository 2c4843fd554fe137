"""HTML elements and entities that the markup rule knows, and what each leaves behind.

Names are those of the HTML Living Standard and of HTML 4.01. Generic names that are also words of
other notations (s, var, code, samp) are not among those that are removed.
"""

from __future__ import annotations

import html
import re
from html.entities import name2codepoint

_BLOCK_NAMES = (
    "p div h1 h2 h3 h4 h5 h6 ul ol dl table thead tbody tfoot caption blockquote section article header"
    " footer nav main aside figure figcaption address center html head body title noscript tr dt dd"
)
_INLINE_NAMES = (
    "span b strong i em u a font small big abbr cite q del ins mark ruby rt rp td th sub sup li label"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
BREAKING = _BLOCKS | {"br", "hr", "li"}
"""Elements that end a line: blanks around their line breaks mean nothing."""
_ALONE = frozenset(("br", "hr", "img", "wbr", "meta", "link"))
_KNOWN = _BLOCKS | frozenset(_INLINE_NAMES.split()) | _ALONE

_ATTRIBUTE = r"""\s+[A-Za-z_:][\w:.\-]*\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=`]+)"""
TAG = re.compile(rf"<!(?i:doctype)[^<>]*>|<(/?)([A-Za-z][A-Za-z0-9_\-]*)((?:{_ATTRIBUTE})*)\s*(/?)>")
# Each stops at the next opening of its kind, so that many unclosed ones cost no more than their length.
BODIES = re.compile(
    r"<!--(?:(?!<!--|-->).)*-->|<(script|style)\b[^<>]*>(?:(?!<(?:script|style)\b|</\1\s*>).)*</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
KEPT_WHOLE = re.compile(
    r"</?(?:pre|code|kbd|samp|var|xmp|tt|textarea|form|input|button|select|option|canvas|svg|math|template|iframe|object|embed"
    r"|video|audio)\b",
    re.IGNORECASE,
)
_SCRIPTED = re.compile(r"<(sup|sub)>([^<>]{1,12})</\1>", re.IGNORECASE)
_SUPERSCRIPT = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPT = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")

# Latin-1 letters and signs and general punctuation; names such as &sum; may be C++ addresses.
_NAMED = {
    f"&{name};"
    for name, code in name2codepoint.items()
    if code <= 0xFF or 0x2000 <= code <= 0x206F or name in {"euro", "trade"}
} - {"&not;"} | {"&apos;"}


def is_entity(text: str) -> bool:
    """Whether `&…;` is an entity that stands for a character of ordinary text."""
    if not text.startswith("&#"):
        return text in _NAMED
    character = html.unescape(text)
    return (len(character) == 1 and character.isprintable()) or character == "\xa0"


def known_pairs(text: str) -> frozenset[str] | None:
    """The known elements that the text really uses as markup; None where unknown ones are paired."""
    opened: set[str] = set()
    closed: set[str] = set()
    alone: set[str] = set()
    for match in TAG.finditer(text):
        name = (match[2] or "").lower()
        if name in _ALONE:
            alone.add(name)
        elif match[4] or name == "":
            continue
        else:
            (closed if match[1] else opened).add(name)
    pairs = opened & closed
    if pairs - _KNOWN:
        return None
    return frozenset(pairs | alone)


def with_scripts(text: str) -> str:
    """The text with <sup> and <sub> as Unicode characters where each has one, else ^(…) and _(…)."""

    def script(match: re.Match[str]) -> str:
        raised, inner = match[1].lower() == "sup", match[2].strip()
        table = _SUPERSCRIPT if raised else _SUBSCRIPT
        if all(ord(character) in table for character in inner):
            return inner.translate(table)
        return f"{'^' if raised else '_'}({inner})"

    return _SCRIPTED.sub(script, text)


def tag_text(match: re.Match[str]) -> str:
    """What a tag leaves behind: a line break, a tab between cells, a list mark, or nothing."""
    name, closing = (match[2] or "").lower(), bool(match[1])
    if not name:
        return ""
    if name not in _KNOWN:
        return match[0]
    if name == "li":
        return "" if closing else "\n- "
    if name in {"td", "th"}:
        return "\t" if closing else ""
    if name in {"tr", "title", "dt", "dd"}:
        return "\n" if closing else ""
    return "\n" if name in _BLOCKS or name in {"br", "hr"} else ""
