from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from danlu.facts.unit import gather, proofs
from danlu.facts.verdicts import count_verdicts, total
from danlu.furnace.refresh import outcome_of
from danlu.graph import STAGES
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project
from danlu.lake.published import Published
from danlu.progress import Outcome
from tests.scratch import COMPUTED, build, example_sources, ledger_of, manifest_of, new_project

RECIPE = "balanced: {cap: 20}\naugmented: {operations: {instruction_frame: 1.0, answer_constraint: 1.0}}\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    sources = {**example_sources(), "noise.bin": bytes(range(256)) * 4, "skipped.tmp": "x", "empty.jsonl": ""}
    made = new_project(tmp_path_factory.mktemp("facts") / "project", sources, RECIPE)
    build(made)
    return made


def units_of(project: Project) -> list[tuple[str, str | None]]:
    keys = list(read_catalogue(project))
    return [(stage, key) for stage in COMPUTED for key in (keys if STAGES[stage].partitioned else [None])]


def outcomes_of(project: Project) -> list[Outcome]:
    return [outcome_of(manifest_of(project, *unit), fresh=True) for unit in units_of(project)]


def test_every_entry_of_every_ledger_is_counted_once(project: Project) -> None:
    counted = count_verdicts(Published(project), units_of(project))
    for stage in COMPUTED:
        # a row that two rules edited for one reason is one row
        judged = {
            (entry["verdict"], entry["reason"], entry["target"], entry["key"] or entry["source"])
            for entry in ledger_of(project, stage)
        }
        said = Counter(one[:3] for one in judged)
        found: Counter[tuple[str, str, str | None]] = Counter()
        for (at, _), verdicts in counted.items():
            if at == stage:
                for one in verdicts:
                    found[one.verdict, one.reason, one.target] += one.count
        assert found == said


def test_a_partition_has_its_own_entries_alone(project: Project) -> None:
    key = next(key for key, source in read_catalogue(project).items() if source.name == "flawed.jsonl")
    (verdicts,) = count_verdicts(Published(project), [("raw", key)]).values()
    own = [entry for entry in ledger_of(project, "raw") if entry["source"] == "flawed.jsonl"]
    assert total(verdicts, "dropped") == len(own) > 0


def test_a_file_that_gave_nothing_counts_as_a_file(project: Project) -> None:
    key = next(key for key, source in read_catalogue(project).items() if source.name == "noise.bin")
    (verdicts,) = count_verdicts(Published(project), [("raw", key)]).values()
    assert [(one.keys, one.files) for one in verdicts] == [(0, 1)]


def test_what_was_not_taken_is_told_of_every_source(project: Project) -> None:
    keys = list(read_catalogue(project))[:2]
    counted = count_verdicts(Published(project), [("source_files", key) for key in keys])
    for verdicts in counted.values():
        assert {one.reason: one.files for one in verdicts} == {"ignored_name": 1}


def test_sizes_are_those_of_the_published_files(project: Project) -> None:
    for outcome, facts in zip(outcomes_of(project), gather(project, outcomes_of(project)), strict=True):
        folder = project.unit(outcome.stage, outcome.key)
        files = manifest_of(project, outcome.stage, outcome.key).files
        assert facts.bytes == sum((folder / name).stat().st_size for name in files)


@pytest.mark.parametrize("hold", [True, False])
def test_both_sides_of_the_proof_are_equal(project: Project, hold: bool) -> None:
    for unit, figures in proofs(project, units_of(project), hold=hold).items():
        if unit[0] == "raw":
            assert figures["records"] >= figures["refused"]
            assert figures["keys_out"] == manifest_of(project, *unit).figures["rows"]
        elif unit[0] == "exported":
            assert figures["keys_in"] == figures["keys_out"] + figures["dropped"]
            assert figures["lines"] == manifest_of(project, "exported").figures["lines"]
        else:
            came = figures["keys_in"] + figures["generated"]
            assert came == figures["keys_out"] + figures["dropped"] + figures["merged"]


def test_figures_of_a_proof_are_those_of_the_stages(project: Project) -> None:
    found = proofs(project, [(stage, None) for stage in ("deduplicated", "augmented", "balanced")])
    for (stage, _), figures in found.items():
        said = manifest_of(project, stage).figures
        assert figures["keys_out"] == said["rows"] > 0
        assert figures["merged"] == said.get("merged", 0)
        assert figures["generated"] == said.get("generated", 0)
        assert figures["dropped"] == said.get("dropped", 0)
    assert found["deduplicated", None]["merged"] > 0
    assert found["augmented", None]["generated"] > 0
    assert found["balanced", None]["dropped"] > 0


def test_charts_are_there_for_the_stages_that_have_some(project: Project) -> None:
    drawn = {
        outcome.stage: facts.charts
        for outcome, facts in zip(outcomes_of(project), gather(project, outcomes_of(project)), strict=True)
    }
    with_charts = {stage for stage, charts in drawn.items() if charts is not None}
    assert with_charts == {"deduplicated", "annotated", "balanced", "exported"}
    for charts in drawn.values():
        assert charts is None or all(len(picture) < 20_000 for picture in charts.split("\n\n"))


def test_a_damaged_ledger_stops_nobody(tmp_path: Path) -> None:
    made = new_project(tmp_path / "project", example_sources())
    build(made, until="deduplicated")
    outcome = outcome_of(manifest_of(made, "deduplicated"), fresh=True)
    (whole,) = gather(made, [outcome])
    assert whole.verdicts
    for path in made.stage("deduplicated").glob("ledger/*.parquet"):
        path.write_bytes(b"PAR1 no more")
    (facts,) = gather(made, [outcome])
    assert facts.verdicts == []
    assert facts.bytes == whole.bytes
    assert proofs(made, [("deduplicated", None)]) == {}
