"""Near-duplicate search done the slow way: what every fast path must agree with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from danlu.dedup.near.bands import Bands, sketch_rows
from danlu.dedup.near.rows import Merged, Near, NearRows


@dataclass(frozen=True)
class Text:
    """A row before it is flat: head, what is asked, the answer; head 0 means that it has none."""

    head: str = ""
    asked: str = ""
    answered: str = ""
    head_number: int = 0
    stratum: int = 1


def flat(texts: Sequence[Text]) -> NearRows:
    data, bounds = bytearray(), []
    for text in texts:
        start = len(data)
        data += text.head.encode()
        asked = len(data)
        data += text.asked.encode()
        answered = len(data)
        data += text.answered.encode()
        bounds.append((start, asked, answered, len(data)))
    return NearRows(
        np.frombuffer(bytes(data), np.uint8),
        np.array(bounds, np.int64).reshape(-1, 4),
        np.array([text.head_number for text in texts], np.uint64),
        np.array([text.stratum for text in texts], np.uint64),
    )


def is_han(character: str) -> bool:
    code = ord(character)
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code >= 0x20000


def folded(text: str) -> str:
    narrow = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)
    lower = "".join(c.lower() if len(c.lower()) == 1 and ord(c) < 0x10000 else c for c in narrow)
    words = "".join(" " if c <= " " or c.isspace() else c for c in lower).split(" ")
    out = ""
    for word in filter(None, words):
        apart = out and not is_han(out[-1]) and not is_han(word[0])
        out += (" " if apart else "") + word
    return out


def shingles(text: str) -> set[str]:
    text = folded(text)
    if len(text) < 5:
        return {text} if text else set()
    return {text[at : at + 5] for at in range(len(text) - 4)}


def jaccard(one: str, other: str) -> tuple[int, int]:
    left, right = shingles(one), shingles(other)
    return (len(left & right), len(left | right)) if left | right else (1, 1)


def segments(text: str) -> list[str]:
    """Lines and sentences; what folds to nothing goes with the next."""
    cut, last = [], 0
    for at in range(1, len(text)):
        sign, following, before = text[at - 1], text[at], text[at - 2 : at - 1]
        wide = sign in "\n。！？；：…—–"
        narrow = sign in ".!?;:|" or (sign == "-" and at > 1 and (before <= " " or before == "-"))
        if (wide or (narrow and following <= " ")) and folded(text[last:at]):
            cut.append(text[last:at])
            last = at
    return [*cut, text[last:]] if folded(text[last:]) else cut


def rest_of(one: str, other: str) -> tuple[str, str, bool]:
    """Two prompts without the segments that both begin and end with, and whether there are any."""
    left, right = segments(one), segments(other)
    framed = False
    for place in (0, -1):
        while left and right and folded(left[place]) == folded(right[place]):
            del left[place], right[place]
            framed = True
    return "".join(left), "".join(right), framed


def rest_alike(one: str, other: str, near: Near) -> bool | None:
    """Whether what a frame leaves of two prompts is alike; None where that is not asked."""
    left, right, framed = rest_of(one, other)
    if not framed or folded(left) == folded(right):
        return None
    if min(len(folded(left)), len(folded(right))) < near.least_characters:
        return False
    shared, union = jaccard(left, right)
    return shared * 10_000 >= near.threshold * union


def answers_agree(one: str, other: str, near: Near) -> bool:
    """Whether two answers are long, and alike."""
    shared, union = jaccard(one, other)
    long = min(len(folded(one)), len(folded(other))) >= near.least_characters
    return long and shared * 10_000 >= near.threshold * union


def alike(one: Text, other: Text, near: Near) -> tuple[int, int, int] | None:
    """Shared, union, part; None where two rows are not alike."""
    if one.stratum != other.stratum:
        return None
    same_head = one.head_number != 0 and one.head_number == other.head_number
    prompts = one.head + one.asked, other.head + other.asked
    asked = (one.asked, other.asked) if same_head else prompts
    rest = rest_alike(*asked, near) if one.answered and other.answered else None
    rest = None if rest is False and answers_agree(one.answered, other.answered, near) else rest
    if rest is False:
        return None
    if same_head:
        return sides_alike(asked, one, other, near)
    shared, union = jaccard(prompts[0] + one.answered, prompts[1] + other.answered)
    if shared * 10_000 < near.threshold * union:
        return None
    sided = (near.both_sides or rest) and (one.answered or other.answered)
    if sided and not sides_alike(prompts, one, other, near):
        return None
    return shared, union, 0


def sides_alike(asked: tuple[str, str], one: Text, other: Text, near: Near) -> tuple[int, int, int] | None:
    """The less alike of what is asked and answered: shared, union, part."""
    measured: list[tuple[int, int, int]] = []
    for part, left, right in ((1, *asked), (2, one.answered, other.answered)):
        if min(len(folded(left)), len(folded(right))) < near.least_characters:
            if folded(left) != folded(right):
                return None
            continue
        shared, union = jaccard(left, right)
        if shared * 10_000 < near.threshold * union:
            return None
        measured.append((shared, union, part))
    return min(measured, key=lambda each: (Fraction(each[0], each[1]), each[2]), default=(1, 1, 1))


def keys_of(bands: Bands, rows: int) -> tuple[list[set[tuple[int, int]]], list[set[tuple[int, int]]]]:
    """The keys of each row, of wholes and of sides."""
    both: list[list[set[tuple[int, int]]]] = []
    for keys in (bands.wholes, bands.sides):
        found: list[set[tuple[int, int]]] = [set() for _ in range(rows)]
        for band, entries in enumerate(keys):
            for entry in entries.tolist():
                found[entry & 0xFFFFFFFF].add((band, entry >> 32))
        both.append(found)
    return both[0], both[1]


def oracle(texts: Sequence[Text], ranks: Sequence[int], near: Near) -> Merged:
    """The greedy star over pairs that share a key and are alike, pair by pair."""
    wholes, sides = keys_of(sketch_rows(flat(texts), near), len(texts))
    merged = Merged.nothing(len(texts))
    survivors: list[int] = []
    for row in sorted((row for row, rank in enumerate(ranks) if rank >= 0), key=lambda row: ranks[row]):
        for survivor in survivors:
            one, other = texts[row], texts[survivor]
            same_head = one.head_number != 0 and one.head_number == other.head_number
            keys = sides if same_head else wholes
            found = alike(one, other, near) if keys[row] & keys[survivor] else None
            if found:
                merged.survivors[row] = survivor
                merged.shared[row], merged.unions[row], merged.parts[row] = found
                break
        else:
            survivors.append(row)
    return merged
