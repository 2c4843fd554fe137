"""What a hand can do to the whole-corpus stages; each deed returns what the audit must say of it."""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid

import pyarrow as pa

from danlu.lake.layout import Project
from danlu.lake.parquet import read_parquet
from tests.audit.tamper import cover_up, first_file, rewrite, row_name, with_value, without

ENGLISH, CHINESE, TOOLS = "english.jsonl", "问答/桥.json", "tools.jsonl"


def row_taken_out_of_deduplicated(project: Project) -> list[str]:
    path = first_file(project, "deduplicated", "rows", CHINESE)
    name = row_name(path, 1)
    rewrite(path, without(1))
    cover_up(project, "deduplicated")
    return [name, "came in and is neither among the rows nor dropped"]


def text_altered_in_a_generated_row(project: Project) -> list[str]:
    path = first_file(project, "augmented", "text", ENGLISH)
    name = row_name(path, 3)
    rewrite(path, with_value(3, "system", lambda _: "Answer as a tree."))
    cover_up(project, "augmented")
    return [name, "has been altered"]


def exported_line_altered(project: Project) -> list[str]:
    path = project.stage("exported") / "openai" / "train.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[6] = lines[6].replace(b'"content":"', b'"content":"X', 1)
    path.write_bytes(b"".join(lines))
    cover_up(project, "exported")
    return ["openai/train.jsonl", "line 7 has been altered"]


def cut_last_line(project: Project) -> int:
    """Takes the last line out of an exported file; returns its number."""
    path = project.stage("exported") / "sharegpt" / "test.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    return len(lines)


def exported_line_altered_with_its_sidecar(project: Project) -> list[str]:
    path = project.stage("exported") / "openai" / "train.jsonl"
    sidecar = project.stage("exported") / "lineage" / "openai.train.parquet"
    lines = path.read_bytes().splitlines()
    lines[4] = lines[4].replace(b'"content":"', b'"content":"X', 1)
    path.write_bytes(b"\n".join(lines) + b"\n")
    digest = hashlib.sha256(lines[4]).digest()[:16]
    rewrite(sidecar, with_value(4, "line_hash", lambda _: digest))
    cover_up(project, "exported")
    return ["openai/train.jsonl", f"line 5 does not say what its row {row_name(sidecar, 4)} says", "(law 1)"]


def rows_of_two_lines_exchanged(project: Project) -> list[str]:
    sidecar = project.stage("exported") / "lineage" / "alpaca.train.parquet"
    first, second = (read_parquet(sidecar).column("row_id")[number].as_py().bytes for number in (0, 1))
    rewrite(sidecar, with_value(0, "row_id", lambda _: second))
    rewrite(sidecar, with_value(1, "row_id", lambda _: first))
    cover_up(project, "exported")
    return ["alpaca/train.jsonl", f"line 1 does not say what its row {row_name(sidecar, 0)} says"]


def line_turned_into_a_refusal(project: Project) -> list[str]:
    """Takes a line out with its sidecar, and puts a reason into the ledger that does not hold."""
    number = cut_last_line(project)
    sidecar = project.stage("exported") / "lineage" / "sharegpt.test.parquet"
    name = row_name(sidecar, number - 1)
    rewrite(sidecar, without(number - 1))
    path = first_file(project, "exported", "ledger", TOOLS)
    key = uuid.UUID(name).bytes

    def add(table: pa.Table) -> pa.Table:
        entry = with_value(0, "target", lambda _: "sharegpt")(with_value(0, "key", lambda _: key)(table))
        return pa.concat_tables([table, entry.slice(0, 1)])

    rewrite(path, add)
    cover_up(project, "exported")
    return ["exported sharegpt", f"row {name} was taken and can be said there, but has no line"]


def exported_line_taken_out(project: Project) -> list[str]:
    number = cut_last_line(project)
    cover_up(project, "exported")
    return ["sharegpt/test.jsonl", f"line {number} is missing"]


def exported_line_taken_out_with_its_sidecar(project: Project) -> list[str]:
    number = cut_last_line(project)
    sidecar = project.stage("exported") / "lineage" / "sharegpt.test.parquet"
    name = row_name(sidecar, number - 1)
    rewrite(sidecar, without(number - 1))
    cover_up(project, "exported")
    return [name, "was taken, but sharegpt neither has it as a line nor drops it"]


def ledger_entry_of_a_merge_deleted(project: Project) -> list[str]:
    path = first_file(project, "deduplicated", "ledger", ENGLISH)
    name = row_name(path, 0, "key")
    rewrite(path, without(0))
    cover_up(project, "deduplicated")
    return [name, "came in and is neither among the rows nor dropped"]


