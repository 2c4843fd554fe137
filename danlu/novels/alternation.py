"""Settles, within one scene, lines whose speaker the narration beside them does not name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from danlu.novels.beats import Beat


def resolve(beats: Sequence[Beat]) -> None:
    """Fill in speakers: who goes on, whom a pronoun means, and two who speak in turn.

    A pronoun is understood only where the scene names exactly one speaker besides the one who spoke
    last. Two alternate only in paragraphs that follow one another, each with one speaker, once both
    have been named; a chain that ends against what the text says is given up as a whole.
    """
    lines = [beat for beat in beats if beat.said is not None]
    _go_on(lines)
    # whom a pronoun means may depend on whose turn was before it, and whose turn is next on the pronoun
    for _ in range(2):
        _pronouns(lines)
        _go_on(lines)
        _alternate(lines)
        _go_on(lines)
    _pronouns(lines)


def _go_on(lines: Sequence[Beat]) -> None:
    for last, line in pairwise(lines):
        if line.again and line.speaker is None and line.paragraph - last.paragraph <= 1:
            line.speaker = last.speaker


def _pronouns(lines: Sequence[Beat]) -> None:
    named = sorted({line.speaker for line in lines if line.speaker is not None and not line.pronoun})
    if len(named) != 2:
        return
    last: str | None = None
    for line in lines:
        if line.pronoun and line.speaker is None and last in named:
            line.speaker = named[1] if last == named[0] else named[0]
        last = line.speaker


def _alternate(lines: Sequence[Beat]) -> None:
    """Lines without any hint, in runs between lines whose speakers are settled."""
    turns = _turns(lines)
    for start in range(2, len(turns)):
        if not _is_open(turns[start]) or None in {turns[start - 1][0].speaker, turns[start - 2][0].speaker}:
            continue
        end = start
        while end < len(turns) and _is_open(turns[end]):
            end += 1
        chain = turns[start - 2 : end]
        pair = (chain[0][0].speaker, chain[1][0].speaker)
        if pair[0] == pair[1] or not _adjacent(chain):
            continue
        closed = end < len(turns) and not turns[end][0].pronoun and _adjacent(turns[end - 1 : end + 1])
        if closed and turns[end][0].speaker in pair and turns[end][0].speaker != pair[(end - start) % 2]:
            continue
        for number, turn in enumerate(turns[start:end]):
            for line in turn:
                line.speaker = pair[number % 2]


def _turns(lines: Sequence[Beat]) -> list[list[Beat]]:
    """Lines of one paragraph, whose speakers agree, together."""
    turns: list[list[Beat]] = []
    for line in lines:
        if turns and turns[-1][0].paragraph == line.paragraph and turns[-1][0].speaker == line.speaker:
            turns[-1].append(line)
        else:
            turns.append([line])
    return turns


def _is_open(turn: Sequence[Beat]) -> bool:
    """Whether nothing says who speaks, not even a pronoun."""
    return turn[0].speaker is None and not turn[0].pronoun


def _adjacent(turns: Sequence[Sequence[Beat]]) -> bool:
    """Whether each turn stands in the paragraph after that of the turn before."""
    places = [turn[0].paragraph for turn in turns]
    return all(after - before == 1 for before, after in pairwise(places))
