"""The command: `python -m benchmarks.dedup --corpus DIR` or `--hostile`."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks.dedup.hostile import CASES
from benchmarks.dedup.texts import byte_keys, load, prepare
from benchmarks.dedup.truth import Truth
from benchmarks.machine import load as load_of_machine
from benchmarks.place import ROOT
from benchmarks.timing import Run, RunFailedError, run

_NEAR = ("sketch and bands", "buckets and stars")
_ALL = ("parts of rows", "index: take in", "index: decide")
_NEW = ("new rows: open", "new rows: take in", "new rows: decide")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--corpus",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with raw.jsonl, new.jsonl and labels.parquet.",
)
@click.option("--rows", type=click.IntRange(1), help="Only the first rows of the corpus; no truth then.")
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True, help="Rounds, in turn.")
@click.option(
    "--bench",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT.parent / "shared" / "bench",
    help="Where evaluate_dedup.py and yardstick/ lie; without them there is less to tell.",
)
@click.option("--exact/--no-exact", default=True, help="Measure exact keys too, or compare bytes.")
@click.option(
    "--hostile", is_flag=True, help="Corpora made to hurt instead; code 1 where an outcome is wrong."
)
@click.option("--share", type=click.FloatRange(0, 1), default=1.0, help="Of the rows of hostile corpora.")
@click.option("--only", default="", help="Hostile corpora with this in their name.")
@click.option(
    "--scratch",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Work below this folder instead of the system's own for temporary files.",
)
def main(  # noqa: PLR0913, PLR0917 - an argument an option
    corpus: Path | None,
    rows: int | None,
    rounds: int,
    bench: Path,
    exact: bool,  # noqa: FBT001 - click's signature
    hostile: bool,  # noqa: FBT001 - click's signature
    share: float,
    only: str,
    scratch: Path | None,
) -> None:
    """Measure how duplicates are found: what is found, in which time, with how much memory.

    测量去重：找到了什么、用了多少时间和内存。
    """
    if (corpus is None) != hostile:
        raise click.UsageError("give --corpus or --hostile")
    with tempfile.TemporaryDirectory(prefix="danlu-benchmark-", dir=scratch) as name:
        folder = Path(name)
        try:
            if corpus is None:
                sys.exit(0 if _measure_hostile(folder, share, only) else 1)
            prepared = [
                prepare(corpus / "raw.jsonl", rows, folder / "corpus"),
                prepare(corpus / "new.jsonl", None, folder / "new"),
            ]
            if not exact:
                (folder / "keys").write_bytes(b"".join(map(byte_keys, prepared)))
            _measure(folder, corpus, rounds, bench)
            if rows is None:
                _tell_truth(folder, corpus, bench)
        except RunFailedError as error:
            raise click.ClickException(str(error)) from error


def _child(folder: Path, *arguments: str) -> Run:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NUMBA_CACHE_DIR": str(folder / "compiled")}
    if "yardstick" not in arguments[0]:
        del environment["NUMBA_CACHE_DIR"]
    command = [sys.executable, "-m", *arguments]
    return run(command, cwd=ROOT, env=environment, log=folder / "log")


def _measure(folder: Path, corpus: Path, rounds: int, bench: Path) -> None:
    """The steps, and those of the yardstick, in turn."""
    ours: list[dict[str, Any]] = []
    theirs: list[dict[str, Any]] = []
    peaks: dict[str, int] = {}
    for _ in range(rounds):
        done = _child(folder, "benchmarks.dedup.steps", str(folder))
        ours.append(json.loads(done.said))
        peaks["danlu"] = max(peaks.get("danlu", 0), done.peak)
        if (bench / "yardstick" / "fk.py").exists():
            done = _child(folder, "benchmarks.dedup.yardstick", str(folder), str(bench / "yardstick"))
            theirs.append(json.loads(done.said))
            peaks["yardstick"] = max(peaks.get("yardstick", 0), done.peak)
    facts = {name: value for name, value in ours[0].items() if name != "cpu"}
    click.echo(f"## {corpus.name}\n\n" + ", ".join(f"{name}: {value}" for name, value in facts.items()))
    click.echo(f"\nload {load_of_machine()}, {rounds} rounds, median CPU seconds:\n")
    click.echo("| step | danlu | yardstick |\n|---|--:|--:|")
    for step in ours[0]["cpu"]:
        click.echo(f"| {step} | {_median(ours, (step,)):.2f} | {_told(theirs, step)} |")
    near, everything, new = (_median(ours, steps) for steps in (_NEAR, _ALL, _NEW))
    if theirs:
        ratios = [
            _seconds(one, _NEAR) / _seconds(other, _NEAR) for one, other in zip(ours, theirs, strict=True)
        ]
        yard = _median(theirs, _NEAR)
        click.echo(f"| near duplicates | {near:.2f} | {yard:.2f} |")
        click.echo(f"\nnear duplicates: {statistics.median(ratios):.2f} times the yardstick's CPU (paired)")
    click.echo(f"\nnew rows: {new:.2f} s, {100 * new / everything:.1f} % of all rows ({everything:.2f} s)")
    click.echo("\npeak memory: " + ", ".join(f"{name} {peak / 1e6:,.0f} MB" for name, peak in peaks.items()))


def _seconds(figures: Mapping[str, Any], steps: Sequence[str]) -> float:
    return sum(float(figures["cpu"][step]) for step in steps)


def _median(runs: Sequence[Mapping[str, Any]], steps: Sequence[str]) -> float:
    measured = [_seconds(each, steps) for each in runs if all(step in each["cpu"] for step in steps)]
    return statistics.median(measured)


def _told(runs: Sequence[Mapping[str, Any]], step: str) -> str:
    return f"{_median(runs, (step,)):.2f}" if runs and step in runs[0]["cpu"] else ""


def _tell_truth(folder: Path, corpus: Path, bench: Path) -> None:
    """What merged rows and their survivors tell, then the evaluation script."""
    own = Truth(corpus / "labels.parquet", load(folder / "corpus")).survivors(np.load(folder / "merged.npy"))
    click.echo(
        f"\nmerged as near duplicates: {own.merged:,}, of them outside their family {own.outside}, "
        f"with less than 0.67 to the survivor {own.far}"
    )
    script = bench / "evaluate_dedup.py"
    for name in ("kept", "yardstick"):
        kept = folder / f"{name}.npy"
        if script.exists() and kept.exists():
            command = [sys.executable, str(script), str(corpus / "labels.parquet"), str(kept), "0.7"]
            told = subprocess.run(command, check=True, capture_output=True, text=True)
            click.echo(f"\n{name}:\n```\n{told.stdout.strip()}\n```")


def _measure_hostile(folder: Path, share: float, only: str) -> bool:
    click.echo("| rows that hurt | rows | MB | merged | expected | CPU s | wall s | peak MB |")
    click.echo("|---|--:|--:|--:|--:|--:|--:|--:|")
    right = True
    for name in CASES:
        if only not in name:
            continue
        done = _child(folder, "benchmarks.dedup.hostile", name, str(share))
        told = json.loads(done.said)
        right &= told["expected"] in (None, told["merged"])
        click.echo(
            f"| {name} | {told['rows']:,} | {told['megabytes']:.0f} | {told['merged']:,} | "
            f"{'' if told['expected'] is None else told['expected']} | {told['cpu']:.1f} | "
            f"{told['wall']:.1f} | {done.peak / 1e6:,.0f} |"
        )
    return right


if __name__ == "__main__":
    main()
