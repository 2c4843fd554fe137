from __future__ import annotations

import pyarrow as pa
import pytest

from danlu.audit.files import SCHEMAS
from danlu.dictionary import DATASETS, Dataset
from danlu.graph import STAGES
from danlu.stages.fingerprint import code_files

DESCRIBED = list(DATASETS.values())


def names_of(dataset: Dataset) -> list[str]:
    return [column.name for column in dataset.columns]


def test_every_stage_is_described_in_order() -> None:
    assert list(DATASETS) == list(STAGES)


@pytest.mark.parametrize(("place", "schema"), list(SCHEMAS.items()), ids=str)
def test_every_column_of_every_file_is_described(place: tuple[str, str], schema: pa.Schema) -> None:
    """The audit knows every kind of file that a stage publishes; records are raw's bookkeeping."""
    stage, kind = place
    if kind == "records":
        return
    described = {column.name: column.field.type for column in DATASETS[stage].columns}
    assert {field.name: field.type for field in schema}.items() <= described.items()


def test_nothing_is_described_that_no_file_has() -> None:
    for dataset in DESCRIBED[1:]:
        kinds = [schema for (stage, kind), schema in SCHEMAS.items() if stage == dataset.stage]
        known = {name for schema in kinds for name in schema.names}
        assert set(names_of(dataset)) <= known
        assert len(set(names_of(dataset))) == len(dataset.columns)


@pytest.mark.parametrize("dataset", DESCRIBED, ids=lambda dataset: dataset.stage)
def test_every_origin_is_a_column_of_an_input_stage(dataset: Dataset) -> None:
    for column in dataset.columns:
        assert len(set(column.origins)) == len(column.origins)
        for origin in column.origins:
            assert origin.stage in STAGES[dataset.stage].inputs
            assert origin.column in names_of(DATASETS[origin.stage])


@pytest.mark.parametrize("dataset", DESCRIBED, ids=lambda dataset: dataset.stage)
def test_columns_are_described_in_both_languages(dataset: Dataset) -> None:
    for column in dataset.columns:
        english, chinese = column.meaning
        assert english.isascii()
        assert english.endswith(".")
        assert any("\u4e00" <= character <= "\u9fff" for character in chinese)
        assert chinese.endswith("。")
        assert len(english) <= 110


def test_describing_makes_no_stage_stale() -> None:
    for stage in STAGES:
        reached = {path.parent.name for path in code_files(stage)}
        assert not reached & {"dictionary", "drawing", "facts"}
