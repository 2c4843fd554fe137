"""DVC and the manifests tell the same (law 6), in both directions."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
import yaml

from danlu.graph import STAGES
from danlu.lake.layout import source_key
from danlu.lake.manifest import read_manifest
from tests.deployment.conftest import Deployment
from tests.scratch import contents, conversations, example_sources, write_sources

CLEAN = "Data and pipelines are up to date.\n"


def lock_of(deployment: Deployment) -> dict[str, str]:
    """The MD5 that DVC has of each stage's folder."""
    lock = yaml.safe_load((deployment.root / "dvc.lock").read_text(encoding="utf-8"))
    return {name: stage["outs"][0]["md5"] for name, stage in lock["stages"].items()}


def test_after_a_build_dvc_has_nothing_to_say(first: Deployment) -> None:
    assert first.dvc("status") == CLEAN
    assert first.git("status", "--porcelain") == ""
    said = first.dvc("repro", "--dry")
    assert "Running stage" not in said
    assert said.count("didn't change, skipping") == len(STAGES)


def test_every_dataset_is_in_the_cache(first: Deployment) -> None:
    assert set(lock_of(first)) == set(STAGES)
    tracked = first.git("ls-files", "data").split()
    assert set(tracked) <= {"data/.gitignore", "data/sources/.gitkeep", "data/recorded/held_out/.gitkeep"}
    for path in first.project.stage("balanced").rglob("*.parquet"):
        entry = read_manifest(first.project.stage("balanced"))
        assert entry is not None
        md5 = entry.files[path.relative_to(first.project.stage("balanced")).as_posix()].md5
        assert (first.root / ".dvc" / "cache" / "files" / "md5" / md5[:2] / md5[2:]).is_file()


def test_published_files_are_no_links_into_the_cache(first: Deployment) -> None:
    """A link would let a write to a dataset alter every version that shares the file."""
    for path in first.project.stage("exported").rglob("*"):
        assert not path.is_symlink()
        assert path.is_dir() or path.stat().st_nlink == 1


@pytest.mark.slow
def test_git_keeps_what_was_frozen_and_dvc_knows_that_the_split_hangs_on_it(deployment: Deployment) -> None:
    said = deployment.danlu("freeze", "v1").splitlines()[-1]
    file = said.partition(":")[0]
    assert deployment.git("status", "--porcelain", "--untracked-files=all") == f"?? {file}\n"
    assert "deduplicated" in deployment.dvc("status")
    deployment.git("add", file)
    deployment.danlu("build")
    assert deployment.dvc("status") == CLEAN


@pytest.mark.slow
def test_a_checkout_brings_back_exact_bytes_and_nothing_is_computed(deployment: Deployment) -> None:
    before = contents(deployment.project)
    write_sources(
        deployment.project, {"notes/english.jsonl": conversations(25), "more.jsonl": conversations(30, 500)}
    )
    (deployment.project.sources / "pairs.csv").unlink()
    deployment.danlu("build")
    deployment.commit("second version")
    second = contents(deployment.project)
    assert second != before
    difference = json.loads(deployment.dvc("metrics", "diff", "HEAD~1", "--json"))
    assert difference["data/exported/metrics.json"]
    plot = deployment.dvc(
        "plots", "diff", "HEAD~1", "--targets", "data/exported/plots/funnel.json", "--show-vega"
    )
    assert {"HEAD~1", "workspace"} <= {point["rev"] for point in json.loads(plot)["data"]["values"]}

    deployment.git("checkout", "--quiet", "HEAD~1")
    shutil.rmtree(deployment.project.sources)
    write_sources(deployment.project, example_sources())
    deployment.dvc("checkout")
    assert contents(deployment.project) == before
    status = json.loads(deployment.danlu("status", "--json"))
    assert all(stage["stale"] == {} for stage in status["stages"].values())
    assert status["sources"] == {"new": [], "changed": [], "gone": []}
    assert "nothing to compute" in deployment.danlu("build")
    assert contents(deployment.project) == before
    assert deployment.dvc("status") == CLEAN

    found = json.loads(deployment.danlu("sql", "--format", "json", "SELECT count(*) AS n FROM raw"))
    assert found == {"n": 104}


