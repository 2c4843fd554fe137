"""HTML elements and entities that the markup rule knows, and what each leaves behind.

Names are those of the HTML Living Standard and of HTML 4.01. Generic names that are also words of
other notations (s, var, code, samp) are not among those that are removed.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
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
_TAG = re.compile(rf"<!(?i:doctype)[^<>]*>|<(/?)([A-Za-z][A-Za-z0-9_\-]*)((?:{_ATTRIBUTE})*)\s*(/?)>")
_LONG = 160
# Each stops at the next opening of its kind, so that many unclosed ones cost no more than their length.
BODIES = re.compile(
    r"<!--(?:(?!<!--|-->).)*-->|<(script|style)\b[^<>]*>(?:(?!<(?:script|style)\b|</\1\s*>).)*</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
_KEPT_NAMES = (
    "pre code kbd samp var xmp tt textarea form input button select option canvas svg math template iframe"
    " object embed video audio"
)
KEPT_WHOLE = rf"(?i)</?(?:{_KEPT_NAMES.replace(' ', '|')})(?:\W|\z)"
"""Elements (polars syntax) whose texts are left alone as a whole."""
SCRIPTS = frozenset({"sup", "sub"})
_SCRIPTED = re.compile(r"<(sup|sub)>([^<>]{1,12})</\1>", re.IGNORECASE)
_SUPERSCRIPT = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPT = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")

# Latin-1 letters and signs and general punctuation; names such as &sum; may be C++ addresses.
_NAMED = {
    f"&{name};"
    for name, code in name2codepoint.items()
    if code <= 0xFF or 0x2000 <= code <= 0x206F or name in {"euro", "trade"}
} - {"&not;"} | {"&apos;"}


_ENTITY = re.compile(r"(&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,9});)")


def resolved(text: str) -> str:
    """The text with entities that stand for characters of ordinary text resolved, once."""
    if "&" not in text:
        return text
    pieces = _ENTITY.split(text)
    characters = {entity: _character(entity) for entity in set(pieces[1::2])}
    pieces[1::2] = [characters[entity] for entity in pieces[1::2]]
    return "".join(pieces)


def _character(entity: str) -> str:
    if not entity.startswith("&#"):
        return html.unescape(entity) if entity in _NAMED else entity
    character = html.unescape(entity)
    ordinary = (len(character) == 1 and character.isprintable()) or character == "\xa0"
    return character if ordinary else entity


_OPENS, _CLOSES, _ALONE_STANDING, _NOTHING = range(4)
_Tag = tuple[str, int, str]
"""An element's name (empty for a document type), what the tag does, and what it leaves behind."""


@lru_cache(maxsize=4096)
def _short_tag(inner: str) -> _Tag | None:
    return _tag(inner)


def _tag(inner: str) -> _Tag | None:
    """The tag that `<inner>` is, which holds no other angle bracket; None where it is none."""
    match = _TAG.fullmatch(f"<{inner}>")
    if match is None:
        return None
    name, closing = (match[2] or "").lower(), bool(match[1])
    left = _left(name, closing=closing) if name in _KNOWN or not name else match[0]
    if name in _ALONE:
        return name, _ALONE_STANDING, left
    if match[4] or not name:
        return name, _NOTHING, left
    return name, _CLOSES if closing else _OPENS, left


def without_tags(text: str) -> tuple[str, str, frozenset[str] | None]:
    """What is left of a text whose tags are taken out, and the known elements that it uses as markup.

    Returns:
        The text with what each tag leaves behind; the text with a blank for each tag; and the
        elements: none where its tags are not in pairs, None where unknown ones are.
    """
    plain, *rest = text.split("<")
    left, shown = [plain], [plain]
    names: tuple[set[str], ...] = (set(), set(), set(), set())
    for piece in rest:
        inner, end, after = piece.partition(">")
        tag = None if not end else _short_tag(inner) if len(inner) < _LONG else _tag(inner)
        if tag is None:
            left.append(f"<{piece}")
            shown.append(f"<{piece}")
        else:
            name, use, instead = tag
            names[use].add(name)
            left.append(instead + after)
            shown.append(f" {after}")
    opened, closed, alone, _ = names
    pairs = opened & closed
    used = None if pairs - _KNOWN else frozenset(pairs | alone)
    return "".join(left), "".join(shown), used


def with_scripts(text: str) -> str:
    """The text with <sup> and <sub> as Unicode characters where each has one, else ^(…) and _(…)."""

    def script(match: re.Match[str]) -> str:
        raised, inner = match[1].lower() == "sup", match[2].strip()
        table = _SUPERSCRIPT if raised else _SUBSCRIPT
        if all(ord(character) in table for character in inner):
            return inner.translate(table)
        return f"{'^' if raised else '_'}({inner})"

    return _SCRIPTED.sub(script, text)


def _left(name: str, *, closing: bool) -> str:
    if not name:
        return ""
    if name == "li":
        return "" if closing else "\n- "
    if name in {"td", "th"}:
        return "\t" if closing else ""
    if name in {"tr", "title", "dt", "dd"}:
        return "\n" if closing else ""
    return "\n" if name in _BLOCKS or name in {"br", "hr"} else ""
