"""UTF-8 that was read as a single-byte encoding, repaired by ftfy's heuristics.

ftfy (Robyn Speer, https://ftfy.readthedocs.io) is used for its decoding alone: its other fixes
replace Chinese punctuation and curly quotes and stay switched off.
"""

from __future__ import annotations

import ftfy
import polars as pl

from danlu.cleaning.code import ascii_words
from danlu.cleaning.rule import Rule, each, matches_beyond_ascii
from danlu.ledger import Reason

_ENCODING_ONLY = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_encoding=True,
    restore_byte_a0=True,
    replace_lossy_sequences=True,
    decode_inconsistent_utf8=True,
    fix_c1_controls=True,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)

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


def _needs(values: pl.Series) -> pl.Series:
    return matches_beyond_ascii(values, _SIGNS)


def _fix(text: str) -> str:
    return ftfy.fix_text(text, _ENCODING_ONLY)


MOJIBAKE = Rule(
    name="mojibake",
    version=1,
    switch="mojibake",
    reason=Reason.REPAIRED_MOJIBAKE,
    english="Decodes UTF-8 that was once read as Latin-1, Windows-1252 or a like encoding.",
    chinese="修复被误读为 Latin-1、Windows-1252 等单字节编码的 UTF-8 文本。",
    needs=_needs,
    fix=each(_fix),
    about=ENCODINGS,
    examples=(
        ("The cafÃ© isnâ€™t open.", "The café isn’t open."),
        ("ä½\xa0å¥½ï¼Œä¸–ç•Œ", "你好，世界"),
        ("“你好”，他说：‘再见’。", "“你好”，他说：‘再见’。"),
    ),
)
