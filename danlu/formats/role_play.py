"""CAMEL's role-playing agents: numbered messages, each an object or a text (Li et al., 2023).

`{role_1, role_2, message_1: {role_type, content}, message_2: …, num_messages}` is a chat;
`{role_1, message_1: "…", message_2: "…"}` is a problem and its solution.
"""

from __future__ import annotations

from typing import Any

from danlu.formats.base import Unreadable, invalid
from danlu.formats.laid import Laid, Said
from danlu.formats.preset import Preset
from danlu.formats.shape import ObjectOf, Shape
from danlu.ledger import Reason
from danlu.role_words import role_of
from danlu.rows import Kind


class NumberedMessages(Preset):
    """Messages under `message_1`, `message_2` and so on."""

    name = "numbered_messages"

    def fits(self, shape: Shape) -> bool:
        """A first and a second message: objects with content, or texts beside a role."""
        first, second = shape.get("message_1"), shape.get("message_2")
        if isinstance(first, ObjectOf):
            return "content" in first.keys and bool({"role", "role_type"}.intersection(first.keys))
        return first is str and second is str and shape.get("role_1") is str

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """One conversation, by number; a gap in the numbers is refused."""
        numbers = [number for number in range(1, len(record) + 1) if f"message_{number}" in record]
        stray = [key for key in record if key.startswith("message_") and key[8:].isdecimal()]
        if numbers != list(range(1, len(stray) + 1)):
            raise Unreadable(Reason.INVALID_FIELD, {"field": "message_1", "messages": len(stray)})
        said: list[Said] = []
        for number in numbers:
            key = f"message_{number}"
            message = record[key]
            if type(message) is dict:
                said.append(Said(_role(message, number), ((key, "content"),)))
            else:
                said.append(Said("assistant" if number % 2 == 0 else "user", ((key,),)))
        return [Laid(Kind.CONVERSATION, said)]


def _role(message: dict[str, Any], number: int) -> str:
    """The role, of which CAMEL's `role_type` is surer than the `role` that the other agent was sent."""
    name = message.get("role_type", message.get("role"))
    if type(name) is not str:
        raise invalid("role", name, position=number)
    role = role_of(name.rpartition(".")[2])
    if role not in {"user", "assistant", "system"}:
        raise Unreadable(Reason.UNKNOWN_ROLE, {"role_position": number})
    return str(role)
