"""Compiles the loops behind the keys of rows and held-out matching, kept for later processes: once.

Run when the project is set up (`python -m danlu.dedup.compile`); else the first build pays.
"""

from __future__ import annotations

import shutil

import pyarrow as pa

from danlu.dedup.conflicts import answer_keys
from danlu.dedup.exact import duplicate_keys
from danlu.dedup.held_out.match import HeldOut
from danlu.dedup.held_out.parts import compared_parts
from danlu.dedup.held_out.sketch import sketches
from danlu.dedup.kernels import COMPILED
from danlu.rows import rows_table


def main() -> None:
    """Compile every loop for the types that it is called with, and remove what earlier sources compiled."""
    for folder in COMPILED.parent.glob("compiled-*"):
        if folder != COMPILED:
            shutil.rmtree(folder, ignore_errors=True)
    warm()


def warm() -> None:
    """Compiles the loops, or loads them where they are compiled already."""
    turns = [{"role": "user", "content": "a text"}, {"role": "assistant", "content": "another, 一段文字"}]
    place = {"source": "", "record_ids": [], "position": 1, "row_id": bytes(16), "group": bytes(16)}
    rows = rows_table([{**place, "kind": "conversation", "messages": turns}])
    duplicate_keys(rows)
    answer_keys(rows)
    known = sketches(compared_parts(rows), pa.chunked_array([["test"]]))
    HeldOut(known, 1.0).matches(rows)


if __name__ == "__main__":
    main()
