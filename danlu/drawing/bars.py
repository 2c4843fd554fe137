"""Horizontal bars, whole or stacked of several series, with a legend and an axis of round numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from danlu.drawing.numbers import short, ticks
from danlu.drawing.svg import COLOURS, FAINT, bar, drawing, fitted, label, rule, width_of

WIDTH = 640
MOST_BARS = 24
_ROW = 24
_THICK = 14
_TOP = 30
_LABELS = (60, 260)
_VALUES = 70
_NOTE = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, a number for each series, and what is said behind their sum."""

    name: str
    values: Sequence[int]
    note: str = ""

    @property
    def total(self) -> int:
        """Its whole length."""
        return sum(self.values)


def bars(
    title: str, items: Sequence[Bar], series: Sequence[str] = (), colours: Sequence[str] = COLOURS
) -> str:
    """A chart of bars, in the order given; what goes beyond `MOST_BARS` is added up in a last bar.

    Args:
        title: In both languages.
        items: Each with as many values as there are series, or one.
        series: The names of the parts of a stacked bar, for the legend.
        colours: Of the series.
    """
    items = _shortened(items)
    left = min(max((width_of(item.name) for item in items), default=0) + 16, _LABELS[1])
    left = max(left, _LABELS[0])
    marks = ticks(max((item.total for item in items), default=0))
    notes = max((width_of(item.note, _NOTE) for item in items), default=0)
    scale = (WIDTH - left - _VALUES) / marks[-1]
    top = _TOP + (22 if series else 0)
    bottom = top + _ROW * len(items)
    pieces = [label(0, 16, title, bold=True), *_legend(series, colours)]
    for mark in marks:
        x = left + mark * scale
        pieces += [rule(x, top, x, bottom), label(x, bottom + 15, short(mark), anchor="middle", colour=FAINT)]
    for number, item in enumerate(items):
        pieces += _bar(item, left, top + number * _ROW, scale, colours)
    return drawing(max(WIDTH + notes, _reach(series)), bottom + 22, pieces)


def _bar(item: Bar, left: float, y: float, scale: float, colours: Sequence[str]) -> list[str]:
    pieces = [label(left - 8, y + 16, fitted(item.name, left - 8), anchor="end")]
    x = left
    for value, colour in zip(item.values, colours, strict=False):
        if value:
            pieces.append(bar(x, y + 5, value * scale, _THICK, colour))
            x += value * scale
    pieces.append(label(x + 6, y + 16, f"{item.total:,}"))
    if item.note:
        x += 14 + width_of(f"{item.total:,}")
        pieces.append(label(x, y + 16, item.note, colour=FAINT, size=_NOTE))
    return pieces


def _legend(series: Sequence[str], colours: Sequence[str]) -> list[str]:
    pieces = []
    x = 0.0
    for name, colour in zip(series, colours, strict=False):
        pieces += [bar(x, 28, 10, 10, colour), label(x + 15, 38, name)]
        x += width_of(name) + 40
    return pieces


def _reach(series: Sequence[str]) -> float:
    """How far the legend goes."""
    return sum(width_of(name) + 40 for name in series)


def _shortened(items: Sequence[Bar]) -> Sequence[Bar]:
    if len(items) <= MOST_BARS:
        return items
    kept, rest = items[: MOST_BARS - 1], items[MOST_BARS - 1 :]
    sums = [sum(values) for values in zip(*(item.values for item in rest), strict=True)]
    return [*kept, Bar(f"{len(rest)} more · 其余 {len(rest)} 项", sums)]


def by_series(
    counts: Mapping[str, Mapping[str, int]], series: Sequence[str], names: Sequence[str]
) -> list[Bar]:
    """Bars for `names` out of counts by series and name."""
    return [Bar(name, [counts.get(one, {}).get(name, 0) for one in series]) for name in names]
