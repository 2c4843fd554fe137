from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.annotation import ANNOTATION_SCHEMA, annotate
from danlu.identity import record_id
from danlu.recipe import AnnotatedSection
from danlu.rows import Kind, Message, Row, rows_table, with_identity

RECIPE = AnnotatedSection()


def table(rows: list[Row]) -> pa.Table:
    records = []
    for position, row in enumerate(rows, start=1):
        identifier = record_id("made", str(position).encode(), 0)
        records.append(with_identity(row, "made", [identifier], identifier, {"position": position}))
    return rows_table(records)


def said(*texts: str, role: str = "user") -> list[Message]:
    roles = ("user", "assistant")
    return [
        {"role": roles[index % 2] if role == "user" else role, "content": text}
        for index, text in enumerate(texts)
    ]


def conversation(*texts: str) -> Row:
    return {"kind": Kind.CONVERSATION, "messages": said(*texts)}


def tags(*rows: Row) -> list[dict[str, object]]:
    found: list[dict[str, object]] = annotate(table(list(rows)), RECIPE).to_pylist()
    return found


LANGUAGE_CASES = {
    "水在什么温度下沸腾？|在一个标准大气压下，水在一百摄氏度沸腾。": "zh",
    "如何用 Python 读取 CSV 文件？|可以使用标准库里的 csv 模块，先打开文件再逐行读取。": "zh",
    "At what temperature does water boil?|At sea level it boils at 100 degrees Celsius.": "en",
    "Name three fruits.|Apples, pears, plums": "en",
    "水は何度で沸騰しますか。|一気圧では百度で沸騰します。": "ja",
    "물은 몇 도에서 끓습니까?|해수면에서는 섭씨 백 도에서 끓습니다.": "ko",
    "При какой температуре кипит вода?|При ста градусах.": "ru",
    "За якої температури кипить вода?|Вода кипить за ста градусів, якщо тиск звичайний.": "other",
    "À quelle température l'eau bout-elle ?|Elle bout à cent degrés au niveau de la mer.": "other",
    "Bei welcher Temperatur siedet Wasser?|Es siedet bei hundert Grad, wenn der Druck normal ist.": "other",
    "จุดเดือดของน้ำคือเท่าไร|หนึ่งร้อยองศาเซลเซียส": "other",
    "把“时间就是金钱”译成英文。|Time is money, as the saying goes among people in trade.": "mixed",
    "12 + 30|42": "und",
    "🙂|👍👍": "und",
    "```python\nfor item in items:\n    print(item)\n```|```\nreturn None\n```": "und",
    "x[0] = {1: y[2]}; z[1] = {2: y[3]};|x[0] == z[0]; y = [x, z];": "und",
}


@pytest.mark.parametrize(("texts", "expected"), LANGUAGE_CASES.items())
def test_language(texts: str, expected: str) -> None:
    assert tags(conversation(*texts.split("|")))[0]["language"] == expected


def test_code_and_tools_do_not_decide_the_language() -> None:
    code = "```python\ndef area(width, height):\n    return width * height  # the area of a box\n```"
    asked = conversation("写一个求矩形面积的函数。", f"可以这样写：\n{code}\n传入宽和高即可。")
    called: Row = {
        "kind": Kind.CONVERSATION,
        "system": "You are a helpful assistant with access to the following functions.",
        "tools": '[{"name":"weather","description":"Look up the weather of a city for the user"}]',
        "messages": [
            {"role": "user", "content": "北京今天天气怎么样？"},
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "1", "name": "weather", "arguments": "{}"}],
            },
            {"role": "tool", "content": '{"summary": "clear sky with a light wind from the north"}'},
            {"role": "assistant", "content": "北京今天晴，有微风。"},
        ],
    }
    assert [tag["language"] for tag in tags(asked, called)] == ["zh", "zh"]


def test_characters_count_all_that_a_trainer_sees() -> None:
    row: Row = {
        "kind": Kind.PREFERENCE,
        "system": "ab",
        "tools": "[]",
        "messages": [
            {"role": "user", "content": None, "parts": [{"type": "text", "text": "看图", "media": None}]},
            {
                "role": "assistant",
                "content": "x```y```",
                "reasoning": "想",
                "tool_calls": [{"id": None, "name": "f", "arguments": "{}"}],
            },
        ],
        "chosen": [{"role": "assistant", "content": "好的"}],
        "rejected": [{"role": "assistant", "content": "𠀀"}],
        "label": '"a"',
    }
    assert tags(row)[0]["characters"] == 2 + 2 + 2 + 8 + 1 + 1 + 2 + 2 + 1 + 3


