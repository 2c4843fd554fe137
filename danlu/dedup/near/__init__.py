"""Near duplicates: sketches, buckets of rows that may be alike, exact similarity, and stars."""
