"""Whole datasets in numbers for the charts: languages, lengths, splits, strata, the funnel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from danlu.lake.connection import ParquetFiles, connect, quote_name
from danlu.lake.layout import Project
from danlu.lake.published import Published
from danlu.stages.annotated import SCHEMA as ANNOTATED
from danlu.stages.augmented import SCHEMA as AUGMENTED
from danlu.stages.balanced import SCHEMA as BALANCED

Counts = Mapping[str, Mapping[str, int]]

_TAGGED = "SELECT '' AS split, {tag} AS value, count(*) FROM annotated GROUP BY ALL"
_TAKEN = """
SELECT balanced.split, {tag} AS value, count(*) FROM balanced JOIN augmented USING (row_id) GROUP BY ALL
"""


def annotated_counts(published: Published, *tags: str) -> list[dict[str, int]]:
    """Rows of `annotated` by the values of each of some tags."""
    tables = {"annotated": ParquetFiles(published.files("annotated", None, "rows"), ANNOTATED)}
    return [counts.get("", {}) for counts in _counts(tables, _TAGGED, tags)]


def selected_counts(published: Published, *tags: str) -> list[dict[str, dict[str, int]]]:
    """Rows that `balanced` selected, by split and the values of each of some tags."""
    tables = {
        "balanced": ParquetFiles(published.files("balanced", None, "rows"), BALANCED),
        "augmented": ParquetFiles(published.files("augmented", None, "rows"), AUGMENTED),
    }
    return _counts(tables, _TAKEN, tags)


def _counts(
    tables: Mapping[str, ParquetFiles], query: str, tags: tuple[str, ...]
) -> list[dict[str, dict[str, int]]]:
    found = []
    with connect(tables=tables) as connection:
        for tag in tags:
            counts: dict[str, dict[str, int]] = {}
            for split, value, rows in connection.execute(query.format(tag=quote_name(tag))).fetchall():
                counts.setdefault(split, {})[value] = rows
            found.append(counts)
    return found


def strata(project: Project) -> list[dict[str, Any]]:
    """The strata of the mixture as `balanced` published them: split, stratum, available, quota, kept."""
    mixture = _json(project.stage("balanced") / "mixture.json")
    found: list[dict[str, Any]] = mixture["strata"]
    return found


def metrics(project: Project) -> dict[str, int]:
    """The export's published figures, which it counted from the files of every stage."""
    found: dict[str, int] = _json(project.stage("exported") / "metrics.json")
    return found


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
