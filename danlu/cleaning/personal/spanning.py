"""Classes of many Han characters as ranges, so that patterns stay short enough for Hyperscan.

A range may run over characters that hardly any text holds, those outside of the first level of GB/T 2312
(its 3,755 characters in frequent use): what is shown a little too often costs little, nothing is missed.
"""

from __future__ import annotations

_FIRST_LEVEL = range(0xB0, 0xD8)
"""The lead bytes of the first level."""


def spanning(characters: str) -> str:
    """The inside of a class that holds all the characters, and none beside them that is frequent."""
    points = sorted(set(map(ord, characters)))
    ranges: list[list[int]] = []
    for point in points:
        if ranges and not any(_is_frequent(between) for between in range(ranges[-1][1] + 1, point)):
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(_range(first, last) for first, last in ranges)


def _range(first: int, last: int) -> str:
    if last - first < 2:
        return chr(first) + chr(last) * (last > first)
    return f"{chr(first)}-{chr(last)}"


def _is_frequent(point: int) -> bool:
    encoded = chr(point).encode("gb2312", "ignore")
    return len(encoded) == 2 and encoded[0] in _FIRST_LEVEL
