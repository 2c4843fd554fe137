"""A build through Dagster, as the command line runs it; and what it leaves behind."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from danlu.graph import STAGES
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import source_key
from danlu.lake.manifest import read_manifest
from danlu.mirror import open_mirror
from tests.deployment.conftest import Deployment
from tests.scratch import (
    COMPUTED,
    SECRET,
    build,
    contents,
    conversations,
    damaged,
    new_project,
    write_sources,
)

DATA_VERSION = "dagster/data_version"
ENGLISH = source_key("notes/english.jsonl")


def versions_told(deployment: Deployment) -> dict[tuple[str, str | None], str]:
    """The data version that Dagster knows last, by stage and partition."""
    told = {}
    with dg.DagsterInstance.from_config(str(deployment.home)) as instance:
        for stage in STAGES:
            found = instance.fetch_materializations(dg.AssetKey(stage), limit=1000, ascending=True)
            for record in found.records:
                event = record.asset_materialization
                if event is not None and event.tags and DATA_VERSION in event.tags:
                    told[stage, event.partition] = event.tags[DATA_VERSION]
    return told


def versions_published(deployment: Deployment) -> dict[tuple[str, str | None], str]:
    """The data version of every unit by its manifest, and of every source by its bytes."""
    project = deployment.project
    sources = read_catalogue(project)
    found: dict[tuple[str, str | None], str] = {
        ("source_files", key): source.version for key, source in sources.items()
    }
    for name in COMPUTED:
        for key in list(sources) if STAGES[name].partitioned else [None]:
            manifest = read_manifest(project.unit(name, key))
            assert manifest is not None
            found[name, key] = manifest.version
    return found


def test_a_build_ends_with_files_for_trainers(first: Deployment, said: str) -> None:
    exported = first.project.stage("exported")
    assert (exported / "dataset_info.json").is_file()
    assert (exported / "alpaca" / "train.jsonl").read_bytes().count(b"\n") > 50
    assert "alpaca/train.jsonl" in said
    assert "card: data/exported/README.md" in said
    assert "done in " in said


def test_the_summary_tells_what_was_taken_and_refused(said: str) -> None:
    lines = {line.split()[0]: line.split() for line in said.splitlines() if line.split()}
    assert [name for name in STAGES if name in lines] == list(STAGES)
    assert lines["raw"][1:6] == ["in", "106", "out", "104", "dropped"]
    assert "sources: 5 known, 5 new" in said
    assert "refused: 2 records of 1 sources" in said
    assert "danlu whynot" in said


def test_the_same_bytes_come_out_with_dagster_and_without(
    first: Deployment, tmp_path_factory: pytest.TempPathFactory
) -> None:
    recipe = (first.root / "params.yaml").read_text(encoding="utf-8")
    sources = {
        path.relative_to(first.project.sources).as_posix(): path.read_bytes()
        for path in first.project.sources.rglob("*")
        if path.is_file()
    }
    plain = new_project(tmp_path_factory.mktemp("plain") / "project", sources, recipe)
    build(plain)
    ours, theirs = contents(plain), contents(first.project)
    assert sorted(ours) == sorted(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_dagster_is_told_the_version_of_every_unit(first: Deployment) -> None:
    assert versions_told(first) == versions_published(first)


def test_partitions_are_the_sources(first: Deployment) -> None:
    with dg.DagsterInstance.from_config(str(first.home)) as instance:
        assert set(instance.get_dynamic_partitions("sources")) == set(read_catalogue(first.project))


def test_every_check_was_made_and_passed(first: Deployment) -> None:
    keys = [dg.AssetCheckKey(dg.AssetKey(name), "conservation") for name in COMPUTED]
    with dg.DagsterInstance.from_config(str(first.home)) as instance:
        found = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
        runs = instance.get_runs()
    assert {key.asset_key.to_user_string() for key in found} == set(COMPUTED)
    assert {record.status for record in found.values()} == {AssetCheckExecutionRecordStatus.SUCCEEDED}
    assert [run.status for run in runs] == [dg.DagsterRunStatus.SUCCESS]
    assert {run.job_name for run in runs} == {"build"}


def test_the_export_was_searched_for_personal_data(first: Deployment) -> None:
    key = dg.AssetCheckKey(dg.AssetKey("exported"), "no_personal_data")
    with dg.DagsterInstance.from_config(str(first.home)) as instance:
        (record,) = instance.event_log_storage.get_latest_asset_check_execution_by_key([key]).values()
    assert record.status == AssetCheckExecutionRecordStatus.SUCCEEDED
    assert record.evaluation is not None
    said = {name: value.value for name, value in record.evaluation.metadata.items()}
    lines = sum(path.read_bytes().count(b"\n") for path in first.project.stage("exported").glob("*/*.jsonl"))
    assert said == {"lines": lines, "found": 0}


@pytest.mark.slow
def test_personal_data_that_got_into_an_export_stops_the_build_with_exit_code_1(
    deployment: Deployment,
) -> None:
    """A writer that undoes a mask, in the deployment's own code: the check names no value."""
    path = deployment.root / "danlu" / "export" / "express.py"
    code = path.read_text(encoding="utf-8")
    line = "    return Line(one.name, msgspec.json.encode(ordered), leads=not has_empty_list(record))"
    assert code.count(line) == 1
    undone = 'msgspec.json.encode(ordered).replace(b"[PHONE]", b"13912345678")'
    path.write_text(code.replace("msgspec.json.encode(ordered)", undone), encoding="utf-8")
    said = deployment.danlu("build", code=1)
    assert "danlu: exported: the check no_personal_data failed: alpaca/train.jsonl line " in said
    assert "Traceback" not in said
    assert "13912345678" not in said
    kept = [path.read_bytes() for path in deployment.home.rglob("*") if path.is_file()]
    assert not any(b"13912345678" in content for content in kept)
    assert "the check no_personal_data failed" in deployment.danlu("build", code=1)
    told = deployment.danlu("audit", code=1)
    assert "1 phone" in told
    assert "13912345678" not in told


