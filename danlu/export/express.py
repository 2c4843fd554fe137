"""A row as lines of the target sets, or the reason why a set does not have it.

For every row and every target exactly one of these holds, which is what conservation checks:
a line in one of the target's sets; a refusal by one of them; a line in `pretrain`, or a refusal by
it, which serves all targets. Labelled and span rows have a line in their own set, and each target
refuses them besides: LLaMA-Factory trains no classifiers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from danlu.export.rules import check_line, reading
from danlu.export.sets import OPENAI_TAGS, TAGS, TARGET_SETS, Purpose, TargetSet, purpose_of, set_for
from danlu.export.shapes import has_empty_list
from danlu.export.trainable import bare_row, trainable
from danlu.formats import Unwritable, format_named
from danlu.formats.base import parse_json
from danlu.formats.plain import plain_text, refuse_media
from danlu.ledger import Reason
from danlu.rows import Kind, Row

Refusal = tuple[str, Reason, Mapping[str, object]]
Turn = Mapping[str, str]

_READINGS = {name: reading(one.entry) for name, one in TARGET_SETS.items() if one.entry is not None}
_OPENAI_ROLES = {TAGS[tag]: OPENAI_TAGS[tag] for tag in TAGS}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a set's file.

    Attributes:
        target: The set, by name.
        payload: One JSON object as UTF-8, without a line feed.
        leads: Whether every list in it holds something. Lines that do must stand before those that
            do not: `datasets` takes a column's type from the first 10 MB of a file, and fails on a
            filled list after nothing but empty ones.
    """

    target: str
    payload: bytes
    leads: bool = True


def express(row: Mapping[str, Any], targets: Sequence[str]) -> tuple[list[Line], list[Refusal]]:
    """The lines of a row, and the sets that refuse it with reason and evidence.

    Args:
        row: A row of `danlu.rows.ROW_SCHEMA` as a mapping.
        targets: The recipe's targets.
    """
    purpose = purpose_of(Kind(row["kind"]), row.get("desirable"))
    if purpose in {Purpose.PRETRAIN, Purpose.LABELLED, Purpose.SPANS}:
        return _once(row, purpose, targets)
    sets = [set_for(purpose, target) for target in targets]
    try:
        spoken = trainable(row)
    except Unwritable as error:
        return [], [(one.name, error.reason, error.evidence) for one in sets]
    lines: list[Line] = []
    refusals: list[Refusal] = []
    for one in sets:
        try:
            lines.append(_line(one, _record(one, spoken)))
        except Unwritable as error:
            refusals.append((one.name, error.reason, error.evidence))
    return lines, refusals


def _once(
    row: Mapping[str, Any], purpose: Purpose, targets: Sequence[str]
) -> tuple[list[Line], list[Refusal]]:
    own = set_for(purpose, None)
    lines: list[Line] = []
    refusals: list[Refusal] = []
    try:
        lines.append(_line(own, _text_record(row, purpose)))
    except Unwritable as error:
        refusals.append((own.name, error.reason, error.evidence))
    if purpose is not Purpose.PRETRAIN:
        evidence = {"kind": row["kind"], "set": own.name}
        refusals += [(target, Reason.KIND_NOT_SUPPORTED, evidence) for target in targets]
    return lines, refusals


def _line(one: TargetSet, record: Mapping[str, Any]) -> Line:
    unknown = sorted(record.keys() - one.shape.keys())
    if unknown:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"rule": "no_such_column", "fields": unknown})
    if one.name in _READINGS:
        check_line(record, _READINGS[one.name])
    ordered = {key: record[key] for key in one.shape}
    return Line(one.name, msgspec.json.encode(ordered), leads=not has_empty_list(record))


def _record(one: TargetSet, row: Row) -> Mapping[str, Any]:
    form = format_named("alpaca" if one.target == "alpaca" else "sharegpt")
    record: Mapping[str, Any] = form.write(row)
    return _openai(record) if one.target == "openai" else record


def _openai(record: Mapping[str, Any]) -> dict[str, Any]:
    """The ShareGPT record under OpenAI's names.

    Calls stay in turns of their own: LLaMA-Factory does not read `tool_calls`.
    """
    turns = [_openai_turn(turn) for turn in record["conversations"]]
    system = [{"role": "system", "content": record["system"]}] if record["system"] else []
    pair = {side: _openai_turn(record[side]) for side in ("chosen", "rejected") if side in record}
    tag = {"kto_tag": record["kto_tag"]} if "kto_tag" in record else {}
    return {"messages": system + turns, **pair, "tools": record["tools"], **tag}


def _openai_turn(turn: Turn) -> dict[str, str]:
    return {"role": _OPENAI_ROLES[turn["from"]], "content": turn["value"]}


def _text_record(columns: Mapping[str, Any], purpose: Purpose) -> dict[str, Any]:
    """One text, with its label or spans. A label that is no text stands as its JSON."""
    row = bare_row(columns)
    refuse_media(row)
    messages = row["messages"]
    if len(messages) != 1 or row.get("system") or row.get("tools"):
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"rule": "one_text", "messages": len(messages)})
    record: dict[str, Any] = {"text": plain_text(messages[0], 1)}
    if purpose is Purpose.LABELLED:
        record["label"] = _label(row.get("label"))
    if purpose is Purpose.SPANS:
        keys: tuple[Literal["start", "end", "label"], ...] = ("start", "end", "label")
        record["spans"] = [{key: span[key] for key in keys} for span in row.get("spans") or ()]
    return record


def _label(text: str | None) -> str:
    if text is None:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"rule": "no_label"})
    value = parse_json(text)
    return value if isinstance(value, str) else text
