from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.cleaning import Cleaning
from danlu.rows import Kind

OFF = {"document_characters": {"least": 0}}


def labelled(text: str, *spans: tuple[int, int, str]) -> dict[str, Any]:
    marks = [{"start": start, "end": end, "label": label} for start, end, label in spans]
    return {"kind": Kind.SPANS, "messages": [{"role": "user", "content": text}], "spans": marks}


def result(cleaning: Cleaning) -> tuple[str, list[tuple[str, str]]]:
    [row] = cleaning.rows.to_pylist()
    text = row["messages"][0]["content"]
    return text, [(text[span["start"] : span["end"]], span["label"]) for span in row["spans"]]


def test_spans_follow_their_text(clean: Callable[..., Cleaning]) -> None:
    text = "\ufeff王\u200b小明住在北京。cafe\u0301 \r\n\r\n\r\n电话13912345678"
    spans = [(1, 5, "人"), (7, 9, "地"), (text.index("139"), len(text), "号")]
    assert text[1:5] == "王\u200b小明"
    assert result(clean([labelled(text, *spans)])) == (
        "王小明住在北京。café\n\n电话[PHONE]",
        [("王小明", "人"), ("北京", "地"), ("[PHONE]", "号")],
    )


def test_an_emptied_span_is_removed_and_the_entry_says_so(clean: Callable[..., Cleaning]) -> None:
    cleaning = clean([labelled("北京\u200b\u200b很大很好", (0, 2, "地"), (2, 4, "空"))])
    assert result(cleaning) == ("北京很大很好", [("北京", "地")])
    [entry] = cleaning.ledger.to_pylist()
    assert (entry["rule"], entry["evidence"]) == ("control", '{"spans_removed":1,"texts":1}')


def test_a_span_over_half_a_mask_is_removed(clean: Callable[..., Cleaning]) -> None:
    cleaning = clean([labelled("写信给 li.wei@example.com 吧", (4, 10, "人"), (4, 22, "址"))])
    assert result(cleaning) == ("写信给 [EMAIL] 吧", [("[EMAIL]", "址")])
    assert cleaning.ledger.to_pylist()[0]["evidence"] == '{"masks":1,"spans_removed":1,"texts":1}'


def test_nothing_is_trimmed_at_span_bounds(clean: Callable[..., Cleaning]) -> None:
    row = labelled("  a  b  c  ", (2, 5, "x"), (5, 8, "y"), (3, 3, "z"))
    assert result(clean([row], **OFF)) == ("  a  b  c  ", [("a  ", "x"), ("b  ", "y"), ("", "z")])


PIECES = [
    "王小明",
    "\u200b",
    "li@example.com",
    "13912345678",
    " ",
    "\r\n",
    "e\u0301",
    "&amp;",
    "x",
    "\u00a0",
    "，",
    "\x00",
    "<b>",
    "</b>",
]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.data())
def test_law_spans_point_at_what_became_of_their_text(
    clean: Callable[..., Cleaning], pieces: list[str], data: st.DataObject
) -> None:
    text = "".join(pieces)
    bounds = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    spans = [
        (*sorted(bound), str(number)) for number, bound in enumerate(data.draw(st.lists(bounds, max_size=4)))
    ]
    once = clean([labelled(text, *spans)], **OFF)  # type: ignore[arg-type]
    cleaned, found = result(once)
    kept = {label for _, label in found}
    for start, end, label in spans:
        if label in kept:
            alone = {mark: piece for piece, mark in found}[label]
            letters = [character for character in alone if character in "王小明x，"]
            inside = [character for character in text[start:end] if character in "王小明x，"]
            assert "[EMAIL]" in alone or "li@example.com" in text[start:end] or letters == inside
    again = clean([labelled(cleaned, *_spans(once))], **OFF)
    assert result(again) == (cleaned, found)
    assert set(again.ledger.column("verdict").to_pylist()) <= {"flagged"}


def _spans(cleaning: Cleaning) -> list[tuple[int, int, str]]:
    [row] = cleaning.rows.to_pylist()
    return [(span["start"], span["end"], span["label"]) for span in row["spans"]]


def test_personal_data_is_told_by_the_whole_text(clean: Callable[..., Cleaning]) -> None:
    text = "please call me on 21 212 133 2727, 李"
    cleaning = clean([labelled(text, (7, 11, "verb"), (18, 33, "number"), (35, 36, "x"))])
    assert result(cleaning) == (
        "please call me on [FOREIGN_PHONE], 李",
        [("call", "verb"), ("[FOREIGN_PHONE]", "number"), ("李", "x")],
    )
