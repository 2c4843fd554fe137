"""Law 2 over all sources: no id is that of two rows."""

from __future__ import annotations

import pyarrow as pa

from danlu.audit.breach import Breach, Check, run_checks
from danlu.audit.survey import Survey
from danlu.lake.connection import ParquetFiles, connect
from danlu.rows import ROW_SCHEMA

_NAMED = pa.schema([ROW_SCHEMA.field(name) for name in ("row_id", "source")])
_CHECK = Check(
    "row {key} stands more than once over all sources, in {detail}",
    """
    SELECT row_id AS key, string_agg(DISTINCT source, ', ' ORDER BY source) AS detail
    FROM (FROM old UNION ALL FROM new) GROUP BY row_id HAVING count(*) > 1
    """,
    law="2",
)


def prove_unique(lake: Survey) -> list[Breach]:
    """Rows of `raw` and generated rows that share an id."""
    sound = [folder for folder in lake.of("raw") if folder.sound]
    made = [folder for folder in lake.of("augmented") if folder.sound]
    tables = {
        "old": ParquetFiles([path for folder in sound for path in folder.files("rows")], _NAMED),
        "new": ParquetFiles([path for folder in made for path in folder.files("text")], _NAMED),
    }
    with connect(tables=tables) as connection:
        return run_checks(connection, [_CHECK], "raw, augmented")
