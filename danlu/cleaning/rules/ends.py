"""White space at the ends of texts.

Blank lines and blanks around a text go. The first line keeps its indentation where later lines
are indented too, so that code, poems and Chinese paragraphs keep their shape.
"""

from __future__ import annotations

import re

import polars as pl

from danlu.cleaning.rule import Rule, each
from danlu.ledger import Reason

_BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")
_LATER_INDENT = re.compile(r"\n[ \t\u3000]+\S")


def _needs(values: pl.Series) -> pl.Series:
    return values.str.strip_chars().str.len_bytes() != values.str.len_bytes()


def _fix(text: str) -> str:
    text = _BLANK_LINES.sub("", text).rstrip()
    return text if _LATER_INDENT.search(text) else text.lstrip()


ENDS = Rule(
    name="ends",
    version=1,
    switch="whitespace",
    reason=Reason.NORMALISED_WHITESPACE,
    english="Strips white space from both ends of a text but keeps indentation that later lines share.",
    chinese="去掉文本首尾空白；若后续行同样缩进，则保留首行缩进。",
    needs=_needs,
    fix=each(_fix),
    pieces=False,
    examples=(
        ("\n\n  你好　\n", "你好"),
        ("    if x:\n        return y\n", "    if x:\n        return y"),
    ),
)
