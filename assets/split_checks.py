"""Warnings of `deduplicated` that stop nothing: held-out shares off the recipe, groups that bend them."""

from __future__ import annotations

import dagster as dg

from assets.deduplicated import deduplicated
from danlu.facts.sides import ENOUGH_ROWS, Sides, count_sides, large_table, shares_table
from danlu.lake.manifest import read_manifest
from danlu.lake.published import Published
from resources.faults import told_without_text
from resources.lake import Lake
from resources.tables import shown_table

SHARES = "held_out_shares"
LARGE_GROUPS = "large_groups"
_SHARES_MEANING = (
    "Validation and test have the recipe's share, to half a point, of the corpus and of each kind and source "
    "that is large enough to judge. Declared rows are left out; what a release recorded counts where its "
    "hash would put it. Large groups and refused rows can move a share: it is a thing to know, no breach. "
    "· 在行数足够的各部分中，验证与测试所占比例与配方相差不超过 0.5 个百分点（已声明的行不计）。"
    "过大的组或被剔除的行会使比例偏移：仅作提示。"
)
_LARGE_MEANING = (
    f"No group is more than 1 % of the corpus, of a kind or of a source of at least {ENOUGH_ROWS:,} rows. A "
    "group is never cut, so a large one moves the shares of the split, and it is wholly on one side. "
    f"· 在不少于 {ENOUGH_ROWS:,} 行的部分中，没有任何一组超过 1 %；组不会被拆开，过大的组会使划分比例偏离。"
)


@dg.asset_check(asset=deduplicated, name=SHARES, blocking=False, description=_SHARES_MEANING)
def held_out_shares_check(lake: Lake) -> dg.AssetCheckResult:
    """Hold the shares against the recipe; the table has the parts that are off, or else all of them."""
    found = _sides(lake, SHARES)
    if found is None:
        return _not_built()
    off = [pair for pair in found.strata if any(one["off"] for one in pair)]
    judged = sum(pair[0]["judged"] and pair[1]["judged"] for pair in found.strata)
    return _warning(
        passed=not off,
        metadata={
            "parts judged": judged,
            "parts off": len(off),
            "shares": shown_table(shares_table(off or found.strata)),
        },
    )


@dg.asset_check(asset=deduplicated, name=LARGE_GROUPS, blocking=False, description=_LARGE_MEANING)
def large_groups_check(lake: Lake) -> dg.AssetCheckResult:
    """Look for large groups; the table has those of parts that are large enough, or else of the others."""
    found = _sides(lake, LARGE_GROUPS)
    if found is None:
        return _not_built()
    return _warning(
        passed=not found.heavy,
        metadata={
            "large groups": len(found.heavy),
            "in small parts": len(found.large) - len(found.heavy),
            "groups": shown_table(large_table(found.heavy or found.large)),
        },
    )


split_checks = [held_out_shares_check, large_groups_check]


def _sides(lake: Lake, name: str) -> Sides | None:
    with told_without_text(name):
        if read_manifest(lake.project.stage("deduplicated")) is None:
            return None
        return count_sides(lake.project, Published(lake.project))


def _not_built() -> dg.AssetCheckResult:
    return _warning(passed=False, metadata={"error": "deduplicated is not built"})


def _warning(*, passed: bool, metadata: dict[str, int | str | dg.TableMetadataValue]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=passed, severity=dg.AssetCheckSeverity.WARN, metadata=metadata)
