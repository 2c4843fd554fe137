"""Each law broken by hand: the audit names what was done, even where the manifest was made to fit."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from danlu.audit.full import audit
from danlu.content import with_content_hash
from danlu.lake.layout import Project
from danlu.lake.manifest import read_manifest
from danlu.lake.parquet import read_parquet
from tests.audit.tamper import cover_up, first_file, rewrite, row_name, with_value, without

ENGLISH, CHINESE, DAMAGED, TOOLS = "english.jsonl", "问答/桥.json", "damaged.jsonl.gz", "tools.jsonl"


def _told(project: Project) -> list[str]:
    return [str(breach) for breach in audit(project).breaches]


def test_the_untouched_lake_is_clean_and_its_counts_are_those_of_the_files(lake: Project) -> None:
    report = audit(lake)
    assert report.breaches == []
    assert report.clean
    assert report.notices == []
    assert report.stages["raw"].records == 92
    assert report.stages["raw"].units == 7
    lines = sum(path.read_bytes().count(b"\n") for path in lake.stage("exported").rglob("*.jsonl"))
    assert report.total.lines == lines > 200


def test_files_that_differ_from_their_manifest_are_each_named(copy: Project) -> None:
    """One look at a lake where every kind of file was touched, and the manifests were not."""
    touched = [
        first_file(copy, "raw", "records", ENGLISH),
        first_file(copy, "cleaned", "rows", CHINESE),
        first_file(copy, "deduplicated", "ledger", ENGLISH),
        first_file(copy, "balanced", "rows", ENGLISH),
    ]
    for path in touched:
        rewrite(path, without(0))
    line = copy.stage("exported") / "alpaca" / "test.jsonl"
    line.write_bytes(line.read_bytes().replace(b"number", b"NUMBER", 1))
    gone = first_file(copy, "annotated", "rows", CHINESE)
    gone.unlink()
    foreign = copy.unit("raw", first_file(copy, "raw", "rows", ENGLISH).parent.name) / "rows-00009.parquet"
    shutil.copyfile(touched[1], foreign)
    found = [breach for breach in audit(copy).breaches if breach.law == "5"]
    for path in [*touched, line, gone, foreign]:
        named = path.relative_to(copy.data).as_posix()
        stage, place = named.split("/", 1)
        assert [breach for breach in found if (breach.stage, breach.place) == (stage, place)], named
    assert any(breach.message.startswith("is missing") for breach in found)


def _recorded(project: Project, source: str) -> Path:
    manifest = read_manifest(first_file(project, "raw", "rows", source).parent)
    assert manifest is not None
    return project.stage("source_files") / "files" / manifest.inputs["source_files"]


def _row_taken_out_of_cleaned(project: Project) -> list[str]:
    path = first_file(project, "cleaned", "rows", ENGLISH)
    name = row_name(path, 2)
    rewrite(path, without(2))
    cover_up(project, "cleaned", ENGLISH)
    return [name, "came in and is neither among the rows nor dropped"]


def _row_taken_out_of_deduplicated(project: Project) -> list[str]:
    path = first_file(project, "deduplicated", "rows", CHINESE)
    name = row_name(path, 1)
    rewrite(path, without(1))
    cover_up(project, "deduplicated")
    return [name, "came in and is neither among the rows nor dropped"]


def _row_taken_out_of_raw(project: Project) -> list[str]:
    path = first_file(project, "raw", "rows", ENGLISH)
    name = row_name(path, 0)
    rewrite(path, without(0))
    cover_up(project, "raw", ENGLISH)
    return [name, "gave 1 rows, which are not the rows that name it"]


def _record_taken_out_with_its_row(project: Project) -> list[str]:
    for kind in ("records", "rows"):
        rewrite(first_file(project, "raw", kind, ENGLISH), without(0))
    path = first_file(project, "raw", "records", ENGLISH)
    rewrite(path, _numbered)
    rewrite(first_file(project, "raw", "rows", ENGLISH), _one_up)
    cover_up(project, "raw", ENGLISH)
    return ["bytes 0 to", "are neither a record nor a separator"]


def _numbered(table: pa.Table) -> pa.Table:
    index = table.schema.get_field_index("position")
    numbers = pa.array(range(1, table.num_rows + 1), pa.int64())
    return table.set_column(index, table.schema.field(index), numbers)


def _one_up(table: pa.Table) -> pa.Table:
    index = table.schema.get_field_index("position")
    numbers = pa.array([number - 1 for number in table.column(index).to_pylist()], pa.int64())
    return table.set_column(index, table.schema.field(index), numbers)


def _text_altered_in_raw(project: Project) -> list[str]:
    path = first_file(project, "raw", "rows", CHINESE)
    name = row_name(path, 0)
    rewrite(path, with_value(0, "system", lambda _: "你是一座桥。"))
    cover_up(project, "raw", CHINESE)
    return [name, "has been altered: its content hash is not that of its content"]


def _text_altered_in_cleaned_with_its_hash(project: Project) -> list[str]:
    path = first_file(project, "cleaned", "rows", CHINESE)
    name = row_name(path, 0)
    change = with_value(0, "system", lambda _: "你是一座桥。")
    rewrite(path, lambda table: with_content_hash(change(table)))
    cover_up(project, "cleaned", CHINESE)
    return [name, "has another text than in raw, and no entry says that it was edited"]


def _text_altered_in_a_generated_row(project: Project) -> list[str]:
    path = first_file(project, "augmented", "text", ENGLISH)
    name = row_name(path, 3)
    rewrite(path, with_value(3, "system", lambda _: "Answer as a tree."))
    cover_up(project, "augmented")
    return [name, "has been altered"]


def _exported_line_altered(project: Project) -> list[str]:
    path = project.stage("exported") / "openai" / "train.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[6] = lines[6].replace(b'"content":"', b'"content":"X', 1)
    path.write_bytes(b"".join(lines))
    cover_up(project, "exported")
    return ["openai/train.jsonl", "line 7 has been altered"]


def _exported_line_taken_out(project: Project) -> list[str]:
    path = project.stage("exported") / "sharegpt" / "test.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    cover_up(project, "exported")
    return ["sharegpt/test.jsonl", "line 16 is missing"]


def _exported_line_taken_out_with_its_sidecar(project: Project) -> list[str]:
    path = project.stage("exported") / "sharegpt" / "test.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    sidecar = project.stage("exported") / "lineage" / "sharegpt.test.parquet"
    name = row_name(sidecar, 15)
    rewrite(sidecar, without(15))
    cover_up(project, "exported")
    return [name, "was taken, but sharegpt neither has it as a line nor drops it"]


def _ledger_entry_of_a_merge_deleted(project: Project) -> list[str]:
    path = first_file(project, "deduplicated", "ledger", ENGLISH)
    name = row_name(path, 0, "key")
    rewrite(path, without(0))
    cover_up(project, "deduplicated")
    return [name, "came in and is neither among the rows nor dropped"]


def _ledger_entry_of_an_edit_deleted(project: Project) -> list[str]:
    path = first_file(project, "cleaned", "ledger", CHINESE)
    name = row_name(path, 0, "key")
    rewrite(path, without(0))
    cover_up(project, "cleaned", CHINESE)
    return [name, "has another text than in raw"]


def _ledger_entry_of_a_refused_record_deleted(project: Project) -> list[str]:
    path = first_file(project, "raw", "ledger", ENGLISH)
    name = row_name(path, 0, "key")
    rewrite(path, without(0))
    cover_up(project, "raw", ENGLISH)
    return [name, "gave no row and has no reason in the ledger"]


def _refusal_of_an_export_deleted(project: Project) -> list[str]:
    path = first_file(project, "exported", "ledger", TOOLS)
    name = row_name(path, 0, "key")
    rewrite(path, without(0))
    cover_up(project, "exported")
    return [name, "was taken, but alpaca neither has it"]


def _reason_made_up(project: Project) -> list[str]:
    path = first_file(project, "balanced", "ledger", ENGLISH)
    name = row_name(path, 2, "key")
    rewrite(path, with_value(2, "reason", lambda _: "felt_like_it"))
    cover_up(project, "balanced")
    return [name, "has a reason that is not in the closed list", "(law 3)"]


def _text_put_into_evidence(project: Project) -> list[str]:
    path = first_file(project, "balanced", "ledger", ENGLISH)
    rewrite(path, with_value(0, "evidence", lambda _: '{"text":"' + "long " * 200 + '"}'))
    cover_up(project, "balanced")
    return ["evidence that is no JSON object of at most 500 characters"]


def _row_moved_to_train(project: Project) -> list[str]:
    path = first_file(project, "deduplicated", "rows", ENGLISH)
    number = read_parquet(path).column("split").to_pylist().index("test")
    name = row_name(path, number)
    rewrite(path, with_value(number, "split", lambda _: "train"))
    cover_up(project, "deduplicated")
    return [name, "lies on train, but its group gives test", "(law 9)"]


def _taken_row_moved_to_train(project: Project) -> list[str]:
    path = first_file(project, "balanced", "rows", ENGLISH)
    number = read_parquet(path).column("split").to_pylist().index("validation")
    name = row_name(path, number)
    rewrite(path, with_value(number, "split", lambda _: "train"))
    cover_up(project, "balanced")
    return [name, "lies on another side than in augmented", "(law 9)"]


def _byte_range_changed(project: Project) -> list[str]:
    path = first_file(project, "raw", "records", CHINESE)
    name = row_name(path, 4, "record_id")
    rewrite(path, with_value(4, "byte_end", lambda end: end - 1))
    rewrite(first_file(project, "raw", "rows", CHINESE), with_value(4, "byte_end", lambda end: end - 1))
    cover_up(project, "raw", CHINESE)
    return [name, "is not the id of bytes"]


def _line_number_changed(project: Project) -> list[str]:
    for kind in ("records", "rows"):
        rewrite(first_file(project, "raw", kind, ENGLISH), with_value(1, "line", lambda line: line + 1))
    cover_up(project, "raw", ENGLISH)
    return ["starts on line 2, not 3"]


def _source_byte_altered(project: Project) -> list[str]:
    path = _recorded(project, ENGLISH)
    path.write_bytes(path.read_bytes().replace(b"forest number 7", b"forest number 8", 1))
    cover_up(project, "source_files")
    return [path.name, "are not the bytes of english.jsonl"]


def _row_id_made_up(project: Project) -> list[str]:
    path = first_file(project, "raw", "rows", ENGLISH)
    rewrite(path, with_value(0, "row_id", lambda _: bytes(16)))
    cover_up(project, "raw", ENGLISH)
    return ["row 00000000-0000-0000-0000-000000000000", "has not the id that its records give", "(law 2)"]


def _parent_of_a_generated_row_changed(project: Project) -> list[str]:
    path = first_file(project, "augmented", "ledger", ENGLISH)
    name = row_name(path, 0, "key")
    other = read_parquet(path).column("related")[1].as_py()[0].bytes
    rewrite(path, with_value(0, "related", lambda _: [other]))
    cover_up(project, "augmented")
    return [name, "has not the id that its parents and", "(law 2)"]


def _order_changed(project: Project) -> list[str]:
    path = first_file(project, "annotated", "rows", ENGLISH)
    rewrite(path, lambda table: table.take(list(reversed(range(table.num_rows)))))
    cover_up(project, "annotated")
    return [path.name, "stands out of the order by row_id", "(law 4)"]


def _row_doubled(project: Project) -> list[str]:
    path = first_file(project, "annotated", "rows", ENGLISH)
    name = row_name(path, 0)
    rewrite(path, lambda table: pa.concat_tables([table.slice(0, 1), table]))
    cover_up(project, "annotated")
    return [name, "occurs 2 times among the rows"]


def _file_no_longer_parquet(project: Project) -> list[str]:
    path = first_file(project, "annotated", "rows", ENGLISH)
    path.write_bytes(b"PAR1" + b"\0" * 64)
    return [path.name, "cannot be read as Parquet"]


def _manifest_damaged(project: Project) -> list[str]:
    (project.stage("balanced") / "manifest.json").write_text('{"stage": "balanced"', encoding="utf-8")
    return ["balanced", "manifest.json is damaged", "(law 5)"]


def _stage_taken_away(project: Project) -> list[str]:
    shutil.rmtree(project.stage("balanced"))
    return ["balanced", "is not published, but exported was built from it"]


def _partition_taken_away(project: Project) -> list[str]:
    folder = first_file(project, "raw", "rows", CHINESE).parent
    shutil.rmtree(folder)
    return [folder.name, "is not published, but cleaned was built from it"]


TAMPERINGS = (
    _row_taken_out_of_cleaned,
    _row_taken_out_of_deduplicated,
    _row_taken_out_of_raw,
    _record_taken_out_with_its_row,
    _text_altered_in_raw,
    _text_altered_in_cleaned_with_its_hash,
    _text_altered_in_a_generated_row,
    _exported_line_altered,
    _exported_line_taken_out,
    _exported_line_taken_out_with_its_sidecar,
    _ledger_entry_of_a_merge_deleted,
    _ledger_entry_of_an_edit_deleted,
    _ledger_entry_of_a_refused_record_deleted,
    _refusal_of_an_export_deleted,
    _reason_made_up,
    _text_put_into_evidence,
    _row_moved_to_train,
    _taken_row_moved_to_train,
    _byte_range_changed,
    _line_number_changed,
    _source_byte_altered,
    _row_id_made_up,
    _parent_of_a_generated_row_changed,
    _order_changed,
    _row_doubled,
    _file_no_longer_parquet,
    _manifest_damaged,
    _stage_taken_away,
    _partition_taken_away,
)


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda tampering: tampering.__name__.strip("_"))
def test_what_was_done_is_named(copy: Project, tampering: Callable[[Project], list[str]]) -> None:
    fragments = tampering(copy)
    told = _told(copy)
    assert [line for line in told if all(fragment in line for fragment in fragments)], told
