"""HTML that is noise taken out; HTML that is content left alone.

Tags in an answer about web pages are the answer. So this rule steps back from every row that
speaks of code, markup or pages, and from every text that holds code, back-ticks, form controls,
unknown paired tags (prompts written in XML) or entities escaped twice. What it then takes out:
known HTML elements that come in pairs, line breaks and rules, comments, the bodies of scripts and
styles. Entities are resolved once. Zero damage counts for more than finding every tag.
"""

from __future__ import annotations

import re

import polars as pl

from danlu.cleaning.code import ascii_words, looks_like_code
from danlu.cleaning.rule import Rule, holds
from danlu.cleaning.rules.tags import (
    BODIES,
    BREAKING,
    KEPT_WHOLE,
    SCRIPTS,
    resolved,
    with_scripts,
    without_tags,
)
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_SIGNS = r"<(?:/?[A-Za-z]|!--|!(?i:doctype))|&(?:#[0-9xX]|[A-Za-z][A-Za-z0-9]{1,9};)"
_TEMPLATE = r"<u>\s+</u>|</?(?:del|ins)>|`|\{\{|\{%|<\?|<%|className=|=\{"
_BREAKS = re.compile(r"\n{3,}")
_LONG, _LEAST_APART = 100_000, 9

_ABOUT = (
    r"(?i)html|\bxml|xhtml|\bcss\b|css样式|\bjsx?\b|javascript|typescript|\breact\b|\bvue\b|angular|\bphp\b"
    r"|jinja|\bdom\b|\btags?\b|标签|标记语言|markup|markdown|网页|网站|前端|页面|浏览器|爬虫"
    r"|web ?(?:page|site|app|dev)|front-?end|scrap(?:e|ing)\b|beautiful ?soup|xpath|selector|browser|\bsvg\b"
    r"|entit(?:y|ies)\b|转义|escape|代码|\bcod(?:e|ing)\b|编程|脚本|\bscript|组件|\bcomponents?\b"
    r"|\btemplates?\b|模板|表单|按钮|\bbuttons?\b|布局|hyperlink|超链接|\bbold\b|加粗|\bitalic|斜体"
    r"|line ?breaks?|newlines?|换行|latex|wikitext|bbcode|\brss\b|subscript|superscript|上标"
    r"|下标|regex|正则|generics?\b|泛型"
)


def _needs(values: pl.Series) -> pl.Series:
    return holds(values, ("<", "&"), _SIGNS)


def _stripped(text: str) -> tuple[str, str]:
    """The text without markup; and with a blank for every tag, to be judged as code or prose."""
    if "<" not in text:
        result = resolved(text)
        return result, result
    bare = BODIES.sub("", text) if "<!--" in text or "<s" in text or "<S" in text else text
    plain, shown, used = without_tags(bare)
    if used is None:
        return text, text
    if not used:
        return resolved(text), resolved(shown)
    if used & SCRIPTS:
        plain, _, _ = without_tags(with_scripts(bare))
    return resolved(_settled(plain, breaking=bool(used & BREAKING))), resolved(shown)


def _settled(text: str, *, breaking: bool) -> str:
    """The text without the blanks and empty lines that tags leave behind."""
    if breaking and ("\n " in text or " \n" in text):
        first, *lines, last = text.split("\n")
        text = "\n".join([first.rstrip(" "), *(line.strip(" ") for line in lines), last.lstrip(" ")])
    return (_BREAKS.sub("\n\n", text) if "\n\n\n" in text else text).strip("\n")


def _dense(values: pl.Series) -> pl.Series:
    """Long texts of little but brackets and ampersands: no page is, and each of them costs time."""
    characters = values.str.len_bytes()
    signs = values.str.count_matches("[<&]")
    return (characters > _LONG) & (signs * _LEAST_APART > characters * 2)


def _once(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The texts without markup, and as code would be told in them; templates stay as they are."""
    whole = values.str.contains(KEPT_WHOLE) | values.str.contains(_TEMPLATE) | _dense(values)
    results, shown = [], []
    for text, stays in zip(values.to_list(), whole.to_list(), strict=True):
        result = (text, text) if stays else _stripped(text)
        results.append(result[0])
        shown.append(result[1])
    return pl.Series(results, dtype=pl.String), pl.Series(shown, dtype=pl.String)


def _fix(values: pl.Series) -> pl.Series:
    results, shown = _once(values)
    changed = (results != values).arg_true()
    changed = changed.filter(~looks_like_code(shown.gather(changed)))
    results = results.gather(changed)
    left = results.str.contains_any(["<", "&"])
    again, _ = _once(results.filter(left))
    settled = ~left.scatter(left.arg_true(), again != results.filter(left))
    return values.clone().scatter(changed.filter(settled), results.filter(settled))


MARKUP = Rule(
    name="markup",
    version=1,
    switch="markup",
    reason=Reason.REMOVED_MARKUP,
    english="Removes HTML tags, comments and entities that are noise, never from code or talk of markup.",
    chinese="去除作为噪声的 HTML 标签、注释与实体；涉及代码、网页或标记语言的内容一律不动。",
    signs=Sign.TAG | Sign.ENTITY,
    needs=_needs,
    fix=_fix,
    about=ascii_words(_ABOUT),
    examples=(
        ("<p>你好&nbsp;世界</p><p>第二段<br/>换一行</p>", "你好\xa0世界\n\n第二段\n换一行"),
        ("<p>one <br> two</p>\n  <p>three</p>", "one\ntwo\n\nthree"),
        ("Tom &amp; Jerry <b>rock</b><!-- ad -->", "Tom & Jerry rock"),
        ("10<sup>5</sup> m, H<sub>2</sub>O", "10⁵ m, H₂O"),
        ("if a<b and c>d then List<String>", "if a<b and c>d then List<String>"),
        ("<question>1 < 2?</question><b>yes</b>", "<question>1 < 2?</question><b>yes</b>"),
    ),
)
