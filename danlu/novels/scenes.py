"""Scenes of a novel: paragraphs in which people speak to one another become role-play conversations."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from danlu.ledger import Reason
from danlu.novels.alternation import resolve
from danlu.novels.beats import Beat
from danlu.novels.casting import cast
from danlu.novels.names import Names, full_names
from danlu.novels.quotations import open_mark_of, split_paragraph
from danlu.novels.speakers import attribute
from danlu.novels.words import NEW_STRAND, SCENE_BREAK
from danlu.pieces import Paragraph
from danlu.reading_knobs import Novel
from danlu.woven import Woven

MOST_CHARACTERS = 4000
"""A scene ends behind the paragraph that passes this, so that dialogue without end stays trainable."""
LONGEST_PARAGRAPH = 100_000
"""A longer one, in characters, is no paragraph of a story, whatever its marks; it is refused."""
FORMAT = "novel"


@dataclass(slots=True)
class Told:
    """A paragraph of a scene."""

    handle: int
    text: str
    beats: list[Beat]


@dataclass(slots=True)
class Scene:
    """What is held: the narration before the first line, then paragraphs up to the last line so far."""

    context: list[Told]
    told: list[Told] = field(default_factory=list)
    gap: list[Told] = field(default_factory=list)
    characters: int = 0

    @property
    def handles(self) -> list[int]:
        """The paragraphs that the scene uses, ascending."""
        return [each.handle for each in (*self.context, *self.told)]


class Scenes:
    """Weaves paragraphs into scenes (a `Weaver[Paragraph]`).

    A heading, a line of asterisks and the like, a phrase by which chapter novels turn to other people
    (却说, 且说), more than `gap_paragraphs` paragraphs without speech, and `MOST_CHARACTERS` end a
    scene. The paragraphs of narration before its first line, as many as fit into `scene_characters`
    as a whole, are its context. A heading is a record of the first scene of its chapter, and is
    repeated, as text, in the others. A row's group is its chapter, by its heading: whoever reads a
    book adds which one it is.
    """

    def __init__(self, options: Novel) -> None:
        self._options = options
        self._names = Names()
        self._pending: deque[Told] = deque()
        self._pending_characters = 0
        self._scene: Scene | None = None
        self._heading: str | None = None
        self._heading_handle: int | None = None
        self._open_mark: str | None = None

    def take(self, handle: int, piece: Paragraph) -> Iterator[Woven]:
        """The next paragraph, and the fates that it settles."""
        text = piece.text.strip()
        if piece.heading:
            yield from self.finish()
            self._heading, self._heading_handle = text, handle
            return
        if not text or SCENE_BREAK.fullmatch(text):
            yield from self._end_strand()
            yield _refused([handle])
            return
        if len(text) > LONGEST_PARAGRAPH:
            yield from self._end_strand()
            yield _refused([handle], characters=len(text), most_characters=LONGEST_PARAGRAPH)
            return
        if NEW_STRAND.match(text):
            yield from self._end_strand()
        told = Told(handle, text, split_paragraph(text, open_mark=self._open_mark))
        self._open_mark = open_mark_of(told.beats)
        if any(beat.said is not None for beat in told.beats):
            yield from self._take_speech(told)
        else:
            yield from self._take_narration(told)

    def finish(self) -> Iterator[Woven]:
        """The fates of all that is held: the chapter ends here."""
        yield from self._end_strand()
        if self._heading_handle is not None:
            yield _refused([self._heading_handle])
            self._heading_handle = None
        self._heading = None

    def _take_speech(self, told: Told) -> Iterator[Woven]:
        scene = self._scene
        if scene is None:
            yield from self._trim(self._options.scene_characters - _lead(told))
            scene = self._scene = Scene(list(self._pending))
            self._pending.clear()
            self._pending_characters = 0
        scene.told += [*scene.gap, told]
        scene.characters += sum(len(each.text) for each in (*scene.gap, told))
        scene.gap.clear()
        if scene.characters > MOST_CHARACTERS:
            yield from self._end_scene()

    def _take_narration(self, told: Told) -> Iterator[Woven]:
        if self._scene is not None:
            self._scene.gap.append(told)
            if len(self._scene.gap) > self._options.gap_paragraphs:
                yield from self._end_scene()
            return
        self._pending.append(told)
        self._pending_characters += len(told.text)
        yield from self._trim(self._options.scene_characters)

    def _trim(self, most: int) -> Iterator[Woven]:
        """Let go of the oldest narration until the rest fits into `most` characters."""
        while self._pending and self._pending_characters > most:
            oldest = self._pending.popleft()
            self._pending_characters -= len(oldest.text)
            yield _refused([oldest.handle])

    def _end_scene(self) -> Iterator[Woven]:
        """Settle the open scene; narration after it may be the context of the next."""
        scene, self._scene = self._scene, None
        self._open_mark = None
        if scene is None:
            return
        yield self._settle(scene)
        for told in scene.gap:
            yield from self._take_narration(told)

    def _end_strand(self) -> Iterator[Woven]:
        yield from self._end_scene()
        yield from self._trim(-1)

    def _settle(self, scene: Scene) -> Woven:
        # names are learnt first: a scene often names somebody fully behind that one's first line
        for told in scene.told:
            attribute(split_paragraph(told.text), self._names)
        for told in scene.told:
            told.beats = attribute(told.beats, self._names)
        beats = _numbered(scene)
        resolve(beats)
        shorts = {beat.speaker for beat in beats if beat.speaker is not None and len(beat.speaker) == 1}
        full = full_names(shorts, "\n".join(each.text for each in (*scene.context, *scene.told)))
        for beat in beats:
            beat.speaker = full.get(beat.speaker, beat.speaker) if beat.speaker else None
        lines, speakers = _lines(beats)
        row = None
        if lines >= self._options.least_lines and speakers > 1:
            row = cast(self._heading, [told.text for told in scene.context], beats)
        if row is None:
            return _refused(scene.handles, lines=lines, speakers=speakers)
        row["group"] = self._heading or ""
        handles = scene.handles
        if self._heading_handle is not None:
            handles = [self._heading_handle, *handles]
            self._heading_handle = None
        return Woven(handles, [row], FORMAT)


def _numbered(scene: Scene) -> list[Beat]:
    beats: list[Beat] = []
    for number, told in enumerate(scene.told):
        for beat in told.beats:
            beat.paragraph = number
            beats.append(beat)
    return beats


def _lead(told: Told) -> int:
    """Characters of narration before the first line of a paragraph."""
    for index, beat in enumerate(told.beats):
        if beat.said is not None:
            return sum(len(each.text) for each in told.beats[:index])
    return len(told.text)


def _lines(beats: list[Beat]) -> tuple[int, int]:
    """How many lines have a speaker, one person's in one paragraph being one, and how many speak."""
    said = [(beat.paragraph, beat.speaker) for beat in beats if beat.speaker is not None]
    changes = sum(1 for index, each in enumerate(said) if not index or said[index - 1] != each)
    return changes, len({speaker for _, speaker in said})


def _refused(handles: list[int], **evidence: object) -> Woven:
    return Woven(handles, (), None, Reason.NO_DIALOGUE, evidence)
