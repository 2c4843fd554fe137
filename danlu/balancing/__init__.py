"""The selection: how many rows of each stratum a split takes, and which."""