def test_tokens_follow_the_documented_formula() -> None:
    found = tags(
        conversation("汉" * 10), conversation("a" * 10), conversation("ж" * 10), conversation("汉a1。")
    )
    assert [tag["tokens"] for tag in found] == [6, 3, 5, 2]


@pytest.mark.parametrize(
    ("characters", "band"),
    [(1, "0-49"), (49, "0-49"), (50, "50-199"), (999, "200-999"), (4999, "1000-4999"), (5000, "5000+")],
)
def test_length_band_bounds(characters: int, band: str) -> None:
    assert tags(conversation("字" * characters))[0]["length_band"] == band


def test_length_bands_come_from_the_recipe() -> None:
    made = annotate(table([conversation("字" * 7)]), AnnotatedSection(length_bands=(0, 7, 8)))
    assert made["length_band"].to_pylist() == ["7"]
    assert annotate(table([conversation("字")]), AnnotatedSection(length_bands=()))[
        "length_band"
    ].to_pylist() == ["0+"]


@pytest.mark.parametrize(
    ("exchanges", "band"), [(1, "1"), (2, "2-3"), (3, "2-3"), (4, "4-7"), (7, "4-7"), (8, "8+")]
)
def test_turns(exchanges: int, band: str) -> None:
    row = conversation(*["好"] * (2 * exchanges))
    row["messages"] = [{"role": "system", "content": "s"}, *row["messages"]]
    found = tags(row)[0]
    assert (found["turns"], found["turn_band"]) == (2 * exchanges, band)


def test_a_row_without_texts_is_tagged_too() -> None:
    found = tags({"kind": Kind.CONVERSATION, "messages": []})[0]
    assert {name: found[name] for name in ANNOTATION_SCHEMA.names[2:]} == {
        "language": "und",
        "han_share": 0,
        "turns": 0,
        "characters": 0,
        "tokens": 0,
        "length_band": "0-49",
        "turn_band": "1",
    }


def test_no_rows_give_no_tags() -> None:
    made = annotate(rows_table([]), RECIPE)
    assert (made.num_rows, made.schema) == (0, ANNOTATION_SCHEMA)


TEXTS = st.lists(
    st.sampled_from(["水", "water boils ", "水は", "물", "вода ", "```c```", "1;", "𠀀", " "]), max_size=6
)
ROWS = st.lists(st.lists(TEXTS.map("".join), max_size=4), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.integers(0, 5))
def test_chunks_and_slices_change_nothing(texts: list[list[str]], cut: int) -> None:
    rows = table([conversation(*row) for row in texts])
    whole = annotate(rows, RECIPE)
    parts = pa.concat_tables([annotate(rows.slice(0, cut), RECIPE), annotate(rows.slice(cut), RECIPE)])
    chunked = annotate(pa.concat_tables([rows.slice(0, cut), rows.slice(cut)]), RECIPE)
    assert whole.schema.equals(ANNOTATION_SCHEMA)
    assert whole["row_id"].to_pylist() == rows["row_id"].to_pylist()
    assert whole.to_pylist() == parts.to_pylist() == chunked.to_pylist()
    assert whole["characters"].to_pylist() == [sum(map(len, row)) for row in texts]


@pytest.fixture
def sentences() -> list[dict[str, str]]:
    path = Path(__file__).parents[2].parent / "shared" / "data" / "langid" / "lingua_15langs.jsonl"
    if not path.exists():
        pytest.skip("no labelled sentences beside the project")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_labelled_sentences(sentences: list[dict[str, str]]) -> None:
    found = [tag["language"] for tag in tags(*(conversation(sentence["text"]) for sentence in sentences))]
    for language in ("zh", "en", "ja", "ko", "ru"):
        right = [
            tag == language for tag, one in zip(found, sentences, strict=True) if one["lang"] == language
        ]
        assert sum(right) >= 0.97 * len(right), language
    claimed = [one["lang"] for tag, one in zip(found, sentences, strict=True) if tag == "zh"]
    assert set(claimed) == {"zh"}
