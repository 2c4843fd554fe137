"""Held-out shares against the recipe, and groups so large that they bend them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from danlu.dedup.large_groups import large_groups
from danlu.dedup.stratum_shares import stratum_shares
from danlu.dedup_knobs import Split
from danlu.drawing.bars import Bar, bars
from danlu.drawing.numbers import per_cent
from danlu.drawing.shares import Column, Line, Share, shares
from danlu.drawing.svg import fitted
from danlu.facts import words
from danlu.facts.told import MOST_LINES, Table, hundredths
from danlu.lake.layout import Project
from danlu.lake.published import Published
from danlu.recipe import load_recipe
from danlu.stages.merged import placed

ENOUGH_ROWS = 10_000
"""From so many rows on a group of 1 % moves a share of 5 % by more than four times what chance does."""
DRAWN_ROWS = 100
"""A smaller part of the corpus is not drawn: chance alone puts its shares anywhere."""
_MOST_DRAWN = 20
_MOST_GROUPS = 12
_NOTE_WIDTH = 170
_STRATA = ("corpus", "kind", "source")
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sides:
    """Where rows were put.

    Attributes:
        strata: Validation and test of each stratum, largest strata first
            (`danlu.dedup.stratum_shares.STRATUM_SHARES`).
        large: Groups above 1 % of a stratum, those of the largest strata first
            (`danlu.dedup.large_groups.LARGE_GROUPS`).
        split: The recipe that they are held against.
    """

    strata: Sequence[tuple[Record, Record]]
    large: Sequence[Record]
    split: Split

    @property
    def off(self) -> list[Record]:
        """Shares that are further from the recipe's than they may be, in strata that are large enough."""
        return [one for pair in self.strata for one in pair if one["off"]]

    @property
    def heavy(self) -> list[Record]:
        """Large groups of strata that have enough rows for it to matter."""
        return [one for one in self.large if one["of_rows"] >= ENOUGH_ROWS]


def count_sides(project: Project, published: Published) -> Sides:
    """Count sides and groups from the published files.

    Raises:
        duckdb.Error: A published file is missing or damaged.
        DanluError: The recipe or a manifest cannot be read.
    """
    split = load_recipe(project.recipe).deduplicated.split
    rows = placed(published, split)
    found = stratum_shares(rows, split).to_pylist()
    large = sorted(large_groups(rows).to_pylist(), key=_rank)
    return Sides(list(zip(found[::2], found[1::2], strict=True)), large, split)


def _rank(group: Record) -> tuple[object, ...]:
    stratum = _STRATA.index(group["stratum"])
    return stratum, -group["of_rows"], group["value"], -group["rows"], group["group"]


def side_figures(found: Sides) -> dict[str, int | float]:
    """Numbers that plot: the shares of the whole corpus, of the rows whose hash decides."""
    whole = [one for pair in found.strata for one in pair if one["stratum"] == "corpus"]
    return {f"{one['side']}_percent": hundredths(one["rows"], one["of_rows"]) for one in whole}


def draw_shares(found: Sides) -> str:
    """Each stratum of some size against the recipe."""
    lines = [
        Line(
            _name(validation),
            words.ROWS_OF.format(rows=validation["of_rows"]),
            [Share(one["share"], one["chance"], one["off"]) for one in (validation, test)],
        )
        for validation, test in found.strata
        if validation["stratum"] == "corpus" or validation["of_rows"] >= DRAWN_ROWS
    ]
    columns = [
        Column(words.SPLITS["validation"], found.split.validation),
        Column(words.SPLITS["test"], found.split.test),
    ]
    return shares(words.SHARES_TITLE, words.SHARES, columns, lines[:_MOST_DRAWN])


def draw_large(found: Sides) -> str:
    """The largest groups of the largest strata, each once."""
    first: dict[object, Record] = {}
    for one in found.large:
        first.setdefault(one["group"], one)
    items = [
        Bar(
            f"{str(one['group'])[:8]}…",
            [one["rows"]],
            words.LARGE_NOTE.format(
                share=per_cent(one["rows"], one["of_rows"]),
                value=fitted(_name(one), _NOTE_WIDTH),
                side=words.SPLITS[one["side"]],
            ),
        )
        for one in list(first.values())[:_MOST_GROUPS]
    ]
    return bars(words.LARGE_TITLE, items)


def shares_table(strata: Sequence[tuple[Record, Record]]) -> Table:
    """Validation and test of strata, with what the recipe asks for."""
    rows: list[tuple[str | int, ...]] = [
        (*(_against(one) for one in pair), pair[0]["of_rows"], _name(pair[0])) for pair in strata[:MOST_LINES]
    ]
    rest = strata[MOST_LINES:]
    if rest:
        more = words.MORE_STRATA.format(strata=len(rest))
        rows.append(("", "", sum(pair[0]["of_rows"] for pair in rest), more))
    return Table(words.SHARES_HEAD, rows)


def large_table(large: Sequence[Record]) -> Table:
    """Groups with the stratum that they are large in, and their side."""
    rows: list[tuple[str | int, ...]] = [
        (
            f"{per_cent(one['rows'], one['of_rows'])} → {one['side']}",
            f"{one['rows']:,}",
            _name(one),
            str(one["group"]),
        )
        for one in large[:MOST_LINES]
    ]
    if len(large) > MOST_LINES:
        rows.append(("", "", words.MORE_GROUPS.format(groups=len(large) - MOST_LINES), ""))
    return Table(words.LARGE_HEAD, rows)


def _name(one: Record) -> str:
    if one["stratum"] == "source":
        return str(one["value"])
    return words.CORPUS if one["stratum"] == "corpus" else f"{words.KIND} {one['value']}"


def _against(one: Record) -> str:
    mark = " ⚠" if one["off"] else ""
    return f"{per_cent(one['rows'], one['of_rows'])} ({one['wanted'] * 100:g} %){mark}"
