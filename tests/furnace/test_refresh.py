"""Refreshing: what breaks a law is not published, what is published is told, and a stop loses nothing."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from danlu.door.engine import LocalEngine
from danlu.errors import DanluError, LawBrokenError
from danlu.furnace import partitions
from danlu.furnace import refresh as refreshing
from danlu.furnace.refresh import Furnace
from danlu.lake.layout import Project, source_key
from danlu.lake.manifest import describe_file
from danlu.lake.parquet import read_parquet, write_parquet
from danlu.ledger import LEDGER_SCHEMA
from danlu.progress import LISTENER, Outcome
from danlu.rows import ROW_SCHEMA
from danlu.stages import raw
from danlu.stages.deduplicated import SCHEMA
from danlu.stages.work import Receipt, Work
from tests.conftest import MakeProject
from tests.scratch import (
    build,
    contents,
    conversations,
    damaged,
    manifest_of,
    recipe_of,
    refresh,
    table_of,
    take_in,
    write_sources,
)

ENGLISH = source_key("notes/english.jsonl")
WHOLE = ("deduplicated", "annotated", "augmented", "balanced")
Harm = Callable[[Path], None]


def lose_a_row(path: Path) -> None:
    table = read_parquet(path)
    write_parquet(table.slice(1), path)


def repeat_a_row(path: Path) -> None:
    table = read_parquet(path)
    write_parquet(pa.concat_tables([table, table.slice(0, 1)]), path)


def invent_a_row(path: Path) -> None:
    table = read_parquet(path)
    ids = table.column("row_id").to_pylist()
    stranger = pa.array([bytes(16), *(key.bytes for key in ids[1:])], pa.binary(16)).cast(pa.uuid())
    write_parquet(table.set_column(0, table.schema.field(0), stranger), path)


def rows_files(staged: Path) -> list[Path]:
    return sorted([*staged.glob("rows-*.parquet"), *staged.glob("rows/*.parquet")])


def harm_first(staged: Path, harm: Harm) -> None:
    harm(next(path for path in rows_files(staged) if read_parquet(path).num_rows))


def require(project: Project, recipe: str) -> None:
    project.recipe.write_text(recipe, encoding="utf-8")


RECIPES = {
    "raw": "raw: {max_depth: 63}",
    "cleaned": "cleaned: {document_characters: {least: 4}}",
    "deduplicated": "deduplicated: {split: {validation: 0.4}}",
    "annotated": "annotated: {length_bands: [10, 20]}",
    "augmented": "augmented: {operations: {instruction_frame: 1}}",
    "balanced": "balanced: {seed: other}",
}


@pytest.mark.parametrize("stage", WHOLE)
@pytest.mark.parametrize("harm", [lose_a_row, repeat_a_row, invent_a_row])
def test_a_whole_stage_that_breaks_conservation_is_not_published(
    built: Project, monkeypatch: pytest.MonkeyPatch, stage: str, harm: Harm
) -> None:
    module = importlib.import_module(f"danlu.stages.{stage}")
    compute = module.compute

    def harmful(work: Work) -> Receipt:
        receipt: Receipt = compute(work)
        harm_first(work.staged, harm)
        return receipt

    monkeypatch.setattr(module, "compute", harmful)
    require(built, RECIPES[stage])
    before = contents(built)
    with pytest.raises(LawBrokenError, match=rf"not published:\n{stage}: .*\(law 1\)"):
        refresh(built, stage)
    assert contents(built) == before
    assert list((built.work / "staging").iterdir()) == []


@pytest.mark.parametrize("harm", [lose_a_row, repeat_a_row, invent_a_row])
def test_a_cleaning_that_breaks_conservation_is_not_published(
    built: Project, monkeypatch: pytest.MonkeyPatch, harm: Harm
) -> None:
    clean = partitions.cleaned.clean_shards

    def harmful(tasks: Sequence[Any]) -> list[Receipt]:
        receipts = clean(tasks)
        for task in tasks:
            if task.staged.name == ENGLISH:
                harm_first(task.staged, harm)
        return receipts

    monkeypatch.setattr(partitions.cleaned, "clean_shards", harmful)
    require(built, RECIPES["cleaned"])
    before = contents(built)
    with pytest.raises(LawBrokenError, match=rf"cleaned {ENGLISH}: "):
        refresh(built, "cleaned")
    assert {name: content for name, content in contents(built).items() if ENGLISH in name} == {
        name: content for name, content in before.items() if ENGLISH in name
    }


def lose_a_record(staged: Path) -> None:
    lose_a_row(staged / "records-00000.parquet")


def lose_a_refusal(staged: Path) -> None:
    path = staged / "ledger-00000.parquet"
    write_parquet(read_parquet(path).slice(1), path)


def forget_a_row(staged: Path) -> None:
    lose_a_row(staged / "rows-00000.parquet")


@pytest.mark.parametrize("harm", [lose_a_record, lose_a_refusal, forget_a_row])
def test_a_reading_that_loses_a_record_is_not_published(
    built: Project, monkeypatch: pytest.MonkeyPatch, harm: Harm
) -> None:
    read = raw.read_sources
    flawed = source_key("flawed.jsonl")

    def harmful(tasks: Iterable[raw.Task]) -> Iterator[Receipt]:
        for task in tasks:
            (receipt,) = read([task])
            if task.staged.name == flawed:
                harm(task.staged)
            yield receipt

    monkeypatch.setattr(partitions.raw, "read_sources", harmful)
    require(built, RECIPES["raw"])
    before = manifest_of(built, "raw", flawed).to_json()
    with pytest.raises(LawBrokenError, match=f"raw {flawed}: "):
        refresh(built, "raw")
    assert manifest_of(built, "raw", flawed).to_json() == before
    assert damaged(built, "raw", flawed) == []


def test_an_export_that_loses_a_line_is_not_published(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = importlib.import_module("danlu.stages.exported")
    compute = module.compute

    def harmful(work: Work) -> Receipt:
        receipt: Receipt = compute(work)
        lose_a_row(work.staged / "lineage" / "alpaca.train.parquet")
        return receipt

    monkeypatch.setattr(module, "compute", harmful)
    require(built, "exported: {name: other}")
    before = contents(built)
    with pytest.raises(LawBrokenError, match=r"not published:\nexported"):
        refresh(built, "exported")
    assert contents(built) == before


def test_the_message_of_a_broken_law_holds_no_text_of_rows(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = importlib.import_module("danlu.stages.balanced")
    compute = module.compute

    def lose_everything(work: Work) -> Receipt:
        receipt: Receipt = compute(work)
        for path in rows_files(work.staged):
            write_parquet(read_parquet(path).slice(0, 0), path)
        return receipt

    monkeypatch.setattr(module, "compute", lose_everything)
    require(built, RECIPES["balanced"])
    with pytest.raises(LawBrokenError) as caught:
        refresh(built, "balanced")
    message = str(caught.value)
    assert len(message.splitlines()) <= 6
    assert not any(word in message for word in ("month", "River", "第", "茶", "moon"))


def test_a_stage_that_fails_leaves_the_old_version(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("danlu.stages.annotated")

    def fail(work: Work) -> Receipt:
        (work.staged / "half.parquet").write_bytes(b"half")
        raise RuntimeError("no memory")

    monkeypatch.setattr(module, "compute", fail)
    require(built, RECIPES["annotated"])
    before = contents(built)
    with pytest.raises(RuntimeError, match="no memory"):
        refresh(built, "annotated")
    assert contents(built) == before
    assert list((built.work / "staging").iterdir()) == []
    monkeypatch.undo()
    build(built)
    assert damaged(built, "annotated") == []


def test_partitions_that_were_published_before_a_fault_stay(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sources come a handful at a time: those that are done are not done again."""
    require(built, RECIPES["cleaned"])
    monkeypatch.setattr(refreshing, "PROVED_TOGETHER", 1)
    clean = partitions.cleaned._clean_shard
    done: list[str] = []

    def fail_at_third(task: Any, connection: Any) -> Receipt:
        if len(done) == 2:
            raise RuntimeError("third")
        done.append(task.staged.name)
        return clean(task, connection)

    monkeypatch.setattr(partitions, "in_batches", lambda tasks, _: [[task] for task in tasks])
    with monkeypatch.context() as patch:
        patch.setattr(partitions.cleaned, "_clean_shard", fail_at_third)
        with pytest.raises(RuntimeError, match="third"):
            refresh(built, "cleaned")
    fresh = [outcome.key for outcome in refresh(built, "cleaned") if outcome.fresh]
    assert fresh == done


