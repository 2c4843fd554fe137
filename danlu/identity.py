"""Who a record and a row are, for ever (laws 2 and 9).

Ids are the first 128 bits of SHA-256 (FIPS 180-4) over length-prefixed parts, so that no two
different lists of parts can be written as the same bytes. Nothing here may change once a dataset
has been published with it: the ids of all rows and the sides of all splits hang on it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence

ID_BYTES = 16


def _digest(domain: str, *parts: bytes) -> bytes:
    hasher = hashlib.sha256(f"danlu:{domain}:1".encode())
    for part in parts:
        hasher.update(len(part).to_bytes(8, "big"))
        hasher.update(part)
    return hasher.digest()[:ID_BYTES]


def record_id(source: str, content: bytes, occurrence: int) -> bytes:
    """The id of a record: its source's name, its bytes, and which of the equal records it is.

    `occurrence` counts from 0 among records of the same file with the same bytes.
    """
    return _digest("record", source.encode(), content, occurrence.to_bytes(8, "big"))


def row_id(record_ids: Sequence[bytes], ordinal: int = 0, rows: int = 1) -> bytes:
    """The id of a raw row: its record's own id, or a digest where records were split or joined.

    Args:
        record_ids: The records that the row was made of, in order.
        ordinal: Which of the rows made of them it is, from 0.
        rows: How many rows were made of them.
    """
    if len(record_ids) == 1 and rows == 1:
        return record_ids[0]
    return _digest("row", *record_ids, ordinal.to_bytes(8, "big"))


def generated_id(parents: Sequence[bytes], operation: str, version: int, ordinal: int) -> bytes:
    """The id of a row that `augmented` makes from `parents`."""
    return _digest(
        "generated",
        *parents,
        operation.encode(),
        version.to_bytes(8, "big"),
        ordinal.to_bytes(8, "big"),
    )


def declared_group(name: str) -> bytes:
    """The group of a row whose source declares one: a session, a document, a prompt id."""
    return _digest("declared_group", name.encode())


def prompt_group(prompt: str) -> bytes:
    """The group of a row that declares none: its prompt side, reduced by `reduce_text`.

    A prompt without any letter or digit stands for itself.
    """
    return _digest("prompt_group", (reduce_text(prompt) or prompt).encode("utf-8", "surrogatepass"))


def reduce_text(text: str) -> str:
    """Lower-cased letters and digits of `text`, by a table that no Python version changes.

    Categories come from the Unicode 3.2 database, which Python ships beside its current one.
    Han characters that later versions added count as letters.
    """
    return text.translate(_REDUCED)


class _Reduction(dict[int, str | None]):
    """Code point → its reduced form; filled as characters are met."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        category = unicodedata.ucd_3_2_0.category(character)
        later_han = 0x2A700 <= code <= 0x323AF or 0x9FA6 <= code <= 0x9FFF or 0x4DB6 <= code <= 0x4DBF
        keep = category[0] in "LN" or later_han
        lowered = character.lower()
        # small letters that came after 3.2 are of an interpreter's making: the capital stays
        settled = all(unicodedata.ucd_3_2_0.category(one)[0] in "LN" for one in lowered)
        reduced = (lowered if settled else character) if keep else None
        self[code] = reduced
        return reduced


_REDUCED = _Reduction()


def share(salt: str, key: bytes) -> float:
    """A number in [0, 1) that depends on `salt` and `key` alone, with 52 bits of resolution."""
    digest = hashlib.sha256(salt.encode() + b"\x00" + key.hex().encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 12) / (1 << 52)
