"""Pieces of SVG, and a whole drawing as a Markdown image.

A picture inside a page sees neither the page's colours nor its fonts, and cannot know whether the page
is light or dark. So the ground is transparent and every colour lies halfway: on white and on near black
the ink has a contrast of at least 4 to 1 (WCAG 2.2 asks for 3 to 1 of graphics and large text).
"""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Sequence
from html import escape

INK = "#747b86"
FAINT = "#8f96a1"
COLOURS = ("#4c7df0", "#1b9e87", "#c98416", "#d4504c", "#9264cc", "#3d93b8", "#b0568f", "#6f8f2f")
FONTS = "system-ui,'Segoe UI','Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
SIZE = 13
"""Height of text, in pixels."""

_HEAD = 2
_WIDE = {"W", "F"}
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def shown(text: str) -> str:
    r"""The text with characters that cannot be seen, or that turn the direction of others, as escapes.

    >>> shown("a\u202eb")
    'a\\u{202e}b'
    """
    return "".join(
        f"\\u{{{ord(character):x}}}" if unicodedata.category(character) in _HIDDEN else character
        for character in text
    )


def width_of(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """About how wide a text is drawn, in pixels: a Chinese character is as wide as it is high."""
    narrow = 0.68 if bold else 0.6
    ems = sum(1.0 if unicodedata.east_asian_width(character) in _WIDE else narrow for character in text)
    return ems * size


def fitted(text: str, width: float, size: float = SIZE) -> str:
    """The text, cut with an ellipsis where it would be wider than `width` pixels."""
    text = shown(text)
    if width_of(text, size) <= width:
        return text
    while text and width_of(text + "…", size) > width:
        text = text[:-1]
    return text + "…"


def fitted_names(names: Sequence[str], width: float, size: float = SIZE) -> list[str]:
    """Names that differ, each cut where it would be wider than `width` pixels, so that they still do.

    A long name is cut in its middle; those that would look the same are cut before where they differ.

    >>> fitted_names(["a/b.txt", "logs/2025/very/long/path/part-001.jsonl"], 120)
    ['a/b.txt', 'logs/20…1.jsonl']
    >>> fitted_names(["logs of week 1 of the year", "logs of week 2 of the year"], 120)
    ['lo… 1 of the y…', 'lo… 2 of the y…']
    """
    found = [_cut(shown(name), width, size) for name in names]
    alike: dict[str, list[int]] = {}
    for place, text in enumerate(found):
        alike.setdefault(text, []).append(place)
    for places in alike.values():
        start = _shared([names[place] for place in places]) - 1
        if len(places) > 1 and start > _HEAD:
            for place in places:
                found[place] = fitted(f"{names[place][:_HEAD]}…{names[place][start:]}", width, size)
    return found


def _shared(names: Sequence[str]) -> int:
    """How many characters all begin with: of sorted texts the first and the last differ soonest."""
    first, last = min(names), max(names)
    return next((place for place, pair in enumerate(zip(first, last, strict=False)) if len(set(pair)) > 1), 0)


def _cut(text: str, width: float, size: float) -> str:
    if width_of(text, size) <= width:
        return text
    head, tail = text[: len(text) // 2], text[len(text) // 2 :]
    while (head or tail) and width_of(f"{head}…{tail}", size) > width:
        if width_of(head) >= width_of(tail):
            head = head[:-1]
        else:
            tail = tail[1:]
    return f"{head}…{tail}"


def label(  # noqa: PLR0913 - what a label of SVG has
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    colour: str = INK,
    bold: bool = False,
    size: float = SIZE,
) -> str:
    """A text; `y` is its baseline."""
    weight = ' font-weight="600"' if bold else ""
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    height = f' font-size="{size:g}"' if size != SIZE else ""
    fill = f' fill="{colour}"' if colour != INK else ""
    return f'<text x="{x:.4g}" y="{y:.4g}"{place}{height}{weight}{fill}>{escape(shown(text))}</text>'


def bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    """A filled rectangle; one that stands for anything at all is at least a pixel wide."""
    return (
        f'<rect x="{x:.4g}" y="{y:.4g}" width="{max(width, 1):.4g}" height="{height:g}" '
        f'fill="{colour}" rx="2"/>'
    )


def rule(x1: float, y1: float, x2: float, y2: float) -> str:
    """A thin line of the frame."""
    return f'<path d="M{x1:.4g} {y1:.4g}L{x2:.4g} {y2:.4g}" stroke="{FAINT}" stroke-opacity=".35"/>'


def dot(x: float, y: float, colour: str, *, hollow: bool = False) -> str:
    """A small mark."""
    fill = f'fill="none" stroke="{colour}"' if hollow else f'fill="{colour}"'
    return f'<circle cx="{x:.4g}" cy="{y:.4g}" r="3" {fill}/>'


def drawing(width: float, height: float, pieces: list[str]) -> str:
    """A whole drawing."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="{FONTS}" font-size="{SIZE}" fill="{INK}">'
        f"{''.join(pieces)}</svg>"
    )


def image(svg: str, description: str) -> str:
    """A drawing as a Markdown image that needs no other file; `description` is ours, never untrusted."""
    return f"![{description}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"
