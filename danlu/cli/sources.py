"""`danlu sources`."""

from __future__ import annotations

import json

import click
from rich.table import Table

from danlu.cli.deployment import enter_project
from danlu.cli.terminal import own_output, visible
from danlu.furnace.listing import Listed, list_sources

_SHOWN = 12
"""Characters of a version: enough to tell two apart."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def sources(as_json: bool) -> None:  # noqa: FBT001 - click's signature
    """What sources.yaml declares: how it is reached, its state, rows, licence and version.

    The last line is what lies in data/sources/ and is not declared.

    列出 sources.yaml 声明的来源：获取方式、状态、行数、许可与版本；最后一行是 data/sources/ 中未声明的文件。
    """
    found = list_sources(enter_project())
    if as_json:
        click.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=1))
        return
    table = Table("name", "via", "kind", "files", "rows", "licence", "version", "state", box=None)
    for column in (table.columns[3], table.columns[4]):
        column.justify = "right"
    for one in found:
        table.add_row(*map(visible, _cells(one)))
    own_output().print(table)


def _cells(one: Listed) -> list[str]:
    return [
        one.name if one.name is not None else "data/sources/",
        one.via,
        one.kind,
        f"{one.files:,}",
        f"{one.rows:,}" if one.rows is not None else "-",
        one.licence or "-",
        (one.version or "-")[:_SHOWN],
        one.state,
    ]
