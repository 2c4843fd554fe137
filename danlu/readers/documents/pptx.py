"""Presentations (PPTX): one record for each slide, with its title, texts, tables and notes.

The parts of the package are read as ECMA-376 part 1, §19 lays them out. Texts come in the order of
the shapes, which is the order in which PowerPoint reads a slide aloud; hidden slides count.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from danlu.ledger import Reason
from danlu.pieces import Page, Section
from danlu.readers.base import Limits, Record, SourceRefused
from danlu.readers.documents.markdown_text import table
from danlu.readers.documents.package import Package, joined_name, open_package
from danlu.readers.documents.package_facts import core_facts
from danlu.readers.documents.packed import Numbering, printable
from danlu.readers.documents.xml_tree import local_name

_MOST_BYTES = 32 * 1024**2
_MOST_LEVEL = 8
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TITLES = frozenset({"title", "ctrTitle"})
_PASSING = frozenset({"dt", "ftr", "sldNum", "hdr", "sldImg"})
"""Placeholders of what stands on every slide: date, footer, number, and the slide's picture in notes."""


def read_pptx(path: Path, limits: Limits, scratch: Path) -> Iterator[Record]:  # noqa: ARG001 - as all are called
    """The slides, in the order of the presentation.

    Raises:
        SourceRefused: CORRUPT_FILE, ENCRYPTED, FILE_TOO_LARGE or EXTRA_NOT_INSTALLED.
    """
    with open_package(path, limits) as package:
        facts = core_facts(package)
        numbering = Numbering(limits)
        for number, name in enumerate(_slide_names(package), 1):
            part = f"slide={number}"
            try:
                headings, text = _slide(package, name)
            except SourceRefused as refusal:
                yield numbering.refuse({"slide": number}, part, refusal.reason, refusal.evidence)
                continue
            identity = {"text": text}
            if text:
                page = Page((Section(text, headings, number),), facts)
                yield numbering.take(identity, page, part)
            else:
                yield numbering.refuse(identity, part, Reason.NO_MAIN_TEXT, {"slide": number})


def _slide_names(package: Package) -> list[str]:
    main = _targets(package, "").get("officeDocument", ["ppt/presentation.xml"])[0]
    root = package.xml(main, _MOST_BYTES)
    if root is None:
        raise SourceRefused(Reason.CORRUPT_FILE, {"problem": "no presentation"})
    by_id = _relations(package, main)
    listed = [element.get(_RELATION) for element in root.iter() if local_name(element) == "sldid"]
    return [by_id[key] for key in listed if key in by_id]


def _slide(package: Package, name: str) -> tuple[tuple[str, ...], str]:
    """The title, and the whole slide as Markdown."""
    root = package.xml(name, _MOST_BYTES)
    if root is None:
        raise SourceRefused(Reason.CORRUPT_FILE, {"problem": "missing part"})
    title = ""
    blocks: list[str] = []
    for shape in _shapes(root):
        kind = _placeholder(shape)
        if kind in _PASSING:
            continue
        if kind in _TITLES and not title:
            title = " ".join(_text(shape).split())
        elif local_name(shape) == "graphicframe":
            blocks += _tables(shape)
        else:
            blocks.append(_text(shape))
    notes = [
        note for target in _targets(package, name).get("notesSlide", []) for note in _notes(package, target)
    ]
    lines = [f"# {title}" if title else "", *blocks, "Notes:\n\n" + "\n\n".join(notes) if notes else ""]
    return (title,) if title else (), "\n\n".join(line for line in lines if line)


def _notes(package: Package, name: str) -> Iterator[str]:
    root = package.xml(name, _MOST_BYTES)
    for shape in _shapes(root) if root is not None else ():
        text = "" if _placeholder(shape) in _PASSING else _text(shape)
        if text:
            yield text


def _shapes(root: Any) -> Iterator[Any]:
    """The shapes of a slide, those of groups in their place; of alternatives the first."""
    waiting = [element for element in root.iter() if local_name(element) == "sptree"][:1]
    while waiting:
        element = waiting.pop()
        name = local_name(element)
        if name in {"sp", "graphicframe", "cxnsp"}:
            yield element
        elif name in {"sptree", "grpsp", "choice"}:
            waiting += reversed(element)
        elif name == "alternatecontent":
            waiting += element[:1]


def _placeholder(shape: Any) -> str:
    """The kind of placeholder that a shape fills; empty for a shape of its own."""
    for element in shape.iter():
        if local_name(element) == "ph":
            return str(element.get("type") or "obj")
        if local_name(element) == "txbody":
            break
    return ""


def _text(shape: Any) -> str:
    """The paragraphs of a shape; those of an outline as a list."""
    body = next((element for element in shape.iter() if local_name(element) == "txbody"), None)
    if body is None:
        return ""
    outline = _placeholder(shape) in {"obj", "body"}
    lines: list[str] = []
    for paragraph in body:
        if local_name(paragraph) == "p" and (text := _line(paragraph)):
            level, bullet = _level(paragraph)
            listed = bullet or (outline and bullet is None)
            lines.append("  " * level + "- " + text if listed else text)
    paragraphs = sum(local_name(element) == "p" and bool(_line(element)) for element in body)
    if outline and paragraphs == 1:
        return lines[0].removeprefix("- ")
    return "\n".join(lines)


def _level(paragraph: Any) -> tuple[int, bool | None]:
    """Depth in the outline, and whether the paragraph itself asks for a bullet or for none."""
    properties = next((element for element in paragraph if local_name(element) == "ppr"), None)
    if properties is None:
        return 0, None
    level = properties.get("lvl") or "0"
    names = {local_name(element) for element in properties}
    bullet = False if "bunone" in names else True if names & {"buchar", "buautonum"} else None
    return min(int(level), _MOST_LEVEL) if level.isascii() and level.isdigit() else 0, bullet


def _line(paragraph: Any) -> str:
    pieces: list[str] = []
    for element in paragraph.iter():
        name = local_name(element)
        if name == "t":
            pieces.append(element.text or "")
        elif name in {"br", "tab"}:
            pieces.append(" ")
    return " ".join(printable("".join(pieces)).split())


def _tables(frame: Any) -> list[str]:
    found: list[str] = []
    for element in frame.iter():
        if local_name(element) == "tbl":
            rows = [
                [
                    " ".join(_line(part) for part in cell.iter() if local_name(part) == "p").strip()
                    for cell in row
                ]
                for row in element
                if local_name(row) == "tr"
            ]
            found.append(table(rows))
    return found


def _relations(package: Package, name: str) -> dict[str, str]:
    """The parts that a part refers to, by the names of the references."""
    return {key: target for key, _, target in _references(package, name)}


def _targets(package: Package, name: str) -> dict[str, list[str]]:
    """The parts that a part refers to, by kind."""
    found: dict[str, list[str]] = {}
    for _, kind, target in _references(package, name):
        found.setdefault(kind, []).append(target)
    return found


def _references(package: Package, name: str) -> Iterator[tuple[str, str, str]]:
    place = PurePosixPath(name)
    folder = str(place.parent) if name and str(place.parent) != "." else ""
    root = package.xml(joined_name(folder, f"_rels/{place.name}.rels"), _MOST_BYTES)
    for element in root if root is not None else ():
        if local_name(element) == "relationship" and element.get("TargetMode") != "External":
            kind = (element.get("Type") or "").rpartition("/")[2]
            yield element.get("Id") or "", kind, joined_name(folder, element.get("Target") or "")
