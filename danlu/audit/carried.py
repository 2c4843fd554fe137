"""What a row carries from stage to stage unchanged: its place and group, its tags, its side.

A text that cleaning changed has an entry that says so (law 3); nothing else may change at all.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from danlu.audit.breach import Breach, Check, run_checks
from danlu.audit.files import TAGS, Folder
from danlu.audit.survey import Survey
from danlu.export.lineage import LINEAGE_SCHEMA
from danlu.lake.connection import ParquetFiles, connect
from danlu.ledger import LEDGER_SCHEMA
from danlu.rows import ROW_SCHEMA
from danlu.stages import annotated, augmented, balanced, deduplicated

_KEPT = (
    "source",
    "record_ids",
    "position",
    "line",
    "byte_start",
    "byte_end",
    "part",
    "kind",
    "group",
    "extra",
    "surface",
)
_NARROW = pa.schema([ROW_SCHEMA.field(name) for name in ("row_id", "content_hash", *_KEPT)])
_NAMES = ", ".join(f'"{name}"' for name in _KEPT)
_TAG_NAMES = ", ".join(TAGS)

_CLEANED = (
    Check(
        "row {key} has another text than in raw, and no entry says that it was edited",
        """
        SELECT row_id AS key, NULL AS detail
        FROM outputs JOIN inputs USING (row_id)
        ANTI JOIN (SELECT key AS row_id FROM ledger WHERE verdict = 'edited') AS edited USING (row_id)
        WHERE outputs.content_hash IS DISTINCT FROM inputs.content_hash
        """,
        law="3",
    ),
    Check(
        "row {key} has another source, place, kind, group or surface than in raw",
        f"""
        SELECT row_id AS key, NULL AS detail FROM (
            SELECT row_id, {_NAMES} FROM outputs EXCEPT SELECT row_id, {_NAMES} FROM inputs
        ) SEMI JOIN inputs USING (row_id)
        """,  # noqa: S608 - constants
        law="2",
    ),
)
_ANNOTATED = (
    Check(
        "row {key} is of another source than in deduplicated",
        """
        SELECT row_id AS key, NULL AS detail FROM annotated JOIN deduplicated USING (row_id)
        WHERE annotated.source <> deduplicated.source
        """,
    ),
)
_AUGMENTED = (
    Check(
        "row {key} has another source or other tags than in annotated",
        f"""
        SELECT row_id AS key, NULL AS detail FROM (
            SELECT row_id, source, {_TAG_NAMES} FROM augmented WHERE NOT generated
            EXCEPT SELECT row_id, source, {_TAG_NAMES} FROM annotated
        )
        """,  # noqa: S608 - constants
    ),
    Check(
        "row {key} lies on another side than in deduplicated, on {detail}",
        """
        SELECT row_id AS key, augmented.split AS detail FROM augmented JOIN deduplicated USING (row_id)
        WHERE augmented.split <> deduplicated.split
        """,
        law="9",
    ),
    Check(
        "row {key} is said to be generated, but came in",
        """
        SELECT row_id AS key, NULL AS detail
        FROM augmented SEMI JOIN annotated USING (row_id) WHERE generated
        """,
    ),
    Check(
        "row {key} is not said to be generated, but did not come in",
        """
        SELECT row_id AS key, NULL AS detail
        FROM augmented ANTI JOIN annotated USING (row_id) WHERE NOT generated
        """,
    ),
)
_BALANCED = (
    Check(
        "row {key} lies on another side than in augmented, on {detail}, or is of another source",
        """
        SELECT row_id AS key, balanced.split AS detail FROM balanced JOIN augmented USING (row_id)
        WHERE (balanced.split, balanced.source) <> (augmented.split, augmented.source)
        """,
        law="9",
    ),
    Check(
        "row {key} is taken {detail} times, which is less than once",
        "SELECT row_id AS key, copies AS detail FROM balanced WHERE copies < 1",
    ),
)
_EXPORTED = (
    Check(
        "row {key} lies on another side than in balanced: it is a line of {detail}",
        """
        SELECT row_id AS key, min(file) AS detail FROM exported JOIN balanced USING (row_id)
        WHERE file <> target || '/' || balanced.split || '.jsonl' GROUP BY row_id
        """,
        law="9",
    ),
)
_DEDUPLICATED = (
    Check(
        "row {key} is said to have {detail} rows merged into it, which the ledger does not say",
        """
        SELECT row_id AS key, merged AS detail FROM deduplicated
        LEFT JOIN (
            SELECT related[1] AS row_id, count(*) AS entries FROM ledger WHERE verdict = 'merged' GROUP BY ALL
        ) USING (row_id)
        WHERE merged <> coalesce(entries, 0)
        """,
    ),
    Check(
        "row {key} is of another source than in cleaned",
        """
        SELECT row_id AS key, NULL AS detail FROM deduplicated JOIN cleaned USING (row_id)
        WHERE deduplicated.source <> cleaned.source
        """,
    ),
)
_TABLES = {
    "cleaned": ("rows", _NARROW),
    "deduplicated": ("rows", deduplicated.SCHEMA),
    "annotated": ("rows", annotated.SCHEMA),
    "augmented": ("rows", augmented.SCHEMA),
    "balanced": ("rows", balanced.SCHEMA),
    "exported": ("lineage", LINEAGE_SCHEMA),
}
_CHECKS = {
    "deduplicated": _DEDUPLICATED,
    "annotated": _ANNOTATED,
    "augmented": _AUGMENTED,
    "balanced": _BALANCED,
    "exported": _EXPORTED,
}


def prove_cleaned(lake: Survey, folders: Sequence[Folder]) -> list[Breach]:
    """Prove that cleaning changed nothing but texts, and those with an entry that says so."""
    came_in = [path for folder in folders for path in lake.files("raw", "rows", folder.key)]
    tables = {
        "inputs": ParquetFiles(came_in, _NARROW),
        "outputs": ParquetFiles([path for folder in folders for path in folder.files("rows")], _NARROW),
        "ledger": ParquetFiles(
            [path for folder in folders for path in folder.files("ledger")], LEDGER_SCHEMA
        ),
    }
    with connect(tables=tables) as connection:
        return run_checks(connection, _CLEANED, "cleaned")


def prove_carried(lake: Survey, stages: Sequence[str]) -> list[Breach]:
    """Prove that whole-corpus stages changed nothing of their rows but what each is for.

    Args:
        lake: What is published.
        stages: Stages that were built from what is published, and can be read as their inputs can.
    """
    files = {
        name: ParquetFiles(lake.files(name, kind), schema)
        for name, (kind, schema) in _TABLES.items()
        if lake.sound(name)
    }
    files["ledger"] = ParquetFiles(lake.files("deduplicated", "ledger"), LEDGER_SCHEMA)
    with connect(tables=files) as connection:
        return [breach for stage in stages for breach in run_checks(connection, _CHECKS[stage], stage)]
