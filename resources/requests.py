"""What is stale as requests for runs, for those that ask the manifests and no event."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import dagster as dg
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from danlu.furnace.freshness import Unit
from danlu.graph import STAGES
from resources.jobs import CONSERVATION
from resources.partitions import range_tags, stretches

COMPUTED = tuple(name for name in STAGES if name != "source_files")
PARTITIONED = tuple(name for name in COMPUTED if STAGES[name].partitioned)
WHOLE = tuple(name for name in COMPUTED if not STAGES[name].partitioned)


def requests_for(instance: dg.DagsterInstance, stale: Mapping[str, Sequence[Unit]]) -> list[dg.RunRequest]:
    """Runs for what is stale by source; where nothing is, one for what is stale of the whole corpus.

    The corpus follows by itself, or is asked for at the next look: it must not be made of partitions
    that are about to be another version.
    """
    keys = {str(unit.key) for name in PARTITIONED for unit in stale.get(name, ())}
    if keys:
        return [request(PARTITIONED, range_tags(stretch)) for stretch in stretches(instance, keys)]
    whole = [name for name in WHOLE if name in stale]
    return [request(whole, {})] if whole else []


def request(names: Collection[str], tags: Mapping[str, str]) -> dg.RunRequest:
    """One run of some datasets."""
    return dg.RunRequest(asset_selection=[dg.AssetKey(name) for name in names], tags=dict(tags))


def disproved(instance: dg.DagsterInstance) -> set[str]:
    """The datasets whose blocking check found the version that is there to break a law."""
    checks = [dg.AssetCheckKey(dg.AssetKey(name), CONSERVATION) for name in COMPUTED]
    found = instance.event_log_storage.get_asset_check_partition_info(checks)
    failed = AssetCheckExecutionRecordStatus.FAILED
    return {
        one.check_key.asset_key.to_user_string()
        for one in found
        if one.latest_execution_status == failed and one.is_current
    }


def above(name: str) -> set[str]:
    """All datasets that a dataset is made of, near and far."""
    direct = STAGES[name].inputs
    return {*direct, *(far for near in direct for far in above(near))}
