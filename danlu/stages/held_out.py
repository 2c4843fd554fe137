"""Which cleaned rows match recorded held-out rows, remembered by shard and by what is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial

import pyarrow as pa

from danlu.dedup.held_out.match import MATCHES, HeldOut
from danlu.dedup.held_out.parts import READ, READ_SCHEMA
from danlu.dedup.held_out.record import (
    all_sketches,
    read_recorded,
    recorded_names,
    recorded_version,
    require_all,
)
from danlu.lake.connection import ParquetFiles
from danlu.lake.layout import Project
from danlu.lake.parquet import read_parquet
from danlu.stages.work import FilesOf, MemoTask, Work, remember, write_memos

NAME = "held_out"


def require_recorded(work: Work) -> str:
    """What is recorded, for the manifest; nothing that the published dataset was made with may be gone.

    Raises:
        DanluError: A recorded file is missing.
    """
    published = work.published.manifest("deduplicated", None)
    require_all(work.project, str(published.details.get(NAME, "")) if published is not None else "")
    return ",".join(recorded_names(work.project))


def held_out_matches(work: Work, threshold: float) -> ParquetFiles:
    """The rows that match, of all sources; nothing is read where nothing is recorded."""
    if not recorded_names(work.project):
        return ParquetFiles([], MATCHES)
    version = recorded_version(work.project)
    keyed = replace(work, fingerprint=f"{work.fingerprint}\n{version}\n{threshold}")
    tasks = keyed.tasks(NAME, [FilesOf("cleaned", "rows")])
    function = partial(remember_matches, work.project, version, threshold)
    return ParquetFiles(remember(keyed, function, tasks), MATCHES)


def remember_matches(project: Project, version: str, threshold: float, tasks: Sequence[MemoTask]) -> None:
    """Ask what is recorded for some shards' rows."""
    known = _known(project, version, threshold)
    found = [known.matches(read_parquet(task.rows, READ).cast(READ_SCHEMA)) for task in tasks]
    write_memos(pa.concat_tables(found), tasks)


@cache
def _known(project: Project, version: str, threshold: float) -> HeldOut:  # noqa: ARG001 - keys the cache
    """All that is recorded, made ready once in each process: a file never changes."""
    return HeldOut(all_sketches(read_recorded(project)), threshold)
