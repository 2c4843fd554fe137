from __future__ import annotations

import itertools
import random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.augmentation import OPERATIONS, Operation, choose, generate
from danlu.identity import generated_id, record_id
from danlu.ledger import LEDGER_SCHEMA
from danlu.recipe import Augmented
from danlu.rows import ROW_SCHEMA, Kind, Row, rows_table, with_identity

ALL = Augmented(operations={"instruction_frame": 1, "answer_constraint": 1})
FRAME, CONSTRAINT = OPERATIONS["instruction_frame"], OPERATIONS["answer_constraint"]
ENGLISH = [
    ("What is the largest ocean on Earth?", "The largest ocean on Earth is the Pacific Ocean."),
    (
        "Explain why leaves change colour in autumn.",
        "Leaves lose chlorophyll in autumn.\nThen other pigments show.",
    ),
    ("List the primary colours of light", "1. Red\n2. Green\n3. Blue"),
    ("How can I keep bread fresh?", "A few habits help:\n\n1. Wrap it.\n2. Freeze what is left.\n\nEnjoy!"),
]
CHINESE = [
    ("地球上最大的海洋是什么？", "地球上最大的海洋是太平洋。"),
    ("解释秋天树叶变色的原因。", "秋天叶绿素分解。\n其他色素于是显现出来。"),
    ("列出光的三原色。", "1. 红\n2. 绿\n3. 蓝"),
    ("如何让面包保持新鲜？", "可以这样做：\n\n1. 包好。\n2. 吃不完的冷冻起来。"),
]
PAIRS = [(*pair, "en") for pair in ENGLISH] + [(*pair, "zh") for pair in CHINESE]


def conversation(prompt: str, answer: str, **columns: Any) -> Row:
    row: Row = {
        "kind": Kind.CONVERSATION,
        "messages": [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}],
        "extra": {"id": 7},
        "surface": {"format": "alpaca", "keys": {"instruction": "指令"}},
    }
    return {**row, **columns}  # type: ignore[typeddict-item]


def table(rows: list[Row]) -> pa.Table:
    records = []
    for row in rows:
        identifier = record_id("made", str(row["messages"]).encode(), 0)
        records.append(with_identity(row, "made", [identifier], identifier, {"position": 1, "line": 4}))
    return rows_table(records)


def generated(pairs: list[tuple[str, str, str]], recipe: Augmented = ALL) -> Any:
    rows = table([conversation(prompt, answer) for prompt, answer, _ in pairs])
    return generate(rows, pa.chunked_array([[language for *_, language in pairs]], pa.string()), recipe)


def asked(operation: Operation, prompt: str, answer: str, language: str) -> set[str]:
    """All prompts that an operation can make of a row."""
    row = conversation(prompt, answer)
    if not operation.fits(row, language):
        return set()
    found = (operation.apply(row, language, draw / 100)["messages"][0]["content"] for draw in range(100))
    return set(found)


def test_frames_keep_the_request_whole() -> None:
    assert "Could you explain why leaves change colour in autumn?" in asked(FRAME, *PAIRS[1])
    assert "Quick question: what is the largest ocean on Earth?" in asked(FRAME, *PAIRS[0])
    assert "请帮我列出光的三原色。" in asked(FRAME, *PAIRS[6])
    assert "请问，地球上最大的海洋是什么？" in asked(FRAME, *PAIRS[4])


@pytest.mark.parametrize(
    ("prompt", "language"),
    [
        ("Please explain why the sky is blue.", "en"),
        ("Hello, what is the largest ocean?", "en"),
        ("Could you list the planets?", "en"),
        ("Explain the following text", "en"),
        ("Sort the numbers in the table\n3, 1, 2", "en"),
        ("State capitals of Brazil", "en"),
        ("Converting units is easy.", "en"),
        ("def add(a, b): return a + b", "en"),
        ("Explain rain. Then explain snow.", "en"),
        ("Explain why " + "very " * 60 + "long prompts are tiring.", "en"),
        ("请解释彩虹的成因。", "zh"),
        ("你好，最大的海洋是什么？", "zh"),
        ("总结下面的文本。", "zh"),
        ("写作的乐趣在于观察。", "zh"),
        ("今天天气很好。", "zh"),
        ("解释彩虹的成因。", "mixed"),
        ("Explica por qué el cielo es azul.", "other"),
    ],
)
def test_prompts_that_a_frame_would_spoil(prompt: str, language: str) -> None:
    assert asked(FRAME, prompt, "An answer of some length is here, and it is fine.", language) == set()


