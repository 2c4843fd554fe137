"""KTO: any conversation with a boolean that says whether its answer is wanted.

`kto_tag` marks LLaMA-Factory's records in every format. A boolean `label` marks TRL's
(prompt and completion) and ms-swift's (messages); beside a mere text it is a class.
"""

from __future__ import annotations

from typing import Any

from danlu.formats.alpaca import Alpaca
from danlu.formats.base import Format, Unwritable, invalid, one_row, surface_of
from danlu.formats.openai import OpenAI
from danlu.formats.prompt_completion import PromptCompletion
from danlu.formats.shape import Shape, remembered, shape_of
from danlu.formats.sharegpt import ShareGPT
from danlu.formats.turn_pairs import TurnPairs
from danlu.ledger import Reason
from danlu.rows import Row

TAG, LABEL = "kto_tag", "label"
_INNER = (PromptCompletion(), OpenAI(), ShareGPT(), TurnPairs(), Alpaca())


class KTO:
    """A conversation and whether it is desirable."""

    name = "kto"

    def matches(self, value: object) -> bool:
        """Whether a conversation of a known format carries the boolean."""
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape. A `completion` with any label is claimed, to be sure."""
        if TAG not in shape and LABEL not in shape:
            return False
        sure = TAG in shape or shape[LABEL] is bool or {"prompt", "completion"} <= set(shape)
        return sure and _inner(shape) is not None

    def read(self, value: dict[str, Any]) -> list[Row]:
        """The conversation's row with `desirable` set."""
        key = TAG if TAG in value else LABEL
        if type(value[key]) is not bool:
            raise invalid(key, value[key])
        inner = {name: field for name, field in value.items() if name != key}
        found = _inner_name(inner)
        row = _named(found).read(inner)[0]
        row["desirable"] = value[key]
        row["surface"] = {
            **row["surface"],
            "format": self.name,
            "inner": found,
            "tag": [key, list(value).index(key)],
        }
        return [row]

    def write(self, *rows: Row) -> Any:
        """The record; without a surface OpenAI messages and a boolean `label`."""
        row = one_row(rows)
        desirable = row.get("desirable")
        if desirable is None:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "desirable"})
        surface = surface_of(row, self.name)
        if surface is None:
            record = OpenAI().write({**row, "desirable": None, "surface": {}})
            return {**record, LABEL: desirable}
        inner = _named(surface["inner"]).write({**row, "surface": {**surface, "format": surface["inner"]}})
        key, place = surface["tag"]
        items = list(inner.items())
        items.insert(place, (key, desirable))
        return dict(items)


def _inner(shape: Shape) -> str | None:
    rest = {key: code for key, code in shape.items() if key not in {TAG, LABEL}}
    return next((candidate.name for candidate in _INNER if candidate.fits(rest)), None)


_inner_name = remembered(_inner)


def _named(name: str | None) -> Format:
    return next(candidate for candidate in _INNER if candidate.name == name)
