"""The job that fetches declared remote sources, and tells Dagster of those that changed."""

from collections.abc import Sequence

import dagster as dg
from pydantic import Field

from danlu.errors import DanluError
from danlu.furnace.fetch import FetchOutcome, fetch_declared
from danlu.lake.catalogue import read_catalogue
from danlu.mirror import update_mirror
from resources.jobs import FETCH
from resources.lake import Lake
from resources.news import news_of_sources
from resources.versions import Versions


class FetchConfig(dg.Config):
    """Which entries of `sources.yaml` are fetched; all that are remote where none is named."""

    names: list[str] = Field(default=[], description="Entries of sources.yaml · 要取回的条目")


@dg.op(
    name="fetch_sources",
    description="Fetch what changed, record it, report it. · 取回有变化的来源，存档并上报。",
)
def fetch_sources(context: dg.OpExecutionContext, config: FetchConfig, lake: Lake) -> None:
    """Fetch, and report as the sensor of sources does; what cannot be fetched is in log and ledger."""
    try:
        outcomes = fetch_declared(lake.project, lake.recipe(), config.names or None)
    except DanluError as error:
        # a wrong declaration is the same at the next try
        raise dg.Failure(str(error), allow_retries=False) from error
    _tell(context, outcomes)
    if any(outcome.changed for outcome in outcomes):
        update_mirror(lake.project)
        try:
            Versions(lake.project).record(["source_files"])
        except DanluError as error:
            context.log.warning(str(error))
    for event in news_of_sources(context.instance, lake.project, read_catalogue(lake.project)):
        context.log_event(event)


def _tell(context: dg.OpExecutionContext, outcomes: Sequence[FetchOutcome]) -> None:
    for outcome in outcomes:
        if outcome.fault is not None:
            context.log.warning(outcome.fault)
        said = ", ".join(f"{number} {name}" for name, number in sorted(outcome.figures.items()) if number)
        context.log.info("%s: %s", outcome.name, said or "nothing")
    context.add_output_metadata(
        {
            "danlu/entries": len(outcomes),
            "danlu/changed": sum(outcome.changed for outcome in outcomes),
            "danlu/not_fetched": sum(outcome.fault is not None for outcome in outcomes),
        }
    )


@dg.job(
    name=FETCH,
    executor_def=dg.in_process_executor,
    description=(
        "Fetch the remote sources that `sources.yaml` declares, like `danlu fetch`. "
        "· 取回 `sources.yaml` 声明的远程来源，同 `danlu fetch`。"
    ),
)
def fetch_job() -> None:
    """One step."""
    fetch_sources()
