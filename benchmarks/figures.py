"""The figures of the report, from the samples; and all of it as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from benchmarks.results import RUNGS, WHOLE, Quantity, Results

MEGA = 1e6


def as_json(results: Results) -> dict[str, Any]:
    """Every sample and every figure of the tables."""
    return {
        "machine": dict(results.machine),
        "corpus": dict(results.corpus),
        "small_source": dict(results.small),
        "repeat": results.repeat,
        "trees": results.trees,
        "notes": results.notes,
        "floor": [dict(each) for each in results.floor],
        "stages": list(stage_figures(results)),
        "builds": list(ladder_figures(results, "build")),
        "others": list(others(results)),
        "new_source": list(ladder_figures(results, "source")),
        "parts": {
            task: {quantity: results.parts(task, quantity) for quantity in ("wall", "cpu")}
            for task in ("build", "source")
        },
        "against": list(against_figures(results)),
        "samples": [asdict(sample) for sample in results.samples],
    }


def stage_figures(results: Results) -> Iterator[dict[str, Any]]:
    """A line per stage, from processes that did one stage each; then all of them, then the floor."""
    source_bytes = int(results.corpus["bytes"])
    records = results.rows["raw"]["rows_in"]
    names = [sample.measure for sample in results.samples if sample.measure.startswith("stage.")]
    lines: list[dict[str, Any]] = []
    for measure in dict.fromkeys(names):
        stage = measure.removeprefix("stage.")
        wall, cpu = results.work(measure, "wall"), results.work(measure, "cpu")
        peak = results.spread(measure, "peak").median
        lines.append({"stage": stage, **results.rows.get(stage, {}), "wall": wall, "cpu": cpu, "peak": peak})
    total: dict[str, Any] = {
        "stage": "all of them",
        "rows_in": records,
        "rows_out": results.rows["exported"]["rows_out"],
        "wall": sum(line["wall"] for line in lines),
        "cpu": sum(line["cpu"] for line in lines),
        "peak": max(line["peak"] for line in lines),
    }
    floor: dict[str, Any] = {
        "stage": "copy-through floor",
        "wall": results.floor_seconds("wall", source_bytes),
        "cpu": results.floor_seconds("cpu", source_bytes),
    }
    for line in (*lines, total, floor):
        yield line | _speeds(line, records, source_bytes) | {"floors": line["cpu"] / floor["cpu"]}


def _speeds(line: dict[str, Any], records: int, source_bytes: int) -> dict[str, float]:
    return {
        "rows_per_second": records / line["wall"],
        "mb_per_second": source_bytes / MEGA / line["wall"],
        "mb_per_cpu_second": source_bytes / MEGA / line["cpu"] if line["cpu"] else 0.0,
    }


def ladder_figures(results: Results, task: str) -> Iterator[dict[str, Any]]:
    """A line per rung: its cost, and how it compares with the rung below, round by round."""
    below = None
    for rung in RUNGS:
        measure = f"{task}.{rung.name}"
        line = {"rung": rung.name, "title": rung.title, **_cost(results, measure, f"build.{rung.name}")}
        if task == "build":
            source_bytes = int(results.corpus["bytes"])
            wall, cpu = line["wall"]["median"], line["cpu"]["median"]
            line["rows_per_second"] = results.rows["raw"]["rows_in"] / wall
            line["mb_per_second"] = source_bytes / MEGA / wall
            line["floors"] = cpu / results.floor_seconds("cpu", source_bytes)
        if below is not None:
            line["more_wall"] = asdict(results.difference(measure, below, "wall"))
            line["more_cpu"] = asdict(results.difference(measure, below, "cpu"))
            line["ratio_wall"] = results.ratio(measure, below, "wall")
            line["ratio_cpu"] = results.ratio(measure, below, "cpu")
        yield line
        below = measure


def others(results: Results) -> Iterator[dict[str, Any]]:
    """What costs something although nothing is computed."""
    titles = {
        "idle": "danlu build with nothing to do",
        "start": "start of Python and danlu, and no more",
        "load-dagster": "the same with Dagster's definitions loaded",
    }
    for measure, title in titles.items():
        yield {"measure": measure, "title": title, **_cost(results, measure, f"build.{WHOLE}")}


def _cost(results: Results, measure: str, whole: str) -> dict[str, Any]:
    """Wall, processor and peak of a measure, and the share of a whole build that it takes."""
    quantities: tuple[Quantity, ...] = ("wall", "cpu", "peak")
    return {
        **{str(name): asdict(results.spread(measure, name)) for name in quantities},
        "share_wall": results.ratio(measure, whole, "wall"),
        "share_cpu": results.ratio(measure, whole, "cpu"),
    }


def against_figures(results: Results) -> Iterator[dict[str, Any]]:
    """Ratios of medians, working tree over the other revision, for all that both were measured at."""
    for other in results.trees[1:]:
        for measure in dict.fromkeys(sample.measure for sample in results.of_tree(other)):
            line: dict[str, Any] = {"measure": measure, "against": other}
            for quantity in ("wall", "cpu", "peak"):
                here = results.spread(measure, quantity).median
                there = results.spread(measure, quantity, other).median
                line[quantity] = {"here": here, "there": there, "ratio": here / there}
            yield line
