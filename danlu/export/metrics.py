"""The export's numbers for `dvc metrics diff` and `dvc plots diff`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from danlu.export.figures import Figures
from danlu.export.sets import SIDES

Table = list[dict[str, str | int]]


def metrics(figures: Figures) -> dict[str, int]:
    """One flat mapping from dotted names to counts, in the order of the names.

    Names hold stages, reasons, splits, languages, bands and sets, never names of sources.
    """
    found: dict[str, int] = {}
    for stage in figures.stages:
        name = f"stages.{stage.stage}"
        found |= {f"{name}.in": stage.rows_in, f"{name}.out": stage.rows_out}
        found |= {f"{name}.generated": stage.generated, f"{name}.dropped": sum(stage.dropped.values())}
        for verdict in ("dropped", "edited", "flagged"):
            found |= _dotted(f"{verdict}.{stage.stage}", getattr(stage, verdict))
    found |= _dotted("splits", dict.fromkeys(SIDES, 0) | dict(figures.splits))
    found |= _dotted("languages", _over_splits(figures.languages))
    found |= _dotted("length_bands", _over_splits(figures.length_bands))
    found |= {f"lines.{one.target}.{one.side}": one.lines for one in figures.files}
    for target, reasons in figures.refused.items():
        found |= _dotted(f"refused.{target}", reasons)
    found["sources.count"] = len(figures.sources)
    found["sources.records"] = sum(source.records for source in figures.sources)
    found["sources.refused"] = sum(source.refused for source in figures.sources)
    found["sources.exported"] = sum(source.exported for source in figures.sources)
    return dict(sorted(found.items()))


def plots(figures: Figures) -> dict[str, Table]:
    """Small tables, one for each plot: funnel, languages, lengths and drop reasons.

    Stages and bands are numbered where a plot would otherwise sort them by name.
    """
    funnel: Table = []
    drops: Table = []
    for number, stage in enumerate(figures.stages, 1):
        label = f"{number} {stage.stage}"
        funnel += [
            {"stage": label, "rows": stage.rows_out, "state": "out"},
            {"stage": label, "rows": sum(stage.dropped.values()), "state": "dropped"},
        ]
        drops += [
            {"reason": f"{stage.stage}: {reason}", "rows": rows}
            for reason, rows in sorted(stage.dropped.items())
        ]
    languages: Table = [
        {"split": split, "language": language, "rows": rows}
        for split in SIDES
        for language, rows in sorted(figures.languages.get(split, {}).items())
    ]
    lengths: Table = [
        {"split": split, "band": f"{number} {band}", "rows": figures.length_bands.get(split, {}).get(band, 0)}
        for split in SIDES
        for number, band in enumerate(ordered_bands(figures.length_bands), 1)
    ]
    return {"funnel": funnel, "languages": languages, "lengths": lengths, "drop_reasons": drops}


def ordered_bands(by_split: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The bands of all splits by their lower bound, which their names begin with.

    >>> ordered_bands({"train": {"5000+": 1, "0-49": 2}, "test": {"200-999": 1}})
    ['0-49', '200-999', '5000+']
    """
    bands = {band for counts in by_split.values() for band in counts}
    return sorted(bands, key=lambda band: (_lower_bound(band), band))


def _lower_bound(band: str) -> int:
    digits = band.rstrip("+").split("-")[0]
    return int(digits) if digits.isdecimal() else 0


def _dotted(prefix: str, counts: Mapping[str, int]) -> dict[str, int]:
    return {f"{prefix}.{name}": rows for name, rows in counts.items()}


def _over_splits(by_split: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for counts in by_split.values():
        total.update(counts)
    return dict(total)
