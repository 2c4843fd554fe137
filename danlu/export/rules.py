"""LLaMA-Factory's own rules, applied to one line: would it be read, whole, and as it is meant?

What LLaMA-Factory does with a line that breaks one: an object where text should be, or turns that do
not alternate, empties the row and drops it with a warning; a call or tools that are not JSON, or a
column that is missing, stops the run; a column or tag that the entry does not name is not read.
Sources: `data/README.md`, `parser.py`, `converter.py` and `formatter.py` below
`src/llamafactory/data` in the LLaMA-Factory repository.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from danlu.export.sets import TAGS
from danlu.formats.base import Unwritable, parse_json, type_name
from danlu.formats.plain import THOUGHT
from danlu.ledger import Reason


@dataclass(frozen=True, slots=True)
class Reading:
    """How LLaMA-Factory reads a dataset, after its entry has reset what it leaves out."""

    sharegpt: bool
    ranking: bool
    columns: Mapping[str, str]
    tags: Mapping[str, str]


def reading(entry: Mapping[str, Any]) -> Reading:
    """What LLaMA-Factory makes of a `dataset_info.json` entry."""
    sharegpt = entry.get("formatting", "alpaca") == "sharegpt"
    standard = {"prompt": "instruction", "query": "input", "response": "output"}
    columns = entry.get("columns", {"messages": "conversations"} if sharegpt else standard)
    return Reading(sharegpt, bool(entry.get("ranking", False)), columns, entry.get("tags", TAGS))


def check_line(record: Mapping[str, Any], how: Reading) -> None:
    """Pass a line that LLaMA-Factory reads as it is meant.

    Raises:
        Unwritable: A rule is broken. The evidence names the rule, the column and the turn.
    """
    for column in how.columns.values():
        if column not in record:
            raise _broken("column_missing", column=column)
    for role in ("system", "tools"):
        if role in how.columns:
            _text(record[how.columns[role]], column=how.columns[role])
    if "tools" in how.columns and record[how.columns["tools"]]:
        _check_tools(record[how.columns["tools"]])
    answer = _check_turns(record, how) if how.sharegpt else _check_alpaca(record, how)
    if "kto_tag" in how.columns:
        _check_kto(record[how.columns["kto_tag"]], answer)


def _check_kto(tag: object, answer: str) -> None:
    if type(tag) is not bool:
        raise _broken("kto_tag_not_bool", type=type_name(tag))
    if not answer:
        # an empty answer is how LLaMA-Factory marks the missing half of the pair
        raise _broken("kto_answer_empty")


def _broken(rule: str, **place: object) -> Unwritable:
    return Unwritable(Reason.NOT_EXPRESSIBLE, {"rule": rule, **place})


def _text(value: object, **place: object) -> str:
    if not isinstance(value, str):
        raise _broken("not_text", type=type_name(value), **place)
    return value


def _check_alpaca(record: Mapping[str, Any], how: Reading) -> str:
    columns = how.columns
    answers = [role for role in ("response", "chosen", "rejected") if role in columns]
    texts = [_text(record[columns[role]], column=columns[role]) for role in answers]
    for role in ("prompt", "query"):
        if role in columns:
            _text(record[columns[role]], column=columns[role])
    if how.ranking and not {"chosen", "rejected"} <= columns.keys():
        raise _broken("ranking_without_pair")
    if "history" in columns:
        _check_history(record[columns["history"]])
    return texts[0] if texts else ""


def _check_history(history: object) -> None:
    if not isinstance(history, list):
        raise _broken("history_not_a_list", type=type_name(history))
    for place, pair in enumerate(history, 1):
        if not (isinstance(pair, list) and len(pair) == 2):
            raise _broken("history_not_a_pair", pair=place)
        for text in pair:
            _text(text, pair=place)


def _check_turns(record: Mapping[str, Any], how: Reading) -> str:
    tags = how.tags
    turns = record[how.columns["messages"]] if "messages" in how.columns else None
    if not isinstance(turns, list):
        raise _broken("messages_not_a_list", type=type_name(turns))
    spoken = [_turn(turn, tags, place) for place, turn in enumerate(turns, 1)]
    if spoken and spoken[0][0] == tags.get("system_tag"):
        spoken = spoken[1:]
    _check_roles([role for role, _ in spoken], how)
    if how.ranking:
        for side in ("chosen", "rejected"):
            answer = record[how.columns[side]] if side in how.columns else None
            role, _ = _turn(answer, tags, len(spoken) + 1)
            if role not in _answering(tags):
                raise Unwritable(Reason.ROLES_DO_NOT_ALTERNATE, {"rule": "answer_role", "side": side})
    return spoken[-1][1]


def _answering(tags: Mapping[str, str]) -> set[str | None]:
    return {tags.get("assistant_tag"), tags.get("function_tag")} - {None}


def _check_roles(roles: Sequence[str], how: Reading) -> None:
    tags = how.tags
    asking = {tags.get("user_tag"), tags.get("observation_tag")} - {None}
    wrong = Reason.ROLES_DO_NOT_ALTERNATE
    if not roles:
        raise Unwritable(wrong, {"rule": "no_turns"})
    for place, role in enumerate(roles):
        if role not in (_answering(tags) if place % 2 else asking):
            raise Unwritable(wrong, {"rule": "alternation", "turn": place + 1})
    if len(roles) % 2 != how.ranking:
        raise Unwritable(wrong, {"rule": "ends_on", "turn": len(roles)})


def _turn(turn: object, tags: Mapping[str, str], place: int) -> tuple[str, str]:
    keys = (tags.get("role_tag"), tags.get("content_tag"))
    if not isinstance(turn, dict) or not all(key in turn for key in keys):
        raise _broken("turn_without_role_or_content", turn=place)
    role, content = (turn[key] for key in keys)
    if not isinstance(role, str) or not isinstance(content, str):
        raise _broken("not_text", type=type_name(content), turn=place)
    if "tool_calls" in turn:
        raise Unwritable(Reason.TOOL_CALLS_NOT_SUPPORTED, {"rule": "tool_calls_are_not_read", "turn": place})
    if role == tags.get("function_tag"):
        _check_call(content, place)
    return role, content


def _check_call(text: str, place: int) -> None:
    """A call is one JSON object or a list of them, after a thought if there is one."""
    start, end = THOUGHT
    if text.startswith(start) and end in text:
        text = text[text.index(end) + len(end) :]
    try:
        value = parse_json(text)
    except ValueError:
        raise Unwritable(Reason.TOOL_CALLS_NOT_SUPPORTED, {"rule": "call_not_json", "turn": place}) from None
    calls = value if isinstance(value, list) else [value]
    for call in calls or [None]:
        if not (isinstance(call, dict) and isinstance(call.get("name"), str) and "arguments" in call):
            evidence = {"rule": "call_without_name_or_arguments", "turn": place}
            raise Unwritable(Reason.TOOL_CALLS_NOT_SUPPORTED, evidence)


def _check_tools(text: str) -> None:
    """Tools are a JSON list of functions, each with a name and, for the default tool prompt, properties."""
    try:
        tools = parse_json(text)
    except ValueError:
        raise Unwritable(Reason.TOOL_CALLS_NOT_SUPPORTED, {"rule": "tools_not_json"}) from None
    if not isinstance(tools, list):
        raise Unwritable(Reason.TOOL_CALLS_NOT_SUPPORTED, {"rule": "tools_not_a_list"})
    for place, tool in enumerate(tools, 1):
        nested = isinstance(tool, dict) and tool.get("type") == "function"
        function = tool.get("function") if nested else tool
        named = isinstance(function, dict) and isinstance(function.get("name"), str)
        parameters = function.get("parameters") if named else None
        if not (isinstance(parameters, dict) and isinstance(parameters.get("properties"), dict)):
            evidence = {"rule": "tool_without_name_or_properties", "tool": place}
            raise Unwritable(Reason.TOOL_CALLS_NOT_SUPPORTED, evidence)
