"""What was judged just now is known again: texts that repeat themselves cost a look each, and no judgement.

Whatever judges a place looks at a bounded stretch around it, so that the same stretch has the same outcome.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from danlu.cleaning.rule import Stretch

Judge = Callable[[str, re.Match[str]], Stretch | None]
Look = Callable[[int, int], list[Stretch]]
_LONG = 8192
"""Characters of a text that may repeat itself often enough for it to be worth remembering."""
_FAR_BEFORE, _FAR_AFTER = 256, 128
"""No judge looks further from a match than this."""
_MARGIN = 48
_MOST = 128


def remembering(judge: Judge, text: str) -> Judge:
    """The judge of the matches in one text; in a long text, one that knows again what it has just judged."""
    if len(text) < _LONG:
        return judge
    outcomes: dict[tuple[int, int, str], Stretch | None] = {}

    def recall(text: str, match: re.Match[str]) -> Stretch | None:
        start, end = match.span()
        first = start - _FAR_BEFORE if start > _FAR_BEFORE else 0
        around = (start - first, end - first, text[first : end + _FAR_AFTER])
        if around not in outcomes:
            if len(outcomes) == _MOST:
                outcomes.clear()
            made = judge(text, match)
            outcomes[around] = None if made is None else (made[0] - first, made[1] - first)
            return made
        known = outcomes[around]
        return None if known is None else (known[0] + first, known[1] + first)

    return recall


def remembering_places(look: Look, text: str, before: int, after: int) -> Look:
    """The same for what is found around a word: `look` is given its start and its end.

    It looks no more than `before` and `after` characters from them, further only behind what it finds.
    """
    if len(text) < _LONG:
        return look
    outcomes: dict[tuple[int, int, str], list[Stretch]] = {}

    def recall(start: int, end: int) -> list[Stretch]:
        first = start - before if start > before else 0
        around = (start - first, end - first, text[first : end + after])
        known = outcomes.get(around)
        if known is not None:
            return [(left + first, right + first) for left, right in known] if known else known
        if len(outcomes) == _MOST:
            outcomes.clear()
        made = look(start, end)
        if all(right <= end + after - _MARGIN for _, right in made):
            outcomes[around] = [(left - first, right - first) for left, right in made]
        return made

    return recall
