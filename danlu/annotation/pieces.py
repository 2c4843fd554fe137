"""The texts of many rows as one flat column, each with the number of its row.

List columns are not walked: their child arrays are taken as they lie in memory, and the offsets say
which row each text belongs to.
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

TURN_COLUMNS = ("messages", "chosen", "rejected")
FENCED_CODE = r"(?s)```.*?(?:```|\z)"


def pieces(rows: pa.RecordBatch) -> pl.DataFrame:
    """Every text that a trainer sees: `row` (its index in the batch), `text`, `prose`.

    Prose is what people and the assistant say in words: what the language is judged by. Fenced code,
    tool definitions, calls and results, system prompts and labels are text but not prose; system
    prompts are often in another language than the conversation.
    """
    found = [_column(rows, name) for name in ("system", "tools", "label")]
    for name in TURN_COLUMNS:
        found += _turns(rows[name])
    texts = pl.concat(found).filter(pl.col("text").is_not_null())
    fenced = pl.col("prose") & pl.col("text").str.contains("```", literal=True)
    with_code = texts.filter(fenced)
    outside = with_code.with_columns(pl.col("text").str.replace_all(FENCED_CODE, "\n"))
    inside = with_code.with_columns(
        text=pl.col("text").str.extract_all(FENCED_CODE).list.join("\n"), prose=pl.lit(value=False)
    )
    return pl.concat([texts.filter(~fenced), outside, inside])


def characters(rows: pa.RecordBatch) -> pl.Series:
    """Number of characters (code points) of all texts of each row, fenced code included."""
    found = [_column(rows, name) for name in ("system", "tools", "label")]
    for name in TURN_COLUMNS:
        found += _turns(rows[name])
    counted = pl.concat(found).select("row", pl.col("text").str.len_chars().cast(pl.Int64))
    return per_row(counted, rows.num_rows)["text"]


def per_row(values: pl.DataFrame, row_count: int) -> pl.DataFrame:
    """Sums of integer columns per `row`, one line for each of `row_count` rows; 0 where none."""
    every = pl.DataFrame({"row": pl.int_range(row_count, dtype=pl.Int64, eager=True)})
    sums = values.group_by("row").sum()
    return every.join(sums, on="row", how="left", maintain_order="left").fill_null(0).drop("row")


def _column(rows: pa.RecordBatch, name: str) -> pl.DataFrame:
    texts = pl.Series(rows[name], dtype=pl.String)
    index = pl.int_range(rows.num_rows, dtype=pl.Int64, eager=True)
    return pl.DataFrame(
        {"row": index, "text": texts, "prose": pl.repeat(value=False, n=len(texts), eager=True)}
    )


def _turns(messages: pa.ListArray) -> list[pl.DataFrame]:
    row = pc.list_parent_indices(messages)
    turns = messages.flatten()
    spoken = pc.fill_null(pc.not_equal(pc.struct_field(turns, "role"), "tool"), fill_value=True)
    silent = pc.is_null(spoken)
    found = [
        _frame(row, pc.struct_field(turns, "content"), spoken),
        _frame(row, pc.struct_field(turns, "reasoning"), spoken),
    ]
    for field, texts, prose in (
        ("parts", ("text",), spoken),
        ("tool_calls", ("name", "arguments"), silent),
    ):
        children = pc.struct_field(turns, field)
        parents = pc.list_parent_indices(children)
        for text in texts:
            values = pc.struct_field(children.flatten(), text)
            found.append(_frame(row.take(parents), values, prose.take(parents)))
    return found


def _frame(row: pa.Array, text: pa.Array, prose: pa.Array) -> pl.DataFrame:
    frame = pl.from_arrow(pa.table({"row": row, "text": text, "prose": prose}))
    return pl.DataFrame(frame).with_columns(pl.col("row").cast(pl.Int64))
