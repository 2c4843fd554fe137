from __future__ import annotations

import shutil
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.automation_tick_evaluation_context import _ride_along_check_keys_for_assets

from assets.checks import (
    _evaluate,
    _together,
    audit_check,
    conservation_checks,
    leaks_check,
    personal_data_check,
)
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project
from definitions import all_assets
from resources.engine import EngineResource
from resources.jobs import CONSERVATION, LEAKS, PERSONAL_DATA
from resources.lake import Lake
from tests.audit.tamper import cover_up, first_file, rewrite, without
from tests.scratch import SECRET, build, example_sources, new_project


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = new_project(tmp_path_factory.mktemp("checks") / "project", example_sources())
    build(made)
    return made


@pytest.fixture
def project(built: Project, tmp_path: Path) -> Project:
    shutil.copytree(built.root, tmp_path / "project")
    return Project(tmp_path / "project")


def lake_of(project: Project) -> Lake:
    return Lake(root=str(project.root), engine=EngineResource())


def whole(project: Project, stage: str) -> dg.AssetCheckResult:
    return _together(_evaluate(lake_of(project), stage, [None]))


def numbers(result: dg.AssetCheckResult) -> dict[str, object]:
    return {name: value.value for name, value in result.metadata.items()}


def test_a_check_says_what_stood_on_both_sides(built: Project) -> None:
    result = whole(built, "deduplicated")
    assert result.passed
    said = numbers(result)
    assert said.keys() == {"keys_in", "keys_out", "dropped", "merged", "generated", "breaches"}
    assert said["breaches"] == 0
    assert said["merged"] == 1


def test_partitions_have_figures_of_their_own_and_together(built: Project) -> None:
    keys = list(read_catalogue(built))
    each = _evaluate(lake_of(built), "raw", keys)
    assert all(evaluation.passed for evaluation in each)
    assert all(evaluation.metadata["records"] for evaluation in each)
    said = numbers(_together(each))
    assert said["units"] == len(keys)
    assert said["records"] == sum(int(evaluation.metadata["records"]) for evaluation in each) == 106
    assert said["refused"] == sum(int(evaluation.metadata["refused"]) for evaluation in each) > 0


def test_a_partition_that_breaks_the_law_is_named_and_no_other(project: Project) -> None:
    rewrite(first_file(project, "cleaned", "rows", "问答.jsonl"), without(3))
    cover_up(project, "cleaned", "问答.jsonl")
    keys = list(read_catalogue(project))
    found = dict(zip(keys, _evaluate(lake_of(project), "cleaned", keys), strict=True))
    failed = [key for key, evaluation in found.items() if not evaluation.passed]
    (key,) = failed
    assert read_catalogue(project)[key].name == "问答.jsonl"
    said = found[key].metadata
    assert said["breaches"] == 1
    assert said["keys_in"] == 30
    assert said["keys_out"] == 29
    assert "came in and is neither among the rows nor dropped" in str(said["first"])
    together = _together(list(found.values()))
    assert not together.passed
    assert numbers(together)["breaches"] == 1


def test_what_is_not_published_does_not_pass(project: Project) -> None:
    shutil.rmtree(project.stage("balanced"))
    assert not whole(project, "balanced").passed


def test_the_audit_passes_with_its_figures(built: Project) -> None:
    result = audit_check(lake_of(built))
    assert isinstance(result, dg.AssetCheckResult)
    said = numbers(result)
    assert result.passed, said
    assert said["breaches"] == 0
    assert said["records"] == 106
    assert int(str(said["lines"])) > 100


def test_the_audit_names_law_and_place_and_no_row_text(project: Project) -> None:
    path = project.stage("exported") / "alpaca" / "train.jsonl"
    path.write_bytes(path.read_bytes().replace(b"month", b"mouth"))
    result = audit_check(lake_of(project))
    assert isinstance(result, dg.AssetCheckResult)
    assert not result.passed
    said = numbers(result)
    assert int(str(said["breaches"])) > 0
    assert "alpaca/train.jsonl" in str(said["breach 1"])
    assert "(law" in str(said["breach 1"])
    assert not any(word in str(said) for word in (SECRET, "mouth", "flood"))


def test_the_audit_of_nothing_says_so(tmp_path: Path) -> None:
    result = audit_check(lake_of(new_project(tmp_path / "empty", {})))
    assert isinstance(result, dg.AssetCheckResult)
    assert not result.passed
    assert "danlu build" in str(result.metadata["error"].value)


def searched(project: Project) -> dg.AssetCheckResult:
    result = personal_data_check(lake_of(project))
    assert isinstance(result, dg.AssetCheckResult)
    return result


def test_an_export_without_personal_data_passes(built: Project) -> None:
    result = searched(built)
    assert result.passed
    said = numbers(result)
    assert said.keys() == {"lines", "found"}
    assert said["found"] == 0
    assert int(str(said["lines"])) > 100


