"""What every chat program's format offers: whether a record is a message of it, and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from danlu.errors import DanluError
from danlu.ledger import Reason
from danlu.pieces import Utterance

Shape = Mapping[str, type]
"""The keys of a record and the types of their values, which is all that detection sees."""

NAMES = "names"
"""Key of an utterance's `extra` for a list of further names of its speaker, best known first."""
MENTIONED = "mentioned"
"""Key of an utterance's `extra` for a list of names that its text mentions, without the @."""
ROLE = "role"
"""Key of an utterance's `extra` for a role's name that danlu does not know and a user may declare."""


class NotUttered(DanluError):  # noqa: N818 - what it says of a record
    """A record is no message. `evidence` names fields and types, never text of the record."""

    def __init__(self, reason: Reason, evidence: Mapping[str, object] | None = None) -> None:
        super().__init__(f"the record is no message: {reason.value}")
        self.reason = reason
        self.evidence: Mapping[str, object] = dict(evidence or {})


class ChatFormat(Protocol):
    """How one program writes a message."""

    @property
    def name(self) -> str:
        """The name that the rows' `surface["format"]` holds."""

    def fits(self, shape: Shape) -> bool:
        """Whether a record of this shape is one of the program's."""

    def utter(self, value: Mapping[str, Any], part: str | None) -> Utterance:
        """The message that a record is; `part` is where in a file of several parts it stands.

        Raises:
            NotUttered: ENVELOPE for records around the messages, INVALID_FIELD for broken ones.
        """


def invalid_field(key: str, value: object) -> NotUttered:
    """The refusal of a message whose field has a value that the program would not write."""
    return NotUttered(Reason.INVALID_FIELD, {"field": key, "type": type(value).__name__})


def text_under(value: Mapping[str, Any], *keys: str) -> str | None:
    """The first of these fields that holds something, as text; None where none does."""
    for key in keys:
        field = value.get(key)
        if type(field) is str and field.strip():
            return field
        if type(field) is int:
            return str(field)
    return None


def number_under(value: Mapping[str, Any], key: str) -> int:
    """A field that must be a whole number, which tables hold as text.

    Raises:
        NotUttered: INVALID_FIELD where it is none.
    """
    field = value.get(key)
    if type(field) is bool or type(field) is int:
        return int(field)
    if type(field) is str and len(field) <= 20:
        try:
            return int(field.strip())
        except ValueError:
            pass
    raise invalid_field(key, field)


def rest_of(
    value: Mapping[str, Any], used: Iterable[str], names: Iterable[str | None] = ()
) -> dict[str, Any]:
    """What an utterance keeps as `extra`: the fields that are not used, and the speaker's other names."""
    known = frozenset(used)
    extra = {key: field for key, field in value.items() if key not in known and key not in {NAMES, MENTIONED}}
    distinct = list(dict.fromkeys(name for name in names if name))
    if distinct:
        extra[NAMES] = distinct
    return extra


def in_part(part: str | None, chat: str) -> str:
    """The key of a chat, which is a chat of its own in each part of a file."""
    return chat if part is None else f"{part}\n{chat}"
