"""What is no source is told once, causes no work at each look, and may become a source."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from danlu.furnace.observe import Observation
from danlu.lake import recording
from danlu.lake.layout import Project
from tests.conftest import MakeProject
from tests.furnace.looking import QUIET, look, published, settle, states, taken
from tests.scratch import conversations, ledger_of, reasons_of, take_in, write_sources

GOOD = {"a.jsonl": conversations(1), "b.jsonl": conversations(1, 10)}
SMALL = "source_files: {max_file_bytes: 200}\n"
LARGE = conversations(20)


def quiet(project: Project, looks: int = 3) -> bool:
    before = published(project)
    return [look(project) for _ in range(looks)] == [QUIET] * looks and published(project) == before


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_file(path: Path) -> None:
    path.write_text(conversations(1, 50), encoding="utf-8")


def a_large_file(path: Path) -> None:
    path.write_text(LARGE, encoding="utf-8")


def a_broken_link(path: Path) -> None:
    path.symlink_to("nowhere")


REFUSED = [
    ("note.tmp", a_file, "ignored_name"),
    ("sub.part/in.jsonl", a_file, "ignored_name"),
    ("pipe.jsonl", a_pipe, "not_a_file"),
    ("link.jsonl", a_broken_link, "not_a_file"),
    ("large.jsonl", a_large_file, "file_too_large"),
    ("bad\nname.jsonl", a_file, "unsafe_name"),
    ("bad\udcffname.jsonl", a_file, "unsafe_name"),
]


@pytest.mark.parametrize(("name", "make", "reason"), REFUSED, ids=[ascii(one[0]) for one in REFUSED])
def test_its_reason_comes_and_goes_with_it(
    make_project: MakeProject, name: str, make: Callable[[Path], None], reason: str
) -> None:
    project = make_project(GOOD, SMALL)
    settle(project)
    clean = published(project)
    path = project.sources / name
    path.parent.mkdir(exist_ok=True)
    make(path)
    assert look(project) == Observation(1, None)
    assert published(project) == clean
    assert taken(look(project)) == (0, 0, 0, 0)
    assert list(reasons_of(project, "source_files").values()) == [reason]
    assert quiet(project)
    path.unlink()
    if path.parent != project.sources:
        path.parent.rmdir()
    assert look(project) == Observation(1, None)
    assert taken(look(project)) == (0, 0, 0, 0)
    assert quiet(project)
    assert published(project) == clean


def test_all_kinds_at_once_are_told_in_one_intake(make_project: MakeProject) -> None:
    project = make_project(GOOD, SMALL)
    for name, make, _ in REFUSED:
        (project.sources / name).parent.mkdir(exist_ok=True)
        make(project.sources / name)
    assert look(project) == Observation(len(GOOD) + len(REFUSED), None)
    assert taken(look(project)) == (2, 0, 0, 0)
    assert sorted(reasons_of(project, "source_files").values()) == sorted(one[2] for one in REFUSED)
    assert states(project) == dict.fromkeys(GOOD, "present")
    assert quiet(project)
    assert take_in(project).changed is False


def test_a_large_file_is_taken_when_it_is_made_smaller(make_project: MakeProject) -> None:
    project = make_project({**GOOD, "large.jsonl": LARGE}, SMALL)
    settle(project)
    assert quiet(project)
    write_sources(project, {"large.jsonl": conversations(1, 30)})
    look(project)
    assert taken(look(project)) == (1, 0, 0, 0)
    assert reasons_of(project, "source_files") == {}
    write_sources(project, {"large.jsonl": LARGE})
    look(project)
    assert taken(look(project)) == (0, 0, 1, 0)
    assert reasons_of(project, "source_files") == {"large.jsonl": "file_too_large"}
    assert quiet(project)


def test_an_ignored_file_is_taken_under_its_proper_name(make_project: MakeProject) -> None:
    project = make_project({**GOOD, "new.jsonl.part": conversations(3, 60)})
    settle(project)
    assert reasons_of(project, "source_files") == {"new.jsonl.part": "ignored_name"}
    (project.sources / "new.jsonl.part").rename(project.sources / "new.jsonl")
    assert look(project) == Observation(2, None)
    assert taken(look(project)) == (1, 0, 0, 0)
    assert ledger_of(project, "source_files") == []
    assert quiet(project)


def test_a_source_whose_name_becomes_an_ignored_one_is_gone(make_project: MakeProject) -> None:
    project = make_project(GOOD)
    settle(project)
    (project.sources / "a.jsonl").rename(project.sources / "a.jsonl.tmp")
    look(project)
    assert taken(look(project)) == (0, 0, 1, 0)
    assert reasons_of(project, "source_files") == {
        "a.jsonl": "source_absent",
        "a.jsonl.tmp": "ignored_name",
    }
    assert quiet(project)


@pytest.mark.parametrize(
    ("before", "after", "present"),
    [
        (SMALL, "", {"a.jsonl", "b.jsonl", "large.jsonl"}),
        ("", SMALL, {"a.jsonl", "b.jsonl"}),
        ("", 'source_files: {ignore: ["b*"]}\n', {"a.jsonl", "large.jsonl"}),
        ('source_files: {ignore: ["b*"]}\n', "", {"a.jsonl", "b.jsonl", "large.jsonl"}),
    ],
    ids=["more bytes", "fewer bytes", "one more ignored", "one less ignored"],
)
def test_another_recipe_takes_what_it_says(
    make_project: MakeProject, before: str, after: str, present: set[str]
) -> None:
    project = make_project({**GOOD, "large.jsonl": LARGE}, before)
    settle(project)
    project.recipe.write_text(after, encoding="utf-8")
    settle(project)
    assert {name for name, state in states(project).items() if state == "present"} == present
    assert quiet(project)
    assert take_in(project).changed is False


def refuse(monkeypatch: pytest.MonkeyPatch, function: str, name: str) -> None:
    """Permissions do not bind the superuser, whom tests may run as."""
    allowed = getattr(os, function)

    def refused(path: Any, *arguments: Any, **options: Any) -> Any:
        if str(path).endswith(name):
            raise PermissionError(13, "Permission denied")
        return allowed(path, *arguments, **options)

    monkeypatch.setattr(recording.os, function, refused)


@pytest.mark.parametrize("is_known", [False, True], ids=["new", "known"])
def test_an_unreadable_file_is_told_once_until_it_can_be_read(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch, is_known: bool
) -> None:
    project = make_project(GOOD)
    path = project.sources / "closed.jsonl"
    if is_known:
        path.write_text(conversations(1, 70), encoding="utf-8")
    settle(project)
    path.write_text(conversations(1, 71), encoding="utf-8")
    refuse(monkeypatch, "open", path.name)
    look(project)
    assert taken(look(project)) == (0, 0, 0, 0)
    assert reasons_of(project, "source_files") == {"closed.jsonl": "unreadable_file"}
    assert states(project) == dict.fromkeys([*GOOD, *(["closed.jsonl"] if is_known else [])], "present")
    assert quiet(project)
    monkeypatch.undo()
    path.chmod(0o600)
    look(project)
    assert taken(look(project)) == ((0, 1, 0, 0) if is_known else (1, 0, 0, 0))
    assert ledger_of(project, "source_files") == []
    assert quiet(project)


def test_an_unreadable_folder_takes_no_source_away(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project({**GOOD, "deep/d.jsonl": conversations(1, 80)})
    settle(project)
    clean = published(project)
    refuse(monkeypatch, "scandir", "deep")
    assert look(project) == Observation(1, None)
    assert taken(look(project)) == (0, 0, 0, 0)
    assert reasons_of(project, "source_files") == {"deep": "unreadable_file"}
    assert states(project)["deep/d.jsonl"] == "present"
    assert quiet(project)
    monkeypatch.undo()
    settle(project)
    assert published(project) == clean
    assert quiet(project)


def test_a_fault_of_the_disk_is_tried_again_until_it_passes(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(GOOD)
    faults = iter([errno.EIO, errno.EIO])
    real = recording._copy

    def copy(descriptor: int, staged: Path) -> tuple[str, int]:
        code = next(faults, None)
        if code is not None:
            raise recording.unreadable(OSError(code, "fault"))
        return real(descriptor, staged)

    monkeypatch.setattr(recording, "_copy", copy)
    settle(project, 4)
    assert states(project) == dict.fromkeys(GOOD, "present")
    assert quiet(project)
