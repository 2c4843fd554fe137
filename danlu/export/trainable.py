"""A row as LLaMA-Factory could take it, or the reason why it could not, whatever the target.

LLaMA-Factory itself would drop such a row with a warning, train on something else, or stop the whole
run. Ids of calls are left out, as it pairs calls with results by position. It has no place for
several results in a row, so such rows are refused like any others whose turns do not alternate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from danlu.formats import Unwritable, row_from_columns
from danlu.formats.base import parse_json
from danlu.formats.plain import THOUGHT
from danlu.ledger import Reason
from danlu.rows import Kind, Message, Row, to_json

_ASKING = ("user", "tool")


def trainable(columns: Mapping[str, Any]) -> Row:
    """The row of kind conversation or preference that columns of `ROW_SCHEMA` hold, without its surface.

    A system turn that comes first is lifted into `system`, and tools are completed.

    Raises:
        Unwritable: Turns do not alternate between asking and answering, or do not end as they must;
            tools are no JSON list; reasoning or calls stand where they cannot be told apart.
    """
    row = bare_row(columns)
    messages = row["messages"] = list(row["messages"])
    if not row.get("system") and messages and messages[0]["role"] == "system" and messages[0]["content"]:
        row["system"] = messages.pop(0)["content"]
    row["tools"] = _completed_tools(row.get("tools"))
    _check_alternation(messages, ends_with_answer=row["kind"] is Kind.CONVERSATION)
    answers = (*(row.get("chosen") or ()), *(row.get("rejected") or ()))
    for place, message in enumerate((*messages, *answers), 1):
        _check_thought(message, place)
    return row


def bare_row(columns: Mapping[str, Any]) -> Row:
    """The row without its surface, so that formats write it with their standard keys."""
    return row_from_columns({**columns, "surface": None})


def _check_alternation(messages: Sequence[Message], *, ends_with_answer: bool) -> None:
    reason = Reason.ROLES_DO_NOT_ALTERNATE
    if not messages:
        raise Unwritable(reason, {"rule": "no_turns"})
    for place, message in enumerate(messages):
        expected = ("assistant",) if place % 2 else _ASKING
        if message["role"] not in expected:
            raise Unwritable(reason, {"rule": "alternation", "message": place + 1, "role": message["role"]})
    last = messages[-1]["role"]
    if (last == "assistant") != ends_with_answer:
        raise Unwritable(reason, {"rule": "ends_on", "message": len(messages), "role": last})


def _check_thought(message: Message, place: int) -> None:
    reasoning, calls = message.get("reasoning"), message.get("tool_calls")
    if (reasoning or calls) and message["role"] != "assistant":
        raise Unwritable(
            Reason.NOT_EXPRESSIBLE, {"rule": "thought_or_call_of_another_role", "message": place}
        )
    if reasoning and THOUGHT[1].strip() in reasoning:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"rule": "thought_ends_twice", "message": place})


def _completed_tools(text: str | None) -> str | None:
    """The declared tools, each with a schema of its parameters; None where there are none.

    A tool without parameters is given an empty schema of an object, which means the same:
    LLaMA-Factory's default tool prompt stops the whole run where `parameters.properties` is missing.
    """
    if text is None or not text.strip():
        return None
    try:
        tools = parse_json(text)
    except ValueError:
        raise Unwritable(Reason.TOOL_CALLS_NOT_SUPPORTED, {"rule": "tools_not_json"}) from None
    if not isinstance(tools, list):
        raise Unwritable(Reason.TOOL_CALLS_NOT_SUPPORTED, {"rule": "tools_not_a_list"})
    if not tools:
        return None
    completed = [_completed_tool(tool) for tool in tools]
    return text if completed == tools else to_json(completed)


def _completed_tool(tool: object) -> object:
    if not isinstance(tool, dict):
        return tool
    inner = tool.get("function")
    if tool.get("type") == "function" and isinstance(inner, dict):
        return {**tool, "function": _completed_tool(inner)}
    parameters = tool["parameters"] if tool.get("parameters") is not None else {"type": "object"}
    if not isinstance(parameters, dict) or parameters.get("properties") is not None:
        return tool
    return {**tool, "parameters": {**parameters, "properties": {}}}
