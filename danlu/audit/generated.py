"""Law 2 for rows that `augmented` makes: ids from parents, and all that a child takes from them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

import pyarrow as pa

from danlu.audit.breach import MOST_NAMED, Breach
from danlu.audit.survey import Survey
from danlu.identity import generated_id
from danlu.lake.connection import ParquetFiles, connect
from danlu.lake.parquet import read_all
from danlu.ledger import LEDGER_SCHEMA, Verdict
from danlu.rows import ROW_SCHEMA
from danlu.stages.augmented import SCHEMA

_ID = pa.binary(16)
_TEXT = pa.schema([ROW_SCHEMA.field(name) for name in ("row_id", "source", "group")])

_CHECKS = (
    (
        "1",
        "row {key} is generated, but has no text",
        "SELECT row_id AS key FROM rows WHERE generated ANTI JOIN texts USING (row_id)",
    ),
    (
        "1",
        "row {key} has a text, but is not among the generated rows",
        "SELECT row_id AS key FROM texts ANTI JOIN (SELECT * FROM rows WHERE generated) AS made USING (row_id)",
    ),
    (
        "1",
        "row {key} has {detail} texts",
        "SELECT row_id AS key, count(*) AS detail FROM texts GROUP BY row_id HAVING count(*) > 1",
    ),
    (
        "9",
        "row {key} is generated, but is not of its parent's group and source",
        """
        SELECT texts.row_id AS key FROM texts JOIN ledger ON ledger.key = texts.row_id
        ANTI JOIN parents
        ON parents.row_id = ledger.related[1] AND parents."group" = texts."group" AND parents.source = texts.source
        """,
    ),
    (
        "9",
        "row {key} is generated and lies in {detail}, not in train",
        "SELECT row_id AS key, split AS detail FROM rows WHERE generated AND split <> 'train'",
    ),
)


def prove_generated(lake: Survey) -> list[Breach]:
    """Prove ids, texts, groups and sides of generated rows; each breach names the row."""
    return [*islice(_ids(lake), MOST_NAMED), *_descent(lake)]


def _ids(lake: Survey) -> Iterator[Breach]:
    """Ids that do not follow from parents, operation and version."""
    columns = ["key", "verdict", "rule", "rule_version", "related"]
    ledger = read_all(lake.files("augmented", "ledger"), LEDGER_SCHEMA, columns)
    made: dict[tuple[tuple[bytes, ...], str, int], set[bytes]] = defaultdict(set)
    keys = ledger.column("key").cast(_ID).to_pylist()
    related = ledger.column("related").cast(pa.list_(_ID)).to_pylist()
    others = [ledger.column(name).to_pylist() for name in columns[1:4]]
    for key, parents, verdict, rule, version in zip(keys, related, *others, strict=True):
        if verdict == Verdict.GENERATED:
            made[tuple(parents or ()), rule, version].add(key)
    for (parents, rule, version), identifiers in made.items():
        expected = {generated_id(parents, rule, version, ordinal) for ordinal in range(len(identifiers))}
        for identifier in sorted(identifiers - expected):
            fault = f"row {uuid.UUID(bytes=identifier)} has not the id that its parents and {rule} give"
            yield Breach("augmented", "", "2", fault)


def _descent(lake: Survey) -> list[Breach]:
    tables = {
        "rows": ParquetFiles(lake.files("augmented", "rows"), SCHEMA),
        "texts": ParquetFiles(lake.files("augmented", "text"), _TEXT),
        "ledger": ParquetFiles(lake.files("augmented", "ledger"), LEDGER_SCHEMA),
        "parents": ParquetFiles(lake.files("cleaned", "rows"), _TEXT),
    }
    with connect(tables=tables) as connection:
        return [
            Breach("augmented", "", law, message.format(key=key, detail=detail))
            for law, message, query in _CHECKS
            for key, detail in connection.execute(
                f"SELECT key, detail FROM (SELECT *, NULL AS detail FROM ({query})) ORDER BY key LIMIT {MOST_NAMED}"  # noqa: S608 - constants
                if " AS detail" not in query
                else f"{query} ORDER BY key LIMIT {MOST_NAMED}"
            ).fetchall()
        ]