def test_personal_data_in_an_export_is_counted_and_placed_and_not_told(project: Project) -> None:
    path = project.stage("exported") / "alpaca" / "train.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    planted = b'{"instruction":"Ring.","input":"","output":"13912345678 a@example.org","history":[]}\n'
    path.write_bytes(b"".join([*lines, planted]))
    result = searched(project)
    assert not result.passed
    said = numbers(result)
    assert (said["found"], said["found email"], said["found phone"]) == (2, 1, 1)
    assert said["place 1"] == f"alpaca/train.jsonl line {len(lines) + 1}: 1 email"
    assert not any(word in str(said) for word in ("13912345678", "a@example.org", "Ring"))


def test_the_search_of_nothing_does_not_pass(tmp_path: Path) -> None:
    assert not searched(new_project(tmp_path / "empty", {})).passed


def test_the_search_for_personal_data_stops_those_that_build_on_it() -> None:
    (spec,) = personal_data_check.check_specs
    assert spec.blocking
    assert spec.asset_key == dg.AssetKey("exported")
    assert spec.automation_condition is None


def probed(project: Project) -> dg.AssetCheckResult:
    result = leaks_check(lake_of(project))
    assert isinstance(result, dg.AssetCheckResult)
    return result


def test_an_export_without_leaks_passes(built: Project) -> None:
    result = probed(built)
    assert result.passed
    said = numbers(result)
    assert said["found"] == 0
    assert int(str(said["train lines"])) > 50
    assert int(str(said["held-out lines"])) > 0


def test_a_held_out_line_among_train_lines_is_placed_and_not_told(project: Project) -> None:
    folder = project.stage("exported") / "alpaca"
    held_out = max((folder / "test.jsonl").read_bytes().splitlines(keepends=True), key=len)
    lines = (folder / "train.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "train.jsonl").write_bytes(b"".join([*lines, held_out]))
    result = probed(project)
    assert not result.passed
    said = numbers(result)
    assert said["found"] == 1
    assert str(said["place 1"]).startswith(
        f"alpaca/train.jsonl line {len(lines) + 1} is 1.0000 like alpaca/test.jsonl"
    )
    assert held_out.decode()[20:60] not in str(said)


def test_the_probing_of_nothing_does_not_pass(tmp_path: Path) -> None:
    assert not probed(new_project(tmp_path / "empty", {})).passed


def test_the_search_for_leaks_stops_those_that_build_on_it() -> None:
    (spec,) = leaks_check.check_specs
    assert spec.blocking
    assert spec.asset_key == dg.AssetKey("exported")


def test_the_audit_stops_nobody_and_rides_along_with_nothing() -> None:
    """A check with a condition of its own is left out when automation makes its asset."""
    (spec,) = audit_check.check_specs
    assert not spec.blocking
    assert spec.automation_condition is not None
    assert audit_check not in conservation_checks
    assert {key.name for check in conservation_checks for key in check.check_keys} == {CONSERVATION}


def definitions(**jobs: dg.AssetSelection) -> dg.Definitions:
    """The deployment's assets with all checks, the audit too."""
    return dg.Definitions(
        assets=all_assets,
        asset_checks=[*conservation_checks, personal_data_check, leaks_check, audit_check],
        jobs=[dg.define_asset_job(name, selection=selection) for name, selection in jobs.items()],
        resources={"lake": Lake(root=".", engine=EngineResource())},
    )


def test_automation_never_asks_for_the_audit() -> None:
    (key,) = audit_check.check_keys
    defs = definitions()
    with dg.DagsterInstance.ephemeral() as instance:
        first = dg.evaluate_automation_conditions(defs, instance)
        second = dg.evaluate_automation_conditions(defs, instance, cursor=first.cursor)
    assert first.get_num_requested(key) == second.get_num_requested(key) == 0
    beside = _ride_along_check_keys_for_assets(defs.resolve_asset_graph(), {dg.AssetKey("exported")})
    assert {check.name for check in beside} == {CONSERVATION, PERSONAL_DATA, LEAKS}


def test_the_job_of_all_but_the_audit_can_be_made() -> None:
    """The checks of a selection's assets come along unless they are taken out."""
    audit = dg.AssetSelection.checks(audit_check)
    defs = definitions(build=dg.AssetSelection.groups("danlu") - audit, audit=audit)
    named = {
        job: {key.name for key in defs.resolve_job_def(job).asset_layer.asset_graph.asset_check_keys}
        for job in ("build", "audit")
    }
    assert named == {"build": {CONSERVATION, PERSONAL_DATA, LEAKS}, "audit": {"audit"}}


def test_a_part_of_the_job_has_no_check_that_the_job_has_not() -> None:
    """Dagster adds every check of the assets unless it is told which: `resources.execution` has to tell."""
    everything = dg.AssetSelection.groups("danlu")
    job = definitions(build=everything - dg.AssetSelection.checks(audit_check)).resolve_job_def("build")
    keys = {dg.AssetKey("exported")}
    checks = {key for key in job.asset_layer.asset_graph.asset_check_keys if key.asset_key in keys}
    part = job.get_subset(asset_selection=keys, asset_check_selection=checks)
    named = {key.name for key in part.asset_layer.asset_graph.asset_check_keys}
    assert named == {CONSERVATION, PERSONAL_DATA, LEAKS}
