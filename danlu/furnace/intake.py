"""Taking sources in, as a publication of its own: `source_files`, the first stage."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from danlu.errors import DanluError
from danlu.furnace.refresh import describe_folder
from danlu.lake.catalogue import FILES, NAME, SourceFile, catalogue_json, read_catalogue
from danlu.lake.integrity import FileIndex
from danlu.lake.layout import Project
from danlu.lake.manifest import Manifest, read_manifest
from danlu.lake.parquet import read_all, write_parquet
from danlu.lake.publish import project_lock, publish, recover, staging
from danlu.ledger import LEDGER_SCHEMA, Reason, Verdict, ledger_table
from danlu.recipe import Recipe
from danlu.stages.fingerprint import fingerprint
from danlu.stages.source_files import STAGE, Caution, Intake, take_in


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an intake did. `changed` is false where everything was as it was."""

    sources: dict[str, SourceFile]
    intake: Intake
    changed: bool


def take_sources_in(
    project: Project,
    recipe: Recipe,
    *,
    settled: Mapping[str, str] | None = None,
    accept_removals: bool = False,
) -> TakenIn:
    """Record new and changed files of `data/sources/`, and publish the catalogue if it changed.

    `settled` are the states in which files have come to rest: what is in another one is left for
    another time. None takes everything as it lies.

    Raises:
        DanluError: `data/sources/` cannot be read. Nothing becomes absent for that.
    """
    if not project.sources.is_dir():
        raise DanluError("data/sources/ is not there: make it and put your files in, or mount it")
    target = project.stage(STAGE)
    with project_lock(project, STAGE), staging(project) as folder:
        recover(target)
        before = read_manifest(target)
        index = FileIndex(project)
        damaged = index.damaged(target, before) if before is not None else []
        if NAME in damaged:
            raise DanluError(f"data/{STAGE}/{NAME} is missing or altered: restore it with `dvc checkout`")
        known = read_catalogue(project)
        staged = folder / STAGE
        _link_recorded(target, staged, damaged)
        caution = Caution(_unconfirmed(target, before), settled, accept_removals)
        try:
            intake = take_in(project, recipe.source_files, known, staged, caution)
        except OSError as error:
            raise DanluError(f"data/sources/ cannot be taken in ({error.strerror})") from error
        _shield(project, intake.declined)
        manifest = _manifest(staged, intake, recipe, before)
        changed = before is None or before.to_json() != manifest.to_json() or bool(damaged)
        if changed:
            publish(staged, manifest, target)
            index.remember(target, manifest)
        index.save()
    return TakenIn(read_catalogue(project), intake, changed)


def _unconfirmed(target: Path, before: Manifest | None) -> set[str]:
    """Sources that the last intake kept although they were missing, by the ledger that it published."""
    names = [name for name in before.files if name.startswith("ledger-")] if before is not None else []
    table = read_all([target / name for name in names if (target / name).exists()], LEDGER_SCHEMA)
    verdicts = zip(table.column("source").to_pylist(), table.column("verdict").to_pylist(), strict=True)
    return {source for source, verdict in verdicts if verdict == Verdict.FLAGGED}


def _shield(project: Project, declined: Collection[str]) -> None:
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


def _manifest(staged: Path, intake: Intake, recipe: Recipe, before: Manifest | None) -> Manifest:
    wanted = {source.sha256: source.name for source in intake.sources if source.state == "present"}
    recorded = {path.name for path in (staged / FILES).iterdir()}
    for sha256 in recorded - wanted.keys():
        (staged / FILES / sha256).unlink()
    for sha256 in wanted.keys() - recorded:
        raise DanluError(
            f"{wanted[sha256]}: what was recorded of it is missing or altered, and the file itself cannot "
            "be read: restore it with `dvc checkout`, or put the file back"
        )
    (staged / NAME).write_text(catalogue_json(intake.sources), encoding="utf-8")
    write_parquet(ledger_table(intake.entries), staged / "ledger-00000.parquet")
    states = Counter(source.state for source in intake.sources)
    figures = {
        "sources": states["present"],
        "absent": states["absent"],
        "not_taken": sum(entry.reason is not Reason.SOURCE_ABSENT for entry in intake.entries),
        "bytes": sum(source.bytes for source in intake.sources if source.state == "present"),
    }
    linked = {name: entry for name, entry in before.files.items() if name.startswith(FILES)} if before else {}
    files = describe_folder(staged, linked)
    return Manifest(STAGE, None, fingerprint(STAGE, recipe), {}, files, figures)
