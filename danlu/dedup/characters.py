"""What normalising does to each character, asked of the SQL engine that defines it.

The compiled loops and SQL must give the same, as rows with rare characters go through SQL. So nothing is
said here by another Unicode version: only which characters compose or change places with others comes
from Python, which no later version changes; what Python does not know goes through SQL.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from danlu.dedup.kernels.characters import BLANK, CASED, CLASS_BITS, HAN, LETTER, RARE
from danlu.lake.connection import connect

Table = NDArray[np.uint16]
LowerCase = NDArray[np.uint32]

_CODES = 0x20000
_JAMO = slice(0x1100, 0x1200)
"""Parts of Hangul syllables, which compose by rule."""

_QUERY = """
SELECT
    regexp_full_match(letter, '\\p{Han}') AS han,
    regexp_full_match(letter, '[\\s\\p{Z}]') AS blank,
    regexp_full_match(letter, '[\\p{L}\\p{N}]') AS letter,
    nfc_normalize(letter) <> letter AS changed,
    length(lower(letter)) <> 1 AS long,
    CASE WHEN length(lower(letter)) = 1 THEN unicode(lower(letter)) ELSE 0 END AS lower
FROM letters ORDER BY place
"""


@cache
def character_tables() -> tuple[Table, LowerCase]:
    """What is known of each code point of the first two planes, and its lower case."""
    codes = np.array([code for code in range(1, _CODES) if _is_known(code)], np.int64)
    letters = pa.table({"place": codes, "letter": [chr(code) for code in codes.tolist()]})
    with connect() as connection:
        connection.register("letters", letters)
        found = connection.sql(_QUERY).fetchnumpy()
    table, lower = np.full(_CODES, RARE, np.uint16), np.arange(_CODES, dtype=np.uint32)
    table[codes] = (
        found["han"] * HAN
        + found["blank"] * BLANK
        + found["letter"] * LETTER
        + (found["letter"] & (found["lower"] != codes)) * CASED
    )
    lower[codes] = found["lower"]
    table[codes[found["changed"] | found["long"]]] = RARE
    _order(table, codes.tolist())
    for one in (table, lower):
        one.flags.writeable = False
    return table, lower


def _is_known(code: int) -> bool:
    return unicodedata.category(chr(code)) not in {"Cn", "Cs"}


def _order(table: Table, codes: list[int]) -> None:
    """Note which marks change places, and leave to SQL what may compose with a character before it."""
    for code in codes:
        letter = chr(code)
        table[code] |= unicodedata.combining(letter) << CLASS_BITS
    composing = {parts[-1] for parts in map(_parts, map(chr, codes)) if parts}
    table[[ord(letter) for letter in composing]] = RARE
    table[_JAMO] = RARE
    table[table & RARE > 0] = RARE


def _parts(letter: str) -> str:
    """The characters that NFC composes into one, if any."""
    if not unicodedata.decomposition(letter) or unicodedata.decomposition(letter).startswith("<"):
        return ""
    parts = unicodedata.normalize("NFD", letter)
    return parts if unicodedata.normalize("NFC", parts) == letter else ""