class Heard:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []

    def started(self, stage: str, units: int) -> None:
        self.told.append(("started", stage, str(units)))

    def finished_unit(self, outcome: Outcome) -> None:
        self.told.append(("unit", outcome.stage, str(outcome.key)))

    def finished(self, stage: str) -> None:
        self.told.append(("finished", stage))


def test_a_listener_hears_of_every_unit(built: Project) -> None:
    write_sources(built, {"more.jsonl": conversations(2, 400)})
    take_in(built)
    heard = Heard()
    token = LISTENER.set(heard)
    try:
        refresh(built, "raw")
        refresh(built, "raw")
    finally:
        LISTENER.reset(token)
    key = source_key("more.jsonl")
    assert heard.told == [
        ("started", "raw", "1"),
        ("unit", "raw", key),
        ("finished", "raw"),
        ("started", "raw", "0"),
        ("finished", "raw"),
    ]


def test_an_outcome_tells_what_the_manifest_says(built: Project) -> None:
    outcomes = {outcome.key: outcome for outcome in refresh(built, "raw")}
    manifest = manifest_of(built, "raw", ENGLISH)
    assert outcomes[ENGLISH] == Outcome(
        "raw", ENGLISH, True, manifest.version, manifest.figures, manifest.details
    )
    assert manifest.figures == {"records": 40, "refused": 0, "rows": 40}
    assert manifest.details["source"] == "notes/english.jsonl"


