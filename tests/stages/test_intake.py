"""Taking sources in: whatever lies in `data/sources/` is recorded or has a reason, and nothing is lost."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from danlu.errors import DanluError
from danlu.furnace.pending import pending_sources
from danlu.lake import catalogue, recording
from danlu.lake.catalogue import content_path, read_catalogue
from danlu.lake.layout import Project, source_key
from danlu.stages import source_walk
from danlu.stages.source_walk import PLACEHOLDER
from tests.conftest import MakeProject
from tests.scratch import (
    build,
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

FOUR = {
    "a.jsonl": conversations(2),
    "b.jsonl": conversations(2, 10),
    "c.jsonl": conversations(2, 20),
    "茶.jsonl": conversations(2, 30),
}


def states(project: Project) -> dict[str, str]:
    return {source.name: source.state for source in read_catalogue(project).values()}


def recorded(project: Project) -> set[str]:
    return {path.name for path in (project.stage("source_files") / "files").iterdir()}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every copy is by reading, on any file system, and leaves its length here."""

    def no_reflink(*_: object) -> int:
        raise OSError

    lengths: list[int] = []
    pread = os.pread

    def counted(descriptor: int, length: int, offset: int) -> bytes:
        block = pread(descriptor, length, offset)
        lengths.append(len(block))
        return block

    monkeypatch.setattr(recording.fcntl, "ioctl", no_reflink)
    monkeypatch.setattr(recording.os, "pread", counted)
    return lengths


def test_a_new_file_is_recorded_under_its_hash(make_project: MakeProject) -> None:
    project = make_project(FOUR)
    taken = take_in(project)
    assert (taken.changed, taken.intake.added, taken.intake.changed, taken.intake.absent) == (True, 4, 0, 0)
    assert states(project) == dict.fromkeys(FOUR, "present")
    assert recorded(project) == {sha256(text) for text in FOUR.values()}
    assert damaged(project, "source_files") == []
    assert manifest_of(project, "source_files").figures == {
        "sources": 4,
        "absent": 0,
        "not_taken": 0,
        "bytes": sum(len(text.encode()) for text in FOUR.values()),
    }


def test_nothing_new_is_nothing_done(make_project: MakeProject, copied: list[int]) -> None:
    project = make_project(FOUR)
    take_in(project)
    before = (project.stage("source_files") / "manifest.json").stat()
    copied.clear()
    taken = take_in(project)
    assert (taken.changed, taken.intake.added, taken.intake.changed) == (False, 0, 0)
    assert (project.stage("source_files") / "manifest.json").stat().st_ino == before.st_ino
    assert copied == []


def test_a_changed_file_is_a_new_version(make_project: MakeProject) -> None:
    project = make_project(FOUR)
    take_in(project)
    version = manifest_of(project, "source_files").version
    write_sources(project, {"a.jsonl": conversations(3)})
    taken = take_in(project)
    assert (taken.changed, taken.intake.added, taken.intake.changed) == (True, 0, 1)
    assert taken.sources[source_key("a.jsonl")].sha256 == sha256(conversations(3))
    assert recorded(project) == {sha256(conversations(3))} | {sha256(FOUR[name]) for name in list(FOUR)[1:]}
    assert manifest_of(project, "source_files").version != version


def test_the_old_version_of_a_changed_file_is_back_with_its_bytes(make_project: MakeProject) -> None:
    project = make_project(FOUR)
    take_in(project)
    manifest = manifest_of(project, "source_files").to_json()
    for text in (conversations(3), FOUR["a.jsonl"]):
        write_sources(project, {"a.jsonl": text})
        take_in(project)
    assert manifest_of(project, "source_files").to_json() == manifest


def test_a_touched_file_is_read_again_and_nothing_changes(
    make_project: MakeProject, copied: list[int]
) -> None:
    project = make_project(FOUR)
    take_in(project)
    os.utime(project.sources / "a.jsonl", ns=(5, 5))
    copied.clear()
    assert take_in(project).changed is False
    assert sum(copied) == len(FOUR["a.jsonl"].encode())
    copied.clear()
    assert take_in(project).changed is False
    assert copied == []


