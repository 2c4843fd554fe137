"""The deployment: everything that Dagster loads, in one place."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

import assets
from assets import checks
from resources.engine import EngineResource
from resources.jobs import BUILD
from resources.lake import Lake

ROOT = Path(__file__).parent

engine = EngineResource()
all_assets = dg.load_assets_from_package_module(assets, include_specs=True)

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
    resources={"engine": engine, "lake": Lake(root=str(ROOT), engine=engine)},
    executor=dg.in_process_executor,
)
