"""White space inside texts.

Line breaks become line feeds, no-break and typographic blanks become a space, blanks at line ends and
more than one empty line go, and runs of blanks in prose become one. Fenced code is kept as it is
but for its line breaks; what looks like code keeps its empty lines and runs of blanks. So do
indented lines, tables, columns and blanks to fill in. Two blanks before a line of text are a
Markdown hard break (CommonMark 0.31, 6.7) and stay. The ideographic space stays inside a line.
"""

from __future__ import annotations

import re

import polars as pl

from danlu.cleaning.code import CODE_FENCE, looks_like_code
from danlu.cleaning.rule import Rule, holds
from danlu.ledger import Reason

_BLANKS = "".join(map(chr, [0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F]))
_WIDE = "\u3000"
_LINE_ENDS = (
    (("\r",), r"\r{0,2}\n|\r", "\n"),
    ((" \n", "\t\n", f"{_WIDE}\n"), rf"(?m)^[ \t{_WIDE}]+\n", "\n"),
    (
        (" \n", "\t\n", f"{_WIDE}\n"),
        rf"([^ \t{_WIDE}\n])(?: *[\t{_WIDE}][ \t{_WIDE}]*| | {{3,}})\n",
        "${1}\n",
    ),
    (("  \n\n",), rf"([^ \t{_WIDE}\n])  \n\n", "${1}\n\n"),
)
"""Where one of the literals stands, the pattern is replaced."""
_RUN = re.compile(r"(?<=\S) {2,}(?=\S)")
_SENTENCE_END = re.compile(r"(?<=[a-z]{2}[.!?]) {2,}(?=[A-Z\"'“(])")
_WITHIN_PROSE = re.compile(r"(?<=[\w,;，。；、！？)）”’]) {2,}(?=[\w(（“‘])")
_HAN_GAP = re.compile(r"[\u3400-\u9fff]( {3,})[\u3400-\u9fff]")
_NOT_PROSE = re.compile(r"^[ \t\u3000]|[|\t&\\$`=<>{}_]|^[-*+•·#>]|^\(?\w{1,3}[.)、）:：] {2,}")


def _needs(values: pl.Series) -> pl.Series:
    simple = holds(values, ("\r", " \n", "\t\n", f"{_WIDE}\n", "\n\n\n"))
    return simple | _gapped(values) | values.str.contains_any(list(_BLANKS))


def _gapped(values: pl.Series) -> pl.Series:
    return holds(values, ("  ",), r"[^ \t\n] {2,}[^ \t\n]")


def _collapsed(line: str) -> str:
    line = _SENTENCE_END.sub(" ", line)
    runs = _RUN.findall(line)
    if len(runs) != 1 or _HAN_GAP.search(line):
        return line
    return _WITHIN_PROSE.sub(" ", line)


def _collapse_runs(text: str) -> str:
    lines = text.split("\n")
    gapped = [_RUN.search(_SENTENCE_END.sub(" ", line)) is not None for line in lines]
    for index, line in enumerate(lines):
        in_columns = gapped[index] and (
            gapped[index - 1 : index] == [True] or gapped[index + 1 : index + 2] == [True]
        )
        if "  " in line and not in_columns and not _NOT_PROSE.search(line):
            lines[index] = _collapsed(line)
    return "\n".join(lines)


def _tidy(values: pl.Series) -> pl.Series:
    """Tidies texts that hold no fences."""
    for literals, pattern, replacement in _LINE_ENDS:
        places = holds(values, literals).arg_true()
        if len(places):
            fresh = values.gather(places).str.replace_all(pattern, replacement)
            values = values.scatter(places, fresh)
    loose = _gapped(values) | values.str.contains("\n\n\n", literal=True)
    if not loose.any():
        return values
    places = loose.arg_true()
    chosen = values.gather(places)
    prose = places.filter(~looks_like_code(chosen))
    fresh = values.gather(prose).str.replace_all(r"\n{3,}", "\n\n")
    collapsed = [_collapse_runs(text) if "  " in text else text for text in fresh]
    return values.scatter(prose, pl.Series(collapsed, dtype=pl.String))


def _fix(values: pl.Series) -> pl.Series:
    blank = values.str.contains_any(list(_BLANKS)).arg_true()
    values = values.clone().scatter(blank, values.gather(blank).str.replace_all(f"[{_BLANKS}]", " "))
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
    for match in CODE_FENCE.finditer(text):
        pieces += [text[done : match.start()], match[0].replace("\r\n", "\n")]
        done = match.end()
    return [*pieces, text[done:]]


WHITESPACE = Rule(
    name="whitespace",
    version=1,
    switch="whitespace",
    reason=Reason.NORMALISED_WHITESPACE,
    english="Normalises line breaks and blanks in prose and leaves code, tables and columns alone.",
    chinese="规范换行与空白；代码、表格、对齐的列和缩进保持原样。",
    needs=_needs,
    fix=_fix,
    examples=(
        ("first\r\nsecond\xa0line \n\n\n\nthird", "first\nsecond line\n\nthird"),
        ("One  word.  Two words.", "One word. Two words."),
        ("床前明月光，\n　　疑是地上霜。", "床前明月光，\n　　疑是地上霜。"),
        ("```\na = 1\n\n\n\nb  =  2\n```", "```\na = 1\n\n\n\nb  =  2\n```"),
        ("name   age\nTom    12", "name   age\nTom    12"),
    ),
)
