"""Ledger tables of the cleaned stage, built as vectors: a large source has as many edits as rows."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pyarrow as pa

from danlu.cleaning import lengths, refusals
from danlu.cleaning.rule import Rule
from danlu.ledger import LEDGER_SCHEMA, Reason, Verdict

STAGE = "cleaned"


def entries(
    batch: pa.RecordBatch, rules: Sequence[Rule], edits: pl.DataFrame, drops: pl.DataFrame, refused: pl.Series
) -> pa.Table:
    """One entry per row and rule, by row and then in the order in which the rules run."""
    frame = pl.concat([_edited(rules, edits), _dropped(drops, len(rules)), _flagged(refused, len(rules))])
    frame = frame.sort("row", "order")
    rows = frame["row"].to_arrow()
    count = len(frame)
    columns = {
        "stage": pa.repeat(STAGE, count),
        "source": batch.column("source").take(rows),
        "key": batch.column("row_id").take(rows),
        **{
            name: frame[name].to_arrow().cast(LEDGER_SCHEMA.field(name).type)
            for name in ("verdict", "reason", "rule", "rule_version", "evidence")
        },
    }
    arrays = [
        columns[field.name] if field.name in columns else pa.nulls(count, field.type)
        for field in LEDGER_SCHEMA
    ]
    return pa.Table.from_arrays(arrays, schema=LEDGER_SCHEMA)


def _columns(
    verdict: Verdict, reason: pl.Expr, rule: pl.Expr, version: pl.Expr, evidence: pl.Expr
) -> list[pl.Expr]:
    return [
        pl.col("row"),
        pl.col("order").cast(pl.UInt32),
        pl.lit(verdict.value).alias("verdict"),
        reason.alias("reason"),
        rule.alias("rule"),
        version.cast(pl.Int32).alias("rule_version"),
        evidence.cast(pl.String).alias("evidence"),
    ]


def _edited(rules: Sequence[Rule], edits: pl.DataFrame) -> pl.DataFrame:
    """Evidence: how many texts of the row the rule changed, and masks set and spans removed if any."""
    table = pl.DataFrame(
        {
            "rule": pl.Series(range(len(rules)), dtype=pl.UInt8),
            "name": pl.Series([rule.name for rule in rules], dtype=pl.String),
            "why": pl.Series([rule.reason.value for rule in rules], dtype=pl.String),
            "version": pl.Series([rule.version for rule in rules], dtype=pl.Int32),
        }
    )
    grouped = edits.group_by("row", "rule").agg(
        pl.col("at").n_unique().alias("texts"), pl.col("masks").sum(), pl.col("spans_removed").sum()
    )
    evidence = pl.concat_str(
        pl.lit("{"),
        pl.when(pl.col("masks") > 0)
        .then(pl.concat_str(pl.lit('"masks":'), "masks", pl.lit(",")))
        .otherwise(pl.lit("")),
        pl.when(pl.col("spans_removed") > 0)
        .then(pl.concat_str(pl.lit('"spans_removed":'), "spans_removed", pl.lit(",")))
        .otherwise(pl.lit("")),
        pl.lit('"texts":'),
        "texts",
        pl.lit("}"),
    )
    joined = grouped.join(table, on="rule").with_columns(pl.col("rule").alias("order"))
    return joined.select(_columns(Verdict.EDITED, pl.col("why"), pl.col("name"), pl.col("version"), evidence))


def _dropped(drops: pl.DataFrame, order: int) -> pl.DataFrame:
    """Evidence: the bound that was broken, the count of characters, and on which side."""
    short = pl.col("reason") != Reason.TOO_LONG.value
    evidence = pl.concat_str(
        pl.lit('{"characters":'),
        "characters",
        pl.when(short)
        .then(pl.concat_str(pl.lit(',"least":'), "least"))
        .otherwise(pl.concat_str(pl.lit(',"most":'), "most")),
        pl.lit(',"side":"'),
        "side",
        pl.lit('"}'),
    )
    version = pl.lit(lengths.VERSION)
    return drops.with_columns(pl.lit(order).alias("order")).select(
        _columns(Verdict.DROPPED, pl.col("reason"), pl.col("rule"), version, evidence)
    )


def _flagged(refused: pl.Series, order: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"row": refused.cast(pl.UInt32), "order": pl.Series([order + 1] * len(refused), dtype=pl.UInt32)}
    ).select(
        _columns(
            Verdict.FLAGGED,
            pl.lit(Reason.REFUSAL.value),
            pl.lit(refusals.NAME),
            pl.lit(refusals.VERSION),
            pl.lit(None, pl.String),
        )
    )
