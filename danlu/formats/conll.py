"""Tokens and their tags, as CoNLL files give them: to a text and spans of its characters.

Chinese and Japanese characters are joined without blanks, other tokens with one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from danlu.formats.base import Unreadable, Unwritable, invalid, one_row, require_kind, surface_of
from danlu.formats.plain import plain_text
from danlu.formats.record import finish, rebuild
from danlu.formats.shape import ListOf, Shape, shape_of
from danlu.formats.tags import SCHEMES, TagError, TokenSpan, find_scheme, read_tags, separator_of, write_tags
from danlu.ledger import Reason
from danlu.rows import Kind, Row, Span

TOKENS = ("tokens", "words", "词")
TAGS = ("tags", "ner_tags", "labels", "标签")
_UNSPACED = re.compile("[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\ufe30-\uffef\U00020000-\U000323af]")


class CoNLL:
    """A list of tokens beside a list of their tags."""

    name = "conll"

    def matches(self, value: object) -> bool:
        """Whether the record has lists of tokens and of tags."""
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape."""
        keys = _keys(shape)
        return keys is not None and all(isinstance(shape[key], ListOf) for key in keys)

    def read(self, value: dict[str, Any]) -> list[Row]:
        """One row of spans; tags that break their scheme are read as CoNLL's scorer does."""
        tokens_key, tags_key = _keys(value) or ("", "")
        tokens = _texts(value[tokens_key], tokens_key)
        tags = _texts(value[tags_key], tags_key)
        if len(tokens) != len(tags):
            evidence = {"field": tags_key, "tokens": len(tokens), "tags": len(tags)}
            raise Unreadable(Reason.INVALID_FIELD, evidence)
        if not tokens:
            raise Unreadable(Reason.EMPTY_RECORD)
        try:
            marked = read_tags(tags)
        except TagError as error:
            raise invalid(tags_key, tags, position=error.args[0] + 1) from error
        text, starts = join_tokens(tokens)
        spans = [
            Span(
                start=starts[span.first],
                end=starts[span.end - 1] + len(tokens[span.end - 1]),
                label=span.label,
            )
            for span in marked
        ]
        surface: dict[str, Any] = {"format": self.name, "separator": separator_of(tags)}
        surface["scheme"], others = find_scheme(tags, marked)
        if others:
            surface["tags_at"] = others
        if cut_tokens(text, "tokens") != tokens:
            whole = cut_tokens(text, "blanks") == tokens
            surface["cut"] = "blanks" if whole else [len(token) for token in tokens]
        row = Row(kind=Kind.SPANS, messages=[{"role": "user", "content": text}], spans=spans)
        return [finish(row, value, frozenset({tokens_key, tags_key}), surface)]

    def write(self, *rows: Row) -> dict[str, Any]:
        """The record; without a surface `tokens` (words, and single Chinese characters) and BIO `tags`.

        Raises:
            Unwritable: Spans cross tokens or each other, or the text has blanks that tokens do not show.
        """
        row = one_row(rows)
        require_kind(row, Kind.SPANS)
        surface = surface_of(row, self.name) or {
            "keys": ["tokens", "tags"],
            "scheme": "BIO",
            "separator": "-",
        }
        tokens_key, tags_key = _keys(dict.fromkeys(surface["keys"])) or ("", "")
        text = plain_text(row["messages"][0], 1)
        tokens = cut_tokens(text, surface.get("cut", "tokens"))
        if join_tokens(tokens)[0] != text:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"problem": "blanks", "characters": len(text)})
        spans = _token_spans(row.get("spans") or [], tokens)
        tags = write_tags(spans, len(tokens), SCHEMES[surface["scheme"]], surface["separator"])
        for place, tag in surface.get("tags_at", {}).items():
            tags[int(place)] = tag
        return rebuild({**row, "surface": surface}, {tokens_key: tokens, tags_key: tags})


def _keys(names: Mapping[str, Any]) -> tuple[str, str] | None:
    tokens = next((key for key in TOKENS if key in names), None)
    tags = next((key for key in TAGS if key in names), None)
    return None if tokens is None or tags is None else (tokens, tags)


def _texts(items: list[Any], key: str) -> list[str]:
    for place, item in enumerate(items, 1):
        if type(item) is not str or not item:
            raise invalid(key, item, position=place)
    return items


def _unspaced(first: str, second: str) -> bool:
    return bool(_UNSPACED.match(first[-1]) or _UNSPACED.match(second[0]))


def join_tokens(tokens: Sequence[str]) -> tuple[str, list[int]]:
    """The text of tokens and where each begins; no blank beside a Chinese or Japanese character."""
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    for place, token in enumerate(tokens):
        if place and not _unspaced(tokens[place - 1], token):
            pieces.append(" ")
            length += 1
        starts.append(length)
        pieces.append(token)
        length += len(token)
    return "".join(pieces), starts


def cut_tokens(text: str, cut: str | Sequence[int]) -> list[str]:
    """The tokens of a text, cut in one of three ways.

    `tokens` gives single Chinese characters and runs of others, `blanks` the pieces between
    blanks, and numbers are the tokens' lengths.

    Raises:
        Unwritable: The lengths are not those of this text.
    """
    if isinstance(cut, str):
        pieces = text.split(" ")
        return pieces if cut == "blanks" else [token for piece in pieces for token in _TOKEN.findall(piece)]
    tokens: list[str] = []
    place = 0
    for length in cut:
        if tokens and text[place : place + 1] == " " and not _unspaced(tokens[-1], text[place + 1 :]):
            place += 1
        tokens.append(text[place : place + length])
        place += length
    if join_tokens(tokens)[0] != text:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"characters": len(text)})
    return tokens


_TOKEN = re.compile(f"{_UNSPACED.pattern}|[^{_UNSPACED.pattern[1:-1]}]+")


def _token_spans(spans: Sequence[Span], tokens: Sequence[str]) -> list[TokenSpan]:
    starts = join_tokens(tokens)[1]
    first_at = {start: place for place, start in reversed(list(enumerate(starts)))}
    end_at = {start + len(tokens[place]): place + 1 for place, start in enumerate(starts)}
    found: list[TokenSpan] = []
    for number, span in enumerate(sorted(spans, key=lambda span: span["start"]), 1):
        first, end = first_at.get(span["start"]), end_at.get(span["end"])
        if first is None or end is None or (found and first < found[-1].end):
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"span": number})
        found.append(TokenSpan(first, end, span["label"]))
    return found
