"""HTML that is noise taken out; HTML that is content left alone.

Tags in an answer about web pages are the answer. So this rule steps back from every row that
speaks of code, markup or pages, and from every text that holds code, back-ticks, form controls,
unknown paired tags (prompts written in XML) or entities escaped twice. What it then takes out:
known HTML elements that come in pairs, line breaks and rules, comments, the bodies of scripts and
styles. Entities are resolved once. Zero damage counts for more than finding every tag.
"""

from __future__ import annotations

import html
import re

import polars as pl

from danlu.cleaning.code import ascii_words, looks_like_code
from danlu.cleaning.rule import Rule, holds
from danlu.cleaning.rules.tags import (
    BODIES,
    BREAKING,
    KEPT_WHOLE,
    TAG,
    is_entity,
    known_pairs,
    tag_text,
    with_scripts,
)
from danlu.ledger import Reason

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,9});")
_SIGNS = r"<(?:/?[A-Za-z]|!--|!(?i:doctype))|&(?:#[0-9xX]|[A-Za-z][A-Za-z0-9]{1,9};)"
_TEMPLATE = re.compile(r"`|\{\{|\{%|<\?|<%|className=|=\{|\bon[a-z]+=\{")

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


def _resolved(text: str) -> str:
    return _ENTITY.sub(lambda match: html.unescape(match[0]) if is_entity(match[0]) else match[0], text)


def _bare(text: str) -> str:
    """What would be left without tags, to be judged as code or prose."""
    return _resolved(TAG.sub(" ", BODIES.sub("", text)))


def _stripped(text: str) -> str:
    if _TEMPLATE.search(text) or KEPT_WHOLE.search(text):
        return text
    bare = BODIES.sub("", text)
    pairs = known_pairs(bare)
    if pairs is None:
        return text
    if pairs:
        text = TAG.sub(tag_text, with_scripts(bare))
        if pairs & BREAKING:
            text = re.sub(r" *\n *", "\n", text)
        text = re.sub(r"\n{3,}", "\n\n", text).strip("\n")
    return _resolved(text)


def _fix_prose(text: str) -> str:
    result = _stripped(text)
    return result if _stripped(result) == result else text


def _fix(values: pl.Series) -> pl.Series:
    code = looks_like_code(pl.Series([_bare(text) for text in values], dtype=pl.String))
    pairs = zip(values, code, strict=True)
    return pl.Series([text if is_code else _fix_prose(text) for text, is_code in pairs], dtype=pl.String)


MARKUP = Rule(
    name="markup",
    version=1,
    switch="markup",
    reason=Reason.REMOVED_MARKUP,
    english="Removes HTML tags, comments and entities that are noise, never from code or talk of markup.",
    chinese="去除作为噪声的 HTML 标签、注释与实体；涉及代码、网页或标记语言的内容一律不动。",
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
