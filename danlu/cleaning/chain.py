"""The chain of rules over a vector of texts, run until nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

import polars as pl

from danlu.cleaning.masks import JSON_ESCAPES, mask_json
from danlu.cleaning.rule import Rule, nowhere

_MOST_ROUNDS = 12
"""Every rule shortens what it changes or settles it, so chains end long before; a bound all the same."""

EDITS = {"at": pl.UInt32, "row": pl.UInt32, "rule": pl.UInt8, "masks": pl.UInt32, "spans_removed": pl.UInt32}


def wants(rule: Rule, texts: pl.DataFrame) -> pl.Series:
    """Which of the texts the rule may have to fix: JSON text only if it masks, pieces only if it may."""
    values, is_json = texts["text"], texts["json"]
    needy = rule.needs(values)
    if is_json.any():
        escaped = values.str.contains(JSON_ESCAPES) if rule.find else pl.Series([False])
        needy = (needy & ~is_json) | (is_json & (needy | escaped)) if rule.find else needy & ~is_json
    return needy if rule.pieces else needy & ~texts["piece"]


def run_rules(texts: pl.DataFrame, rules: Sequence[Rule]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Clean texts, given as columns `row`, `text`, `json`, `piece`.

    What becomes of a text depends on its row alone: on itself, and for rules with `about` on the
    row's other texts. A row that changed is run again until it stays as it is.

    Returns:
        The texts that changed (`at`: place in the given order, `text`), and the edits (`EDITS`),
        one for every text, rule and round.
    """
    texts = texts.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("at"), "row", "text", "json", "piece")
    latest = texts.head(0).select("at", "text")
    edits = [pl.DataFrame(schema=EDITS)]
    for _ in range(_MOST_ROUNDS):
        changed, made = _run_once(texts, rules)
        if changed.is_empty():
            break
        edits.append(made)
        latest = pl.concat([latest.join(changed, on="at", how="anti"), changed.select("at", "text")])
        again = texts.filter(pl.col("row").is_in(changed["row"].unique().implode()))
        texts = _updated(again, changed)
    return latest.sort("at"), pl.concat(edits)


def _updated(texts: pl.DataFrame, changed: pl.DataFrame) -> pl.DataFrame:
    fresh = changed.select("at", pl.col("text").alias("fresh"))
    joined = texts.join(fresh, on="at", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("fresh", "text").alias("text")).drop("fresh")


def _run_once(texts: pl.DataFrame, rules: Sequence[Rule]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One pass: the texts that changed (`at`, `row`, `text`), and the edits."""
    wanted = [wants(rule, texts) for rule in rules]
    needy = reduce(or_, wanted, nowhere(texts))
    work = texts.filter(needy)
    touched = nowhere(work)
    edits = [pl.DataFrame(schema=EDITS)]
    for number, rule in enumerate(rules):
        mask = wanted[number].filter(needy)
        if touched.any():
            mask = mask.scatter(touched.arg_true(), wants(rule, work.filter(touched)))
        if not mask.any():
            continue
        chosen = work.with_columns(pl.int_range(pl.len()).alias("place")).filter(mask)
        if rule.about is not None:
            chosen = _not_about(chosen, texts, rule.about)
        fixed = _fixed(chosen, rule)
        differs = fixed != chosen["text"]
        if differs.any():
            changed, fixed = chosen.filter(differs), fixed.filter(differs)
            edits.append(_edits(changed, fixed, number, rule))
            work = work.with_columns(work["text"].scatter(changed["place"], fixed))
            touched = touched.scatter(changed["place"], values=True)
    changed = work.filter(touched & (work["text"] != texts.filter(needy)["text"]))
    return changed.select("at", "row", "text"), pl.concat(edits)


def _fixed(chosen: pl.DataFrame, rule: Rule) -> pl.Series:
    if not chosen["json"].any():
        return rule.fix(chosen["text"])
    plain = pl.Series(rule.fix(chosen["text"]), dtype=pl.String)
    pairs = zip(chosen["json"], chosen["text"], plain, strict=True)
    return pl.Series(
        [mask_json(text, rule) if is_json else clean for is_json, text, clean in pairs], dtype=pl.String
    )


def _not_about(chosen: pl.DataFrame, texts: pl.DataFrame, pattern: str) -> pl.DataFrame:
    """The chosen texts of rows that do not speak of what the pattern names."""
    rows = texts.filter(pl.col("row").is_in(chosen["row"].unique().implode()))
    speaking = rows.filter(_spoken(rows["text"]).str.contains(pattern))["row"]
    return chosen.filter(~pl.col("row").is_in(speaking.unique().implode()))


def _spoken(values: pl.Series) -> pl.Series:
    """The texts without tags, bodies of scripts and styles, and URLs: what a row speaks of."""
    bodies = r"(?is)<(?:script\b.*?</script|style\b.*?</style)\s*>|<!--.*?-->"
    tags = r"(?i)<!doctype[^<>]*>|</?[a-z][^<>]*>|(?:https?://|www\.)[!-~]*"
    return values.str.replace_all(bodies, " ").str.replace_all(tags, " ")


def _edits(chosen: pl.DataFrame, fixed: pl.Series, number: int, rule: Rule) -> pl.DataFrame:
    masks = pl.lit(0, pl.UInt32)
    if rule.mask is not None:
        after = fixed.str.count_matches(rule.mask, literal=True)
        before = chosen["text"].str.count_matches(rule.mask, literal=True)
        masks = pl.lit((after - before).cast(pl.UInt32))
    return chosen.select(
        "at",
        "row",
        pl.lit(number, pl.UInt8).alias("rule"),
        masks.alias("masks"),
        pl.lit(0, pl.UInt32).alias("spans_removed"),
    )
