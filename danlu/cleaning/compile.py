"""Compiles the loops over bytes and what the usual recipe searches for, kept for later processes: once.

Run when the project is set up (`python -m danlu.cleaning.compile`); else the first build pays.
"""

from __future__ import annotations

import shutil

import polars as pl

from danlu.cleaning import measures
from danlu.cleaning.beside import Beside
from danlu.cleaning.judges import gibberish_scan, run_scan
from danlu.cleaning.kernels import COMPILED
from danlu.cleaning.plan import plan_of
from danlu.cleaning.vocabulary import Vocabulary
from danlu.cleaning_knobs import Cleaned


def main() -> None:
    """Compile every loop for the types that it is called with, and remove what earlier sources compiled."""
    for folder in COMPILED.parent.glob("compiled-*"):
        if folder != COMPILED:
            shutil.rmtree(folder, ignore_errors=True)
    beside = Beside(("word",), frozenset("字"), behind=True)
    Vocabulary.of({}, beside={"compiled": [beside]}).scan(pl.Series(["one text", None]))
    plan_of(Cleaned()).vocabulary.scan(pl.Series(["one text"]))
    measures.warm()
    gibberish_scan.warm()
    run_scan.warm()


if __name__ == "__main__":
    main()