@pytest.mark.parametrize(
    ("prompt", "answer", "language", "expected"),
    [
        (*PAIRS[0], {"Answer in one sentence.", "Keep it to one sentence.", "One sentence is enough."}),
        (*PAIRS[4], {"请用一句话回答。", "一句话回答即可。", "用一句话说明。"}),
        (
            *PAIRS[2],
            {"Answer with a numbered list of 3 items.", "Number the items from 1 to 3."},
        ),
        (*PAIRS[3], {"Answer in 2 numbered points.", "Number your points from 1 to 2."}),
        (*PAIRS[7], {"请分 2 点说明。", "请分 2 点回答。", "请归纳成 2 点。"}),
        ("Describe the city of Oslo.", '{"country": "Norway"}', "en", {"Reply with JSON only."}),
        ("用键值描述奥斯陆。", '{"国家": "挪威"}', "zh", {"只输出 JSON。"}),
    ],
)
def test_constraints_that_the_answer_keeps(
    prompt: str, answer: str, language: str, expected: set[str]
) -> None:
    made = asked(CONSTRAINT, prompt, answer, language)
    assert all(text.startswith(prompt) for text in made)
    assert expected <= {text.removeprefix(prompt).removeprefix(".").strip() for text in made}


@pytest.mark.parametrize(
    ("prompt", "answer", "language"),
    [
        ("Explain rain in one sentence.", "Rain is water that falls from clouds.", "en"),
        ("What is 3 plus 4 in words?", "The sum of three and four is seven.", "en"),
        ("List the primary colours of light", "1. Red\n3. Green\n4. Blue", "en"),
        ("List the primary colours of light", "1. Red\n- warm\n2. Green", "en"),
        ("Return a person as JSON", '{"age": 4}', "en"),
        ("What is rain?", "[water, cloud]", "en"),
        ("Translate into French: rain", "The French word for rain is pluie.", "en"),
        ("列出三种颜色", "1. 红\n2. 绿\n3. 蓝", "zh"),
        ("用一句话解释下雨。", "下雨是水从云中落下的现象。", "zh"),
        ("你好吗？", "我很好，谢谢你的关心，今天有什么想聊的吗。", "zh"),
    ],
)
def test_rows_that_take_no_constraint(prompt: str, answer: str, language: str) -> None:
    assert asked(CONSTRAINT, prompt, answer, language) == set()


PLAIN = conversation(*ENGLISH[0])
UNFIT: list[Row] = [
    {**PLAIN, "kind": Kind.DOCUMENT},
    {**PLAIN, "kind": Kind.PREFERENCE},
    {**PLAIN, "tools": '[{"name":"search"}]'},
    {**PLAIN, "messages": PLAIN["messages"] * 2},
    {**PLAIN, "messages": PLAIN["messages"][:1]},
    {
        **PLAIN,
        "messages": [
            {**PLAIN["messages"][0], "parts": [{"type": "image", "text": None, "media": "{}"}]},
            PLAIN["messages"][1],
        ],
    },
    conversation(ENGLISH[0][0], "I'm sorry, but I cannot answer that question."),
    conversation(ENGLISH[0][0], "As an AI language model, I do not know the oceans."),
    conversation(ENGLISH[0][0], ""),
]


@pytest.mark.parametrize("row", UNFIT)
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_rows_that_no_operation_takes(row: Row, operation: Operation) -> None:
    assert operation.fits(PLAIN, "en")
    assert not operation.fits(row, "en")


