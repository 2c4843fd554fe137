"""The main text of a page: what an article says, without menus, notices and comments.

Found by trafilatura (Barbaresi, "Trafilatura: A Web Scraping Library and Command-Line Tool for Text
Discovery and Extraction", ACL-IJCNLP 2021), whose choice of elements is written as Markdown here:
its own text loses parts of words at soft hyphens. Where it finds no article, such as in a reference
page or a table of terms, the body is taken as it is built, without what the page marks as
navigation; a page that is nothing but links has no main text.
"""

from __future__ import annotations

import logging
from typing import Any

from danlu.readers.documents.markup import markdown_of
from danlu.readers.documents.packed import extra_needed
from danlu.readers.documents.xml_tree import depth_of, local_name, parse_html

_NAVIGATION = frozenset({"nav", "header", "footer", "aside", "form", "dialog", "menu"})
_MOST_ELEMENTS = 50_000
_MOST_DEPTH = 200
"""Larger and deeper pages are no articles, and trafilatura's time grows faster than they do."""
_LEAST = 25
"""Letters and digits that a text must have to be one."""
_DUMP_SHARE = 0.8


def main_text(root: Any) -> str:
    """The main text of a page as Markdown; empty where it has none."""
    elements = sum(1 for _ in root.iter())
    if elements <= _MOST_ELEMENTS and depth_of(root) <= _MOST_DEPTH:
        article = _article(root)
        if _weight(article) >= _LEAST and not _is_dump(article, root):
            return article
    return _body(root)


def _is_dump(article: str, root: Any) -> bool:
    """Is it the whole page in one paragraph, trafilatura's last resort, which the body says better?"""
    return "\n" not in article and _weight(article) >= _DUMP_SHARE * _weight(
        "".join(_body_of(root).itertext())
    )


def _article(root: Any) -> str:
    with extra_needed():
        from trafilatura import extract  # noqa: PLC0415 - an extra
    logger = logging.getLogger("trafilatura")
    # its warnings quote addresses and text of the page
    disabled, logger.disabled = logger.disabled, True
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        found = extract(
            root, output_format="html", include_comments=False, include_tables=True, include_formatting=True
        )
    # whatever a page makes the library stumble over, the body can still be read
    except Exception:  # noqa: BLE001
        found = None
    finally:
        logger.setLevel(level)
        logger.disabled = disabled
    tree = parse_html(found) if found else None
    return markdown_of(tree) if tree is not None else ""


def _body(root: Any) -> str:
    body = _body_of(root)
    text = markdown_of(body, _NAVIGATION)
    links = sum(_weight("".join(link.itertext())) for link in body.iter("a"))
    return text if _weight(text) - links >= _LEAST else ""


def _body_of(root: Any) -> Any:
    return next((element for element in root.iter() if local_name(element) == "body"), root)


def _weight(text: str) -> int:
    return sum(map(str.isalnum, text))
