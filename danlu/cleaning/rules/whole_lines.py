"""Taking whole lines out of a text, for the rules whose noise stands on lines of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

_FENCES = ("```", "~~~")


def without_lines(text: str, is_noise: Callable[[str], bool]) -> str:
    """The text without the lines that are noise, outside of fences; never nothing at all.

    Of the empty lines on both sides of what was taken out, those above stay; at the start and the end
    of the text, none. Equal lines are judged once.
    """
    lines = text.split("\n")
    bare = {line: line.strip() for line in set(lines)}
    noise = {line for line, said in bare.items() if said and said[:3] not in _FENCES and is_noise(line)}
    if not noise:
        return text
    kept: list[str] = []
    fence, taken, gap = "", False, False
    for line in lines:
        mark = bare[line][:3]
        if mark in _FENCES and fence in {"", mark}:
            fence = "" if fence else mark
        elif line in noise and not fence:
            taken = gap = True
            continue
        if gap and not mark and (not kept or not bare[kept[-1]]):
            continue
        gap = False
        kept.append(line)
    if not taken or not any(bare[line] for line in kept):
        return text
    if gap:
        while not bare[kept[-1]]:
            kept.pop()
    return "\n".join(kept)


def holds_any(values: pl.Series, words: Sequence[str]) -> pl.Series:
    """Which texts hold one of the words, which are in lower case."""
    return values.str.to_lowercase().str.contains_any(list(words))
