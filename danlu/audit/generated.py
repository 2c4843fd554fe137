"""Law 2 for rows that `augmented` makes: ids from parents, and all that a child takes from them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

import pyarrow as pa

from danlu.audit.breach import MOST_NAMED, Breach, Check, run_checks
from danlu.audit.survey import Survey
from danlu.identity import generated_id
from danlu.lake.connection import ParquetFiles, connect
from danlu.lake.parquet import read_all
from danlu.ledger import LEDGER_SCHEMA, Verdict
from danlu.rows import ROW_SCHEMA
from danlu.stages.augmented import SCHEMA

_ID = pa.binary(16)
_OWN = pa.schema([ROW_SCHEMA.field(name) for name in ("row_id", "source", "group")])

_CHECKS = (
    Check(
        "row {key} is generated, but has no text",
        "SELECT row_id AS key, NULL AS detail FROM made ANTI JOIN texts USING (row_id)",
    ),
    Check(
        "row {key} has a text, but is not among the generated rows",
        "SELECT row_id AS key, NULL AS detail FROM texts ANTI JOIN made USING (row_id)",
    ),
    Check(
        "row {key} has {detail} texts",
        "SELECT row_id AS key, count(*) AS detail FROM texts GROUP BY row_id HAVING count(*) > 1",
    ),
    Check(
        "row {key} is not of the group and source of its parent {detail}",
        """
        SELECT texts.row_id AS key, parent AS detail
        FROM texts
        JOIN (SELECT key, unnest(related) AS parent FROM ledger) ON key = texts.row_id
        LEFT JOIN parents ON parents.row_id = parent
        WHERE texts."group" IS DISTINCT FROM parents."group" OR texts.source IS DISTINCT FROM parents.source
        """,
        law="9",
    ),
    Check(
        "row {key} is generated and lies in {detail}, not in train",
        "SELECT row_id AS key, split AS detail FROM made WHERE split <> 'train'",
        law="9",
    ),
)


def prove_generated(lake: Survey) -> list[Breach]:
    """Prove ids, texts, groups and sides of generated rows; each breach names the row."""
    tables = {
        "rows": ParquetFiles(lake.files("augmented", "rows"), SCHEMA),
        "texts": ParquetFiles(lake.files("augmented", "text"), _OWN),
        "ledger": ParquetFiles(lake.files("augmented", "ledger"), LEDGER_SCHEMA),
        "parents": ParquetFiles(lake.files("cleaned", "rows"), _OWN),
    }
    with connect(tables=tables) as connection:
        connection.execute("CREATE TABLE made AS SELECT row_id, split FROM rows WHERE generated")
        return [*islice(_ids(lake), MOST_NAMED), *run_checks(connection, _CHECKS, "augmented")]


def _ids(lake: Survey) -> Iterator[Breach]:
    """Ids that do not follow from parents, operation and version."""
    columns = ["rule", "rule_version", "verdict"]
    ledger = read_all(lake.files("augmented", "ledger"), LEDGER_SCHEMA, ["key", "related", *columns])
    keys = ledger.column("key").cast(_ID).to_pylist()
    related = ledger.column("related").cast(pa.list_(_ID)).to_pylist()
    others = [ledger.column(name).to_pylist() for name in columns]
    made: dict[tuple[tuple[bytes, ...], str, int], set[bytes]] = defaultdict(set)
    for key, parents, rule, version, verdict in zip(keys, related, *others, strict=True):
        if verdict == Verdict.GENERATED and key is not None:
            made[tuple(parents or ()), rule, version].add(key)
    for (parents, rule, version), identifiers in made.items():
        expected = {generated_id(parents, rule, version, ordinal) for ordinal in range(len(identifiers))}
        for identifier in sorted(identifiers - expected):
            fault = f"row {uuid.UUID(bytes=identifier)} has not the id that its parents and {rule} give"
            yield Breach("augmented", "", "2", fault)
