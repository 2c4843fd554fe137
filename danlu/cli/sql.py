"""`danlu sql`."""

from __future__ import annotations

import csv
import json
import sys

import click
import duckdb

from danlu.cli.deployment import enter_project
from danlu.errors import DanluError
from danlu.mirror import open_mirror


@click.command()
@click.argument("query", required=False)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    help="How to print rows.",
)
def sql(query: str | None, shape: str) -> None:
    """Ask the mirror in SQL: `danlu sql "FROM balanced LIMIT 5"`. Without a query, standard input is read.

    每个数据集既是表也是视图：raw、cleaned、deduplicated、annotated、augmented、balanced、exported、ledger。
    """
    project = enter_project()
    text = query if query is not None else sys.stdin.read()
    with open_mirror(project) as connection:
        try:
            statements = connection.extract_statements(text)
            if len(statements) != 1:
                raise DanluError(f"one statement at a time, please; these are {len(statements)}")
            relation = connection.sql(text)
        except duckdb.Error as error:
            raise DanluError(str(error)) from error
        if relation is not None:
            _print(relation, shape)


def _print(relation: duckdb.DuckDBPyRelation, shape: str) -> None:
    if shape == "table":
        click.echo(str(relation))
        return
    reader = relation.to_arrow_reader(1000)
    if shape == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(relation.columns)
        for batch in reader:
            writer.writerows(row.values() for row in batch.to_pylist())
        return
    for batch in reader:
        for row in batch.to_pylist():
            click.echo(json.dumps(row, ensure_ascii=False, default=str))