def test_a_replaced_file_of_the_same_size_and_time_is_noticed(make_project: MakeProject) -> None:
    project = make_project(FOUR)
    take_in(project)
    path = project.sources / "a.jsonl"
    status = path.stat()
    path.with_name("new").write_bytes(path.read_bytes().swapcase())
    os.utime(path.with_name("new"), ns=(status.st_atime_ns, status.st_mtime_ns))
    path.with_name("new").replace(path)
    assert take_in(project).intake.changed == 1


def test_the_same_bytes_twice_are_one_content_and_two_sources(make_project: MakeProject) -> None:
    project = make_project({"a.jsonl": conversations(2), "copy/茶.jsonl": conversations(2)})
    taken = take_in(project)
    assert len(recorded(project)) == 1
    paths = {content_path(project, source) for source in taken.sources.values()}
    assert len(taken.sources) == 2
    assert len(paths) == 1
    (project.sources / "a.jsonl").unlink()
    take_in(project)
    assert recorded(project) == {sha256(conversations(2))}


def test_a_removed_file_becomes_a_tombstone(make_project: MakeProject) -> None:
    project = make_project(FOUR)
    build(project, until="cleaned")
    (project.sources / "a.jsonl").unlink()
    taken = take_in(project)
    assert taken.intake.absent == 1
    assert states(project) == {**dict.fromkeys(FOUR, "present"), "a.jsonl": "absent"}
    assert reasons_of(project, "source_files") == {"a.jsonl": "source_absent"}
    assert manifest_of(project, "source_files").figures["not_taken"] == 0
    assert sha256(FOUR["a.jsonl"]) not in recorded(project)
    build(project, until="cleaned")
    key = source_key("a.jsonl")
    for stage in ("raw", "cleaned"):
        assert manifest_of(project, stage, key).figures.get("rows", 0) == 0
    assert manifest_of(project, "raw", key).details["state"] == "absent"
    assert [entry["reason"] for entry in ledger_of(project, "raw")] == ["source_absent"]


def test_a_tombstone_stays_and_is_not_told_as_news(make_project: MakeProject) -> None:
    project = make_project(FOUR)
    take_in(project)
    (project.sources / "a.jsonl").unlink()
    take_in(project)
    taken = take_in(project)
    assert (taken.changed, taken.intake.absent) == (False, 0)
    assert states(project)["a.jsonl"] == "absent"


def test_a_removed_file_can_come_back(make_project: MakeProject) -> None:
    project = make_project(FOUR)
    build(project, until="raw")
    before = manifest_of(project, "raw", source_key("a.jsonl")).to_json()
    (project.sources / "a.jsonl").unlink()
    build(project, until="raw")
    write_sources(project, {"a.jsonl": FOUR["a.jsonl"]})
    taken = take_in(project)
    assert (taken.intake.added, states(project)["a.jsonl"]) == (1, "present")
    refresh(project, "raw")
    assert manifest_of(project, "raw", source_key("a.jsonl")).to_json() == before


def test_more_than_half_gone_is_kept_unless_accepted(make_project: MakeProject) -> None:
    project = make_project(FOUR)
    take_in(project)
    before = manifest_of(project, "source_files").to_json()
    for name in ("a.jsonl", "b.jsonl", "c.jsonl"):
        (project.sources / name).unlink()
    taken = take_in(project)
    assert (taken.intake.kept_despite_absence, taken.intake.absent) == (3, 0)
    assert states(project) == dict.fromkeys(FOUR, "present")
    kept = manifest_of(project, "source_files")
    assert kept.to_json() != before, "the ledger says which are kept although they are missing"
    for name in ("a.jsonl", "b.jsonl", "c.jsonl"):
        (project.sources / f"new_{name}").write_bytes(conversations(2, 700).encode() + name.encode())
    assert take_in(project).intake.kept_despite_absence == 3, "new files do not make the missing a minority"
    for name in ("a.jsonl", "b.jsonl", "c.jsonl"):
        (project.sources / f"new_{name}").unlink()
    taken = take_in(project, accept_removals=True)
    assert (taken.intake.kept_despite_absence, taken.intake.absent) == (0, 6)
    found = {name: state for name, state in states(project).items() if not name.startswith("new_")}
    assert found == {**dict.fromkeys(FOUR, "absent"), "茶.jsonl": "present"}


