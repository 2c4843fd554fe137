"""The funnel: how many rows each stage let through, and what became of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from danlu.drawing.svg import COLOURS, bar, drawing, label, width_of

WIDTH = 760
_ROW = 34
_TOP = 34
_THICK = 18
_WIDEST = 330
_NOTES = 250
_LOSS, _GAIN = COLOURS[3], COLOURS[1]


@dataclass(frozen=True, slots=True)
class Step:
    """One stage: what came out of it, and what it dropped, merged and made."""

    name: str
    rows: int
    dropped: int = 0
    merged: int = 0
    generated: int = 0


def funnel(title: str, steps: Sequence[Step]) -> str:
    """The steps from the top down, each a bar in the middle as wide as its rows are many."""
    most = max([step.rows for step in steps] + [1])
    left = max([width_of(step.name) for step in steps] + [0]) + 14
    middle = left + _WIDEST / 2
    pieces = [label(0, 16, title, bold=True)]
    for number, step in enumerate(steps):
        y = _TOP + number * _ROW
        width = step.rows / most * _WIDEST
        pieces.append(label(0, y + 17, step.name))
        if number:
            above = steps[number - 1].rows / most * _WIDEST
            pieces.append(_slope(middle, y, above, width))
        pieces.append(bar(middle - width / 2, y + 3, width, _THICK, COLOURS[0]))
        pieces += _notes(step, left + _WIDEST + 12, y + 17)
    return drawing(max(WIDTH, left + _WIDEST + _NOTES), _TOP + _ROW * len(steps), pieces)


def _slope(middle: float, y: float, above: float, width: float) -> str:
    """The faint joint between two bars."""
    top, bottom = y - _ROW + _THICK + 3, y + 3
    corners = (
        f"M{middle - above / 2:.4g} {top}L{middle + above / 2:.4g} {top}"
        f"L{middle + width / 2:.4g} {bottom}L{middle - width / 2:.4g} {bottom}Z"
    )
    return f'<path d="{corners}" fill="{COLOURS[0]}" fill-opacity=".18"/>'


def _notes(step: Step, x: float, y: float) -> list[str]:
    pieces = [label(x, y, f"{step.rows:,}", bold=True)]
    x += width_of(f"{step.rows:,}") + 12
    notes = (
        (step.dropped, f"−{step.dropped:,} dropped · 剔除", _LOSS),
        (step.merged, f"−{step.merged:,} merged · 合并", _LOSS),
        (step.generated, f"+{step.generated:,} generated · 生成", _GAIN),
    )
    for count, text, colour in notes:
        if count:
            pieces.append(label(x, y, text, colour=colour, size=12))
            x += width_of(text, 12) + 12
    return pieces
