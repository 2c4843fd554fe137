"""Records become rows: each record goes to what reads its kind, and comes back with its fate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from danlu.assembly.pages import rows_of_page, rows_of_text
from danlu.assembly.tables import Tables, cell_text
from danlu.chats import NotUttered, Sessions, find_chat
from danlu.chats.base import in_part
from danlu.formats import Unreadable, find_format
from danlu.formats.mapping import Declaration
from danlu.ledger import Reason
from danlu.novels.scenes import Scenes
from danlu.pieces import Cells, Page, Paragraph, Utterance
from danlu.readers import Record
from danlu.reading_knobs import Hints, Raw
from danlu.rows import Row
from danlu.triples import Questions, declared_triple, find_triple
from danlu.woven import Weaver, Woven

_NOVEL, _TABLE = "novel", "table"
_TOLD = "chat"
"""The format of messages that a reader cut out of a text, and not out of records."""


class Assembler:
    """Gives every record of one source its fate, alone or together with others."""

    def __init__(self, source: str, recipe: Raw, hints: Hints) -> None:
        self._source = source
        self._kind = hints.kind
        self._roles = hints.roles
        self._chat = hints.chat or recipe.chat
        self._novel = hints.novel or recipe.novel
        self._documents = hints.documents or recipe.documents
        self._declared = Declaration.of(hints)
        self._weavers: dict[str, Weaver[Any]] = {}
        self._part: str | None = None
        self._enclosed = 0

    def take(self, handle: int, record: Record) -> Iterator[Woven]:
        """The next record, and the fates that it settles: its own, or those of earlier ones."""
        if record.part != self._part:
            yield from self._leave_part(record.part)
        if record.reason is not None:
            yield Woven([handle], reason=record.reason, evidence=record.evidence)
            return
        try:
            yield from self._by_value(handle, record)
        except (Unreadable, NotUttered) as refusal:
            yield Woven([handle], reason=refusal.reason, evidence=refusal.evidence)
        except RecursionError:
            yield Woven([handle], reason=Reason.TOO_DEEP)

    def finish(self) -> Iterator[Woven]:
        """The fates of all that is still held, at the end of the source."""
        for name in self._weavers:
            yield from self._finish(name)

    def _leave_part(self, part: str | None) -> Iterator[Woven]:
        """A novel or a table ends with its file; a chat may go on in the next one."""
        for name in (_NOVEL, _TABLE):
            if name in self._weavers:
                yield from self._finish(name)
        self._part = part

    def _finish(self, name: str) -> Iterator[Woven]:
        found = self._weavers[name].finish()
        return self._of_part(found) if name in {_NOVEL, _TABLE} else found

    def _of_part(self, found: Iterator[Woven]) -> Iterator[Woven]:
        """With rows whose group is one of this source and part: chapters of all books are called alike."""
        for woven in found:
            place = f"{self._source}\n{self._part or ''}"
            rows = [Row(**{**row, "group": f"{place}\n{row.get('group') or ''}"}) for row in woven.rows]
            yield replace(woven, rows=rows)

    def _by_value(self, handle: int, record: Record) -> Iterator[Woven]:
        match record.value:
            case Utterance() as said:
                said = replace(said, chat=in_part(record.part, said.chat))
                yield from self._sessions(_TOLD).take(handle, said)
            case Paragraph() as paragraph:
                scenes = self._weaver(_NOVEL, lambda: Scenes(self._novel))
                yield from self._of_part(scenes.take(handle, paragraph))
            case Page() as page:
                yield self._as_document(handle, record, rows_of_page(page, self._documents))
            case str() as text if record.key is None:
                yield self._as_document(handle, record, rows_of_text(text, self._documents))
            case Cells() as cells:
                yield from self._of_sheet(handle, cells, record.part)
            case _ if record.key is not None and not isinstance(record.value, dict | list):
                self._enclosed += record.key == "id"  # in an export of many chats each names its own
                yield Woven([handle], reason=Reason.ENVELOPE, evidence={"member": "no record"})
            case _:
                yield from self._of_json(handle, record.value, record.part)

    def _of_json(self, handle: int, value: object, part: str | None) -> Iterator[Woven]:
        woven = self._together(handle, value, part)
        if woven is not None:
            yield from woven
        else:
            yield self._by_format(handle, value)

    def _of_sheet(self, handle: int, cells: Cells, part: str | None) -> Iterator[Woven]:
        """A row of a sheet is a record where it has a format, else a line of a table."""
        value = dict(zip(cells.columns, cells.values, strict=True))
        woven = self._together(handle, value, part)
        if woven is not None:
            yield from woven
        elif self._kind != "document" and (self._declared is not None or find_format(value) is not None):
            alone = self._by_format(handle, value)
            if alone.reason is Reason.INVALID_FIELD:
                # an answer such as 42 is a number to the program that wrote the sheet
                alone = self._by_format(handle, {name: _written(cell) for name, cell in value.items()})
            yield alone
        else:
            tables = self._weaver(_TABLE, lambda: Tables(self._documents))
            yield from self._of_part(tables.take(handle, cells))

    def _together(self, handle: int, value: object, part: str | None) -> Iterator[Woven] | None:
        """What a record gives together with others, as a message or a fact; None where it stands alone."""
        if self._declared is not None and self._kind in {"chat", "triples"}:
            value = self._declared.apply(value).value
        if self._kind == "triples":
            triple = declared_triple(value)
        else:
            triple = find_triple(value) if self._kind == "auto" else None
        if triple is not None:
            return self._weaver("triples", Questions).take(handle, triple)
        chat = find_chat(value) if self._kind in {"auto", "chat"} else None
        if chat is None or not isinstance(value, dict):
            return None
        said = chat.utter(value, part)
        if self._enclosed > 1:
            said = replace(said, chat=f"{said.chat}\n{self._enclosed}")
        return self._sessions(chat.name).take(handle, said)

    def _by_format(self, handle: int, value: object) -> Woven:
        """A record that is a row, or several rows, by itself."""
        undo: dict[str, Any] = {}
        if self._declared is not None:
            value, undo = self._declared.apply(value)
        known = find_format(value)
        if known is None:
            return Woven([handle], reason=Reason.UNKNOWN_RECORD_FORMAT)
        try:
            rows = known.read(value)
        except Unreadable as refusal:
            return Woven([handle], (), known.name, refusal.reason, refusal.evidence)
        return Woven([handle], [_declared_row(row, undo) for row in rows] if undo else rows, known.name)

    def _as_document(self, handle: int, record: Record, rows: list[Row]) -> Woven:
        """The rows of a document; all of one document are in one group, so that none straddles splits."""
        if not rows:
            return Woven([handle], reason=Reason.NO_MAIN_TEXT)
        if len(rows) > 1 or record.byte_start is None:
            group = f"{self._source}\n{_document(record)}"
            rows = [Row(**{**row, "group": group}) for row in rows]
        name: str = (rows[0].get("surface") or {}).get("format", "document")
        return Woven([handle], rows, name)

    def _sessions(self, form: str) -> Weaver[Utterance]:
        return self._weaver(form, lambda: Sessions(self._chat, self._roles, form))

    def _weaver(self, name: str, make: Callable[[], Weaver[Any]]) -> Weaver[Any]:
        if name not in self._weavers:
            self._weavers[name] = make()
        return self._weavers[name]


def _document(record: Record) -> str:
    """The part that is the document: without the page or section, where it has no text stream.

    Each message of a mailbox is a document.
    """
    part = record.part or ""
    container, _, place = part.rpartition("#")
    return part if record.byte_start is not None or place.startswith("message=") else container


def _written(cell: object) -> object:
    """A number as the text that a sheet shows; all else as it is."""
    return cell_text(cell) if type(cell) in {int, float} else cell


def _declared_row(row: Row, undo: dict[str, Any]) -> Row:
    return Row(**{**row, "surface": {**row.get("surface", {}), "declared": undo}})