def test_figures_are_counts_of_what_is_published(example: Project) -> None:
    for stage in ("deduplicated", "annotated", "augmented", "balanced"):
        manifest = manifest_of(example, stage)
        rows = sum(entry.rows or 0 for name, entry in manifest.files.items() if name.startswith("rows/"))
        assert manifest.figures["rows"] == rows > 0
    cleaned = table_of(example, "cleaned", ROW_SCHEMA).num_rows
    deduplicated = manifest_of(example, "deduplicated").figures
    assert deduplicated["rows_in"] == cleaned == deduplicated["rows"] + deduplicated["merged"]
    sides = sum(deduplicated.get(side, 0) for side in ("train", "validation", "test"))
    assert sides == deduplicated["rows"]


def test_every_file_of_every_stage_is_what_its_manifest_says(example: Project) -> None:
    for path in example.data.rglob("manifest.json"):
        if example.work in path.parents:
            continue
        stage, *key = path.parent.relative_to(example.data).parts
        manifest = manifest_of(example, stage, key[0] if key else None)
        for name, entry in manifest.files.items():
            assert describe_file(path.parent / name, entry.rows) == entry
        listed = {
            each.relative_to(path.parent).as_posix() for each in path.parent.rglob("*") if each.is_file()
        }
        assert listed == {*manifest.files, "manifest.json"}


def test_every_row_of_every_stage_is_in_its_one_order(example: Project) -> None:
    """Law 4: a file's order is a total one, whatever order its rows were found in."""
    for stage in ("deduplicated", "annotated", "augmented", "balanced"):
        for path in sorted((example.stage(stage) / "rows").iterdir()):
            ids = [key.bytes for key in read_parquet(path, ["row_id"]).column("row_id").to_pylist()]
            assert ids == sorted(ids)
    for path in sorted(example.stage("raw").glob("*/rows-*.parquet")):
        positions = read_parquet(path, ["position"]).column("position")
        assert positions.to_pylist() == sorted(positions.to_pylist())


def test_ledgers_hold_no_text_of_rows(example: Project) -> None:
    words = ("month number", "River", "节讲的是", "Stone", "someone@example.org", "13912345678", "heron")
    for path in example.data.rglob("*ledger*/*.parquet"):
        evidence = read_parquet(path).column("evidence").drop_null().to_pylist()
        assert not [text for text in evidence for word in words if word in text]
    for path in example.data.rglob("ledger-*.parquet"):
        table = read_parquet(path)
        assert table.schema == LEDGER_SCHEMA
        text = pc.utf8_lower(table.column("evidence").drop_null()).to_pylist()
        assert not [one for one in text for word in words if word.lower() in one]


def test_a_source_that_arrives_while_the_corpus_is_made_is_left_for_the_next_time(
    make_project: MakeProject,
) -> None:
    project = make_project({"a.jsonl": conversations(4)})
    build(project)
    write_sources(project, {"b.jsonl": conversations(3, 50)})
    take_in(project)
    with pytest.raises(DanluError, match="is not built"):
        Furnace(project, recipe_of(project), LocalEngine(1)).refresh("deduplicated")
    Furnace(project, recipe_of(project), LocalEngine(1), arriving=True).refresh("deduplicated")
    assert table_of(project, "deduplicated", SCHEMA).num_rows == 4
    assert {"raw", "cleaned", "deduplicated"} <= build(project).keys()
    assert table_of(project, "deduplicated", SCHEMA).num_rows == 7