def test_a_renamed_source_is_not_a_missing_one(make_project: MakeProject) -> None:
    project = make_project({"a.jsonl": conversations(3)})
    take_in(project)
    (project.sources / "a.jsonl").rename(project.sources / "b.jsonl")
    taken = take_in(project)
    assert (taken.intake.kept_despite_absence, taken.intake.absent, taken.intake.added) == (0, 1, 1)
    assert states(project) == {"a.jsonl": "absent", "b.jsonl": "present"}


def test_half_gone_is_a_removal(make_project: MakeProject) -> None:
    project = make_project(FOUR)
    take_in(project)
    for name in ("a.jsonl", "b.jsonl"):
        (project.sources / name).unlink()
    assert take_in(project).intake.absent == 2


def test_tombstones_do_not_count_as_sources_that_are_there(make_project: MakeProject) -> None:
    """Of four sources one is long gone: two more at once are more than half of the three that are left."""
    project = make_project(FOUR)
    take_in(project)
    (project.sources / "a.jsonl").unlink()
    take_in(project)
    for name in ("b.jsonl", "c.jsonl"):
        (project.sources / name).unlink()
    assert take_in(project).intake.kept_despite_absence == 2
    assert states(project)["b.jsonl"] == "present"
    assert states(project)["a.jsonl"] == "absent"


def test_a_folder_that_is_not_there_loses_nothing(make_project: MakeProject) -> None:
    project = make_project(FOUR)
    take_in(project)
    before = manifest_of(project, "source_files").to_json()
    project.sources.rename(project.root / "elsewhere")
    with pytest.raises(DanluError, match="data/sources/ is not there"):
        take_in(project, accept_removals=True)
    assert manifest_of(project, "source_files").to_json() == before


def test_a_folder_that_cannot_be_read_loses_nothing(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(FOUR | {"deep/d.jsonl": conversations(1)})
    take_in(project)
    before = manifest_of(project, "source_files").to_json()
    scandir = os.scandir

    def refuse(path: str) -> Any:
        if str(path).endswith("deep"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(recording.os, "scandir", refuse)
    assert take_in(project).intake.absent == 0
    assert states(project)["deep/d.jsonl"] == "present"
    assert reasons_of(project, "source_files") == {"deep": "unreadable_file"}
    monkeypatch.undo()
    take_in(project)
    assert manifest_of(project, "source_files").to_json() == before


def test_a_sources_folder_may_lie_on_another_disk(make_project: MakeProject, tmp_path: Path) -> None:
    project = make_project(FOUR)
    project.sources.rename(tmp_path / "disk")
    project.sources.symlink_to(tmp_path / "disk", target_is_directory=True)
    assert set(states_after(project)) == set(FOUR)


def states_after(project: Project) -> dict[str, str]:
    take_in(project)
    return states(project)


def test_an_empty_folder_is_a_catalogue_of_nothing(make_project: MakeProject) -> None:
    project = make_project()
    (project.sources / PLACEHOLDER).touch()
    assert take_in(project).changed is True
    assert states(project) == {}
    assert reasons_of(project, "source_files") == {}


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_socket(path: Path) -> None:
    # a socket's path may have 108 bytes at most
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))


def make_link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def make_link_to_folder(path: Path) -> None:
    path.symlink_to("/etc", target_is_directory=True)


