"""Reading one large JSON Lines file: danlu's `raw` against a parser alone and DuckDB's reader alone.

All read the same bytes in one run, in turn, each in a process of its own: `orjson` parses line by
line and keeps nothing; DuckDB's `read_json` parses with the types that it finds, on one thread, and
hashes every value; danlu also checks, identifies, accounts for, hashes, and writes every row.

    python -m benchmarks.reading CONTENDER FILE FOLDER      what a measured process does
"""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from rich.table import Table

from benchmarks.corpus import lines
from benchmarks.machine import machine_facts
from benchmarks.place import ROOT
from benchmarks.timing import Run, run

_DISTINCT = 20_000
"""Rows that are made; a larger file repeats their text under other numbers, so that no two are equal."""
_MEGA = 10**6
_TITLES = {
    "danlu": "danlu: read into raw, in one guarded child",
    "proved": "danlu: the stage raw as a build runs it, proved and published",
    "orjson": "orjson, line by line, nothing kept",
    "duckdb": "DuckDB read_json alone, one thread",
}


@dataclass(slots=True)
class Reading:
    """What was measured, by contender, in rounds."""

    file_bytes: int
    rows: int
    machine: dict[str, str | int | float]
    runs: dict[str, list[Run]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[dict[str, str | float]]:
        """The figures to quote: medians over the rounds."""
        return [
            {
                "contender": name,
                "title": _TITLES[name],
                "wall": statistics.median(one.wall for one in runs),
                "cpu": statistics.median(one.cpu for one in runs),
                "peak": max(one.peak for one in runs),
                "mb_per_core_second": self.file_bytes / _MEGA / statistics.median(one.cpu for one in runs),
            }
            for name, runs in self.runs.items()
        ]

    def as_json(self) -> dict[str, object]:
        """All figures, for a program to read."""
        samples = {
            name: [{key: value for key, value in asdict(one).items() if key != "said"} for one in runs]
            for name, runs in self.runs.items()
        }
        return {
            "machine": self.machine,
            "bytes": self.file_bytes,
            "rows": self.rows,
            "medians": self.lines(),
            "samples": samples,
            "notes": self.notes,
        }


def measure_reading(
    megabytes: int, repeat: int, scratch: Path, say: Callable[[str], None] = lambda _: None
) -> Reading:
    """Write a file of so many megabytes (10^6 bytes) and have everybody read it, in rounds.

    Raises:
        RunFailedError: A measured process failed.
    """
    file = scratch / "reading.jsonl"
    say(f"writing {megabytes} MB")
    rows = write_numbered(file, megabytes * _MEGA)
    reading = Reading(file.stat().st_size, rows, machine_facts(scratch))
    contenders = [name for name in _TITLES if name != "orjson" or find_spec("orjson") is not None]
    if "orjson" not in contenders:
        reading.notes.append("orjson is not installed: it was not measured")
    for number in range(repeat):
        for name in contenders if number % 2 == 0 else reversed(contenders):
            done = _measured(name, file, scratch)
            reading.runs.setdefault(name, []).append(done)
            say(f"{name}: {done.wall:.1f} s, {done.cpu:.1f} s of processors, {done.peak / _MEGA:.0f} MB")
    file.unlink()
    return reading


def write_numbered(path: Path, size: int) -> int:
    """Write at least `size` bytes of the corpus, each row under a number of its own; returns the rows."""
    made = [line.removesuffix("}") for line in islice(lines(_DISTINCT), _DISTINCT)]
    written = rows = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        while written < size:
            text = f'{made[rows % _DISTINCT]}, "number": {rows}}}\n'
            stream.write(text)
            written += len(text.encode())
            rows += 1
    return rows


def reading_table(reading: Reading) -> Table:
    """The figures to read."""
    facts = reading.machine
    table = Table(
        title=f"One JSON Lines file of {reading.file_bytes / _MEGA:,.0f} MB, {reading.rows:,} rows; "
        f"{facts['processors']} processors, load {facts['load_at_start']}",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    table.add_column("")
    for name in ("wall s", "CPU s", "MB per core and s", "of danlu's", "peak MiB"):
        table.add_column(name, justify="right", no_wrap=True)
    lines = reading.lines()
    own = float(lines[0]["mb_per_core_second"])
    for line in lines:
        speed = float(line["mb_per_core_second"])
        table.add_row(
            str(line["title"]),
            f"{line['wall']:.1f}",
            f"{line['cpu']:.1f}",
            f"{speed:.1f}",
            f"{speed / own:.2f}",
            f"{float(line['peak']) / 1024**2:,.0f}",
        )
    return table


def _measured(name: str, file: Path, scratch: Path) -> Run:
    folder = scratch / "read"
    command = [sys.executable, "-m", "benchmarks.reading", name, str(file), str(folder)]
    path = {"PYTHONPATH": str(ROOT)}
    done = run(command, cwd=ROOT, env={**os.environ, **path}, log=scratch / "reading.log")
    _remove(folder)
    return done


def _remove(folder: Path) -> None:
    import shutil  # noqa: PLC0415 - a contender's process measures its own imports

    shutil.rmtree(folder, ignore_errors=True)


def _danlu(file: Path, folder: Path) -> None:
    """Into raw, as the door reads it, without the proof."""
    from danlu.door import Bounds, Guarded  # noqa: PLC0415
    from danlu.door.engine import LocalEngine  # noqa: PLC0415
    from danlu.recipe import Recipe  # noqa: PLC0415
    from danlu.stages import raw  # noqa: PLC0415
    from danlu.stages.work import Receipt  # noqa: PLC0415

    recipe = Recipe().raw
    door = recipe.door
    bounds = Bounds(
        door.seconds, door.bytes_per_second, door.memory_bytes, door.output_bytes, door.open_files
    )
    staged = folder / "staged"
    staged.mkdir(parents=True)
    work = [Guarded(raw.Task(file.name, file, staged, recipe), staged, file.stat().st_size)]
    receipts = LocalEngine(1).guarded(
        raw.read_sources, work, bounds, raw.write_stopped, receipt=Receipt, scratch=folder / "door"
    )
    _require(next(iter(receipts)).figures["rows"] > 0)


def _proved(file: Path, folder: Path) -> None:
    """The stage, with everything that a build does for it at library level."""
    from danlu.furnace.intake import take_sources_in  # noqa: PLC0415
    from danlu.furnace.refresh import Furnace  # noqa: PLC0415
    from danlu.lake.layout import Project  # noqa: PLC0415
    from danlu.recipe import Recipe  # noqa: PLC0415

    project = Project(folder)
    project.sources.mkdir(parents=True)
    os.link(file, project.sources / file.name)
    recipe = Recipe()
    take_sources_in(project, recipe)
    _require(Furnace(project, recipe).refresh("raw")[0].figures["rows"] > 0)


def _orjson(file: Path, _: Path) -> None:
    import orjson  # noqa: PLC0415

    rows = 0
    with file.open("rb") as stream:
        for line in stream:
            orjson.loads(line)
            rows += 1
    _require(rows > 0)


def _duckdb(file: Path, _: Path) -> None:
    import duckdb  # noqa: PLC0415

    query = "SELECT count(*), bit_xor(hash(line)) FROM read_json(?, format = 'newline_delimited') AS line"
    with duckdb.connect(config={"threads": 1}) as connection:
        found = connection.execute(query, [str(file)]).fetchone()
    _require(found is not None and found[0] > 0)


def _require(condition: bool) -> None:  # noqa: FBT001 - what must hold
    if not condition:
        raise SystemExit("nothing was read")


_WORK: dict[str, Callable[[Path, Path], None]] = {
    "danlu": _danlu,
    "proved": _proved,
    "orjson": _orjson,
    "duckdb": _duckdb,
}


def main(arguments: Sequence[str]) -> None:
    """Be a contender."""
    name, file, folder = arguments
    _WORK[name](Path(file), Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
