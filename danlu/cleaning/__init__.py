"""The `cleaned` stage: text made fit to train on, one rule a file, an entry for every change."""

from danlu.cleaning.clean import Cleaning, clean_rows

__all__ = ["Cleaning", "clean_rows"]
