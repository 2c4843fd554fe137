"""Whether a text is, or holds, code: where line breaks, blanks and angle brackets mean something.

The rules of markup and white space leave such text alone. The test prefers a wrong yes: prose that
stays untidy costs less than damaged code. It is one pattern of automata, so that its time is linear
in the text whatever the text is.
"""

from __future__ import annotations

import re

import polars as pl

CODE_FENCE = re.compile(r"(`{3,}|~{3,}).*?(?:\1|\Z)", re.DOTALL)
"""A fenced block wherever it starts; an unclosed one runs to the end."""

_FENCED = r"(?s)```.*?(?:```|\z)|~~~.*?(?:~~~|\z)"

_SIGNS = (
    r"^\s*(?:async +)?(?:def|class|fn|func|sub|module|namespace|interface|struct|enum)\s+\w+.*[:{(\]]",
    r"""^\s*(?:from\s+[\w.]+\s+)?import\s+[\w.{*"']""",
    r"^\s*(?:#include|#define|#!|using\s+\w+|package\s+\w+|library\(|require\()",
    r"\bfunction\b\s*\w*\s*\(|=>\s*[\w{(\[]|\b(?:const|let|var|int|float|double|char|string|auto|val)\s+[\w$]+\s*=",
    r"\b(?:public|private|protected|static)\s+[\w<>\[\]]+",
    r"""\b(?:std::|System\.|console\.|printf\s*\(|print\s*\(|println!?\s*\(|cout\s*<<|echo\s+["'$])""",
    r"(?i:\bselect\b[^\n]+\bfrom\b)|\b(?:INSERT\s+INTO|CREATE\s+TABLE|UPDATE\s+\w+\s+SET|DELETE\s+FROM|WHERE)\b",
    r"^\s*(?:if|for|while|switch|else\s+if|elif|try|with)\b[^\n]*[:{]\s*$",
    r"^\s*(?:return|else|end|fi|done|esac)\b[^\n]*$",
    r"\w\([^()\n]*\)\s*[;{]|;\s*\n[^\n]*[;{}]\s*$|[{;]\s*$\n|^\s*[{}\[\]]+[,;]?\s*$",
    r"""[\w\])]\s*(?:==|!=|&&|\|\||\+=|-=|:=|->|::|\+\+|<=>|>>>?|<<)\s*[\w("'$*&;)]""",
    r"[\w-]+\s*\{[^{}]*:[^{}]*\}",
    r"<\?(?:php|xml|=)|<%|\{%|\{\{|\bclassName=|=\{|</?(?:pre|code|kbd|samp|var|xmp|tt)\b",
    r"\\(?:begin|end|frac|left|right|text|sum|int|sqrt|mathbb|cdot|item|section)\b|\$\$|\\\[|\\\(",
    r"^\s*(?:\$|>>>|In \[[0-9]+\]:|C:\\)\s*[\w.~/]",
    r"^\s*(?:sudo|apt|pip|npm|git|docker|curl|cd|ls|mkdir)\s+[\w-]",
    r"""\"[^"\n]+"\s*:\s*["0-9\[{tfn-]""",
)


def ascii_words(pattern: str) -> str:
    """The pattern (polars syntax) with word boundaries, words and blanks of ASCII alone.

    A Han character beside an English word is then no part of it, and matching stays fast.
    """
    return (
        pattern.replace(r"\b", r"(?-u:\b)")
        .replace(r"[\w", "[0-9A-Za-z_")
        .replace(r"\w", "[0-9A-Za-z_]")
        .replace(r"\s", r"[ \t\n]")
    )


_CODE = "(?m)" + "|".join(map(ascii_words, _SIGNS))


def looks_like_code(values: pl.Series) -> pl.Series:
    """Which texts show signs of source code, data notation, a shell or LaTeX outside of fences."""
    fenced = values.str.contains("```", literal=True) | values.str.contains("~~~", literal=True)
    outside = values if not fenced.any() else values.str.replace_all(_FENCED, "\n")
    return outside.str.contains(_CODE)
