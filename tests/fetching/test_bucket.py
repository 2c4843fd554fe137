from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danlu.declared.entry import Entry
from danlu.fetching import bucket as module
from danlu.fetching.base import Before, Fetched, NotFetched
from danlu.fetching.bucket import Bucket
from danlu.fetching.names import is_safe_name, matches

PLACES = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server_of_moto = pytest.importorskip("moto.server")
    pytest.importorskip("s3fs")
    server = server_of_moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


class Store:
    """A bucket of the local server, seen by its owner."""

    def __init__(self, endpoint: str, name: str) -> None:
        import boto3

        self.name = name
        self.client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id="k",
            aws_secret_access_key="s",
        )
        self.client.create_bucket(Bucket=name)

    def put(self, **objects: bytes) -> None:
        for key, content in objects.items():
            self.client.put_object(Bucket=self.name, Key=key, Body=content)


@pytest.fixture
def store(
    endpoint: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, tmp_path: Path
) -> Store:
    for name in PLACES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "k")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "geheim")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-credentials"))
    name = hashlib.sha256(request.node.name.encode()).hexdigest()[:20]
    return Store(endpoint, name)


class Fetching:
    """Fetches again and again, with what the last fetch left."""

    def __init__(self, location: str, folder: Path, **fetch: Any) -> None:
        self.entry = Entry.model_validate({"name": "b", "location": location, "fetch": fetch})
        self.folder = folder
        self.before = Before()
        self.number = 0

    def __call__(self) -> dict[str, Fetched | NotFetched]:
        self.number += 1
        folder = self.folder / f"fetch-{self.number}"
        folder.mkdir(parents=True)
        notes: dict[str, Any] = {}
        answers = list(Bucket().fetch(self.entry, self.before, folder, notes))
        found = {answer.name: answer for answer in answers}
        assert len(found) == len(answers)
        files = dict(self.before.files) | {one.name: one.path for one in answers if isinstance(one, Fetched)}
        self.before = Before(files, notes)
        return found


def contents(found: dict[str, Fetched | NotFetched]) -> dict[str, bytes]:
    assert all(isinstance(one, Fetched) for one in found.values()), found
    return {name: one.path.read_bytes() for name, one in found.items() if isinstance(one, Fetched)}


def problems(found: dict[str, Fetched | NotFetched]) -> dict[str, object]:
    return {name: one.evidence["problem"] for name, one in found.items() if isinstance(one, NotFetched)}


@pytest.mark.slow
def test_objects_below_a_prefix(store: Store, tmp_path: Path) -> None:
    store.put(
        **{
            "data/训练/a.jsonl": b"1",
            "data/b?versionId=x.txt": b"2",
            "data/": b"",
            "database": b"3",
            "empty": b"",
        }
    )
    fetch = Fetching(f"s3://{store.name}/data", tmp_path)
    assert contents(fetch()) == {"训练/a.jsonl": b"1", "b?versionId=x.txt": b"2"}
    assert contents(Fetching(f"s3://{store.name}/empty", tmp_path / "e")()) == {"": b""}
    whole = contents(Fetching(f"s3://{store.name}", tmp_path / "w")())
    assert set(whole) == {"data/训练/a.jsonl", "data/b?versionId=x.txt", "database", "empty"}


@pytest.mark.slow
def test_objects_of_a_pattern(store: Store, tmp_path: Path) -> None:
    store.put(**{"p/a.csv": b"a", "p/q/b.csv": b"b", "p/c.txt": b"c", "x.csv": b"x"})
    assert contents(Fetching(f"s3://{store.name}/p/*.csv", tmp_path / "1")()) == {"a.csv": b"a"}
    assert set(contents(Fetching(f"s3://{store.name}/p/**/*.csv", tmp_path / "2")())) == {"a.csv", "q/b.csv"}
    assert set(contents(Fetching(f"s3://{store.name}/**", tmp_path / "3")())) == {
        "p/a.csv",
        "p/q/b.csv",
        "p/c.txt",
        "x.csv",
    }


@pytest.mark.slow
def test_only_what_changed_is_fetched_again(store: Store, tmp_path: Path) -> None:
    store.put(**{"d/a": b"old", "d/b": b"same"})
    fetch = Fetching(f"s3://{store.name}/d/", tmp_path)
    first = fetch()
    assert contents(first) == {"a": b"old", "b": b"same"}
    second = fetch()
    assert {name: one.figures for name, one in second.items() if isinstance(one, Fetched)} == {
        "a": {"unchanged": 1},
        "b": {"unchanged": 1},
    }
    assert not list((tmp_path / "fetch-2").iterdir())
    store.put(**{"d/a": b"new", "d/c": b"more"})
    third = fetch()
    assert contents(third) == {"a": b"new", "b": b"same", "c": b"more"}
    assert len(list((tmp_path / "fetch-3").iterdir())) == 2


