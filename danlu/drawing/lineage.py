"""The lineage of columns: upstream columns at the left by stage, a dataset's own at the right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

from danlu.dictionary.column import Column, Dataset, Origin
from danlu.drawing.svg import COLOURS, FAINT, INK, dot, drawing, label, width_of

_ROW = 20
_HEAD = 26
_TOP = 34
_GAP = 300
_FOOT = 30


def column_lineage(dataset: Dataset) -> str:
    """Lines from each upstream column to what comes from it.

    A column that comes from one other has a grey line; each that comes from several a colour of its own.
    Upstream columns stand in the order of the columns that come of them, so that few lines cross.
    """
    left, height = _left(dataset.sources)
    names = [width_of(origin.column) for origin in dataset.sources]
    heads = [width_of(origin.stage, bold=True) for origin in dataset.sources]
    wide = max([*names, *heads, 60]) + 16
    title = f"Where the columns of {dataset.stage} come from · {dataset.stage} 各列的来历"
    x1, x2 = wide, wide + _GAP
    pieces = [label(0, 16, title, bold=True)]
    stage = ""
    for origin, y in left.items():
        if origin.stage != stage:
            stage = origin.stage
            pieces.append(label(x1 - 10, y - _ROW + 3, stage, anchor="end", bold=True, colour=COLOURS[0]))
        pieces += [label(x1 - 10, y + 4, origin.column, anchor="end"), dot(x1, y, FAINT)]
    tall = _HEAD + _ROW * len(dataset.columns)
    first = _TOP + max(0, (height - tall) / 2)
    pieces.append(label(x2 + 10, first + 13, dataset.stage, bold=True, colour=COLOURS[0]))
    lines: list[str] = []
    for place, (column, colour) in enumerate(_coloured(dataset.columns)):
        y = first + _HEAD + _ROW * place + _ROW / 2
        lines += [_line(x1, left[origin], x2, y, colour) for origin in column.origins]
        pieces += [dot(x2, y, colour, hollow=not column.origins), label(x2 + 10, y + 4, column.name)]
    right = (
        max(*(width_of(column.name) for column in dataset.columns), width_of(dataset.stage, bold=True)) + 16
    )
    end = _TOP + max(height, tall) + _FOOT
    pieces.append(label(0, end - 8, _legend(dataset), colour=FAINT, size=12))
    width = max(x2 + right, width_of(title, bold=True), width_of(_legend(dataset), 12) + 8)
    return drawing(width, end, [*lines, *pieces])


def _left(sources: Sequence[Origin]) -> tuple[dict[Origin, float], float]:
    """The height of each upstream column, grouped by stage, and of all of them."""
    places: dict[Origin, float] = {}
    y = float(_TOP)
    for stage in dict.fromkeys(origin.stage for origin in sources):
        y += _HEAD
        for origin in (each for each in sources if each.stage == stage):
            places[origin] = y + _ROW / 2
            y += _ROW
        y += 8
    return places, y - _TOP


def _coloured(columns: Sequence[Column]) -> list[tuple[Column, str]]:
    colours = cycle(COLOURS)
    return [(column, next(colours) if len(column.origins) > 1 else INK) for column in columns]


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    bend = (x2 - x1) * 0.45
    curve = f"M{x1 + 3:.4g} {y1:.4g}C{x1 + bend:.4g} {y1:.4g} {x2 - bend:.4g} {y2:.4g} {x2 - 3:.4g} {y2:.4g}"
    return f'<path d="{curve}" fill="none" stroke="{colour}" stroke-opacity=".75"/>'


def _legend(dataset: Dataset) -> str:
    if all(column.origins for column in dataset.columns):
        return "A line is where a value comes from. · 连线表示取值的来源。"
    return "A line is where a value comes from; ○: set by the stage. · 连线表示取值的来源；○ 由本阶段产生。"
