"""Small corpora with many distinct rows, and what becomes of them on the way to their sides."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from danlu.dedup.held_out.match import MATCHES, HeldOut
from danlu.dedup.held_out.parts import compared_parts
from danlu.dedup.held_out.sketch import sketches
from danlu.dedup.placing import placed
from danlu.dedup.splits import declared_sides
from danlu.dedup_knobs import Split
from danlu.identity import record_id
from danlu.rows import Kind, group_id, rows_table

_LETTERS = "abcdefghijklmnoprstuvw"
_WORDS = random.Random(0)
WORDS = [
    *("".join(_WORDS.choices(_LETTERS, k=_WORDS.randint(2, 9))) for _ in range(3000)),
    *(chr(_WORDS.randint(0x4E00, 0x7000)) + chr(_WORDS.randint(0x4E00, 0x7000)) for _ in range(3000)),
]
"""English-like and Chinese words."""

NONE = pa.table([pa.nulls(0, one.type) for one in MATCHES], schema=MATCHES)
"""No row that matches."""


def words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


def conversation(source: str, question: str, answer: str, **more: Any) -> dict[str, Any]:
    """A row as `raw` gives it."""
    turns = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    row: Any = {"kind": Kind.CONVERSATION, "messages": turns, **more}
    identity = record_id(source, f"{question}\0{answer}".encode(), 0)
    group = group_id(row)
    return row | {"row_id": identity, "source": source, "record_ids": [], "position": 1, "group": group}


def corpus(count: int, seed: int, source: str = "a.jsonl", long: int = 30) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    return [conversation(source, words(chance, 14), words(chance, long)) for _ in range(count)]


def edited(text: str, place: int, put: str = "改过的") -> str:
    """The text with one word exchanged."""
    pieces = text.split(" ")
    pieces[place % len(pieces)] = put
    return " ".join(pieces)


def turns_of(row: dict[str, Any]) -> tuple[str, str]:
    return row["messages"][0]["content"], row["messages"][1]["content"]


def sides(rows: Sequence[dict[str, Any]], split: Split, held_out: HeldOut | None = None) -> dict[bytes, str]:
    """The side of each row, as the stage decides it before it merges."""
    return {entry["row_id"].bytes: entry["split"] for entry in placing(rows, split, held_out).to_pylist()}


def placing(rows: Sequence[dict[str, Any]], split: Split, held_out: HeldOut | None = None) -> pa.Table:
    table = rows_table(rows)
    declared = declared_sides(sorted({row["source"] for row in rows}), split)
    matches = held_out.matches(table) if held_out is not None else NONE
    return placed(table.select(["row_id", "source", "group"]), split, declared, matches)


def frozen(rows: Sequence[dict[str, Any]], split: Split, threshold: float = 0.7) -> HeldOut:
    """The held-out rows as a release records them."""
    found = sides(rows, split)
    return sketched(
        [(row, found[row["row_id"]]) for row in rows if found[row["row_id"]] != "train"], threshold
    )


def sketched(held: Iterable[tuple[dict[str, Any], str]], threshold: float = 0.7) -> HeldOut:
    rows, their_sides = zip(*held, strict=True)
    parts = compared_parts(rows_table(rows))
    return HeldOut(sketches(parts, pa.chunked_array([list(their_sides)], pa.string())), threshold)


def group_of(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()[:16]
