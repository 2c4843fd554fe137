"""What every asset of the graph has in common."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

import pyarrow as pa

from danlu.lake.layout import Project
from danlu.recipe import load_recipe
from danlu.stages.fingerprint import fingerprint
from resources.events import column_schema

GROUP = "danlu"
POOL = "lake"
PROJECT = Project(Path(__file__).parent.parent)


class Options(TypedDict):
    """Keyword arguments of `dg.asset`."""

    group_name: str
    kinds: set[str]
    owners: list[str]
    pool: str
    code_version: str
    metadata: dict[str, object]


def options(stage: str, schema: pa.Schema | None) -> Options:
    """The options of one stage's asset.

    The code version is the stage's fingerprint: it changes with its recipe section, its code and
    the libraries that write its bytes, and with nothing else.
    """
    metadata: dict[str, object] = {"danlu/folder": f"data/{stage}", "dagster/table_name": stage}
    if schema is not None:
        metadata["dagster/column_schema"] = column_schema(schema)
    return Options(
        group_name=GROUP,
        kinds={"duckdb", "parquet"} if schema is not None else {"json"},
        owners=["team:data"],
        pool=POOL,
        code_version=fingerprint(stage, load_recipe(PROJECT.recipe))[:16],
        metadata=metadata,
    )
