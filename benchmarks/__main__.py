"""The command: `python -m benchmarks`, or `make bench`."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click
from rich.console import Console, RenderableType

from benchmarks.figures import as_json
from benchmarks.place import UnusableTreeError
from benchmarks.reading import measure_reading, reading_table
from benchmarks.report import tables
from benchmarks.rounds import Rounds, Settings
from benchmarks.timing import RunFailedError


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rows", default=10_000, show_default=True, help="Rows of the corpus that is generated.")
@click.option(
    "--sources",
    type=click.Path(exists=True, path_type=Path),
    help="Measure with this folder or file of sources instead.",
)
@click.option("--repeat", type=click.IntRange(1), default=3, show_default=True, help="Rounds.")
@click.option("--quick", is_flag=True, help="One round without warm-ups: to see that it works, not to quote.")
@click.option(
    "--reading",
    type=click.IntRange(1),
    metavar="MB",
    help="Measure the reading of one JSON Lines file of so many MB instead, against parsers alone.",
)
@click.option("--against", metavar="REV", help="Measure a git revision too, in turn with the working tree.")
@click.option("--json", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write JSON here.")
@click.option(
    "--scratch",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Work below this folder instead of the system's own for temporary files.",
)
def main(  # noqa: PLR0913, PLR0917 - an argument an option
    rows: int,
    sources: Path | None,
    repeat: int,
    quick: bool,  # noqa: FBT001 - click's signature
    reading: int | None,
    against: str | None,
    target: Path | None,
    scratch: Path | None,
) -> None:
    """Measure what danlu costs, in scratch copies; your own data is not touched.

    测量丹炉的开销；全部在临时副本中进行，不动你的数据。
    """
    progress = Console(stderr=True, highlight=False, soft_wrap=True)

    def say(text: str) -> None:
        progress.print(text, markup=False)

    settings = Settings(
        rows=rows, repeat=1 if quick else repeat, sources=sources, against=against, warm=not quick
    )
    shown: RenderableType
    figures: Mapping[str, object]
    with tempfile.TemporaryDirectory(prefix="danlu-benchmark-", dir=scratch) as folder:
        try:
            if reading is not None:
                read = measure_reading(reading, settings.repeat, Path(folder), say)
                shown, figures = reading_table(read), read.as_json()
            else:
                results = Rounds(settings, Path(folder), say).run()
                shown, figures = tables(results), as_json(results)
        except (RunFailedError, UnusableTreeError) as error:
            raise click.ClickException(str(error)) from error
    # a table is not to be broken where the output goes to a file
    wide = Console() if sys.stdout.isatty() else Console(width=200)
    wide.print(shown)
    if target is not None:
        target.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
