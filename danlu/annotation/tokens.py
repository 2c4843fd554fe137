"""An estimate of tokens that needs no tokenizer, so that a dataset can be planned offline.

A real count depends on the model; this one says so by its name, which travels with the figures.
"""

from __future__ import annotations

import polars as pl

from danlu.annotation.pieces import per_row

COUNTER = "estimate:1"
"""The counter that made the `tokens` column; a changed formula is a new name."""

HAN_PERMILLE = 600
LATIN_PERMILLE = 300
OTHER_LETTER_PERMILLE = 450
"""Tokens per thousand characters.

A Chinese character is about 0.6 and an English character about 0.3 of a token (DeepSeek API
documentation, "Token & Token Usage"); Qwen's documentation gives 1.5 to 1.8 Chinese characters and 3
to 4 English characters a token, which is 0.56 to 0.67 and 0.25 to 0.33. Kana and Hangul are counted
as Chinese. Other letters lie between; no vendor gives a figure, so the middle is our assumption.
Digits, spaces and punctuation count as English.
"""

_WIDE = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]"
_OTHER_LETTER = r"[\p{L}--\p{Latin}--\p{Han}--\p{Hiragana}--\p{Katakana}--\p{Hangul}]"


def estimated_tokens(pieces: pl.DataFrame, characters: pl.Series) -> pl.Series:
    """Tokens of each row, rounded up, from its texts and its number of characters."""
    text = pl.col("text")
    beyond = pieces.filter(text.str.len_bytes() != text.str.len_chars())
    counts = beyond.select(
        "row",
        wide=text.str.count_matches(_WIDE).cast(pl.Int64),
        other=text.str.count_matches(_OTHER_LETTER).cast(pl.Int64),
    )
    permille = (
        pl.col("wide") * (HAN_PERMILLE - LATIN_PERMILLE)
        + pl.col("other") * (OTHER_LETTER_PERMILLE - LATIN_PERMILLE)
        + pl.col("characters") * LATIN_PERMILLE
    )
    sums = per_row(counts, len(characters)).with_columns(characters=characters)
    return sums.select(tokens=(permille + 999) // 1000)["tokens"]
