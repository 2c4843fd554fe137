"""The items of an evaluation set, read from its files.

The bytes are somebody else's: danlu's readers take them, strictly and within bounds. What cannot be read
is an error that names the file and the line, as a set that is read in part guards in part.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pyarrow as pa

from danlu.dedup.contamination.index import ITEM_SCHEMA
from danlu.errors import DanluError
from danlu.evaluation_layouts import Layout
from danlu.readers import Limits, Record, SourceRefused, Told, open_source

_COMPRESSED = (".gz", ".xz", ".bz2", ".zst")
_TABLES = (".csv", ".tsv")


class EvaluationSetError(DanluError):
    """An evaluation set cannot be used; the message names the set, the file and the line."""


def read_items(name: str, path: Path, layout: Layout, limits: Limits | None = None) -> pa.Table:
    """The items of a set, as `ITEM_SCHEMA`, in the order of its files and their records.

    Args:
        name: The set's name.
        path: A file, or a folder that is searched through.
        layout: Which columns hold what.
        limits: Bounds of the readers.

    Raises:
        EvaluationSetError: There is no such file, one cannot be read, an item has no question, or
            there is no item at all.
    """
    items = [
        item
        for file in files_of(name, path, layout)
        for item in _items_of(name, path, file, layout, limits or Limits())
    ]
    if not items:
        raise EvaluationSetError(f"evaluation set {name}: {path.name} holds no item")
    return pa.Table.from_pylist(items, schema=ITEM_SCHEMA)


def files_of(name: str, path: Path, layout: Layout) -> list[Path]:
    """The files of a set, by name; what is compressed counts by the name before that ending.

    Raises:
        EvaluationSetError: There is none.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise EvaluationSetError(f"evaluation set {name}: there is no file or folder {path.name}")
    found = [file for file in path.rglob("*") if file.is_file() and _is_wanted(file, layout)]
    if not found:
        wanted = ", ".join(layout.files)
        raise EvaluationSetError(f"evaluation set {name}: {path.name} holds no file named {wanted}")
    return sorted(found, key=lambda file: file.relative_to(path).as_posix())


def set_version(items: pa.Table) -> str:
    """A hash of all that a set's items say, whatever their order and the files that they lay in."""
    lines = sorted(json.dumps(item, ensure_ascii=False, sort_keys=True) for item in items.to_pylist())
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _is_wanted(file: Path, layout: Layout) -> bool:
    if any(part.startswith(".") for part in file.parts[-2:]):
        return False
    plain = _plain_name(file)
    return any(fnmatchcase(plain, pattern) for pattern in layout.files)


def _plain_name(file: Path) -> str:
    """The name without the ending of a compression."""
    return file.stem if file.suffix in _COMPRESSED else file.name


def _items_of(name: str, root: Path, file: Path, layout: Layout, limits: Limits) -> Iterator[dict[str, Any]]:
    shown = file.name if file == root else file.relative_to(root).as_posix()
    seen: set[str] = set()
    for record in _records(name, file, shown, layout, limits):
        place = f"line {record.line}" if record.line is not None else f"record {record.position}"
        if record.reason is not None:
            raise EvaluationSetError(f"evaluation set {name}: {shown}, {place}: {record.reason.value}")
        for number, value in enumerate(_values(record, layout)):
            question = _question(value, layout)
            if not question.strip():
                wanted = " or ".join(layout.question)
                raise EvaluationSetError(
                    f"evaluation set {name}: {shown}, {place}: an item without a question "
                    f"(looked for in {wanted})"
                )
            position = f"{record.position}.{number + 1}" if number else str(record.position)
            own = _first_text(value, layout.id) or position
            own = own if own not in seen else f"{own}@{position}"
            seen.add(own)
            choices = [text for path in layout.choices for text in _texts(value, path)]
            yield {
                "set": name,
                "item": own if file == root else f"{shown}:{own}",
                "question": question,
                "choices": choices or None,
                "answer": _answer(value, layout, choices),
            }


def _values(record: Record, layout: Layout) -> list[Mapping[str, Any]]:
    """The items of a record: itself, or where it has no question the objects of the one list in it.

    What stands beside a list of items by a name, such as a notice, is none.
    """
    value = record.value
    if not isinstance(value, Mapping):
        return [] if record.key is not None else [{}]
    if _question(value, layout):
        return [value]
    lists = [
        member
        for member in value.values()
        if isinstance(member, list) and member and all(isinstance(one, Mapping) for one in member)
    ]
    return lists[0] if len(lists) == 1 else [value]


def _records(name: str, file: Path, shown: str, layout: Layout, limits: Limits) -> Iterator[Record]:
    is_table = Path(_plain_name(file)).suffix in _TABLES
    told = Told(columns=layout.columns) if is_table and layout.columns else Told()
    try:
        yield from open_source(file, limits, told)
    except SourceRefused as refusal:
        problem = refusal.evidence.get("problem")
        why = f"{refusal.reason.value} ({problem})" if problem else refusal.reason.value
        raise EvaluationSetError(f"evaluation set {name}: {shown}: {why}") from None


def _question(value: Mapping[str, Any], layout: Layout) -> str:
    if layout.joined:
        told = [text for path in layout.question for text in _texts(value, path)]
        return "\n".join(told)
    for path in layout.question:
        texts = [text for text in _texts(value, path) if text.strip()]
        if texts:
            return "\n".join(texts)
    return ""


def _first_text(value: Mapping[str, Any], paths: Sequence[str]) -> str:
    return next((text for path in paths for text in _texts(value, path) if text), "")


def _answer(value: Mapping[str, Any], layout: Layout, choices: Sequence[str]) -> str | None:
    """The answer's text; that of the choice where a letter or a number names one."""
    told = _first_text(value, layout.answer)
    if choices and len(told) == 1 and "A" <= told.upper() < chr(ord("A") + len(choices)):
        return choices[ord(told.upper()) - ord("A")]
    if choices and told.isdecimal() and int(told) < len(choices):
        return choices[int(told)]
    return told or None


def _texts(value: Any, path: str) -> list[str]:
    """The texts at a path: names parted by dots, each of which goes into every element of a list."""
    if isinstance(value, Mapping) and path in value:
        return _said(value[path])
    head, dot, rest = path.partition(".")
    if isinstance(value, list):
        if head.isdecimal():
            chosen = value[int(head) : int(head) + 1]
            return _said(chosen) if not dot else [text for one in chosen for text in _texts(one, rest)]
        return [text for element in value for text in _texts(element, path)]
    if isinstance(value, Mapping) and dot and head in value:
        return _texts(value[head], rest)
    return []


def _said(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int | float):
        return [str(value)]
    return [text for element in value for text in _said(element)] if isinstance(value, list) else []