@pytest.mark.slow
def test_a_checkout_without_its_sources_says_what_would_change(deployment: Deployment) -> None:
    """The sources are the user's own: a checkout leaves them as they are, and status tells."""
    write_sources(deployment.project, {"more.jsonl": conversations(30, 500)})
    deployment.danlu("build")
    deployment.commit("second version")
    deployment.git("checkout", "--quiet", "HEAD~1")
    deployment.dvc("checkout")
    status = json.loads(deployment.danlu("status", "--json"))
    assert status["sources"]["new"] == ["more.jsonl"]
    assert all(stage["stale"] == {} for stage in status["stages"].values())


@pytest.mark.slow
def test_repro_alone_drives_the_same_code(clone: Deployment, first: Deployment) -> None:
    write_sources(clone.project, example_sources())
    clone.dvc("repro")
    assert contents(clone.project) == contents(first.project)
    assert clone.dvc("status") == CLEAN
    assert lock_of(clone) == lock_of(first)
    assert "nothing to compute" in clone.danlu("build")

    kept = clone.project.unit("raw", source_key("turns.json")) / "rows-00000.parquet"
    inode = kept.stat().st_ino
    write_sources(clone.project, {"新.jsonl": conversations(8, 700)})
    clone.dvc("repro")
    assert kept.stat().st_ino == inode, "a partition that did not change is left alone"
    assert len([path for path in clone.project.stage("raw").iterdir() if path.is_dir()]) == 6
    assert clone.dvc("status") == CLEAN
    said = clone.dvc("repro")
    assert "Running stage" not in said


@pytest.mark.slow
def test_a_recipe_section_reruns_its_stages_under_dvc_too(deployment: Deployment) -> None:
    path = deployment.root / "params.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("cap: null", "cap: 9"), encoding="utf-8")
    said = deployment.dvc("repro")
    run = [name for name in STAGES if f"Running stage '{name}'" in said]
    assert run == ["balanced", "exported"]
    assert deployment.dvc("status") == CLEAN


@pytest.mark.slow
def test_a_stage_that_dvc_was_not_told_of_is_told_by_the_next_build(deployment: Deployment) -> None:
    """A kill between publication and recording: what is on disk is right, and DVC learns of it."""
    (deployment.root / "dvc.lock").unlink()
    shutil.rmtree(deployment.root / ".dvc" / "tmp", ignore_errors=True)
    assert "nothing to compute" in deployment.danlu("build")
    assert deployment.dvc("status") == CLEAN
    assert deployment.git("status", "--porcelain") == ""


@pytest.mark.slow
def test_a_file_altered_by_hand_is_repaired_and_dvc_is_clean(deployment: Deployment) -> None:
    before = contents(deployment.project)
    path = deployment.project.stage("exported") / "alpaca" / "train.jsonl"
    path.write_bytes(path.read_bytes()[1:])
    deployment.danlu("build")
    assert contents(deployment.project) == before
    assert deployment.dvc("status") == CLEAN


@pytest.mark.slow
def test_a_project_without_dvc_builds_all_the_same(clone: Deployment, tmp_path: Path) -> None:
    shutil.rmtree(clone.root / ".dvc")
    write_sources(clone.project, {"a.jsonl": conversations(12)})
    clone.danlu("build")
    assert clone.project.stage("exported").is_dir()
    assert not (clone.root / "dvc.lock").exists()
    assert "nothing to compute" in clone.danlu("build")


@pytest.mark.slow
def test_what_is_no_file_neither_stops_nor_hangs_dvc(deployment: Deployment) -> None:
    """DVC reads the folder of sources by itself: a pipe would hang it, a bad name would stop it."""
    folder = deployment.project.sources
    os.mkfifo(folder / "pipe [1].jsonl")
    (folder / "broken").symlink_to("nowhere")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    Path(os.fsdecode(os.fsencode(folder) + b"/bad-\xff.jsonl")).write_text(conversations(1))
    (folder / "line\nbreak.jsonl").write_text(conversations(1))
    (folder / ".hidden").write_text("x")
    write_sources(deployment.project, {"#1 !茶 *.jsonl": conversations(3, 600)})
    said = deployment.danlu("build")
    assert "sources: 6 known, 1 new" in said
    assert deployment.dvc("status") == CLEAN
    assert "nothing to compute" in deployment.danlu("build")
    write_sources(deployment.project, {"#1 !茶 *.jsonl": conversations(4, 600)})
    assert "data/sources" in deployment.dvc("status")
