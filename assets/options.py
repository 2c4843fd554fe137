"""What every asset of the graph has in common."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypedDict

import dagster as dg

from danlu.dictionary import DATASETS
from danlu.graph import STAGES
from danlu.lake.layout import Project
from danlu.recipe import load_recipe
from danlu.stages.fingerprint import fingerprint
from resources.columns import drawn_lineage, table_lineage, table_schema

GROUP = "danlu"
POOL = "lake"
OWNERS = ["team:data"]
PROJECT = Project(Path(__file__).parent.parent)

ASK = "/danlu/row"
"""The page, on the same server, that answers where a row came from."""
COMMANDS = (
    "Where a row came from: danlu trace ROW, or danlu trace --line FILE:LINE; what became of a record: "
    "danlu whynot SOURCE:LINE · 某行从何而来：danlu trace 行号；某条记录去向如何：danlu whynot 来源:行"
)

NIGHTLY = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=60), warn_window=timedelta(hours=36))
"""A schedule verifies every night: one night missed is worth a warning, two are a fault."""

PASSING = dg.RetryPolicy(max_retries=2, delay=5)
"""For faults that pass, such as a full disk; what danlu itself refuses is not tried again."""


class Options(TypedDict):
    """Keyword arguments of `dg.asset`."""

    group_name: str
    kinds: set[str]
    owners: list[str]
    pool: str
    code_version: str
    metadata: dict[str, Any]
    tags: dict[str, str]
    freshness_policy: dg.FreshnessPolicy | None
    retry_policy: dg.RetryPolicy


def options(stage: str) -> Options:
    """The options of one stage's asset.

    The code version is the stage's fingerprint: it changes with its recipe section, its code and
    the libraries that write its bytes, and with nothing else.
    """
    return Options(
        group_name=GROUP,
        kinds={"duckdb", "parquet", "json"} if stage == "exported" else {"duckdb", "parquet"},
        owners=OWNERS,
        pool=POOL,
        code_version=fingerprint(stage, load_recipe(PROJECT.recipe))[:16],
        metadata=definition_metadata(stage),
        tags=tags(stage),
        freshness_policy=None if STAGES[stage].partitioned else NIGHTLY,
        retry_policy=PASSING,
    )


def tags(stage: str) -> dict[str, str]:
    """Whether a dataset is made per source or of the whole corpus: `tag:"danlu/scope"="corpus"` selects."""
    by_source = STAGES[stage].partitioned or stage == "source_files"
    return {"danlu/scope": "source" if by_source else "corpus"}


def definition_metadata(stage: str) -> dict[str, Any]:
    """What is known of a dataset before it is built: columns, their lineage, where to ask for a row."""
    dataset = DATASETS[stage]
    metadata: dict[str, Any] = {
        "dagster/table_name": stage,
        "dagster/column_schema": table_schema(dataset),
        "dagster/code_references": _computed_by(stage),
        "danlu/folder": f"data/{stage}",
    }
    if dataset.sources:
        metadata["dagster/column_lineage"] = table_lineage(dataset)
        metadata["danlu/column_lineage"] = drawn_lineage(dataset)
    metadata["danlu/ask_a_row"] = dg.MetadataValue.url(ASK)
    metadata["danlu/commands"] = dg.MetadataValue.text(COMMANDS)
    return metadata


def _computed_by(stage: str) -> dg.CodeReferencesMetadataValue:
    """The library module that computes a stage: the asset itself only calls it."""
    path = PROJECT.root.joinpath(*STAGES[stage].module.split(".")).with_suffix(".py")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        reference = dg.LocalFileCodeReference(file_path=str(path), line_number=1, label=f"stages/{path.name}")
        return dg.CodeReferencesMetadataValue(code_references=[reference])


def with_code_links(
    definitions: Iterable[dg.AssetsDefinition | dg.AssetSpec],
) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """The same assets, each with a link to where it is defined, for the definitions to apply last."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        linked = dg.with_source_code_references(list(definitions))
    return [one for one in linked if isinstance(one, dg.AssetsDefinition | dg.AssetSpec)]
