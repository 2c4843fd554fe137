"""The versions of a dataset as Dagster was told of them."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import pytest

from resources.events import DATA_VERSION
from resources.history import HISTORY, earlier_versions, with_history
from tests.resources.shown import texts

STAGE = "deduplicated"


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def figures(rows: int, merged: int) -> dict[str, int]:
    return {"danlu/rows_in": rows, "danlu/merged": merged, "danlu/dropped": 1}


def tell(instance: dg.DagsterInstance, version: str, metadata: dict[str, int]) -> None:
    event = dg.AssetMaterialization(STAGE, metadata=metadata, tags={DATA_VERSION: version})
    instance.report_runless_asset_event(event)


def made(version: str, rows: int, merged: int) -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata=figures(rows, merged), data_version=dg.DataVersion(version))


def drawn(result: dg.MaterializeResult[None]) -> str:
    return "\n".join(texts({HISTORY: (result.metadata or {})[HISTORY]}))


def test_the_first_version_has_no_history(instance: dg.DagsterInstance) -> None:
    first = with_history(instance, STAGE, made("a", 10, 1))
    assert dict(first.metadata or {}) == figures(10, 1)
    tell(instance, "a", figures(10, 1))
    again = with_history(instance, STAGE, made("a", 10, 1))
    assert HISTORY not in (again.metadata or {})


def test_a_version_that_is_told_again_counts_once(instance: dg.DagsterInstance) -> None:
    for version, merged in (("a", 1), ("a", 1), ("b", 2), ("b", 2), ("a", 1)):
        tell(instance, version, figures(10, merged))
    assert [name for name, _ in earlier_versions(instance, STAGE)] == ["a", "b", "a"]
    picture = drawn(with_history(instance, STAGE, made("a", 10, 1)))
    assert picture.count("of 10 rows") == 3
    assert "now" not in picture


def test_what_is_made_now_stands_below_those_before(instance: dg.DagsterInstance) -> None:
    tell(instance, "a", figures(10, 1))
    result = with_history(instance, STAGE, made("b", 1000, 250))
    picture = drawn(result)
    assert picture.index("10.0 % of 10 rows") < picture.index("now · 本次") < picture.index("25.0 % of 1,000")
    assert result.data_version == dg.DataVersion("b")
    assert (result.metadata or {})["danlu/merged"] == 250


def test_events_without_figures_are_passed_over(instance: dg.DagsterInstance) -> None:
    tell(instance, "old", {})
    tell(instance, "a", figures(10, 1))
    assert [name for name, _ in earlier_versions(instance, STAGE)] == ["a"]
    bare = dg.MaterializeResult[None](data_version=dg.DataVersion("b"))
    assert HISTORY not in (with_history(instance, STAGE, bare).metadata or {})
