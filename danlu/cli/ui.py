"""`danlu ui`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from danlu.cli.deployment import deployment, enter_project


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=3000, show_default=True, help="Where to listen."
)
def ui(port: int) -> None:
    """Open the Dagster UI on this machine and let the furnace run by itself, until interrupted.

    While it runs, new, changed and removed files in data/sources/ are taken in and the datasets
    follow; so they do after a change of params.yaml.

    在本机打开 Dagster 界面，并让丹炉自动运行，直到中断：
    data/sources/ 与 params.yaml 的变化会自动反映到数据集。
    """
    project = enter_project()
    home = Path(os.environ.setdefault("DAGSTER_HOME", str(project.root / ".dagster")))
    home.mkdir(parents=True, exist_ok=True)
    deployment(project, "service").serve(project, port, _tell)


def _tell(address: str) -> None:
    click.echo(f"{address}  (Ctrl+C ends it)")
