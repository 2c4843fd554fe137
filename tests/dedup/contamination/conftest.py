"""Small evaluation sets of our own in both languages, and rows to plant them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from danlu.dedup.contamination.index import ITEM_SCHEMA, Bounds, build_index
from danlu.dedup.contamination.matching import find_matches
from danlu.identity import record_id
from danlu.rows import Kind, rows_table, with_identity

ORCHARD = (
    "A gardener plants 24 apple trees in each of 7 rows along the river. In spring a storm uproots 19 of "
    "them, and she replaces only 12. How many apple trees stand along the river when summer begins?"
)
LIBRARY = (
    "The village library lends 135 books a week. During the harvest festival the number drops by 40, then "
    "doubles in the week after. How many books are lent in these three weeks together?"
)
CANAL = (
    "一条水渠长360米，甲队每天修18米，乙队每天修12米。两队从两端同时开工，修了5天后甲队调走，"
    "剩下的由乙队单独完成。请问乙队一共修了多少天？"
)
CELL = "下列关于植物细胞吸水与失水的叙述，符合实验观察结果的一项是哪一个？"
CELL_CHOICES = [
    "蔗糖溶液浓度越高，质壁分离出现得越快，复原也越快",
    "洋葱鳞片叶外表皮细胞在清水中会吸水膨胀但不会胀破",
    "死细胞放入高浓度溶液后同样出现质壁分离",
    "根尖分生区细胞因为有大液泡而最适合作为材料",
]
SHORT = "光合作用的产物是什么？"
SHORT_CHOICES = ["氧气", "氮气", "甲烷", "氨"]


def item(name: str, question: str, choices: Sequence[str] | None = None, of: str = "own") -> dict[str, Any]:
    return {"set": of, "item": name, "question": question, "choices": choices, "answer": None}


ITEMS = (
    item("orchard", ORCHARD),
    item("library", LIBRARY),
    item("canal", CANAL),
    item("cell", CELL, CELL_CHOICES),
    item("short", SHORT, SHORT_CHOICES),
)


def table(items: Sequence[Mapping[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(items), schema=ITEM_SCHEMA)


def rows(texts: Sequence[str | tuple[str, str]]) -> pa.Table:
    """A row per text: a question and an answer, or a document."""
    made = []
    for place, text in enumerate(texts):
        own = record_id("rows", str(place).encode(), 0)
        said = [("user", text)] if isinstance(text, str) else zip(("user", "assistant"), text, strict=True)
        messages = [{"role": role, "content": content} for role, content in said]
        kind = Kind.DOCUMENT if isinstance(text, str) else Kind.CONVERSATION
        row: Any = {"kind": kind, "messages": messages}
        made.append(with_identity(row, "rows", [own], own, {"position": place + 1}))
    return rows_table(made)


def matches(
    texts: Sequence[str | tuple[str, str]],
    items: Sequence[Mapping[str, Any]] = ITEMS,
    bounds: Bounds | None = None,
) -> list[dict[str, Any]]:
    """What is found in each text, with the number of the text as `row`."""
    planted = rows(texts)
    places = {value: place for place, value in enumerate(planted.column("row_id").to_pylist())}
    found = find_matches(planted, build_index(table(items), bounds)).to_pylist()
    return sorted(
        ({**match, "row": places[match["row_id"]]} for match in found),
        key=lambda match: (match["row"], match["item"]),
    )


def found_in(text: str | tuple[str, str], **options: Any) -> dict[str, str]:
    """The items that one text holds, and how."""
    return {match["item"]: match["how"] for match in matches([text], **options)}
