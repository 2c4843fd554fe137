"""The dataset card: the `README.md` of the exported folder, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from danlu.export import card_text as text
from danlu.export.duplicates import duplicates
from danlu.export.figures import Figures, FileFigures
from danlu.export.header import header
from danlu.export.markdown import code, table
from danlu.export.metrics import ordered_bands
from danlu.export.sets import SIDES, TARGET_SETS, Purpose

MOST_SOURCES = 200
"""Sources listed by name; the table says how many more there are and what they gave together."""


def card(figures: Figures) -> str:
    """The card as Markdown with its YAML header. Equal figures give equal text."""
    sections = [
        f"# {figures.name}",
        text.INTRODUCTION,
        text.FILES,
        _files(figures),
        text.USE + "\n\n" + _use(figures),
        text.FUNNEL,
        _funnel(figures),
        text.REASONS,
        _reasons(figures),
        *duplicates(figures.duplicates),
        text.LANGUAGES,
        _by_split(text.LANGUAGE, figures.languages, sorted({*_names(figures.languages)})),
        text.LENGTHS,
        _by_split(text.BAND, figures.length_bands, ordered_bands(figures.length_bands)),
        *_mixture(figures),
        text.REFUSED,
        _refused(figures),
        text.SOURCES,
        _sources(figures),
        text.TRACE,
        _trace(figures),
        text.LICENCE,
    ]
    return header(figures) + "\n" + "\n\n".join(sections) + "\n"


def _first(figures: Figures) -> FileFigures | None:
    return next(
        (one for name in TARGET_SETS for one in figures.files if one.target == name and one.lines), None
    )


def _files(figures: Figures) -> str:
    order = list(TARGET_SETS)
    files = sorted(figures.files, key=lambda one: (order.index(one.target), SIDES.index(one.side)))
    rows = [(code(f"{one.target}/{one.side}.jsonl"), one.lines, one.bytes) for one in files if one.lines]
    return table(text.FILES_HEAD, rows) if rows else text.NOTHING


def _use(figures: Figures) -> str:
    first = _first(figures)
    if first is None:
        return text.NOTHING
    present = {one.target for one in figures.files if one.lines}
    purposes = {TARGET_SETS[name].purpose for name in present}
    lines = [text.USE_DATASETS.format(target=first.target), text.USE_LLAMA_FACTORY]
    lines += [text.USE_STAGES[purpose] for purpose in Purpose if purpose in purposes]
    return "\n".join(lines)


def _funnel(figures: Figures) -> str:
    rows = [
        (one.stage, one.rows_in, one.generated, sum(one.dropped.values()), one.rows_out)
        for one in figures.stages
    ]
    return table(text.FUNNEL_HEAD, rows)


def _reasons(figures: Figures) -> str:
    rows = [
        (one.stage, verdict, code(reason), count)
        for one in figures.stages
        for verdict in ("dropped", "flagged", "edited")
        for reason, count in sorted(getattr(one, verdict).items(), key=lambda item: (-item[1], item[0]))
    ]
    return table(text.REASONS_HEAD, rows) if rows else text.NOTHING


def _names(by_split: Mapping[str, Mapping[str, int]]) -> set[str]:
    return {name for counts in by_split.values() for name in counts}


def _by_split(head: str, by_split: Mapping[str, Mapping[str, int]], names: list[str]) -> str:
    rows: list[list[str | int]] = [
        [code(name), *(by_split.get(side, {}).get(name, 0) for side in SIDES)] for name in names
    ]
    return table([head, *text.SIDES_HEAD], rows) if rows else text.NOTHING


def _mixture(figures: Figures) -> list[str]:
    if not figures.strata:
        return []
    rows = [
        (one.split, code(one.stratum), one.available, _percent(one.share), one.quota, one.kept)
        for one in figures.strata
    ]
    methods = [
        f"- {split}: {text.METHODS.get(name, name)}" for split, name in sorted(figures.mixtures.items())
    ]
    return [text.MIXTURE, table(text.MIXTURE_HEAD, rows), *(["\n".join(methods)] if methods else [])]


def _percent(millionths: int | None) -> str:
    """A share as per cent with two decimals, in whole-number arithmetic.

    >>> _percent(333_333), _percent(None)
    ('33.33 %', '–')
    """
    if millionths is None:
        return "–"
    hundredths = (millionths + 50) // 100
    return f"{hundredths // 100}.{hundredths % 100:02} %"


def _refused(figures: Figures) -> str:
    rows = [
        (code(target), code(reason), count)
        for target, reasons in sorted(figures.refused.items())
        for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        if count
    ]
    return table(text.REFUSED_HEAD, rows) if rows else text.NOTHING_REFUSED


def _sources(figures: Figures) -> str:
    ordered = sorted(figures.sources, key=lambda source: (-source.records, source.name))
    rows = [
        (code(one.name), one.records, one.refused, one.rows, one.exported) for one in ordered[:MOST_SOURCES]
    ]
    rest = ordered[MOST_SOURCES:]
    if rest:
        columns = ((one.records, one.refused, one.rows, one.exported) for one in rest)
        records, refused, read, exported = (sum(column) for column in zip(*columns, strict=True))
        rows.append((text.MORE_SOURCES.format(count=len(rest)), records, refused, read, exported))
    return table(text.SOURCES_HEAD, rows) if rows else text.NOTHING


def _trace(figures: Figures) -> str:
    first = _first(figures)
    place = f"{first.target}/{first.side}.jsonl:1" if first else "FILE:1"
    return f"```sh\ndanlu trace --line {place}\ndanlu whynot SOURCE:LINE\n```"
