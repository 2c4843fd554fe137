from __future__ import annotations

import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.ledger import Reason
from danlu.pieces import Utterance, Uttered
from danlu.readers import Limits
from danlu.readers.dialogues.whatsapp import looks_like_whatsapp, read_whatsapp
from tests.readers.stream_proof import read_stream

EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
STYLES = {
    "ios, day first": ("[{d:%d/%m/%y, %H:%M:%S}] ", 1),
    "ios, Chinese": ("\u200e[{d.year}/{d.month}/{d.day} {zh}{h}:{d:%M:%S}] ", 1),
    "android, month first": ("{d.month}/{d.day}/{d:%y}, {h}:{d:%M}\u202f{ampm} - ", 60),
    "android, dots": ("{d:%d.%m.%y, %H:%M} - ", 60),
    "android, Chinese": ("{d.year}/{d.month}/{d.day} {zh}{h}:{d:%M} - ", 60),
    "android, Korean": ("{d.year}년 {d.month}월 {d.day}일 {ko} {h}:{d:%M}, ", 60),
    "ios, Finnish": ("[{d.day}.{d.month}.{d.year} klo {d:%H.%M.%S}] ", 1),
    "android, ISO": ("{d:%Y-%m-%d, %H:%M} - ", 60),
}
NAMES = st.sampled_from(["甲", "乙方", "Ann B.", "+49 170 1234567", "客服小二"])
WORDS = st.text("你好吗abc xyz,:;-[](){}123!?😀\u2028", min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and text.isprintable() and not text[0].isdigit() and text[0] not in "[<"
)
SAID = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
MESSAGES = st.lists(st.tuples(NAMES, SAID, st.integers(0, 10**6)), min_size=2, max_size=8)


def header(style: str, when: datetime) -> str:
    late = when.hour >= 12
    pattern, _ = STYLES[style]
    return pattern.format(
        d=when,
        h=(when.hour - 1) % 12 + 1,
        ampm="PM" if late else "AM",
        zh="下午" if late else "上午",
        ko="오후" if late else "오전",
    )


def utterances(text: str, **options: Any) -> list[Utterance]:
    records = read_stream(read_whatsapp, text, **options)
    values = [record.value for record in records]
    assert all(isinstance(value, Utterance) for value in values)
    return [value for value in values if isinstance(value, Utterance)]


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


@settings(max_examples=60, deadline=None)
@given(
    messages=MESSAGES,
    style=st.sampled_from(list(STYLES)),
    end=st.sampled_from(["\n", "\r\n"]),
    step=st.integers(1, 99),
)
def test_a_written_export_reads_as_it_was(
    messages: list[tuple[str, str, int]], style: str, end: str, step: int
) -> None:
    sent = [(EPOCH + timedelta(days=24, seconds=after), name, said) for name, said, after in messages]
    text = "".join(header(style, when) + f"{name}: {said}\n" for when, name, said in sent).replace("\n", end)
    assert looks_like_whatsapp(lines_of(text))
    read = utterances(text, step=step)
    assert [(each.speaker, each.text) for each in read] == [(name, said) for _, name, said in sent]
    unit = STYLES[style][1]
    assert [each.time for each in read] == [when.timestamp() // unit * unit for when, _, _ in sent]
    assert {each.chat for each in read} == {""}


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("1/20/24, 12:15 AM - ", 15 * 60),
        ("20/01/24, 12:15 pm - ", 12 * 3600 + 15 * 60),
        ("[20/1/24, 3:15:30 p. m.] ", 15 * 3600 + 15 * 60 + 30),
        ("2024/1/20 晚上11:05 - ", 23 * 3600 + 5 * 60),
        ("2024/1/20 凌晨12:05 - ", 5 * 60),
        ("2024/1/20 中午12:05 - ", 12 * 3600 + 5 * 60),
        ("20.01.2024, 23:05 – ", 23 * 3600 + 5 * 60),
        ("٢٠\u200f/١\u200f/٢٠٢٤، ١٠:١٥ ص - ", 10 * 3600 + 15 * 60),
        ("[2024-01-20, 10:15:30] ", 10 * 3600 + 15 * 60 + 30),
    ],
)
def test_locales(written: str, seconds: int) -> None:
    (message,) = utterances(f"{written}甲: 好\n")
    assert message.time == datetime(2024, 1, 20, tzinfo=UTC).timestamp() + seconds
    assert (message.speaker, message.text) == ("甲", "好")


