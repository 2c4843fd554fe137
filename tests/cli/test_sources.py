"""`danlu add`, `danlu fetch` and `danlu sources`: from a place to a source, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from danlu.declared.file import read_declared
from danlu.furnace import fetch as fetching
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project, source_key
from danlu.lake.manifest import folder_version
from tests.cli.conftest import Run
from tests.conftest import MakeProject
from tests.declared.fetching import Far, declare, states, texts
from tests.scratch import conversations, refresh, take_in


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project({"a.jsonl": conversations(2), "chat/b.jsonl": conversations(2, 10)})


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Far:
    """What the commands fetch from."""
    far = Far({"wiki.jsonl": {"": conversations(3, 90).encode()}, "tea": {"1": b"{}\n", "2": b"{}\n"}})

    def fetch(project: Project, recipe: Any, names: Any, **options: Any) -> Any:
        return fetching.fetch_declared(project, recipe, names, find=far.find, environment={}, **options)

    monkeypatch.setattr("resources.runs.fetch_declared", fetch)
    return far


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    (tmp_path / "texts" / "deep").mkdir(parents=True)
    (tmp_path / "texts" / "x [1].txt").write_text("x")
    (tmp_path / "texts" / "deep" / "y.txt").write_text("y")
    return tmp_path / "texts"


def shown(danlu: Run, project: Project) -> dict[str | None, dict[str, Any]]:
    return {one["name"]: one for one in json.loads(danlu(project.root, "sources", "--json").out)}


def test_a_path_elsewhere_is_declared_as_seen_from_where_one_stands(
    danlu: Run, project: Project, elsewhere: Path
) -> None:
    said = danlu(project.sources, "add", "../../../texts", "--licence", "MIT", "--kind", "document")
    assert (said.code, said.out) == (0, "sources.yaml: texts (local)\nnext: danlu build\n")
    (entry,) = read_declared(project.root).entries
    assert (entry.location, entry.licence, entry.kind) == (str(elsewhere), "MIT", "document")
    take_in(project)
    assert set(states(project)) == {"a.jsonl", "chat/b.jsonl", "texts/x [1].txt", "texts/deep/y.txt"}


def test_a_path_in_the_project_is_declared_from_there(danlu: Run, project: Project) -> None:
    (project.root / "own").mkdir()
    (project.root / "own" / "z.txt").write_text("z")
    assert danlu(project.sources, "add", "../../own/z.txt").code == 0
    assert (
        danlu(
            project.sources, "add", "chat", "--kind", "chat", "--roles", "客户=user", "--fields", "text=内容"
        ).code
        == 0
    )
    first, second = read_declared(project.root).entries
    assert (first.name, first.location) == ("z.txt", "own/z.txt")
    assert (second.name, second.location) == ("chat", "data/sources/chat")
    assert (second.roles, second.fields) == ({"客户": "user"}, {"text": "内容"})
    take_in(project)
    assert read_catalogue(project)[source_key("chat/b.jsonl")].hints.kind == "chat"


def test_names_that_are_patterns_and_patterns(danlu: Run, project: Project, elsewhere: Path) -> None:
    assert danlu(elsewhere, "add", "x [1].txt").code == 2
    assert danlu(project.root, "add", str(elsewhere / "x [1].txt"), str(elsewhere / "**" / "*.txt")).code == 0
    assert [entry.name for entry in read_declared(project.root).entries] == ["x--1-.txt", "texts"]
    take_in(project)
    assert {"x--1-.txt", "texts/deep/y.txt"} <= set(states(project))


@pytest.mark.parametrize("options", [[], ["--licence", "MIT"]])
def test_a_copy_is_a_file_below_the_folder(
    danlu: Run, project: Project, elsewhere: Path, options: list[str]
) -> None:
    said = danlu(project.root, "add", "--copy", str(elsewhere), *options)
    assert said.code == 0
    assert (project.sources / "texts" / "deep" / "y.txt").read_text() == "y"
    assert (elsewhere / "deep" / "y.txt").exists()
    found = read_declared(project.root).entries
    assert [entry.location for entry in found] == (["data/sources/texts"] if options else [])
    assert danlu(project.root, "add", "--copy", str(elsewhere), *options).code == 2


def test_an_address_is_declared_and_fetched(danlu: Run, project: Project, far: Far) -> None:
    said = danlu(project.root, "add", "https://example.org/wiki.jsonl?v=1", "--language", "zh")
    assert said.code == 0
    assert "wiki.jsonl: 1 files, 1 new" in said.out
    assert "danlu build" in said.out
    assert texts(project)["wiki.jsonl"] == conversations(3, 90).encode()
    assert read_catalogue(project)[source_key("wiki.jsonl")].language == "zh"


def test_an_address_may_wait(danlu: Run, project: Project, far: Far) -> None:
    said = danlu(project.root, "add", "--no-fetch", "--name", "tea", "https://a.org/1", "https://a.org/2")
    assert (said.code, far.asked) == (0, [])
    assert "next: danlu fetch, then danlu build" in said.out
    assert read_declared(project.root).entries[0].urls == ("https://a.org/1", "https://a.org/2")
    assert shown(danlu, project)["tea"]["state"] == "never fetched"
    said = danlu(project.root, "fetch")
    assert "tea: 2 files, 2 new" in said.out
    said = danlu(project.root, "fetch", "tea")
    assert "tea: 2 files, nothing new" in said.out
    assert "danlu build" not in said.out


def test_a_database_is_declared_with_its_query(danlu: Run, project: Project) -> None:
    place = "postgresql://me:${PASS}@example.org/shop"
    assert danlu(project.root, "add", "--no-fetch", place, "--query", "SELECT 1").code == 0
    (entry,) = read_declared(project.root).entries
    assert (entry.name, entry.via, entry.query) == ("shop", "database", "SELECT 1")


WRONG: list[tuple[list[str], str]] = [
    (["nowhere.txt"], "nowhere.txt: there is no such file"),
    (["a.jsonl"], "is a source already"),
    (["postgresql://me:hunter2@example.org/x", "--query", "SELECT 1"], "a password does not belong"),
    (["postgresql://example.org/x"], "a database URL needs a query"),
    (["https://example.org/x", "--name", "a/b"], "name: String should match"),
    (["https://example.org/x", "--name", "a.jsonl"], "there is a source named a.jsonl already"),
    (["https://example.org/x", "--weight", "-1"], "weight: "),
    (["https://example.org/x", "--weight", "0"], "weight: "),
    (["https://me:hunter2@℀.com/x"], "the host of this address is none"),
    (["~nobody-of-that-name/x"], "no such file"),
    (["../..", "--copy"], "holds data/, which danlu writes"),
    (["..", "--copy", "--name", "all"], "holds data/, which danlu writes"),
    (["https://example.org/x", "--roles", "客户"], "KEY=VALUE"),
    (["https://example.org/x", "--roles", "客户=customer"], "roles.客户: "),
    (["https://example.org/x", "--kind", "poem"], "poem"),
    (["https://example.org/x", "--copy"], "--copy takes a file or a folder"),
    (["file:///etc/hosts"], "without file://"),
    (["../raw"], "no such file"),
    (["../../data"], "it holds data/"),
    ([], "Missing argument"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG, ids=[" ".join(one[0]) for one in WRONG])
def test_what_cannot_be_added_is_said_and_changes_nothing(
    danlu: Run, project: Project, far: Far, arguments: list[str], message: str
) -> None:
    declare(project, "sources: [] # mine\n")
    said = danlu(project.sources, "add", *arguments)
    assert said.code == 2
    assert message in said.err
    assert "hunter2" not in said.out + said.err
    assert (project.root / "sources.yaml").read_text() == "sources: [] # mine\n"
    assert sorted(path.name for path in project.sources.iterdir()) == ["a.jsonl", "chat"]
    assert far.asked == []


def test_what_cannot_be_fetched_is_told_and_ends_with_2(danlu: Run, project: Project, far: Far) -> None:
    declare(
        project,
        "sources:\n- {name: tea, location: https://a.org/}\n- {name: gone, location: https://b.org/}\n"
        "- {name: shut, location: 'https://c.org/${NO_SUCH_THING}'}\n",
    )
    far.files["gone"] = {"": {"status": 404}}
    said = danlu(project.root, "fetch")
    assert said.code == 2
    assert "tea: 2 files, 2 new" in said.out
    assert "gone: it could not be fetched (status 404)" in said.err
    assert "NO_SUCH_THING" in said.err
    found = shown(danlu, project)
    assert found["gone"]["state"] == found["shut"]["state"] == "could not be fetched"
    assert found["tea"]["files"] == 2
    far.files["tea"] = {"1": {"status": 503}}
    assert "tea: it could not be fetched (status 503)" in danlu(project.root, "fetch", "tea").err
    assert shown(danlu, project)["tea"]["state"] == "present; not all could be fetched"


def test_removals_upstream_are_accepted_when_they_are_meant(danlu: Run, project: Project, far: Far) -> None:
    declare(project, "sources:\n- {name: tea, location: https://a.org/}\n")
    danlu(project.root, "fetch")
    far.files["tea"] = {}
    said = danlu(project.root, "fetch")
    assert "2 missing but kept" in said.out
    assert "danlu fetch --accept-removals" in said.out
    assert shown(danlu, project)["tea"]["state"] == "present; some are missing and kept"
    assert "2 gone" in danlu(project.root, "fetch", "--accept-removals").out
    assert shown(danlu, project)["tea"]["state"] == "absent"


@pytest.mark.parametrize("arguments", [["fetch", "nobody"], ["fetch", "here"]])
def test_only_remote_entries_are_fetched(danlu: Run, project: Project, arguments: list[str]) -> None:
    declare(project, "sources:\n- {name: here, location: data/sources/chat}\n")
    said = danlu(project.root, *arguments)
    assert said.code == 2
    assert "Traceback" not in said.err


def test_nothing_to_fetch(danlu: Run, project: Project) -> None:
    said = danlu(project.root, "fetch")
    assert said.code == 0
    assert "declares nothing that is fetched" in said.out


def test_every_entry_is_listed_with_its_state(danlu: Run, project: Project, far: Far) -> None:
    declare(
        project,
        "sources:\n"
        "- {name: wx, location: data/sources/chat, kind: chat, licence: '[red]MIT'}\n"
        "- {name: tea, location: https://a.org/}\n"
        "- {name: lost, location: no/such/folder}\n",
    )
    assert shown(danlu, project)["wx"]["state"] == "not taken in yet"
    danlu(project.root, "fetch")
    take_in(project)
    refresh(project, "raw")
    found = shown(danlu, project)
    assert list(found) == ["wx", "tea", "lost", None]
    wx = read_catalogue(project)[source_key("chat/b.jsonl")]
    assert found["wx"] == {
        "name": "wx",
        "kind": "chat",
        "via": "local",
        "state": "present",
        "files": 1,
        "rows": 2,
        "licence": "[red]MIT",
        "version": wx.version,
    }
    known = read_catalogue(project)
    version = folder_version({name: known[source_key(name)].version for name in ("tea/1", "tea/2")})
    assert (found["tea"]["files"], found["tea"]["version"]) == (2, version)
    assert found["lost"]["state"] == "cannot be reached"
    assert (found[None]["files"], found[None]["rows"], found[None]["state"]) == (1, 2, "present")
    lines = danlu(project.root, "sources").out.splitlines()
    assert "[red]MIT" in lines[1]
    assert wx.version[:12] in lines[1]
    assert lines[-1].strip().startswith("data/sources/")
    declare(project, "sources:\n- {name: wx, location: data/sources/chat, kind: novel}\n")
    assert shown(danlu, project)["wx"]["state"] == "present; sources.yaml has changed"


@pytest.mark.parametrize(
    "command", [["build"], ["status"], ["sources"], ["fetch"], ["add", "https://a.org/x"]]
)
def test_wrong_declarations_are_said_with_their_line_and_end_with_2(
    danlu: Run, built: Project, command: list[str]
) -> None:
    before = {path: path.read_bytes() for path in built.stage("source_files").rglob("*") if path.is_file()}
    declare(built, "sources:\n- name: x\n  loction: y\n")
    said = danlu(built.root, *command)
    assert said.code == 2
    assert 'sources.yaml, line 3: sources[0].loction: unknown key; did you mean "location"?' in said.err
    assert "Traceback" not in said.err
    assert {path: path.read_bytes() for path in before} == before
