"""What LLaMA-Factory is told of an exported folder, and a check that it will read all of it.

The folder holds `{set}/{side}.jsonl`, and `dataset_info.json` with an entry for each of these files
that LLaMA-Factory can read. The check reads only the folder, and applies LLaMA-Factory's rules to
what stands there, however it came there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from danlu.export.rules import Reading, check_line, reading
from danlu.export.sets import SIDES, TAGS, TARGET_SETS, Shape
from danlu.export.shapes import has_empty_list, mismatches
from danlu.formats.base import Unwritable
from danlu.ledger import evidence_json

INFO = "dataset_info.json"
_ENTRY_KEYS = {"file_name", "formatting", "ranking", "columns", "tags"}
_COLUMNS = {
    "alpaca": {"prompt", "query", "response", "history"},
    "sharegpt": {"messages"},
}
_ANY_COLUMNS = {"system", "tools", "chosen", "rejected", "kto_tag"}


def dataset_info(name: str, files: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    """The content of `dataset_info.json`: LLaMA-Factory's name of each dataset, and how to read it.

    Args:
        name: The export's name; a dataset is called `{name}_{set}_{side}`.
        files: Lines of each file by (set, side). Files without lines, and sets that LLaMA-Factory
            cannot read, have no entry.
    """
    info: dict[str, Any] = {}
    for target, one in TARGET_SETS.items():
        for side in SIDES:
            if one.entry is not None and files.get((target, side)):
                info[f"{name}_{target}_{side}"] = {"file_name": f"{target}/{side}.jsonl", **one.entry}
    return info


def check_dataset_info(folder: Path) -> list[str]:
    """Every way in which LLaMA-Factory would not read an exported folder whole and as it is meant.

    Each names the file, the line where there is one, and the rule; none holds row text. Files of
    sets that only other trainers read are checked for keys and types.
    """
    try:
        info = json.loads((folder / INFO).read_bytes().decode("ascii"))
    except FileNotFoundError:
        return [f"{INFO}: is missing"]
    except (OSError, ValueError) as error:
        return [f"{INFO}: is not ASCII JSON ({type(error).__name__})"]
    if not isinstance(info, dict):
        return [f"{INFO}: is not an object"]
    return list(_violations(folder, info))


def _violations(folder: Path, info: Mapping[str, Any]) -> Iterator[str]:
    listed: dict[str, Reading] = {}
    for name, entry in info.items():
        faults = list(_entry_faults(entry))
        yield from (f"{INFO}: {name}: {fault}" for fault in faults)
        if faults:
            continue
        file_name = entry["file_name"]
        if file_name in listed:
            yield f"{INFO}: {name}: {file_name} has an entry already"
        elif not _inside(file_name) or not (folder / file_name).is_file():
            yield f"{INFO}: {name}: {file_name} is no file of this folder"
        else:
            listed[file_name] = reading(entry)
    for path in sorted(folder.glob("*/*.jsonl")):
        file_name = path.relative_to(folder).as_posix()
        one = TARGET_SETS.get(path.parent.name)
        if file_name not in listed and (one is None or one.entry is not None):
            yield f"{file_name}: has no entry in {INFO}"
        yield from _file_faults(path, file_name, one.shape if one else None, listed.get(file_name))


def _inside(file_name: str) -> bool:
    path = PurePosixPath(file_name)
    return not path.is_absolute() and ".." not in path.parts


def _entry_faults(entry: object) -> Iterator[str]:
    if not isinstance(entry, dict) or not isinstance(entry.get("file_name"), str):
        yield "names no file"
        return
    if "format" in entry:
        yield "the key is formatting; format is not read, and means alpaca"
    unknown = sorted(set(entry) - _ENTRY_KEYS - {"format"})
    if unknown:
        yield f"unknown key {', '.join(unknown)}"
    formatting = entry.get("formatting", "alpaca")
    if formatting not in _COLUMNS:
        yield "formatting is neither alpaca nor sharegpt (openai would alter every system prompt)"
        return
    yield from _column_faults(entry, formatting)
    tags = entry.get("tags")
    if tags is not None and formatting != "sharegpt":
        yield "tags are read for sharegpt only"
    elif tags is not None and (not isinstance(tags, dict) or set(tags) != set(TAGS)):
        yield f"tags must name all of {', '.join(TAGS)}: those left out are reset"
    if not isinstance(entry.get("ranking", False), bool):
        yield "ranking is not a bool"


def _column_faults(entry: Mapping[str, Any], formatting: str) -> Iterator[str]:
    columns = entry.get("columns")
    if not isinstance(columns, dict) or not all(isinstance(column, str) for column in columns.values()):
        yield "columns must name every column"
        return
    unknown = sorted(set(columns) - _COLUMNS[formatting] - _ANY_COLUMNS)
    if unknown:
        yield f"columns names {', '.join(unknown)}, which {formatting} does not read"
    pair = {"chosen", "rejected"} & set(columns)
    if entry.get("ranking", False) != bool(pair) or len(pair) == 1:
        yield "ranking, chosen and rejected belong together"


def _file_faults(
    path: Path, name: str, shape: Mapping[str, Shape] | None, how: Reading | None
) -> Iterator[str]:
    """Faults of one file, read line by line."""
    number = 0
    keys: list[str] = []
    late = False
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            record = _record(line)
            if not isinstance(record, dict):
                yield f"{name}, line {number}: {record}"
                continue
            keys = keys or list(record)
            if number == 1:
                late = has_empty_list(record)
            elif late and not has_empty_list(record):
                yield f"{name}, line 1: has an empty list; filled ones (line {number}) must come first"
                late = False
            yield from (f"{name}, line {number}: {fault}" for fault in _line_faults(record, keys, shape, how))
    if number == 0:
        yield f"{name}: is empty"


def _record(line: bytes) -> dict[str, Any] | str:
    """The object on a line, or what is wrong with the line."""
    if not line.strip():
        return "is blank"
    if not line.endswith(b"\n"):
        return "does not end with a line feed"
    try:
        record = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "is not JSON"
    return record if isinstance(record, dict) else "is not an object"


def _line_faults(
    record: dict[str, Any], keys: list[str], shape: Mapping[str, Shape] | None, how: Reading | None
) -> Iterator[str]:
    if list(record) != keys:
        yield "has not the same keys as the lines before"
        return
    if shape is not None:
        yield from mismatches(record, shape)
    if how is None:
        return
    unread = sorted(set(record) - set(how.columns.values()))
    if unread:
        yield f"{len(unread)} of its columns are not named in {INFO}, so they are not read"
    try:
        check_line(record, how)
    except Unwritable as error:
        yield f"{error.reason.value} {evidence_json(error.evidence)}"
