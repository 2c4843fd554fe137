"""What the assets stand on: the lake, the versions that DVC keeps, the engine, and runs."""
