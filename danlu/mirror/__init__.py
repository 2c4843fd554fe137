"""The DuckDB mirror of what is published."""

from danlu.mirror.update import open_mirror, update_mirror

__all__ = ["open_mirror", "update_mirror"]
