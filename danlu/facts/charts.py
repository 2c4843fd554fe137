"""What is told of each whole-corpus dataset; most tell charts alone, as Markdown images of SVG."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from danlu.drawing.bars import Bar, bars, by_series
from danlu.drawing.funnel import Step, funnel
from danlu.drawing.svg import COLOURS, FAINT, image
from danlu.export.metrics import ordered_bands
from danlu.facts import duplicates, words
from danlu.facts.selection import annotated_counts, metrics, selected_counts, strata
from danlu.facts.told import Told
from danlu.lake.layout import Project
from danlu.lake.published import Published
from danlu.ledger import Reason

_SPLITS = tuple(words.SPLITS)
_MERGING = (Reason.EXACT_DUPLICATE, Reason.NEAR_DUPLICATE)
_FUNNEL = ("raw", "cleaned", "deduplicated", "annotated", "augmented", "balanced", "exported")
_TAGS = ("language", "length_band")


def told(project: Project, published: Published, stage: str, figures: Mapping[str, int]) -> Told:
    """What a stage tells beside its figures: nothing where it has nothing more.

    Raises:
        OSError: A published file is missing.
        ValueError: A published file is damaged.
        duckdb.Error: A Parquet file is damaged.
        DanluError: A manifest or the recipe cannot be read.
    """
    if stage == "deduplicated":
        return duplicates.told(project, published, figures)
    make = _CHARTS.get(stage)
    return Told(charts=make(project, published, figures)) if make is not None else Told()


def _annotated(_: Project, published: Published, __: Mapping[str, int]) -> str:
    languages, lengths = annotated_counts(published, *_TAGS)
    return _joined(
        (words.LANGUAGE_TITLE, bars(words.LANGUAGE_TITLE, _by_language({"": languages}, [""]))),
        (
            words.LENGTH_TITLE,
            bars(words.LENGTH_TITLE, [Bar(band, [lengths[band]]) for band in ordered_bands({"": lengths})]),
        ),
    )


def _balanced(project: Project, published: Published, _: Mapping[str, int]) -> str:
    languages, lengths = selected_counts(published, *_TAGS)
    series = list(words.SPLITS.values())
    bands = by_series(lengths, _SPLITS, ordered_bands(lengths))
    kept = [
        Bar(f"{one['split']} · {one['stratum']}", [one["kept"], one["available"] - one["kept"]])
        for one in sorted(strata(project), key=lambda one: -one["available"])
    ]
    return _joined(
        (words.LANGUAGE_TITLE, bars(words.LANGUAGE_TITLE, _by_language(languages, _SPLITS), series)),
        (words.LENGTH_TITLE, bars(words.LENGTH_TITLE, bands, series)),
        (words.STRATA_TITLE, bars(words.STRATA_TITLE, kept, words.STRATA, (COLOURS[0], FAINT))),
    )


def _exported(project: Project, _: Published, __: Mapping[str, int]) -> str:
    counted = metrics(project)
    steps = [Step(words.STAGES["records"], counted.get("stages.raw.in", 0))]
    reasons = []
    for stage in _FUNNEL:
        dropped = {
            name.split(".", 2)[2]: rows
            for name, rows in counted.items()
            if name.startswith(f"dropped.{stage}.")
        }
        merged = sum(dropped.get(reason.value, 0) for reason in _MERGING)
        steps.append(
            Step(
                words.STAGES[stage],
                counted.get(f"stages.{stage}.out", 0),
                counted.get(f"stages.{stage}.dropped", 0) - merged,
                merged,
                counted.get(f"stages.{stage}.generated", 0),
            )
        )
        reasons += [Bar(f"{stage}: {reason}", [rows]) for reason, rows in dropped.items()]
    reasons.sort(key=lambda item: (-item.total, item.name))
    drawn = [(words.FUNNEL, funnel(words.FUNNEL, steps))]
    return _joined(*drawn, *([(words.DROPS, bars(words.DROPS, reasons))] if reasons else []))


def _by_language(counts: Mapping[str, Mapping[str, int]], series: list[str] | tuple[str, ...]) -> list[Bar]:
    """Bars by language, the most frequent first."""
    names = {language for found in counts.values() for language in found}
    items = by_series(counts, series, sorted(names))
    items.sort(key=lambda item: (-item.total, item.name))
    return [Bar(words.LANGUAGES.get(item.name, item.name), item.values) for item in items]


def _joined(*drawn: tuple[str, str]) -> str:
    return "\n\n".join(image(svg, title) for title, svg in drawn)


_CHARTS: dict[str, Callable[[Project, Published, Mapping[str, int]], str]] = {
    "annotated": _annotated,
    "balanced": _balanced,
    "exported": _exported,
}
