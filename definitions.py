"""The deployment: everything that Dagster loads, in one place."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

import assets
from assets import checks
from resources.engine import EngineResource
from resources.jobs import BUILD
from resources.lake import Lake
from sensors.automation import automated, automation
from sensors.schedules import nightly_refresh
from sensors.sources import sources
from sensors.upkeep import upkeep

ROOT = Path(__file__).parent

engine = EngineResource()
all_assets = [
    # what is only observed is a specification, and nothing has to be decided for it
    asset.map_asset_specs(automated) if isinstance(asset, dg.AssetsDefinition) else asset
    for asset in dg.load_assets_from_package_module(assets, include_specs=True)
]

defs = dg.Definitions(
    assets=all_assets,
    asset_checks=checks.conservation_checks,
    jobs=[
        dg.define_asset_job(
            BUILD,
            selection=dg.AssetSelection.groups("danlu"),
            executor_def=dg.in_process_executor,
            description="Bring every dataset up to date. · 把所有数据集更新到最新。",
        )
    ],
    sensors=[sources, automation, upkeep],
    schedules=[nightly_refresh],
    resources={"engine": engine, "lake": Lake(root=str(ROOT), engine=engine)},
    executor=dg.in_process_executor,
)
