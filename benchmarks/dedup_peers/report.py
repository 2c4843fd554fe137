"""What was found and what it cost, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.cleaning.markdown import Cell, section, table
from benchmarks.dedup.truth import BANDS
from benchmarks.dedup_peers.measure import OWN, Contender
from benchmarks.dedup_peers.tools.danlu import NEAR


def report(chosen: Sequence[Contender], facts: str) -> str:
    """Both tables, the parts of each, and what failed."""
    done = [each for each in chosen if each.taken]
    failed = [f"- {each.name}: {each.failed}" for each in chosen if each.failed]
    return section(
        "Near duplicates · 近似重复", facts, found(done), cost(done), parts(done), "\n".join(failed)
    )


def found(chosen: Sequence[Contender]) -> str:
    """Recall by language, and what was merged that should not have been."""
    header = [
        "found, % · 召回率",
        "exact · 完全重复",
        *(f"{language}, {_band(least, most)}" for least, most in BANDS for language in ("zh", "en")),
        "gone · 去除",
        "lost · 误删",
        "far · 不够相似",
        "far, % of gone",
    ]
    lines: list[list[Cell]] = []
    for each in chosen:
        if (outcome := each.outcome) is not None:
            near = [f"{share.percent:.2f}" for share in outcome.near.values()]
            share = f"{100 * outcome.far / max(1, outcome.gone):.2f}"
            counts = [outcome.gone, outcome.lost, outcome.far]
            lines.append([each.name, f"{outcome.exact.percent:.2f}", *near, *counts, share])
        if (own := each.survivors) is not None:
            lines.append([f"{each.name}, by survivor", *["–"] * 7, own.merged, own.outside, own.far, "–"])
    return table(header, lines)


def _band(least: float, most: float) -> str:
    return f"J ≥ {least}" if most > 1 else f"{least}–{most}"


def cost(chosen: Sequence[Contender]) -> str:
    """Processor seconds, and how they compare with danlu's: of like work, and of near duplicates alone."""
    own = next(each for each in chosen if each.tool == OWN)
    whole = own.middle(lambda taken: taken.dedup)
    near = own.middle(lambda taken: sum(taken.parts[part] for part in NEAR))
    header = (
        "cost · 开销",
        "CPU s, deduplication · 去重",
        "CPU s, process · 整个进程",
        "wall s · 墙钟秒",
        "peak MB · 内存峰值",
        "CPU of danlu's × · 相对丹炉",
        "of its near work × · 相对近似去重",
    )
    lines: list[list[Cell]] = []
    for each in chosen:
        dedup = each.middle(lambda taken: taken.dedup)
        process, wall = each.middle(lambda taken: taken.cpu), each.middle(lambda taken: taken.wall)
        peak = f"{each.middle(lambda taken: taken.peak) / 1e6:,.0f}"
        ratios = [f"{dedup / whole:.1f}", f"{dedup / near:.1f}"]
        lines.append([each.name, f"{dedup:.2f}", f"{process:.2f}", f"{wall:.2f}", peak, *ratios])
    return table(header, lines)


def parts(chosen: Sequence[Contender]) -> str:
    """Medians of the parts that each tool tells of, and its versions."""
    lines = []
    for each in chosen:
        named = ", ".join(f"{part} {_part(each, part):.2f}" for part in each.taken[0].parts)
        versions = ", ".join(f"{name} {version}" for name, version in each.versions.items())
        lines.append(f"- {each.name} ({versions}): {named}")
    return "\n".join(lines)


def _part(contender: Contender, part: str) -> float:
    return contender.middle(lambda taken: taken.parts[part])
