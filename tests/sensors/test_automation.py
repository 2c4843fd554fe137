"""What is asked for, and what is not: content decides, and code; never that something was touched."""

from __future__ import annotations

import dagster as dg
import pytest

import definitions
from assets.checks import conservation_checks
from tests.sensors.furnace import ALL_OF_THE_CORPUS, CORPUS, NOTHING, Furnace, at_rest


@pytest.fixture
def furnace(instance: dg.DagsterInstance) -> Furnace:
    """Two sources at rest, and a first tick, which only notes how things are."""
    furnace = at_rest(instance)
    assert furnace.asks() == NOTHING
    return furnace


def test_sources_go_through_together_and_the_corpus_follows_once(instance: dg.DagsterInstance) -> None:
    furnace = Furnace(instance)
    assert furnace.asks() == NOTHING
    furnace.add("a", "b")
    assert furnace.asks() == NOTHING
    furnace.report("1", ("source_files", "a"), ("source_files", "b"))
    assert furnace.asks() == {"raw": {"a", "b"}, "cleaned": {"a", "b"}}
    assert furnace.asks() == NOTHING
    furnace.report("1", ("raw", "a"), ("cleaned", "a"))
    assert furnace.asks() == NOTHING
    furnace.report("1", ("raw", "b"), ("cleaned", "b"))
    assert furnace.asks() == ALL_OF_THE_CORPUS
    furnace.report_corpus("1")
    assert furnace.asks() == NOTHING


def test_the_same_version_again_changes_nothing(furnace: Furnace) -> None:
    furnace.report("1", ("source_files", "a"), ("source_files", "b"))
    assert furnace.asks() == NOTHING
    furnace.report("1", ("raw", "a"), ("cleaned", "b"))
    furnace.report_corpus("1")
    assert furnace.asks() == NOTHING


def test_a_key_that_is_only_registered_changes_nothing(furnace: Furnace) -> None:
    furnace.add("c")
    assert furnace.asks() == NOTHING
    furnace.report("1", ("source_files", "c"))
    assert furnace.asks() == {"raw": {"c"}, "cleaned": {"c"}}


def test_a_changed_source_that_gives_the_same_rows_leaves_the_corpus_alone(furnace: Furnace) -> None:
    furnace.report("2", ("source_files", "a"))
    assert furnace.asks() == {"raw": {"a"}, "cleaned": {"a"}}
    furnace.report("1", ("raw", "a"), ("cleaned", "a"))
    assert furnace.asks() == NOTHING


def test_changed_rows_make_the_corpus_anew_and_once(furnace: Furnace) -> None:
    furnace.report("2", ("source_files", "a"))
    furnace.asks()
    furnace.report("2", ("raw", "a"), ("cleaned", "a"))
    assert furnace.asks() == ALL_OF_THE_CORPUS
    assert furnace.asks() == NOTHING
    furnace.report("2", ("deduplicated", None))
    furnace.report("1", *((stage, None) for stage in CORPUS[1:]))
    assert furnace.asks() == NOTHING


def test_a_removed_source_goes_the_same_way(furnace: Furnace) -> None:
    furnace.report("absent", ("source_files", "a"))
    assert furnace.asks() == {"raw": {"a"}, "cleaned": {"a"}}
    furnace.report("of no rows", ("raw", "a"), ("cleaned", "a"))
    assert furnace.asks() == ALL_OF_THE_CORPUS
    furnace.report_corpus("2")
    assert furnace.asks() == NOTHING


def with_code(*stages: str) -> dg.Definitions:
    """The definitions as they are after a change of the code or the recipe of some stages."""

    def changed(spec: dg.AssetSpec) -> dg.AssetSpec:
        touched = spec.key.to_user_string() in stages
        return spec.replace_attributes(code_version="another") if touched else spec

    assets = [
        asset.map_asset_specs(changed) if isinstance(asset, dg.AssetsDefinition) else asset
        for asset in definitions.all_assets
    ]
    resources = {"lake": definitions.defs.resources["lake"]} if definitions.defs.resources else {}
    return dg.Definitions(assets=assets, asset_checks=conservation_checks, resources=resources)


@pytest.mark.parametrize(
    ("stage", "asked"),
    [
        ("raw", {"raw": {"a", "b"}, "cleaned": {"a", "b"}}),
        ("cleaned", {"cleaned": {"a", "b"}}),
        ("augmented", {"augmented": {None}, "balanced": {None}, "exported": {None}}),
        ("exported", {"exported": {None}}),
    ],
)
def test_changed_code_makes_its_stage_anew_and_what_stands_on_it(
    furnace: Furnace, stage: str, asked: dict[str, set[str | None]]
) -> None:
    changed = with_code(stage)
    assert furnace.asks(changed) == asked
    furnace.report("1", *((name, key) for name, keys in asked.items() for key in keys))
    assert furnace.asks(changed) == NOTHING


