"""Prompt and completion as two lists of messages: TRL's conversational prompt-completion records."""

from __future__ import annotations

from typing import Any

from danlu.formats.base import Unwritable, one_row, require_kind, surface_of
from danlu.formats.dialects import list_dialect
from danlu.formats.dialogue import all_messages, companions_of, take_turns
from danlu.formats.openai import plain_openai
from danlu.formats.record import finish, inner_extra_of, rebuild
from danlu.formats.shape import Shape, shape_of
from danlu.formats.tools import read_tools, write_tools
from danlu.formats.turns import Turns, read_turns, write_turns
from danlu.ledger import Reason
from danlu.rows import Kind, Row

PROMPT, COMPLETION = "prompt", "completion"


class PromptCompletion:
    """A list of messages under `prompt` and the answer as a list under `completion`."""

    name = "prompt_completion"

    def matches(self, value: object) -> bool:
        """Whether `prompt` and `completion` are lists of turns."""
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape."""
        return all(list_dialect(shape.get(key)) is not None for key in (PROMPT, COMPLETION))

    def read(self, value: dict[str, Any]) -> list[Row]:
        """One conversation row: the prompt's messages, then the completion's."""
        prompt = read_turns(value[PROMPT], PROMPT)
        completion = read_turns(value[COMPLETION], COMPLETION)
        surface: dict[str, Any] = {"format": self.name, "answers": len(completion.messages)}
        surface["completion"] = completion.surface
        tools_key = companions_of(tuple(value)).tools
        tools = read_tools(value, tools_key, surface)
        row = Row(kind=Kind.CONVERSATION, messages=[])
        turns = Turns(prompt.messages + completion.messages, prompt.surface, {})
        take_turns(row, turns, surface, lift=len(prompt.messages) > 1)
        if tools is not None:
            row["tools"] = tools
        used = frozenset({PROMPT, COMPLETION} | ({tools_key} if tools_key else set()))
        extra = {PROMPT: prompt.extra, COMPLETION: completion.extra}
        return [finish(row, value, used, surface, {key: part for key, part in extra.items() if part})]

    def write(self, *rows: Row) -> dict[str, Any]:
        """The record; without a surface the last message is the completion."""
        row = one_row(rows)
        surface = surface_of(row, self.name)
        if surface is None:
            require_kind(row, Kind.CONVERSATION)
            plain = plain_openai(row)
            messages = plain.pop("messages")
            if len(messages) < 2 or messages[-1]["role"] != "assistant":
                raise Unwritable(Reason.ROLES_DO_NOT_ALTERNATE, {"message": len(messages)})
            return {PROMPT: messages[:-1], COMPLETION: messages[-1:], **plain}
        messages = all_messages(row, surface)
        cut = len(messages) - surface["answers"]
        if cut < 1:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"messages": len(messages)})
        values: dict[str, Any] = {
            PROMPT: write_turns(messages[:cut], surface, inner_extra_of(row, PROMPT)),
            COMPLETION: write_turns(messages[cut:], surface["completion"], inner_extra_of(row, COMPLETION)),
        }
        tools_key = companions_of(tuple(surface["keys"])).tools
        if tools_key is not None:
            values[tools_key] = write_tools(row.get("tools"), surface)
        return rebuild(row, values)
