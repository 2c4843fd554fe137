from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from danlu.declared.entry import Entry
from danlu.fetching import hub_client
from danlu.fetching.base import Before, Fetched, NotFetched
from danlu.fetching.hub import Hub
from danlu.fetching.hub_files import NoSuchPartError, choose_files
from tests.fetching.hub_server import TOKEN, serving
from tests.fetching.hub_server import Hub as Server

FILES = {
    "README.md": b"---\n---",
    "data/train-00000-of-00002.parquet": b"PAR1 one",
    "data/train-00001-of-00002.parquet": b"PAR1 two",
    "data/test-00000-of-00001.parquet": b"PAR1 three",
    "load.py": b"raise SystemExit",
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    pytest.importorskip("huggingface_hub")
    with serving() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
        for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_HUB_OFFLINE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(hub_client, "_PAUSE", 0.001)
        yield hub


class Fetching:
    """Fetches again and again, with what the last fetch left."""

    def __init__(self, folder: Path, location: str = "hf://owner/set", **fetch: Any) -> None:
        self.entry = Entry.model_validate({"name": "h", "location": location, "fetch": fetch})
        self.folder = folder
        self.before = Before()
        self.number = 0

    def __call__(self) -> dict[str, Fetched | NotFetched]:
        self.number += 1
        folder = self.folder / f"fetch-{self.number}"
        folder.mkdir(parents=True)
        notes: dict[str, Any] = {}
        answers = list(Hub().fetch(self.entry, self.before, folder, notes))
        found = {answer.name: answer for answer in answers}
        assert len(found) == len(answers)
        files = dict(self.before.files) | {one.name: one.path for one in answers if isinstance(one, Fetched)}
        self.before = Before(files, notes)
        return found


def contents(found: dict[str, Fetched | NotFetched]) -> dict[str, bytes]:
    assert all(isinstance(one, Fetched) for one in found.values()), found
    return {name: one.path.read_bytes() for name, one in found.items() if isinstance(one, Fetched)}


def problem(found: dict[str, Fetched | NotFetched], name: str = "") -> object:
    one = found[name]
    assert isinstance(one, NotFetched), one
    return one.evidence["problem"]


def shards(*names: str) -> dict[str, bytes]:
    return {name: content for name, content in FILES.items() if any(f"/{one}-" in name for one in names)}


@pytest.mark.slow
def test_files_as_they_are_and_of_one_commit(server: Server, tmp_path: Path) -> None:
    commit = server.commit(FILES)
    fetch = Fetching(tmp_path)
    assert contents(fetch()) == shards("train", "test")
    assert {note["commit"] for note in fetch.before.notes.values()} == {commit}
    assert [asked for asked in server.asked[1:] if commit not in asked] == []
    assert contents(Fetching(tmp_path / "s", split="train")()) == shards("train")
    datasets = Fetching(tmp_path / "d", "hf://datasets/owner/set/data/test-*.parquet")
    assert contents(datasets()) == shards("test")


@pytest.mark.slow
def test_a_refresh_fetches_what_changed(server: Server, tmp_path: Path) -> None:
    server.commit(FILES)
    fetch = Fetching(tmp_path)
    fetch()
    server.asked.clear()
    again = fetch()
    assert {tuple(one.figures) for one in again.values() if isinstance(one, Fetched)} == {("unchanged",)}
    assert not [asked for asked in server.asked if "/resolve/" in asked]
    changed = {**FILES, "data/test-00000-of-00001.parquet": b"PAR1 new"}
    commit = server.commit(changed)
    third = fetch()
    assert contents(third)["data/test-00000-of-00001.parquet"] == b"PAR1 new"
    assert len(list((tmp_path / "fetch-3").iterdir())) == 1
    assert {note["commit"] for note in fetch.before.notes.values()} == {commit}


@pytest.mark.slow
def test_revisions_are_pinned(server: Server, tmp_path: Path) -> None:
    old = server.commit({"a.csv": b"old"})
    server.commit({"a.csv": b"convert"}, "refs/convert/parquet")
    server.commit({"a.csv": b"new"})
    for number, (location, revision, expected) in enumerate(
        (
            ("hf://owner/set", None, b"new"),
            ("hf://owner/set", old, b"old"),
            (f"hf://owner/set@{old}", None, b"old"),
            ("hf://datasets/owner/set@refs%2Fconvert%2Fparquet", None, b"convert"),
        )
    ):
        fetch = Fetching(tmp_path / str(number), location, revision=revision)
        assert contents(fetch()) == {"a.csv": expected}
    assert problem(Fetching(tmp_path / "x", "hf://owner/set@gone")()) == "hub_error"


@pytest.mark.slow
def test_a_private_set_needs_its_token_and_keeps_it(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server.commit(FILES)
    server.private = True
    refused = Fetching(tmp_path / "1")()
    assert refused == {"": NotFetched("", {"problem": "hub_error", "status": 401, "code": "GatedRepo"})}
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert contents(Fetching(tmp_path / "2")()) == shards("train", "test")
    # the store of large files is another host: the token is not for it
    assert set(server.elsewhere) == {None}
    assert TOKEN not in caplog.text


@pytest.mark.slow
def test_faults_that_pass_are_tried_again(server: Server, tmp_path: Path) -> None:
    server.commit({"a.csv": b"x"})
    server.failures = [503, 500, 429]
    assert contents(Fetching(tmp_path / "1", retries=3)()) == {"a.csv": b"x"}
    server.failures = [503, 503]
    assert problem(Fetching(tmp_path / "2", retries=1)(), "a.csv") == "hub_error"
    server.failures = [403, 200]
    found = Fetching(tmp_path / "3")()
    assert found["a.csv"] == NotFetched("a.csv", {"problem": "hub_error", "status": 403})


@pytest.mark.slow
def test_what_does_not_come_whole_is_not_taken(server: Server, tmp_path: Path) -> None:
    server.commit({"a.csv": b"first", "b.parquet": b"PAR1"})
    fetch = Fetching(tmp_path, retries=0)
    fetch()
    server.commit({"a.csv": b"second", "b.parquet": b"PAR1 more"})
    server.altered = True
    assert {problem(found, name) for found in [fetch()] for name in found} == {"digest_differs"}
    server.altered, server.short = False, 1
    assert {problem(found, name) for found in [fetch()] for name in found} == {"cut_off"}
    assert fetch.before.files["a.csv"].read_bytes() == b"first"
    assert not list((tmp_path / "fetch-3").iterdir())
    server.short = 0
    assert contents(fetch()) == {"a.csv": b"second", "b.parquet": b"PAR1 more"}


@pytest.mark.slow
def test_bounds_and_hostile_names(server: Server, tmp_path: Path) -> None:
    server.commit(
        {
            "../up.csv": b"x",
            "a\\b.csv": b"x",
            "a.csv": b"x" * 60,
            "b.csv": b"x" * 60,
            "c\n.csv": b"x",
            "d.csv": b"x" * 30,
        }
    )
    found = Fetching(tmp_path, max_file_bytes=100)()
    told = {name: one.evidence["problem"] for name, one in found.items() if isinstance(one, NotFetched)}
    assert told == {"a\\b.csv": "unsafe_name", "b.csv": "over_max_file_bytes", "c\\n.csv": "unsafe_name"}
    assert {name for name, one in found.items() if isinstance(one, Fetched)} == {"a.csv", "d.csv"}


@pytest.mark.parametrize("following", ["@203.0.113.7/x", ".example.org/x", "http://[::1", "?x"])
def test_what_follows_is_asked_of_the_same_host(server: Server, tmp_path: Path, following: str) -> None:
    server.commit({f"{number}.csv": b"x" for number in range(5)})
    server.following = following
    assert problem(Fetching(tmp_path)()) == "unexpected_answer"


@pytest.mark.slow
def test_offline_leaves_what_was(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    server.commit({"a.csv": b"x"})
    fetch = Fetching(tmp_path)
    fetch()
    notes = fetch.before.notes
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert fetch() == {"": NotFetched("", {"problem": "hub_error", "error": "OfflineModeIsEnabled"})}
    assert fetch.before.notes == notes
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert problem(Fetching(tmp_path / "2", retries=1)()) == "hub_error"
    assert problem(Fetching(tmp_path / "3", "hf://../../etc")()) == "no_such_name"


CONFIGS = [
    {
        "config_name": "zh",
        "data_files": [{"split": "train", "path": "zh/*.csv"}, {"split": "test", "path": "t.csv"}],
    },
    {"config_name": "en", "data_files": "en/**/*.csv"},
]


def test_subsets_of_the_readme() -> None:
    paths = ["zh/a.csv", "zh/.b.csv", "en/x/c.csv", "en/d.csv", "t.csv"]
    assert choose_files(paths, CONFIGS, "zh", None) == ["t.csv", "zh/a.csv"]
    assert choose_files(paths, CONFIGS, "zh", "test") == ["t.csv"]
    assert choose_files(paths, CONFIGS, "en", "train") == ["en/d.csv", "en/x/c.csv"]
    for subset, split, told in (
        (None, None, "subset_needed"),
        ("fr", None, "unknown_subset"),
        ("zh", "dev", "unknown_split"),
    ):
        with pytest.raises(NoSuchPartError, match=told):
            choose_files(paths, CONFIGS, subset, split)
    assert choose_files(
        paths, [*CONFIGS, {"config_name": "x", "default": True, "data_dir": "en"}], None, None
    ) == [
        "en/d.csv",
        "en/x/c.csv",
    ]
    with pytest.raises(NoSuchPartError, match="no_data_files"):
        choose_files(["README.md", "x.py"], None, None, None)


LAYOUTS = [
    [
        "data/train-00000-of-00002.csv",
        "data/train-00001-of-00002.csv",
        "data/test-00000-of-00001.csv",
        "x.csv",
    ],
    ["train/a.csv", "test/b.csv", "c.csv"],
    ["sub/training-set/a.csv", "my_validation/b.csv"],
    ["train.csv", "dev.csv", "eval_1.csv"],
    ["my-train-1.csv", "test2.csv", "contest.csv"],
    ["trainer.csv", "latest.csv"],
    ["a.csv", "deep/er/b.csv", ".hidden.csv", "__x__/c.csv"],
    ["valid/x.csv", "data/y.csv"],
]


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_splits_agree_with_the_library_of_the_hub(layout: list[str], tmp_path: Path) -> None:
    """`datasets` says which files of a local folder are of which split; a process, for it keeps caches."""
    pytest.importorskip("datasets")
    for name in layout:
        path = tmp_path / "set" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a\n1\n", encoding="utf-8")
    program = (
        "import sys, datasets\n"
        "built = datasets.load_dataset_builder(sys.argv[1], cache_dir=sys.argv[2])\n"
        "print({str(k): sorted(v) for k, v in built.config.data_files.items()})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "set"), str(tmp_path / "cache")],
        capture_output=True,
        check=True,
        env={"HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1"},
    )
    theirs = eval(done.stdout)
    root = str(tmp_path / "set") + "/"
    for split, files in theirs.items():
        assert choose_files(layout, None, None, split) == [file.removeprefix(root) for file in files]
    with pytest.raises(NoSuchPartError) as refused:
        choose_files(layout, None, None, "no such split")
    assert refused.value.evidence["splits"] == sorted(theirs)
