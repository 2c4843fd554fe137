"""Jupyter notebooks (nbformat 4, and 3): one record for each cell that says something.

Text cells are Markdown as they stand, code cells are fenced code with the text that they printed
below. Pictures and errors among the outputs are left out, as is what a notebook keeps about itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from danlu.ledger import Reason
from danlu.pieces import Page, Section
from danlu.readers.base import Limits, Record, SourceRefused
from danlu.readers.documents.markdown_text import fenced, sections
from danlu.readers.documents.packed import Numbering, printable
from danlu.readers.json_value import parse_value

_MOST_BYTES = 256 * 1024**2
_START = re.compile(
    rb"\s*+\{\s*+\"(?:cells|metadata|nbformat|nbformat_minor|worksheets|orig_nbformat)\"\s*+:"
)
_CELL = re.compile(rb'"cell_type"\s*:\s*"(?:markdown|code|raw|heading)"')
_FORMAT = re.compile(rb'"(?:nbformat|kernelspec|language_info|execution_count|outputs)"\s*:')
_LANGUAGE = re.compile(r"[A-Za-z0-9+#.-]{1,30}")


def looks_like_notebook(window: bytes) -> bool:
    """Is a text stream that starts with `window` a notebook?

    Its cells may be so long that only they are in the window.
    """
    return bool(_START.match(window)) and bool(_CELL.search(window)) and bool(_FORMAT.search(window))


def read_notebook(path: Path, limits: Limits, scratch: Path) -> Iterator[Record]:  # noqa: ARG001 - as all are called
    """The cells, in their order; empty ones are no records.

    Raises:
        SourceRefused: FILE_TOO_LARGE, or what the JSON is refused for, or UNKNOWN_FORMAT where it
            has no cells.
    """
    size = path.stat().st_size
    if size > _MOST_BYTES:
        raise SourceRefused(Reason.FILE_TOO_LARGE, {"bytes": size, "max_bytes": _MOST_BYTES})
    parsed = parse_value(path.read_bytes().removeprefix(b"\xef\xbb\xbf"), limits)
    if parsed.reason is not None:
        raise SourceRefused(parsed.reason, parsed.evidence)
    cells = _cells(parsed.value)
    language = _language(parsed.value)
    numbering = Numbering(limits)
    headings: tuple[str, ...] = ()
    for number, cell in enumerate(cells, 1):
        part = f"cell={number}"
        text = _cell_text(cell, language)
        if text is None:
            yield numbering.refuse({"cell": number}, part, Reason.INVALID_FIELD, {"cell": number})
        elif text.strip():
            found = (Section(text),) if cell.get("cell_type") == "code" else sections(text)
            placed = tuple(Section(one.text, one.headings or headings) for one in found)
            headings = placed[-1].headings
            yield numbering.take({"text": text}, Page(placed), part)


def _cells(notebook: Any) -> list[Any]:
    sheets = notebook.get("worksheets") if isinstance(notebook, dict) else None
    listed: Any = notebook.get("cells") if isinstance(notebook, dict) else None
    if isinstance(sheets, list):
        listed = [cell for sheet in sheets if isinstance(sheet, dict) for cell in sheet.get("cells") or ()]
    if not isinstance(listed, list):
        raise SourceRefused(Reason.UNKNOWN_FORMAT, {"problem": "notebook without cells"})
    return listed


def _language(notebook: Any) -> str:
    """The programming language of the notebook, where it names one."""
    metadata = notebook.get("metadata")
    for key, name in (("language_info", "name"), ("kernelspec", "language")):
        known = metadata.get(key) if isinstance(metadata, dict) else None
        value = known.get(name) if isinstance(known, dict) else None
        if isinstance(value, str) and _LANGUAGE.fullmatch(value):
            return value.lower()
    return "python"


def _cell_text(cell: Any, language: str) -> str | None:
    """The cell as Markdown, or None where it is no cell."""
    if not isinstance(cell, dict):
        return None
    kind = cell.get("cell_type")
    source = _joined(cell.get("source", cell.get("input", "")))
    if source is None or not isinstance(kind, str):
        return None
    if kind == "heading":
        level = cell.get("level")
        return "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1) + " " + source
    if kind != "code" or not source.strip():
        return source
    printed = [text for output in cell.get("outputs") or () if (text := _printed(output)).strip()]
    return "\n\n".join(
        [fenced(source.strip("\n"), language), *(fenced(text.strip("\n")) for text in printed)]
    )


def _printed(output: Any) -> str:
    """The text that an output shows; of a picture or an error nothing."""
    if not isinstance(output, dict) or output.get("output_type") in {"error", "pyerr"}:
        return ""
    data = output.get("data")
    text = data.get("text/plain") if isinstance(data, dict) else output.get("text")
    if isinstance(data, dict) and any(kind.startswith("image/") for kind in data):
        return ""
    return _joined(text) or ""


def _joined(source: Any) -> str | None:
    """Text that may be given as the list of its lines."""
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    return printable(source) if isinstance(source, str) else None
