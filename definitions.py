"""The deployment: everything that Dagster loads, in one place."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

import assets
from assets import checks
from assets.options import with_code_links
from assets.split_checks import split_checks
from resources.engine import EngineResource
from resources.fetching import fetch_job
from resources.jobs import AUDIT, BUILD
from resources.lake import Lake
from sensors.automation import automated, automation
from sensors.schedules import nightly_audit, nightly_fetch, nightly_refresh
from sensors.sources import sources
from sensors.upkeep import upkeep

ROOT = Path(__file__).parent

engine = EngineResource()
loaded = dg.load_assets_from_package_module(assets, include_specs=True)
# what is only observed is a specification, and nothing has to be decided for it
observed = [one for one in loaded if isinstance(one, dg.AssetSpec)]
made = [one.map_asset_specs(automated) for one in loaded if isinstance(one, dg.AssetsDefinition)]
all_assets = with_code_links([*observed, *made])
the_audit = dg.AssetSelection.checks(checks.audit_check)

defs = dg.Definitions(
    assets=all_assets,
    asset_checks=[
        *checks.conservation_checks,
        *split_checks,
        checks.personal_data_check,
        checks.leaks_check,
        checks.audit_check,
    ],
    jobs=[
        dg.define_asset_job(
            BUILD,
            selection=dg.AssetSelection.groups("danlu") - the_audit,
            executor_def=dg.in_process_executor,
            description="Bring every dataset up to date. · 把所有数据集更新到最新。",
        ),
        dg.define_asset_job(
            AUDIT,
            selection=the_audit,
            executor_def=dg.in_process_executor,
            description="Prove every law anew, like `danlu audit`. · 重新证明每一条规矩，同 `danlu audit`。",
        ),
        fetch_job,
    ],
    sensors=[sources, automation, upkeep],
    schedules=[nightly_fetch, nightly_refresh, nightly_audit],
    resources={"engine": engine, "lake": Lake(root=str(ROOT), engine=engine)},
    executor=dg.in_process_executor,
)