def merged_into_a_row_that_says_something_else(project: Project) -> list[str]:
    path = first_file(project, "deduplicated", "ledger", ENGLISH)
    name = row_name(path, 0, "key")
    survivors = read_parquet(first_file(project, "deduplicated", "rows", ENGLISH)).column("row_id")
    related = read_parquet(path).column("related")[0].as_py()
    other = next(one.as_py() for one in survivors if one.as_py() not in related)
    rewrite(path, with_value(0, "related", lambda _: [other.bytes]))
    cover_up(project, "deduplicated")
    return [f"row {name} was merged into row {other}, which does not say the same", "(law 1)"]


def refusal_of_an_export_deleted(project: Project) -> list[str]:
    path = first_file(project, "exported", "ledger", TOOLS)
    name = row_name(path, 0, "key")
    rewrite(path, without(0))
    cover_up(project, "exported")
    return [name, "was taken, but alpaca neither has it"]


def reason_made_up(project: Project) -> list[str]:
    path = first_file(project, "balanced", "ledger", ENGLISH)
    name = row_name(path, 2, "key")
    rewrite(path, with_value(2, "reason", lambda _: "felt_like_it"))
    cover_up(project, "balanced")
    return [name, "has a reason that is not in the closed list", "(law 3)"]


def text_put_into_evidence(project: Project) -> list[str]:
    path = first_file(project, "balanced", "ledger", ENGLISH)
    rewrite(path, with_value(0, "evidence", lambda _: '{"text":"' + "long " * 200 + '"}'))
    cover_up(project, "balanced")
    return ["evidence that is no JSON object of at most 500 characters"]


def row_moved_to_train(project: Project) -> list[str]:
    path = first_file(project, "deduplicated", "rows", ENGLISH)
    number = read_parquet(path).column("split").to_pylist().index("test")
    name = row_name(path, number)
    rewrite(path, with_value(number, "split", lambda _: "train"))
    cover_up(project, "deduplicated")
    return [name, "lies on train, but its group gives test", "(law 9)"]


def taken_row_moved_to_train(project: Project) -> list[str]:
    path = first_file(project, "balanced", "rows", ENGLISH)
    number = read_parquet(path).column("split").to_pylist().index("validation")
    name = row_name(path, number)
    rewrite(path, with_value(number, "split", lambda _: "train"))
    cover_up(project, "balanced")
    return [name, "lies on another side than in augmented", "(law 9)"]


def parent_of_a_generated_row_changed(project: Project) -> list[str]:
    path = first_file(project, "augmented", "ledger", ENGLISH)
    name = row_name(path, 0, "key")
    other = read_parquet(path).column("related")[1].as_py()[0].bytes
    rewrite(path, with_value(0, "related", lambda _: [other]))
    cover_up(project, "augmented")
    return [name, "has not the id that its parents and", "(law 2)"]


def row_of_a_declared_side_moved(project: Project) -> list[str]:
    path = first_file(project, "deduplicated", "rows", "stones.csv")
    name = row_name(path, 0)
    rewrite(path, with_value(0, "split", lambda _: "train"))
    cover_up(project, "deduplicated")
    return [name, "lies on train, but its group gives test"]


def figure_made_up(project: Project) -> list[str]:
    path = project.stage("annotated") / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["figures"]["rows"] += 1
    path.write_text(json.dumps(manifest), encoding="utf-8")
    return ["annotated manifest.json", "speaks of"]


def order_changed(project: Project) -> list[str]:
    path = first_file(project, "annotated", "rows", ENGLISH)
    rewrite(path, lambda table: table.take(list(reversed(range(table.num_rows)))))
    cover_up(project, "annotated")
    return [path.name, "stands out of the order by row_id", "(law 4)"]


def row_doubled(project: Project) -> list[str]:
    path = first_file(project, "annotated", "rows", ENGLISH)
    name = row_name(path, 0)
    rewrite(path, lambda table: pa.concat_tables([table.slice(0, 1), table]))
    cover_up(project, "annotated")
    return [name, "occurs 2 times among the rows"]


def file_no_longer_parquet(project: Project) -> list[str]:
    path = first_file(project, "annotated", "rows", ENGLISH)
    path.write_bytes(b"PAR1" + b"\0" * 64)
    return [path.name, "cannot be read as Parquet"]


def manifest_damaged(project: Project) -> list[str]:
    (project.stage("balanced") / "manifest.json").write_text('{"stage": "balanced"', encoding="utf-8")
    return ["balanced", "manifest.json is damaged", "(law 5)"]


def stage_taken_away(project: Project) -> list[str]:
    shutil.rmtree(project.stage("balanced"))
    return ["balanced", "is not published, but exported was built from it"]


def partition_taken_away(project: Project) -> list[str]:
    folder = first_file(project, "raw", "rows", CHINESE).parent
    shutil.rmtree(folder)
    return [folder.name, "is not published, but cleaned was built from it"]
