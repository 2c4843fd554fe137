"""Faults as Dagster may keep them: a message of a library can quote what it choked on, which is row text."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from danlu.errors import DanluError


@contextmanager
def told_without_text(stage: str) -> Iterator[None]:
    """Turn any fault within into a failure of the step that holds no row text.

    What danlu refuses is told in its own words, and not tried again: it would be refused again. Of
    anything else the kind and the place are told, and it is tried again.

    Raises:
        Failure: Something failed.
    """
    try:
        yield
    except DanluError as error:
        raise dg.Failure(str(error), allow_retries=False) from error
    except Exception as error:  # noqa: BLE001 - whatever it is, its message must not be kept
        frame = traceback.extract_tb(error.__traceback__)[-1]
        module = frame.filename.rpartition("/")[2]
        place = f"{frame.name} ({module}, line {frame.lineno})"
        raise dg.Failure(f"{stage}: {type(error).__name__} in {place}") from None
