"""Rows of a sheet become Markdown tables; each row of the sheet has one fate."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from danlu.assembly.tables import Tables
from danlu.ledger import Reason
from danlu.pieces import Cells
from danlu.reading_knobs import Documents
from danlu.woven import Woven

SHORT = Documents(section_characters=200)


def weave(rows: list[Cells], options: Documents = SHORT) -> list[Woven]:
    tables = Tables(options)
    woven = [each for handle, row in enumerate(rows, 1) for each in tables.take(handle, row)]
    return woven + list(tables.finish())


def text(woven: Woven) -> str:
    return "".join(row["messages"][0]["content"] or "" for row in woven.rows)


def test_a_table() -> None:
    rows = [
        Cells(("名", "价"), ("茶", 3.5)),
        Cells(("名", "价"), ("a|b\nc", None)),
        Cells(("名", "价"), (True, [1])),
    ]
    (woven,) = weave(rows)
    assert text(woven) == ("| 名 | 价 |\n| --- | --- |\n| 茶 | 3.5 |\n| a\\|b<br>c |  |\n| true | [1] |\n")
    assert list(woven.handles) == [1, 2, 3]
    assert woven.format == "table"
    assert woven.rows[0]["surface"] == {"format": "table"}


def test_other_columns_begin_a_new_table() -> None:
    woven = weave([Cells(("a",), (1,)), Cells(("b",), (2,)), Cells(("b",), (3,))])
    assert [list(each.handles) for each in woven] == [[1], [2, 3]]


def test_blank_rows_are_refused() -> None:
    woven = weave([Cells(("a",), (1,)), Cells(("a",), (" ",)), Cells(("a",), (None,)), Cells(("a",), (2,))])
    assert [(list(each.handles), each.reason) for each in woven] == [
        ([2], Reason.EMPTY_RECORD),
        ([3], Reason.EMPTY_RECORD),
        ([1, 4], None),
    ]


def test_a_row_that_is_too_long_is_cut() -> None:
    (woven,) = weave([Cells(("a",), ("词 " * 300,))])
    assert len(woven.rows) > 2
    assert "词 " * 299 + "词" in text(woven).replace("\n", "\n")


CELL: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.integers(), st.booleans(), st.text("ab|\\\n天 ", max_size=90)
)


@given(st.lists(st.tuples(st.sampled_from([("a", "b"), ("c", "d")]), st.tuples(CELL, CELL)), max_size=30))
def test_every_row_has_one_fate_and_every_text_its_length(
    pairs: list[tuple[tuple[str, str], tuple[Any, Any]]],
) -> None:
    rows = [Cells(columns, values) for columns, values in pairs]
    woven = weave(rows)
    assert sorted(handle for each in woven for handle in each.handles) == list(range(1, len(rows) + 1))
    for each in woven:
        assert (each.reason is None) == bool(each.rows)
        assert all(len(row["messages"][0]["content"] or "") <= 200 for row in each.rows)
        if len(each.rows) == 1:
            assert text(each).count("\n") == len(each.handles) + 2
