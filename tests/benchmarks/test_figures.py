"""The report's figures follow from the samples, and what should add up does."""

from __future__ import annotations

import json

import pytest
from rich.console import Console

from benchmarks.figures import against_figures, as_json, ladder_figures, stage_figures
from benchmarks.place import WORKING_TREE
from benchmarks.report import tables
from benchmarks.results import RUNGS, Results, Sample, Spread
from benchmarks.rounds import STEPS

ROUNDS = 3


def sample(measure: str, number: int, wall: float, tree: str = WORKING_TREE) -> Sample:
    """A sample whose other figures follow from its wall time."""
    return Sample(measure, tree, number, wall, wall / 2, int(wall * 1e6), wall / 4, wall / 8, 1000)


@pytest.fixture
def results() -> Results:
    """Three rounds; the second one ran on a machine that was twice as slow."""
    made = Results(
        machine={
            "processors": 2, "processor": "a processor", "memory_bytes": 8_000_000_000, "load_at_start": 0.1,
            "load_at_end": 0.2, "file_system": "ext4", "python": "3.11.0",
            "duckdb": "2", "polars": "2", "pyarrow": "26", "dagster": "1", "dvc": "3",
        },
        corpus={"origin": "generated", "files": 1, "bytes": 2_000_000},
        small={"rows": 20, "bytes": 20_000},
        repeat=ROUNDS,
        trees=[WORKING_TREE, "v1"],
        rows={"raw": {"rows_in": 2000, "rows_out": 1990, "dropped": 10}, "exported": {"rows_out": 1800}},
    )  # fmt: skip
    for number, slowness in enumerate((1.0, 2.0, 1.0)):
        made.floor.append({"bytes": 10_000_000, "rows": 10_000, "wall": 0.1, "cpu": 0.05})
        for place, step in enumerate(STEPS, start=1):
            made.samples.append(sample(f"stage.{step}", number, place * slowness))
        for task, once in (("build", 10.0), ("source", 2.0)):
            for place, rung in enumerate(RUNGS, start=1):
                made.samples.append(sample(f"{task}.{rung.name}", number, once * place * slowness))
        for measure, wall in (("idle", 3.0), ("start", 1.0), ("load-dagster", 2.5)):
            made.samples.append(sample(measure, number, wall * slowness))
        made.samples.append(sample("idle", number, 6.0 * slowness, "v1"))
    return made


def test_the_parts_of_a_task_add_up_to_it(results: Results) -> None:
    for task in ("build", "source"):
        parts = results.parts(task, "wall")
        assert sum(parts.values()) == pytest.approx(results.spread(f"{task}.dvc", "wall").median)
    assert results.parts("source", "wall") == pytest.approx(
        {
            "start of Python and danlu": 1.0,
            "danlu's own work": 1.0,
            "mirror and proofs again": 2.0,
            "loading Dagster": 1.5,
            "Dagster's runs": 0.5,
            "DVC": 2.0,
        }
    )


def test_differences_are_taken_round_by_round(results: Results) -> None:
    lines = {line["rung"]: line for line in ladder_figures(results, "build")}
    assert Spread(**lines["dvc"]["more_wall"]) == Spread(10.0, 10.0, 20.0)
    assert lines["dvc"]["ratio_wall"] == pytest.approx(4 / 3)
    assert "more_wall" not in lines["library"]
    assert lines["library"]["rows_per_second"] == pytest.approx(200)
    assert lines["library"]["mb_per_second"] == pytest.approx(0.2)
    assert lines["library"]["floors"] == pytest.approx(5 / 0.01)


def test_stages_add_up_and_stand_against_the_floor(results: Results) -> None:
    *stages, total, floor = stage_figures(results)
    assert [line["stage"] for line in stages] == list(STEPS)
    for quantity in ("wall", "cpu"):
        assert total[quantity] == pytest.approx(sum(line[quantity] for line in stages))
    assert total["peak"] == max(line["peak"] for line in stages)
    assert floor["floors"] == 1
    assert total["floors"] == pytest.approx(total["cpu"] / floor["cpu"])
    assert floor["mb_per_second"] == pytest.approx(100)


def test_another_revision_is_compared_where_both_were_measured(results: Results) -> None:
    (line,) = against_figures(results)
    assert line["measure"] == "idle"
    assert line["wall"] == {"here": 3.0, "there": 6.0, "ratio": 0.5}


def test_the_report_shows_every_rung_and_every_stage(results: Results) -> None:
    console = Console(width=220, record=True, quiet=False)
    with console.capture() as capture:
        console.print(tables(results))
    said = capture.get()
    for word in (*STEPS, *(rung.title for rung in RUNGS), "nothing to do", "Working tree against v1"):
        assert word in said


def test_json_holds_every_sample(results: Results) -> None:
    told = json.loads(json.dumps(as_json(results)))
    assert len(told["samples"]) == len(results.samples)
    assert told["machine"]["duckdb"] == "2"
