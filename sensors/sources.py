"""Observing sources: what came to rest is taken in and reported; nothing is launched here."""

import dagster as dg

from danlu.errors import DanluError
from danlu.furnace.observe import Observation, observe
from danlu.lake.catalogue import SourceFile, read_catalogue
from danlu.lake.layout import Project
from danlu.lake.manifest import folder_version
from danlu.lake.publish import is_locked
from danlu.mirror import update_mirror
from resources.lake import Lake
from resources.news import news_of_sources
from resources.reported import remember_reported, source_outcomes
from resources.versions import Versions


@dg.sensor(
    name="sources",
    minimum_interval_seconds=10,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "Watches `data/sources/`, `sources.yaml` and the folders that it names: a file that stays as it is "
        "for two looks is recorded and reported as a new version; one that is gone becomes `absent`. "
        "· 监视 `data/sources/`、`sources.yaml` 及其中声明的本机目录：连续两次未变化的文件会被收录"
        "并报告为新版本；消失的文件标记为 `absent`。"
    ),
)
def sources(context: dg.SensorEvaluationContext, lake: Lake) -> dg.SensorResult | dg.SkipReason:
    """Take in what came to rest, and tell Dagster of every source whose version it does not know."""
    if is_locked(lake.project, "build"):
        return dg.SkipReason("a build is at work on the command line")
    try:
        observation = observe(lake.project, lake.recipe())
    except DanluError as error:
        return dg.SkipReason(str(error))
    _settle(context, lake.project, observation)
    catalogue = read_catalogue(lake.project)
    cursor = _cursor(catalogue)
    if cursor == context.cursor:
        remember_reported(source_outcomes(catalogue.values()))
        return dg.SkipReason(_explain(observation))
    return dg.SensorResult(
        asset_events=news_of_sources(context.instance, lake.project, catalogue),
        skip_reason=_explain(observation),
        cursor=cursor,
    )


def _settle(context: dg.SensorEvaluationContext, project: Project, observation: Observation) -> None:
    """Mirror and record what was taken in, before anyone is told of it."""
    if observation.taken is None or not observation.taken.changed:
        return
    update_mirror(project)
    try:
        Versions(project).record(["source_files"])
    except DanluError as error:
        context.log.warning(str(error))


def _cursor(catalogue: dict[str, SourceFile]) -> str:
    """One hash of every source's name and content."""
    return folder_version({key: source.version for key, source in catalogue.items()})


def _explain(observation: Observation) -> str:
    """A look in a sentence, for the sensor's page."""
    parts = []
    if observation.taken is not None:
        intake = observation.taken.intake
        parts = [f"{intake.added} new, {intake.changed} changed, {intake.absent} gone"]
    if observation.kept:
        parts.append(
            f"{observation.kept} sources are missing, too many at once: their rows are kept. "
            "If they are meant to go, run `danlu build --accept-removals`"
        )
    if observation.waiting:
        parts.append(f"{observation.waiting} files are left to come to rest")
    return "; ".join(parts) or "nothing changed"
