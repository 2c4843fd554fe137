"""Shares against the share that is asked for: a dot each, and how far chance alone would take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from danlu.drawing.svg import COLOURS, FAINT, dot, drawing, fitted_names, label, rule, width_of

_ROW = 24
_TOP = 74
_PANEL = 150
_GAP = 74
_LABELS = (60, 250)
_SMALL = 12
_DEVIATIONS = 2
_WIDEST = 3
"""How many times the wanted share a panel shows; what is beyond stands at its edge, as a ring."""
_FAULT = COLOURS[3]


@dataclass(frozen=True, slots=True)
class Share:
    """What one line has in one column: the share, its standard deviation by chance, whether it is off."""

    share: float
    chance: float
    off: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its name, what is said of it in faint letters, and a share for each column."""

    name: str
    note: str
    shares: Sequence[Share]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, and the share that is asked for in it."""

    name: str
    wanted: float


def shares(title: str, legend: Sequence[str], columns: Sequence[Column], lines: Sequence[Line]) -> str:
    """A panel for each column, with a rule where the wanted share is and a dot for each line.

    Args:
        title: In both languages.
        legend: What the rule, the band and the dot are.
        columns: In order.
        lines: Each with as many shares as there are columns.
    """
    names = min(max([width_of(line.name) for line in lines] + [_LABELS[0]]), _LABELS[1])
    left = names + 8 + max([width_of(line.note, _SMALL) for line in lines] + [0]) + 14
    bottom = _TOP + _ROW * len(lines)
    pieces = [label(0, 16, title, bold=True), *_legend(legend)]
    shown = fitted_names([line.name for line in lines], names)
    for place, line in enumerate(lines):
        y = _TOP + _ROW * place + 17
        pieces.append(label(names, y, shown[place], anchor="end"))
        pieces.append(label(left - 14, y, line.note, anchor="end", colour=FAINT, size=_SMALL))
    for place, column in enumerate(columns):
        x = left + (_PANEL + _GAP) * place
        pieces += _panel(x, bottom, column, [line.shares[place] for line in lines])
    width = left + (_PANEL + _GAP) * len(columns)
    return drawing(max(width, _reach(legend), width_of(title, bold=True)), bottom + 22, pieces)


def _panel(left: float, bottom: float, column: Column, found: Sequence[Share]) -> list[str]:
    furthest = max([column.wanted * 2, *(one.share for one in found)]) or 1
    most = min(furthest, column.wanted * _WIDEST) or furthest
    scale = _PANEL / most
    middle = left + column.wanted * scale
    pieces = [
        label(left, _TOP - 10, f"{column.name} {_per_cent(column.wanted)}", size=_SMALL, bold=True),
        rule(left, bottom, left + _PANEL, bottom),
        label(left, bottom + 15, "0", colour=FAINT, size=_SMALL),
        label(left + _PANEL, bottom + 15, _per_cent(most), anchor="end", colour=FAINT, size=_SMALL),
    ]
    for place, one in enumerate(found):
        y = _TOP + _ROW * place + 12.5
        low, high = (
            min(max(column.wanted + sign * _DEVIATIONS * one.chance, 0), most) * scale for sign in (-1, 1)
        )
        pieces.append(_band(left + low, y, high - low))
        shown = min(one.share, most)
        mark = _FAULT if one.off else COLOURS[0]
        pieces.append(dot(left + shown * scale, y, mark, hollow=shown < one.share))
        colour = _FAULT if one.off else FAINT
        pieces.append(
            label(left + _PANEL + 8, y + 4.5, _per_cent(one.share), colour=colour, size=_SMALL, bold=one.off)
        )
    # above the bands, below nothing
    return [*pieces, _wanted(middle, bottom)]


def _band(x: float, y: float, width: float) -> str:
    return (
        f'<rect x="{x:.4g}" y="{y - 4:g}" width="{max(width, 1):.4g}" height="8" '
        f'fill="{FAINT}" fill-opacity=".3" rx="2"/>'
    )


def _wanted(x: float, bottom: float) -> str:
    return f'<path d="M{x:.4g} {_TOP}V{bottom}" stroke="{COLOURS[1]}" stroke-width="1.5"/>'


def _legend(names: Sequence[str]) -> list[str]:
    wanted, chance, found = names
    second = 15 + width_of(wanted, _SMALL) + 22
    third = second + 22 + width_of(chance, _SMALL) + 22
    return [
        f'<path d="M5 28V40" stroke="{COLOURS[1]}" stroke-width="1.5"/>',
        label(15, 39, wanted, size=_SMALL),
        _band(second, 34, 16),
        label(second + 22, 39, chance, size=_SMALL),
        dot(third, 34, COLOURS[0]),
        label(third + 10, 39, found, size=_SMALL),
    ]


def _reach(names: Sequence[str]) -> float:
    return sum(width_of(name, _SMALL) for name in names) + 100


def _per_cent(share: float) -> str:
    """A share as per cent with two decimals at the most."""
    return f"{round(share * 100, 2):g} %"
