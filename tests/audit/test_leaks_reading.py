"""What the leak check reads back of a line is what the row said, so that both are judged alike."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danlu.audit.leaks import lines_as_rows
from danlu.audit.likeness import folded, parts_of
from danlu.dedup.contamination.leaks import unlabelled
from danlu.dedup.near.rows import NearRows
from danlu.export.express import express

TARGETS = ("alpaca", "sharegpt", "openai")
WORDS = st.text(st.sampled_from('你好ab \n"\\{}[]<:：'), min_size=1, max_size=6).filter(
    lambda text: text.strip()
)
ARGUMENTS = st.sampled_from(['{"b": 1, "a": "好"}', '{"b":1.0,"a":"\\u597d"}', '{\n"a": [1, null]}'])
ASKED = st.fixed_dictionaries({"role": st.just("user"), "content": WORDS})
TOLD = st.fixed_dictionaries({"role": st.just("tool"), "content": WORDS})
SAID = st.fixed_dictionaries({"role": st.just("assistant"), "content": WORDS}, optional={"reasoning": WORDS})
CALLS = st.lists(
    st.fixed_dictionaries({"id": st.none(), "name": st.just("f"), "arguments": ARGUMENTS}),
    min_size=1,
    max_size=2,
)
CALLED = st.fixed_dictionaries(
    {"role": st.just("assistant"), "content": st.just(""), "tool_calls": CALLS}, optional={"reasoning": WORDS}
)
ANSWER = SAID | CALLED
TURNS = st.lists(st.tuples(ASKED, ANSWER) | st.tuples(ASKED, CALLED, TOLD, SAID), min_size=1, max_size=2).map(
    lambda turns: [message for turn in turns for message in turn]
)
ROWS = (
    st.fixed_dictionaries(
        {"kind": st.just("conversation"), "messages": TURNS},
        optional={"system": WORDS, "desirable": st.booleans(), "tools": st.just('[{"name":"f"}]')},
    )
    | st.fixed_dictionaries(
        {
            "kind": st.just("preference"),
            "messages": ASKED.map(lambda message: [message]),
            "chosen": ANSWER.map(lambda message: [message]),
            "rejected": ANSWER.map(lambda message: [message]),
        },
        optional={"system": WORDS},
    )
    | st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["labelled", "spans", "document"]),
            "messages": ASKED.map(lambda message: [message]),
        },
        optional={"label": st.just('"a"')},
    )
)


def parts(rows: NearRows, number: int) -> tuple[str, ...]:
    return tuple(folded(part) for part in parts_of(rows, number)[0])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(ROWS, min_size=1, max_size=12))
def test_a_line_says_what_the_row_said(rows: list[dict[str, Any]]) -> None:
    written = [(number, line.payload) for number, row in enumerate(rows) for line in express(row, TARGETS)[0]]
    read = lines_as_rows([payload for _, payload in written])
    own = [{name: row.get(name) for name in read.schema.names} | {"row_id": bytes(16)} for row in rows]
    before, after = unlabelled(pa.Table.from_pylist(own, schema=read.schema)), unlabelled(read)
    for place, (number, payload) in enumerate(written):
        assert parts(after, place) == parts(before, number), payload
