"""Rows whose texts are too short or too long, or that have no prompt or no answer.

The prompt side is all before the last answer, without system messages unless nothing else is
said. The answer is the last message if the assistant speaks it, and for preferences the last
message of `chosen` and of `rejected`. An answer that calls tools or carries media is not empty,
however little it says. Lengths are characters without white space at the ends.
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from danlu.cleaning.turns import turns
from danlu.ledger import Reason
from danlu.recipe import Cleaned, LengthBounds
from danlu.rows import Kind

VERSION = 1
RULES = ("prompt_characters", "answer_characters", "document_characters")

DROPS = {
    "row": pl.UInt32,
    "rule": pl.String,
    "reason": pl.String,
    "side": pl.String,
    "characters": pl.Int64,
    "least": pl.Int64,
    "most": pl.Int64,
}


def drops(batch: pa.RecordBatch, messages: pl.DataFrame, recipe: Cleaned) -> pl.DataFrame:
    """The rows to drop (columns `DROPS`), each once, for the first bound that it breaks.

    `messages` holds the turns of the column of that name.
    """
    kinds = pl.DataFrame({"kind": pl.Series(values=batch.column("kind"))}).with_row_index("row")
    chosen, rejected = turns(batch, "chosen"), turns(batch, "rejected")
    paired = pl.concat([chosen["row"], rejected["row"]]).unique().implode()
    is_text = pl.col("kind").is_in([Kind.DOCUMENT.value, Kind.LABELLED.value, Kind.SPANS.value])
    texts = kinds.filter(is_text)
    pairs = kinds.filter(~is_text & pl.col("row").is_in(paired))
    talks = kinds.filter(~is_text & ~pl.col("row").is_in(paired))
    is_answer = pl.col("last") & (pl.col("role") == "assistant")
    answered = messages.join(talks, on="row", how="semi").filter(is_answer)
    before = messages.filter(~is_answer | pl.col("row").is_in(pairs["row"].implode()))
    sides = [
        _broken(
            _said(batch, before, pl.concat([talks, pairs])),
            "prompt",
            recipe.prompt_characters,
            Reason.EMPTY_PROMPT,
        ),
        _broken(_matched(talks, answered), "answer", recipe.answer_characters, Reason.EMPTY_ANSWER),
        _broken(_matched(pairs, _answers(chosen)), "chosen", recipe.answer_characters, Reason.EMPTY_ANSWER),
        _broken(
            _matched(pairs, _answers(rejected)), "rejected", recipe.answer_characters, Reason.EMPTY_ANSWER
        ),
        _broken(_matched(texts, _summed(messages)), "text", recipe.document_characters, Reason.TOO_SHORT),
    ]
    return pl.concat(sides).unique("row", keep="first", maintain_order=True).sort("row")


def _answers(side: pl.DataFrame) -> pl.DataFrame:
    return side.filter(pl.col("last") & (pl.col("role") == "assistant"))


def _summed(messages: pl.DataFrame) -> pl.DataFrame:
    return messages.group_by("row").agg(pl.col("characters").sum(), pl.col("acts").any())


def _matched(rows: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """The rows with their measures; null where there is nothing to measure."""
    return rows.select("row").join(measures.select("row", "characters", "acts"), on="row", how="left")


def _said(batch: pa.RecordBatch, before: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """What the prompt side of each row says; the system prompt counts where nothing else is said."""
    spoken = _matched(rows, _summed(before.filter(pl.col("role") != "system")))
    system = pl.DataFrame({"text": pl.Series(values=batch.column("system"), dtype=pl.String)}).with_row_index(
        "row"
    )
    length = pl.col("text").str.strip_chars().str.len_chars().fill_null(0).cast(pl.Int64)
    given = system.select("row", length.alias("characters"), pl.lit(value=False).alias("acts"))
    inline = before.filter(pl.col("role") == "system").select("row", "characters", "acts")
    fallback = _summed(pl.concat([given, inline])).rename({"characters": "system", "acts": "system_acts"})
    silent = (pl.col("characters").fill_null(0) == 0) & ~pl.col("acts").fill_null(value=False)
    return spoken.join(fallback, on="row", how="left").select(
        "row",
        pl.when(silent).then("system").otherwise("characters").alias("characters"),
        pl.when(silent).then("system_acts").otherwise("acts").alias("acts"),
    )


def _broken(measures: pl.DataFrame, side: str, bounds: LengthBounds, empty: Reason) -> pl.DataFrame:
    """The rows outside the bounds; a side that says nothing has the reason `empty`."""
    rule = {"prompt": RULES[0], "text": RULES[2]}.get(side, RULES[1])
    count, acts = pl.col("characters").fill_null(0), pl.col("acts").fill_null(value=False)
    absent = pl.col("characters").is_null() & (rule == RULES[1])
    reason = (
        pl.when(absent | ((count == 0) & ~acts & (bounds.least > 0)))
        .then(pl.lit(empty.value))
        .when((count < bounds.least) & ~acts)
        .then(pl.lit(Reason.TOO_SHORT.value))
        .when(count > bounds.most)
        .then(pl.lit(Reason.TOO_LONG.value))
    )
    return measures.select(
        "row",
        pl.lit(rule).alias("rule"),
        reason.alias("reason"),
        pl.lit(side).alias("side"),
        count.cast(pl.Int64).alias("characters"),
        pl.lit(bounds.least, pl.Int64).alias("least"),
        pl.lit(bounds.most, pl.Int64).alias("most"),
    ).filter(pl.col("reason").is_not_null())