def make_broken_link(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("make", [make_fifo, make_socket, make_link, make_link_to_folder, make_broken_link])
def test_what_is_no_file_is_in_the_ledger(
    make_project: MakeProject, make: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project({"a.jsonl": conversations(1)})
    monkeypatch.chdir(project.sources)
    make(project.sources / "odd.jsonl")
    assert states_after(project) == {"a.jsonl": "present"}
    assert reasons_of(project, "source_files") == {"odd.jsonl": "not_a_file"}
    assert take_in(project).changed is False


def test_a_file_that_becomes_a_link_is_gone(make_project: MakeProject) -> None:
    project = make_project(FOUR)
    take_in(project)
    (project.sources / "a.jsonl").unlink()
    (project.sources / "a.jsonl").symlink_to(project.sources / "b.jsonl")
    assert states_after(project)["a.jsonl"] == "absent"
    assert reasons_of(project, "source_files") == {"a.jsonl": "not_a_file"}
    figures = manifest_of(project, "source_files").figures
    assert (figures["sources"], figures["absent"], figures["not_taken"]) == (3, 1, 1)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"line\nbreak.jsonl", "line\\nbreak.jsonl"),
        (b"\x1b[31mred.jsonl", "\\x1b[31mred.jsonl"),
        (b"bad-\xff.jsonl", "bad-\\udcff.jsonl"),
        ("左\u202e右.jsonl".encode(), "左\\u202e右.jsonl"),
    ],
)
def test_an_unsafe_name_is_in_the_ledger_spelt_out(
    make_project: MakeProject, name: bytes, shown: str
) -> None:
    project = make_project({"a.jsonl": conversations(1)})
    Path(os.fsdecode(os.fsencode(project.sources) + b"/" + name)).write_text(conversations(1))
    assert states_after(project) == {"a.jsonl": "present"}
    assert reasons_of(project, "source_files") == {shown: "unsafe_name"}


HOSTILE = [
    "问答 数据.jsonl",
    "資料／成語.csv",
    "名　前.jsonl",
    'it\'s [a] "b" *?.jsonl',
    "$(touch x); DROP TABLE raw;--.jsonl",
    "a..jsonl..",
    "-rf.jsonl",
    "%2e%2e%2f.jsonl",
    "a\\b.jsonl",
    "<b>&amp;|`x`.jsonl",
    "🫖.jsonl",
    "e\u0301.jsonl",
    "x" * 200 + ".jsonl",
]


def test_hostile_and_foreign_names_are_names(make_project: MakeProject) -> None:
    project = make_project({name: conversations(2, 10 * n) for n, name in enumerate(HOSTILE)})
    build(project, until="deduplicated")
    assert states(project) == dict.fromkeys(HOSTILE, "present")
    for name in HOSTILE:
        assert manifest_of(project, "raw", source_key(name)).figures["rows"] == 2
    assert manifest_of(project, "deduplicated").figures["rows"] == 2 * len(HOSTILE)


def test_ignored_names_are_in_the_ledger(make_project: MakeProject) -> None:
    project = make_project(
        {
            "a.jsonl": "{}",
            ".hidden": "x",
            "half.part": "x",
            "~$open.csv": "x",
            ".git/config": "x",
            "skip/b.bak": "x",
        },
        "source_files: {ignore: ['.*', '*.part', '~$*', '*.bak']}",
    )
    assert states_after(project) == {"a.jsonl": "present"}
    assert reasons_of(project, "source_files") == dict.fromkeys(
        [".hidden", "half.part", "~$open.csv", ".git", "skip/b.bak"], "ignored_name"
    )
    assert manifest_of(project, "source_files").figures["not_taken"] == 5


def test_another_recipe_takes_what_was_ignored(make_project: MakeProject) -> None:
    project = make_project({"a.jsonl": conversations(1), "b.part": conversations(1)})
    take_in(project)
    project.recipe.write_text("source_files: {ignore: []}")
    assert take_in(project).changed is True
    assert states(project) == {"a.jsonl": "present", "b.part": "present"}
    assert reasons_of(project, "source_files") == {}


