"""Lists of turns: `from`/`value`, `role`/`content` and their like, to messages and back.

How a turn was spelt is a *style*: its role's name, its keys, the type of its weight, the layout
of its calls. Turns of one shape (role and filled fields) mostly share one style, so the surface
holds one style for each shape and the exceptions by the turn's index.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from danlu.formats.base import Unreadable, Unwritable, invalid
from danlu.formats.calls import (
    NESTED,
    read_call_text,
    read_calls,
    style_of,
    write_call,
    write_call_text,
)
from danlu.formats.dialects import Dialect, dialect_of
from danlu.formats.parts import PartError, read_parts, write_parts
from danlu.formats.plain import split_thought, thought
from danlu.ledger import Reason
from danlu.role_words import role_of
from danlu.rows import Message

FIELDS: Mapping[str, str] = {
    "reasoning_content": "reasoning",
    "reasoning": "reasoning",
    "thinking": "reasoning",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "tool_call_id": "tool_call_id",
    "name": "name",
    "weight": "weight",
    "loss": "weight",
    "loss_weight": "weight",
}
"""Known keys of a turn, besides its role and content, and the fields of a message that they fill."""
_OPTIONAL = ("parts", "reasoning", "tool_calls", "tool_call_id", "name", "weight")


class Turns(NamedTuple):
    """What a list of turns says: messages, how they were spelt, and what is unknown in them."""

    messages: list[Message]
    surface: dict[str, Any]
    extra: dict[str, Any]


def read_turns(items: list[Any], field: str) -> Turns:
    """The messages of a list of turns that stands under the key `field`.

    Raises:
        Unreadable: A turn is malformed or its role is unknown; the evidence gives its 1-based place.
    """
    dialect = dialect_of(tuple(items[0])) if items and type(items[0]) is dict else None
    if dialect is None:
        raise invalid(field, items)
    role_key, content_key = dialect
    messages: list[Message] = []
    styles: dict[str, Any] = {}
    exceptions: dict[str, Any] = {}
    extras: dict[str, Any] = {}
    for index, turn in enumerate(items):
        if type(turn) is not dict:
            raise invalid(field, turn, position=index + 1)
        if tuple(turn) == dialect and _take_plain(turn, dialect, messages, styles):
            continue
        message, style, extra = _read_turn(turn, dialect, index)
        if styles.setdefault(_shape(message), style) != style:
            exceptions[str(index)] = style
        if extra:
            extras[str(index)] = extra
        messages.append(cast("Message", message))
    surface: dict[str, Any] = {"turn": [role_key, content_key], "styles": styles}
    if exceptions:
        surface["styles_at"] = exceptions
    return Turns(messages, surface, extras)


def _take_plain(
    turn: dict[str, Any], dialect: Dialect, messages: list[Message], styles: dict[str, Any]
) -> bool:
    """Take a turn of a plain role and plain text, which most are; False where it is another."""
    name, content = turn[dialect.role], turn[dialect.content]
    if type(name) is not str or type(content) is not str or dialect.role == "speaker":
        return False
    role = role_of(name)
    if role is None or role == "call":
        return False
    style = styles.setdefault(role, {"role": name})
    if len(style) != 1 or style["role"] != name:
        return False
    messages.append({"role": role, "content": content})
    return True


def _shape(message: Mapping[str, Any]) -> str:
    role: str = message["role"]
    if len(message) == 2:
        return role if message["content"] is not None else role + "-"
    filled = [field for field in _OPTIONAL if message.get(field) is not None]
    return "+".join([role if message["content"] is not None else role + "-", *filled])


def _read_turn(
    turn: dict[str, Any], dialect: Dialect, index: int
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    name, content = turn.get(dialect.role), turn.get(dialect.content)
    if type(name) is not str:
        raise invalid(dialect.role, name, position=index + 1)
    role = _role(name, dialect.role, index)
    if role is None:
        raise Unreadable(Reason.UNKNOWN_ROLE, {"role_position": index + 1})
    style: dict[str, Any] = {"role": name}
    keys = tuple(turn)
    if role != "call" and type(content) is str and keys == dialect:
        return {"role": role, "content": content}, style, {}
    message: dict[str, Any] = {"role": "assistant" if role == "call" else role, "content": None}
    if keys != dialect:
        style["keys"] = list(keys)
    extra: dict[str, Any] = {}
    if role == "call":
        _read_call_turn(content, message, style, extra, dialect.content, index)
    else:
        _read_content(content, message, style, extra, dialect.content, index)
    for key in keys:
        if key not in dialect:
            _read_field(key, turn[key], message, style, extra, index)
    return message, style, extra


def _role(name: str, key: str, index: int) -> str | None:
    """The role of a turn. Dialogue corpora call the side that answers the system.

    SGD and MultiWOZ 2.2 do so under `speaker`; CrossWOZ's `sys` answers its `usr`, while one that begins
    a conversation is an ordinary system message.
    """
    role = "system" if name == "sys" else role_of(name)
    answers = key == "speaker" or (name == "sys" and index > 0)
    return "assistant" if role == "system" and answers else role


def _read_call_turn(
    content: Any, message: dict[str, Any], style: dict[str, Any], extra: dict[str, Any], key: str, index: int
) -> None:
    reasoning, text = split_thought(content) if type(content) is str else (None, "")
    found = read_call_text(text)
    if found is None:
        raise invalid(key, content, position=index + 1, expected="calls")
    if reasoning is not None:
        message["reasoning"], style["thought"] = reasoning, True
    message["tool_calls"], style["call_text"] = found
    if found[1] is None:
        style["call_text"] = {"keys": ["name", "arguments"], "arguments": "value"}
        extra[key] = content


def _read_content(
    content: Any, message: dict[str, Any], style: dict[str, Any], extra: dict[str, Any], key: str, index: int
) -> None:
    if content is None or type(content) is str:
        message["content"] = content
        return
    if type(content) is not list:
        raise invalid(key, content, position=index + 1)
    try:
        fields, style["parts"] = read_parts(content)
    except (TypeError, ValueError) as error:
        part = {"part": error.args[0]} if isinstance(error, PartError) else {}
        raise invalid(key, content, position=index + 1, **part) from error
    message.update(fields)
    if style["parts"] is None:
        style["parts"] = {}
        extra[key] = content


def _read_field(
    key: str, value: Any, message: dict[str, Any], style: dict[str, Any], extra: dict[str, Any], index: int
) -> None:
    field = FIELDS.get(key)
    if field is None:
        extra[key] = value
        return
    if value is None:
        style.setdefault("nulls", []).append(key)
        return
    if message.get(field) is not None:
        raise Unreadable(Reason.AMBIGUOUS_RECORD, {"field": key, "position": index + 1})
    if field == "tool_calls":
        message[field] = _calls(key, value, style, extra, index)
    elif field == "weight":
        message[field] = _weight(key, value, style, index)
    elif type(value) is str:
        message[field] = value
    else:
        raise invalid(key, value, position=index + 1)


def _calls(key: str, value: Any, style: dict[str, Any], extra: dict[str, Any], index: int) -> Any:
    calls = read_calls(value if key == "tool_calls" else [value])
    if calls is None:
        raise invalid(key, value, position=index + 1)
    if calls:
        style["call"] = style_of(value[0] if key == "tool_calls" else value)
        if _written_calls(key, calls, style["call"]) != value:
            extra[key] = value
    return calls


def _weight(key: str, value: Any, style: dict[str, Any], index: int) -> float:
    exact = type(value) in {bool, float} or (type(value) is int and abs(value) <= 1 << 53)
    if not exact:
        raise invalid(key, value, position=index + 1)
    if type(value) is not float:
        style["weight"] = type(value).__name__
    return float(value)


def write_turns(
    messages: list[Message], surface: Mapping[str, Any], extras: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The turns of messages, spelt as `surface` says; the inverse of `read_turns`.

    Raises:
        Unwritable: A message fills fields that no turn of the source filled and that have no key.
    """
    dialect = Dialect(*surface["turn"])
    exceptions = surface.get("styles_at", {})
    turns: list[dict[str, Any]] = []
    for index, message in enumerate(messages):
        style = exceptions.get(str(index)) or surface["styles"].get(_shape(message))
        if style is None:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"message": index + 1})
        turns.append(_write_turn(message, style, dialect, extras.get(str(index), {})))
    return turns


