"""`danlu freeze`."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from danlu.cli.deployment import enter_project
from danlu.furnace.freezing import freeze_held_out


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def freeze(name: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's signature
    """Record which rows are held out now: they are never trained on later.

    Sketches of the held-out rows, without their text, are added to data/recorded/held_out/. A row that
    matches one stays held out when the salt, the shares or the sources change, and after edits. NAME is
    what they are called, "freeze-1" and so on by default. What is recorded cannot be taken back.

    \b
      danlu freeze
      danlu freeze v1 --json

    记录当前留出的行（只存指纹，不存文本）：以后无论盐值、比例、来源如何改变，或行被改动，都不会进入训练集。
    NAME 为名称，缺省为 freeze-1 等；记录后不可撤回。
    """  # noqa: D301 - click takes \b for a paragraph that is not wrapped
    frozen = freeze_held_out(enter_project(), name)
    if as_json:
        click.echo(json.dumps(asdict(frozen), ensure_ascii=False, sort_keys=True))
        return
    sides = ", ".join(f"{rows:,} {side}" for side, rows in sorted(frozen.sides.items()))
    said = "frozen as" if frozen.new else "frozen before as"
    click.echo(f"{sides} rows: {said} {frozen.name}")
    click.echo(f"data/recorded/held_out/{frozen.sha256}.parquet: commit it, no build can make it again")
