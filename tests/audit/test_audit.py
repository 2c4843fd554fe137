"""The audit beyond tampering: what is stale is no breach, and what it proves on bytes."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import tarfile
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from danlu.audit.full import audit
from danlu.audit.pieces import Pieces
from danlu.audit.tiling import Occurrences, Stated, Tiling
from danlu.cli.audit import audit as command
from danlu.errors import DanluError
from danlu.identity import record_id
from danlu.journey.origin import original, places, source_named
from danlu.lake.layout import Project
from danlu.mirror import open_mirror, update_mirror
from tests.audit.tamper import first_file, rewrite, row_name, without
from tests.scratch import build, contents, json_lines, new_project, reasons_of, take_in, write_sources

values = st.lists(
    st.integers(0, 3).map(lambda n: json.dumps({"问": "水" * n}, ensure_ascii=False).encode()),
    min_size=1,
    max_size=6,
)


def stated(records: list[bytes], gap: bytes = b"\n") -> tuple[bytes, list[Stated]]:
    """A JSON Lines stream, and what a truthful `raw` says of it."""
    stream, told = b"", []
    for number, content in enumerate(records):
        start = len(stream)
        identifier = record_id("a.jsonl", content, records[:number].count(content))
        told.append(Stated(identifier, stream.count(b"\n") + 1, start, start + len(content), None))
        stream += content + gap
    return stream, told


def faults(stream: bytes, told: list[Stated], size: int = 7) -> list[str]:
    chunks = iter([stream[at : at + size] for at in range(0, len(stream), size)])
    return list(Tiling("jsonl", Pieces(chunks), Occurrences("a.jsonl"), excused=False).faults(told))


@given(values, st.integers(1, 9))
def test_records_and_separators_that_tile_the_stream_are_proved_however_it_is_cut(
    records: list[bytes], size: int
) -> None:
    assert faults(*stated(records), size) == []


@given(values, st.data())
def test_a_moved_bound_a_lost_record_or_a_changed_byte_never_tiles(
    records: list[bytes], data: st.DataObject
) -> None:
    stream, told = stated(records)
    at = data.draw(st.integers(0, len(told) - 1))
    record = told[at]
    assert record.start is not None
    assert record.end is not None
    moved = [*told[:at], record._replace(end=record.end - 1), *told[at + 1 :]]
    lost = [*told[:at], *told[at + 1 :]]
    changed = bytearray(stream)
    changed[record.start] ^= 1
    assert faults(stream, moved)
    assert faults(stream, lost)
    assert faults(bytes(changed), told)


@given(values)
def test_bytes_behind_the_last_record_or_before_its_end_do_not_tile(records: list[bytes]) -> None:
    stream, told = stated(records)
    assert faults(stream + b"{}", told)
    assert faults(stream[: -len(records[-1]) - 1], told)
    assert all(first.end < second.start for first, second in pairwise(told) if first.end and second.start)


def test_an_audit_writes_nothing(lake: Project) -> None:
    before = contents(lake), lake.warehouse.read_bytes()
    audit(lake)
    assert (contents(lake), lake.warehouse.read_bytes()) == before


def test_new_sources_and_other_recipes_are_notices_not_breaches(copy: Project) -> None:
    write_sources(copy, {"new.jsonl": json_lines([{"instruction": "Wave.", "output": "I wave back."}])})
    take_in(copy)
    copy.recipe.write_text("deduplicated: {split: {salt: other}}", encoding="utf-8")
    report = audit(copy)
    assert report.breaches == []
    assert "raw: 1 of 8 not built yet" in report.notices
    assert any(
        notice.startswith("deduplicated: stale: 1 of 1 built from other inputs") for notice in report.notices
    )
    assert any("recipe, code or libraries changed" in notice for notice in report.notices)


def test_a_recipe_that_cannot_be_read_is_a_notice(copy: Project) -> None:
    copy.recipe.write_text("balanced: {cpa: 3}", encoding="utf-8")
    report = audit(copy)
    assert report.breaches == []
    assert any("the recipe cannot be used" in notice and "cap" in notice for notice in report.notices)


def test_lines_and_merges_of_another_recipe_are_not_computed_again_but_said(copy: Project) -> None:
    copy.recipe.write_text("exported: {targets: [alpaca]}", encoding="utf-8")
    report = audit(copy)
    assert report.breaches == []
    for start in ("deduplicated: merges", "exported: lines"):
        (notice,) = [one for one in report.notices if one.startswith(start)]
        assert notice.endswith("are not computed again: other recipe, code or libraries")


def test_nothing_built_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(DanluError, match="danlu build"):
        audit(new_project(tmp_path / "empty", {}))


def test_a_mirror_that_lost_a_row_is_named_and_one_that_is_no_database(copy: Project, lake: Project) -> None:
    shutil.copyfile(lake.warehouse, copy.warehouse)
    path = first_file(copy, "cleaned", "rows", "english.jsonl")
    name = row_name(path, 0)
    with duckdb.connect(str(copy.warehouse)) as connection:
        connection.execute("DELETE FROM facts.cleaned WHERE row_id = ?", [name])
    (breach,) = audit(copy).breaches
    assert breach.law == "6"
    assert name in breach.message
    copy.warehouse.write_bytes(b"no database")
    (breach,) = audit(copy).breaches
    assert (breach.law, breach.place) == ("6", "warehouse.duckdb")


@pytest.mark.parametrize("as_json", [False, True])
def test_the_command_tells_breaches_and_leaves_with_one(
    copy: Project, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    monkeypatch.chdir(copy.root)
    path = first_file(copy, "balanced", "rows", "stones.csv")
    name = row_name(path, 0)
    rewrite(path, without(0))
    done = CliRunner().invoke(command, ["--json"] if as_json else [])
    assert done.exit_code == 1
    assert path.name in done.stdout
    assert name in done.stdout
    if as_json:
        told = json.loads(done.stdout)
        assert told["clean"] is False
        assert {breach["law"] for breach in told["breaches"]} >= {"1", "5"}
        assert told["stages"]["raw"]["records"] == 93


def test_the_command_leaves_with_zero_where_all_is_well(
    lake: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lake.root)
    done = CliRunner().invoke(command, [])
    assert done.exit_code == 0
    assert "no law is broken: 93 records" in done.stdout


def tarred(data: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        info = tarfile.TarInfo("a.jsonl")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return target.getvalue()


@pytest.mark.slow
def test_files_within_files_are_proved_and_so_are_those_that_are_refused(tmp_path: Path) -> None:
    lines = json_lines({"question": f"第{n}节？", "answer": f"第{n}种茶。"} for n in range(3)).encode()
    sources = {
        "twice.gz": gzip.compress(gzip.compress(lines)),
        "packed.tar": tarred(lines),
        "cut.tar.gz": gzip.compress(tarred(lines))[:-9],
        "broken.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nnothing",
    }
    project = new_project(tmp_path / "p", sources)
    build(project, "raw")
    assert reasons_of(project, "raw") == dict.fromkeys(("cut.tar.gz", "broken.pdf"), "corrupt_file")
    assert audit(project).breaches == []
    update_mirror(project)
    with open_mirror(project) as connection:
        for name in ("twice.gz", "packed.tar"):
            source = source_named(project, name)
            found = [original(project, source, place) for place in places(connection, "source = ?", [name])]
            assert [one.proved for one in found if one is not None] == [True] * 3
