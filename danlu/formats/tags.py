"""Tags of tokens and the spans that they mark, in the schemes that corpora use.

IOB1 (Ramshaw and Marcus, 1995), BIO (IOB2), BIOES, BMES (usual for Chinese) and BILOU. Reading
is lenient as CoNLL's own scorer is: an inside tag without a beginning opens a span.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class TokenSpan(NamedTuple):
    """A span over tokens: [first, end)."""

    first: int
    end: int
    label: str


class Scheme(NamedTuple):
    """The letters of a scheme; `always` marks beginnings also where nothing adjoins."""

    begin: str
    inside: str
    last: str
    single: str
    always: bool = True


SCHEMES: Mapping[str, Scheme] = {
    "BIO": Scheme("B", "I", "I", "B"),
    "BIOES": Scheme("B", "I", "E", "S"),
    "BMES": Scheme("B", "M", "E", "S"),
    "BILOU": Scheme("B", "I", "L", "U"),
    "IOB1": Scheme("B", "I", "I", "B", always=False),
}
_OPENING, _CLOSING, _LETTERS = frozenset("BSU"), frozenset("ESLU"), frozenset("BIESMLU")


class TagError(ValueError):
    """A tag is of no known scheme; the argument is its 0-based place."""


def read_tags(tags: Sequence[str]) -> list[TokenSpan]:
    """The spans that tags such as `B-PER`, `I-PER` and `O` mark.

    Raises:
        TagError: A tag is not `O`, a letter of a scheme, or a letter, a separator and a label.
    """
    spans: list[TokenSpan] = []
    open_at: int | None = None
    label = ""
    for place, tag in enumerate(tags):
        letter, kind = _parse(tag, place)
        if open_at is not None and (letter == "O" or letter in _OPENING or kind != label):
            spans.append(TokenSpan(open_at, place, label))
            open_at = None
        if letter != "O" and open_at is None:
            open_at, label = place, kind
        if letter in _CLOSING and open_at is not None:
            spans.append(TokenSpan(open_at, place + 1, label))
            open_at = None
    if open_at is not None:
        spans.append(TokenSpan(open_at, len(tags), label))
    return spans


def _parse(tag: str, place: int) -> tuple[str, str]:
    letter, rest = tag[:1], tag[1:]
    if tag == "O" or (letter in _LETTERS and not rest):
        return letter, ""
    if letter not in _LETTERS or rest[:1] not in {"-", "_"} or len(rest) < 2:
        raise TagError(place)
    return letter, rest[1:]


def separator_of(tags: Sequence[str]) -> str:
    """What stands between letter and label: that of the first tag which has a label."""
    return next((tag[1] for tag in tags if len(tag) > 2), "-")


def write_tags(spans: Sequence[TokenSpan], count: int, scheme: Scheme, separator: str) -> list[str]:
    """The tags of `count` tokens; spans must not overlap."""
    tags = ["O"] * count
    ends: dict[int, str] = {}
    for first, end, label in sorted(spans):
        adjoins = scheme.always or ends.get(first) == label
        letters = [scheme.inside] * (end - first)
        letters[-1] = scheme.last
        letters[0] = scheme.begin if adjoins else scheme.inside
        if end - first == 1:
            letters[0] = scheme.single if adjoins else scheme.inside
        for place, letter in enumerate(letters, first):
            tags[place] = f"{letter}{separator}{label}" if label else letter
        ends[end] = label
    return tags


def find_scheme(tags: Sequence[str], spans: Sequence[TokenSpan]) -> tuple[str, dict[str, str]]:
    """The scheme that gives most of the tags again, and the other tags by their place."""
    best: tuple[str, dict[str, str]] | None = None
    for name, scheme in SCHEMES.items():
        written = write_tags(spans, len(tags), scheme, separator_of(tags))
        others = {str(place): tag for place, tag in enumerate(tags) if written[place] != tag}
        if best is None or len(others) < len(best[1]):
            best = name, others
        if not others:
            break
    return best or ("BIO", {})
