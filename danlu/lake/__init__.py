"""The lake: where datasets lie on disk, how they are published, and how they are read."""
