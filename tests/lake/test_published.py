from __future__ import annotations

import json
from pathlib import Path

import pytest

from danlu.lake.catalogue import SourceFile, catalogue_json, content_path, read_catalogue
from danlu.lake.layout import Project, source_key
from danlu.lake.published import Published, published_files
from tests.conftest import MakeProject
from tests.scratch import manifest_of

ENGLISH = source_key("notes/english.jsonl")


def test_the_catalogue_is_sorted_by_name_and_read_back(make_project: MakeProject) -> None:
    project = make_project()
    sources = [SourceFile("茶.csv", "b" * 64, 3), SourceFile("a.csv", "a" * 64, 2, "absent")]
    path = project.stage("source_files") / "catalogue.json"
    path.parent.mkdir(parents=True)
    path.write_text(catalogue_json(sources), encoding="utf-8")
    assert list(read_catalogue(project).values()) == [sources[1], sources[0]]
    assert list(read_catalogue(project)) == [source_key("a.csv"), source_key("茶.csv")]
    assert catalogue_json(sources) == catalogue_json(sources[::-1])


def test_no_catalogue_before_the_first_intake(make_project: MakeProject) -> None:
    assert read_catalogue(make_project()) == {}


def test_a_tombstone_has_a_version_of_its_own() -> None:
    assert SourceFile("a", "f" * 64, 1).version == "f" * 64
    assert SourceFile("a", "f" * 64, 1, "absent").version == "absent"


def test_a_source_is_found_under_its_hash(example: Project) -> None:
    for source in read_catalogue(example).values():
        assert content_path(example, source).read_bytes() == (example.sources / source.name).read_bytes()


@pytest.mark.parametrize("stage", ["raw", "cleaned", "deduplicated", "annotated", "augmented", "balanced"])
def test_files_are_found_through_the_manifest(example: Project, stage: str) -> None:
    own = published_files(example, stage, ENGLISH, "rows")
    assert len(own) == 1
    assert own[0].is_file()
    everything = published_files(example, stage, None, "rows")
    assert own[0] in everything
    assert len(everything) == len(read_catalogue(example))


def test_a_file_that_no_manifest_names_is_not_published(built: Project) -> None:
    folder = built.unit("cleaned", ENGLISH)
    (folder / "rows-00009.parquet").write_bytes((folder / "rows-00000.parquet").read_bytes())
    assert [path.name for path in published_files(built, "cleaned", ENGLISH, "rows")] == [
        "rows-00000.parquet"
    ]


def test_nothing_is_published_in_an_empty_project(make_project: MakeProject) -> None:
    project = make_project()
    assert published_files(project, "raw", ENGLISH, "rows") == []
    assert published_files(project, "balanced", None, "rows") == []
    assert Published(project).version("raw", ENGLISH) == Published(project).version("balanced", ENGLISH) == ""


def test_the_version_of_one_source_follows_its_own_files(built: Project) -> None:
    assert Published(built).version("raw", ENGLISH) == manifest_of(built, "raw", ENGLISH).version
    other = source_key("turns.json")
    before = {key: Published(built).version("balanced", key) for key in (ENGLISH, other)}
    path: Path = built.stage("balanced") / "manifest.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    values["files"][f"rows/{other}.parquet"]["md5"] = "0" * 32
    path.write_text(json.dumps(values), encoding="utf-8")
    assert Published(built).version("balanced", ENGLISH) == before[ENGLISH]
    assert Published(built).version("balanced", other) != before[other]
