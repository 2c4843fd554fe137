"""Bands of length and of turns: the coarse strata that a mixture can name."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

EXCHANGE_BOUNDS = (2, 4, 8)


def band_names(bounds: Sequence[int], first: int = 0) -> list[str]:
    """Names of the bands between rising bounds, from `first` upward.

    >>> band_names([50, 200])
    ['0-49', '50-199', '200+']
    >>> band_names([2, 4], first=1)
    ['1', '2-3', '4+']
    """
    starts = [first, *bounds]
    names = [
        str(start) if start == end - 1 else f"{start}-{end - 1}"
        for start, end in zip(starts, bounds, strict=False)
    ]
    return [*names, f"{starts[-1]}+"]


def length_band(characters: str, bounds: Sequence[int]) -> pl.Expr:
    """The band of the column `characters`, between the recipe's rising bounds."""
    above_zero = [bound for bound in bounds if bound > 0]
    return _band(pl.col(characters), above_zero, band_names(above_zero))


def turn_band(exchanges: str) -> pl.Expr:
    """The band of the column `exchanges`: "1", "2-3", "4-7" or "8+"; a row without any counts as one."""
    return _band(pl.col(exchanges), EXCHANGE_BOUNDS, band_names(EXCHANGE_BOUNDS, first=1))


def _band(value: pl.Expr, bounds: Sequence[int], names: Sequence[str]) -> pl.Expr:
    band = pl.lit(names[-1])
    for bound, name in reversed(list(zip(bounds, names, strict=False))):
        band = pl.when(value < bound).then(pl.lit(name)).otherwise(band)
    return band