def test_events_hold_counts_and_no_text(first: Deployment) -> None:
    with dg.DagsterInstance.from_config(str(first.home)) as instance:
        whole = (
            instance.fetch_materializations(dg.AssetKey("deduplicated"), limit=1)
            .records[0]
            .asset_materialization
        )
        part = [
            record.asset_materialization
            for record in instance.fetch_materializations(dg.AssetKey("raw"), limit=100).records
            if record.asset_materialization and record.asset_materialization.partition == ENGLISH
        ]
    assert whole is not None
    assert whole.metadata["dagster/row_count"].value == read_manifest_rows(first, "deduplicated", None)
    assert part[0] is not None
    assert part[0].metadata["dagster/partition_row_count"].value == 40
    assert part[0].metadata["danlu/encoding"].value == "utf-8"


def read_manifest_rows(deployment: Deployment, stage: str, key: str | None) -> int:
    manifest = read_manifest(deployment.project.unit(stage, key))
    assert manifest is not None
    return manifest.figures["rows"]


def test_no_text_of_rows_leaves_the_datasets(first: Deployment, said: str) -> None:
    """Not into Dagster's storage and logs, nor the terminal, nor what danlu works with.

    The index of near duplicates holds the texts that it compares, in the project's own work folder.
    """
    index = first.project.work / "near"
    assert index.is_dir()
    assert any(
        SECRET in path.read_text(encoding="utf-8")
        for path in first.project.stage("exported").glob("alpaca/*")
    )
    words = [SECRET.encode(), json.dumps(SECRET).strip('"').encode(), SECRET.split("-")[0].encode()]
    beside = [
        path
        for folder in (first.home, first.project.work, first.root / ".dvc" / "tmp")
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".parquet" and index not in path.parents
    ]
    assert len(beside) > 10
    told = [path for path in beside if any(word in path.read_bytes() for word in words)]
    assert told == []
    assert SECRET.split("-")[0] not in said


def test_sqlite_of_dagster_is_readable_where_it_was_searched(first: Deployment) -> None:
    """The search above means something only if Dagster's events are kept there in the clear."""
    assert any(b"danlu/rows" in path.read_bytes() for path in first.home.rglob("*.db"))


def test_the_mirror_shows_what_was_built(first: Deployment) -> None:
    with open_mirror(first.project) as connection:
        found = connection.execute("SELECT count(*) FROM balanced").fetchone()
    assert found == (read_manifest_rows(first, "balanced", None),)


WITHOUT = """
import sys
sys.argv = ["danlu", *sys.argv[1:]]
from danlu.cli.main import main
try:
    main()
except SystemExit as left:
    print(left.code, sorted({"dagster", "dvc"} & set(sys.modules)))
"""


def test_a_build_with_nothing_to_do_loads_neither_dagster_nor_dvc(first: Deployment) -> None:
    before = contents(first.project)
    done = first.run(sys.executable, "-c", WITHOUT, "build")
    assert done.stdout.splitlines()[-1] == "0 []"
    assert "nothing to compute" in done.stderr
    assert "5 known, none new" in done.stderr
    assert contents(first.project) == before


