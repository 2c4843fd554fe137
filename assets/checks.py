"""Checks by other code than the stages': law 1 after each stage, personal data, leaks, and the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import NamedTuple

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import (
    AssetCheckEvaluationTargetMaterializationData,
)

from assets.annotated import annotated
from assets.augmented import augmented
from assets.balanced import balanced
from assets.cleaned import cleaned
from assets.deduplicated import deduplicated
from assets.exported import exported
from assets.raw import raw
from danlu.audit.full import audit
from danlu.audit.leaks import find_leaks
from danlu.audit.residual import find_residue
from danlu.audit.unit import prove_units
from danlu.errors import DanluError
from danlu.facts.unit import proofs
from danlu.graph import STAGES
from danlu.lake.manifest import read_manifest
from danlu.stages.leaks import near_of
from resources.faults import told_without_text
from resources.jobs import AUDIT, CONSERVATION, LEAKS, PERSONAL_DATA
from resources.lake import Lake
from resources.partitions import SOURCES

_MEANING = (
    "Every row that came in went on, was merged into a named survivor, or was dropped with a reason; "
    "every new row names its parents. · 每一行要么继续，要么并入指明的行，要么带着原因被剔除。"
)
_AUDIT_MEANING = (
    "Every law proved anew from the published files and the recorded bytes of the sources, as `danlu audit` "
    "does. It reads everything, so it has a job of its own. "
    "· 仅凭已发布的文件与存档的来源字节，重新证明每一条规则（同 `danlu audit`）；由单独的作业运行。"
)
_PERSONAL_MEANING = (
    "No exported line of any target holds personal data of a kind that the recipe masks, replaces or drops; "
    "secrets are never left. Every string that a trainer would see is searched again. "
    "· 任何目标的导出行都不含配方承诺去除的个人信息；密钥一律不留。训练程序能看到的每段文字都重新查找一遍。"
)
_LEAKS_MEANING = (
    "No exported train line is as like a line of validation or test as the recipe forbids "
    "(deduplicated.leaks), in whatever target. Every line is read back and probed again; "
    "`danlu trace --line FILE:LINE` tells what a line was made of. "
    "· 任何目标的训练行都不与验证、测试行过于相似（deduplicated.leaks）；逐行读回、重新比对；"
    "`danlu trace --line 文件:行号` 可追查来历。"
)
_MOST_TOLD = 5
"""Breaches, or lines with personal data, that a check's page names; `danlu audit` names more."""

# a check with a condition of its own does not ride along when automation makes its asset
_ONLY_WHEN_ASKED = (dg.AutomationCondition.in_progress() & ~dg.AutomationCondition.in_progress()).with_label(
    "never by itself: by its job, or by hand"
)


class Evaluation(NamedTuple):
    """How the proof of one unit ended, with the figures of both of its sides."""

    passed: bool
    metadata: Mapping[str, int | str]


def _evaluate(lake: Lake, stage: str, keys: Sequence[str | None]) -> list[Evaluation]:
    """Prove units of one stage from their published folders, together."""
    folders = [lake.project.unit(stage, key) for key in keys]
    found = [(folder, read_manifest(folder)) for folder in folders]
    units = [(folder, manifest) for folder, manifest in found if manifest is not None]
    breaches = prove_units(lake.project, units) if units else []
    proved = [(stage, manifest.key) for _, manifest in units]
    figures = proofs(lake.project, proved, hold=not breaches)
    evaluations = []
    for key, (_, manifest) in zip(keys, found, strict=True):
        own = [breach for breach in breaches if breach.place == (key or "")]
        known: dict[str, int | str] = {**figures.get((stage, key), {}), "breaches": len(own)}
        if own:
            # it names a law, a key and what is wrong with it: never row text
            known["first"] = str(own[0])
        evaluations.append(Evaluation(manifest is not None and not own, known))
    return evaluations


def _together(evaluations: Sequence[Evaluation]) -> dg.AssetCheckResult:
    """One result for all: figures added up, and the first breach if there is one."""
    told: dict[str, int | str] = {"units": len(evaluations)} if len(evaluations) > 1 else {}
    for _, metadata in evaluations:
        for name, value in metadata.items():
            earlier = told.setdefault(name, value if isinstance(value, str) else 0)
            if isinstance(value, int) and isinstance(earlier, int):
                told[name] = earlier + value
    passed = bool(evaluations) and all(evaluation.passed for evaluation in evaluations)
    return dg.AssetCheckResult(passed=passed, metadata=told)


def _report_each(
    context: dg.AssetCheckExecutionContext, stage: str, keys: Sequence[str], found: Sequence[Evaluation]
) -> None:
    """One run over many partitions stores one evaluation, of none of them: give each its own."""
    step = context.op_execution_context.get_step_execution_context()
    for key, (passed, metadata) in zip(keys, found, strict=True):
        evaluation = dg.AssetCheckEvaluation(
            asset_key=dg.AssetKey(stage),
            check_name=CONSERVATION,
            passed=passed,
            metadata=metadata,
            blocking=True,
            partition=key,
            target_materialization_data=_target(context.instance, stage, key),
        )
        dg.DagsterEvent.asset_check_evaluation(step, evaluation)


