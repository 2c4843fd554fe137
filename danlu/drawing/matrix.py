"""A matrix of what went from where to where: a number in each cell, and a bar for its share of the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from danlu.drawing.numbers import per_cent, rounded
from danlu.drawing.svg import COLOURS, FAINT, INK, bar, drawing, fitted_names, label, rule, width_of

MOST_NAMES = 12
"""Lines and columns that a picture has; those of less weight are drawn as one."""
_CELL = 38
_ROW = 30
_THICK = 5
_TOP = 72
_LABELS = (90, 240)
_SHARES = 66
_NUMBER = 26
_SMALL = 11
_LEGEND = 12

Cells = Mapping[tuple[str, str], int]
"""Counts by the name of the line and that of the column; what is missing is nothing."""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a matrix.

    Attributes:
        title: Above it.
        within: What a bar on the diagonal is.
        across: What any other bar is.
        length: What the length of a bar is, with a place for the share that a full one has.
        corner: What lines and columns are.
        share: What the last column is.
    """

    title: str
    within: str
    across: str
    length: str
    corner: str
    share: str


def matrix(
    words: Words, names: Sequence[str], cells: Cells, totals: Mapping[str, int], rest: str = ""
) -> str:
    """Counts by line and column, both the same names in the order given; columns are told by number.

    The bar of a cell is its count as a share of the line's total; the largest fills its cell. The last
    column says what share all cells of a line are. See `gathered` for more names than fit.

    Args:
        words: In both languages.
        names: Of lines and columns.
        cells: The counts.
        totals: What a line's counts are parts of.
        rest: The name that stands for several, where there is one.
    """
    left = _NUMBER + min(max([width_of(name) for name in names] + [_LABELS[0]]), _LABELS[1]) + 10
    right, bottom = left + _CELL * len(names), _TOP + _ROW * len(names)
    full = max([count / max(totals.get(line, 0), 1) for (line, _), count in cells.items()] + [0.001])
    fills = {name: totals.get(name, 0) * full for name in names}
    length = words.length.format(share=f"{full * 100:.3g} %")
    pieces = [
        label(0, 16, words.title, bold=True),
        *_legend(words, length),
        *_frame(left, right, len(names)),
        *_bars(left, names, cells, fills, rest),
        _numbers(left, names, cells),
        *_heads(left, right, words, len(names)),
    ]
    for place, name in enumerate(fitted_names(names, left - _NUMBER - 8)):
        y = _TOP + _ROW * place + 19
        gone = sum(cells.get((names[place], other), 0) for other in names)
        pieces.append(label(_NUMBER - 8, y, str(place + 1), anchor="end", colour=FAINT))
        pieces.append(label(_NUMBER, y, name))
        pieces.append(label(right + 8, y, per_cent(gone, totals.get(names[place], 0)), size=_LEGEND))
    width = max(
        right + max(_SHARES, width_of(words.share, _SMALL) + 10),
        width_of(words.title, bold=True),
        _places(words)[2] + width_of(length, _SMALL),
    )
    return drawing(width, bottom + 8, pieces)


def _heads(left: float, right: float, words: Words, count: int) -> list[str]:
    y = _TOP - 7
    return [
        label(left - 10, y, words.corner, anchor="end", colour=FAINT, size=_SMALL),
        *(
            label(left + _CELL * (place + 0.5), y, str(place + 1), anchor="middle", colour=FAINT)
            for place in range(count)
        ),
        label(right + 8, y, words.share, colour=FAINT, size=_SMALL),
    ]


def _legend(words: Words, length: str) -> list[str]:
    first, second, third = _places(words)
    return [
        bar(first, 29, 10, 10, COLOURS[0]),
        label(first + 15, 39, words.across, size=_LEGEND),
        bar(second, 29, 10, 10, COLOURS[2]),
        label(second + 15, 39, words.within, size=_LEGEND),
        label(third, 39, length, colour=FAINT, size=_SMALL),
    ]


def _places(words: Words) -> tuple[float, float, float]:
    """Where the parts of the legend begin."""
    second = 15 + width_of(words.across, _LEGEND) + 18
    return 0, second, second + 15 + width_of(words.within, _LEGEND) + 18


def _frame(left: float, right: float, count: int) -> list[str]:
    lines = [rule(left, _TOP + _ROW * place, right, _TOP + _ROW * place) for place in range(count + 1)]
    columns = "".join(f"M{left + _CELL * place:g} {_TOP}v{_ROW * count}" for place in range(count + 1))
    return [*lines, f'<path d="{columns}" stroke="{FAINT}" stroke-opacity=".2"/>']


def _bars(left: float, names: Sequence[str], cells: Cells, full: Mapping[str, float], rest: str) -> list[str]:
    """All bars, as a shape for each colour: those of the diagonal, the others, and what several stand for."""
    shapes = dict.fromkeys((COLOURS[0], COLOURS[2], FAINT), "")
    for line, name in enumerate(names):
        for column, other in enumerate(names):
            count = cells.get((name, other), 0)
            if count:
                x, y = left + _CELL * column + 2, _TOP + _ROW * line + _ROW - _THICK - 2
                wide = max(1.0, min(1.0, count / max(full[name], 1)) * (_CELL - 4))
                colour = COLOURS[0] if name != other else FAINT if name == rest else COLOURS[2]
                shapes[colour] += f"M{x:g} {y:g}h{wide:.3g}v{_THICK}h-{wide:.3g}z"
    return [f'<path d="{shape}" fill="{colour}"/>' for colour, shape in shapes.items() if shape]


def _numbers(left: float, names: Sequence[str], cells: Cells) -> str:
    texts = [
        f'<text x="{left + _CELL * (column + 0.5):g}" y="{_TOP + _ROW * line + 16}">'
        f"{rounded(cells[name, other])}</text>"
        for line, name in enumerate(names)
        for column, other in enumerate(names)
        if cells.get((name, other))
    ]
    return f'<g text-anchor="middle" font-size="{_SMALL}" fill="{INK}">{"".join(texts)}</g>'


def gathered(
    cells: Cells, totals: Mapping[str, int], others: str, most: int = MOST_NAMES
) -> tuple[list[str], dict[tuple[str, str], int], dict[str, int]]:
    """The names with the highest counts, whatever else has counts as one, and the sums by these names.

    A count is of the line and of the column that it stands in. Names are in that order, then by themselves.
    """
    weights: dict[str, int] = {}
    for (name, other), count in cells.items():
        for one in {name, other}:
            weights[one] = weights.get(one, 0) + count
    ranked = sorted(
        (name for name, weight in weights.items() if weight), key=lambda one: (-weights[one], one)
    )
    kept = ranked if len(ranked) <= most else ranked[: most - 1]
    shown = dict.fromkeys(kept) | dict.fromkeys([others] if len(kept) < len(ranked) else [])
    told = {name: name if name in kept else others for name in ranked}
    sums: dict[tuple[str, str], int] = {}
    for (name, other), count in cells.items():
        place = told[name], told[other]
        sums[place] = sums.get(place, 0) + count
    whole: dict[str, int] = {}
    for name in ranked:
        whole[told[name]] = whole.get(told[name], 0) + totals.get(name, 0)
    return list(shown), sums, whole
