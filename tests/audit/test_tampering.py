"""Each law broken by hand: the audit names what was done, even where the manifest was made to fit."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence

import pytest

from danlu.audit.full import audit
from danlu.lake.layout import Project
from tests.audit import early_deeds as early
from tests.audit import late_deeds as late
from tests.audit.tamper import first_file, rewrite, without

ENGLISH, CHINESE, DAMAGED, TOOLS = "english.jsonl", "问答/桥.json", "damaged.jsonl.gz", "tools.jsonl"


def test_the_untouched_lake_is_clean_and_its_counts_are_those_of_the_files(lake: Project) -> None:
    report = audit(lake)
    assert report.breaches == []
    assert report.clean
    assert report.notices == []
    assert report.stages["raw"].records == 93
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


TOGETHER = (
    (
        early.row_taken_out_of_raw,
        late.row_taken_out_of_deduplicated,
        late.reason_made_up,
        late.figure_made_up,
    ),
    (early.record_taken_out_with_its_row, late.ledger_entry_of_a_merge_deleted, late.text_put_into_evidence),
    (
        early.text_altered_in_raw,
        early.line_number_changed,
        late.row_moved_to_train,
        late.row_of_a_declared_side_moved,
        late.taken_row_moved_to_train,
    ),
    (early.byte_range_changed, early.row_id_made_up, late.order_changed),
    (early.ledger_entry_of_a_refused_record_deleted, late.row_doubled),
    (early.row_taken_out_of_cleaned, early.ledger_entry_of_an_edit_deleted),
    (early.text_altered_in_cleaned_with_its_hash, early.source_byte_altered),
    (late.text_altered_in_a_generated_row, late.parent_of_a_generated_row_changed),
    (late.exported_line_altered, late.exported_line_taken_out, late.refusal_of_an_export_deleted),
    (late.exported_line_altered_with_its_sidecar, late.rows_of_two_lines_exchanged),
    (late.line_turned_into_a_refusal,),
    (late.merged_into_a_row_that_says_something_else,),
    (late.exported_line_taken_out_with_its_sidecar, early.source_declared_absent),
    (early.catalogue_cut_short,),
    (late.file_no_longer_parquet, late.manifest_damaged),
    (late.stage_taken_away, late.partition_taken_away),
)
"""What can be done to one lake without one deed hiding another: an audit takes a second."""


@pytest.mark.parametrize("deeds", TOGETHER, ids=lambda deeds: "-".join(deed.__name__ for deed in deeds))
def test_what_was_done_is_named(copy: Project, deeds: Sequence[Callable[[Project], list[str]]]) -> None:
    expected = [deed(copy) for deed in deeds]
    told = [str(breach) for breach in audit(copy).breaches]
    for fragments in expected:
        assert [line for line in told if all(fragment in line for fragment in fragments)], (fragments, told)
