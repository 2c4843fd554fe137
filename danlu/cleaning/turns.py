"""The measures of a row that its bounds and flags are about: who speaks, and how much is said."""

from __future__ import annotations

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from danlu.cleaning.leaves import pull


def turns(batch: pa.RecordBatch, column: str) -> pl.DataFrame:
    """A row for every message of a column, in order.

    Columns: `row`, `role`, `characters` (of content and text parts, white space at the ends not
    counted), `acts` (it calls tools or carries media), `last` (no message of its row follows),
    `content`.
    """
    array = batch.column(column)
    messages = array.flatten()
    frame = pl.DataFrame(
        {
            "row": pl.Series(values=pc.list_parent_indices(array)).cast(pl.UInt32),
            "role": pl.Series(values=messages.field("role")),
            "content": pl.Series(values=messages.field("content")),
            "calls": pl.Series(values=pc.list_value_length(messages.field("tool_calls"))),
        }
    )
    said, media = _parts(messages)
    return frame.select(
        "row",
        "role",
        (pl.col("content").str.strip_chars().str.len_chars().fill_null(0) + said)
        .cast(pl.Int64)
        .alias("characters"),
        (pl.col("calls").fill_null(0).gt(0) | media).alias("acts"),
        pl.col("row").ne(pl.col("row").shift(-1)).fill_null(value=True).alias("last"),
        "content",
    )


def _parts(messages: pa.StructArray) -> tuple[pl.Expr, pl.Expr]:
    """Per message: the characters of its text parts, and whether a part is media."""
    parts = messages.field("parts")
    everyone = pa.array(range(len(messages)), pa.uint32())
    texts, owners = pull(parts, ("text",), everyone)
    if len(texts) == 0:
        return pl.lit(0), pl.lit(value=False)
    media, _ = pull(parts, ("media",), everyone)
    found = (
        pl.DataFrame(
            {
                "at": pl.Series(values=owners),
                "text": pl.Series(values=texts),
                "media": pl.Series(values=media),
            }
        )
        .group_by("at")
        .agg(pl.col("text").str.strip_chars().str.len_chars().sum(), pl.col("media").is_not_null().any())
    )
    joined = pl.DataFrame({"at": pl.Series(values=everyone)}).join(
        found, on="at", how="left", maintain_order="left"
    )
    return pl.lit(joined["text"].fill_null(0)), pl.lit(joined["media"].fill_null(value=False))
