"""What is done with personal data: masked, or given a pseudonym that is the same for the same person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.finding import finds, finds_behind, folded
from danlu.cleaning.personal.json_values import in_json, strings
from danlu.cleaning.personal.mentions import mentions
from danlu.cleaning.personal.people import same_person
from danlu.cleaning.plan import Plan
from danlu.cleaning.searching import Search
from danlu.cleaning.signs import Sign
from danlu.cleaning.texts import Texts

_COUNTRY = re.compile(r"^(?:\+|00)?86(?=[0-9]{10})")
_SPELT = re.compile(r"[\s\-./()_·]+")

Name = Callable[[Detector, str], str | None]
"""What stands in place of a find; None where it stays."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A text and the detectors that are shown it; `place` is its place among the texts."""

    row: int
    place: int
    detectors: Sequence[Detector]
    text: str
    is_json: bool


def replacements(text: str, plan: Plan) -> list[tuple[int, int, str, Detector]]:
    """What is replaced in a text that is all its row says: where, by what, and who found it; rising."""
    found = finds(folded(text), plan.detectors)
    name = _masks(plan)
    if any(plan.actions[detector.kind] == "pseudonymise" for _, _, detector in found):
        name = _pseudonyms([_Shown(0, 0, plan.detectors, text, is_json=False)], [text], plan)
    named = ((start, end, name(detector, text[start:end]), detector) for start, end, detector in found)
    return [(start, end, fresh, detector) for start, end, fresh, detector in named if fresh is not None]


def act(texts: Texts, active: NDArray[Any], plan: Plan) -> NDArray[Any]:
    """Replace personal data in the texts at the places given: the rows that changed."""
    fresh: dict[int, str] = {}
    counts: Counter[tuple[int, int]] = Counter()
    numbers = {detector.kind: len(plan.rules) + number for number, detector in enumerate(plan.detectors)}
    for shown, name, places in _rows(texts, active, plan):
        names: dict[str, str] = {}
        for one in shown:
            result, found = _replaced(one, name, names)
            if result != one.text:
                fresh[one.place] = result
                counts.update({(one.place, numbers[kind]): count for kind, count in found.items()})
        if names:
            _replace_mentions(texts, places(), names, fresh, counts, numbers["name"])
    if not fresh:
        return np.zeros(0, texts.row.dtype)
    changed = np.array([*fresh])
    texts.change(changed, pl.Series([*fresh.values()], dtype=pl.String), plan.vocabulary)
    edits = np.array([(*edit, count) for edit, count in sorted(counts.items())], np.int64)
    for number in np.unique(edits[:, 1]).tolist():
        own = edits[edits[:, 1] == number]
        texts.note(own[:, 0], number, own[:, 2])
    rows: NDArray[Any] = texts.row[changed]
    return rows


def _rows(
    texts: Texts, active: NDArray[Any], plan: Plan
) -> Iterator[tuple[list[_Shown], Name, Callable[[], list[int]]]]:
    """Row by row: the texts shown, what stands in place of a find, and the places of all texts of the row."""
    masks = _masks(plan)
    pseudonymous = any(plan.actions[detector.kind] == "pseudonymise" for detector in plan.detectors)
    order = np.argsort(texts.row, kind="stable")
    rows = texts.row[order]
    for row, group in groupby(list(_shown(texts, active, plan.detectors, plan)), key=lambda item: item.row):
        shown = list(group)

        def places(row: int = row) -> list[int]:
            own: list[int] = order[slice(*np.searchsorted(rows, [row, row + 1]))].tolist()
            return own

        said = texts.text.gather(places()).to_list() if pseudonymous else []
        yield shown, _pseudonyms(shown, said, plan) if pseudonymous else masks, places


def _replace_mentions(
    texts: Texts,
    places: list[int],
    names: dict[str, str],
    fresh: dict[int, str],
    counts: Counter[tuple[int, int]],
    number: int,
) -> None:
    """Replace the names of persons wherever else their row says them, with or without a word beside them."""
    for place in places:
        text = fresh[place] if place in fresh else texts.text[place]
        times = 0

        def replace(plain: str, _before: str) -> str:
            nonlocal times
            pieces, done = [], 0
            for start, end in mentions(plain, names):
                pieces += [plain[done:start], names[plain[start:end]]]
                done, times = end, times + 1
            return "".join([*pieces, plain[done:]]) if done else plain

        result = in_json(text, replace) if texts.json[place] else replace(text, "")
        if times:
            fresh[place] = result
            counts[place, number] += times


def watch(texts: Texts, plan: Plan) -> pl.DataFrame:
    """What is found and left in place: `row`, `kind`, `count`, by row and then by kind."""
    totals: Counter[tuple[int, str]] = Counter()
    everywhere = np.arange(len(texts.row))
    for one in _shown(texts, everywhere, plan.watched, plan):
        for value, before in strings(one.text) if one.is_json else [(one.text, "")]:
            found = finds_behind(before, value, one.detectors)
            totals.update((one.row, detector.kind) for _, _, detector in found)
    kinds = {detector.kind: number for number, detector in enumerate(plan.watched)}
    ordered = sorted(totals.items(), key=lambda item: (item[0][0], kinds[item[0][1]]))
    return pl.DataFrame(
        [(row, kind, count) for (row, kind), count in ordered],
        schema={"row": pl.UInt32, "kind": pl.String, "count": pl.UInt32},
        orient="row",
    )


