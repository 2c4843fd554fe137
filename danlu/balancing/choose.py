"""Which rows are kept: within each split and stratum, those with the smallest seeded hash.

A row's place in its stratum depends on the seed and its own id alone, so the choice does not depend
on the order of the rows, and new rows displace about as many old ones as their share of the stratum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from danlu.balancing.quotas import Mixture, mixture
from danlu.errors import DanluError, LawBrokenError
from danlu.identity import share
from danlu.ledger import Reason, evidence_json
from danlu.recipe import Balanced

SPLITS = ("train", "validation", "test")

KEPT_SCHEMA = pa.schema(
    [
        pa.field("row_id", pa.uuid(), nullable=False),
        pa.field("split", pa.string(), nullable=False),
        pa.field("stratum", pa.string(), nullable=False),
        pa.field("copies", pa.int32(), nullable=False),
    ]
)
DROPPED_SCHEMA = pa.schema(
    [
        pa.field("row_id", pa.uuid(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("evidence", pa.string(), nullable=False),
    ]
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One stratum of one split, in rows; `share` is the target, None where none is asked for.

    available = kept + over_share + over_cap. `quota` is the most rows by share, before the cap.
    """

    split: str
    stratum: str
    available: int
    share: Fraction | None
    quota: int
    kept: int
    over_share: int
    over_cap: int


@dataclass(frozen=True, slots=True)
class Choice:
    """The selection. Every candidate is in `kept` or in `dropped`, never in both.

    Attributes:
        kept: Table of `KEPT_SCHEMA`, in the order of row_id.
        dropped: Table of `DROPPED_SCHEMA`, in the order of row_id.
        figures: One for each stratum present, by split (train, validation, test) and stratum.
        mixtures: How the quotas of each split present were found.
    """

    kept: pa.Table
    dropped: pa.Table
    figures: tuple[Figure, ...]
    mixtures: Mapping[str, Mixture]


def choose(candidates: pa.Table, recipe: Balanced) -> Choice:
    """Choose rows within each split by the recipe's shares, then by its cap.

    Args:
        candidates: row_id (uuid), split (train, validation or test) and stratum (string); other
            columns are not read.
        recipe: Seed, shares, least share to keep, and cap.

    Raises:
        DanluError: A column is missing or holds null, or a split is unknown.
        LawBrokenError: A row_id stands twice.
    """
    frame = _checked(candidates)
    counts = frame.group_by("split", "stratum").len("available").sort("split", "stratum")
    figures, mixtures = _figures(counts, recipe)
    limits = _limits(figures)
    cut = frame.join(limits.filter(pl.col("limit") < pl.col("available")), on=["split", "stratum"])
    ranked = _ranked(cut, recipe.seed)
    dropped = ranked.filter(pl.col("rank") >= pl.col("limit")).select(
        "row_id",
        reason=pl.when(pl.col("rank") >= pl.col("quota"))
        .then(pl.lit(Reason.OVER_SHARE.value))
        .otherwise(pl.lit(Reason.OVER_CAP.value)),
        evidence="evidence",
    )
    kept = frame.join(dropped.select("row_id"), on="row_id", how="anti").with_columns(
        copies=pl.lit(1, pl.Int32)
    )
    return Choice(_table(kept, KEPT_SCHEMA), _table(dropped, DROPPED_SCHEMA), figures, mixtures)


def _checked(candidates: pa.Table) -> pl.DataFrame:
    columns = ["row_id", "split", "stratum"]
    missing = [name for name in columns if name not in candidates.column_names]
    if missing:
        raise DanluError(f"balanced: the candidates have no column {', '.join(missing)}")
    holed = [name for name in columns if candidates[name].null_count]
    if holed:
        raise DanluError(f"balanced: the candidates' column {', '.join(holed)} holds null")
    unknown = sorted(set(pc.unique(candidates["split"]).to_pylist()) - set(SPLITS))
    if unknown:
        raise DanluError(f"balanced: unknown split {unknown[0]!r}; known: {', '.join(SPLITS)}")
    storage = pa.binary(16)
    plain = candidates.select(columns).set_column(0, "row_id", candidates["row_id"].cast(storage))
    frame = pl.DataFrame(plain)
    if frame["row_id"].n_unique() != frame.height:
        raise LawBrokenError("balanced: a row_id stands twice among the candidates (law 1)")
    return frame


def _figures(counts: pl.DataFrame, recipe: Balanced) -> tuple[tuple[Figure, ...], dict[str, Mixture]]:
    figures: list[Figure] = []
    mixtures: dict[str, Mixture] = {}
    for split in SPLITS:
        part = counts.filter(pl.col("split") == split)
        if part.is_empty():
            continue
        available = dict(zip(part["stratum"].to_list(), part["available"].to_list(), strict=True))
        found = mixtures[split] = mixture(available, recipe.shares, recipe.min_kept)
        figures += [_figure(split, name, rows, found, recipe.cap) for name, rows in available.items()]
    return tuple(figures), mixtures


def _figure(split: str, stratum: str, rows: int, found: Mixture, cap: int | None) -> Figure:
    quota = found.quotas[stratum]
    kept = quota if cap is None else min(quota, cap)
    return Figure(split, stratum, rows, found.shares.get(stratum), quota, kept, rows - quota, quota - kept)


def _limits(figures: tuple[Figure, ...]) -> pl.DataFrame:
    """Quota and limit per stratum, with the evidence that a row dropped from it carries."""
    columns = {"split": pl.String, "stratum": pl.String, "available": pl.Int64, "quota": pl.Int64,
               "limit": pl.Int64, "evidence": pl.String}  # fmt: skip
    lines = [
        (figure.split, figure.stratum, figure.available, figure.quota, figure.kept, _evidence(figure))
        for figure in figures
    ]
    return pl.DataFrame(lines, schema=columns, orient="row")


def _evidence(figure: Figure) -> str:
    known: dict[str, object] = {
        "split": figure.split,
        "stratum": figure.stratum,
        "available": figure.available,
        "quota": figure.quota,
    }
    if figure.over_cap:
        known["cap"] = figure.kept
    return evidence_json(known) or ""


def _ranked(cut: pl.DataFrame, seed: str) -> pl.DataFrame:
    """The rows of strata that must give some up, with their rank in their stratum from 0."""
    salt = f"balanced:{seed}"
    places = [share(salt, key) for key in cut["row_id"].to_list()]
    return (
        cut.with_columns(place=pl.Series(places, dtype=pl.Float64))
        .sort("split", "stratum", "place", "row_id")
        .with_columns(rank=pl.int_range(pl.len()).over("split", "stratum"))
    )


def _table(frame: pl.DataFrame, schema: pa.Schema) -> pa.Table:
    ordered = frame.select(schema.names).sort("row_id").to_arrow()
    columns = [
        ordered["row_id"].cast(pa.binary()).cast(pa.binary(16)).cast(pa.uuid()),
        *(ordered[name].cast(schema.field(name).type) for name in schema.names[1:]),
    ]
    return pa.table(columns, schema=schema)
