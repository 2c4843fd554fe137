"""Numbers as people read them, and round steps for an axis."""

from __future__ import annotations

_STEPS = (1, 2, 5)
_UNITS = ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k"))


def short(number: int) -> str:
    """A number on an axis.

    >>> short(950), short(1500), short(20_000), short(3_000_000)
    ('950', '1.5k', '20k', '3M')
    """
    for unit, name in _UNITS:
        if number >= unit:
            return f"{number / unit:g}{name}"
    return str(number)


def ticks(most: int, count: int = 4) -> list[int]:
    """Round numbers from 0 to at least `most`, about `count` steps apart.

    >>> ticks(3210)
    [0, 1000, 2000, 3000, 4000]
    >>> ticks(0), ticks(3)
    ([0, 1], [0, 1, 2, 3])
    """
    step = 1
    magnitude = 1
    while step * count < most:
        step = next((unit * magnitude for unit in _STEPS if unit * magnitude * count >= most), 0)
        if not step:
            magnitude *= 10
            step = magnitude
    return (
        list(range(0, max(most, 1) + step, step))
        if most % step or not most
        else list(range(0, most + 1, step))
    )
