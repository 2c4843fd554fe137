"""Target sets: the folders that an export consists of, and what a line of each looks like.

A recipe names targets (alpaca, sharegpt, openai); each is up to three sets, because a trainer reads
conversations, preference pairs and KTO rows as different datasets. Three more sets are written once,
whatever the targets: `pretrain` (documents; LLaMA-Factory has one form for them), and `labelled` and
`spans` for trainers of classifiers and taggers.

The entries follow LLaMA-Factory's `data/README.md` and `src/llamafactory/data/parser.py`: an entry
that gives `columns` or `tags` resets all those that it leaves out, so each names all that it uses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from danlu.rows import Kind

Shape = str | Sequence["Shape"] | Mapping[str, "Shape"]
"""A type of JSON value: "string", "bool", "int64", [element], or {key: shape} in order."""

SIDES = ("train", "validation", "test")
TAGS = {
    "role_tag": "from",
    "content_tag": "value",
    "user_tag": "human",
    "assistant_tag": "gpt",
    "observation_tag": "observation",
    "function_tag": "function_call",
    "system_tag": "system",
}
OPENAI_TAGS = {
    "role_tag": "role",
    "content_tag": "content",
    "user_tag": "user",
    "assistant_tag": "assistant",
    "observation_tag": "tool",
    "function_tag": "function_call",
    "system_tag": "system",
}


class Purpose(StrEnum):
    """What a set is trained for."""

    CONVERSATION = "conversation"
    PREFERENCE = "preference"
    KTO = "kto"
    PRETRAIN = "pretrain"
    LABELLED = "labelled"
    SPANS = "spans"


@dataclass(frozen=True, slots=True)
class TargetSet:
    """A folder of the export.

    Attributes:
        name: The folder, and the configuration for `datasets.load_dataset`.
        purpose: What it is for.
        target: The recipe's target that it belongs to; None for a set that is written once.
        shape: Keys of every line, in order, with their types.
        entry: Its `dataset_info.json` entry but for `file_name`; None if LLaMA-Factory cannot read it.
    """

    name: str
    purpose: Purpose
    target: str | None
    shape: Mapping[str, Shape]
    entry: Mapping[str, Any] | None = field(default=None)


_PAIR = {"prompt": "instruction", "query": "input"}
_BEFORE = {"system": "system", "history": "history"}
_SPAN: Mapping[str, Shape] = {"start": "int64", "end": "int64", "label": "string"}


def _alpaca(purpose: Purpose) -> TargetSet:
    ranking = purpose is Purpose.PREFERENCE
    answer = {"chosen": "chosen", "rejected": "rejected"} if ranking else {"response": "output"}
    columns = _PAIR | answer | _BEFORE
    shape: dict[str, Shape] = dict.fromkeys(columns.values(), "string")
    shape["history"] = [["string"]]
    return _target("alpaca", purpose, shape, {"formatting": "alpaca"}, columns)


def _turns(target: str, purpose: Purpose, column: str, tags: Mapping[str, str]) -> TargetSet:
    turn: Shape = {tags["role_tag"]: "string", tags["content_tag"]: "string"}
    shape: dict[str, Shape] = {column: [turn]}
    columns = {"messages": column}
    if purpose is Purpose.PREFERENCE:
        shape |= {"chosen": turn, "rejected": turn}
        columns |= {"chosen": "chosen", "rejected": "rejected"}
    if target == "sharegpt":
        shape["system"] = "string"
        columns["system"] = "system"
    shape["tools"] = "string"
    columns["tools"] = "tools"
    return _target(target, purpose, shape, {"formatting": "sharegpt", "tags": dict(tags)}, columns)


def _target(
    target: str,
    purpose: Purpose,
    shape: dict[str, Shape],
    entry: dict[str, Any],
    columns: dict[str, str],
) -> TargetSet:
    name = target if purpose is Purpose.CONVERSATION else f"{target}_{purpose.value}"
    if purpose is Purpose.KTO:
        shape["kto_tag"] = "bool"
        columns["kto_tag"] = "kto_tag"
    if purpose is Purpose.PREFERENCE:
        entry["ranking"] = True
    return TargetSet(name, purpose, target, shape, entry | {"columns": columns})


def _all() -> dict[str, TargetSet]:
    sets: list[TargetSet] = []
    for purpose in (Purpose.CONVERSATION, Purpose.PREFERENCE, Purpose.KTO):
        sets += [
            _alpaca(purpose),
            _turns("sharegpt", purpose, "conversations", TAGS),
            _turns("openai", purpose, "messages", OPENAI_TAGS),
        ]
    text = {"formatting": "alpaca", "columns": {"prompt": "text"}}
    sets += [
        TargetSet("pretrain", Purpose.PRETRAIN, None, {"text": "string"}, text),
        TargetSet("labelled", Purpose.LABELLED, None, {"text": "string", "label": "string"}),
        TargetSet("spans", Purpose.SPANS, None, {"text": "string", "spans": [_SPAN]}),
    ]
    return {one.name: one for one in sets}


TARGET_SETS: dict[str, TargetSet] = _all()
"""Every set by name, in the order in which a card lists them."""
_SETS = {(one.purpose, one.target): one for one in TARGET_SETS.values()}


def purpose_of(kind: Kind, desirable: bool | None) -> Purpose:  # noqa: FBT001
    """What a row of this kind is trained for."""
    if kind is Kind.CONVERSATION:
        return Purpose.CONVERSATION if desirable is None else Purpose.KTO
    return {
        Kind.PREFERENCE: Purpose.PREFERENCE,
        Kind.DOCUMENT: Purpose.PRETRAIN,
        Kind.LABELLED: Purpose.LABELLED,
        Kind.SPANS: Purpose.SPANS,
    }[kind]


def set_for(purpose: Purpose, target: str | None) -> TargetSet:
    """The set of a target for a purpose, or the set written once where `target` is None."""
    return _SETS[purpose, target]
