"""Clean rows: texts in place, then the bounds of length and the flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from danlu.cleaning.chain import run_rules
from danlu.cleaning.entries import entries
from danlu.cleaning.leaves import CONTENT, PATHS, texts_of, with_texts
from danlu.cleaning.lengths import drops
from danlu.cleaning.refusals import refusals
from danlu.cleaning.rule import Rule
from danlu.cleaning.rules import RULES
from danlu.cleaning.spans import Labelled, run_on_spans
from danlu.cleaning.turns import turns
from danlu.ledger import LEDGER_SCHEMA
from danlu.recipe import Cleaned
from danlu.rows import ROW_SCHEMA, Kind

_CONTENT = PATHS.index(CONTENT)


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What cleaning makes of a table of rows.

    Attributes:
        rows: The kept rows in the given order (`ROW_SCHEMA`); `content_hash` is null.
        ledger: One entry for every row and rule that edited, flagged or dropped it (`LEDGER_SCHEMA`).
    """

    rows: pa.Table
    ledger: pa.Table


def clean_rows(rows: pa.Table, recipe: Cleaned) -> Cleaning:
    """Clean a table of `ROW_SCHEMA`.

    What becomes of a row depends on the row and the recipe alone: not on its neighbours, their
    order, or how a source is cut into tables. Cleaning cleaned rows changes nothing.
    """
    rules = [rule for rule in RULES if getattr(recipe, rule.switch)]
    results = [_clean_batch(batch, rules, recipe) for batch in rows.combine_chunks().to_batches()]
    return Cleaning(
        rows=pa.Table.from_batches([kept for kept, _ in results], schema=ROW_SCHEMA),
        ledger=pa.concat_tables(
            [pa.Table.from_batches([], schema=LEDGER_SCHEMA), *(ledger for _, ledger in results)]
        ),
    )


def _clean_batch(
    batch: pa.RecordBatch, rules: Sequence[Rule], recipe: Cleaned
) -> tuple[pa.RecordBatch, pa.Table]:
    batch, edits = _clean_texts(batch, rules)
    messages = turns(batch, "messages")
    dropped = drops(batch, messages, recipe)
    keep = ~pl.int_range(batch.num_rows, dtype=pl.UInt32, eager=True).is_in(dropped["row"].implode())
    refused = refusals(batch, messages) if recipe.flag_refusals else pl.Series([], dtype=pl.UInt32)
    refused = refused.filter(~refused.is_in(dropped["row"].implode()))
    ledger = entries(batch, rules, edits, dropped, refused)
    index = ROW_SCHEMA.get_field_index("content_hash")
    arrays = list(batch.columns)
    arrays[index] = pa.nulls(batch.num_rows, ROW_SCHEMA.field(index).type)
    fresh = pa.RecordBatch.from_arrays(arrays, schema=ROW_SCHEMA)
    return (fresh.filter(keep.to_arrow()) if len(dropped) else fresh), ledger


def _clean_texts(batch: pa.RecordBatch, rules: Sequence[Rule]) -> tuple[pa.RecordBatch, pl.DataFrame]:
    texts = texts_of(batch)
    spanned = _spanned_rows(batch)
    has_spans = (texts["path"] == _CONTENT) & texts["row"].is_in(spanned.implode())
    plain = texts.filter(~has_spans)
    changed, edits = run_rules(plain, rules)
    places = plain[changed["at"]].select("path", "at").with_columns(changed["text"])
    if not has_spans.any():
        return (with_texts(batch, places) if len(places) else batch), edits
    labelled = texts.filter(has_spans)
    batch, moved, more = _clean_spans(batch, labelled, rules)
    return with_texts(batch, pl.concat([places, moved])), pl.concat([edits, more])


def _spanned_rows(batch: pa.RecordBatch) -> pl.Series:
    """The rows with spans in their text, which is their only message."""
    kinds = pl.Series(values=batch.column("kind"))
    return (kinds == Kind.SPANS.value).arg_true().cast(pl.UInt32)


def _clean_spans(
    batch: pa.RecordBatch, texts: pl.DataFrame, rules: Sequence[Rule]
) -> tuple[pa.RecordBatch, pl.DataFrame, pl.DataFrame]:
    """The batch with moved spans, the changed texts (`path`, `at`, `text`), and the edits."""
    texts = texts.unique("row", keep="first", maintain_order=True)
    spans = batch.column("spans").take(texts["row"].to_arrow()).to_pylist()
    columns = zip(texts["row"], texts["text"], spans, strict=True)
    labelled = [Labelled(row, text, tuple(found or ())) for row, text, found in columns]
    changed, edits = run_on_spans(labelled, rules)
    rows = pl.Series(sorted(changed), dtype=pl.UInt32)
    fresh = pl.DataFrame(
        {"row": rows, "text": pl.Series([changed[row].text for row in rows], dtype=pl.String)}
    )
    places = texts.drop("text").join(fresh, on="row", maintain_order="left").select("path", "at", "text")
    if changed:
        batch = _with_spans(batch, changed)
    return batch, places, edits


def _with_spans(batch: pa.RecordBatch, changed: dict[int, Labelled]) -> pa.RecordBatch:
    field = ROW_SCHEMA.field("spans")
    values = batch.column("spans").to_pylist()
    for row, text in changed.items():
        values[row] = list(text.spans) if values[row] is not None else None
    return batch.set_column(batch.schema.get_field_index("spans"), field, pa.array(values, type=field.type))
