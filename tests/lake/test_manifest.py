from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danlu.errors import DanluError
from danlu.lake.manifest import NAME, FileEntry, Manifest, describe_file, folder_version, read_manifest

HASHES = st.dictionaries(
    st.text(min_size=1, max_size=6), st.text("0123456789abcdef", min_size=4, max_size=4), max_size=5
)


def make(**more: object) -> Manifest:
    files = {"rows/茶.parquet": FileEntry("aa", "bb", 12, 3), "metrics.json": FileEntry("cc", "dd", 4)}
    values = {
        "stage": "raw",
        "key": "茶-1",
        "fingerprint": "f",
        "inputs": {"source_files": "x"},
        "files": files,
    }
    return Manifest(**{**values, **more})  # type: ignore[arg-type]


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    manifest = make(figures={"rows": 3}, details={"source": "茶.csv", "encoding": None})
    (tmp_path / NAME).write_text(manifest.to_json(), encoding="utf-8")
    assert read_manifest(tmp_path) == manifest


def test_equal_manifests_are_equal_files_whatever_the_order() -> None:
    first = make(figures={"b": 1, "a": 2}, inputs={"y": "1", "x": "2"})
    second = make(figures={"a": 2, "b": 1}, inputs={"x": "2", "y": "1"})
    assert first.to_json() == second.to_json()


def test_no_manifest_where_nothing_is_published(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None
    assert read_manifest(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"version": 1}',
        '{"version": 1, "files": []}',
        "null",
        '{"version":"","files":{"a":{}}}',
    ],
)
def test_a_damaged_manifest_is_told_with_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)
    with pytest.raises(DanluError, match=r"manifest\.json is damaged .* `dvc checkout`"):
        read_manifest(tmp_path)


def test_bytes_that_are_no_text_are_a_damaged_manifest(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"\xff\xfe{")
    with pytest.raises(DanluError, match="damaged"):
        read_manifest(tmp_path)


def test_the_version_follows_the_data_and_nothing_else() -> None:
    assert make().version == make(fingerprint="g", inputs={}, figures={"rows": 9}).version
    changed = {"metrics.json": FileEntry("cc", "d0", 4)}
    assert make(files=changed).version != make().version


@given(HASHES, HASHES)
def test_folders_with_other_names_or_hashes_have_other_versions(
    first: dict[str, str], second: dict[str, str]
) -> None:
    assert (folder_version(first) == folder_version(second)) is (first == second)


def test_the_version_is_the_one_dvc_computes_for_a_folder(tmp_path: Path) -> None:
    from dvc_data.hashfile.build import build
    from dvc_data.hashfile.db import HashFileDB
    from dvc_objects.fs.local import LocalFileSystem

    folder = tmp_path / "folder"
    for name in ("b.txt", "a/茶.txt", "a.txt", "a/z"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    fs = LocalFileSystem()
    _, _, tree = build(HashFileDB(fs, str(tmp_path / "cache")), str(folder), fs, "md5")
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    ours = folder_version({name: describe_file(folder / name).md5 for name in names})
    assert tree.hash_info.value == f"{ours}.dir"


def test_a_file_is_described_by_its_bytes(tmp_path: Path) -> None:
    content = "茶\n".encode() * 500_000
    (tmp_path / "a").write_bytes(content)
    entry = describe_file(tmp_path / "a", rows=7)
    assert entry.sha256 == hashlib.sha256(content).hexdigest()
    assert entry.md5 == hashlib.md5(content, usedforsecurity=False).hexdigest()
    assert (entry.bytes, entry.rows) == (len(content), 7)


def test_what_is_stored_says_its_own_version() -> None:
    assert json.loads(make().to_json())["version"] == make().version
