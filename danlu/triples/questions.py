"""Weaves triples into rows: one question for all that a source says of a subject by one predicate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from danlu.ledger import Reason
from danlu.rows import Kind, Message, Row
from danlu.triples.find import Triple
from danlu.triples.wording import Asked, ask, ask_back, is_chinese, is_one_to_one
from danlu.woven import Woven

FORMAT = "triples"
MOST_QUESTIONS = 100_000
"""Questions that wait for more objects; of more, the one that waited longest without any is closed."""
MOST_CHARACTERS = 64 * 1024**2
"""Characters that wait in all."""
_MOST_PREDICATES = 10_000
_Key = tuple[str, str, str]


@dataclass(slots=True)
class _Open:
    """A question that still takes objects."""

    first: Triple
    language: str
    chinese: bool
    handles: list[int] = field(default_factory=list)
    objects: dict[str, None] = field(default_factory=dict)
    extra: list[dict[str, Any]] = field(default_factory=list)
    characters: int = 0


class Questions:
    """Makes a conversation of one question and answer of the triples that share subject and predicate.

    Objects are joined wherever in the source they stand, within a window of `MOST_QUESTIONS`, so that
    no two rows answer the same question differently; objects in different languages are different
    answers to different questions. Where no two subjects of a relation share an object, such as of
    capitals, the question is asked the other way round as well. How the triples were spelt is lost,
    but for what stood beside them.
    """

    def __init__(self, most_questions: int = MOST_QUESTIONS) -> None:
        self._most = most_questions
        self._open: dict[_Key, _Open] = {}
        self._owners: dict[tuple[str, str], str | None] = {}
        self._one_to_one: dict[str, bool] = {}
        self._held = 0

    def take(self, handle: int, piece: Triple) -> Iterator[Woven]:
        """The next triple, and the fates that it settles."""
        if not (piece.subject.strip() and piece.predicate.strip() and piece.object.strip()):
            yield Woven([handle], format=FORMAT, reason=Reason.EMPTY_RECORD)
            return
        chinese, language = _languages(piece)
        key = (piece.subject_id or piece.subject, piece.predicate_id or piece.predicate, language)
        held = self._open.pop(key, None) or _Open(piece, language, chinese)
        self._open[key] = held
        self._hold(handle, piece, held)
        while len(self._open) > self._most or self._held > MOST_CHARACTERS:
            oldest = next(iter(self._open))
            yield self._closed(self._open.pop(oldest))

    def finish(self) -> Iterator[Woven]:
        """The fates of all open questions, in the order of their first triples."""
        for held in sorted(self._open.values(), key=lambda held: held.handles[0]):
            yield self._closed(held)
        self._open.clear()
        self._owners.clear()

    def _hold(self, handle: int, piece: Triple, held: _Open) -> None:
        size = len(piece.subject) + len(piece.predicate) + len(piece.object)
        held.handles.append(handle)
        held.objects[piece.object] = None
        held.characters += size
        self._held += size
        if piece.extra:
            held.extra.append({"object": piece.object, **piece.extra})
        if len(self._owners) < self._most and self._is_one_to_one(piece.predicate):
            owner = self._owners.setdefault((piece.predicate, piece.object), piece.subject)
            if owner != piece.subject:
                self._owners[piece.predicate, piece.object] = None

    def _is_one_to_one(self, predicate: str) -> bool:
        known = self._one_to_one.get(predicate)
        if known is None:
            if len(self._one_to_one) >= _MOST_PREDICATES:
                self._one_to_one.clear()
            known = self._one_to_one[predicate] = is_one_to_one(predicate)
        return known

    def _closed(self, held: _Open) -> Woven:
        self._held -= held.characters
        first = held.first
        objects = list(held.objects)
        asked = [ask(first.subject, first.predicate, objects, held.language, chinese=held.chinese)]
        if len(objects) == 1 and self._owners.get((first.predicate, objects[0])) == first.subject:
            back = ask_back(first.subject, first.predicate, objects[0], chinese=held.chinese)
            asked += [back] if back is not None else []
        named = first.subject_id is not None and not first.subject_id.startswith("_:")
        group = first.subject_id if named else first.subject
        rows = [_row(one, str(group), held.extra) for one in asked]
        return Woven(held.handles, rows, FORMAT)


def _languages(piece: Triple) -> tuple[bool, str]:
    """Whether to ask in Chinese, and the primary language subtag of the answer."""
    tag = (piece.language or "").partition("-")[0].lower()
    if tag in {"zh", "en"}:
        return tag == "zh", tag
    chinese = is_chinese(piece.subject, piece.predicate)
    return chinese, tag or ("zh" if chinese else "en")


def _row(asked: Asked, subject: str, extra: list[dict[str, Any]]) -> Row:
    row = Row(
        kind=Kind.CONVERSATION,
        messages=[
            Message(role="user", content=asked.question),
            Message(role="assistant", content=asked.answer),
        ],
        group=subject,
        surface={"format": FORMAT},
    )
    if extra:
        row["extra"] = {"triples": extra}
    return row
