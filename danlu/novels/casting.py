"""Makes one role-play conversation of a scene: one speaker is the assistant, the others are users."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from danlu.novels.beats import Beat, Side
from danlu.rows import Kind, Message, Row

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_MOST_OTHERS = 6


@dataclass(frozen=True, slots=True)
class Language:
    """How a language writes narration among speech, and the fixed words of the system text."""

    opening: str
    closing: str
    between: str
    names: str
    colon: str
    plays: str
    more: str


CHINESE = Language("（", "）", "", "、", "：", "你扮演{name}，与{others}对话。括号里是叙述。", "等人")
ENGLISH = Language(
    "(",
    ")",
    " ",
    ", ",
    ": ",
    "You play {name} and talk with {others}. Text in parentheses is narration.",
    " and others",
)


@dataclass(slots=True)
class Piece:
    """A line, or narration; `speaker` is whose line it is or belongs to."""

    texts: list[str]
    speaker: str | None
    told: bool
    paragraph: int


@dataclass(slots=True)
class Turn:
    """What becomes one message."""

    role: str
    pieces: list[Piece] = field(default_factory=list)

    def add(self, piece: Piece) -> None:
        """One more piece; narration behind narration of the same paragraph continues it."""
        if not any(piece.texts):
            return
        last = self.pieces[-1] if self.pieces else None
        same = last is not None and (last.paragraph, last.speaker) == (piece.paragraph, piece.speaker)
        if last is not None and same and last.told and piece.told:
            last.texts += piece.texts
        else:
            self.pieces.append(piece)


def cast(heading: str | None, context: Sequence[str], beats: Sequence[Beat]) -> Row | None:
    """The scene as a row, or None where nobody in it answers somebody else.

    What stands before the first line becomes the system text; if the assistant speaks first, the last
    paragraph of it is what the user says. What follows the assistant's last line is no training data;
    it is kept in `extra`.
    """
    star = _star([beat.speaker for beat in beats if beat.speaker is not None])
    if star is None:
        return None
    words = _language(beats)
    first = next(index for index, beat in enumerate(beats) if beat.speaker is not None)
    if first and beats[first - 1].side is Side.NEXT:
        first -= 1
    lead = "".join(beat.text for beat in beats[:first]).strip()
    before = [text for text in (*context, lead) if text]
    turns = _turns(beats[first:], star)
    if turns[0].role == "assistant" and before:
        turns.insert(0, Turn("user", [Piece([before.pop()], None, told=True, paragraph=-1)]))
    after = turns.pop() if turns[-1].role == "user" else None
    others = list(dict.fromkeys(beat.speaker for beat in beats if beat.speaker not in {None, star}))
    plays = words.plays.format(name=star, others=_listed([other for other in others if other], words))
    extra = {"assistant": star, "headings": [heading] if heading else []}
    return Row(
        kind=Kind.CONVERSATION,
        system="\n\n".join([text for text in (heading, *before) if text] + [plays]),
        messages=[_message(turn, words) for turn in turns],
        extra=extra if after is None else {**extra, "after": _content(after, words, alone=False)},
        surface={"format": "novel"},
    )


def _star(speakers: Sequence[str]) -> str | None:
    """Who has the most lines of those who answer somebody; of equals who speaks later for the first time.

    Of two who have as many lines, that is who speaks second.
    """
    counts = Counter(speakers)
    first = {speaker: index for index, speaker in reversed(list(enumerate(speakers)))}
    last = {speaker: index for index, speaker in enumerate(speakers)}
    other = next((index for index, speaker in enumerate(speakers) if speaker != speakers[0]), len(speakers))
    answering = [name for name in counts if last[name] > (other if name == speakers[0] else 0)]
    if not answering:
        return None
    most = max(counts[name] for name in answering)
    equal = sorted((name for name in answering if counts[name] == most), key=lambda name: first[name])
    return equal[min(1, len(equal) - 1)] if first[equal[0]] == 0 else equal[0]


def _turns(beats: Sequence[Beat], star: str) -> list[Turn]:
    """The turns, in order. Speech that nobody is known to say is told, with its marks, on the user's side."""
    turns: list[Turn] = []
    for beat, owner in zip(beats, _owners(beats), strict=True):
        line = beat.speaker is not None
        if not beat.text.strip() or (beat.bare and not line and owner is not None):
            continue
        role = "assistant" if owner == star else "user"
        if not turns or turns[-1].role != role:
            turns.append(Turn(role))
        text = (beat.said or "") if line else beat.text
        turns[-1].add(Piece([text.strip()], owner, not line, beat.paragraph))
    return [turn for turn in turns if turn.pieces]


def _owners(beats: Sequence[Beat]) -> list[str | None]:
    """Whose each beat is: a line is its speaker's; narration goes with the line that it introduces.

    Narration between two lines of one speaker in one paragraph is that speaker's too.
    """
    following: list[Beat | None] = []
    line: Beat | None = None
    for beat in reversed(beats):
        following.append(line)
        line = beat if beat.said is not None else line
    owners: list[str | None] = []
    before: Beat | None = None
    for beat, after in zip(beats, reversed(following), strict=True):
        owners.append(_owner(beat, before, after))
        before = beat if beat.said is not None else before
    return owners


def _owner(beat: Beat, before: Beat | None, after: Beat | None) -> str | None:
    if beat.speaker is not None:
        return beat.speaker
    if beat.said is None and beat.side is Side.NEXT:
        return after.speaker if after is not None else None
    if beat.said is None and beat.side is Side.LAST:
        return before.speaker if before is not None else None
    if before is None or after is None or before.speaker != after.speaker:
        return None
    return before.speaker if before.paragraph == beat.paragraph == after.paragraph else None


def _message(turn: Turn, words: Language) -> Message:
    speakers = {piece.speaker for piece in turn.pieces if piece.speaker is not None}
    only = next(iter(speakers)) if len(speakers) == 1 else None
    message = Message(role=turn.role, content=_content(turn, words, alone=len(speakers) < 2))
    if only is not None and turn.role == "user":
        message["name"] = only
    return message


def _content(turn: Turn, words: Language, *, alone: bool) -> str:
    """Lines and narration; where several speak, each one's stretch has the name before it."""
    written: list[str] = []
    place, last = None, None
    for piece in turn.pieces:
        named = not alone and piece.speaker is not None and piece.speaker != last
        if written:
            written.append("\n" if named or piece.paragraph != place else words.between)
        text = words.between.join(piece.texts)
        written.append(f"{piece.speaker}{words.colon}" if named else "")
        written.append(f"{words.opening}{text}{words.closing}" if piece.told else text)
        place, last = piece.paragraph, piece.speaker
    return "".join(written)


def _listed(names: Sequence[str], words: Language) -> str:
    return words.names.join(names[:_MOST_OTHERS]) + (words.more if len(names) > _MOST_OTHERS else "")


def _language(beats: Sequence[Beat]) -> Language:
    """Chinese where Chinese characters outnumber words of Latin letters."""
    text = "".join(beat.text for beat in beats)
    return CHINESE if len(_HAN.findall(text)) > len(_LATIN_WORD.findall(text)) else ENGLISH
