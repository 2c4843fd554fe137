"""What is done by the clock: what no event tells of."""

import os
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import available_timezones

import dagster as dg

from danlu.declared.file import read_declared
from danlu.errors import DanluError
from danlu.furnace.freshness import stale_units
from danlu.lake.catalogue import read_catalogue
from danlu.lake.publish import is_locked
from resources.jobs import AUDIT, BUILD, FETCH
from resources.lake import Lake
from resources.requests import PARTITIONED, WHOLE, request, requests_for


def local_zone(named: str, linked: Path) -> str:
    """The time zone that this machine keeps, so that the night is the users' night.

    Args:
        named: The zone that the environment names, or "".
        linked: The file that systems link to their zone.
    """
    known = available_timezones()
    place = linked.resolve().as_posix().rpartition("/zoneinfo/")[2]
    return next((zone for zone in (named, place) if zone in known), "UTC")


_ZONE = local_zone(os.environ.get("TZ", ""), Path("/etc/localtime"))


@dg.schedule(
    name="nightly_refresh",
    job_name=BUILD,
    cron_schedule="30 3 * * *",
    execution_timezone=_ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=(
        "Every night: whatever the manifests call stale is made anew, also what no event tells of, such as "
        "files that were altered; the other datasets are found up to date, which their freshness shows. "
        "· 每晚按清单重新生成所有过期的数据（包括被改动的文件），并确认全量数据集仍是最新。"
    ),
)
def nightly_refresh(
    context: dg.ScheduleEvaluationContext, lake: Lake
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Ask for what is stale by source; where nothing is, for all that is made of the whole corpus."""
    if is_locked(lake.project, "build"):
        yield dg.SkipReason("a build is at work on the command line")
        return
    try:
        known = read_catalogue(lake.project)
        stale = stale_units(lake.project, lake.recipe(), PARTITIONED)
    except DanluError as error:
        yield dg.SkipReason(str(error))
        return
    if not known:
        yield dg.SkipReason("there are no sources yet")
        return
    yield from requests_for(context.instance, stale) or [request(WHOLE, {})]


@dg.schedule(
    name="nightly_fetch",
    job_name=FETCH,
    cron_schedule="30 2 * * *",
    execution_timezone=_ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=(
        "Every night, before the refresh: what `sources.yaml` declares elsewhere is fetched as far as it "
        "changed; what cannot be reached stays as it was. "
        "· 每晚刷新之前，按 `sources.yaml` 取回有变化的远程来源；取不到的保持原样。"
    ),
)
def nightly_fetch(lake: Lake) -> dg.RunRequest | dg.SkipReason:
    """Ask for a fetch where anything is declared that is fetched."""
    try:
        declared = read_declared(lake.project.root)
    except DanluError as error:
        return dg.SkipReason(str(error))
    if not declared.remote:
        return dg.SkipReason("sources.yaml declares nothing that is fetched")
    return dg.RunRequest()


nightly_audit = dg.ScheduleDefinition(
    name="nightly_audit",
    job_name=AUDIT,
    cron_schedule="30 4 * * *",
    execution_timezone=_ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=(
        "Every night: every law is proved anew from the published files alone, down to the sources' bytes. "
        "· 每晚仅凭已发布的文件，从来源字节开始重新证明每一条法则。"
    ),
)
