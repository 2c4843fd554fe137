"""Self-Instruct: an instruction with several `instances` of input and output, each a row.

The shape of the seed tasks of Self-Instruct (Wang et al., 2022) and of BELLE's Chinese ones.
"""

from __future__ import annotations

from typing import Any

from danlu.formats.base import (
    Unreadable,
    Unwritable,
    invalid,
    require_bare,
    require_kind,
    surface_of,
    text_of,
)
from danlu.formats.lines import join_lines, split_lines
from danlu.formats.plain import plain_text, refuse_media, refuse_weights
from danlu.formats.record import finish, rebuild
from danlu.formats.shape import ListOf, Shape, shape_of
from danlu.ledger import Reason
from danlu.rows import Kind, Row

INSTRUCTIONS = ("instruction", "指令")
INSTANCES = ("instances", "实例")


class SelfInstruct:
    """An instruction whose instances each make a row."""

    name = "self_instruct"

    def matches(self, value: object) -> bool:
        """Whether the record has an instruction and a list of instances."""
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape."""
        found = _keys(shape)
        return found is not None and isinstance(shape[found[1]], ListOf)

    def read(self, value: dict[str, Any]) -> list[Row]:
        """A conversation row for each instance, in their order, all in the group of their instruction.

        Every row holds the unknown fields.
        """
        instruction_key, instances_key = _keys(value) or ("", "")
        instances = value[instances_key]
        instruction = text_of(value, instruction_key)
        if instruction is None:
            raise invalid(instruction_key, None)
        if not instances:
            raise Unreadable(Reason.EMPTY_RECORD)
        rows = [
            self._row(value, instruction, instances_key, instance, place)
            for place, instance in enumerate(instances, 1)
        ]
        if len(rows) > 1:
            for row in rows:
                row.setdefault("group", instruction)
        return rows

    def _row(
        self, record: dict[str, Any], instruction: str, instances_key: str, instance: Any, place: int
    ) -> Row:
        if type(instance) is not dict or type(instance.get("output")) is not str:
            raise invalid(instances_key, instance, position=place)
        text, line = join_lines(instruction, text_of(instance, "input") or "")
        surface: dict[str, Any] = {"format": self.name, "instance": list(instance)}
        if line is not None:
            surface["input_line"] = line
        if "input" in instance and instance["input"] is None:
            surface["null_input"] = True
        row = Row(
            kind=Kind.CONVERSATION,
            messages=[
                {"role": "user", "content": text},
                {"role": "assistant", "content": instance["output"]},
            ],
        )
        extra = {key: value for key, value in instance.items() if key not in {"input", "output"}}
        used = frozenset(_keys(record) or ())
        return finish(row, record, used, surface, {instances_key: extra} if extra else None)

    def write(self, *rows: Row) -> dict[str, Any]:
        """The record of all rows that one record gave; fewer rows give fewer instances.

        Raises:
            Unwritable: The rows do not share their instruction, or are not of this format.
        """
        if not rows:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"rows": 0})
        instances: list[dict[str, Any]] = []
        instructions: set[str] = set()
        instances_key = "instances"
        for row in rows:
            if surface_of(row, self.name) is None:
                require_kind(row, Kind.CONVERSATION)
                require_bare(row, "system", "tools", "desirable")
                refuse_media(row)
                refuse_weights(row["messages"])
            surface = surface_of(row, self.name) or {"keys": ["instruction", "instances"], "instance": None}
            instruction_key, instances_key = _keys(dict.fromkeys(surface["keys"])) or ("", "")
            question, answer = _exchange(row)
            line = surface.get("input_line")
            instruction, given = split_lines(question, line)
            instructions.add(instruction)
            values: dict[str, Any] = dict((row.get("extra") or {}).get(instances_key) or {})
            values["input"] = None if surface.get("null_input") and not given else given
            values["output"] = answer
            instances.append({key: values[key] for key in surface["instance"] or ("input", "output")})
        if len(instructions) != 1:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"instructions": len(instructions)})
        return rebuild(
            {**rows[0], "surface": surface},
            {instruction_key: instructions.pop(), instances_key: instances},
        )


def _keys(names: Any) -> tuple[str, str] | None:
    instruction = next((key for key in INSTRUCTIONS if key in names), None)
    instances = next((key for key in INSTANCES if key in names), None)
    return None if instruction is None or instances is None else (instruction, instances)


def _exchange(row: Row) -> tuple[str, str]:
    messages = row["messages"]
    if [message["role"] for message in messages] != ["user", "assistant"]:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"messages": len(messages)})
    return plain_text(messages[0], 1), plain_text(messages[1], 2)