def _target(
    instance: dg.DagsterInstance, stage: str, key: str
) -> AssetCheckEvaluationTargetMaterializationData | None:
    """Which version of a partition was proved: an evaluation without it counts for none."""
    wanted = dg.AssetRecordsFilter(asset_key=dg.AssetKey(stage), asset_partitions=[key])
    records = instance.fetch_materializations(wanted, limit=1).records
    return (
        AssetCheckEvaluationTargetMaterializationData(
            run_id=records[0].run_id, storage_id=records[0].storage_id, timestamp=records[0].timestamp
        )
        if records
        else None
    )


def conservation_check(asset: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    """The check of one stage; a partitioned stage is checked by partition."""
    stage = asset.key.to_user_string()

    if STAGES[stage].partitioned:

        @dg.asset_check(
            asset=asset, name=CONSERVATION, blocking=True, description=_MEANING, partitions_def=SOURCES
        )
        def by_partition(context: dg.AssetCheckExecutionContext, lake: Lake) -> dg.AssetCheckResult:
            keys = list(context.partition_keys)
            with told_without_text(stage):
                found = _evaluate(lake, stage, keys)
            if not context.has_partition_key:
                _report_each(context, stage, keys, found)
            return _together(found)

        return by_partition

    @dg.asset_check(asset=asset, name=CONSERVATION, blocking=True, description=_MEANING)
    def of_the_whole(lake: Lake) -> dg.AssetCheckResult:
        with told_without_text(stage):
            found = _evaluate(lake, stage, [None])
        return _together(found)

    return of_the_whole


conservation_checks = [
    conservation_check(asset)
    for asset in (raw, cleaned, deduplicated, annotated, augmented, balanced, exported)
]


@dg.asset_check(asset=exported, name=PERSONAL_DATA, blocking=True, description=_PERSONAL_MEANING)
def personal_data_check(lake: Lake) -> dg.AssetCheckResult:
    """Search the exported files; the figures say how often each kind was found and where, never what."""
    with told_without_text(PERSONAL_DATA):
        manifest = read_manifest(lake.project.stage("exported"))
        if manifest is None:
            return dg.AssetCheckResult(passed=False, metadata={"error": "exported is not built"})
        residue = find_residue(lake.project, manifest, lake.recipe().cleaned)
    metadata: dict[str, int | str] = {"lines": residue.lines}
    metadata["found"] = residue.found.total()
    metadata |= {f"found {kind}": times for kind, times in sorted(residue.found.items())}
    for number, place in enumerate(residue.places[:_MOST_TOLD], start=1):
        metadata[f"place {number}"] = str(place)
    return dg.AssetCheckResult(passed=residue.clean, metadata=metadata)


@dg.asset_check(asset=exported, name=LEAKS, blocking=True, description=_LEAKS_MEANING)
def leaks_check(lake: Lake) -> dg.AssetCheckResult:
    """Probe the exported train lines; the figures say which lines are alike, never what they say."""
    with told_without_text(LEAKS):
        manifest = read_manifest(lake.project.stage("exported"))
        if manifest is None:
            return dg.AssetCheckResult(passed=False, metadata={"error": "exported is not built"})
        leaks = find_leaks(lake.project, manifest, near_of(lake.recipe().deduplicated))
    metadata: dict[str, int | str] = {"train lines": leaks.train, "held-out lines": leaks.held_out}
    metadata["found"] = leaks.found
    for number, leak in enumerate(leaks.first[:_MOST_TOLD], start=1):
        metadata[f"place {number}"] = str(leak)
    return dg.AssetCheckResult(passed=not leaks.found, metadata=metadata)


@dg.asset_check(
    asset=exported,
    name=AUDIT,
    blocking=False,
    description=_AUDIT_MEANING,
    automation_condition=_ONLY_WHEN_ASKED,
)
def audit_check(lake: Lake) -> dg.AssetCheckResult:
    """Prove everything; the figures say how much was read, and a breach which law and where."""
    with told_without_text(AUDIT):
        try:
            report = audit(lake.project)
        except DanluError as error:
            return dg.AssetCheckResult(passed=False, metadata={"error": str(error)})
    metadata: dict[str, int | str] = {**asdict(report.total), "breaches": len(report.breaches)}
    metadata["notices"] = len(report.notices)
    if report.residue is not None:
        metadata["personal data"] = report.residue.found.total()
    for number, breach in enumerate(report.breaches[:_MOST_TOLD], start=1):
        metadata[f"breach {number}"] = str(breach)
    for number, notice in enumerate(report.notices[:_MOST_TOLD], start=1):
        metadata[f"notice {number}"] = notice
    return dg.AssetCheckResult(passed=report.clean, metadata=metadata)
