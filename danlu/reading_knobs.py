"""How sources are read: the recipe's section `raw`, and what one source may declare in its place."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from danlu.knobs import Count, Positive, Section

Role = Literal["system", "user", "assistant", "tool"]
SourceKind = Literal["auto", "table", "chat", "novel", "document", "triples"]
"""What a source is read as; "auto" lets its content decide."""


class Door(Section):
    """Bounds of the process that reads one source. What passes them is blamed alone."""

    seconds: Positive = 60
    bytes_per_second: Positive = 5 * 1024**2
    memory_bytes: Positive = 1024**3
    open_files: Annotated[int, Field(ge=32)] = 256
    output_bytes: Positive = 64 * 1024**3


class Archives(Section):
    """Bounds of archives: members, archives within archives, and unpacked bytes in all."""

    members: Positive = 10_000
    depth: Positive = 2
    bytes: Positive = 16 * 1024**3


class Chat(Section):
    """How messages become conversations.

    `assistant` names who answers: "auto" (who the source says, else the owner of the export, else
    who speaks second), "owner", "others", "second", or the name of a speaker.
    """

    session_gap_minutes: Count = 180
    assistant: Annotated[str, Field(min_length=1)] = "auto"
    joined_by: str = "\n"
    pseudonyms: bool = True


class Novel(Section):
    """How told dialogue becomes role-play: the most narration between two lines of one scene."""

    gap_paragraphs: Positive = 3
    least_lines: Annotated[int, Field(ge=2)] = 2
    scene_characters: Count = 600


class Documents(Section):
    """How long documents are cut, along their structure."""

    section_characters: Annotated[int, Field(ge=200)] = 4000


class Raw(Section):
    """Limits and declarations of the readers."""

    max_record_bytes: Positive = 16 * 1024**2
    max_depth: Annotated[int, Field(gt=0, le=512)] = 64
    max_expansion: Positive = 200
    encodings: dict[str, str] = Field(default_factory=dict)
    door: Door = Door()
    archives: Archives = Archives()
    chat: Chat = Chat()
    novel: Novel = Novel()
    documents: Documents = Documents()


class Hints(Section):
    """What a source declares about how it is read; a section that it gives takes the recipe's place.

    `columns` names the columns of a table without a header row. `fields` names, for each key of
    danlu (instruction, output, text, …), the key of the source that holds it; `roles` gives the
    role of each speaker that danlu does not know.
    """

    kind: SourceKind = "auto"
    encoding: str | None = None
    columns: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    fields: dict[str, str] = Field(default_factory=dict)
    roles: dict[str, Role] = Field(default_factory=dict)
    chat: Chat | None = None
    novel: Novel | None = None
    documents: Documents | None = None