@pytest.mark.slow
def test_a_large_object_comes_whole(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PIECE", 100_000)
    content = os.urandom(1_234_567)
    store.put(**{"large.bin": content})
    assert contents(Fetching(f"s3://{store.name}/large.bin", tmp_path)()) == {"": content}


@pytest.mark.slow
def test_hostile_keys_are_told_and_not_written(store: Store, tmp_path: Path) -> None:
    store.put(
        **{
            "d/../../up": b"x",
            "d//double": b"x",
            "d/a/./b": b"x",
            "d/back\\slash": b"x",
        },
        **{"d/" + "n" * 300: b"x", "d/\u202egnp": b"x", "d/good": b"g", "d/both": b"f", "d/both/inner": b"i"},
    )
    # the local server's own door does not let this one in
    from moto.s3.models import s3_backends

    s3_backends["123456789012"]["aws"].put_object(store.name, "d/line\nfeed", b"x")
    around = sorted(tmp_path.rglob("*"))
    found = Fetching(f"s3://{store.name}/d/", tmp_path / "out")()
    assert problems(found) == {
        "../../up": "unsafe_name",
        "/double": "unsafe_name",
        "line\\nfeed": "unsafe_name",
        "a/./b": "unsafe_name",
        "back\\slash": "unsafe_name",
        "n" * 200: "unsafe_name",
        "\\u202egnp": "unsafe_name",
        "both": "name_is_a_folder_too",
    }
    assert {name for name, one in found.items() if isinstance(one, Fetched)} == {"good", "both/inner"}
    assert sorted(path for path in tmp_path.rglob("*") if "out" not in path.parts) == around


@pytest.mark.slow
def test_bounds(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(**{"d/a": b"x" * 60, "d/b": b"x" * 60, "d/c": b"x" * 30})
    found = Fetching(f"s3://{store.name}/d", tmp_path / "1", max_file_bytes=100)()
    assert problems(found) == {"b": "over_max_file_bytes"}
    monkeypatch.setattr(module, "MOST_OBJECTS", 2)
    assert problems(Fetching(f"s3://{store.name}/d", tmp_path / "2")()) == {"": "too_many_objects"}


@pytest.mark.slow
def test_an_object_that_changes_while_it_is_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PIECE", 10)
    store.put(**{"d/a": b"x" * 30})
    fetch = Fetching(f"s3://{store.name}/d", tmp_path)
    fetch()
    store.put(**{"d/a": b"y" * 30})
    usual = module._Store._call

    def changing(self: Any, method: str, **arguments: Any) -> Any:
        if arguments.get("Range") == "bytes=10-19":
            store.put(**{"d/a": b"z" * 30})
        return usual(self, method, **arguments)

    monkeypatch.setattr(module._Store, "_call", changing)
    assert problems(fetch()) == {"a": "changed_while_read"}
    assert fetch.before.files["a"].read_bytes() == b"x" * 30
    monkeypatch.setattr(module._Store, "_call", usual)
    assert contents(fetch()) == {"a": b"z" * 30}


@pytest.mark.slow
def test_what_is_not_there_is_told_without_secrets(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert problems(Fetching(f"s3://{store.name}/none", tmp_path / "1")()) == {"": "no_objects"}
    found = Fetching("s3://no-such-bucket-at-all/x", tmp_path / "2")()
    assert problems(found) == {"": "store_error"}
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    unreachable = Fetching(f"s3://{store.name}/x", tmp_path / "3", timeout_seconds=1, retries=0)
    unreachable.before = Before({"a": tmp_path / "a"}, {"a": {"etag": "t", "size": "1"}})
    assert problems(unreachable()) == {"": "store_error"}
    assert unreachable.before.notes == {"a": {"etag": "t", "size": "1"}}
    logged = [one.getMessage() for one in caplog.records if one.name != "werkzeug"]
    for shown in (repr(found), repr(logged)):
        assert "geheim" not in shown
        assert "127.0.0.1" not in shown


@pytest.mark.slow
def test_without_credentials_requests_are_anonymous(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(**{"d/a": b"public"})
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    made: list[bool] = []
    import s3fs

    usual = s3fs.S3FileSystem.__init__

    def seen(self: Any, **arguments: Any) -> None:
        made.append(arguments["anon"])
        usual(self, **arguments)

    monkeypatch.setattr(s3fs.S3FileSystem, "__init__", seen)
    store.client.put_bucket_acl(Bucket=store.name, ACL="public-read")
    assert problems(Fetching(f"s3://{store.name}/d", tmp_path / "private")()) == {"a": "store_error"}
    store.client.put_object_acl(Bucket=store.name, Key="d/a", ACL="public-read")
    assert contents(Fetching(f"s3://{store.name}/d", tmp_path / "public")()) == {"a": b"public"}
    assert made == [True, True]


@given(st.text("ab*?/", max_size=12), st.text("ab/", max_size=12))
def test_patterns_agree_with_a_plain_definition(pattern: str, name: str) -> None:
    def fits(wanted: str, found: str) -> bool:
        if not wanted:
            return not found
        if wanted[0] == "*":
            return fits(wanted[1:], found) or (bool(found) and fits(wanted, found[1:]))
        return bool(found) and wanted[0] in {"?", found[0]} and fits(wanted[1:], found[1:])

    def all_fit(wanted: list[str], found: list[str]) -> bool:
        if not wanted:
            return not found
        if wanted[0] == "**":
            return all_fit(wanted[1:], found) or (bool(found) and all_fit(wanted, found[1:]))
        return bool(found) and fits(wanted[0], found[0]) and all_fit(wanted[1:], found[1:])

    assert matches(pattern, name) == all_fit(pattern.split("/"), name.split("/"))


def test_hostile_patterns_take_little_time() -> None:
    assert not matches("*a" * 500, "a" * 499 + "b")
    assert not matches("**/" * 200 + "x", "a/" * 200 + "b")


@given(st.text(max_size=30))
def test_safe_names_stay_below_their_folder(name: str) -> None:
    if is_safe_name(name):
        folder = Path("folder").absolute()
        assert folder in (folder / name).resolve().parents
