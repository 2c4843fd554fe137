"""Held-out rows that are remembered: sketches by which a row is known again after edits, without its text."""
