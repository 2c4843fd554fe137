"""Publishing `source_files`: what was recorded stays linked, what is new is put beside it."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from danlu.errors import DanluError
from danlu.furnace.refresh import describe_folder
from danlu.lake.catalogue import FILES, NAME, SourceFile, catalogue_json, read_catalogue
from danlu.lake.integrity import FileIndex
from danlu.lake.layout import Project
from danlu.lake.manifest import FileEntry, Manifest, read_manifest
from danlu.lake.parquet import read_all, write_parquet
from danlu.lake.publish import project_lock, publish, recover, staging
from danlu.ledger import LEDGER_SCHEMA, Entry, Reason, Verdict, ledger_table
from danlu.recipe import Recipe
from danlu.stages.fingerprint import fingerprint
from danlu.stages.source_walk import STAGE

FETCHED = "fetch"
"""The rule of what is said of fetched sources: an intake of files leaves it as it is."""


@dataclass(slots=True)
class Recorder:
    """The published `source_files`, and the folder in which its next version is made.

    Attributes:
        staged: Holds every recorded file that is sound, linked; new ones are put into its `files/`.
        known: The catalogue that is published.
        entries: The ledger that is published.
        before: The manifest that is published.
        damaged: Published files that are missing or altered.
    """

    project: Project
    recipe: Recipe
    staged: Path
    known: dict[str, SourceFile]
    entries: list[Entry]
    before: Manifest | None
    damaged: list[str]
    index: FileIndex

    def publish(
        self, sources: Sequence[SourceFile], entries: Sequence[Entry], inputs: Mapping[str, str] | None
    ) -> bool:
        """Publish what is staged under these sources; returns whether anything is another than it was.

        `inputs` are what all sources were looked for by. None: only some were looked at, and what is
        said of the others, by which recipe and `sources.yaml`, stays.
        """
        made_by = fingerprint(STAGE, self.recipe)
        if inputs is None:
            made_by = self.before.fingerprint if self.before is not None else made_by
            inputs = self.before.inputs if self.before is not None else {}
        files, figures = self._files(sources, entries)
        manifest = Manifest(STAGE, None, made_by, inputs, files, figures)
        changed = self.before is None or self.before.to_json() != manifest.to_json() or bool(self.damaged)
        target = self.project.stage(STAGE)
        if changed:
            publish(self.staged, manifest, target)
            self.index.remember(target, manifest)
        self.index.save()
        return changed

    def _files(
        self, sources: Sequence[SourceFile], entries: Sequence[Entry]
    ) -> tuple[dict[str, FileEntry], dict[str, int]]:
        """Write catalogue and ledger, and drop what nothing refers to."""
        wanted = {source.sha256: source for source in sources if source.state == "present"}
        recorded = {path.name for path in (self.staged / FILES).iterdir()}
        for sha256 in recorded - wanted.keys():
            (self.staged / FILES / sha256).unlink()
        for sha256 in sorted(wanted.keys() - recorded):
            raise DanluError(_lost(wanted[sha256]))
        (self.staged / NAME).write_text(catalogue_json(sources), encoding="utf-8")
        ordered = sorted(entries, key=lambda entry: (str(entry.source), entry.reason, entry.rule))
        write_parquet(ledger_table(ordered), self.staged / "ledger-00000.parquet")
        states = Counter(source.state for source in sources)
        figures = {
            "sources": states["present"],
            "absent": states["absent"],
            "not_taken": sum(entry.reason is not Reason.SOURCE_ABSENT for entry in entries),
            "bytes": sum(source.bytes for source in sources if source.state == "present"),
        }
        published = self.before.files.items() if self.before is not None else ()
        linked = {name: entry for name, entry in published if name.startswith(FILES)}
        return describe_folder(self.staged, linked), figures


@contextmanager
def recording(project: Project, recipe: Recipe) -> Iterator[Recorder]:
    """Alone at work on `source_files`, with what is published of it.

    Raises:
        DanluError: The catalogue is damaged.
    """
    target = project.stage(STAGE)
    with project_lock(project, STAGE), staging(project) as folder:
        recover(target)
        before = read_manifest(target)
        index = FileIndex(project)
        damaged = index.damaged(target, before) if before is not None else []
        if NAME in damaged:
            raise DanluError(f"data/{STAGE}/{NAME} is missing or altered: restore it with `dvc checkout`")
        staged = folder / STAGE
        _link_recorded(target, staged, damaged)
        known = read_catalogue(project)
        entries = _ledger(target, before, damaged)
        yield Recorder(project, recipe, staged, known, entries, before, damaged, index)


def unconfirmed(entries: Iterable[Entry]) -> set[str]:
    """Sources that were kept although they were missing, by the ledger that was published."""
    return {
        str(entry.source)
        for entry in entries
        if entry.reason is Reason.SOURCE_ABSENT and entry.verdict is Verdict.FLAGGED
    }


def owner_of(source: str | None) -> str:
    """The entry whose name a source's name begins with, if it is of one."""
    return str(source).split("/", maxsplit=1)[0]


def shield(project: Project, declined: Collection[str]) -> None:
    """Tell DVC, which reads the folder of sources by itself, to pass over what was declined.

    A pipe would hang it, a broken link or a name that is no text would stop it.
    """
    lines = sorted(f"/sources/{_ignore_pattern(name)}" for name in declined)
    text = "\n".join(["# Written by danlu: what lies in sources/ and is no readable file.", *lines, ""])
    path = project.data / ".dvcignore"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        partial = path.with_name(".dvcignore.new")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)


def _ignore_pattern(name: str) -> str:
    """A name as a pattern: what would mean something else is escaped, what is no text matches anything."""
    escaped = re.sub(r"([\\*?\[\]!# ])", r"\\\1", name)
    return "".join(character if character.isprintable() else "?" for character in escaped)


def _link_recorded(target: Path, staged: Path, damaged: Collection[str]) -> None:
    """What was taken in before is linked, not copied: a published file is never written to.

    What was altered since is left behind, so that it is taken in again.
    """
    (staged / FILES).mkdir(parents=True)
    if not (target / FILES).is_dir():
        return
    for path in (target / FILES).iterdir():
        if f"{FILES}/{path.name}" not in damaged:
            os.link(path, staged / FILES / path.name)


def _ledger(target: Path, before: Manifest | None, damaged: Collection[str]) -> list[Entry]:
    """What was said of files that were not taken."""
    names = [name for name in before.files if name.startswith("ledger-")] if before is not None else []
    table = read_all([target / name for name in names if name not in damaged], LEDGER_SCHEMA)
    columns = ("verdict", "reason", "rule", "rule_version", "source", "evidence")
    values = zip(*(table.column(name).to_pylist() for name in columns), strict=True)
    return [
        Entry(
            STAGE, Verdict(verdict), Reason(reason), rule, version, source, evidence=json.loads(said or "{}")
        )
        for verdict, reason, rule, version, source, said in values
    ]


def _lost(source: SourceFile) -> str:
    """What to do about a recorded file that is gone, and that nothing here can bring back."""
    remedy = "put the file back"
    if source.via not in (None, "local"):
        remedy = f"`danlu fetch {source.declared}`"
    return (
        f"{source.name}: what was recorded of it is missing or altered, and the file itself cannot "
        f"be read: restore it with `dvc checkout`, or {remedy}"
    )
