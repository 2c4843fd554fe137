"""What readers cut out of sources that are no tables of records: messages, sections, paragraphs.

A reader of a container hands these over as the value of a record. JSON values stay JSON values;
these say what JSON cannot: that a text is one message of a longer chat, or one section of a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Uttered(StrEnum):
    """What one message of a chat is."""

    TEXT = "text"
    MEDIA = "media"
    SYSTEM = "system"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message of a chat. Consecutive ones become the turns of a session.

    Attributes:
        chat: Which conversation of the source it belongs to; messages of several may interleave.
        speaker: Who says it, as the source names them; None where the source does not say.
        text: What is said, without names and times; None where it is no text.
        time: When, in seconds since 1970 in the source's own time zone; None where unknown.
        own: Whether the owner of the export says it; None where the source does not tell.
        what: Text, or why it is none.
        role: The canonical role, where the source itself gives one.
        feedback: What a reader thought of it: "up", "down", or None.
        instead: The better answer that a person put in its place, if one did.
        extra: Fields that danlu does not use, as the source has them.
    """

    chat: str
    speaker: str | None
    text: str | None
    time: float | None = None
    own: bool | None = None
    what: Uttered = Uttered.TEXT
    role: str | None = None
    feedback: str | None = None
    instead: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document that is short enough to be one row.

    Attributes:
        text: Its text as Markdown: headings, lists and tables kept.
        headings: The headings that it stands below, outermost first.
        page: 1-based page or slide, where the document has such.
    """

    text: str
    headings: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A whole document that was read out of one record: its sections and what is known of it.

    Attributes:
        sections: In reading order; each becomes a row.
        about: What the document says of itself: title, author, language, date, url.
    """

    sections: tuple[Section, ...]
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a long text that is told rather than recorded: a novel.

    Attributes:
        text: Its text without the line end.
        heading: Whether it is the heading of a chapter.
    """

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a sheet, which is a record of its own or a line of a table to be read as text.

    Attributes:
        columns: The names in the sheet's header row.
        values: The row's cells as JSON values, as many as there are columns.
    """

    columns: tuple[str, ...]
    values: tuple[Any, ...]
