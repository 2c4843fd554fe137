"""ChatGPT's data export: one conversation of `conversations.json`, a tree of messages in `mapping`.

What the user saw last is the branch from `current_node` up to the root; other branches are earlier
drafts. Of that branch a row has what was said: hidden nodes (weight 0, marked as hidden, empty) and
plumbing (calls without a visible result, results without a call, how long the model thought) stay in
`extra` alone. There the whole record is kept, so that it can be written again; only a text that the
row holds as one message is not kept twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from danlu.formats.base import Unreadable, Unwritable, one_row, require_bare, require_kind, surface_of
from danlu.formats.chatgpt_nodes import Spoken, message_of, read_branch, visible
from danlu.formats.record import declared_group, finish
from danlu.formats.shape import ObjectOf, Shape, shape_of
from danlu.ledger import Reason
from danlu.rows import Kind, Message, Row

_LIKED = {"thumbsup": True, "thumbs_up": True, "up": True}
_DISLIKED = {"thumbsdown": False, "thumbs_down": False, "down": False}


class ChatGPT:
    """A conversation with ChatGPT as the service exports it."""

    name = "chatgpt"

    def matches(self, value: object) -> bool:
        """Whether the record is a tree of messages."""
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape."""
        if not isinstance(shape.get("mapping"), ObjectOf):
            return False
        return "current_node" in shape or {"title", "create_time"} <= shape.keys()

    def read(self, value: dict[str, Any]) -> list[Row]:
        """One conversation row; with `desirable` where its last answer was rated."""
        path = visible(read_branch(value["mapping"], value.get("current_node")))
        spoken = message_of(path)
        if not any(item.message["role"] == "user" for item in spoken):
            raise Unreadable(Reason.EMPTY_RECORD, {"nodes": len(value["mapping"])})
        row = Row(kind=Kind.CONVERSATION, messages=[item.message for item in spoken])
        kept, places = _without_texts(value, spoken)
        surface: dict[str, Any] = {"format": self.name, "texts": places}
        first = spoken[0].message
        if first["role"] == "system" and first["content"] is not None:
            row["system"] = row["messages"].pop(0)["content"]
        opinion = _opinion(spoken[-1])
        if opinion is not None:
            row["desirable"] = opinion
        finish(row, kept, frozenset(), surface)
        group = declared_group(value) or value.get("id")
        if type(group) is str and group:
            row["group"] = group
        return [row]

    def write(self, *rows: Row) -> dict[str, Any]:
        """The record; without a surface a tree of one branch, whose nodes are numbered."""
        row = one_row(rows)
        require_kind(row, Kind.CONVERSATION)
        require_bare(row, "tools", "chosen", "rejected", "label", "spans")
        surface = surface_of(row, self.name)
        if surface is None:
            return _plain_tree(row)
        record = _with_texts(row, surface)
        if _trained(self.read(record)[0]) != _trained(row):
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"messages": len(row["messages"])})
        return record


def _trained(row: Row) -> tuple[Any, ...]:
    messages = [{key: field for key, field in one.items() if field is not None} for one in row["messages"]]
    return messages, row.get("system"), row.get("desirable")


def _opinion(last: Spoken) -> bool | None:
    """Whether the last answer was liked, where the export says so beside the message."""
    if last.message["role"] != "assistant":
        return None
    for holder in (last.source, last.source.get("metadata")):
        feedback = holder.get("feedback") if type(holder) is dict else None
        rating = feedback.get("rating") if type(feedback) is dict else feedback
        if type(rating) is str:
            return {**_LIKED, **_DISLIKED}.get(rating.casefold())
    return None


def _without_texts(value: Mapping[str, Any], spoken: list[Spoken]) -> tuple[dict[str, Any], list[Any]]:
    """The record without the texts that the row holds, and for each of these its message and node."""
    mapping = dict(value["mapping"])
    places: list[Any] = []
    for index, item in enumerate(spoken):
        if item.whole is not None:
            places.append([index, item.whole])
            mapping[item.whole] = _with_part(mapping[item.whole], "")
    return {**value, "mapping": mapping}, places


def _with_texts(row: Row, surface: Mapping[str, Any]) -> dict[str, Any]:
    extra = row.get("extra") or {}
    mapping = dict(extra["mapping"])
    system = row.get("system")
    texts: list[str | None] = [system] if system is not None else []
    texts += [message["content"] for message in row["messages"]]
    for index, node in surface["texts"]:
        if index >= len(texts) or not (texts[index] or "").strip():
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"message": index + 1})
        mapping[node] = _with_part(mapping[node], texts[index])
    return {key: mapping if key == "mapping" else extra[key] for key in surface["keys"]}


def _with_part(node: Mapping[str, Any], text: str | None) -> dict[str, Any]:
    message = node["message"]
    return {**node, "message": {**message, "content": {**message["content"], "parts": [text]}}}


def _plain_tree(row: Row) -> dict[str, Any]:
    """A tree of one branch; only texts can be said in it."""
    system = row.get("system")
    turns = list(row["messages"])
    if system is not None:
        turns.insert(0, Message(role="system", content=system))
    mapping: dict[str, Any] = {"0": {"id": "0", "message": None, "parent": None, "children": []}}
    for number, turn in enumerate(turns, 1):
        bare = {key for key, field in turn.items() if field is not None} == {"role", "content"}
        if not bare or turn["role"] == "tool" or not (turn["content"] or "").strip():
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"message": number})
        content = {"content_type": "text", "parts": [turn["content"]]}
        message: dict[str, Any] = {"id": str(number), "author": {"role": turn["role"]}, "content": content}
        if number == len(turns) and row.get("desirable") is not None:
            message["feedback"] = {"rating": "thumbsUp" if row.get("desirable") else "thumbsDown"}
        parent = str(number - 1)
        mapping[parent]["children"].append(str(number))
        mapping[str(number)] = {"id": str(number), "message": message, "parent": parent, "children": []}
    record = {"title": "", "mapping": mapping, "current_node": str(len(turns))}
    if not any(turn["role"] == "user" for turn in turns) or _trained(ChatGPT().read(record)[0]) != _trained(
        row
    ):
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"messages": len(turns)})
    return record
