"""Pages and fragments of HTML as text with structure, for sources that are markup.

Headings, lists, tables, code, emphasis, formulas and raised characters become Markdown; scripts,
styles, forms, navigation, headers and footers, what is hidden and cookie notices go. A whole page is
reduced to its main text as the reader of pages does it, a fragment is taken whole. Tags and
entities that the text speaks of come out as inline code, so that nothing takes them for markup again.
Texts without markup stay; of those, only entities are resolved. Needs the extra `ingest`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import polars as pl

from danlu.cleaning.code import CODE_FENCE
from danlu.cleaning.rule import Rule, each
from danlu.cleaning.rules.tags import resolved
from danlu.cleaning.signs import Sign
from danlu.errors import DanluError
from danlu.ledger import Reason
from danlu.readers.base import SourceRefused
from danlu.readers.documents.main_text import main_text
from danlu.readers.documents.markup import markdown_of
from danlu.readers.documents.packed import printable
from danlu.readers.documents.xml_tree import parse_html

_ELEMENTS = (
    "html|head|body|title|meta|link|base|script|style|noscript|p|div|span|br|hr|h[1-6]|ul|ol|li|dl|dt|dd|table|thead"
    "|tbody|tfoot|tr|td|th|caption|a|img|b|strong|i|em|u|s|del|ins|small|big|font|center|blockquote|q|pre|code|kbd"
    "|samp|tt|sup|sub|section|article|header|footer|nav|main|aside|figure|figcaption|address|abbr|cite|mark|ruby|rt"
    "|rp|label|form|input|button|select|option|textarea|iframe|video|audio|source|picture|svg|math|details|summary"
)
_TAG = re.compile(
    rf"<!--|<!doctype\b|</?(?:{_ELEMENTS})(?:\s[^<>=]{{0,200}}=[^<>]*)?\s{{0,9}}/?>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,9});")
_WHOLE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_MISSING = (
    "cleaned.markup: page needs what reads HTML; install the extra `ingest` (pip install 'danlu[ingest]')"
)
_BLOCK = re.compile(
    r"<(?:p|div|br|hr|h[1-6]|ul|ol|li|dl|table|tr|blockquote|pre|section|article|main|figure)\b",
    re.IGNORECASE,
)
_CODE = re.compile(rf"{CODE_FENCE.pattern}|(`+)(?:(?!\2)[^\n]){{1,2000}}\2", re.DOTALL)
_NAVIGATION = frozenset({"nav", "header", "footer", "dialog", "menu"})
_BESIDE = re.compile(
    r"cookie|gdpr|breadcrumb|skip-?link|share-?(?:buttons?|bar|links?)|social-?(?:share|links?)",
    re.IGNORECASE,
)
_LONGEST_BESIDE = 1000
_SIGNS = r"<(?:[A-Za-z/]|!--|!(?i:doctype))|&(?:#|[A-Za-z])"


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    pieces: list[str] = []
    done = 0
    for match in _CODE.finditer(text):
        pieces += change(text[done : match.start()]), match[0]
        done = match.end()
    return "".join([*pieces, change(text[done:])])


def _is_markup(text: str) -> bool:
    return _TAG.search(_CODE.sub("", text)) is not None


def _quoted(text: str) -> str:
    """The text with the tags and entities that it speaks of as inline code."""
    text = _TAG.sub(lambda match: f"`{match[0]}`" if "`" not in match[0] else match[0], text)
    return _ENTITY.sub(lambda match: f"`{match[0]}`" if resolved(match[0]) != match[0] else match[0], text)


def _converted(text: str) -> str:
    """The text of a page or a fragment as Markdown; as it is where it is nested too deeply.

    Raises:
        DanluError: The libraries that parse HTML are not installed.
    """
    is_page = _WHOLE.search(text) is not None
    if not is_page and not _BLOCK.search(text):
        text = text.replace("\n", "<br>\n")
    try:
        root = parse_html(printable(text))
        if root is None:
            return ""
        main = main_text(root) if is_page else ""
    except SourceRefused as refusal:
        if refusal.reason is Reason.EXTRA_NOT_INSTALLED:
            raise DanluError(_MISSING) from None
        return text
    if not main:
        _drop_beside(root)
        main = markdown_of(root, _NAVIGATION)
    return main


def _drop_beside(root: Any) -> None:
    """Take out short blocks that name themselves cookie notices, share buttons and the like."""
    for element in list(root.iter("div", "section", "aside", "ul", "p", "span")):
        name = f"{element.get('id') or ''} {element.get('class') or ''}"
        if _BESIDE.search(name) and len("".join(element.itertext())) <= _LONGEST_BESIDE:
            element.drop_tree()


def _fix(text: str) -> str:
    if _is_markup(text):
        result = _outside_code(_converted(text), _quoted)
        return text if _is_markup(result) else _resolved(result.strip("\n"))
    return _resolved(text)


def _resolved(text: str) -> str:
    """A text without markup and without entities outside of code; as it is where that would not settle."""
    plain = _outside_code(text, resolved)
    result = _outside_code(plain, _quoted)
    settled = _outside_code(plain, resolved) == plain and _outside_code(result, resolved) == result
    return result if settled and not _is_markup(result) else text


def _needs(values: pl.Series) -> pl.Series:
    return values.str.contains(_SIGNS)


PAGE = Rule(
    name="page",
    version=1,
    switch="markup",
    reason=Reason.CONVERTED_HTML,
    english="Converts HTML pages and fragments to text with headings, lists, tables and code as Markdown.",
    chinese="将 HTML 网页或片段转换为文本：标题、列表、表格、代码以 Markdown 保留，导航、脚本、页脚等去除。",
    signs=Sign.TAG | Sign.ENTITY,
    needs=_needs,
    fix=each(_fix),
    setting="page",
    pieces=False,
    examples=(
        (
            "<h2>标题</h2><p>第一段，<a href='/x'>链接</a>。</p><ul><li>一</li><li>二</li></ul>",
            "## 标题\n\n第一段，链接。\n\n- 一\n- 二",
        ),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
            "| a | b |\n| --- | --- |\n| 1 | 2 |",
        ),
        ("<nav>Home</nav><p>H<sub>2</sub>O &amp; air</p><footer>©</footer>", "H₂O & air"),
        ("<pre><code>if a &lt; b:\n    go()</code></pre>", "```\nif a < b:\n    go()\n```"),
        ("<p>用 &lt;b&gt; 加粗</p>", "用 `<b>` 加粗"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("if a<b and c>d", "if a<b and c>d"),
    ),
)
