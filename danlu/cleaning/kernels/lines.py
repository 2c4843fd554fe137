"""Texts one behind the other with a line feed before and behind each, so that no match runs into the next."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from danlu.cleaning.kernels.signs import PADDING

LINE_FEED = np.uint8(0x0A)


@njit(nogil=True, cache=True)
def _copy(offsets: Any, data: Any, places: Any, out: Any) -> None:
    out[0] = LINE_FEED
    for n in range(offsets.size - 1):
        size = offsets[n + 1] - offsets[n]
        out[places[n] : places[n] + size] = data[offsets[n] : offsets[n + 1]]
        out[places[n] + size] = LINE_FEED
    out[places[-1] :] = 0


def on_lines(offsets: NDArray[Any], data: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The same texts, each between line feeds.

    Args:
        offsets: int64, one more than texts; data[offsets[n]:offsets[n + 1]] is text n.
        data: uint8, the bytes of all texts.

    Returns:
        Where each text begins, and where one more would; the bytes, with `PADDING` more. Text n ends one
        byte before the next begins, with its line feed.
    """
    places = offsets - offsets[0] + np.arange(1, offsets.size + 1)
    out = np.empty(places[-1] + PADDING, np.uint8)
    _copy(offsets, data, places, out)
    return places, out
