"""The compiled loops that write what keys are made of, over the bytes of flat Arrow vectors.

Numba keeps what it compiled and looks only at the time of the one file, while functions and constants of
other files are compiled in. So what is kept lies in a folder named by a hash of all sources here, and
never outlives a change. `python -m danlu.dedup.compile` fills it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

_HERE = Path(__file__).parent
_SOURCES = b"\0".join(path.read_bytes() for path in sorted(_HERE.glob("*.py")))

COMPILED = _HERE / "__pycache__" / f"compiled-{hashlib.sha256(_SOURCES).hexdigest()[:16]}"
"""Where the compiled loops are kept."""

Loop = TypeVar("Loop", bound=Callable[..., Any])


def kernel(function: Loop) -> Loop:
    """Compile a function on its first call, without the interpreter's lock, and keep the machine code.

    Numba reads the folder from its settings at this moment; other packages keep theirs elsewhere.
    """
    config: Any = numba.config
    elsewhere = config.CACHE_DIR
    config.CACHE_DIR = str(COMPILED)
    try:
        compiled = numba.njit(nogil=True, cache=True)(function)
    finally:
        config.CACHE_DIR = elsewhere
    return cast("Loop", compiled)
