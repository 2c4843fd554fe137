"""What holds an item is found in every disguise, and what only looks like it is left alone."""

from __future__ import annotations

import json

import pytest

from danlu.dedup.contamination.matching import MATCH_SCHEMA, one_per_row, together
from tests.dedup.contamination.conftest import (
    CANAL,
    CELL,
    CELL_CHOICES,
    ITEMS,
    LIBRARY,
    ORCHARD,
    SHORT,
    SHORT_CHOICES,
    found_in,
    item,
    matches,
    rows,
    table,
)

AROUND_EN = "Here is an exercise that was set last year. "
AROUND_ZH = "下面是去年的一道练习题，请先独立思考。"
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


@pytest.mark.parametrize(("text", "name"), [(ORCHARD, "orchard"), (CANAL, "canal"), (LIBRARY, "library")])
def test_the_item_itself_is_verbatim(text: str, name: str) -> None:
    assert found_in((text, "OK")) == {name: "verbatim"}
    assert found_in(f"\n {text} ") == {name: "verbatim"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (ORCHARD.upper(), "orchard"),
        (ORCHARD.replace(" ", "\n\t"), "orchard"),
        (ORCHARD.replace(" ", ""), "orchard"),
        (ORCHARD.replace(",", "").replace(".", " -"), "orchard"),
        (ORCHARD.translate(FULL_WIDTH), "orchard"),
        (ORCHARD.replace("24", "**24**").replace("river", "_river_"), "orchard"),
        (ORCHARD.replace("24", "$\\text{24}$").replace("7", "\\(7\\)"), "orchard"),
        (CANAL.replace("，", ",").replace("。", ". "), "canal"),
        (CANAL.replace("甲队", " 甲队 ").replace("乙队", "\u3000乙队"), "canal"),
        (CANAL.translate(FULL_WIDTH), "canal"),
        (CANAL.replace("修", "\u200b修"), "canal"),
        (CANAL.replace("条", "條").replace("长", "長").replace("单独", "單獨"), "canal"),
    ],
)
def test_dress_counts_for_nothing(text: str, name: str) -> None:
    assert found_in((text, "OK")) == {name: "folded"}


@pytest.mark.parametrize("text", [ORCHARD, CANAL, LIBRARY])
def test_the_item_within_longer_text_in_questions_answers_and_documents(text: str) -> None:
    for around in (AROUND_EN * 3, AROUND_ZH * 3):
        for row in ((around + text + around, "OK"), ("?", around + text), around + text + around):
            assert list(found_in(row).values()) == ["embedded"]


def test_evidence_tells_where_the_item_stands_and_holds_no_text() -> None:
    text = AROUND_ZH * 2 + CANAL + AROUND_ZH
    found = matches([("请出一道题。", text)])
    assert len(found) == 1
    match = found[0]
    assert (match["field"], match["turn"], match["likeness"]) == ("messages.content", 1, 1.0)
    # the mark at the end is folded away
    assert text[match["start"] : match["end"]] == CANAL[:-1]
    shown = json.dumps({key: str(value) for key, value in match.items()}, ensure_ascii=False)
    assert "水渠" not in shown


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            ORCHARD.replace("gardener", "gardner").replace("spring", "sprnig").replace("summer", "sumer"),
            "orchard",
        ),
        (ORCHARD.replace("river", "riverr").replace("replaces", "rep1aces"), "orchard"),
        (ORCHARD.replace("storm", "storrn").replace("only", "on1y").replace("19", "l9"), "orchard"),
        (CANAL.replace("水渠", "水沟").replace("调走", "掉走"), "canal"),
        (CANAL.replace("请问", ""), "canal"),
        (CANAL.replace("水渠", "水区").replace("同时", "同是").replace("完成", "完城"), "canal"),
        (CANAL.replace("剩下", "下剩").replace("从两", "从从两"), "canal"),
    ],
)
def test_typos_are_a_disguise(text: str, name: str) -> None:
    found = found_in((text, "OK"))
    assert list(found) == [name]
    assert found[name] in {"near", "embedded"}


