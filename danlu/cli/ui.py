"""`danlu ui`."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from danlu.cli.deployment import enter_project
from danlu.errors import DanluError


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=3000, show_default=True, help="Where to listen."
)
def ui(port: int) -> None:
    """Open the Dagster UI on this machine, with its daemon, until it is interrupted.

    在本机打开 Dagster 界面，直到中断。
    """
    project = enter_project()
    os.environ.setdefault("DAGSTER_HOME", str(project.root / ".dagster"))
    beside = Path(sys.executable).parent
    dagster = shutil.which("dagster", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    if dagster is None:
        raise DanluError("the dagster command is not installed beside danlu: run `make setup`")
    click.echo(f"http://127.0.0.1:{port}/  (Ctrl+C ends it)")
    # the children that dagster starts must find the same environment
    os.environ["PATH"] = f"{beside}{os.pathsep}{os.environ.get('PATH', '')}"
    os.execv(  # noqa: S606 - a fixed program without a shell
        dagster, [dagster, "dev", "--host", "127.0.0.1", "--port", str(port), "--workspace", "workspace.yaml"]
    )