@pytest.mark.parametrize("version", ["1", "2"], ids=["the same rows", "other rows"])
def test_where_code_changed_above_and_below_what_is_above_goes_first(furnace: Furnace, version: str) -> None:
    changed = with_code("cleaned", "deduplicated")
    assert furnace.asks(changed) == {"cleaned": {"a", "b"}}
    run = furnace.start("a", "cleaned")
    assert furnace.asks(changed) == NOTHING
    furnace.report(version, ("cleaned", "a"), ("cleaned", "b"))
    furnace.instance.report_run_failed(run)
    assert furnace.asks(changed) == ALL_OF_THE_CORPUS
    furnace.report_corpus("2")
    assert furnace.asks(changed) == NOTHING


def test_what_is_wiped_is_made_again(furnace: Furnace) -> None:
    furnace.instance.wipe_assets([dg.AssetKey("exported")])
    assert furnace.asks() == {"exported": {None}}
    assert furnace.asks() == NOTHING


def test_nothing_is_made_of_a_dataset_that_a_blocking_check_disproved(furnace: Furnace) -> None:
    furnace.report("2", ("cleaned", "a"))
    furnace.evaluate("cleaned", "a", passed=False)
    furnace.evaluate("cleaned", "b", passed=True)
    assert furnace.asks() == NOTHING
    furnace.report("3", ("cleaned", "a"))
    furnace.evaluate("cleaned", "a", passed=True)
    assert furnace.asks() == ALL_OF_THE_CORPUS
    furnace.report("2", ("deduplicated", None))
    furnace.evaluate("deduplicated", None, passed=False)
    assert furnace.asks() == NOTHING
    furnace.report("2", ("source_files", "b"))
    assert furnace.asks() == {"raw": {"b"}, "cleaned": {"b"}}


def test_a_version_that_was_only_adopted_needs_no_proof(furnace: Furnace) -> None:
    furnace.report("2", ("cleaned", "a"))
    furnace.evaluate("cleaned", "a", passed=False)
    assert furnace.asks() == NOTHING
    furnace.report("3", ("cleaned", "a"))
    assert furnace.asks() == ALL_OF_THE_CORPUS
    furnace.report_corpus("2")
    furnace.evaluate("deduplicated", None, passed=False)
    assert furnace.asks() == NOTHING
    furnace.report("3", ("deduplicated", None))
    assert "annotated" in furnace.asks()


def test_what_is_at_work_is_waited_for(furnace: Furnace) -> None:
    run = furnace.start("b", "raw", "cleaned")
    furnace.report("2", ("cleaned", "a"))
    assert furnace.asks() == NOTHING
    furnace.report("1", ("raw", "b"), ("cleaned", "b"))
    furnace.instance.report_run_failed(run)
    assert furnace.asks() == ALL_OF_THE_CORPUS


def test_what_is_made_anew_already_is_not_asked_for_twice(furnace: Furnace) -> None:
    run = furnace.start(None, *CORPUS)
    furnace.report("2", ("cleaned", "a"))
    assert furnace.asks() == NOTHING
    for stage in CORPUS:
        furnace.report("2", (stage, None), run=run)
        assert furnace.asks().get(stage) is None


def test_a_run_that_is_told_of_step_by_step_asks_for_nothing(furnace: Furnace) -> None:
    furnace.report("2", ("cleaned", "a"))
    assert furnace.asks() == ALL_OF_THE_CORPUS
    run = furnace.start(None, *CORPUS)
    for stage in CORPUS:
        assert furnace.asks() == NOTHING
        furnace.report("2", (stage, None), run=run)
    assert furnace.asks() == NOTHING
    furnace.instance.report_run_failed(run)
    assert furnace.asks() == NOTHING


def test_what_a_run_that_failed_left_undone_is_not_asked_for_again_and_again(furnace: Furnace) -> None:
    furnace.report("2", ("source_files", "a"))
    assert furnace.asks() == {"raw": {"a"}, "cleaned": {"a"}}
    run = furnace.start("a", "raw", "cleaned")
    assert furnace.asks() == NOTHING
    furnace.instance.report_run_failed(run)
    assert [furnace.asks() for _ in range(2)] == [NOTHING] * 2


def test_a_source_that_changes_while_it_is_read_is_left_to_upkeep(furnace: Furnace) -> None:
    """The condition takes it for handled: the manifests tell, and `tests/sensors/test_upkeep.py`."""
    furnace.report("2", ("source_files", "a"))
    furnace.asks()
    run = furnace.start("a", "raw", "cleaned")
    furnace.asks()
    furnace.report("3", ("source_files", "a"))
    assert furnace.asks() == NOTHING
    furnace.report("2", ("raw", "a"), ("cleaned", "a"))
    furnace.instance.report_run_failed(run)
    assert "raw" not in furnace.asks()
