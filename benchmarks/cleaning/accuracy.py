"""All that is measured of accuracy, as Markdown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.cleaning import judged, mojibake, pages, personal_data
from benchmarks.cleaning.labelled_data import (
    Found,
    LabelledSet,
    PredictionsError,
    chinese_set,
    found_by_danlu,
    predictions,
    presidio_set,
)
from benchmarks.place import ROOT

_LABELLED = ROOT / "tests" / "cleaning" / "labelled"
_FIRST, _SECOND = _LABELLED / "pii_zh.jsonl", _LABELLED / "pii_zh_2.jsonl"


def report(data: Path, given: Iterable[tuple[str, Path]]) -> str:
    """Every table.

    Args:
        data: The folder of real data.
        given: Names of other tools, and files of their predictions: one for each set.

    Raises:
        PredictionsError: A file of predictions is not for the rows of any set.
    """
    chinese = [
        chinese_set("first Chinese set · 中文集一", _FIRST),
        chinese_set("second Chinese set · 中文集二", _SECOND),
        chinese_set("both Chinese sets · 两个中文集", _FIRST, _SECOND),
    ]
    sets = [*chinese, presidio_set(data / "pii" / "presidio_generated_small.json")]
    others = _by_set(sets, [(name, predictions(path)) for name, path in given])
    blocks = [
        personal_data.report(labelled, found_by_danlu(labelled.texts), tools)
        for labelled, tools in zip(sets, others, strict=True)
    ]
    blocks += [judged.report(data), mojibake.report(data), pages.report(data)]
    return "\n\n".join([_facts(), *(block for block in blocks if block)])


def _facts() -> str:
    """The code and the labels that were scored, by their hashes: figures hold for these alone."""
    modules = sorted(
        path for path in (ROOT / "danlu" / "cleaning").rglob("*") if path.suffix in {".py", ".txt"}
    )
    labels = sorted(_LABELLED.glob("*.*"))
    return (
        f"Scored: `danlu/cleaning` sha256 `{_hash(modules)}`, labels sha256 `{_hash(labels)}`. "
        "Intervals are those of Wilson at 95 %. · 区间为 95 % Wilson 区间。"
    )


def _hash(files: Iterable[Path]) -> str:
    hasher = hashlib.sha256()
    for file in files:
        hasher.update(f"{file.relative_to(ROOT).as_posix()}\0".encode())
        hasher.update(hashlib.sha256(file.read_bytes()).digest())
    return hasher.hexdigest()[:16]


def _by_set(sets: Sequence[LabelledSet], tools: Sequence[tuple[str, Found]]) -> list[dict[str, Found]]:
    """The predictions of each set: those that speak of exactly its rows."""
    chosen: list[dict[str, Found]] = [{} for _ in sets]
    for name, found in tools:
        places = [place for place, own in enumerate(sets) if own.texts.keys() == found.keys()]
        if not places:
            raise PredictionsError(f"{name}: the predictions are not for the rows of one of the sets")
        chosen[places[0]][name] = found
    return chosen
