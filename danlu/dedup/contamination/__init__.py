"""Rows that hold items of evaluation sets, or that are alike to held-out rows."""
