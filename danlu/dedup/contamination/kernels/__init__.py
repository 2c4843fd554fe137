"""Loops over the bytes of rows and of evaluation items, compiled once and kept.

What numba compiled is kept in a folder named by a hash of all that it can depend on: it would look only
at the time of the one file, while constants of other files are compiled in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba

_HERE = Path(__file__).parent
_NEAR = _HERE.parents[1] / "near" / "kernels"
_SOURCES = [*sorted(_HERE.glob("*.py")), *sorted(_NEAR.glob("*.py"))]
_DIGEST = hashlib.sha256(b"\0".join(path.read_bytes() for path in _SOURCES)).hexdigest()

COMPILED = _HERE / "__pycache__" / f"compiled-{_DIGEST[:16]}"
"""Where the compiled loops are kept."""


def loop(function: Callable[..., Any]) -> Any:
    """The function compiled by numba, without the interpreter's lock, and kept in `COMPILED`."""
    before = numba.config.CACHE_DIR  # type: ignore[attr-defined]  # set at run time
    numba.config.CACHE_DIR = str(COMPILED)  # type: ignore[attr-defined]
    try:
        return numba.njit(nogil=True, cache=True)(function)
    finally:
        numba.config.CACHE_DIR = before  # type: ignore[attr-defined]
