"""Declared files of this machine: hints for what lies in `data/sources/`, and sources that lie elsewhere."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from danlu.errors import DanluError
from danlu.furnace.observe import Observation
from danlu.furnace.pending import pending_sources
from danlu.lake.catalogue import SourceFile, catalogue_json, read_catalogue
from danlu.lake.layout import Project, source_key
from danlu.reading_knobs import Hints
from tests.conftest import MakeProject
from tests.declared.fetching import declare, states, texts
from tests.furnace.looking import QUIET, look, settle
from tests.scratch import (
    conversations,
    damaged,
    ledger_of,
    manifest_of,
    reasons_of,
    recipe_of,
    refresh,
    take_in,
    write_sources,
)

OWN = {"a.jsonl": conversations(2), "chat/b.jsonl": conversations(2, 10), "chat/茶.txt": "你好\n"}
FAR = {f"{n}.jsonl": conversations(1, 100 + n) for n in range(4)} | {"deep/x.txt": "hello\n"}


@pytest.fixture
def far(tmp_path: Path) -> Path:
    """A folder outside of the project."""
    for name, text in FAR.items():
        path = tmp_path / "far" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "far"


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project(OWN)


def entries(*lines: str) -> str:
    return "sources:\n" + "".join(f"- {{{line}}}\n" for line in lines)


def source(project: Project, name: str) -> SourceFile:
    return read_catalogue(project)[source_key(name)]


def present(project: Project) -> set[str]:
    return {name for name, state in states(project).items() if state == "present"}


def test_a_file_below_the_folder_keeps_its_name_and_takes_the_hints(project: Project) -> None:
    take_in(project)
    before = read_catalogue(project)
    refresh(project, "raw")
    declare(project, entries("name: wx, location: data/sources/chat/*.jsonl, kind: chat, licence: MIT"))
    assert pending_sources(project, recipe_of(project))["changed"] == ["chat/b.jsonl"]
    assert take_in(project).intake.changed == 1
    found = source(project, "chat/b.jsonl")
    assert (found.declared, found.via, found.licence, found.hints) == ("wx", None, "MIT", Hints(kind="chat"))
    assert found.version != found.sha256 == before[found.key].version
    assert {key for key, one in read_catalogue(project).items() if one != before[key]} == {found.key}
    assert sum(not one.fresh for one in refresh(project, "raw")) == 1
    declare(project, "sources: []\n")
    take_in(project)
    assert read_catalogue(project) == before


@pytest.mark.parametrize(
    ("location", "names"),
    [
        ("data/sources/chat", {"chat/b.jsonl", "chat/茶.txt"}),
        ("data/sources/chat/", {"chat/b.jsonl", "chat/茶.txt"}),
        ("data/sources", set(OWN)),
        ("data/sources/*", {"a.jsonl"}),
        ("data/sources/**", set(OWN)),
        ("data/sources/**/*.jsonl", {"a.jsonl", "chat/b.jsonl"}),
        ("data/sources/ch?t/[a-b]*", {"chat/b.jsonl"}),
        ("data/*/a.jsonl", None),
        ("data/sources/chat/../a.jsonl", {"a.jsonl"}),
        ("data/sources/nothing", set()),
    ],
)
def test_which_files_a_location_means(project: Project, location: str, names: set[str] | None) -> None:
    declare(project, entries(f'name: x, location: "{location}", kind: novel'))
    if names is None:
        with pytest.raises(DanluError, match="it holds data/"):
            take_in(project)
        return
    take_in(project)
    found = read_catalogue(project).values()
    assert {one.name for one in found if one.declared == "x" and one.hints.kind == "novel"} == names
    assert set(states(project)) == set(OWN)


def test_the_first_entry_that_means_a_file_describes_it(project: Project) -> None:
    declare(
        project,
        entries(
            'name: one, location: "data/sources/chat/b*", kind: chat',
            "name: all, location: data/sources, kind: novel",
        ),
    )
    take_in(project)
    assert {one.name: one.declared for one in read_catalogue(project).values()} == {
        "a.jsonl": "all",
        "chat/b.jsonl": "one",
        "chat/茶.txt": "all",
    }


def test_only_what_is_said_is_in_the_version(project: Project) -> None:
    declare(project, entries("name: x, location: data/sources, licence: MIT, owner: 甲, weight: 3"))
    take_in(project)
    assert all(one.version == one.sha256 for one in read_catalogue(project).values())
    versions = set()
    for hints in ("fields: {a: b, c: d}", "fields: {c: d, a: b}", "chat: {}", "encoding: gbk", "kind: auto"):
        declare(project, entries(f"name: x, location: data/sources/a.jsonl, {hints}"))
        take_in(project)
        versions.add(source(project, "a.jsonl").version)
    assert len(versions) == 4


def test_a_catalogue_of_an_earlier_version_is_read_and_written_as_it_was(project: Project) -> None:
    take_in(project)
    path = project.stage("source_files") / "catalogue.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert [set(entry) for entry in stored] == [{"name", "sha256", "bytes", "state"}] * 3
    assert catalogue_json(read_catalogue(project).values()) == path.read_text(encoding="utf-8")


def test_one_file_elsewhere_has_the_name_of_its_entry(project: Project, far: Path) -> None:
    declare(project, entries(f"name: wiki, location: {far}/0.jsonl, kind: table"))
    take_in(project)
    assert set(states(project)) == {*OWN, "wiki"}
    assert texts(project)["wiki"] == FAR["0.jsonl"].encode()
    found = source(project, "wiki")
    assert (found.declared, found.via, found.hints.kind) == ("wiki", "local", "table")
    assert take_in(project).changed is False
    assert str(far) not in (project.stage("source_files") / "catalogue.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("location", "names"),
    [
        ("{far}", set(FAR)),
        ("{far}/*.jsonl", {name for name in FAR if "/" not in name}),
        ("{far}/**/*.txt", {"deep/x.txt"}),
        ("{far}/[01].jsonl", {"0.jsonl", "1.jsonl"}),
        ("{far}/0*", {"0.jsonl"}),
        ("../far/deep", {"x.txt"}),
        ("~/deep/*", {"x.txt"}),
    ],
)
def test_several_files_elsewhere_lie_below_its_name(
    project: Project, far: Path, monkeypatch: pytest.MonkeyPatch, location: str, names: set[str]
) -> None:
    monkeypatch.setenv("HOME", str(far))
    declare(project, entries(f'name: far, location: "{location.format(far=far)}"'))
    take_in(project)
    assert set(states(project)) == {*OWN, *(f"far/{name}" for name in names)}
    assert damaged(project, "source_files") == []


def test_a_name_with_the_characters_of_patterns_means_itself(project: Project, far: Path) -> None:
    for name in ("a [1].csv", "b*.csv", "b1.csv"):
        (far / name).write_text("x")
    declare(
        project,
        entries(f'name: one, location: "{far}/a [1].csv"', f'name: two, location: "{far}/b[*].csv"'),
    )
    take_in(project)
    assert present(project) == {*OWN, "one/a [1].csv", "two"}


def test_a_file_is_taken_by_the_first_entry_that_means_it(project: Project, far: Path) -> None:
    declare(project, entries(f'name: one, location: "{far}/0*"', f'name: all, location: "{far}/*.jsonl"'))
    take_in(project)
    assert present(project) - set(OWN) == {"one/0.jsonl", *(f"all/{n}.jsonl" for n in (1, 2, 3))}


def test_links_lead_nowhere_and_what_is_no_file_is_told(project: Project, far: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (far / "link.txt").symlink_to(tmp_path / "secret.txt")
    (far / "folder").symlink_to(tmp_path, target_is_directory=True)
    (far / "deep" / "up").symlink_to("..")
    os.mkfifo(far / "pipe")
    (far / ".hidden").write_text("x")
    (far / "bad\nname").write_text("x")
    declare(project, entries(f"name: far, location: {far}"))
    take_in(project)
    assert present(project) == {*OWN, *(f"far/{name}" for name in FAR)}
    assert reasons_of(project, "source_files") == {
        "far/link.txt": "not_a_file",
        "far/folder": "not_a_file",
        "far/deep/up": "not_a_file",
        "far/pipe": "not_a_file",
        "far/.hidden": "ignored_name",
        "far/bad\\nname": "unsafe_name",
    }
    shield = (project.data / ".dvcignore").read_text(encoding="utf-8")
    assert "far" not in shield
    assert take_in(project).changed is False
    assert look(project) == QUIET


def test_what_the_user_names_may_be_a_link(project: Project, far: Path, tmp_path: Path) -> None:
    (tmp_path / "latest").symlink_to(far, target_is_directory=True)
    (tmp_path / "one").symlink_to(far / "0.jsonl")
    (tmp_path / "loop").symlink_to("loop")
    declare(
        project,
        entries(
            f"name: all, location: {tmp_path}/latest/deep",
            f"name: one, location: {tmp_path}/one",
            f"name: loop, location: {tmp_path}/loop",
        ),
    )
    take_in(project)
    assert present(project) == {*OWN, "all/x.txt", "one"}
    assert reasons_of(project, "source_files") == {"loop": "unreadable_file"}


@pytest.mark.parametrize("link", ["data", "raw"])
def test_a_link_into_what_danlu_writes_is_no_source(project: Project, tmp_path: Path, link: str) -> None:
    (project.data / "raw").mkdir()
    (tmp_path / "link").symlink_to(project.data if link == "data" else project.data / "raw")
    declare(project, entries(f"name: x, location: {tmp_path}/link"))
    with pytest.raises(DanluError, match=r"line 2: sources\[0\]\.location: it holds data/"):
        take_in(project)


def test_a_location_by_way_of_a_link_to_the_folder_means_its_files(project: Project, tmp_path: Path) -> None:
    project.sources.rename(tmp_path / "disk")
    project.sources.symlink_to(tmp_path / "disk", target_is_directory=True)
    declare(project, entries(f"name: x, location: {tmp_path}/disk/chat, kind: chat"))
    take_in(project)
    assert set(states(project)) == set(OWN)
    assert source(project, "chat/b.jsonl").hints.kind == "chat"


def test_a_location_that_is_away_loses_nothing(project: Project, far: Path) -> None:
    declare(project, entries(f"name: far, location: {far}", f"name: one, location: {far}/0.jsonl"))
    settle(project)
    before = (states(project), texts(project))
    far.rename(far.with_name("away"))
    for accept in (False, True):
        assert take_in(project, accept_removals=accept).intake.absent == 0
    assert (states(project), texts(project)) == before
    assert reasons_of(project, "source_files") == {"far": "unreadable_file", "one": "unreadable_file"}
    assert pending_sources(project, recipe_of(project)) == {"new": [], "changed": [], "gone": []}
    settle(project)
    assert look(project) == QUIET
    far.with_name("away").rename(far)
    settle(project)
    assert ledger_of(project, "source_files") == []
    assert look(project) == QUIET


def test_an_emptied_location_is_not_believed_however_many_others_there_are(
    make_project: MakeProject, far: Path
) -> None:
    project = make_project({f"{n}.jsonl": conversations(1, n) for n in range(30)})
    declare(project, entries(f"name: far, location: {far}"))
    settle(project)
    shutil.rmtree(far)
    far.mkdir()
    settle(project)
    assert len(present(project)) == 30 + len(FAR)
    assert look(project) == Observation(0, None, len(FAR))
    assert take_in(project, accept_removals=True).intake.absent == len(FAR)


def test_one_file_of_several_that_goes_is_gone(project: Project, far: Path) -> None:
    declare(project, entries(f"name: far, location: {far}"))
    settle(project)
    (far / "0.jsonl").unlink()
    assert look(project) == Observation(1, None)
    settle(project, 1)
    assert states(project)["far/0.jsonl"] == "absent"
    assert reasons_of(project, "source_files") == {"far/0.jsonl": "source_absent"}
    assert look(project) == QUIET


def test_a_file_elsewhere_waits_until_it_rests(project: Project, far: Path) -> None:
    declare(project, entries(f"name: far, location: {far}"))
    settle(project)
    for lines in range(2, 5):
        (far / "0.jsonl").write_text(conversations(lines, 100))
        assert look(project) == Observation(1, None)
    assert look(project).taken is not None
    assert texts(project)["far/0.jsonl"] == conversations(4, 100).encode()


def test_declarations_that_are_being_written_wait_and_everything_with_them(
    project: Project, far: Path
) -> None:
    settle(project)
    for number in range(3):
        declare(project, entries(f"name: far{number}, location: {far}"))
        write_sources(project, {"new.jsonl": conversations(1, 50)})
        assert look(project).taken is None
    taken = look(project).taken
    assert taken is not None
    assert present(project) == {*OWN, "new.jsonl", *(f"far2/{name}" for name in FAR)}
    assert look(project) == QUIET


def test_a_comment_in_the_file_is_no_news(project: Project) -> None:
    declare(project, entries("name: x, location: data/sources/chat"))
    settle(project)
    declare(project, "# a remark\n" + entries("name: x, location: data/sources/chat"))
    assert look(project) == QUIET


def test_wrong_declarations_stop_an_intake_and_change_nothing(project: Project) -> None:
    settle(project)
    before = manifest_of(project, "source_files").to_json()
    write_sources(project, {"new.jsonl": conversations(1, 50)})
    declare(project, "sources:\n- name: x\n  locatoin: y\n")
    for act in (take_in, look):
        with pytest.raises(DanluError, match=r'line 3: .*did you mean "location"'):
            act(project)
    assert manifest_of(project, "source_files").to_json() == before


def test_an_entry_that_goes_takes_its_sources_and_no_others(project: Project, far: Path) -> None:
    declare(
        project, entries(f"name: far, location: {far}", "name: x, location: data/sources/chat, kind: chat")
    )
    settle(project)
    declare(project, "sources: []\n")
    assert look(project).taken is None
    taken = look(project).taken
    assert taken is not None
    assert taken.intake.absent == len(FAR)
    assert present(project) == set(OWN)
    assert source(project, "chat/b.jsonl").hints == Hints()
    assert look(project) == QUIET


def test_a_source_that_moves_between_places_is_no_loss(project: Project, far: Path) -> None:
    declare(project, entries(f"name: far, location: {far}"))
    take_in(project)
    for name in FAR:
        (project.sources / "moved" / name).parent.mkdir(parents=True, exist_ok=True)
        (far / name).rename(project.sources / "moved" / name)
    taken = take_in(project)
    assert (taken.intake.added, taken.intake.absent) == (len(FAR), len(FAR))


def test_two_places_cannot_have_one_name(project: Project, far: Path) -> None:
    declare(project, entries(f"name: chat, location: {far}/deep"))
    take_in(project)
    assert present(project) == {"a.jsonl", "chat/x.txt"}
    assert reasons_of(project, "source_files") == {
        "chat/b.jsonl": "unsafe_name",
        "chat/茶.txt": "unsafe_name",
    }


def test_the_order_of_arrival_decides_nothing(make_project: MakeProject, far: Path) -> None:
    text = entries(f"name: far, location: {far}", "name: x, location: data/sources/chat, kind: chat")
    first, second = make_project(OWN), make_project()
    declare(first, text)
    take_in(first)
    take_in(second)
    declare(second, text)
    take_in(second)
    write_sources(second, OWN)
    take_in(second)
    assert manifest_of(first, "source_files").to_json() == manifest_of(second, "source_files").to_json()
