"""Texts with labelled spans: cleaned between the spans' bounds, so that every offset stays right.

A text is cut at the bounds of its spans, each piece is cleaned for itself without trimming its
ends, and the spans move to where their pieces went. A span that cleaning emptied is removed, and
so is one that covers only a part of what is masked: no span ever points at other text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate, pairwise
from operator import or_

import polars as pl

from danlu.cleaning.chain import EDITS, run_rules, wants
from danlu.cleaning.rule import Rule, nowhere
from danlu.rows import Span

_MOST_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and its spans, with the row that it belongs to."""

    row: int
    text: str
    spans: tuple[Span, ...]


def run_on_spans(
    texts: Sequence[Labelled], rules: Sequence[Rule]
) -> tuple[dict[int, Labelled], pl.DataFrame]:
    """The texts that changed, by row, and the edits (columns of `chain.EDITS`)."""
    latest: dict[int, Labelled] = {}
    edits = [pl.DataFrame(schema=EDITS)]
    for _ in range(_MOST_ROUNDS):
        texts = _needy(texts, rules)
        changed, made = _run_once(texts, rules)
        if not changed:
            break
        latest.update({text.row: text for text in changed})
        texts = changed
        edits.append(made)
    return latest, pl.concat(edits)


def _needy(texts: Sequence[Labelled], rules: Sequence[Rule]) -> list[Labelled]:
    frame = pl.DataFrame({"text": pl.Series([text.text for text in texts], dtype=pl.String)}).with_columns(
        pl.lit(value=False).alias("json"), pl.lit(value=True).alias("piece")
    )
    needy = reduce(or_, (wants(rule, frame) for rule in rules), nowhere(frame))
    return [text for text, wanted in zip(texts, needy, strict=True) if wanted]


def _run_once(texts: Sequence[Labelled], rules: Sequence[Rule]) -> tuple[list[Labelled], pl.DataFrame]:
    """One cutting and cleaning of each text."""
    edits: list[dict[str, int]] = []
    whole = [_without_straddling(text, rules, edits) for text in texts]
    cuts = [_cuts(text) for text in whole]
    pieces = [
        (text.row, text.text[start:end])
        for text, cut in zip(whole, cuts, strict=True)
        for start, end in pairwise(cut)
    ]
    frame = pl.DataFrame(pieces, schema={"row": pl.UInt32, "text": pl.String}, orient="row").with_columns(
        pl.lit(value=False).alias("json"), pl.lit(value=True).alias("piece")
    )
    fresh, made = run_rules(frame, rules)
    cleaned = dict(zip(fresh["at"], fresh["text"], strict=True))
    culprits = dict(made.group_by("at").agg(pl.col("rule").max()).iter_rows())
    changed, first = [], 0
    for before, text, cut in zip(texts, whole, cuts, strict=True):
        numbers = range(first, first + len(cut) - 1)
        joined = _joined(text, cut, [cleaned.get(number, pieces[number][1]) for number in numbers])
        first = numbers.stop
        removed = len(text.spans) - len(joined.spans)
        if removed:
            culprit = max(culprits.get(number, 0) for number in numbers)
            edits.append(_removal(text.row, culprit, removed))
        if joined != before:
            changed.append(joined)
    one_text = pl.lit(0, pl.UInt32).alias("at")
    return changed, pl.concat([made, pl.DataFrame(edits, schema=EDITS)]).with_columns(one_text)


def _cuts(text: Labelled) -> list[int]:
    bounds = {bound for span in text.spans for bound in (span["start"], span["end"])}
    return sorted({0, len(text.text)} | {min(max(bound, 0), len(text.text)) for bound in bounds})


def _joined(text: Labelled, cuts: Sequence[int], pieces: Sequence[str]) -> Labelled:
    """The text of the cleaned pieces, with the spans where their pieces now are."""
    moved = dict(zip(cuts, accumulate(map(len, pieces), initial=0), strict=True))
    spans = []
    for span in text.spans:
        start, end = (moved[min(max(bound, 0), len(text.text))] for bound in (span["start"], span["end"]))
        if start < end or span["start"] == span["end"]:
            spans.append(Span(start=start, end=end, label=span["label"]))
    return Labelled(text.row, "".join(pieces), tuple(spans))


def _without_straddling(text: Labelled, rules: Sequence[Rule], edits: list[dict[str, int]]) -> Labelled:
    """The text without spans that begin or end inside of what a rule will mask."""
    spans = text.spans
    for number, rule in enumerate(rules):
        stretches = rule.find(text.text) if rule.find is not None else []
        kept = tuple(
            span
            for span in spans
            if not any(
                start < bound < end for start, end in stretches for bound in (span["start"], span["end"])
            )
        )
        if len(kept) < len(spans):
            edits.append(_removal(text.row, number, len(spans) - len(kept)))
        spans = kept
    return Labelled(text.row, text.text, spans)


def _removal(row: int, rule: int, count: int) -> dict[str, int]:
    return {"at": 0, "row": row, "rule": rule, "masks": 0, "spans_removed": count}
