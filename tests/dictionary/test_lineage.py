"""The map of columns is true: what an upstream column changes is what the map says, no more and no less.

Each upstream column of each stage is altered in the published files, the stage is computed again, and
the columns that came out otherwise, for the same rows, are compared with the map.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pytest

from danlu.dictionary import DATASETS, Origin
from danlu.graph import STAGES
from danlu.lake.layout import Project
from danlu.recipe import Recipe
from danlu.rows import ROW_SCHEMA
from tests.dictionary.perturb import RECIPE, SCHEMAS, alter_id, altered, outputs, varied_source
from tests.scratch import build, json_lines, new_project, recipe_of, table_of

STRATA = ("language", "kind", "length_band", "turn_band")
UNTRIED = "source"
"""A name that rows carry is the name of a file: it cannot be altered in one place alone."""
UNFILLED = ("chosen", "rejected", "label", "spans", "tools", "kind")
"""A new row has its parent's, and only plain conversations have children: they never differ."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = new_project(
        tmp_path_factory.mktemp("lineage") / "project", {"varied.jsonl": varied_source()}, RECIPE
    )
    build(made)
    return made


def upstream(stage: str) -> list[Origin]:
    """Every column that the stage could read."""
    inputs = STAGES[stage].inputs
    names = {Origin(at, name) for (at, _), schema in SCHEMAS.items() if at in inputs for name in schema.names}
    return sorted(origin for origin in names if origin.column not in {"row_id", UNTRIED})


def by_row(table: pa.Table) -> dict[object, list[dict[str, object]]]:
    """Rows by the key that says which are the same: a row, or a row in one set."""
    found: dict[object, list[dict[str, object]]] = {}
    for row in table.to_pylist():
        found.setdefault(row["row_id"], []).append(row)
    return found


def values(rows: list[dict[str, object]], name: str) -> set[str]:
    """What the rows of one id say in a column; an exported row is several lines."""
    return {repr(row[name]) for row in rows}


def changed_columns(before: dict[str, pa.Table], after: dict[str, pa.Table]) -> set[str]:
    changed = set()
    for kind, table in before.items():
        old, new = by_row(table), by_row(after[kind])
        for name in table.column_names:
            if any(values(old[key], name) != values(new[key], name) for key in old.keys() & new):
                changed.add(name)
    return changed


def observe(project: Project, stage: str, scratch: Path, recipe: Recipe) -> dict[Origin, set[str]]:
    """The columns that each upstream column changes; those that should change none are altered together."""
    before = outputs(project, stage, scratch, recipe)
    said = declared(stage)
    seen: dict[Origin, set[str]] = {}
    parts = [[origin] for origin in said if said[origin]]
    for each in STAGES[stage].inputs:
        silent = [origin for origin in said if origin.stage == each and not said[origin]]
        parts += [silent] if silent else []
    for part in parts:
        with altered(project, part[0].stage, [origin.column for origin in part]):
            changed = changed_columns(before, outputs(project, stage, scratch, recipe))
        seen |= dict.fromkeys(part, changed)
    return seen


def declared(stage: str) -> dict[Origin, set[str]]:
    found: dict[Origin, set[str]] = {origin: set() for origin in upstream(stage)}
    for column in DATASETS[stage].columns:
        for origin in column.origins:
            if origin.column not in {"row_id", UNTRIED}:
                found[origin].add(column.name)
    return found


def unfaithful(seen: dict[Origin, set[str]], said: dict[Origin, set[str]]) -> list[str]:
    """Where what was seen is not what the map says."""
    undeclared = [f"{origin} changes {seen[origin] - said[origin]}" for origin in said]
    unseen = [f"{origin} never changes {said[origin] - seen[origin]}" for origin in said]
    return [line for line in undeclared + unseen if not line.endswith("set()")]


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["cleaned", "deduplicated", "annotated", "augmented", "exported"])
def test_what_a_column_changes_is_what_the_map_says(project: Project, stage: str, tmp_path: Path) -> None:
    seen = observe(project, stage, tmp_path / "out", recipe_of(project))
    said = declared(stage)
    for name in UNFILLED if stage == "augmented" else ():
        said[Origin("cleaned", name)].remove(name)
    assert unfaithful(seen, said) == []


@pytest.mark.slow
def test_the_stratum_is_the_tag_that_the_recipe_names(project: Project, tmp_path: Path) -> None:
    said = declared("balanced")
    seen: dict[Origin, set[str]] = {origin: set() for origin in said}
    for name in STRATA:
        chosen = recipe_of(project).balanced.model_copy(update={"stratum": name})
        recipe = recipe_of(project).model_copy(update={"balanced": chosen})
        for origin, columns in observe(project, "balanced", tmp_path / "out", recipe).items():
            seen[origin] |= columns
    assert unfaithful(seen, said) == []


@pytest.mark.slow
def test_a_row_id_goes_through_every_stage(project: Project, tmp_path: Path) -> None:
    """Altered alike wherever a stage reads it, it comes out altered alike."""
    for stage in ("cleaned", "deduplicated", "annotated", "augmented", "balanced", "exported"):
        inputs = {origin.stage for origin in DATASETS[stage].sources if origin.column == "row_id"}
        before = outputs(project, stage, tmp_path / "out", recipe_of(project))
        with ExitStack() as stack:
            for each in sorted(inputs):
                stack.enter_context(altered(project, each, ["row_id"]))
            after = outputs(project, stage, tmp_path / "out", recipe_of(project))
        old, new = ids(before), ids(after)
        assert not new & old
        # which of equal rows survives goes by id, and so does who has children
        if stage not in {"deduplicated", "augmented"}:
            assert new == {alter_id(key) for key in old}


def ids(tables: dict[str, pa.Table]) -> set[bytes]:
    (first, *_) = tables.values()
    return set(first.column("row_id").cast(pa.binary(16)).to_pylist())


def test_names_and_bytes_of_a_file_change_what_the_map_says(tmp_path: Path) -> None:
    """What raw reads are no columns: the file's name, and its bytes."""
    text = json_lines([{"instruction": "What is moss?", "output": "A plant."}])
    row = {
        case: raw_row(tmp_path / case, name, content)
        for case, name, content in (
            ("first", "a.jsonl", text),
            ("renamed", "b.jsonl", text),
            ("rewritten", "a.jsonl", text.replace("moss", "fern").replace("A plant", "Green")),
        )
    }
    by_name = {name for name, value in row["first"].items() if value != row["renamed"][name]}
    by_bytes = {name for name, value in row["first"].items() if value != row["rewritten"][name]}
    said = {
        part: {
            column.name
            for column in DATASETS["raw"].columns
            if Origin("source_files", part) in column.origins
        }
        for part in ("name", "sha256")
    }
    assert by_name == said["name"]
    assert {"row_id", "record_ids", "messages", "group", "content_hash"} <= by_bytes <= said["sha256"]


def raw_row(root: Path, name: str, content: str) -> dict[str, object]:
    project = new_project(root, {name: content})
    build(project, until="raw")
    (row,) = table_of(project, "raw", ROW_SCHEMA).to_pylist()
    return dict(row)


def test_an_untrue_map_is_found_out() -> None:
    seen = {Origin("cleaned", "group"): {"split"}}
    assert unfaithful(seen, {Origin("cleaned", "group"): {"split"}}) == []
    assert unfaithful(seen, {Origin("cleaned", "group"): set()}) != []
    assert unfaithful(seen, {Origin("cleaned", "group"): {"split", "merged"}}) != []