@pytest.mark.parametrize(
    "text",
    [
        ORCHARD.replace("24", "26"),
        ORCHARD.replace("19", "190"),
        ORCHARD.replace("24", "31").replace("7", "9").replace("19", "14").replace("12", "10"),
        LIBRARY.replace("three weeks", "four weeks"),
        LIBRARY.replace("doubles", "halves"),
        LIBRARY.replace("135", "1350"),
        LIBRARY.replace("library", "bakery").replace("books", "loaves").replace("lends", "sells"),
        CANAL.replace("360", "480"),
        CANAL.replace("5天", "6天"),
        CANAL.replace("两端", "一端"),
        CANAL.replace("完成", "不完成"),
        CELL.replace("植物", "动物") + "".join(CELL_CHOICES[:2]),
        CELL.replace("符合", "不符合") + "".join(CELL_CHOICES),
        CANAL.replace("水渠", "公路").replace("修", "铺").replace("甲队", "大车").replace("乙队", "小车"),
        "一条公路长360米，甲车每秒行18米，乙车每秒行12米。两车从两端同时出发，5秒后相距多少米？",
    ],
)
def test_other_numbers_and_other_content_make_another_question(text: str) -> None:
    assert found_in((text, "OK")) == {}
    assert found_in(AROUND_EN + text) == {}


def test_a_stem_with_other_choices_is_another_question() -> None:
    own = "\n".join(f"{letter}. {choice}" for letter, choice in zip("ABCD", CELL_CHOICES, strict=True))
    others = "A. 细胞壁的伸缩性较大\nB. 细胞膜是全透性的\nC. 液泡是绿色的\nD. 表皮细胞没有细胞核"
    assert found_in(f"{CELL}\n{own}") == {"cell": "folded"}
    assert found_in(f"{AROUND_ZH}{CELL}\n{own}\n答案：B") == {"cell": "embedded"}
    assert found_in((f"{CELL}\n{others}", "OK")) == {}
    assert found_in((CELL, "OK")) == {}


@pytest.mark.parametrize("labels", ["A.", "(A)", "A、", "A）", "（A）", "A:", "a."])
def test_labels_of_choices_are_dress(labels: str) -> None:
    lettered = [labels.replace("A", letter).replace("a", letter.lower()) for letter in "ABCD"]
    told = "\n".join(f"{label} {choice}" for label, choice in zip(lettered, CELL_CHOICES, strict=True))
    assert found_in(f"{CELL}\n{told}") == {"cell": "folded"}


def test_short_items_match_as_a_whole_only() -> None:
    whole = SHORT + "\n" + "\n".join(SHORT_CHOICES)
    assert found_in((whole, "A")) == {"short": "folded"}
    assert found_in((SHORT, "氧气和有机物")) == {}
    assert found_in(AROUND_ZH + whole) == {}


def test_items_that_say_nothing_never_match() -> None:
    assert found_in("1+1=?", items=[item("sum", "1+1=?")]) == {}
    assert found_in("∀∃?!", items=[item("signs", "∀∃?!")]) == {}


def test_boilerplate_of_a_set_does_not_count() -> None:
    preamble = (
        "Read the following statement with care and decide whether what the speaker does in it is morally "
        "acceptable by ordinary standards of conduct today: "
    )
    subjects = (
        "the ferry",
        "a kite",
        "his uncle",
        "the orchestra",
        "some bees",
        "a ladder",
        "the mayor",
        "old maps",
    )
    items = [
        item(f"{place}", f"{preamble}{subject} was left behind.") for place, subject in enumerate(subjects)
    ]
    assert found_in(preamble + "a new question that nobody asked before.", items=items) == {}
    assert found_in(preamble + "a kite was left behind.", items=items) == {"1": "verbatim"}


