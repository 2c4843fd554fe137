"""Compiles the loops over bytes and what the usual recipe searches for, kept for later processes: once.

Run when the project is set up (`python -m danlu.cleaning.compile`); else the first build pays.
"""

from __future__ import annotations

import shutil

import polars as pl

from danlu.cleaning import measures
from danlu.cleaning.judges import gibberish_scan, run_scan
from danlu.cleaning.kernels import COMPILED
from danlu.cleaning.plan import plan_of
from danlu.cleaning_knobs import Cleaned


def main() -> None:
    """Compile every loop for the types that it is called with, and remove what earlier sources compiled."""
    for folder in COMPILED.parent.glob("compiled-*"):
        if folder != COMPILED:
            shutil.rmtree(folder, ignore_errors=True)
    plan_of(Cleaned()).vocabulary.scan(pl.Series(["联系人：李小满，赵青山老师", None]))
    measures.warm()
    gibberish_scan.warm()
    run_scan.warm()


if __name__ == "__main__":
    main()
