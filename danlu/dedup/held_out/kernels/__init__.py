"""The compiled loop that compares rows with sketches, kept as those of `danlu.dedup.near.kernels` are."""
