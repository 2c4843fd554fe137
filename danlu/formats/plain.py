"""What a trainer's plain text fields can say of a message, and what must be refused."""

from __future__ import annotations

from collections.abc import Sequence

from danlu.formats.base import Unwritable
from danlu.ledger import Reason
from danlu.rows import Message, Row

THOUGHT = ("<think>\n", "\n</think>\n\n")
"""How reasoning stands before an answer in text: the `thought_words` of LLaMA-Factory's templates."""
MEDIA_KEYS = ("image", "images", "video", "videos", "audio", "audios")


def refuse_media(row: Row) -> None:
    """Refuse a row whose record refers to media beside its messages."""
    extra = row.get("extra") or {}
    for key in MEDIA_KEYS:
        if extra.get(key):
            raise Unwritable(Reason.MEDIA_NOT_SUPPORTED, {"field": key})


def refuse_weights(messages: Sequence[Message]) -> None:
    """Refuse messages weighted in a way that a trainer's default, answers only, does not give."""
    for place, message in enumerate(messages, 1):
        usual = 1.0 if message["role"] == "assistant" else 0.0
        if message.get("weight") not in {None, usual}:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "weight", "message": place})


def plain_text(message: Message, place: int) -> str:
    """The text of a message; parts that are all text stand one below the other.

    Raises:
        Unwritable: The message holds media or calls, names its speaker, or says nothing at all.
    """
    if message.get("tool_calls"):
        raise Unwritable(Reason.TOOL_CALLS_NOT_SUPPORTED, {"message": place})
    if message.get("name") and message["role"] != "tool":
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "name", "message": place})
    return thought(message) + content_text(message, place)


def content_text(message: Message, place: int) -> str:
    """The content of a message without its reasoning; refusals as for `plain_text`."""
    parts = message.get("parts") or []
    if any(part["media"] is not None for part in parts):
        raise Unwritable(Reason.MEDIA_NOT_SUPPORTED, {"message": place})
    if message["content"] is not None:
        return message["content"]
    if not parts:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "content", "message": place})
    return "\n".join(part["text"] or "" for part in parts)


def thought(message: Message) -> str:
    """The reasoning of a message as the text that stands before its answer."""
    reasoning = message.get("reasoning")
    return f"{THOUGHT[0]}{reasoning}{THOUGHT[1]}" if reasoning else ""


def split_thought(text: str) -> tuple[str | None, str]:
    """The reasoning that stands before an answer, or None where none does, and the answer."""
    start, end = THOUGHT
    if text.startswith(start):
        reasoning, seam, answer = text.removeprefix(start).partition(end)
        if seam and reasoning:
            return reasoning, answer
    return None, text


def only_answer(messages: Sequence[Message] | None, field: str) -> Message:
    """The one assistant message of a preferred or rejected side.

    Raises:
        Unwritable: The side has several turns, or another speaker.
    """
    if messages is None or len(messages) != 1 or messages[0]["role"] != "assistant":
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": field, "messages": len(messages or ())})
    return messages[0]
