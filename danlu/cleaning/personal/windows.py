"""Long texts that say the same thing over and over: what stands in equal surroundings is searched once.

A text that repeats itself is cut where it begins anew, so that its windows are equal. What is found must be
told by what stands within `_MARGIN` characters; whatever looks further is no work for windows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from danlu.cleaning.rule import Stretch

Find = Callable[[str], list[Stretch]]
_LONG = 16_384
"""Characters of a text that may repeat itself often enough for it to be cut."""
_LEAST, _MOST = 1024, 8192
"""Characters of a window's own part."""
_MARGIN = 512
_OPENING = 24
"""So many characters tell that a text begins anew."""
_FEW = 8
_KEPT = 256


def in_windows(find: Find, text: str) -> list[Stretch]:
    """What `find` finds; in a long text that repeats itself, found in windows of which equal ones are one."""
    if len(text) < _LONG:
        return find(text)
    windows = list(_windows(text))
    if len({text[first:last] for first, last in windows}) * 2 > len(windows) + _FEW:
        return find(text)
    known: dict[tuple[int, str], list[Stretch]] = {}
    found: list[Stretch] = []
    for first, last in windows:
        left = max(0, first - _MARGIN)
        around = text[left : last + _MARGIN]
        key = (first - left, around)
        if key not in known:
            if len(known) == _KEPT:
                known.clear()
            own = range(first - left, last - left)
            known[key] = [place for place in find(around) if place[0] in own]
        found += [(left + start, left + end) for start, end in known[key]]
    return found


def _windows(text: str) -> Iterator[Stretch]:
    """Stretches that cover the text, each up to where its beginning stands again, or a line ends."""
    first = 0
    while first < len(text):
        least, most = first + _LEAST, first + _MOST
        last = text.find(text[first : first + _OPENING], least, most)
        if last < 0:
            last = text.find("\n", least, most) + 1
        last = last if last > 0 else most
        yield first, min(last, len(text))
        first = last
