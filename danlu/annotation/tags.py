"""The annotated stage: one line of tags for each row, in the order of the rows."""

from __future__ import annotations

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from danlu.annotation.bands import length_band, turn_band
from danlu.annotation.language import language, script_counts
from danlu.annotation.pieces import characters, per_row, pieces
from danlu.annotation.tokens import estimated_tokens
from danlu.recipe import AnnotatedSection

ANNOTATION_SCHEMA = pa.schema(
    [
        pa.field("row_id", pa.uuid(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("language", pa.string(), nullable=False),
        pa.field("han_share", pa.int32(), nullable=False),
        pa.field("turns", pa.int32(), nullable=False),
        pa.field("characters", pa.int64(), nullable=False),
        pa.field("tokens", pa.int64(), nullable=False),
        pa.field("length_band", pa.string(), nullable=False),
        pa.field("turn_band", pa.string(), nullable=False),
    ]
)
"""Tags of a row. `han_share`: Han characters among a thousand of its prose's Han characters, Latin
words and letters of other scripts; `turns`: user and assistant messages; `characters`: code points of
all text that a trainer sees; `tokens`: by `danlu.annotation.tokens.COUNTER`; `turn_band`: the
number of user messages."""


def annotate(rows: pa.Table, recipe: AnnotatedSection) -> pa.Table:
    """Tags for every row of a table of `ROW_SCHEMA`: one line each, in the same order."""
    tagged = [_annotate_batch(batch, recipe) for batch in rows.to_batches()]
    return pa.Table.from_batches(tagged, schema=ANNOTATION_SCHEMA)


def _annotate_batch(rows: pa.RecordBatch, recipe: AnnotatedSection) -> pa.RecordBatch:
    texts = pieces(rows)
    counts = script_counts(texts, rows.num_rows)
    length = characters(rows)
    tags = pl.concat([counts, _turns(rows)], how="horizontal").with_columns(
        characters=length, tokens=estimated_tokens(texts, length)
    )
    letters = pl.sum_horizontal("latin", "han", "kana", "hangul", "cyrillic", "elsewhere")
    chosen = tags.select(
        language=language(),
        han_share=(pl.col("han") * 1000 // pl.max_horizontal(letters, 1)).cast(pl.Int32),
        turns=pl.col("turns").cast(pl.Int32),
        characters="characters",
        tokens="tokens",
        length_band=length_band("characters", recipe.length_bands),
        turn_band=turn_band("exchanges"),
    ).to_arrow()
    columns = [rows["row_id"], rows["kind"]]
    columns += [
        chosen[name].combine_chunks().cast(ANNOTATION_SCHEMA.field(name).type)
        for name in ANNOTATION_SCHEMA.names[2:]
    ]
    return pa.RecordBatch.from_arrays(columns, schema=ANNOTATION_SCHEMA)


def _turns(rows: pa.RecordBatch) -> pl.DataFrame:
    messages = rows["messages"]
    role = pc.struct_field(messages.flatten(), "role")
    spoken = pl.DataFrame(pl.from_arrow(pa.table({"row": pc.list_parent_indices(messages), "role": role})))
    counts = spoken.select(
        pl.col("row").cast(pl.Int64),
        turns=pl.col("role").is_in(["user", "assistant"]).cast(pl.Int64),
        exchanges=(pl.col("role") == "user").cast(pl.Int64),
    )
    return per_row(counts, rows.num_rows)