def test_a_lost_dagster_home_is_told_everything_again_without_computing(deployment: Deployment) -> None:
    before = contents(deployment.project)
    for path in deployment.home.iterdir():
        if path.name != "dagster.yaml":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    said = deployment.danlu("build")
    assert "nothing to compute" in said
    assert contents(deployment.project) == before
    assert versions_told(deployment) == versions_published(deployment)
    assert deployment.run("git", "status", "--porcelain").stdout == ""
    done = deployment.run(sys.executable, "-c", WITHOUT, "build")
    assert done.stdout.splitlines()[-1] == "0 []", "what was told once is not told at every build"
    with dg.DagsterInstance.from_config(str(deployment.home)) as instance:
        assert instance.get_runs() == []


def test_a_changed_source_reruns_its_partitions_alone(deployment: Deployment) -> None:
    told = versions_told(deployment)
    write_sources(
        deployment.project, {"notes/english.jsonl": conversations(41), "新来的.jsonl": conversations(3, 900)}
    )
    said = deployment.danlu("build")
    assert "sources: 6 known, 1 new, 1 changed" in said
    after = versions_told(deployment)
    assert after == versions_published(deployment)
    new = source_key("新来的.jsonl")
    moved = {unit for unit in after if told.get(unit) != after[unit]}
    assert {unit for unit in moved if STAGES[unit[0]].partitioned or unit[0] == "source_files"} == {
        (stage, key) for stage in ("source_files", "raw", "cleaned") for key in (ENGLISH, new)
    }
    for stage in COMPUTED:
        for key in read_catalogue(deployment.project) if STAGES[stage].partitioned else [None]:
            assert damaged(deployment.project, stage, key) == []


@pytest.mark.slow
def test_a_broken_law_stops_the_build_with_exit_code_1(deployment: Deployment) -> None:
    """A stage that loses a row, in the deployment's own code: not published, and said in one line."""
    path = deployment.root / "danlu" / "stages" / "balanced.py"
    code = path.read_text(encoding="utf-8")
    assert code.count('write_by_source(kept, work, "rows")') == 1
    path.write_text(
        code.replace('write_by_source(kept, work, "rows")', 'write_by_source(kept.slice(1), work, "rows")')
    )
    before = contents(deployment.project)
    said = deployment.danlu("build", code=1)
    assert "balanced: not published" in said
    assert "(law 1)" in said
    assert "Traceback" not in said
    kept = [path.read_bytes() for path in deployment.home.rglob("*") if path.is_file()]
    assert not any(SECRET.encode() in content for content in [*kept, said.encode()])
    assert contents(deployment.project) == before
    with dg.DagsterInstance.from_config(str(deployment.home)) as instance:
        statuses = {run.status for run in instance.get_runs()}
    assert dg.DagsterRunStatus.FAILURE in statuses
    path.write_text(code)
    assert "nothing to compute" in deployment.danlu("build")


@pytest.mark.slow
def test_until_and_only(clone: Deployment) -> None:
    write_sources(clone.project, {"a.jsonl": conversations(9)})
    clone.danlu("build", "--only", "source_files")
    said = clone.danlu("build", "--only", "balanced", code=2)
    assert "danlu: balanced: balanced needs cleaned, which is not built: run `danlu build`" in said
    clone.danlu("build", "--until", "cleaned")
    assert clone.project.stage("cleaned").is_dir()
    assert not clone.project.stage("deduplicated").exists()
    clone.danlu("build", "--only", "deduplicated")
    assert not clone.project.stage("annotated").exists()
    clone.danlu("build")
    assert clone.project.stage("exported").is_dir()


def test_no_source_at_all_says_what_to_do(clone: Deployment) -> None:
    said = clone.danlu("build", code=2)
    assert "danlu: there are no sources yet: put files into data/sources/" in said
    assert "Traceback" not in said


@pytest.mark.slow
def test_a_dataset_from_which_every_source_went(clone: Deployment) -> None:
    write_sources(clone.project, {"a.jsonl": conversations(4)})
    clone.danlu("build")
    (clone.project.sources / "a.jsonl").unlink()
    said = clone.danlu("build")
    assert "1 sources are missing from data/sources/, more than half" in said
    assert list(clone.project.stage("exported").glob("*/*.jsonl"))
    assert "nothing to compute" in clone.danlu("build")
    clone.danlu("build", "--accept-removals")
    assert not list(clone.project.stage("exported").glob("*/*.jsonl"))
    assert "nothing to compute" in clone.danlu("build")
    assert versions_told(clone) == versions_published(clone)
    assert clone.dvc("status") == "Data and pipelines are up to date.\n"


@pytest.mark.slow
def test_a_home_elsewhere_is_used(first: Deployment, tmp_path: Path) -> None:
    """DAGSTER_HOME may name another place: the project's own is then left alone."""
    before = sorted(path.name for path in first.home.iterdir())
    first.danlu("build", DAGSTER_HOME=str(tmp_path / "home"))
    assert (tmp_path / "home" / "history").is_dir()
    assert sorted(path.name for path in first.home.iterdir()) == before
