"""The deployment as Dagster loads it."""

from __future__ import annotations

import importlib
import warnings

import dagster as dg
import pytest
import yaml

from danlu.graph import STAGES
from danlu.recipe import Recipe
from danlu.stages.fingerprint import fingerprint
from resources.jobs import AUDIT, BUILD
from sensors.automation import REFRESH
from tests.scratch import COMPUTED, ROOT


@pytest.fixture(scope="module")
def defs() -> dg.Definitions:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        definitions: dg.Definitions = importlib.import_module("definitions").defs
    return definitions


@pytest.fixture(scope="module")
def graph(defs: dg.Definitions) -> dg.AssetGraph:
    return defs.resolve_asset_graph()


def test_the_definitions_can_be_loaded(defs: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(defs)


def test_the_graph_is_that_of_the_stages(graph: dg.AssetGraph) -> None:
    found = {
        key.to_user_string(): {parent.to_user_string() for parent in graph.get(key).parent_keys}
        for key in graph.get_all_asset_keys()
    }
    assert {name: found[name] for name in STAGES} == {
        name: set(stage.inputs) for name, stage in STAGES.items()
    }


def test_there_is_one_group(graph: dg.AssetGraph) -> None:
    """So that the UI opens as a graph."""
    assert {graph.get(key).group_name for key in graph.get_all_asset_keys()} == {"danlu"}


def test_partitioned_stages_have_the_sources_as_partitions(graph: dg.AssetGraph) -> None:
    for name, stage in STAGES.items():
        partitions = graph.get(dg.AssetKey(name)).partitions_def
        if stage.partitioned or name == "source_files":
            assert isinstance(partitions, dg.DynamicPartitionsDefinition)
            assert partitions.name == "sources"
        else:
            assert partitions is None


def test_sources_are_observed_and_not_made(graph: dg.AssetGraph) -> None:
    assert not graph.get(dg.AssetKey("source_files")).is_executable
    assert all(graph.get(dg.AssetKey(name)).is_executable for name in COMPUTED)


def test_every_stage_has_a_check_that_stops_its_run(defs: dg.Definitions, graph: dg.AssetGraph) -> None:
    checks = {key: graph.get(key) for key in graph.asset_check_keys if key.name == "conservation"}
    assert {key.asset_key.to_user_string() for key in checks} == set(COMPUTED)
    assert all(check.blocking for check in checks.values())
    for key, check in checks.items():
        assert (check.partitions_def is not None) == STAGES[key.asset_key.to_user_string()].partitioned


def test_the_export_is_searched_for_personal_data_by_every_build(graph: dg.AssetGraph) -> None:
    check = graph.get(dg.AssetCheckKey(dg.AssetKey("exported"), "no_personal_data"))
    assert check.blocking
    assert any("\u4e00" <= character <= "\u9fff" for character in check.description or "")


def test_the_split_is_looked_at_by_every_build_and_stops_none(graph: dg.AssetGraph) -> None:
    for name in ("held_out_shares", "large_groups"):
        assert not graph.get(dg.AssetCheckKey(dg.AssetKey("deduplicated"), name)).blocking


def test_the_audit_is_run_by_its_own_job_alone(defs: dg.Definitions, graph: dg.AssetGraph) -> None:
    """It reads everything: neither a build nor the automation may pay for it."""
    audit = dg.AssetCheckKey(dg.AssetKey("exported"), "audit")
    assert not graph.get(audit).blocking
    jobs = {
        name: defs.resolve_job_def(name).asset_layer.asset_graph.asset_check_keys for name in (BUILD, AUDIT)
    }
    conserved = {dg.AssetCheckKey(dg.AssetKey(name), "conservation") for name in COMPUTED}
    assert {key.name for key in jobs[BUILD] - conserved} == {
        "no_personal_data",
        "no_leaks",
        "held_out_shares",
        "large_groups",
    }
    assert jobs[AUDIT] == {audit}


def test_what_is_computed_is_decided_by_one_condition(graph: dg.AssetGraph) -> None:
    conditions = {name: graph.get(dg.AssetKey(name)).automation_condition for name in STAGES}
    assert conditions.pop("source_files") is None
    assert set(conditions.values()) == {REFRESH}


def test_sensors_and_schedules_are_on_from_the_start(defs: dg.Definitions) -> None:
    repository = defs.get_repository_def()
    assert {sensor.name for sensor in repository.sensor_defs} == {"sources", "automation", "upkeep"}
    assert {schedule.name for schedule in repository.schedule_defs} == {
        "nightly_fetch",
        "nightly_refresh",
        "nightly_audit",
    }
    assert {sensor.default_status for sensor in repository.sensor_defs} == {dg.DefaultSensorStatus.RUNNING}
    assert {one.default_status for one in repository.schedule_defs} == {dg.DefaultScheduleStatus.RUNNING}


def test_writers_share_one_pool(graph: dg.AssetGraph) -> None:
    settings = yaml.safe_load((ROOT / ".dagster" / "dagster.yaml").read_text(encoding="utf-8"))
    assert settings["concurrency"]["pools"] == {"default_limit": 1, "granularity": "run"}
    assert {pool for name in COMPUTED for pool in graph.get(dg.AssetKey(name)).pools} == {"lake"}
    assert settings["telemetry"] == {"enabled": False}


def test_the_code_version_is_the_fingerprint(graph: dg.AssetGraph) -> None:
    for name in COMPUTED:
        assert graph.get(dg.AssetKey(name)).code_version == fingerprint(name, Recipe())[:16]


def test_every_asset_explains_itself_in_both_languages(graph: dg.AssetGraph) -> None:
    for name in STAGES:
        description = graph.get(dg.AssetKey(name)).description or ""
        assert description.strip().startswith("**")
        assert any("\u4e00" <= character <= "\u9fff" for character in description)


def test_every_dataset_shows_its_columns(graph: dg.AssetGraph) -> None:
    for name in COMPUTED:
        schema = graph.get(dg.AssetKey(name)).metadata["dagster/column_schema"]
        columns = getattr(schema, "columns", None) or schema.value.columns
        assert {"row_id"} <= {column.name for column in columns}


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        ("group:danlu", set(COMPUTED)),
        ("+key:cleaned", {"raw", "cleaned"}),
        ("key:balanced+", {"balanced", "exported"}),
        ("key:raw or key:exported", {"raw", "exported"}),
        ("not group:danlu", set()),
    ],
)
def test_selections_in_words_can_be_read(graph: dg.AssetGraph, selection: str, names: set[str]) -> None:
    """DVC's pins of hydra and antlr silently break Dagster's selections (dagster-io/dagster#27487)."""
    found = dg.AssetSelection.from_string(selection).resolve(graph)
    assert {key.to_user_string() for key in found} == names


def test_the_job_runs_every_stage(defs: dg.Definitions) -> None:
    job = defs.resolve_job_def("build")
    made = {key.to_user_string() for key in job.asset_layer.executable_asset_keys}
    assert made == set(COMPUTED)
    assert job.executor_def is dg.in_process_executor


def test_the_workspace_names_the_definitions() -> None:
    workspace = yaml.safe_load((ROOT / "workspace.yaml").read_text(encoding="utf-8"))
    modules = [entry["python_module"]["module_name"] for entry in workspace["load_from"]]
    assert modules == ["definitions"]
