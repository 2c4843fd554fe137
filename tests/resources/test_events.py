from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import dagster as dg
import pytest

from assets.checks import _evaluate, _together
from danlu.audit.files import SCHEMAS as FILES
from danlu.dictionary import DATASETS
from danlu.drawing.bars import Bar, bars
from danlu.drawing.svg import image
from danlu.facts.unit import gather
from danlu.graph import STAGES
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project
from resources.columns import table_lineage, table_schema
from resources.engine import EngineResource
from resources.events import DATA_VERSION, materialization, materializations, metadata_of, result
from resources.lake import Lake
from tests.drawing.test_drawing import drawn
from tests.resources.shown import PICTURE, events_of, holds, outcomes_of, texts
from tests.scratch import (
    COMPUTED,
    SECRET,
    build,
    conversations,
    example_sources,
    ledger_of,
    manifest_of,
    new_project,
    table_of,
)

SCHEMAS = {stage: schema for (stage, kind), schema in FILES.items() if kind == "rows"}
HOSTILE = (
    "<script>alert(1)<!--.jsonl",
    "a|b|c.jsonl",
    "`back`ticks``.jsonl",
    "](javascript:alert(1)).jsonl",
    "![x](data:image).jsonl",
    "'\"><image href=x onerror=alert(1)>.jsonl",
    "中文 名字.jsonl",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    sources = {**example_sources(), "skipped.tmp": SECRET, "broken.jsonl": f'{{"instruction": "{SECRET}'}
    made = new_project(tmp_path_factory.mktemp("told") / "project", sources)
    build(made)
    return made


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Sources with names that would like to be markup, each a stratum of the mixture."""
    sources = {name: conversations(4, 4 * number) for number, name in enumerate(HOSTILE)}
    recipe = "balanced: {stratum: source, cap: 2}\n"
    made = new_project(tmp_path_factory.mktemp("hostile") / "project", sources, recipe)
    build(made)
    return made


def checked(project: Project) -> list[dg.AssetCheckResult]:
    lake = Lake(root=str(project.root), engine=EngineResource())
    keys = list(read_catalogue(project))
    return [
        _together(_evaluate(lake, stage, keys if STAGES[stage].partitioned else [None])) for stage in COMPUTED
    ]


def test_no_row_text_is_told(project: Project) -> None:
    told = [event.metadata for event in events_of(project)]
    told += [dict(check.metadata) for check in checked(project)]
    assert len(told) > 20
    for word in (SECRET, "zirconium", "蓝鹊", "someone@example.org", "13912345678"):
        assert not holds(told, word)


def test_the_search_would_find_row_text() -> None:
    """In a number's name, a text, a table's cell, Markdown, and in a picture however it is encoded."""
    picture = image(bars("t", [Bar(SECRET, [1])]), "t")
    table = dg.MetadataValue.table(
        [dg.TableRecord({"a": SECRET})], dg.TableSchema(columns=[dg.TableColumn("a")])
    )
    hidden = ({SECRET: 1}, {"a": SECRET}, {"a": table}, {"a": dg.MetadataValue.md(f"x {SECRET}")})
    assert all(holds([metadata], SECRET) for metadata in (*hidden, {"a": dg.MetadataValue.md(picture)}))


def test_no_name_becomes_markup(hostile: Project) -> None:
    shown = 0
    for event in events_of(hostile):
        for value in event.metadata.values():
            if isinstance(value, dg.MarkdownMetadataValue):
                assert PICTURE.sub("", value.value).strip() == ""
                for text in texts({"": value}):
                    if text:
                        root = drawn(text) if text.startswith("<svg") else None
                        shown += root is not None and names_in(root)
    assert shown >= len(HOSTILE)


def names_in(root: ET.Element) -> int:
    """How many of the hostile names stand in a drawing as text; long ones are cut."""
    said = [element.text or "" for element in root.iter()]
    return sum(any(name[:12] in text for text in said) for name in HOSTILE)


def test_every_unit_is_told_with_its_version_and_numbers(project: Project) -> None:
    outcomes, events = outcomes_of(project), events_of(project)
    for outcome, event in zip(outcomes, events, strict=True):
        assert event.tags == {DATA_VERSION: outcome.version}
        assert event.partition == outcome.key
        metadata = event.metadata
        assert metadata["dagster/size_bytes"].value
        if outcome.stage != "source_files":
            name = "dagster/row_count" if outcome.key is None else "dagster/partition_row_count"
            assert metadata[name].value == outcome.figures["rows"]


def test_the_drop_table_is_what_the_ledger_says(project: Project) -> None:
    for outcome, event in zip(outcomes_of(project), events_of(project), strict=True):
        if outcome.stage != "deduplicated":
            continue
        table = event.metadata["danlu/ledger"]
        assert isinstance(table, dg.TableMetadataValue)
        merged = [entry for entry in ledger_of(project, "deduplicated") if entry["verdict"] == "merged"]
        (record,) = (record.data for record in table.records)
        assert record["rows · 行"] == len(merged) > 0
        assert str(record["reason · 原因"]).startswith("exact_duplicate: It says the same as another row")
        assert "与另一行内容相同" in str(record["reason · 原因"])


def test_a_table_has_the_columns_that_its_schema_names(project: Project) -> None:
    tables = [
        value
        for event in events_of(project)
        for value in event.metadata.values()
        if isinstance(value, dg.TableMetadataValue)
    ]
    assert len(tables) > 5
    for table in tables:
        names = [column.name for column in table.schema.columns]
        assert len(names) <= 4
        assert all(set(record.data) == set(names) for record in table.records)


def test_duplicates_are_told_as_numbers_and_tables(project: Project) -> None:
    (event,) = (event for event in events_of(project) if event.asset_key == dg.AssetKey("deduplicated"))
    merged = manifest_of(project, "deduplicated").figures["merged"]
    assert event.metadata["danlu/merged_equal"].value == merged
    assert isinstance(event.metadata["danlu/merged_percent"].value, float)
    table = event.metadata["danlu/source_overlap"]
    assert isinstance(table, dg.TableMetadataValue)
    assert sum(int(str(record.data["rows · 行"])) for record in table.records) == merged
    assert [column.type for column in table.schema.columns] == ["int", "string", "string", "string"]


def test_what_was_not_taken_is_told_with_the_sources(project: Project) -> None:
    (event, *_) = events_of(project)
    table = event.metadata["danlu/not_taken"]
    assert isinstance(table, dg.TableMetadataValue)
    assert [record.data["files · 文件"] for record in table.records] == [1]


def test_a_step_yields_what_an_event_of_its_own_would_say(project: Project) -> None:
    (outcome,) = (one for one in outcomes_of(project) if one.stage == "annotated")
    yielded = result(project, outcome)
    (event,) = materializations(project, [outcome])
    assert dict(yielded.metadata or {}).keys() == event.metadata.keys()
    assert yielded.data_version == dg.DataVersion(outcome.version)


def test_an_event_can_be_told_without_a_project(project: Project) -> None:
    (outcome,) = (one for one in outcomes_of(project) if one.stage == "balanced")
    assert materialization(outcome).metadata["dagster/row_count"].value == outcome.figures["rows"]
    assert set(metadata_of(outcome)) < set(metadata_of(outcome, gather(project, [outcome])[0]))


def test_texts_are_in_both_languages(project: Project) -> None:
    for event in events_of(project):
        assert re.search("[\u4e00-\u9fff]", str(event.metadata["danlu/fresh"].value))


def test_the_schema_describes_every_column() -> None:
    for dataset in DATASETS.values():
        schema = table_schema(dataset)
        assert [column.name for column in schema.columns] == [column.name for column in dataset.columns]
        assert all(" · " in (column.description or "") for column in schema.columns)
        assert not any("extension" in column.type for column in schema.columns)
        lineage = table_lineage(dataset)
        assert {name: len(deps) for name, deps in lineage.deps_by_column.items()} == {
            column.name: len(column.origins) for column in dataset.columns
        }


def test_unique_columns_are_unique(project: Project) -> None:
    for stage in ("deduplicated", "annotated", "balanced"):
        columns = {column.name: column for column in DATASETS[stage].columns}
        assert columns["row_id"].unique
        rows = table_of(project, stage, SCHEMAS[stage]).column("row_id").to_pylist()
        assert len(rows) == len(set(rows)) == manifest_of(project, stage).figures["rows"]


def test_many_partitions_are_told_in_one_go(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """One query for all ledgers: opening a connection for each would cost more than all the rest."""
    from danlu.facts import verdicts

    opened = []
    connect = verdicts.connect
    monkeypatch.setattr(verdicts, "connect", lambda **files: opened.append(files) or connect(**files))
    partitions = [outcome for outcome in outcomes_of(project) if outcome.key is not None]
    assert len(list(materializations(project, partitions))) == len(partitions) > 5
    assert len(opened) == 1


def test_a_missing_folder_is_told_with_what_is_known(project: Project, tmp_path: Path) -> None:
    empty = new_project(tmp_path / "empty", {})
    for event in materializations(empty, outcomes_of(project)):
        assert DATA_VERSION in (event.tags or {})
