"""White space inside texts.

Line breaks become line feeds, no-break and typographic blanks become a space, blanks at line ends and
more than one empty line go, and runs of blanks in prose become one. Fenced code is kept as it is
but for its line breaks; what looks like code keeps its empty lines and runs of blanks. So do
indented lines, tables, columns and blanks to fill in. Two blanks before a line of text are a
Markdown hard break (CommonMark 0.31, 6.7) and stay. The ideographic space stays inside a line.
"""

from __future__ import annotations

import polars as pl

from danlu.cleaning.code import looks_like_code
from danlu.cleaning.rule import Rule, holds
from danlu.cleaning.rules.fences import fences
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_BLANKS = "".join(map(chr, [0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F]))
_WIDE = "\u3000"
_BEFORE_BREAK = (" \n", "\t\n", f"{_WIDE}\n")
_AFTER_BREAK = ("\n ", "\n\t", f"\n{_WIDE}")
_LINE_ENDS = (
    (("\r",), r"\r{0,2}\n|\r", "\n"),
    (_AFTER_BREAK, rf"(?m)^[ \t{_WIDE}]+\n", "\n"),
    (_BEFORE_BREAK, rf" *[\t{_WIDE}][ \t{_WIDE}]*\n| {{3,}}\n", "\n"),
)
"""Where one of the literals stands, the pattern is replaced; then no line is blank, or ends with more than
two spaces."""
_BLANK_FIRST_LINE = rf"\A[ \t{_WIDE}]+\n"
_PROSE_RUN = r"""[^ \t\n|=<>{}] {2,}[0-9A-Za-z_("'\x{80}-\x{10FFFF}]"""
"""A run of blanks that may become one."""

_SENTENCE_END = r"([a-z]{2}[.!?]) {2,}([A-Z\"'“(])"
_RUN = r"\S {2,}\S"
_TWO_RUNS = r"\S {2,}\S(?: {2,}\S|.*\S {2,}\S)"
_WITHIN_PROSE = r"([\w\pN,;，。；、！？)）”’]) {2,}([\w\pN(（“‘])"
_HAN_GAP = r"[\x{3400}-\x{9FFF}] {3,}[\x{3400}-\x{9FFF}]"
_NOT_PROSE = r"[|\t&\\$`=<>{}_]|\A[ \x{3000}\-*+•·#>]|\A\(?[\w\pN]{1,3}[.)、）:：] {2,}"


def _collapse_runs(values: pl.Series) -> pl.Series:
    """Makes runs of blanks one in lines of prose.

    Lines with runs, one below the other, are columns. Of the runs within a sentence only a line's
    single one is collapsed, and no wide one between Han characters, which is a blank to fill in.
    """
    texts = pl.DataFrame({"line": values}).with_row_index("text")
    lines = texts.with_columns(pl.col("line").str.split("\n")).explode("line")
    at = lines["line"].str.contains("  ", literal=True).arg_true()
    before, text = lines["line"].gather(at), lines["text"].gather(at)
    line = before.str.replace_all(_SENTENCE_END, "${1} ${2}")
    gapped = line.str.contains(_RUN)
    joined = ((at - at.shift(1)) == 1) & (text == text.shift(1)) & gapped & gapped.shift(1)
    joined = joined.fill_null(value=False)
    columns = joined | joined.shift(-1, fill_value=False)
    alone = gapped & ~line.str.contains(_TWO_RUNS) & ~line.str.contains(_HAN_GAP)
    line = line.zip_with(~alone, line.str.replace(_WITHIN_PROSE, "${1} ${2}"))
    line = line.zip_with(~(columns | before.str.contains(_NOT_PROSE)), before)
    lines = lines.with_columns(lines["line"].scatter(at, line))
    joined_again = lines.group_by("text", maintain_order=True).agg(pl.col("line").str.join("\n"))
    return joined_again["line"]


def _tidy(values: pl.Series) -> pl.Series:
    """Tidies texts that hold no fences."""
    for literals, pattern, replacement in _LINE_ENDS:
        hit = holds(values, literals)
        if literals is _AFTER_BREAK:
            hit = hit | values.str.contains(_BLANK_FIRST_LINE)
        places = hit.arg_true()
        if len(places):
            fresh = values.gather(places).str.replace_all(pattern, replacement)
            values = values.scatter(places, fresh)
    values = values.str.replace_many(["  \n\n", "  \n", " \n"], ["\n\n", "  \n", "\n"], leftmost=True)
    places = (values.str.contains("\n\n\n", literal=True) | holds(values, ("  ",), _PROSE_RUN)).arg_true()
    if not len(places):
        return values
    prose = places.filter(~looks_like_code(values.gather(places)))
    fresh = values.gather(prose).str.replace_all(r"\n{3,}", "\n\n")
    loose = holds(fresh, ("  ",), _PROSE_RUN).arg_true()
    return values.scatter(prose, fresh.scatter(loose, _collapse_runs(fresh.gather(loose))))


def _fix(values: pl.Series) -> pl.Series:
    values = values.str.replace_many([*_BLANKS], [" "] * len(_BLANKS))
    fenced = holds(values, ("```", "~~~"))
    if not fenced.any():
        return _tidy(values)
    places, plain = fenced.arg_true(), (~fenced).arg_true()
    fresh = [_split_at_fences(text) for text in values.gather(places)]
    outside = iter(_tidy(pl.Series([piece for pieces in fresh for piece in pieces[::2]], dtype=pl.String)))
    joined = [
        "".join(next(outside) if not index % 2 else piece for index, piece in enumerate(pieces))
        for pieces in fresh
    ]
    values = values.scatter(plain, _tidy(values.gather(plain)))
    return values.scatter(places, pl.Series(joined, dtype=pl.String))


def _split_at_fences(text: str) -> list[str]:
    """What is outside of fences and the fences themselves, in turn; line breaks of fences normalised."""
    pieces, done = [], 0
    for start, end in fences(text):
        pieces += [text[done:start], text[start:end].replace("\r\n", "\n")]
        done = end
    return [*pieces, text[done:]]


WHITESPACE = Rule(
    name="whitespace",
    version=1,
    switch="whitespace",
    reason=Reason.NORMALISED_WHITESPACE,
    english="Normalises line breaks and blanks in prose and leaves code, tables and columns alone.",
    chinese="规范换行与空白；代码、表格、对齐的列和缩进保持原样。",
    signs=Sign.RETURN | Sign.LINE_BLANK | Sign.EMPTY_LINES | Sign.GAP | Sign.BLANK,
    fix=_fix,
    examples=(
        ("first\r\nsecond\xa0line \n\n\n\nthird", "first\nsecond line\n\nthird"),
        ("One  word.  Two words.", "One word. Two words."),
        ("床前明月光，\n　　疑是地上霜。", "床前明月光，\n　　疑是地上霜。"),
        ("```\na = 1\n\n\n\nb  =  2\n```", "```\na = 1\n\n\n\nb  =  2\n```"),
        ("name   age\nTom    12", "name   age\nTom    12"),
    ),
)
