"""How the fate of a row is told on a terminal; shared by `danlu trace` and `danlu whynot`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from danlu.cli.terminal import visible
from danlu.journey.model import Fate, Place, Source, Step

_MARGIN = "  "


def source_lines(source: Source) -> Iterator[str]:
    """Where the bytes are, and what they were read as."""
    yield f"source    {visible(source.name)}  {source.bytes:,} bytes  ({source.state})"
    yield f"sha256    {source.sha256}"
    read_as = [source.container, source.compression, source.encoding]
    yield f"read as   {', '.join(part for part in read_as if part) or 'nothing'}"
    if source.formats:
        yield f"formats   {visible(source.formats)}"


def place_line(place: Place) -> str:
    """Where a record stands."""
    parts = [f"number {place.position}"]
    if place.part is not None:
        parts.append(visible(place.part))
    if place.line is not None:
        parts.append(f"line {place.line}")
    if place.byte_start is not None:
        parts.append(f"bytes {place.byte_start}–{place.byte_end}")
    if place.format:
        parts.append(f"format {place.format}")
    return f"record    {place.record_id}  {', '.join(parts)}"


def step_lines(step: Step, margin: str = _MARGIN) -> Iterator[str]:
    """One verdict, with its explanation in both languages."""
    target = f" for {step.target}" if step.target else ""
    rule = f"{step.rule} version {step.rule_version}"
    yield f"{margin}{step.stage}: {step.verdict}{target}: {step.reason}  (rule {rule})"
    yield f"{margin}  {step.english} {step.chinese}"
    if step.evidence:
        yield f"{margin}  evidence: {visible(json.dumps(step.evidence, ensure_ascii=False))}"
    if step.related:
        related = "parent" if step.verdict == "generated" else "survivor"
        yield f"{margin}  {related}: {', '.join(step.related)}"


def fate_lines(fate: Fate, margin: str = _MARGIN) -> Iterator[str]:
    """Where a row stands now, or what stopped it."""
    inner = margin + _MARGIN
    if fate.stopped is not None:
        yield f"{margin}stopped:"
        yield from step_lines(fate.stopped, inner)
    if fate.split:
        taken = f", stratum {fate.stratum}, copies {fate.copies}" if fate.copies is not None else ""
        yield f"{margin}split {fate.split}{visible(taken)}"
    for line in fate.lines:
        yield f"{margin}exported: data/exported/{line.file}:{line.line}"
    for step in fate.refused:
        yield f"{margin}not in {step.target}:"
        yield from step_lines(step, inner)
    if fate.unbuilt:
        yield f"{margin}{fate.unbuilt} is not built with it yet: run `danlu build`"
    if fate.survivor is not None:
        yield f"{margin}its survivor {fate.survivor.row_id}:"
        yield from fate_lines(fate.survivor, inner)
    for child in fate.children:
        yield f"{margin}row made of it {child.row_id}:"
        yield from fate_lines(child, inner)
