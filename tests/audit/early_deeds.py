"""What a hand can do to sources, raw and cleaned; each deed returns what the audit must say of it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from danlu.content import with_content_hash
from danlu.lake.layout import Project
from danlu.lake.manifest import read_manifest
from tests.audit.tamper import cover_up, first_file, rewrite, row_name, with_value, without

ENGLISH, CHINESE, TOOLS = "english.jsonl", "问答/桥.json", "tools.jsonl"


def recorded(project: Project, source: str) -> Path:
    manifest = read_manifest(first_file(project, "raw", "rows", source).parent)
    assert manifest is not None
    return project.stage("source_files") / "files" / manifest.inputs["source_files"]


def row_taken_out_of_cleaned(project: Project) -> list[str]:
    path = first_file(project, "cleaned", "rows", ENGLISH)
    name = row_name(path, 2)
    rewrite(path, without(2))
    cover_up(project, "cleaned", ENGLISH)
    return [name, "came in and is neither among the rows nor dropped"]


def row_taken_out_of_raw(project: Project) -> list[str]:
    path = first_file(project, "raw", "rows", ENGLISH)
    name = row_name(path, 0)
    rewrite(path, without(0))
    cover_up(project, "raw", ENGLISH)
    return [name, "gave 1 rows, which are not the rows that name it"]


def record_taken_out_with_its_row(project: Project) -> list[str]:
    for kind in ("records", "rows"):
        rewrite(first_file(project, "raw", kind, ENGLISH), without(0))
    path = first_file(project, "raw", "records", ENGLISH)
    rewrite(path, numbered)
    rewrite(first_file(project, "raw", "rows", ENGLISH), one_up)
    cover_up(project, "raw", ENGLISH)
    return ["bytes 0 to", "are neither a record nor a separator"]


def numbered(table: pa.Table) -> pa.Table:
    index = table.schema.get_field_index("position")
    numbers = pa.array(range(1, table.num_rows + 1), pa.int64())
    return table.set_column(index, table.schema.field(index), numbers)


def one_up(table: pa.Table) -> pa.Table:
    index = table.schema.get_field_index("position")
    numbers = pa.array([number - 1 for number in table.column(index).to_pylist()], pa.int64())
    return table.set_column(index, table.schema.field(index), numbers)


def text_altered_in_raw(project: Project) -> list[str]:
    path = first_file(project, "raw", "rows", CHINESE)
    name = row_name(path, 0)
    rewrite(path, with_value(0, "system", lambda _: "你是一座桥。"))
    cover_up(project, "raw", CHINESE)
    return [name, "has been altered: its content hash is not that of its content"]


def text_altered_in_cleaned_with_its_hash(project: Project) -> list[str]:
    path = first_file(project, "cleaned", "rows", CHINESE)
    name = row_name(path, 0)
    change = with_value(0, "system", lambda _: "你是一座桥。")
    rewrite(path, lambda table: with_content_hash(change(table)))
    cover_up(project, "cleaned", CHINESE)
    return [name, "has another text than in raw, and no entry says that it was edited"]


def ledger_entry_of_an_edit_deleted(project: Project) -> list[str]:
    path = first_file(project, "cleaned", "ledger", CHINESE)
    name = row_name(path, 0, "key")
    rewrite(path, without(0))
    cover_up(project, "cleaned", CHINESE)
    return [name, "has another text than in raw"]


def ledger_entry_of_a_refused_record_deleted(project: Project) -> list[str]:
    path = first_file(project, "raw", "ledger", ENGLISH)
    name = row_name(path, 0, "key")
    rewrite(path, without(0))
    cover_up(project, "raw", ENGLISH)
    return [name, "gave no row and has no reason in the ledger"]


def byte_range_changed(project: Project) -> list[str]:
    path = first_file(project, "raw", "records", CHINESE)
    name = row_name(path, 4, "record_id")
    rewrite(path, with_value(4, "byte_end", lambda end: end - 1))
    rewrite(first_file(project, "raw", "rows", CHINESE), with_value(4, "byte_end", lambda end: end - 1))
    cover_up(project, "raw", CHINESE)
    return [name, "is not the id of bytes"]


def line_number_changed(project: Project) -> list[str]:
    for kind in ("records", "rows"):
        rewrite(first_file(project, "raw", kind, ENGLISH), with_value(1, "line", lambda line: line + 1))
    cover_up(project, "raw", ENGLISH)
    return ["starts on line 2, not 3"]


def source_byte_altered(project: Project) -> list[str]:
    path = recorded(project, ENGLISH)
    path.write_bytes(path.read_bytes().replace(b"forest number 7", b"forest number 8", 1))
    cover_up(project, "source_files")
    return [path.name, "are not the bytes of english.jsonl"]


def row_id_made_up(project: Project) -> list[str]:
    path = first_file(project, "raw", "rows", ENGLISH)
    rewrite(path, with_value(0, "row_id", lambda _: bytes(16)))
    cover_up(project, "raw", ENGLISH)
    return ["row 00000000-0000-0000-0000-000000000000", "has not the id that its records give", "(law 2)"]


def catalogue_cut_short(project: Project) -> list[str]:
    path = project.stage("source_files") / "catalogue.json"
    path.write_bytes(path.read_bytes()[:300])
    cover_up(project, "source_files")
    return ["catalogue.json", "is damaged"]


def source_declared_absent(project: Project) -> list[str]:
    path = project.stage("source_files") / "catalogue.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"present"', '"absent"', 1), encoding="utf-8")
    cover_up(project, "source_files")
    return ["damaged.jsonl.gz is absent, and no ledger entry says why"]
