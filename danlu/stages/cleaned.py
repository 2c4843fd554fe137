"""cleaned: text normalised, personal data masked, unusable rows refused; shard by shard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from danlu.cleaning import clean_rows
from danlu.content import with_content_hash
from danlu.lake.parquet import read_parquet, write_parquet
from danlu.recipe import Cleaned
from danlu.stages.work import Receipt

STAGE = "cleaned"


@dataclass(frozen=True, slots=True)
class Task:
    """One shard of raw rows to clean."""

    shard: Path
    staged: Path
    recipe: Cleaned


def clean_shard(task: Task) -> Receipt:
    """Clean one shard into files that carry the same number."""
    number = task.shard.stem.removeprefix("rows-")
    raw = read_parquet(task.shard)
    cleaning = clean_rows(raw, task.recipe)
    write_parquet(with_content_hash(cleaning.rows), task.staged / f"rows-{number}.parquet")
    write_parquet(cleaning.ledger, task.staged / f"ledger-{number}.parquet")
    kept = cleaning.rows.num_rows
    return Receipt({"rows_in": raw.num_rows, "rows": kept, "dropped": raw.num_rows - kept})
