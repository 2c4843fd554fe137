"""The card's section on duplicates: how large clusters were, which sources overlap, groups that are large."""

from __future__ import annotations

from dataclasses import dataclass

from danlu.export.markdown import code, table

MOST_LINES = 20
"""Pairs of sources, and groups, that are listed; a line more says how many there are beyond."""

_TITLE = """\
## Duplicates · 重复

{merged:,} of {rows:,} rows say the same as another row, or nearly the same, and were merged into it; \
{across:,} of them into a row of another source. Whoever has two of these sources has these rows twice.

{rows:,} 行中有 {merged:,} 行与另一行相同或几乎相同，已并入该行；其中 {across:,} 行并入了其他来源的行。"""
_SIZES_HEAD = ("Rows of a cluster · 簇的行数", "Clusters · 簇", "Equal · 相同", "Nearly equal · 近似")
_PAIRS_HEAD = ("Rows of · 行的来源", "Merged into rows of · 并入的来源", "Rows · 行")
_MORE_PAIRS = "{count} more pairs · 其余 {count} 对"
_GROUPS = """\
### Large groups · 大组

Rows of one session, document or prompt are one group and are never on two sides. These are more than \
1 % of the dataset, or of its rows of one kind or source, so they move its shares.

同一会话、文档或提示的行属于一组，不会分到两侧。\
下列各组超过全部行、某类行或某来源行的 1 %，会影响划分比例。"""
_GROUPS_HEAD = ("Of · 所属部分", "Group · 组", "Side · 划分", "Rows · 行", "Of rows · 所属行数")
_MORE_GROUPS = "{count} more groups · 其余 {count} 组"
_ALL = "all · 全部"
_CLOSE = """\
### Near what is held out · 与留出行相近

No train row is so like a held-out row that it counts as a leak. Of {close.probed:,} train rows, compared \
with {close.against:,} held-out rows each, {close.rows:,} are somewhat like one, in \
{english}{close.pairs:,} pairs.

没有训练行与留出行相似到算作泄漏的程度。抽查的 {close.probed:,} 行训练数据逐一对照 \
{close.against:,} 行留出数据，其中 {close.rows:,} 行与某留出行有些相近，{chinese}{close.pairs:,} 对。"""


@dataclass(frozen=True, slots=True)
class ClusterSize:
    """Clusters of `least` to `most` rows (None: or more), and the rows merged in them."""

    least: int
    most: int | None
    clusters: int
    equal: int
    nearly_equal: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Rows of one source that were merged into rows of a source, the same or another."""

    source: str
    survivor_source: str
    rows: int


@dataclass(frozen=True, slots=True)
class LargeGroup:
    """A group that is large among the rows of a kind or source (`value`), or among all."""

    stratum: str
    value: str
    group: str
    side: str
    rows: int
    of_rows: int


@dataclass(frozen=True, slots=True)
class CloseRows:
    """Train rows that are somewhat like a held-out row, but not so much that it is a leak.

    Attributes:
        rows: Train rows that have such a pair.
        pairs: The pairs.
        more: Whether there are more pairs: of one row no more than a bound are counted.
        probed: Train rows that were looked at.
        against: Held-out rows that they were compared with.
    """

    rows: int
    pairs: int
    more: bool
    probed: int
    against: int


@dataclass(frozen=True, slots=True)
class DuplicateFigures:
    """What the section is made of: pairs with the most rows first, groups of the largest parts first."""

    rows: int = 0
    sizes: tuple[ClusterSize, ...] = ()
    pairs: tuple[Pair, ...] = ()
    groups: tuple[LargeGroup, ...] = ()
    close: CloseRows | None = None


def duplicates(figures: DuplicateFigures) -> list[str]:
    """The section's paragraphs; none where nothing was merged and no group is large."""
    sections = []
    if figures.pairs:
        across = sum(one.rows for one in figures.pairs if one.source != one.survivor_source)
        merged = sum(one.rows for one in figures.pairs)
        sizes = [(_band(one), one.clusters, one.equal, one.nearly_equal) for one in figures.sizes]
        sections += [
            _TITLE.format(merged=merged, rows=figures.rows, across=across),
            table(_SIZES_HEAD, sizes),
            _pairs(figures.pairs),
        ]
    if figures.groups:
        sections += [_GROUPS, _groups(figures.groups)]
    if figures.close is not None and figures.close.against:
        more = ("at least ", "至少 ") if figures.close.more else ("", "")
        sections.append(_CLOSE.format(close=figures.close, english=more[0], chinese=more[1]))
    return sections


def _band(size: ClusterSize) -> str:
    if size.most is None:
        return f"{size.least:,}+"
    return f"{size.least:,}" if size.least == size.most else f"{size.least:,}–{size.most:,}"


def _pairs(pairs: tuple[Pair, ...]) -> str:
    rows = [(code(one.source), code(one.survivor_source), one.rows) for one in pairs[:MOST_LINES]]
    rest = pairs[MOST_LINES:]
    if rest:
        rows.append((_MORE_PAIRS.format(count=len(rest)), "", sum(one.rows for one in rest)))
    return table(_PAIRS_HEAD, rows)


def _groups(groups: tuple[LargeGroup, ...]) -> str:
    rows: list[tuple[str | int, ...]] = [
        (code(one.value) if one.value else _ALL, code(one.group), one.side, one.rows, one.of_rows)
        for one in groups[:MOST_LINES]
    ]
    listed = table(_GROUPS_HEAD, rows)
    rest = len(groups) - MOST_LINES
    return f"{listed}\n\n{_MORE_GROUPS.format(count=rest)}" if rest > 0 else listed