def _write_turn(
    message: Message, style: Mapping[str, Any], dialect: Dialect, extra: Mapping[str, Any]
) -> dict[str, Any]:
    turn: dict[str, Any] = {}
    for key in style.get("keys", dialect):
        if key == dialect.role:
            turn[key] = style["role"]
        elif key == dialect.content:
            turn[key] = _written_content(message, style, extra.get(key))
        elif key in style.get("nulls", ()):
            turn[key] = None
        elif (field := FIELDS.get(key)) is None:
            turn[key] = extra.get(key)
        elif field == "tool_calls":
            calls = message.get("tool_calls") or []
            raw = extra.get(key)
            same = raw is not None and read_calls(raw if key == "tool_calls" else [raw]) == calls
            turn[key] = raw if same else _written_calls(key, calls, style.get("call", NESTED))
        elif field == "weight":
            turn[key] = {"bool": bool, "int": int}.get(style.get("weight", ""), float)(message["weight"] or 0)
        else:
            turn[key] = message.get(field)
    return turn


def _written_content(message: Message, style: Mapping[str, Any], raw: Any) -> Any:
    if "call_text" in style:
        calls = message.get("tool_calls") or []
        before = thought(message) if style.get("thought") else ""
        if type(raw) is str and raw.startswith(before):
            found = read_call_text(raw.removeprefix(before))
            if found is not None and found[0] == calls:
                return raw
        try:
            return before + write_call_text(calls, style["call_text"])
        except ValueError as error:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "tool_calls"}) from error
    if "parts" in style:
        if type(raw) is list and _same_parts(read_parts(raw)[0], message):
            return raw
        return write_parts(message, style["parts"])
    return message["content"]


def _same_parts(fields: Mapping[str, Any], message: Message) -> bool:
    return all(message.get(field) == value for field, value in fields.items())


def _written_calls(key: str, calls: Any, style: Mapping[str, Any]) -> Any:
    try:
        items = [write_call(call, style) for call in calls]
    except ValueError as error:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": key}) from error
    if key != "tool_calls" and len(items) != 1:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": key, "calls": len(items)})
    return items if key == "tool_calls" else items[0]
