"""HTML as Markdown, whatever made it: a page, a chapter of a book, a converted document.

The tree is walked without recursion, so that no depth of nesting hurts. Kept are headings,
paragraphs, lists, quotations, code, tables, emphasis and formulas; of a link its text; of an image
nothing. Special characters of Markdown in the text are not escaped: it is read by people and
models, and never made HTML again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from danlu.readers.documents.markdown_text import fenced, table
from danlu.readers.documents.markup_inline import MARKS, Inline
from danlu.readers.documents.markup_parts import code_language, code_text, formula, table_rows
from danlu.readers.documents.xml_tree import local_name


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SKIPPED = _words(
    "script style noscript template svg iframe object embed canvas audio video img picture source map head "
    "select datalist button input textarea title meta link rp col colgroup annotation"
)
"""Elements whose content is no text of the page."""
_BLOCKS = _words(
    "html body address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form header hgroup legend li main menu nav ol p section summary table tbody td tfoot th "
    "thead tr ul caption h1 h2 h3 h4 h5 h6 pre hr"
)
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_MOST_FRAMES = 16
"""Lists and quotations whose nesting is shown; a thousand of them would be mostly indentation."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def markdown_of(root: Any, skipped: frozenset[str] = frozenset()) -> str:
    """The Markdown of an HTML element and what is in it, without the elements named in `skipped`."""
    writer = _Writer(SKIPPED | skipped)
    writer.walk(root)
    return writer.text()


def is_hidden(element: Any) -> bool:
    """Does the page itself say that the element is not to be seen?"""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style


@dataclass(slots=True)
class _Frame:
    """What the lines of a list item or a quotation begin with."""

    first: str
    rest: str
    item: bool = False
    begun: bool = False

    def take(self) -> str:
        """The beginning of the next line."""
        begun, self.begun = self.begun, True
        return self.rest if begun else self.first


class _Writer:
    """The blocks written so far, and the lists and quotations that the next one stands in."""

    def __init__(self, skipped: frozenset[str], *, tables: bool = True) -> None:
        self._skipped = skipped
        self._tables = tables
        self._lines: list[str] = []
        self._inline = Inline()
        self._frames: list[_Frame] = []
        self._lists: list[int | None] = []
        self._heading = 0
        self._in_item = False

    def text(self) -> str:
        """What was written."""
        self._flush()
        return "\n".join(self._lines)

    def walk(self, root: Any) -> None:
        """Write an element."""
        if not self._enter(root, local_name(root)):
            return
        open_elements: list[tuple[Any, Iterator[Any]]] = [(root, iter(root))]
        while open_elements:
            element, children = open_elements[-1]
            child = next(children, None)
            if child is None:
                open_elements.pop()
                self._leave(local_name(element))
                if open_elements:
                    self._inline.add(element.tail)
            elif self._enter(child, local_name(child)):
                open_elements.append((child, iter(child)))
            else:
                self._inline.add(child.tail)

    def _enter(self, element: Any, name: str) -> bool:
        """Begin an element; False where its content is skipped or written already."""
        if not name or name in self._skipped or is_hidden(element):
            return False
        if name in _BLOCKS:
            self._flush()
        if self._write_whole(element, name):
            return False
        self._begin(element, name)
        self._inline.add(element.text)
        return True

    def _begin(self, element: Any, name: str) -> None:
        if name in _HEADINGS:
            self._heading = _HEADINGS[name]
        elif name in _LISTS:
            self._lists.append(_first_number(element) if name == "ol" else None)
        elif name == "li":
            marker = self._marker()
            self._indent(_Frame(marker, " " * len(marker), item=True))
        elif name == "blockquote":
            self._indent(_Frame("> ", "> "))
        elif name == "br":
            self._inline.line_break()
        elif name == "q":
            self._inline.add("“")
        elif name in MARKS and not self._heading:
            self._inline.open(name)

    def _leave(self, name: str) -> None:
        if name in MARKS and not self._heading:
            self._inline.close(name)
        elif name == "q":
            self._inline.add("”")
        if name not in _BLOCKS:
            return
        self._flush()
        if name in _HEADINGS:
            self._heading = 0
        elif name in _LISTS:
            self._lists.pop()
            self._in_item = self._in_item and bool(self._frames)
        elif name in {"li", "blockquote"}:
            self._frames.pop()

    def _write_whole(self, element: Any, name: str) -> bool:
        """Write what is not walked through: code, a formula, a rule, a table of data."""
        if name == "math":
            self._inline.add(formula(element))
        elif name == "hr":
            self._block("---")
        elif name == "pre":
            code = code_text(element)
            if code.strip():
                self._block(fenced(code, code_language(element)))
        elif name == "table" and self._tables:
            rows = table_rows(element, self._one_line)
            if rows is None:
                return False
            for caption in element:
                if local_name(caption) == "caption":
                    self._block(self._one_line(caption))
            self._block(table(rows))
        else:
            return False
        return True

    def _one_line(self, element: Any) -> str:
        inner = _Writer(self._skipped, tables=False)
        inner.walk(element)
        return " ".join(inner.text().split())

    def _indent(self, frame: _Frame) -> None:
        self._frames.append(frame if len(self._frames) < _MOST_FRAMES else _Frame("", ""))

    def _marker(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _flush(self) -> None:
        for paragraph in self._inline.take():
            if self._heading:
                self._block("#" * self._heading + " " + " ".join(paragraph.split()))
            else:
                self._block(paragraph)

    def _block(self, text: str) -> None:
        if not text:
            return
        starts_item = any(frame.item and not frame.begun for frame in self._frames)
        tight = starts_item and self._in_item
        if self._lines and not tight:
            self._lines.append("".join(frame.rest for frame in self._frames if frame.begun).rstrip())
        for line in text.split("\n"):
            self._lines.append(("".join([frame.take() for frame in self._frames]) + line).rstrip())
        self._in_item = any(frame.item for frame in self._frames)


def _first_number(element: Any) -> int:
    start = element.get("start") or ""
    return int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1
