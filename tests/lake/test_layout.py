from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danlu.errors import DanluError
from danlu.lake.layout import Project, find_project, source_key
from tests.conftest import MakeProject


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("demo/问答 v2.jsonl", "demo_问答_v2_jsonl-07801729d4ec1b8e"),
        ("a.csv", "a_csv-32f29f33d51165a6"),
        ("../../etc/passwd", "etc_passwd-3754d6cb3a38e118"),
        ("'; DROP TABLE raw; --.csv", "drop_table_raw_csv-1827829d6df150bc"),
        ("[a]*?{b}.json", "a_b_json-be66779e28fc3f53"),
        ("🫖🫖", "5917f4393fdd4a73"),
        ("資料/成語.csv", "資料_成語_csv-337d00890af961e2"),
    ],
)
def test_a_key_is_readable_and_never_changes(name: str, key: str) -> None:
    """Partition keys stand in Dagster's history and in the lake: they are frozen like ids."""
    assert source_key(name) == key


@given(st.text())
def test_a_key_is_safe_as_folder_partition_and_sql_text(name: str) -> None:
    key = source_key(name)
    assert re.fullmatch(r"[0-9a-z\u4e00-\u9fff_]*-?[0-9a-f]{16}", key)
    assert len(key.encode()) <= 48 * 3 + 17
    assert not key.startswith((".", "-", "_"))


@given(st.text(), st.text())
def test_different_names_have_different_keys(first: str, second: str) -> None:
    assert (source_key(first) == source_key(second)) is (first == second)


def test_names_that_read_alike_have_different_keys() -> None:
    names = [
        "a b.json",
        "a_b.json",
        "A_b.json",
        "a/b.json",
        "a__b.json",
        "ａ_b.json",
        "e\u0301.csv",
        "\u00e9.csv",
    ]
    assert len({source_key(name) for name in names}) == len(names)


def test_a_project_is_found_upward(make_project: MakeProject) -> None:
    project = make_project()
    deep = project.sources / "a" / "b"
    deep.mkdir(parents=True)
    assert find_project(deep) == Project(project.root.resolve())


def test_a_recipe_alone_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").touch()
    with pytest.raises(DanluError, match=r"no danlu project here: no params\.yaml beside a dvc\.yaml"):
        find_project(tmp_path)


def test_the_environment_names_another_project(
    make_project: MakeProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, other = make_project(), make_project()
    monkeypatch.setenv("DANLU_PROJECT", str(other.root))
    assert find_project(project.root) == Project(other.root.resolve())
    monkeypatch.setenv("DANLU_PROJECT", str(tmp_path / "nowhere"))
    with pytest.raises(DanluError, match="no danlu project here"):
        find_project(project.root)


def test_the_working_directory_is_the_start(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project()
    monkeypatch.chdir(project.sources)
    assert find_project().root == project.root.resolve()
