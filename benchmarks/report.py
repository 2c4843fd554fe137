"""The report as tables to read."""

from __future__ import annotations

from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from benchmarks.figures import MEGA, against_figures, ladder_figures, others, stage_figures
from benchmarks.results import Results, Spread

_COSTS = ("wall s", "CPU s", "peak MB")
_MORE = ("more wall s", "more CPU s", "ratio wall", "CPU")
"""Against the line above: paired differences, and ratios of medians."""


def tables(results: Results) -> Group:
    """Everything, as it is shown in a terminal."""
    shown = [stages_table, builds_table, small_table, parts_table]
    if len(results.trees) > 1:
        shown.append(against_table)
    spaced = [each for make in shown for each in (Text(), make(results))]
    return Group(_facts(results), *spaced, Text(), *map(Text, results.notes), Text(_legend(results)))


def _legend(results: Results) -> str:
    return (
        f"MB are 10^6 bytes of sources. Medians [least–most] of {results.repeat} rounds. "
        "x floor: processor time over that of parsing the same JSON Lines and writing the same bytes on one "
        "processor.\nmore, ratio: against the line above, paired by round. "
        "% of: against the same line's build from nothing, or that of the last line."
    )


def _facts(results: Results) -> Text:
    machine, corpus = results.machine, results.corpus
    libraries = ", ".join(
        f"{name} {machine[name]}" for name in ("duckdb", "polars", "pyarrow", "dagster", "dvc")
    )
    return Text(
        f"{machine['processors']} processors ({machine['processor']}), "
        f"{float(machine['memory_bytes']) / 1e9:.1f} GB of memory, {machine['file_system']}, "
        f"load {machine['load_at_start']} at start, {machine['load_at_end']} at the end\n"
        f"Python {machine['python']}, {libraries}\n"
        f"sources: {corpus['origin']}, {int(corpus['files']):,} files, {int(corpus['bytes']):,} bytes, "
        f"{results.rows['raw']['rows_in']:,} records"
    )


def stages_table(results: Results) -> Table:
    """By stage."""
    table = _table(
        "By stage, each in a process of its own (its start not counted)",
        "stage", "rows in", "out", "dropped", "wall s", "CPU s", "rows/s", "MB/s", "MB/CPU s", "x floor",
        "peak MB",
    )  # fmt: skip
    for line in stage_figures(results):
        table.add_row(
            line["stage"],
            *(f"{line[name]:,}" if name in line else "" for name in ("rows_in", "rows_out", "dropped")),
            f"{line['wall']:.2f}",
            f"{line['cpu']:.2f}",
            f"{line['rows_per_second']:,.0f}",
            f"{line['mb_per_second']:.1f}",
            f"{line['mb_per_cpu_second']:.1f}",
            f"{line['floors']:.1f}",
            f"{line['peak'] / MEGA:,.0f}" if "peak" in line else "",
        )
    return table


def builds_table(results: Results) -> Table:
    """The whole build on each rung."""
    table = _table(
        "Everything from nothing, whole processes", "", *_COSTS, "rows/s", "MB/s", "x floor", *_MORE
    )
    for line in ladder_figures(results, "build"):
        speeds = [f"{line['rows_per_second']:,.0f}", f"{line['mb_per_second']:.2f}", f"{line['floors']:,.0f}"]
        table.add_row(line["title"], *_costs(line), *speeds, *_more(line))
    return table


def small_table(results: Results) -> Table:
    """What comes after the first build: one new small source on each rung, nothing, and mere starts."""
    small = results.small
    title = f"On the built lake: one new source of {small['rows']} rows, {small['bytes']:,} bytes"
    table = _table(title, "", *_COSTS, "% of wall", "% of CPU", *_MORE)
    for line in ladder_figures(results, "source"):
        table.add_row(line["title"], *_costs(line), *_shares(line), *_more(line))
    table.add_section()
    for line in others(results):
        table.add_row(line["title"], *_costs(line), *_shares(line))
    return table


def _costs(line: dict[str, Any]) -> list[str]:
    return [
        _show(Spread(**line["wall"])),
        _show(Spread(**line["cpu"])),
        _show(Spread(**line["peak"]), MEGA, 0),
    ]


def _shares(line: dict[str, Any]) -> list[str]:
    """Against the same rung's build from nothing."""
    return [f"{100 * line['share_wall']:.1f}", f"{100 * line['share_cpu']:.1f}"]


def _more(line: dict[str, Any]) -> list[str]:
    if "more_wall" not in line:
        return []
    spreads = [_show(Spread(**line["more_wall"])), _show(Spread(**line["more_cpu"]))]
    return [*spreads, f"{line['ratio_wall']:.2f}", f"{line['ratio_cpu']:.2f}"]


def parts_table(results: Results) -> Table:
    """What a build, and a new source, are made of."""
    table = _table(
        "What it is made of (differences of medians)",
        "", "build wall s", "%", "build CPU s", "%", "source wall s", "%", "source CPU s", "%",
    )  # fmt: skip
    columns = [results.parts(task, quantity) for task in ("build", "source") for quantity in ("wall", "cpu")]
    for part in columns[0]:
        cells = []
        for column in columns:
            cells += [f"{column[part]:.2f}", f"{100 * column[part] / sum(column.values()):.0f}"]
        table.add_row(part, *cells)
    table.add_section()
    table.add_row("all", *(cell for column in columns for cell in (f"{sum(column.values()):.2f}", "100")))
    return table


def against_table(results: Results) -> Table:
    """The working tree against the other revision."""
    table = _table(
        f"Working tree against {results.trees[1]}: ratios of medians",
        "", "wall s", "there", "ratio", "CPU s", "there", "ratio", "peak MB", "there", "ratio",
    )  # fmt: skip
    for line in against_figures(results):
        cells = []
        for quantity, unit in (("wall", 1.0), ("cpu", 1.0), ("peak", MEGA)):
            pair = line[quantity]
            cells += [f"{pair['here'] / unit:,.2f}", f"{pair['there'] / unit:,.2f}", f"{pair['ratio']:.2f}"]
        table.add_row(line["measure"], *cells)
    return table


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column(first)
    for other in others:
        table.add_column(other, justify="right", no_wrap=True)
    return table


def _show(spread: Spread, unit: float = 1.0, digits: int = 2) -> str:
    least, middle, most = (
        f"{value / unit:,.{digits}f}" for value in (spread.least, spread.median, spread.most)
    )
    return middle if least == most else f"{middle} [{least}–{most}]"
