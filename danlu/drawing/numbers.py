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


def rounded(number: int) -> str:
    """A number in at most five characters, to three digits from 10,000 on.

    >>> rounded(9_999), rounded(12_345), rounded(999_999), rounded(2_000_000)
    ('9,999', '12.3k', '1M', '2M')
    """
    if number < 10_000:
        return f"{number:,}"
    digits = len(str(number))
    unit = 10 ** (digits - 3)
    return short((number + unit // 2) // unit * unit)


def per_cent(part: int, whole: int) -> str:
    """A share with one decimal, halves up, in whole-number arithmetic; only nothing is 0, only all is 100.

    >>> per_cent(1, 8), per_cent(1, 100_000), per_cent(99_999, 100_000), per_cent(3, 3), per_cent(0, 0)
    ('12.5 %', '<0.1 %', '>99.9 %', '100 %', '–')
    """
    if not whole:
        return "–"
    if part in (0, whole):
        return "100 %" if part else "0 %"
    tenths = (2000 * part + whole) // (2 * whole)
    if tenths in (0, 1000):
        return ">99.9 %" if tenths else "<0.1 %"
    return f"{tenths // 10}.{tenths % 10} %"


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
