"""Watching `data/sources/`: what differs from the last intake, and whether it has come to rest.

A look reads what the file system says of each file and no byte of it, so that looking often is
cheap. What differs twice in the same state is settled and is taken in; a file that somebody is
still writing differs from look to look, and waits.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from danlu.errors import DanluError
from danlu.furnace.intake import TakenIn, take_sources_in
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project
from danlu.lake.manifest import read_manifest
from danlu.lake.parquet import read_all
from danlu.lake.stat_cache import StatCache
from danlu.ledger import LEDGER_SCHEMA, Reason
from danlu.recipe import Recipe
from danlu.stages.source_files import STAGE, Intake, walk

_GONE = "gone"
_NO_LONGER = "no longer declined"


@dataclass(frozen=True, slots=True)
class Watch:
    """What the looks so far remember: the mark of each difference, by the name of its file.

    `waiting` were seen once; `settled` are those that an intake has dealt with and that remain, such
    as a file that is refused, or sources that are kept although they are missing.
    """

    waiting: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Observation:
    """What one look found. `taken` is None where nothing had come to rest that is not known."""

    waiting: int
    taken: TakenIn | None


def observe(project: Project, recipe: Recipe) -> Observation:
    """Look once; take in what was in the same state at the look before.

    Raises:
        DanluError: `data/sources/` cannot be read. Nothing becomes absent for that.
    """
    watch = _load(project)
    now = differences(project, recipe)
    news = {name: mark for name, mark in now.items() if watch.settled.get(name) != mark}
    unsettled = {name for name, mark in news.items() if watch.waiting.get(name) != mark}
    if len(unsettled) == len(news):
        kept = {name: mark for name, mark in now.items() if name not in news}
        _save(project, watch, Watch(news, kept))
        return Observation(len(news), None)
    taken = take_sources_in(project, recipe, unsettled=unsettled)
    after = differences(project, recipe)
    settled = {name for name, mark in after.items() if now.get(name) == mark} - unsettled
    waiting = {name: mark for name, mark in after.items() if name not in settled}
    _save(project, watch, Watch(waiting, {name: after[name] for name in settled}))
    return Observation(len(waiting), taken)


def differences(project: Project, recipe: Recipe) -> dict[str, str]:
    """Each file that is not as the last intake left it, with a mark of the state that it is in now.

    Raises:
        DanluError: `data/sources/` cannot be read.
    """
    seen = StatCache(project.work / "sources.json")
    known = {source.name: source for source in read_catalogue(project).values()}
    found = Intake()
    marks: dict[str, str] = {}
    missing = {name for name, source in known.items() if source.state == "present"}
    try:
        for name, path in walk(project.sources, recipe.source_files, found):
            missing.discard(name)
            mark = _mark(path)
            earlier = known.get(name)
            taken = earlier is not None and earlier.state == "present"
            if not taken or mark is None or seen.hash_of(name, mark) != known[name].sha256:
                marks[name] = _state(mark)
    except OSError as error:
        raise DanluError(f"data/sources/ cannot be read ({error.strerror}): is it mounted?") from error
    unread = tuple(found.unread_folders)
    marks |= {name: _GONE for name in missing if not name.startswith(unread)}
    return marks | _declined(project, {str(entry.source): entry.reason for entry in found.entries}, marks)


def _declined(project: Project, now: Mapping[str, Reason], marks: Mapping[str, str]) -> dict[str, str]:
    """Names whose refusal the published ledger does not tell, or tells although it is over."""
    manifest = read_manifest(project.stage(STAGE))
    names = [name for name in manifest.files if name.startswith("ledger-")] if manifest is not None else []
    table = read_all([project.stage(STAGE) / name for name in names], LEDGER_SCHEMA)
    columns = (table.column(name).to_pylist() for name in ("source", "reason"))
    told = dict(zip(*columns, strict=True))
    over = {name for name, reason in told.items() if reason != Reason.SOURCE_ABSENT} - {*now, *marks}
    return {name: reason for name, reason in now.items() if told.get(name) != reason} | dict.fromkeys(
        over, _NO_LONGER
    )


def _mark(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None


def _state(status: os.stat_result | None) -> str:
    if status is None:
        return _GONE
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"


def _place(project: Project) -> Path:
    return project.work / "watch.json"


def _load(project: Project) -> Watch:
    """The memory of earlier looks; without it everything that differs waits once more."""
    try:
        return Watch(**json.loads(_place(project).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Watch()


def _save(project: Project, before: Watch, watch: Watch) -> None:
    if watch == before:
        return
    _place(project).parent.mkdir(parents=True, exist_ok=True)
    partial = _place(project).with_suffix(f".{os.getpid()}")
    partial.write_text(json.dumps(asdict(watch), ensure_ascii=False), encoding="utf-8")
    partial.replace(_place(project))
