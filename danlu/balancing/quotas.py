"""How many rows each stratum of a split may keep, in exact arithmetic.

With n_s rows available and a target share t_s for each stratum s, the largest selection that has
exactly the target mixture has T = min(n_s / t_s) rows, floor(T * t_s) of each stratum. One scarce
stratum can make that very small. So where it keeps fewer than `min_kept` of the split, T is raised
to the smallest number for which enough rows are kept, and a stratum that has no more rows simply
gives all that it has ("water filling"). Shares are read as the decimals that stand in the recipe,
and no float takes part.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Method(StrEnum):
    """How a split's quotas were found."""

    WHOLE = "whole"
    """No shares are asked for: every stratum may keep all its rows."""
    EXACT = "exact"
    """The target mixture, to within the rounding of each quota to whole rows."""
    RAISED = "raised"
    """The target mixture would keep less than `min_kept`: scarce strata fall short of their share."""
    UNREACHABLE = "unreachable"
    """Strata with a share have too few rows for `min_kept`: all of them are kept, and nothing else."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """The quotas of one split.

    Attributes:
        method: How they were found.
        shares: Target share per stratum present, summing to 1 (or to 0 where no stratum present has
            a share). Empty if the recipe names none.
        quotas: Most rows per stratum by its share, before any cap.
        absent: Strata that the recipe names and the split does not have; the shares of the others
            are scaled up in proportion.
    """

    method: Method
    shares: Mapping[str, Fraction]
    quotas: Mapping[str, int]
    absent: tuple[str, ...] = ()


def mixture(available: Mapping[str, int], shares: Mapping[str, float], min_kept: float) -> Mixture:
    """Quotas for one split.

    Strata without a share of their own are one pool: it has what the named shares leave of 1, and
    divides its quota among its strata in proportion to their sizes.

    Args:
        available: Rows per stratum, each at least 1.
        shares: Target shares of the named strata, each above 0 and together at most 1.
        min_kept: Least share of the split's rows that the mixture must keep.
    """
    if not shares:
        return Mixture(Method.WHOLE, {}, dict(available))
    named = {name: Fraction(str(share)) for name, share in sorted(shares.items()) if name in available}
    pool = {name: rows for name, rows in sorted(available.items()) if name not in named}
    rest = max(Fraction(0), 1 - sum((Fraction(str(share)) for share in shares.values()), Fraction(0)))
    sizes = [available[name] for name in named] + ([sum(pool.values())] if pool else [])
    targets = [*named.values(), *([rest] if pool else [])]
    need = math.ceil(Fraction(str(min_kept)) * sum(sizes))
    method, filled = _fill(sizes, _whole_numbers(targets), need)
    quotas = dict(zip(named, filled, strict=False))
    scale = sum(targets, Fraction(0)) or Fraction(1)
    exact = {name: share / scale for name, share in named.items()}
    if pool:
        quotas |= apportion(filled[-1], pool)
        exact |= {name: rest / scale * rows / sizes[-1] for name, rows in pool.items()}
    absent = tuple(sorted(set(shares) - set(available)))
    return Mixture(method, exact, quotas, absent)


def apportion(total: int, sizes: Mapping[str, int]) -> dict[str, int]:
    """Divide `total` in proportion to `sizes` by largest remainders (Hamilton's method).

    Ties go to the name that sorts first. No part exceeds its size if `total` does not exceed their sum.

    >>> apportion(5, {"de": 1, "fr": 1, "ja": 4})
    {'de': 1, 'fr': 1, 'ja': 3}
    """
    whole = sum(sizes.values())
    parts = {name: total * size // whole for name, size in sizes.items()}
    by_remainder = sorted(sizes, key=lambda name: (-(total * sizes[name] % whole), name))
    for name in by_remainder[: total - sum(parts.values())]:
        parts[name] += 1
    return parts


def _whole_numbers(shares: Sequence[Fraction]) -> list[int]:
    denominator = math.lcm(*(share.denominator for share in shares))
    return [int(share * denominator) for share in shares]


def _fill(sizes: Sequence[int], weights: Sequence[int], need: int) -> tuple[Method, list[int]]:
    """Quotas for strata of these sizes and relative weights that keep at least `need` rows."""
    weighted = [index for index, weight in enumerate(weights) if weight]
    if not weighted:
        return (Method.UNREACHABLE if need else Method.EXACT), [0] * len(sizes)
    scarce = min(weighted, key=lambda index: (Fraction(sizes[index], weights[index]), index))
    exact = _level(sizes, weights, sizes[scarce], weights[scarce])
    if sum(exact) >= need:
        return Method.EXACT, exact
    if sum(sizes[index] for index in weighted) < need:
        return Method.UNREACHABLE, [sizes[index] if weights[index] else 0 for index in range(len(sizes))]
    return Method.RAISED, _lowest_level(sizes, weights, weighted, need)


def _level(sizes: Sequence[int], weights: Sequence[int], rows: int, weight: int) -> list[int]:
    """What each stratum keeps when a stratum of `weight` has a quota of exactly `rows`."""
    return [min(size, rows * other // weight) for size, other in zip(sizes, weights, strict=True)]


def _lowest_level(
    sizes: Sequence[int], weights: Sequence[int], weighted: Sequence[int], need: int
) -> list[int]:
    """What the smallest T keeps that keeps `need` rows.

    The number kept rises only where some stratum's quota becomes a whole number of rows, so T is
    one of those points: a stratum, and a number of its rows. Each stratum is searched by bisection,
    and only if it has a point below the best one so far that suffices.
    """

    def enough(rows: int, weight: int) -> bool:
        return sum(_level(sizes, weights, rows, weight)) >= need

    best: tuple[int, int] | None = None
    for index in weighted:
        weight = weights[index]
        high = sizes[index] if best is None else min(sizes[index], (best[0] * weight - 1) // best[1])
        if high < 1 or not enough(high, weight):
            continue
        low = 0
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if enough(middle, weight) else (middle, high)
        best = (high, weight)
    rows, weight = best or (0, 1)
    return _level(sizes, weights, rows, weight)
