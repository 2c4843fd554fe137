"""A small published project in which one upstream column can be altered, and a stage computed from it."""

from __future__ import annotations

import importlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from danlu.door.engine import LocalEngine
from danlu.graph import STAGES
from danlu.lake.layout import Project
from danlu.lake.manifest import NAME
from danlu.lake.parquet import read_all, read_parquet, write_parquet
from danlu.lake.published import Published, published_files
from danlu.recipe import Recipe
from danlu.rows import ROW_SCHEMA
from danlu.stages import annotated, augmented, balanced, cleaned, deduplicated
from danlu.stages.work import Work
from tests.audit.tamper import cover_up
from tests.scratch import json_lines

SCHEMAS = {
    ("raw", "rows"): ROW_SCHEMA,
    ("cleaned", "rows"): ROW_SCHEMA,
    ("deduplicated", "rows"): deduplicated.SCHEMA,
    ("annotated", "rows"): annotated.SCHEMA,
    ("augmented", "rows"): augmented.SCHEMA,
    ("augmented", "text"): ROW_SCHEMA,
    ("balanced", "rows"): balanced.SCHEMA,
}

RECIPE = """
deduplicated: {split: {validation: 0.3, test: 0.2}}
annotated: {length_bands: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150, 160, 170, 180]}
augmented: {operations: {instruction_frame: 1.0, answer_constraint: 1.0}}
"""

_CALL = {"name": "weather", "arguments": '{"mail": "somebody@example.org"}'}
_TOOLS = '[{"name": "weather", "description": "Ask for it"}]'


def varied_source() -> str:
    """One source with rows of every kind, each column filled somewhere, duplicates, and room for new rows."""
    records: list[dict[str, Any]] = []
    for number, letter in enumerate("abcdefghijklmnopqrstuvwx"):
        for record in _records(number, letter):
            records += [record, {**record, "meta": number}] if number % 2 else [record]
    return json_lines(records)


def _records(number: int, letter: str) -> list[dict[str, Any]]:
    """What stands twice in the corpus is merged; markup, mail and spans give cleaning something to do."""
    return [
        {"instruction": f"Describe how river {letter} came to its name.",
         "output": f"It was named in the year {number} by a person who is long forgotten."},
        {"instruction": f"What does the word 什么 mean in song {letter}?", "system": f"Guide {number}.",
         "output": "It is a question word which asks for the kind of thing that this song speaks of, and "
         f"more than that, in part {letter}."},
        {"system": f"<b>Guide</b> {number}.", "messages": [
            {"role": "user", "content": f"第{number}座山在哪里？"},
            {"role": "assistant", "content": f"<b>第{number}座山</b>在北边。"}], "id": number},
        {"system": f"<b>Judge</b> {number}.", "tools": _TOOLS,
         "conversations": [{"from": "human", "value": f"Which is <b>better</b>, {number} or {number + 1}?"}],
         "chosen": {"from": "gpt", "value": f"Both <b>of</b> them, {number}."},
         "rejected": {"from": "gpt", "value": "Go away <b>now</b>."}},
        {"text": f"Tea number {number} is bitter.", "label": f"bad{number}"},
        {"text": f"somebody@example.org  李雷{number}住在北京。", "label": {"name": {"李雷": [[22, 23]]}}},
        {"text": f"A long text number {number} that nobody asked for."},
        {"prompt": f"Describe the way guest {letter} is welcomed.",
         "completion": f"With tea and cake number {number}, and with a song that is long.", "label": True},
        {"tools": _TOOLS, "messages": [
            {"role": "user", "content": f"Weather in town {number}?"},
            {"role": "assistant", "content": None, "tool_calls": [{"function": _CALL}]},
            {"role": "tool", "content": "{}"},
            {"role": "assistant", "content": f"Fine in town {number}."}]},
    ]  # fmt: skip


@contextmanager
def altered(project: Project, stage: str, columns: Sequence[str]) -> Iterator[None]:
    """Alter some columns in every published file of a stage, and put all back at the end."""
    kept = project.root / f"kept-{stage}"
    shutil.copytree(project.stage(stage), kept)
    try:
        for (at, kind), schema in SCHEMAS.items():
            for path in published_files(project, stage, None, kind) if at == stage else ():
                rows = read_parquet(path)
                for column in columns:
                    rows = alter(rows, column) if column in schema.names else rows
                write_parquet(rows, path)
        for manifest in sorted(project.stage(stage).rglob(NAME)):
            cover_up(project, stage, None if manifest.parent == project.stage(stage) else "varied.jsonl")
        yield
    finally:
        shutil.rmtree(project.stage(stage))
        kept.rename(project.stage(stage))


