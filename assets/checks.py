"""Blocking checks: law 1 proved again from published files, after each stage and by other code."""

from collections.abc import Iterable

import dagster as dg

from assets.annotated import annotated
from assets.augmented import augmented
from assets.balanced import balanced
from assets.cleaned import cleaned
from assets.deduplicated import deduplicated
from assets.exported import exported
from assets.raw import raw
from danlu.audit.unit import prove_units
from danlu.graph import STAGES
from danlu.lake.manifest import read_manifest
from resources.lake import Lake
from resources.partitions import SOURCES

CHECK = "conservation"
_MEANING = (
    "Every row that came in went on, was merged into a named survivor, or was dropped with a reason; "
    "every new row names its parents. · 每一行要么继续，要么并入指明的行，要么带着原因被剔除。"
)


def _evaluate(lake: Lake, stage: str, keys: Iterable[str | None]) -> dg.AssetCheckResult:
    """Prove each unit from its published folder."""
    folders = [lake.project.unit(stage, key) for key in keys]
    found = [(folder, read_manifest(folder)) for folder in folders]
    units = [(folder, manifest) for folder, manifest in found if manifest is not None]
    breaches = prove_units(lake.project, units) if units else []
    rows = sum(manifest.figures.get("rows", 0) for _, manifest in units)
    metadata: dict[str, int | str] = {"units": len(units), "rows": rows, "breaches": len(breaches)}
    if breaches:
        metadata["first"] = str(breaches[0])
    return dg.AssetCheckResult(passed=bool(units) and not breaches, metadata=metadata)


def _report_each(
    context: dg.AssetCheckExecutionContext, lake: Lake, stage: str, keys: Iterable[str], *, all_hold: bool
) -> None:
    """One run over many partitions stores one evaluation, of none of them: give each its own.

    The proof of the union is that of each part; only where it fails each is proved by itself.
    """
    step = context.op_execution_context.get_step_execution_context()
    for key in keys:
        evaluation = dg.AssetCheckEvaluation(
            asset_key=dg.AssetKey(stage),
            check_name=CHECK,
            passed=all_hold or bool(_evaluate(lake, stage, [key]).passed),
            metadata={},
            blocking=True,
            partition=key,
        )
        dg.DagsterEvent.asset_check_evaluation(step, evaluation)


def conservation_check(asset: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    """The check of one stage; a partitioned stage is checked by partition."""
    stage = asset.key.to_user_string()

    if STAGES[stage].partitioned:

        @dg.asset_check(asset=asset, name=CHECK, blocking=True, description=_MEANING, partitions_def=SOURCES)
        def by_partition(context: dg.AssetCheckExecutionContext, lake: Lake) -> dg.AssetCheckResult:
            keys = list(context.partition_keys)
            result = _evaluate(lake, stage, keys)
            if len(keys) > 1:
                _report_each(context, lake, stage, keys, all_hold=bool(result.passed))
            return result

        return by_partition

    @dg.asset_check(asset=asset, name=CHECK, blocking=True, description=_MEANING)
    def of_the_whole(lake: Lake) -> dg.AssetCheckResult:
        return _evaluate(lake, stage, [None])

    return of_the_whole


conservation_checks = [
    conservation_check(asset)
    for asset in (raw, cleaned, deduplicated, annotated, augmented, balanced, exported)
]
