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
            # COPY would write below data/, past every law
            if statements[0].type != duckdb.StatementType.SELECT:
                raise DanluError("only queries, please: SELECT, FROM, DESCRIBE, SUMMARIZE or SHOW")
            _print(connection.sql(text), shape)
        except duckdb.Error as error:
            raise DanluError(str(error)) from error


def _print(relation: duckdb.DuckDBPyRelation, shape: str) -> None:
    if shape == "table":
        click.echo(str(relation))
        return
    columns = relation.columns
    if shape == "json" and len(set(columns)) < len(columns):
        raise DanluError("two columns have the same name: name them apart with AS")
    # a reader that is left open keeps the database open, and the next connection waits for it
    with relation.to_arrow_reader(1000) as reader:
        if shape == "csv":
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(columns)
            for batch in reader:
                writer.writerows(zip(*(column.to_pylist() for column in batch.columns), strict=True))
            return
        for batch in reader:
            for row in batch.to_pylist():
                click.echo(json.dumps(row, ensure_ascii=False, default=str))
