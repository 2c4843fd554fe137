"""Telling Dagster of what the disk holds and it was not told, as events of their own.

So it is after a checkout, after a kill between publication and event, and with a new storage.
"""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from danlu.lake.layout import Project
from danlu.progress import Outcome
from resources.events import materializations
from resources.partitions import register
from resources.reported import remember_reported


def adopt(instance: dg.DagsterInstance, project: Project, outcomes: Sequence[Outcome]) -> None:
    """Report published units; their partitions come first, for nobody sees an event of an unknown one."""
    keys = {outcome.key for outcome in outcomes if outcome.key is not None}
    register(instance, sorted(keys))
    for event in materializations(project, outcomes):
        instance.report_runless_asset_event(event)
    remember_reported(outcomes)
