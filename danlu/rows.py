"""The canonical row: one lossless shape for every kind of fine-tuning data.

Reading a format gives rows of this shape, and writing them back gives an equal record. What the
trainer sees is in named columns; what danlu does not know stays in `extra`; how the source spelt
the record (key names, role names, format) is in `surface`.

Places: `position` is the 1-based ordinal of the record in its source; `line` the 1-based line on
which it starts; `byte_start` and `byte_end` its range in the source's *text stream*, which is the
decompressed file as UTF-8 (transcoded where the file is in another encoding, without a byte order
mark). Containers without a text stream, such as Parquet, leave line and bytes null. In a file of
several parts, such as an archive, `part` names the member, sheet or page, and line and bytes count
within it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pyarrow as pa

from danlu.identity import declared_group, prompt_group


class Kind(StrEnum):
    """What a row is for."""

    CONVERSATION = "conversation"
    PREFERENCE = "preference"
    LABELLED = "labelled"
    SPANS = "spans"
    DOCUMENT = "document"


ROLES = ("system", "user", "assistant", "tool")


class Part(TypedDict):
    """A piece of multimodal content: text, or a reference to media as the source gave it (JSON)."""

    type: str
    text: str | None
    media: str | None


class ToolCall(TypedDict):
    """A call that the assistant makes; `arguments` is JSON text, as the source wrote it."""

    id: str | None
    name: str
    arguments: str


class Message(TypedDict):
    """One turn. `content` is None where `parts` hold the content or only tools are called."""

    role: str
    content: str | None
    parts: NotRequired[list[Part] | None]
    reasoning: NotRequired[str | None]
    tool_calls: NotRequired[list[ToolCall] | None]
    tool_call_id: NotRequired[str | None]
    name: NotRequired[str | None]
    weight: NotRequired[float | None]


class Span(TypedDict):
    """A labelled stretch of the text, in characters: [start, end)."""

    start: int
    end: int
    label: str


class Row(TypedDict):
    """What a format reads out of one record. Places and ids are added by the raw stage.

    labelled, spans and document rows hold their text as one user message. `label` is JSON text
    of the label. `group` is the group that the source declares, if any.
    """

    kind: Kind
    messages: list[Message]
    system: NotRequired[str | None]
    tools: NotRequired[str | None]
    chosen: NotRequired[list[Message] | None]
    rejected: NotRequired[list[Message] | None]
    desirable: NotRequired[bool | None]
    label: NotRequired[str | None]
    spans: NotRequired[list[Span] | None]
    group: NotRequired[str | None]
    extra: NotRequired[Mapping[str, Any]]
    surface: NotRequired[Mapping[str, Any]]


PART = pa.struct([("type", pa.string()), ("text", pa.string()), ("media", pa.string())])
TOOL_CALL = pa.struct([("id", pa.string()), ("name", pa.string()), ("arguments", pa.string())])
MESSAGE = pa.struct(
    [
        ("role", pa.string()),
        ("content", pa.string()),
        ("parts", pa.list_(PART)),
        ("reasoning", pa.string()),
        ("tool_calls", pa.list_(TOOL_CALL)),
        ("tool_call_id", pa.string()),
        ("name", pa.string()),
        ("weight", pa.float64()),
    ]
)
SPAN = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("label", pa.string())])


def _schema(identifier: pa.DataType) -> pa.Schema:
    return pa.schema(
        [
            pa.field("row_id", identifier, nullable=False),
            pa.field("source", pa.string(), nullable=False),
            pa.field("record_ids", pa.list_(identifier), nullable=False),
            pa.field("position", pa.int64(), nullable=False),
            pa.field("line", pa.int64()),
            pa.field("byte_start", pa.int64()),
            pa.field("byte_end", pa.int64()),
            pa.field("part", pa.string()),
            pa.field("kind", pa.string(), nullable=False),
            pa.field("system", pa.string()),
            pa.field("messages", pa.list_(MESSAGE), nullable=False),
            pa.field("tools", pa.string()),
            pa.field("chosen", pa.list_(MESSAGE)),
            pa.field("rejected", pa.list_(MESSAGE)),
            pa.field("desirable", pa.bool_()),
            pa.field("label", pa.string()),
            pa.field("spans", pa.list_(SPAN)),
            pa.field("group", identifier, nullable=False),
            pa.field("extra", pa.string()),
            pa.field("surface", pa.string()),
            pa.field("content_hash", identifier),
        ]
    )


ROW_SCHEMA = _schema(pa.uuid())
"""Columns of every file that holds text rows."""
_STORAGE = _schema(pa.binary(16))

TRAINED_COLUMNS = ("kind", "system", "messages", "tools", "chosen", "rejected", "desirable", "label", "spans")
"""What a trainer would see: the columns that `content_hash` covers."""


def to_json(value: object) -> str:
    """Compact JSON that keeps the order of keys and all Unicode, and refuses NaN."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def rows_table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows (with ids and places) as an Arrow table of `ROW_SCHEMA`; absent columns are null."""
    return pa.Table.from_pylist(list(rows), schema=_STORAGE).cast(ROW_SCHEMA)


def message_text(message: Message) -> str:
    """All that a message says, as plain text: content, text parts and calls."""
    pieces = [message["content"] or ""]
    pieces += [part["text"] or "" for part in message.get("parts") or ()]
    pieces += [call["name"] + call["arguments"] for call in message.get("tool_calls") or ()]
    return "\n".join(piece for piece in pieces if piece)


def prompt_text(row: Row) -> str:
    """The prompt side: all before the last answer, or the whole text where there is no answer.

    The system prompt counts only where nothing else is said, so that rows which share their
    system prompt do not become one group.
    """
    messages = row["messages"]
    answers = [index for index, message in enumerate(messages) if message["role"] == "assistant"]
    if answers and row["kind"] is Kind.CONVERSATION:
        messages = messages[: answers[-1]]
    text = "\n".join(message_text(message) for message in messages if message["role"] != "system")
    if text.strip():
        return text
    whole = [message_text(message) for message in row["messages"]]
    return "\n".join([row.get("system") or "", *whole])


def group_id(row: Row) -> bytes:
    """The group that decides the row's side for ever (law 9)."""
    declared = row.get("group")
    return declared_group(declared) if declared is not None else prompt_group(prompt_text(row))


def with_identity(
    row: Row,
    source: str,
    record_ids: Sequence[bytes],
    identifier: bytes,
    place: Mapping[str, int | str | None],
) -> dict[str, Any]:
    """The row as a record of `ROW_SCHEMA`: ids, place and group added, free parts as JSON text."""
    record: dict[str, Any] = {**row, **place}
    record["row_id"] = identifier
    record["source"] = source
    record["record_ids"] = list(record_ids)
    record["kind"] = row["kind"].value
    record["group"] = group_id(row)
    record["extra"] = to_json(row["extra"]) if row.get("extra") else None
    record["surface"] = to_json(row["surface"]) if row.get("surface") else None
    return record
