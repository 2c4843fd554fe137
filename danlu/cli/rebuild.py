"""`danlu rebuild`."""

from __future__ import annotations

import time

import click

from danlu.cli.deployment import enter_project
from danlu.errors import DanluError
from danlu.mirror import update_mirror


@click.command()
def rebuild() -> None:
    """Make the DuckDB mirror anew from the Parquet files, which are the truth.

    用 Parquet 文件（唯一真相）重建 DuckDB 镜像。
    """
    project = enter_project()
    started = time.perf_counter()
    update_mirror(project, from_nothing=True)
    if not project.warehouse.exists():
        raise DanluError("nothing is built yet: run `danlu build`")
    size = project.warehouse.stat().st_size
    click.echo(f"data/warehouse.duckdb: {size:,} bytes in {time.perf_counter() - started:.1f} s")
