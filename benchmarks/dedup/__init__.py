"""Duplicates: recall and precision on corpora with known truth, processor time by step, hostile corpora."""
