"""What Dagster is told of a published unit: counts, versions and places; never row text."""

from __future__ import annotations

import dagster as dg
import pyarrow as pa

from danlu.progress import Outcome

DATA_VERSION = "dagster/data_version"


def metadata_of(outcome: Outcome) -> dict[str, int | str]:
    """Row counts under the names that the UI plots, and the stage's own figures."""
    rows = "dagster/partition_row_count" if outcome.key is not None else "dagster/row_count"
    figures: dict[str, int | str] = {f"danlu/{name}": value for name, value in outcome.figures.items()}
    if "rows" in outcome.figures:
        figures[rows] = outcome.figures["rows"]
    kept = ("container", "compression", "encoding", "formats", "state")
    details = {name: outcome.details.get(name) for name in kept}
    figures |= {f"danlu/{name}": str(value) for name, value in details.items() if value}
    figures["danlu/fresh"] = "already up to date" if outcome.fresh else "computed by this run"
    return figures


def materialization(outcome: Outcome) -> dg.AssetMaterialization:
    """A unit as an event of its own, with the version of its bytes."""
    return dg.AssetMaterialization(
        outcome.stage,
        partition=outcome.key,
        metadata=metadata_of(outcome),
        tags={DATA_VERSION: outcome.version},
    )


def column_schema(schema: pa.Schema) -> dg.TableSchema:
    """The columns of a dataset, as the UI lists them."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name, str(column.type), constraints=dg.TableColumnConstraints(nullable=column.nullable)
            )
            for column in schema
        ]
    )
