"""Presets whose conversation is one text: RefGPT, MOSS-002, Gorilla's APIBench."""

from __future__ import annotations

from typing import Any, NamedTuple

from danlu.formats.base import invalid
from danlu.formats.laid import Laid, Said
from danlu.formats.preset import Preset, Unpacked
from danlu.formats.script import GORILLA, MOSS_TEXT, TAGGED, Script, join_script, split_script
from danlu.formats.shape import Shape
from danlu.rows import Kind


class _Known(NamedTuple):
    """Under which key the text stands, and beside which keys, so that no prose is taken for it."""

    key: str
    beside: frozenset[str]
    script: Script


_KNOWN = (
    _Known("dialogue", frozenset({"reference"}), TAGGED),
    _Known("plain_text", frozenset({"num_turns"}), MOSS_TEXT),
    _Known("code", frozenset({"api_call", "api_data"}), GORILLA),
    _Known("code", frozenset({"api_call", "provider"}), GORILLA),
)


class Scripted(Preset):
    """A conversation in one text, behind the marks of a known collection.

    RefGPT (Yang et al., 2023): `dialogue` of `<user>` and `<assistant>` beside its `reference`. MOSS-002:
    `plain_text` of `[Human]:` and `[MOSS]:`. APIBench (Patil et al., 2023): `code` of `###Instruction:`
    and `###Output:` beside the `api_call`.
    """

    name = "scripted"

    def fits(self, shape: Shape) -> bool:
        """The text under its key, and the keys that stand beside it there."""
        return _known(shape) is not None

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """One conversation."""
        key = next(known.key for known in _KNOWN if type(record.get(known.key)) is list)
        turns = record[key]
        said = [Said(turn["role"], ((key, place, "text"),)) for place, turn in enumerate(turns)]
        return [Laid(Kind.CONVERSATION, said)]

    def unpack(self, record: dict[str, Any]) -> Unpacked:
        """The text as a list of turns."""
        known = _known({key: type(value) for key, value in record.items()}) or _KNOWN[0]
        found = split_script(record[known.key], known.script)
        if found is None:
            raise invalid(known.key, record[known.key], expected="marks of turns")
        return Unpacked({**record, known.key: found[0]}, {"key": known.key, **found[1]})

    def pack(self, record: dict[str, Any], notes: dict[str, Any]) -> dict[str, Any]:
        """The turns as one text."""
        script = next(known.script for known in _KNOWN if known.key == notes["key"])
        return {**record, notes["key"]: join_script(record[notes["key"]], notes, script)}


def _known(shape: Shape) -> _Known | None:
    return next(
        (known for known in _KNOWN if shape.get(known.key) is str and known.beside <= set(shape)), None
    )
