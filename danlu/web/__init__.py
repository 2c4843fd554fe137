"""What `danlu ui` serves: Dagster's webserver behind a guard, and pages of our own beside it."""

from danlu.web.app import compose

__all__ = ["compose"]
