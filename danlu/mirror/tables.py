"""What the mirror holds: a table of narrow columns per dataset, the ledger, and the views."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from danlu.annotation import ANNOTATION_SCHEMA
from danlu.export.lineage import LINEAGE_SCHEMA
from danlu.ledger import LEDGER_SCHEMA
from danlu.rows import ROW_SCHEMA
from danlu.stages.annotated import SCHEMA as ANNOTATED
from danlu.stages.augmented import SCHEMA as AUGMENTED
from danlu.stages.balanced import SCHEMA as BALANCED
from danlu.stages.deduplicated import SCHEMA as DEDUPLICATED
from danlu.stages.raw import RECORD_SCHEMA

_PLACE = (
    "row_id",
    "source",
    "position",
    "line",
    "byte_start",
    "byte_end",
    "part",
    "kind",
    "group",
    "content_hash",
)
_CATALOGUE = pa.schema(
    [
        pa.field("name", pa.string()),
        pa.field("key", pa.string()),
        pa.field("sha256", pa.string()),
        pa.field("bytes", pa.int64()),
        pa.field("state", pa.string()),
        pa.field("version", pa.string()),
        pa.field("declared", pa.string()),
        pa.field("via", pa.string()),
        pa.field("licence", pa.string()),
        pa.field("language", pa.string()),
        pa.field("domain", pa.string()),
        pa.field("task_type", pa.string()),
        pa.field("weight", pa.float64()),
        pa.field("owner", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class MirrorTable:
    """One real table: which files of which stage it mirrors, and which of their columns."""

    stage: str
    kind: str
    name: str
    schema: pa.Schema

    @property
    def qualified(self) -> str:
        """The table's name in SQL."""
        return self.name if self.name == "ledger" else f"facts.{self.name}"

    @property
    def columns(self) -> str:
        """The columns as a select list."""
        return ", ".join(f'"{name}"' for name in self.schema.names)


def _narrow(names: tuple[str, ...]) -> pa.Schema:
    return pa.schema([ROW_SCHEMA.field(name) for name in names])


TABLES = (
    MirrorTable("source_files", "catalogue", "source_files", _CATALOGUE),
    MirrorTable("raw", "records", "records", RECORD_SCHEMA),
    MirrorTable("raw", "rows", "raw", _narrow(_PLACE)),
    MirrorTable("cleaned", "rows", "cleaned", _narrow(_PLACE)),
    MirrorTable("deduplicated", "rows", "deduplicated", DEDUPLICATED),
    MirrorTable("annotated", "rows", "annotated", ANNOTATED),
    MirrorTable("augmented", "rows", "augmented", AUGMENTED),
    MirrorTable("balanced", "rows", "balanced", BALANCED),
    MirrorTable("exported", "lineage", "exported", LINEAGE_SCHEMA),
)
LEDGER = MirrorTable("", "ledger", "ledger", LEDGER_SCHEMA)

_CLEANED_TEXT = "read_parquet('data/cleaned/*/rows-*.parquet')"
_TEXT_COLUMNS = "* EXCLUDE (source, kind)"
_TAGS = ", ".join(name for name in ANNOTATION_SCHEMA.names if name != "row_id")

VIEWS = {
    "source_files": "SELECT * FROM facts.source_files",
    "records": "SELECT * FROM facts.records",
    "raw": "SELECT * FROM read_parquet('data/raw/*/rows-*.parquet')",
    "cleaned": f"SELECT * FROM {_CLEANED_TEXT}",  # noqa: S608 - constants
    "deduplicated": f"""
        SELECT * FROM facts.deduplicated
        JOIN (SELECT {_TEXT_COLUMNS}, kind FROM {_CLEANED_TEXT}) USING (row_id)
    """,  # noqa: S608 - constants
    "duplicates": """
        SELECT
            key AS row_id,
            source,
            related[1] AS survivor,
            reason,
            CAST(evidence ->> '$.similarity' AS DOUBLE) AS similarity,
            evidence ->> '$.part' AS part,
            CAST(evidence ->> '$.cross_source' AS BOOLEAN) AS cross_source
        FROM ledger
        WHERE stage = 'deduplicated' AND verdict = 'merged'
    """,
    "clusters": """
        SELECT
            survivor,
            count(*) + 1 AS rows,
            count(*) FILTER (WHERE reason = 'exact_duplicate') AS equal,
            count(*) FILTER (WHERE reason = 'near_duplicate') AS nearly_equal,
            min(similarity) AS least_similarity,
            count(*) FILTER (WHERE cross_source) AS of_other_sources
        FROM duplicates
        GROUP BY survivor
    """,
    "cluster_sizes": """
        SELECT
            rows,
            count(*) AS clusters,
            sum(equal)::BIGINT AS equal,
            sum(nearly_equal)::BIGINT AS nearly_equal
        FROM clusters
        GROUP BY rows
    """,
    "overlap": """
        SELECT
            duplicates.source,
            survivors.source AS survivor_source,
            count(*) AS rows,
            count(*) FILTER (WHERE reason = 'exact_duplicate') AS equal,
            count(*) FILTER (WHERE reason = 'near_duplicate') AS nearly_equal
        FROM duplicates JOIN facts.cleaned AS survivors ON survivors.row_id = duplicates.survivor
        GROUP BY duplicates.source, survivors.source
    """,
    "groups": """
        SELECT
            texts."group",
            split,
            count(*) AS rows,
            count(DISTINCT texts.source) AS sources,
            count(*) / sum(count(*)) OVER () AS share
        FROM facts.deduplicated AS kept JOIN facts.cleaned AS texts USING (row_id)
        GROUP BY texts."group", split
    """,
    "annotated": f"""
        SELECT * FROM facts.annotated
        JOIN (SELECT {_TEXT_COLUMNS} FROM {_CLEANED_TEXT}) USING (row_id)
    """,  # noqa: S608 - constants
    "texts": f"""
        SELECT * FROM {_CLEANED_TEXT}
        UNION ALL BY NAME
        SELECT * FROM read_parquet('data/augmented/text/*.parquet')
    """,  # noqa: S608 - constants
    "augmented": f"SELECT * FROM facts.augmented JOIN (SELECT {_TEXT_COLUMNS} FROM texts) USING (row_id)",  # noqa: S608 - constants
    "balanced": f"""
        SELECT * FROM facts.balanced
        JOIN (SELECT row_id, {_TAGS} FROM facts.augmented) USING (row_id)
        JOIN (SELECT {_TEXT_COLUMNS} FROM texts) USING (row_id)
    """,  # noqa: S608 - constants
    "exported": "SELECT * FROM facts.exported",
}
"""A dataset by its own name, text included, joined from Parquet when it is asked for."""
