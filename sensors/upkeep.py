"""Keeping Dagster's account true: runs that died are ended, what the disk holds is reported."""

import dagster as dg

from danlu.errors import DanluError
from danlu.lake.publish import is_locked
from resources.adoption import adopt
from resources.dead_runs import end_dead_runs, runs_in_progress
from resources.lake import Lake
from resources.reported import unreported


@dg.sensor(
    name="upkeep",
    minimum_interval_seconds=20,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "Ends runs whose process was killed, and reports what is on disk and Dagster was not told, as after "
        "a checkout. "
        "· 结束进程已被杀死的运行，并上报磁盘上已有而 Dagster 尚不知道的数据（例如检出旧版本之后）。"
    ),
)
def upkeep(context: dg.SensorEvaluationContext, lake: Lake) -> dg.SkipReason:
    """End dead runs; where nothing is at work, report what is published and unknown."""
    ended = end_dead_runs(context.instance)
    said = f"{ended} runs whose process was killed were ended" if ended else ""
    if is_locked(lake.project, "build") or runs_in_progress(context.instance):
        return dg.SkipReason(said or "something is at work: nothing is reported for it")
    try:
        everything = unreported(lake.project, lake.recipe())
    except DanluError as error:
        return dg.SkipReason(str(error))
    # the sensor of the sources tells of them itself
    unknown = [outcome for outcome in everything if outcome.stage != "source_files"]
    if not unknown:
        return dg.SkipReason(said or "everything is known")
    adopt(context.instance, lake.project, unknown)
    return dg.SkipReason(f"{said} {len(unknown)} datasets on disk were reported".strip())
