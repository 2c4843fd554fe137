from __future__ import annotations

import json
import uuid

import pytest

from danlu.ledger import LEDGER_SCHEMA, Entry, Reason, Verdict, evidence_json, ledger_table

KEY = bytes(range(16))
OTHER = bytes(range(16, 32))


def test_an_entry_becomes_one_row_with_every_column() -> None:
    entry = Entry(
        "raw", Verdict.DROPPED, Reason.INVALID_SYNTAX, "reader", 2, "茶/问答.jsonl", KEY, None, None,
        {"column": 7, "字段": "输出"}, 3, 4, 50, 60,
    )  # fmt: skip
    table = ledger_table([entry])
    assert table.schema == LEDGER_SCHEMA
    assert table.to_pylist() == [
        {
            "stage": "raw",
            "source": "茶/问答.jsonl",
            "key": uuid.UUID(bytes=KEY),
            "verdict": "dropped",
            "reason": "invalid_syntax",
            "rule": "reader",
            "rule_version": 2,
            "target": None,
            "related": None,
            "evidence": '{"column":7,"字段":"输出"}',
            "position": 3,
            "line": 4,
            "byte_start": 50,
            "byte_end": 60,
        }
    ]


def test_the_order_of_the_entries_is_kept() -> None:
    entries = [Entry("cleaned", Verdict.EDITED, reason, "rule", key=KEY) for reason in Reason]
    assert ledger_table(entries).column("reason").to_pylist() == [reason.value for reason in Reason]


def test_no_entry_gives_no_row_of_the_same_columns() -> None:
    assert ledger_table([]).schema == LEDGER_SCHEMA
    assert ledger_table([]).num_rows == 0


def test_related_keys_are_uuids() -> None:
    entry = Entry(
        "deduplicated", Verdict.MERGED, Reason.EXACT_DUPLICATE, "exact", key=KEY, related=[OTHER, KEY]
    )
    related = ledger_table([entry]).column("related").to_pylist()
    assert related == [[uuid.UUID(bytes=OTHER), uuid.UUID(bytes=KEY)]]


def test_equal_evidence_is_equal_text_whatever_its_order() -> None:
    assert evidence_json({"b": 1, "a": [2]}) == evidence_json({"a": [2], "b": 1}) == '{"a":[2],"b":1}'
    assert evidence_json({}) is None
    assert json.loads(evidence_json({"空": "白"}) or "") == {"空": "白"}


@pytest.mark.parametrize("word", ["lost", "", "DROPPED", "exact duplicate"])
def test_reasons_and_verdicts_are_closed_lists(word: str) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        Reason(word)
    with pytest.raises(ValueError, match="is not a valid"):
        Verdict(word)


def test_a_reason_names_itself() -> None:
    """What stands in published ledgers is the name in small letters: it can be looked up."""
    assert all(reason.value == reason.name.lower() for reason in Reason)
    assert len({reason.value for reason in Reason}) == len(list(Reason))
