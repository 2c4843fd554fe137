"""What is done by the clock: what no event tells of."""

from collections.abc import Iterator

import dagster as dg

from danlu.errors import DanluError
from danlu.furnace.freshness import stale_units
from danlu.graph import STAGES
from danlu.lake.catalogue import read_catalogue
from danlu.lake.publish import is_locked
from resources.jobs import AUDIT, BUILD
from resources.lake import Lake
from resources.partitions import range_tags, stretches

_COMPUTED = [name for name in STAGES if name != "source_files"]
_PARTITIONED = [name for name in _COMPUTED if STAGES[name].partitioned]
_WHOLE = [name for name in _COMPUTED if not STAGES[name].partitioned]


@dg.schedule(
    name="nightly_refresh",
    job_name=BUILD,
    cron_schedule="30 3 * * *",
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
        stale = stale_units(lake.project, lake.recipe(), _PARTITIONED)
    except DanluError as error:
        yield dg.SkipReason(str(error))
        return
    if not known:
        yield dg.SkipReason("there are no sources yet")
        return
    keys = {str(unit.key) for units in stale.values() for unit in units}
    for stretch in stretches(context.instance, keys):
        yield _request(_PARTITIONED, range_tags(stretch))
    if not keys:
        yield _request(_WHOLE, {})


def _request(names: list[str], tags: dict[str, str]) -> dg.RunRequest:
    return dg.RunRequest(asset_selection=[dg.AssetKey(name) for name in names], tags=tags)


nightly_audit = dg.ScheduleDefinition(
    name="nightly_audit",
    job_name=AUDIT,
    cron_schedule="30 4 * * *",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=(
        "Every night: every law is proved anew from the published files alone, down to the sources' bytes. "
        "· 每晚仅凭已发布的文件，从来源字节开始重新证明每一条法则。"
    ),
)
