"""The command: `python -m benchmarks.dedup_peers --corpus DIR --python TOOL=PYTHON ...`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from benchmarks.dedup.texts import prepare
from benchmarks.dedup_peers import report
from benchmarks.dedup_peers.measure import OWN, SETTINGS, Plan, contenders, measure
from benchmarks.machine import machine_facts


class _Python(click.ParamType[tuple[str, str]]):
    """`TOOL=PYTHON`."""

    name = "TOOL=PYTHON"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        tool, _, python = str(value).partition("=")
        known = [each for each in SETTINGS if each != OWN]
        if tool not in known or not Path(python).is_file():
            self.fail(
                f"{value!r} is not a tool ({', '.join(known)}), =, and a Python that has it", param, ctx
            )
        # not resolved: the Python of an environment is a link out of it
        return tool, str(Path(python).absolute())


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--corpus",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with raw.jsonl and labels.parquet.",
)
@click.option("--rows", type=click.IntRange(1), help="Only the first rows of the corpus.")
@click.option("--python", type=_Python(), multiple=True, help="The Python that has another tool.")
@click.option(
    "--only", multiple=True, help="Of other tools only these, in this setting: `datatrove, chinese`."
)
@click.option("--rounds", type=click.IntRange(1), default=1, show_default=True, help="Rounds, in turn.")
@click.option(
    "--seconds", type=click.IntRange(1), default=900, show_default=True, help="Of processors, at most."
)
@click.option(
    "--scratch",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Work below this folder instead of the system's own for temporary files.",
)
def main(  # noqa: PLR0913, PLR0917 - an argument an option
    corpus: Path,
    rows: int | None,
    python: tuple[tuple[str, str], ...],
    only: tuple[str, ...],
    rounds: int,
    seconds: int,
    scratch: Path | None,
) -> None:
    """Measure how danlu and other tools find near duplicates, and print tables of Markdown.

    测量丹炉与其他工具的近似去重：召回率、误删与开销。
    """
    pythons = dict(python)
    chosen = contenders(pythons, only)
    with tempfile.TemporaryDirectory(prefix="danlu-peers-", dir=scratch) as name:
        folder = Path(name)
        texts = prepare(corpus / "raw.jsonl", rows, folder / "corpus")
        facts = machine_facts(folder)
        plan = Plan(pythons, rounds, seconds)
        measure(
            texts, corpus / "labels.parquet", chosen, plan, folder, lambda text: click.echo(text, err=True)
        )
    told = (
        f"{corpus.name}: {len(texts.ids):,} rows, {len(texts.data) / 1e6:,.1f} MB of text; "
        f"{facts['processors']} processors ({facts['processor']}), load {facts['load_at_start']}, "
        f"Python {facts['python']}; medians of {rounds} rounds, in turn."
    )
    click.echo(report.report(chosen, told))


if __name__ == "__main__":
    main()