def test_a_file_that_is_too_large_is_in_the_ledger(make_project: MakeProject) -> None:
    project = make_project({"a.jsonl": "{}", "b.jsonl": "x" * 11}, "source_files: {max_file_bytes: 10}")
    assert states_after(project) == {"a.jsonl": "present"}
    entry = ledger_of(project, "source_files")[0]
    assert (entry["source"], entry["reason"], entry["evidence"]) == (
        "b.jsonl",
        "file_too_large",
        '{"bytes":11,"most":10}',
    )


def test_an_empty_file_is_a_source_without_rows(make_project: MakeProject) -> None:
    project = make_project({"a.jsonl": conversations(1), "空.jsonl": ""})
    build(project, until="raw")
    assert states(project)["空.jsonl"] == "present"
    assert reasons_of(project, "raw") == {"空.jsonl": "empty_file"}


def growing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file grows each time a block of it is read, as a download does."""
    pread = os.pread

    def grow(descriptor: int, length: int, offset: int) -> bytes:
        block = pread(descriptor, min(length, 64), offset)
        if offset < 1000:
            with path.open("ab") as file:
                file.write(b'{"instruction": "x", "output": "y"}\n')
        return block

    monkeypatch.setattr(recording.os, "pread", grow)


def test_a_file_that_grows_while_it_is_copied_is_left_for_next_time(
    make_project: MakeProject, copied: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project({"a.jsonl": conversations(3), "b.jsonl": conversations(3, 9)})
    with monkeypatch.context() as patch:
        growing(project.sources / "a.jsonl", patch)
        take_in(project)
    assert "a.jsonl" not in states(project)
    assert reasons_of(project, "source_files")["a.jsonl"] == "source_changed"
    assert take_in(project).intake.added >= 1
    assert states(project) == {"a.jsonl": "present", "b.jsonl": "present"}


def test_a_known_file_that_changes_while_it_is_copied_keeps_its_version(
    make_project: MakeProject, copied: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(FOUR)
    take_in(project)
    write_sources(project, {"a.jsonl": conversations(3)})
    with monkeypatch.context() as patch:
        growing(project.sources / "a.jsonl", patch)
        taken = take_in(project)
    assert taken.sources[source_key("a.jsonl")].sha256 == sha256(FOUR["a.jsonl"])
    assert damaged(project, "source_files") == []
    assert take_in(project).intake.changed == 1


def test_a_file_replaced_while_it_is_copied_is_left_for_next_time(
    make_project: MakeProject, copied: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project({"a.jsonl": conversations(3), "b.jsonl": conversations(3, 9)})
    path = project.sources / "a.jsonl"
    pread = os.pread
    replaced = iter([True])

    def replace(descriptor: int, length: int, offset: int) -> bytes:
        if next(replaced, False):
            path.with_name("other").write_text(conversations(3, 40))
            path.with_name("other").replace(path)
        return pread(descriptor, length, offset)

    with monkeypatch.context() as patch:
        patch.setattr(recording.os, "pread", replace)
        take_in(project)
    assert reasons_of(project, "source_files") == {"a.jsonl": "source_changed"}


@pytest.mark.parametrize("moment", ["listed", "opened"])
def test_a_file_that_vanishes_meanwhile_is_no_fault_of_the_others(
    make_project: MakeProject, copied: list[int], monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    project = make_project(FOUR)
    path = project.sources / "b.jsonl"
    name = {"listed": "open", "opened": "pread"}[moment]
    original = getattr(os, name)

    def vanish(first: Any, *arguments: Any) -> Any:
        if moment == "opened" or str(first).endswith("b.jsonl"):
            path.unlink(missing_ok=True)
        return original(first, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(recording.os, name, vanish)
        take_in(project)
    assert {name for name in FOUR if name != "b.jsonl"} <= set(states(project))


@pytest.mark.parametrize("call", ["open", "pread"])
def test_a_file_that_cannot_be_read_is_in_the_ledger_and_loses_nothing(
    make_project: MakeProject, copied: list[int], monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """A disk fault or a right withdrawn is no removal: what was recorded stays."""
    project = make_project(FOUR)
    take_in(project)
    write_sources(project, {"a.jsonl": conversations(3), "new.jsonl": conversations(1)})
    original = getattr(os, call)

    def refuse(first: Any, *arguments: Any) -> Any:
        target = str(first) if call == "open" else str(Path(f"/proc/self/fd/{first}").readlink())
        if target.endswith("a.jsonl"):
            raise OSError(5, "Input/output error")
        return original(first, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(recording.os, call, refuse)
        taken = take_in(project)
    assert states(project) == dict.fromkeys([*FOUR, "new.jsonl"], "present")
    assert taken.sources[source_key("a.jsonl")].sha256 == sha256(FOUR["a.jsonl"])
    assert reasons_of(project, "source_files") == {"a.jsonl": "unreadable_file"}
    assert take_in(project).intake.changed == 1


def test_a_recorded_file_that_was_lost_or_altered_is_recorded_again(make_project: MakeProject) -> None:
    project = make_project(FOUR)
    take_in(project)
    before = manifest_of(project, "source_files").to_json()
    folder = project.stage("source_files") / "files"
    (folder / sha256(FOUR["a.jsonl"])).unlink()
    altered = folder / sha256(FOUR["b.jsonl"])
    altered.write_bytes(altered.read_bytes().upper())
    assert take_in(project).changed is True
    assert damaged(project, "source_files") == []
    assert manifest_of(project, "source_files").to_json() == before


def test_a_damaged_recorded_file_without_its_source_is_told(make_project: MakeProject) -> None:
    project = make_project({"a.jsonl": conversations(1)})
    take_in(project)
    (project.sources / "a.jsonl").unlink()
    altered = project.stage("source_files") / "files" / sha256(conversations(1))
    altered.write_bytes(b"{}")
    with pytest.raises(DanluError):
        take_in(project)


def test_a_published_file_is_never_written_to(make_project: MakeProject, tmp_path: Path) -> None:
    """Linked files share their bytes with the version before: a write would alter both."""
    project = make_project(FOUR)
    take_in(project)
    kept = tmp_path / "kept"
    kept.mkdir()
    for path in (project.stage("source_files") / "files").iterdir():
        os.link(path, kept / path.name)
    write_sources(project, {"a.jsonl": conversations(3), "new.jsonl": FOUR["b.jsonl"]})
    (project.sources / "c.jsonl").unlink()
    take_in(project)
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in kept.iterdir())


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"a.jsonl": 5}', b'{"a.jsonl": [1, 2, 3]}', b"\xff"])
def test_a_lost_or_damaged_cache_changes_nothing(make_project: MakeProject, content: bytes) -> None:
    project = make_project(FOUR)
    take_in(project)
    (project.work / "sources.json").write_bytes(content)
    taken = take_in(project)
    assert (taken.changed, taken.intake.changed) == (False, 0)


@pytest.mark.parametrize("content", [None, b"", b"[{}]", b"{", b"[5]", b"\xff", b"[]"])
def test_a_lost_or_altered_catalogue_is_told_and_loses_no_tombstone(
    make_project: MakeProject, content: bytes | None
) -> None:
    project = make_project(FOUR)
    take_in(project)
    path = project.stage("source_files") / "catalogue.json"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(DanluError, match=r"catalogue\.json is (damaged|missing or altered).*`dvc checkout`"):
        take_in(project)


def test_names_that_were_made_to_share_a_key_do_not_take_each_others_place(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key has 64 bits of SHA-256: here they are cut to 40, which two names can share."""
    for module in (source_walk, catalogue):
        monkeypatch.setattr(module, "source_key", lambda name: source_key(name)[:-6])
    first, second = "🌀📀🐙", "🌃🏲🕾"
    assert source_key(first)[:-6] == source_key(second)[:-6]
    project = make_project(
        {first: conversations(2), second: conversations(2, 9), "a.jsonl": conversations(1)}
    )
    assert sorted(states_after(project)) == ["a.jsonl", first]
    assert reasons_of(project, "source_files") == {second: "unsafe_name"}
    assert pending_sources(project, recipe_of(project)) == {"new": [], "changed": [], "gone": []}
    assert take_in(project).changed is False
