from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.ledger import Reason
from danlu.pieces import Utterance
from danlu.readers import Limits
from danlu.readers.dialogues.transcript import looks_like_transcript, read_transcript
from tests.readers.stream_proof import read_stream

PAIRS = (
    ("客户", "客服"),
    ("Client", "Counselor"),
    ("Q", "A"),
    ("问", "答"),
    ("User", "Assistant"),
    ("来访者", "咨询师"),
)
WORDS = st.text("你好吗abc xyz,;()123!?😀，。", min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and not text[0].isdigit() and text[0] not in "(（"
)
SAID = st.lists(WORDS, min_size=1, max_size=2).map("\n".join)
CHATS = st.lists(st.lists(st.tuples(SAID, SAID), min_size=2, max_size=4), min_size=1, max_size=4)


def told(text: str, **options: Any) -> list[tuple[str, str | None, str | None]]:
    records = read_stream(read_transcript, text, **options)
    values = [record.value for record in records if record.reason is None]
    return [(one.chat, one.speaker, one.text) for one in values if isinstance(one, Utterance)]


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


@settings(max_examples=60, deadline=None)
@given(
    chats=CHATS,
    pair=st.sampled_from(PAIRS),
    colon=st.sampled_from([": ", "：", " : "]),
    between=st.sampled_from(["\n", "\n\n", "-----\n", "\n=====\n\n", "\n对话 7\n"]),
    step=st.integers(1, 99),
)
def test_conversations_read_as_they_were(
    chats: list[list[tuple[str, str]]], pair: tuple[str, str], colon: str, between: str, step: int
) -> None:
    turns = [[(name, said) for both in chat for name, said in zip(pair, both, strict=True)] for chat in chats]
    text = between.join("".join(f"{name}{colon}{said}\n" for name, said in chat) for chat in turns)
    assert looks_like_transcript(lines_of(text)) or any("\n" in said for chat in turns for _, said in chat)
    expected = [(str(number), *turn) for number, chat in enumerate(turns, 1) for turn in chat]
    assert told(text, step=step) == expected


def test_times_before_and_behind_speakers() -> None:
    text = (
        "[00:01:02] Client: a\n(00:01:05) Support: b\n00:02 Client: c\n"
        "2024-01-20 10:15:30 Support: d\nClient (10:15:31): e\n"
    )
    records = read_stream(read_transcript, text)
    times = [record.value.time for record in records if isinstance(record.value, Utterance)]
    assert times == [62, 65, 2, 1705745730, 36931]


def test_a_blank_line_between_all_turns_parts_nothing() -> None:
    text = "**User:** a\n\n**Assistant:** b\n\nmore of b\n\n**User:** c\n\n**Assistant:** d\n"
    assert told(text) == [
        ("1", "User", "a"),
        ("1", "Assistant", "b\n\nmore of b"),
        ("1", "User", "c"),
        ("1", "Assistant", "d"),
    ]


def test_rules_within_answers_are_text() -> None:
    text = "User: a\nAssistant: b\n---\nmore\nUser: c\nAssistant: d\n---\nrest\n"
    assert [said for _, _, said in told(text)] == ["a", "b\n---\nmore", "c", "d\n---\nrest"]


def test_headings_and_rules_are_envelope() -> None:
    text = "对话1\n客户：甲吗？\n客服：是。\n-----\n对话2\n客户：乙吗？\n客服：否。\n"
    records = read_stream(read_transcript, text)
    refused = [record.reason for record in records if record.reason is not None]
    assert refused == [Reason.ENVELOPE] * 3
    assert [chat for chat, _, _ in told(text)] == ["1", "1", "2", "2"]


@pytest.mark.parametrize(
    "text",
    [
        "客户：你好\n客服：您好\n客户：在吗\n客服：在\n",
        "Q: What?\nA: That.\nQ: Why?\nA: Because.\n",
        "客服01：您好\n客户：我的单\n客服01：查到了\n客户：好\n",
        "甲：吃了吗？\n乙：吃了。\n甲：吃的什么？\n乙：面。\n",
        "[00:01] Speaker 1: How?\n[00:02] Speaker 2: So.\n[00:03] Speaker 1: Ah.\n[00:04] Speaker 2: Yes.\n",
    ],
)
def test_transcripts_are_known(text: str) -> None:
    assert looks_like_transcript(lines_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "客户：你好\n客服：您好\n",
        "name: a\nage: 3\nname: b\nage: 4\nname: c\nage: 5\n",
        "姓名：甲。\n年龄：三岁。\n姓名：乙。\n年龄：四岁。\n",
        "host: x\nport: 80\nhost: y\nport: 81\n",
        "user: root\npassword: x\nport: 1\nuser: me\npassword: y\nport: 2\n",
        "He said: I do.\nThen he left.\nIt was late.\nNobody came.\n",
        "HAMLET: To be.\nHORATIO: My lord?\nHAMLET: Or not to be.\nHORATIO: Indeed.\n",
        "1. a: b\n2. c: d\n3. e: f\n4. g: h\n",
        "try:\n  x = 1\nexcept:\n  pass\ntry:\n  y = 1\nexcept:\n  pass\n",
        "http://a.b/c\nhttp://a.b/d\nhttps://a.b/e\nhttp://a.b/f\n",
        "注意：别动。\n说明：如下。\n注意：别走。\n说明：如上。\n",
        "From: a\nTo: b\nSubject: c\nDate: d\n\nHello.\n",
        "",
    ],
)
def test_other_texts_are_not_taken_for_transcripts(text: str) -> None:
    assert not looks_like_transcript(lines_of(text))


@settings(max_examples=80, deadline=None)
@given(
    seed=st.randoms(use_true_random=False),
    cuts=st.integers(0, 6),
    limit=st.sampled_from([20, 60, 1 << 20]),
    step=st.integers(1, 50),
)
def test_damaged_streams_still_tile(seed: Any, cuts: int, limit: int, step: int) -> None:
    data = bytearray(("对话1\n客户：你好\n客服：您好\n  多行\r\n\r\n-----\n" * 5).encode())
    for _ in range(cuts):
        place = seed.randrange(len(data))
        noise = [b"", b"\n", b"\xff", b"\x00", b":", b" " * 30, b"x" * 90, b"\r\n\r\n", b"-----"]
        data[place : place + seed.choice([0, 1, 9])] = seed.choice(noise)
    read_stream(read_transcript, bytes(data), Limits(max_record_bytes=limit), step)


def test_a_giant_line_of_colons_is_quick() -> None:
    assert not looks_like_transcript(["a :" * 100_000, "b:" * 100_000, " " * 100_000 + ":", "[" * 100_000])