def test_the_day_stands_first_unless_the_file_says_otherwise() -> None:
    ambiguous = utterances("3/4/24, 10:15 - 甲: 好\n")
    told = utterances("3/4/24, 10:15 - 甲: 好\n3/25/24, 10:15 - 乙: 好\n")
    assert ambiguous[0].time == datetime(2024, 4, 3, 10, 15, tzinfo=UTC).timestamp()
    assert told[0].time == datetime(2024, 3, 4, 10, 15, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("said", "what", "text"),
    [
        ("甲: <Media omitted>", Uttered.MEDIA, None),
        ("甲: <媒体文件已省略>", Uttered.MEDIA, None),
        ("甲: \u200eimage omitted", Uttered.MEDIA, None),
        ("甲: \u200e<attached: 00001-PHOTO.jpg>", Uttered.MEDIA, None),
        ("甲: <附件：00001.mp4>", Uttered.MEDIA, None),
        ("甲: IMG-0001.jpg (file attached)\nlook at this", Uttered.TEXT, "look at this"),
        ("甲: 看这个 \u200e<附件：00001.jpg>", Uttered.TEXT, "看这个"),
        ("甲: This message was deleted", Uttered.SYSTEM, None),
        ("甲: 您已刪除此訊息。", Uttered.SYSTEM, None),
        ("甲: Se eliminó este mensaje.", Uttered.SYSTEM, None),
        ("甲: Missed voice call", Uttered.SYSTEM, None),
        ("家人: \u200eMessages and calls are end-to-end encrypted.", Uttered.SYSTEM, None),
        ("Messages and calls are end-to-end encrypted.", Uttered.SYSTEM, None),
        ("甲 changed the subject from “一: 二” to “三”", Uttered.SYSTEM, None),
        ("甲: 好的 \u200e<This message was edited>", Uttered.TEXT, "好的"),
        ("~ 甲: use <b> and a < b", Uttered.TEXT, "use <b> and a < b"),
        ("甲: https://example.org/a: b", Uttered.TEXT, "https://example.org/a: b"),
        ("甲:", Uttered.TEXT, ""),
    ],
)
def test_what_a_message_is(said: str, what: Uttered, text: str | None) -> None:
    first, second = utterances(f"20/01/24, 10:15 - {said}\n20/01/24, 10:16 - 乙: ok\n")
    assert (first.what, first.text) == (what, text)
    assert second.text == "ok"


def test_lines_before_the_first_message_are_refused() -> None:
    records = read_stream(read_whatsapp, "preface\nmore\n\n1/2/24, 10:15 - 甲: 好\n")
    assert [record.reason for record in records] == [Reason.UNKNOWN_RECORD_FORMAT, None]


def test_a_pasted_message_of_another_style_goes_on() -> None:
    text = "1/2/24, 10:15 - 甲: 看\n[03.02.24, 11:00:00] 乙: 旧\n1/2/24, 10:16 - 乙: 好\n"
    assert [each.text for each in utterances(text)] == ["看\n[03.02.24, 11:00:00] 乙: 旧", "好"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "He came at 10:15 - late: so what?\nNobody cared.\n",
        "[2024-01-20 10:15:30] production.ERROR: x\n[2024-01-20 10:15:31] production.INFO: y\n",
        "2024-01-20 10:15:30 - INFO: x\n2024-01-20 10:15:31 - WARNING: y\n",
        "01/20/2024 10:15:30 - ERROR: x\n01/20/2024 10:15:31 - INFO: y\n",
        "2024/01/20 10:15:30 [error] 1#0: x\n2024/01/20 10:15:31 [warn] 1#0: y\n",
        "1/20/24,10:15,a,b\n1/21/24,10:16,c,d\n",
        "1. 2. 2024 10:15\n2. 3. 2024 10:16\n",
    ],
)
def test_other_texts_are_not_taken_for_it(text: str) -> None:
    assert not looks_like_whatsapp(lines_of(text))


@settings(max_examples=80, deadline=None)
@given(
    seed=st.randoms(use_true_random=False),
    cuts=st.integers(0, 6),
    limit=st.sampled_from([20, 60, 1 << 20]),
    step=st.integers(1, 50),
)
def test_damaged_streams_still_tile(seed: Any, cuts: int, limit: int, step: int) -> None:
    data = bytearray(("[20/01/24, 10:15:30] 甲: 你好\n\n  多行\r\n" * 6).encode())
    for _ in range(cuts):
        place = seed.randrange(len(data))
        noise = [b"", b"\n", b"\xff", b"\x00", b"[", b" " * 30, b"x" * 90, b"\r\n\r\n"]
        data[place : place + seed.choice([0, 1, 9])] = seed.choice(noise)
    read_stream(read_whatsapp, bytes(data), Limits(max_record_bytes=limit), step)


def test_a_giant_line_is_refused_alone() -> None:
    text = f"1/2/24, 10:15 - 甲: a\n{'x' * (1 << 20)}\n1/2/24, 10:16 - 乙: b\n"
    records = read_stream(read_whatsapp, text, Limits(max_record_bytes=1 << 16), 4096)
    assert [record.reason for record in records] == [None, Reason.RECORD_TOO_LARGE, None]


def test_broken_bytes_cost_their_message_only() -> None:
    data = (
        "1/2/24, 10:15 - 甲: a\n1/2/24, 10:16 - 乙: ".encode()
        + b"\xff\xfe\n"
        + "1/2/24, 10:17 - 甲: c\n".encode()
    )
    records = read_stream(read_whatsapp, data)
    assert [record.reason for record in records] == [None, Reason.INVALID_ENCODING, None]


def test_the_example_of_a_public_parser() -> None:
    path = Path(__file__).parents[3] / "shared" / "data" / "exports" / "whatsapp-chat-parser-example.zip"
    if not path.is_file():
        pytest.skip("the shared data is not beside this checkout")
    with zipfile.ZipFile(path) as archive:
        data = archive.read("_chat.txt")
    assert looks_like_whatsapp(lines_of(data.decode()))
    kinds = [each.what for each in utterances(data.decode())]
    assert kinds.count(Uttered.SYSTEM) == 4
    assert kinds.count(Uttered.MEDIA) == 4
    assert kinds.count(Uttered.TEXT) == 44
