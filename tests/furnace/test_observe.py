"""Watching the sources: what rests is taken in once and whole, and what is at rest costs nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from danlu.errors import DanluError
from danlu.furnace import observe as observing
from danlu.furnace.observe import Observation
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project, source_key
from tests.conftest import MakeProject
from tests.furnace.looking import FIVE, QUIET, keeping, look, published, settle, states, taken
from tests.scratch import conversations, ledger_of, reasons_of, take_in, write_sources


@pytest.fixture
def five(make_project: MakeProject) -> Project:
    """Five sources, taken in and at rest."""
    project = make_project(FIVE)
    settle(project)
    return project


@pytest.fixture
def away(five: Project) -> Path:
    """The five were unmounted: their folder is elsewhere, and an empty one in its place."""
    place = five.root / "disk"
    five.sources.rename(place)
    five.sources.mkdir()
    return place


def mount(project: Project, place: Path) -> None:
    shutil.rmtree(project.sources)
    place.rename(project.sources)


def test_an_empty_folder_is_quiet(make_project: MakeProject) -> None:
    project = make_project()
    assert [look(project) for _ in range(3)] == [QUIET] * 3
    assert not project.stage("source_files").exists()


def test_new_files_are_taken_at_the_second_look(make_project: MakeProject) -> None:
    project = make_project(FIVE)
    assert look(project) == Observation(5, None)
    assert read_catalogue(project) == {}
    second = look(project)
    assert taken(second) == (5, 0, 0, 0)
    assert second.waiting == 0
    assert states(project) == dict.fromkeys(FIVE, "present")
    before = published(project)
    assert [look(project) for _ in range(3)] == [QUIET] * 3
    assert published(project) == before


def test_what_looks_remember_may_be_lost(five: Project) -> None:
    (five.work / "watch.json").unlink()
    write_sources(five, {"e.jsonl": conversations(1)})
    assert look(five) == Observation(1, None)
    for damage in (b"", b"[]", b'{"waiting": 3', b'{"other": {}}'):
        (five.work / "watch.json").write_bytes(damage)
        assert look(five) == Observation(1, None)
    assert taken(look(five)) == (1, 0, 0, 0)


def test_a_growing_file_waits_and_is_taken_whole_once(five: Project) -> None:
    path = five.sources / "slow.jsonl"
    before = published(five)
    for written in range(1, 5):
        path.write_text(conversations(written), encoding="utf-8")
        assert look(five) == Observation(1, None)
        assert published(five) == before
    assert taken(look(five)) == (1, 0, 0, 0)
    assert read_catalogue(five)[source_key("slow.jsonl")].bytes == path.stat().st_size
    assert look(five) == QUIET


def test_a_known_file_that_grows_stays_as_it_was_known(five: Project) -> None:
    before = published(five)
    for written in range(3, 6):
        write_sources(five, {"a.jsonl": conversations(written)})
        assert look(five) == Observation(1, None)
        assert published(five) == before
    assert taken(look(five)) == (0, 1, 0, 0)
    assert look(five) == QUIET


def test_one_grows_or_goes_while_another_is_taken(five: Project) -> None:
    write_sources(five, {"whole.jsonl": conversations(1), "slow.jsonl": conversations(1, 5)})
    look(five)
    write_sources(five, {"slow.jsonl": conversations(3, 5), "a.jsonl": conversations(9)})
    (five.sources / "c.jsonl").unlink()
    second = look(five)
    assert taken(second) == (1, 0, 0, 0)
    assert second.waiting == 3
    assert states(five) == dict.fromkeys([*FIVE, "whole.jsonl"], "present")
    assert read_catalogue(five)[source_key("a.jsonl")].bytes == len(FIVE["a.jsonl"].encode())
    assert taken(look(five)) == (1, 1, 1, 0)
    assert look(five) == QUIET
    assert reasons_of(five, "source_files") == {"c.jsonl": "source_absent"}


def test_what_appears_or_grows_during_an_intake_waits(five: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    take = observing.take_sources_in

    def slow(project: Project, *arguments: Any, **options: Any) -> Any:
        # an intake copies for minutes where files are large, and goes on listing folders meanwhile
        half = {"late/half.jsonl": '{"instruction": "ha', "b.jsonl": '{"instruction": "ha'}
        write_sources(project, half)
        return take(project, *arguments, **options)

    write_sources(five, {"e.jsonl": conversations(1)})
    look(five)
    monkeypatch.setattr(observing, "take_sources_in", slow)
    assert taken(look(five)) == (1, 0, 0, 0)
    monkeypatch.undo()
    write_sources(five, {"late/half.jsonl": conversations(1, 70), "b.jsonl": conversations(1, 80)})
    assert look(five) == Observation(2, None)
    assert taken(look(five)) == (1, 1, 0, 0)


def test_what_changes_after_an_intake_waits_for_the_next(
    five: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = observing.take_sources_in

    def slow(project: Project, *arguments: Any, **options: Any) -> Any:
        found = take(project, *arguments, **options)
        write_sources(project, {"b.jsonl": conversations(6), "late.jsonl": conversations(2, 70)})
        return found

    write_sources(five, {"e.jsonl": conversations(1)})
    look(five)
    with monkeypatch.context() as patch:
        patch.setattr(observing, "take_sources_in", slow)
        second = look(five)
    assert taken(second) == (1, 0, 0, 0)
    assert second.waiting == 2
    assert taken(look(five)) == (1, 1, 0, 0)
    assert look(five) == QUIET


def test_a_removal_takes_two_looks(five: Project) -> None:
    (five.sources / "a.jsonl").unlink()
    before = published(five)
    assert look(five) == Observation(1, None)
    assert published(five) == before
    assert taken(look(five)) == (0, 0, 1, 0)
    assert states(five) == {**dict.fromkeys(FIVE, "present"), "a.jsonl": "absent"}
    assert [look(five) for _ in range(2)] == [QUIET] * 2


def test_a_file_that_is_back_at_the_next_look_was_never_gone(five: Project) -> None:
    before = published(five)
    (five.sources / "a.jsonl").unlink()
    look(five)
    write_sources(five, {"a.jsonl": FIVE["a.jsonl"]})
    assert look(five) == Observation(1, None)
    assert taken(look(five)) == (0, 0, 0, 0)
    assert look(five) == QUIET
    assert published(five) == before


@pytest.mark.parametrize("names", [list(FIVE), ["a.jsonl"]], ids=["all", "one"])
def test_a_rename_is_one_intake(five: Project, names: list[str]) -> None:
    look(five)
    for name in names:
        path = five.sources / name
        path.rename(path.with_name(f"new-{path.name}"))
    assert look(five) == Observation(2 * len(names), None)
    assert taken(look(five)) == (len(names), 0, len(names), 0)
    assert sum(state == "present" for state in states(five).values()) == 5
    assert [look(five) for _ in range(2)] == [QUIET] * 2
    assert "flagged" not in {entry["verdict"] for entry in ledger_of(five, "source_files")}


def test_the_same_bytes_again_publish_nothing(five: Project) -> None:
    before = published(five)
    inode = (five.stage("source_files") / "manifest.json").stat().st_ino
    os.utime(five.sources / "a.jsonl", ns=(5, 5))
    write_sources(five, {"b.jsonl": FIVE["b.jsonl"]})
    assert look(five) == Observation(2, None)
    second = look(five)
    assert taken(second) == (0, 0, 0, 0)
    assert second.taken is not None
    assert second.taken.changed is False
    assert [look(five) for _ in range(2)] == [QUIET] * 2
    assert published(five) == before
    assert (five.stage("source_files") / "manifest.json").stat().st_ino == inode


def test_a_missing_folder_is_said_and_loses_nothing(five: Project) -> None:
    write_sources(five, {"e.jsonl": conversations(1)})
    look(five)
    before, watch = published(five), (five.work / "watch.json").read_bytes()
    five.sources.rename(five.root / "elsewhere")
    for _ in range(3):
        with pytest.raises(DanluError, match="mounted"):
            look(five)
    assert (published(five), (five.work / "watch.json").read_bytes()) == (before, watch)
    (five.root / "elsewhere").rename(five.sources)
    assert taken(look(five)) == (1, 0, 0, 0)
    assert states(five) == dict.fromkeys([*FIVE, "e.jsonl"], "present")


def test_an_empty_folder_keeps_the_rows_and_is_told_once(five: Project, away: Path) -> None:
    assert look(five) == Observation(5, None)
    assert taken(look(five)) == (0, 0, 0, 5)
    assert reasons_of(five, "source_files") == dict.fromkeys(FIVE, "source_absent")
    before = published(five)
    assert [look(five) for _ in range(3)] == [keeping(5)] * 3
    assert published(five) == before
    assert states(five) == dict.fromkeys(FIVE, "present")


@pytest.mark.parametrize("as_before", [True, False], ids=["mounted again", "copied back"])
def test_all_is_as_before_when_the_folder_is_back(five: Project, away: Path, as_before: bool) -> None:
    project = five
    settle(project)
    five.sources.rmdir()
    if as_before:
        away.rename(five.sources)
    else:
        shutil.copytree(away, five.sources)
    settle(project)
    assert ledger_of(project, "source_files") == []
    assert states(project) == dict.fromkeys(FIVE, "present")
    assert look(project) == QUIET
    # a source that goes now goes for good: nothing of the folder's absence is held against it
    (project.sources / "a.jsonl").unlink()
    settle(project, 2)
    assert states(project)["a.jsonl"] == "absent"


@pytest.mark.parametrize(
    ("names", "gone", "expected"),
    [
        (["a.jsonl", "b.jsonl"], ["a.jsonl"], (0, 0, 1, 0)),
        (list(FIVE), ["a.jsonl", "茶.jsonl"], (0, 0, 2, 0)),
        (list(FIVE), ["a.jsonl", "b.jsonl", "茶.jsonl"], (0, 0, 0, 3)),
        (["a.jsonl"], ["a.jsonl"], (0, 0, 0, 1)),
    ],
)
def test_up_to_half_may_go_at_once(
    make_project: MakeProject, names: list[str], gone: list[str], expected: tuple[int, int, int, int]
) -> None:
    project = make_project({name: FIVE[name] for name in names})
    settle(project)
    for name in gone:
        (project.sources / name).unlink()
    look(project)
    assert taken(look(project)) == expected
    assert [look(project) for _ in range(2)] == [keeping(expected[3])] * 2
    left = "absent" if expected[2] else "present"
    assert states(project) == {name: left if name in gone else "present" for name in names}


def test_what_is_kept_although_it_is_missing_does_not_stop_the_others(five: Project, away: Path) -> None:
    settle(five)
    write_sources(five, {"e.jsonl": conversations(1)})
    look(five)
    assert taken(look(five)) == (1, 0, 0, 5)
    assert look(five) == keeping(5)
    write_sources(five, {"a.jsonl": FIVE["a.jsonl"]})
    look(five)
    assert taken(look(five)) == (0, 0, 0, 4)
    assert look(five) == keeping(4)
    write_sources(five, {name: FIVE[name] for name in ("b.jsonl", "c.jsonl", "茶.jsonl")})
    look(five)
    # it is less than half by now, and it was never said that it is meant to go
    assert taken(look(five)) == (0, 0, 0, 1)
    assert look(five) == keeping(1)
    assert states(five) == dict.fromkeys([*FIVE, "e.jsonl"], "present")


def test_accepted_removals_are_quiet(five: Project, away: Path) -> None:
    settle(five)
    take_in(five, accept_removals=True)
    assert states(five) == dict.fromkeys(FIVE, "absent")
    assert [look(five) for _ in range(2)] == [QUIET] * 2
    mount(five, away)
    look(five)
    assert taken(look(five)) == (5, 0, 0, 0)
    assert look(five) == QUIET


def test_a_build_in_between_leaves_nothing_to_take(five: Project) -> None:
    write_sources(five, {"e.jsonl": conversations(1), "a.jsonl": conversations(7)})
    look(five)
    take_in(five)
    before = published(five)
    assert [look(five) for _ in range(2)] == [QUIET] * 2
    assert published(five) == before


def test_a_kill_between_cache_and_publication_is_repaired(
    five: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    write_sources(five, {"a.jsonl": conversations(7)})
    look(five)
    with monkeypatch.context() as patch:
        patch.setattr("danlu.furnace.recording.publish", killed)
        with pytest.raises(KeyboardInterrupt):
            look(five)
    assert taken(look(five)) == (0, 1, 0, 0)
    assert look(five) == QUIET


def test_a_lost_ledger_is_made_again(five: Project) -> None:
    before = published(five)
    (five.stage("source_files") / "ledger-00000.parquet").unlink()
    settle(five)
    assert published(five) == before
    assert ledger_of(five, "source_files") == []


def test_a_lost_catalogue_is_made_again(five: Project) -> None:
    before = published(five)
    shutil.rmtree(five.stage("source_files"))
    settle(five, 2)
    assert published(five) == before


def test_a_folder_that_empties_slowly_is_not_believed(make_project: MakeProject) -> None:
    """Half goes at one look and the rest at the next: as a slow unmount or a copy that starts over."""
    names = [f"{number}.jsonl" for number in range(10)]
    project = make_project({name: conversations(1, 10 * int(name[0])) for name in names})
    settle(project)
    for name in names[:5]:
        (project.sources / name).unlink()
    look(project)
    for name in names[5:]:
        (project.sources / name).unlink()
    settle(project, 4)
    assert states(project) == dict.fromkeys(names, "present")
    assert look(project) == keeping(10)
