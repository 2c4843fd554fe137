"""Duplicates and splits: which rows say the same, which of them stays, and on which side it is."""
