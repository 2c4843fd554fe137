"""Keeping Dagster's account true: what died is ended, what is unknown reported, what is overdue asked for.

Automation follows events, and an event can be lost: a run that could not be launched, a source that
changed while it was read. The manifests cannot be wrong about it, so they are asked when all is at rest.
"""

import json

import dagster as dg

from danlu.errors import DanluError
from danlu.furnace.freshness import stale_units, state_of
from danlu.lake.layout import Project
from danlu.lake.publish import is_locked
from danlu.recipe import Recipe
from resources.adoption import adopt
from resources.dead_runs import end_dead_runs, work_in_progress
from resources.jobs import BUILD
from resources.lake import Lake
from resources.reported import unreported
from resources.requests import COMPUTED, above, disproved, requests_for
from resources.runs import settle_versions

PATIENCE = 3
"""Looks that find the same overdue before it is asked for: automation comes first."""


@dg.sensor(
    name="upkeep",
    job_name=BUILD,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "Ends runs whose process was killed, reports what is on disk and Dagster was not told, as after a "
        "checkout, and asks once for what is overdue and no event led to. "
        "· 结束进程已被杀死的运行；上报磁盘上已有而 Dagster 尚不知道的数据（例如检出旧版本之后）；"
        "对过期而未被触发的数据补发一次请求。"
    ),
)
def upkeep(context: dg.SensorEvaluationContext, lake: Lake) -> dg.SensorResult | dg.SkipReason:
    """End dead runs; where nothing is at work, report what is unknown, and ask for what is overdue."""
    ended = end_dead_runs(context.instance)
    told = [f"{ended} runs whose process was killed were ended"] if ended else []
    if is_locked(lake.project, "build") or work_in_progress(context.instance):
        return dg.SkipReason("; ".join([*told, "something is at work"]))
    try:
        recipe = lake.recipe()
        told += _report(context.instance, lake.project, recipe)
        settle_versions(lake.project, recipe)
        requests, cursor, said = _overdue(context, lake.project, recipe)
    except DanluError as error:
        return dg.SkipReason("; ".join([*told, str(error)]))
    if requests:
        return dg.SensorResult(run_requests=requests, cursor=cursor)
    return dg.SensorResult(skip_reason="; ".join([*told, said]), cursor=cursor)


def _report(instance: dg.DagsterInstance, project: Project, recipe: Recipe) -> list[str]:
    """Report what the disk holds and Dagster does not know, but for sources: their sensor does."""
    everything = unreported(project, recipe)
    unknown = [outcome for outcome in everything if outcome.stage != "source_files"]
    if not unknown or work_in_progress(instance):
        return []
    adopt(instance, project, unknown)
    return [f"{len(unknown)} datasets on disk were reported"]


def _overdue(
    context: dg.SensorEvaluationContext, project: Project, recipe: Recipe
) -> tuple[list[dg.RunRequest], str, str]:
    """Requests for what stays stale though nothing is at work, once for each state of it."""
    stale = stale_units(project, recipe, COMPUTED)
    if not stale:
        return [], "", "everything is known and up to date"
    state = state_of(project, recipe, stale)
    seen = json.loads(context.cursor or "{}")
    looks = seen.get("looks", 0) + 1 if seen.get("state") == state else 1
    cursor = json.dumps({"state": state, "looks": min(looks, PATIENCE + 1)})
    if looks != PATIENCE:
        return [], cursor, "asked for already" if looks > PATIENCE else "something is stale"
    broken = disproved(context.instance)
    sound = {name: units for name, units in stale.items() if broken.isdisjoint(above(name))}
    requests = requests_for(context.instance, sound)
    if not requests:
        said = f"the check of {', '.join(sorted(broken))} failed: nothing is made of it"
        return [], json.dumps({"state": state, "looks": PATIENCE - 1}), said
    return requests, cursor, "what was overdue is asked for"