def test_a_new_row_is_its_parents_child() -> None:
    parents = {
        row["row_id"].bytes: row for row in table([conversation(*pair) for pair in ENGLISH]).to_pylist()
    }
    made = generated([(*pair, "en") for pair in ENGLISH])
    assert (made.rows.schema, made.ledger.schema) == (ROW_SCHEMA, LEDGER_SCHEMA)
    for child, entry in zip(made.rows.to_pylist(), made.ledger.to_pylist(), strict=True):
        [related] = entry["related"]
        parent, operation = parents[related.bytes], OPERATIONS[entry["rule"]]
        assert child["row_id"].bytes == generated_id([related.bytes], operation.name, operation.version, 0)
        assert child["row_id"] == entry["key"]
        assert (entry["stage"], entry["verdict"], entry["reason"]) == (
            "augmented",
            "generated",
            "rule_operation",
        )
        kept = set(ROW_SCHEMA.names) - {"row_id", "messages", "surface", "extra", "content_hash"}
        assert {name: child[name] for name in kept} == {name: parent[name] for name in kept}
        assert child["messages"][1] == parent["messages"][1]
        assert child["messages"][0]["content"] != parent["messages"][0]["content"]
        assert (child["surface"], child["extra"], child["content_hash"]) == (None, None, None)


@settings(max_examples=25, deadline=None)
@given(st.permutations(PAIRS), st.integers(0, len(PAIRS)), st.sampled_from(["one", "two"]))
def test_order_and_company_are_irrelevant(order: list[tuple[str, str, str]], cut: int, seed: str) -> None:
    recipe = Augmented(seed=seed, operations={"answer_constraint": 0.7, "instruction_frame": 0.6})
    whole, again = generated(PAIRS, recipe), generated(order, recipe)
    parts = [generated(order[:cut], recipe), generated(order[cut:], recipe)]
    assert whole.rows.to_pylist() == again.rows.to_pylist()
    assert whole.ledger.to_pylist() == again.ledger.to_pylist()
    together = itertools.chain.from_iterable(part.rows.to_pylist() for part in parts)
    assert sorted(together, key=lambda row: row["row_id"]) == whole.rows.to_pylist()


@given(st.binary(min_size=16, max_size=16), st.floats(0, 1), st.floats(0, 1))
def test_a_greater_share_takes_the_same_rows_and_more(key: bytes, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert choose(key, "instruction_frame", "s", more) >= choose(key, "instruction_frame", "s", less)
    assert choose(key, "instruction_frame", "s", 1)
    assert not choose(key, "instruction_frame", "s", 0)


def test_choices_of_two_operations_are_independent() -> None:
    drawn = random.Random(5)
    keys = [drawn.randbytes(16) for _ in range(4000)]
    both = [choose(key, "a", "s", 0.5) and choose(key, "b", "s", 0.5) for key in keys]
    assert 0.22 < sum(both) / len(keys) < 0.28


def test_no_rows_and_unequal_columns() -> None:
    empty = generated([])
    assert (empty.rows.num_rows, empty.ledger.num_rows) == (0, 0)
    with pytest.raises(ValueError, match="1 rows but 0 languages"):
        generate(table([PLAIN]), pa.chunked_array([], pa.string()), ALL)


WORDS = st.sampled_from(
    [
        "List ",
        "Explain ",
        "why ",
        "the sea ",
        "what ",
        "1. a\n",
        "2. b\n",
        ". ",
        "? ",
        "解释",
        "海",
        "。",
        "什么？",
        "{}",
        "\n",
        "```",
        "It is wide",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(WORDS, max_size=8),
    st.lists(WORDS, max_size=8),
    st.sampled_from(["en", "zh", "ja"]),
    st.floats(0, 0.999),
)
def test_whatever_fits_is_changed_in_its_prompt_alone(
    prompt: list[str], answer: list[str], language: str, draw: float
) -> None:
    row = conversation("".join(prompt), "".join(answer))
    for operation in OPERATIONS.values():
        if operation.fits(row, language):
            made = operation.apply(row, language, draw)
            assert set(made) == {"messages"}
            assert made["messages"][1:] == row["messages"][1:]
            assert made["messages"][0]["content"] != row["messages"][0]["content"]
            assert not operation.fits({**row, **made}, language)