def test_a_substantial_share_is_enough_and_a_small_one_is_not() -> None:
    most, little = ORCHARD[: int(len(ORCHARD) * 0.9)], ORCHARD[: len(ORCHARD) // 2]
    assert found_in((AROUND_EN + most, "OK")) == {"orchard": "embedded"}
    assert found_in((AROUND_EN + little, "OK")) == {}
    words = ORCHARD.split()
    assert found_in((" ".join(words[: len(words) * 4 // 5]), "OK")) == {"orchard": "embedded"}
    assert found_in((" ".join(words[len(words) // 5 :]), "OK")) == {"orchard": "embedded"}
    assert found_in((" ".join(words[: len(words) * 3 // 5]), "OK")) == {}
    assert found_in((CANAL[8:], "OK")) == {"canal": "embedded"}


def test_every_text_of_a_row_is_looked_at() -> None:
    import pyarrow as pa

    from danlu.dedup.contamination.index import build_index
    from danlu.dedup.contamination.matching import find_matches
    from danlu.identity import record_id
    from danlu.rows import Kind, rows_table, with_identity

    answer = [{"role": "assistant", "content": ORCHARD}]
    asked = [{"role": "user", "content": "Tell me."}]
    said = [
        {"system": CANAL, "messages": asked},
        {"messages": asked, "chosen": answer, "rejected": [{"role": "assistant", "content": "No."}]},
        {"messages": asked, "chosen": [{"role": "assistant", "content": "No."}], "rejected": answer},
        {"messages": asked, "label": LIBRARY},
        {"messages": [*asked, {"role": "assistant", "content": None, "reasoning": CANAL}]},
        {
            "messages": [
                {"role": "user", "content": None, "parts": [{"type": "text", "text": CANAL, "media": None}]}
            ]
        },
    ]
    made = []
    for place, row in enumerate(said):
        own = record_id("rows", str(place).encode(), 0)
        whole = {"kind": Kind.CONVERSATION, **row}
        made.append(with_identity(whole, "rows", [own], own, {"position": place + 1}))
    found = find_matches(rows_table(made), build_index(table(ITEMS)))
    assert isinstance(found, pa.Table)
    assert sorted(set(found.column("field").to_pylist())) == [
        "chosen.content", "label", "messages.parts.text", "messages.reasoning", "rejected.content", "system",
    ]  # fmt: skip
    assert found.num_rows == len(said)


def test_a_long_document_is_looked_at_to_its_end() -> None:
    filler = "".join(
        f"Sentence number {number} of a long report about the weather. " for number in range(6000)
    )
    text = filler + ORCHARD + filler + CANAL
    found = {match["item"]: match for match in matches([text])}
    assert set(found) == {"orchard", "canal"}
    stretch = text[found["orchard"]["start"] : found["orchard"]["end"]]
    assert stretch.startswith("A gardener plants")
    assert stretch.endswith("summer begins")


def test_a_long_item_is_found() -> None:
    essay = " ".join(
        f"Clause {number} says that party {number * 7} owes {number * 13} coins." for number in range(300)
    )
    assert found_in(AROUND_EN + essay, items=[item("essay", essay)]) == {"essay": "embedded"}


def test_no_rows_and_no_items() -> None:
    assert matches([]) == []
    assert matches(["text"], items=[]) == []


def test_matches_of_shards_come_together_in_one_order() -> None:
    from danlu.dedup.contamination.index import build_index
    from danlu.dedup.contamination.matching import find_matches

    planted = rows([(ORCHARD, "OK"), (CANAL + LIBRARY, "OK"), ("nothing", "OK"), (LIBRARY, ORCHARD)])
    index = build_index(table(ITEMS))
    whole = find_matches(planted, index)
    cut = together([find_matches(planted.slice(place, 1), index) for place in (3, 1, 0, 2)])
    assert whole.schema.equals(MATCH_SCHEMA)
    assert cut.equals(whole)
    assert one_per_row(whole).num_rows == 3
