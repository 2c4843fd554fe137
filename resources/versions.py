"""DVC records what the manifests publish (law 6): after a run `dvc status` is clean."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from danlu.declared.file import FILE
from danlu.dedup.held_out.record import recorded_folder
from danlu.errors import DanluError
from danlu.graph import STAGES
from danlu.lake.layout import Project
from resources.dvc_lock import lock_file_kept

_DEFERRED = ContextVar("danlu_recording_deferred", default=False)


@contextmanager
def recording_deferred() -> Iterator[None]:
    """Within it the steps of a run leave recording to their caller, who does it once for all."""
    token = _DEFERRED.set(True)
    try:
        yield
    finally:
        _DEFERRED.reset(token)


class Versions:
    """The DVC repository of a project."""

    def __init__(self, project: Project) -> None:
        """DVC itself is loaded only when there is something to record."""
        self._project = project
        self._marker = project.root / ".dvc" / "tmp" / "danlu.json"

    @property
    def enabled(self) -> bool:
        """Whether the project is under DVC, and is not being run by it at this moment.

        A stage that `dvc repro` runs is recorded by `dvc repro` itself.
        """
        return (self._project.root / ".dvc").is_dir() and "DVC_STAGE" not in os.environ

    def record(self, stages: Collection[str]) -> None:
        """Commit the named stages' outs and what they depend on to DVC's cache and `dvc.lock`.

        While a build has said that it will record all at its end, nothing is done here.
        """
        if not self.enabled or not stages or _DEFERRED.get():
            return
        # DVC takes a second to import, which commands that record nothing need not pay
        from dvc.exceptions import DvcException  # noqa: PLC0415
        from dvc.repo import Repo  # noqa: PLC0415

        logging.getLogger("dvc").setLevel(logging.WARNING)
        # what a stage depends on has to be there, if only as an empty folder
        recorded_folder(self._project).mkdir(parents=True, exist_ok=True)
        try:
            with (
                lock_file_kept(self._project),
                Repo(str(self._project.root), _wait_for_lock=True) as repo,
            ):
                # each commit reads the whole of dvc.lock again, one for all reads it once
                for target in [None] if set(stages) == STAGES.keys() else stages:
                    repo.commit(target, force=True)
        except (DvcException, OSError, UnicodeError) as error:
            raise DanluError(
                f"the datasets are published, but DVC could not record them ({type(error).__name__}); "
                "`dvc status` says more, and the next `danlu build` tries again"
            ) from error

    def unrecorded(self) -> list[str]:
        """Published stages whose files, code or recipe changed since DVC was last told."""
        if not self.enabled:
            return []
        state = self._state()
        try:
            known = json.loads(self._marker.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            known = {}
        if known.get("lock") != state["lock"]:
            known = {}
        published = [stage for stage in STAGES if self._project.stage(stage).is_dir()]
        return [stage for stage in published if known.get(stage) != state[stage]]

    def settled(self) -> None:
        """Remember that DVC knows everything that is published now."""
        if not self.enabled:
            return
        self._marker.parent.mkdir(parents=True, exist_ok=True)
        self._marker.write_text(json.dumps(self._state()), encoding="utf-8")

    def _state(self) -> dict[str, str]:
        """A hash per stage over its manifests and over all that `dvc.yaml` says of it."""
        root = self._project.root
        named = [root / name for name in ("dvc.yaml", "requirements.txt", FILE)]
        pipeline = _hash([*named, self._project.recipe])
        state = {"lock": _hash([root / "dvc.lock"])}
        for stage in STAGES:
            manifests = sorted(self._project.stage(stage).glob("**/manifest.json"))
            state[stage] = pipeline + _hash(manifests)
        return state


def _hash(paths: Sequence[Path]) -> str:
    hasher = hashlib.sha256()
    for path in paths:
        hasher.update(path.read_bytes() if path.exists() else b"")
    return hasher.hexdigest()
