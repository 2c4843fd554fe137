"""Which language a row is in, judged by script first and by function words where scripts are shared.

Scripts are those of the Unicode property of the same name (UAX #24). So that scripts can be compared,
each is counted in words: a Latin word is one, and so is a Han or kana character, about three Hangul
syllables, about five letters of any other script.
"""

from __future__ import annotations

import polars as pl

from danlu.annotation.pieces import per_row

LANGUAGES = ("zh", "en", "ja", "ko", "ru", "other", "mixed", "und")

SCRIPTS = {
    "han": r"\p{Han}",
    "kana": r"[\p{Hiragana}\p{Katakana}ー]",
    "hangul": r"\p{Hangul}",
    "cyrillic": r"\p{Cyrillic}",
    "elsewhere": r"[\p{L}--\p{Latin}--\p{Han}--\p{Hiragana}--\p{Katakana}--\p{Hangul}--\p{Cyrillic}ー]",
}
# letters that Russian does not write, but its neighbours in Cyrillic do
NOT_RUSSIAN = "[іїєґўјљњћђќѓѕџІЇЄҐЎЈЉЊЋЂЌЃЅЏ]"
ENGLISH = (
    "the|of|and|to|is|that|for|it|with|as|was|are|be|this|by|on|or|from|you|your|we|an|at|have|has|not|"
    "can|which|how|what|they|their|its|will|but|if|there|these|who|when|where|why|would|should|he|she|my|into|than|then|about|all|some|been|also|do|does"
)
# function words of Western European languages, Turkish, Vietnamese and Indonesian that English has not
FOREIGN = (
    "der|die|das|und|ist|nicht|ein|eine|einen|mit|zu|den|von|auf|für|sich|dem|des|im|auch|wird|sind|"
    "le|la|les|une|et|est|que|qui|pour|dans|sur|pas|au|du|ce|il|elle|nous|vous|de|en|el|del|"
    "por|para|con|su|se|es|lo|como|più|che|di|della|gli|sono|nel|non|alla|dei|anche|si|um|em|tem|uma|não|os|dos|"
    "da|na|ao|ve|bir|bu|için|ile|çok|olarak|là|của|và|các|có|được|không|cho|một|những|yang|dan|untuk|"
    "dengan|tidak|het|een|van|niet|voor|och|att|det|som|är"
)
CODE_MARK = r"[{}\[\];=<>_\\$|^~+]|\(\)|//"
_WORD = r"\p{Latin}+"
_MARKED = r"[\p{Latin}--A-Za-z]"


def script_counts(pieces: pl.DataFrame, row_count: int) -> pl.DataFrame:
    """Letters per script in each row's prose, and what tells Latin languages and code apart.

    `foreign`, `marked` and `code` are counted only where English words do not already answer.
    """
    prose = pieces.filter("prose")
    text = pl.col("text")
    words = per_row(
        prose.select(
            "row",
            latin=text.str.count_matches(_WORD).cast(pl.Int64),
            english=text.str.count_matches(rf"(?i)\b(?:{ENGLISH})\b").cast(pl.Int64),
        ),
        row_count,
    )
    scripts = prose.filter(text.str.len_bytes() != text.str.len_chars()).select(
        "row",
        *(text.str.count_matches(pattern).cast(pl.Int64).alias(name) for name, pattern in SCRIPTS.items()),
        not_russian=text.str.count_matches(NOT_RUSSIAN).cast(pl.Int64),
    )
    doubtful = words.with_row_index("row").filter(pl.col("english") * 5 < pl.col("latin"))
    marks = prose.join(doubtful.select(pl.col("row").cast(pl.Int64)), on="row", how="semi").select(
        "row",
        foreign=text.str.count_matches(rf"(?i)\b(?:{FOREIGN})\b").cast(pl.Int64),
        marked=text.str.count_matches(_MARKED).cast(pl.Int64),
        code=text.str.count_matches(CODE_MARK).cast(pl.Int64),
    )
    return pl.concat([words, per_row(scripts, row_count), per_row(marks, row_count)], how="horizontal")


def language() -> pl.Expr:
    """One of `LANGUAGES`, from the columns of `script_counts`.

    A language must make up two thirds of the words, else the row is `mixed`. Japanese is Han with at
    least one kana in five, so that a Chinese text may quote a Japanese word. Text without letters,
    and Latin text that is more code than words, is `und`.
    """
    east = pl.col("han") + pl.col("kana")
    # rounded up, so that a lone letter counts for something
    hangul, cyrillic, elsewhere = (
        (pl.col(name) + size - 1) // size for name, size in (("hangul", 3), ("cyrillic", 5), ("elsewhere", 5))
    )
    total = east + pl.col("latin") + hangul + cyrillic + elsewhere

    def dominates(words: pl.Expr) -> pl.Expr:
        return words * 3 >= total * 2

    return (
        pl.when(total == 0)
        .then(pl.lit("und"))
        .when(dominates(east) & (pl.col("kana") * 5 >= east))
        .then(pl.lit("ja"))
        .when(dominates(east))
        .then(pl.lit("zh"))
        .when(dominates(hangul))
        .then(pl.lit("ko"))
        .when(dominates(cyrillic))
        .then(
            pl.when(pl.col("not_russian") * 50 >= pl.col("cyrillic"))
            .then(pl.lit("other"))
            .otherwise(pl.lit("ru"))
        )
        .when(dominates(elsewhere))
        .then(pl.lit("other"))
        .when(dominates(pl.col("latin")))
        .then(_latin_language())
        .otherwise(pl.lit("mixed"))
    )


def _latin_language() -> pl.Expr:
    """English unless its function words are outnumbered or missing where they were to be expected.

    English prose has a function word among every two to three words; lists and titles have fewer, so
    only a long text with less than one in twenty is doubted.
    """
    words, english, foreign = pl.col("latin"), pl.col("english"), pl.col("foreign")
    outnumbered = (foreign > english) & (foreign * 10 >= words)
    outlandish = (pl.col("marked") * 10 >= words) & (english * 20 < words)
    missing = english * 20 < words
    code = missing & (pl.col("code") * 3 >= words)
    return (
        pl.when(code)
        .then(pl.lit("und"))
        .when(outnumbered | outlandish | (missing & (words >= 40)))
        .then(pl.lit("other"))
        .otherwise(pl.lit("en"))
    )
