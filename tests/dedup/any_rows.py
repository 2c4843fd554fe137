"""Rows of every kind that hold anything, for laws that no text may break."""

from __future__ import annotations

import uuid
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from danlu.rows import Kind, rows_table

BLANKS = " \t\r\n\f\v\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000\u200b\x85\x1c"
SIGNS = '"\\/.,!?，。：！＂＼％～\x00\x01\x08\x1f\x7f\ufeff\ufffd\ufffe\ue000✅⭐→№'
LETTERS = "aZ09éÉßİıΣςЖ你好龥鿿㐀〇々〆豈Ａｚ９ｱガ한\u1112\u1161\u11abहि्दीไทยผู้عَ①Ⅷ²ǅⰀꭰᲐ"
BEYOND = "😀👍🏽𝐀𝟗𠀀𪛖𪛗𪜀𰀀🄀\u0301\u0323\u0327\u05b7\ufe0f\u200d\u0378\u212a\u2126\u2000\uf900\u0344"
MIXED = st.text(st.sampled_from(BLANKS + BLANKS + SIGNS + LETTERS + BEYOND), max_size=14)
COMMON = st.text(st.sampled_from(' \n\t\r\f"\\a你，Z'), max_size=12)
LONG = st.builds(
    lambda words, place, text: " ".join(words)[: place * 3] + text + " ".join(words),
    st.lists(st.sampled_from(["words", "of", "plain", 'a "quoted"', "中文"]), min_size=10, max_size=30),
    st.integers(0, 60),
    MIXED,
)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TEXTS = st.one_of(MIXED, COMMON, LONG, ANY)
MAYBE = st.none() | TEXTS

PARTS = st.lists(st.fixed_dictionaries({"type": MAYBE, "text": MAYBE, "media": MAYBE}), max_size=2)
CALLS = st.lists(st.fixed_dictionaries({"id": MAYBE, "name": MAYBE, "arguments": MAYBE}), max_size=2)
ROLES = st.sampled_from(["system", "user", "assistant", "tool", "other", None])
WEIGHTS = st.none() | st.sampled_from([0.0, 1.0, -0.0, 0.1, 1e-9, 1e30, 123456789.125]) | st.floats(-9, 9)
TURNS = st.lists(
    st.fixed_dictionaries(
        {"role": ROLES, "content": MAYBE},
        optional={
            "parts": st.none() | PARTS,
            "reasoning": MAYBE,
            "tool_calls": st.none() | CALLS,
            "tool_call_id": MAYBE,
            "name": MAYBE,
            "weight": WEIGHTS,
        },
    ),
    max_size=4,
)
PLACES = st.none() | st.integers(-3, 12)
SPANS = st.lists(st.fixed_dictionaries({"start": PLACES, "end": PLACES, "label": MAYBE}), max_size=3)
ROWS = st.fixed_dictionaries(
    {"kind": st.sampled_from([*Kind]), "messages": TURNS},
    optional={
        "system": MAYBE,
        "tools": MAYBE,
        "chosen": st.none() | TURNS,
        "rejected": st.none() | TURNS,
        "desirable": st.none() | st.booleans(),
        "label": MAYBE,
        "spans": st.none() | SPANS,
    },
)


def table_of(rows: list[dict[str, Any]]) -> pa.Table:
    made = []
    for number, row in enumerate(rows):
        identity = uuid.UUID(int=number).bytes
        made.append(
            {"row_id": identity, "group": identity, "source": "a", "record_ids": [], "position": 1, **row}
        )
    return rows_table(made)
