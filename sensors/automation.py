"""What decides that a dataset is made anew: conditions on its inputs and on its code, never a clock."""

from __future__ import annotations

import dagster as dg

_CONDITION = dg.AutomationCondition  # its stubs of 1.13 let only conditions of checks be handled

# what the same run has made the asset from is no news to it, though it may be told of in between
ANOTHER_VERSION = _CONDITION.data_version_changed() & ~_CONDITION.executed_with_root_target()

CHANGED = (
    _CONDITION.any_deps_match(ANOTHER_VERSION | _CONDITION.will_be_requested())
    | _CONDITION.code_version_changed()
    | _CONDITION.newly_missing()
).with_label("an input, the recipe or the code changed, or it was never built")

# a change of code can touch an input too: then the input goes first, unless both go in one run
OUTDATED = _CONDITION.any_deps_match(
    _CONDITION.code_version_changed().since_last_handled()  # type: ignore[misc]
    & ~_CONDITION.will_be_requested()
).with_label("an input is about to be made anew")

UNPROVED = _CONDITION.any_deps_match(
    _CONDITION.any_checks_match(_CONDITION.in_progress(), blocking_only=True)
).with_label("a blocking check of an input is at work")

DISPROVED = _CONDITION.any_deps_match(
    _CONDITION.any_checks_match(_CONDITION.check_failed(), blocking_only=True)
).with_label("a blocking check of an input failed")

REFRESH = (
    CHANGED.since_last_handled()  # type: ignore[misc]
    & ~_CONDITION.any_deps_missing()
    & ~_CONDITION.any_deps_in_progress()
    & ~_CONDITION.in_progress()
    & ~OUTDATED
    & ~UNPROVED
    & ~DISPROVED
).with_label("something changed, and all that it needs is there, at rest and not disproved")
"""A version that is the same again changes nothing, however often it is reported."""

automation = dg.AutomationConditionSensorDefinition(
    "automation",
    target=dg.AssetSelection.groups("danlu"),
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=10,
    description=(
        "Asks for the datasets whose inputs, recipe or code changed. "
        "· 输入、配方或代码发生变化时，请求重新生成相应的数据集。"
    ),
)


def automated(spec: dg.AssetSpec) -> dg.AssetSpec:
    """The same asset under the condition."""
    return spec.replace_attributes(automation_condition=REFRESH)