def alter(rows: pa.Table, column: str) -> pa.Table:
    """The column with other values in one of three ways, or none, by the row's id; null stays null."""
    index = rows.schema.get_field_index(column)
    field = rows.schema.field(index)
    storage = _storage(field.type)
    values = rows.column(column).cast(storage).to_pylist()
    ways = [key[0] % 4 for key in rows.column("row_id").cast(pa.binary(16)).to_pylist()]
    changed = [
        value if value is None or (how == 3 and column != "row_id") else _other(column, value, how)
        for value, how in zip(values, ways, strict=True)
    ]
    return rows.set_column(index, field, pa.array(changed, storage).cast(field.type))


def _storage(kind: pa.DataType) -> pa.DataType:
    if kind == pa.uuid():
        return pa.binary(16)
    if pa.types.is_list(kind) and kind.value_type == pa.uuid():
        return pa.list_(pa.binary(16))
    return kind


_FIXED = {
    "split": ("train", "validation", "test"),
    "language": ("en", "zh", "und"),
    "kind": ("conversation", "document", "spans", "labelled"),
}
_TEXTS = (" 另外 somebody@example.org", " This is about <b>HTML</b> markup", f" {'多说几句话' * 20}")


def _other(column: str, value: Any, how: int) -> Any:
    if column in _FIXED:
        choices = [choice for choice in _FIXED[column] if choice != value]
        return choices[how % len(choices)]
    if column in {"label", "desirable", "tools"} and how == 0:
        return None
    if column == "tools":
        return value.replace("Ask", f"Ask{_TEXTS[how]}")
    if column == "label":
        return json.dumps(f"{value}{_TEXTS[how]}")
    if column == "spans":
        moved = [{**span, "start": span["start"] - how, "label": f"{span['label']}{how}"} for span in value]
        return moved if how else []
    if column in {"messages", "chosen", "rejected"}:
        return _messages(value, how)
    return _plain(value, how)


def alter_id(value: bytes) -> bytes:
    return bytes(byte ^ 0x5A for byte in value)


def _plain(value: Any, how: int) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1 + how
        case bytes():
            return alter_id(value)
        case list():
            return [_plain(one, how) for one in value]
        case str() if value.startswith("{"):
            return f'{value[:-1]}, "more": {how}}}'
    return value + _TEXTS[how]


_CALLS = [{"id": None, "name": "weather", "arguments": "{}"}]


_MEDIA = [{"type": "image", "text": None, "media": "{}"}]


def _messages(turns: list[dict[str, Any]], how: int) -> list[dict[str, Any]]:
    """More words in the last turn; also more turns, or calls and media, which not every set can say."""
    *others, last = turns
    text = last["content"] or ""
    if how == 0 and last["role"] == "user":
        return [*others, last | {"content": _TEXTS[0] + text}]
    if how == 0 and others:
        return [*others, last | {"content": None, "tool_calls": _CALLS}]
    if how == 0:
        return [last | {"parts": _MEDIA}]
    changed = [*others, last | {"content": text + _TEXTS[how]}]
    return changed * 2 if how == 2 and len(turns) > 2 else changed


def outputs(project: Project, stage: str, scratch: Path, recipe: Recipe) -> dict[str, pa.Table]:
    """What a stage makes of what is published now, unproved and unpublished."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    if stage == "cleaned":
        shards = published_files(project, "raw", None, "rows")
        cleaned.clean_shards([cleaned.Task(shard, scratch, recipe.cleaned) for shard in shards])
        return {"rows": read_all(sorted(scratch.glob("rows-*.parquet")), ROW_SCHEMA)}
    work = Work(project, Published(project), recipe, LocalEngine(1), scratch, "print")
    importlib.import_module(STAGES[stage].module).compute(work)
    if stage == "exported":
        return {"lineage": pa.concat_tables(map(read_parquet, sorted(scratch.glob("lineage/*.parquet"))))}
    kinds = [kind for at, kind in SCHEMAS if at == stage]
    return {kind: read_all(sorted(scratch.glob(f"{kind}/*.parquet")), SCHEMAS[stage, kind]) for kind in kinds}