def _shown(texts: Texts, active: NDArray[Any], detectors: Sequence[Detector], plan: Plan) -> Iterator[_Shown]:
    """The texts that a detector is shown, row by row."""
    if not detectors or not len(active):
        return
    signs = texts.signs[active]
    masks = [np.uint64(plan.masks[detector.kind]) for detector in detectors]
    wanted = (signs & np.bitwise_or.reduce(masks)) != 0
    places, signs = active[wanted], signs[wanted]
    values = texts.text.gather(places)
    wide = (signs & np.uint64(Sign.WIDE)) != 0
    hits = np.stack(
        [
            _hits(plan.needs.get(detector.kind), values, signs & mask, wide, texts.json[places])
            for detector, mask in zip(detectors, masks, strict=True)
        ]
    )
    shown = np.flatnonzero(hits.any(axis=0))
    shown = shown[np.argsort(texts.row[places[shown]], kind="stable")]
    at = places[shown]
    columns = (texts.row[at], at, texts.json[at])
    chosen = zip(
        *(column.tolist() for column in columns),
        values.gather(shown).to_list(),
        _choices(hits[:, shown], detectors),
        strict=True,
    )
    for row, place, is_json, text, wanting in chosen:
        yield _Shown(row, place, wanting, text, is_json=is_json)


def _choices(hits: NDArray[Any], detectors: Sequence[Detector]) -> Iterator[list[Detector]]:
    """The detectors of each column that has a hit in their row; no column is without one."""
    texts, numbers = np.nonzero(hits.T)
    ends = np.flatnonzero(np.diff(texts, append=-1)) + 1
    wanting = [detectors[number] for number in numbers.tolist()]
    for start, end in pairwise([0, *ends.tolist()]):
        yield wanting[start:end]


def _hits(
    needs: Search | None, values: pl.Series, signs: NDArray[Any], wide: NDArray[Any], json: NDArray[Any]
) -> NDArray[Any]:
    """Which texts a detector is shown: those with a sign that match what it needs, or that may hide one.

    Full-width characters hide signs and matches; JSON text hides matches alone, for its signs are those of
    its decoded strings as well.
    """
    signed = signs != 0
    tried = np.flatnonzero(signed & ~wide & ~json)
    if needs is not None and len(tried):
        signed[tried] = needs.matching(values.gather(tried))
    shown: NDArray[Any] = signed | wide
    return shown


def _masks(plan: Plan) -> Name:
    replaced = {kind for kind, action in plan.actions.items() if action in {"mask", "pseudonymise"}}

    def name(detector: Detector, _value: str) -> str | None:
        return detector.mask if detector.kind in replaced else None

    return name


def _pseudonyms(row: Sequence[_Shown], said: Sequence[str], plan: Plan) -> Name:
    """Numbered masks, the same for the same value within a row, counted by first appearance.

    Numbers go on behind those that stand in what the row says already.
    """
    seen: dict[str, list[str]] = {}

    def look(detector: Detector, value: str) -> None:
        seen.setdefault(detector.kind, []).append(_key(detector, value))

    for shown in row:
        _replaced(shown, look, {})
    numbers: dict[tuple[str, str], int] = {}
    for kind, values in seen.items():
        numbered = {value: number for number, value in enumerate(dict.fromkeys(values))}
        persons = same_person(values) if kind == "name" else [numbered[value] for value in values]
        first = _first_free(next(d.mask for d in plan.detectors if d.kind == kind), said)
        numbers |= {(kind, value): first + person for value, person in zip(values, persons, strict=True)}
    masks = _masks(plan)

    def name(detector: Detector, value: str) -> str | None:
        if plan.actions[detector.kind] != "pseudonymise":
            return masks(detector, value)
        return f"{detector.mask[:-1]}_{numbers[detector.kind, _key(detector, value)]}]"

    return name


def _key(detector: Detector, value: str) -> str:
    if detector.kind == "name":
        return value.strip()
    key = _SPELT.sub("", folded(value)).lower()
    return _COUNTRY.sub("", key) if detector.kind in {"phone", "landline"} else key


def _first_free(mask: str, said: Sequence[str]) -> int:
    pattern = re.compile(re.escape(mask[:-1]) + r"_([0-9]{1,6})\]")
    return max((int(number) for text in said for number in pattern.findall(text)), default=0) + 1


def _replaced(shown: _Shown, name: Name, names: dict[str, str]) -> tuple[str, Counter[str]]:
    """The text after the replacements, and how many of each kind; names of persons are kept in `names`."""
    found: Counter[str] = Counter()

    def replace(plain: str, before: str) -> str:
        pieces, done = [], 0
        for start, end, detector in finds_behind(before, plain, shown.detectors):
            fresh = name(detector, plain[start:end])
            if fresh is not None:
                pieces += [plain[done:start], fresh]
                done = end
                found[detector.kind] += 1
                if detector.kind == "name":
                    names[plain[start:end]] = fresh
        return "".join([*pieces, plain[done:]]) if done else plain

    return (in_json(shown.text, replace) if shown.is_json else replace(shown.text, "")), found
