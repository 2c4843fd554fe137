"""UTF-8 that was read as a single-byte encoding, repaired by ftfy's heuristics.

ftfy (Robyn Speer, https://ftfy.readthedocs.io) is used for its decoding alone: its other fixes
replace Chinese punctuation and curly quotes and stay switched off.
"""

from __future__ import annotations

import re

import polars as pl
from ftfy.badness import BADNESS_RE

from danlu.cleaning.code import ascii_words
from danlu.cleaning.rule import Rule, matches_beyond_ascii
from danlu.cleaning.rules.mojibake_decoding import decoded
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

# A letter (or box or root sign) that a lead byte becomes, beside what a continuation byte becomes.
_SIGNS = (
    "[\u0080-\u024f\u0370-\u04ff\u2500-\u25a0\u221a\u2206\u2248\u221e\u0192\u2021\u201a\u20ac]"
    "[\u0080-\u04ff\u2000-\u2044\u20ac\u2122\u2190-\u25ff]"
    "|[\u00c2-\u00c5\u00e2\u00e3] |[\u0080-\u009f]"
)

ENCODINGS = ascii_words(
    r"(?i)乱码|編碼|编码|字符集|mojibake|utf-?8|latin-?1|iso-?8859|windows-125|cp125|\bgbk\b|\bgb2312\b|gb18030"
    r"|\bencod|charset|unicode"
)
"""Rows that speak of encodings show broken text on purpose."""


def _compact(verbose: str) -> str:
    """A verbose pattern of Python's as a plain one of polars, which does not count ½ as `w`."""
    parts = re.findall(r"\[(?:\\.|[^\]\\])*\]|\\.|#[^\n]*|\s+|.", verbose, re.DOTALL)
    kept = "".join(part for part in parts if not part.isspace() and not part.startswith("#"))
    return "(?m)" + kept.replace(r"\w", r"[\w\pN]")


_BAD = _compact(BADNESS_RE.pattern)
"""Neighbours that ftfy finds unlikely; it leaves a line without them as it is."""


def _needs(values: pl.Series) -> pl.Series:
    hit = matches_beyond_ascii(values, _SIGNS)
    places = hit.arg_true()
    return hit.scatter(places, values.gather(places).str.contains(_BAD))


def _fix(values: pl.Series) -> pl.Series:
    """Each line by itself, as ftfy does: of those that are bad, equal ones once."""
    split = pl.DataFrame({"text": values}).with_row_index("place")
    pieces = split.with_columns(pl.col("text").str.split("\n", inclusive=True))
    lines = pieces.explode("text", empty_as_null=True)
    bad = lines["text"].str.contains(_BAD).fill_null(value=False).arg_true()
    broken = lines["text"].gather(bad)
    fixed = {line: decoded(line) for line in broken.unique()}
    fresh = lines["text"].scatter(bad, pl.Series([fixed[line] for line in broken], dtype=pl.String))
    joined = lines.with_columns(fresh).group_by("place", maintain_order=True).agg(pl.col("text").str.join(""))
    return joined["text"]


MOJIBAKE = Rule(
    name="mojibake",
    version=1,
    switch="mojibake",
    reason=Reason.REPAIRED_MOJIBAKE,
    english="Decodes UTF-8 that was once read as Latin-1, Windows-1252 or a like encoding.",
    chinese="修复被误读为 Latin-1、Windows-1252 等单字节编码的 UTF-8 文本。",
    signs=Sign.FOREIGN,
    needs=_needs,
    fix=_fix,
    about=ENCODINGS,
    examples=(
        ("The cafÃ© isnâ€™t open.", "The café isn’t open."),
        ("ä½\xa0å¥½ï¼Œä¸–ç•Œ", "你好，世界"),
        ("“你好”，他说：‘再见’。", "“你好”，他说：‘再见’。"),
    ),
)
