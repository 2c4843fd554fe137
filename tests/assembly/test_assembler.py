"""Every record of a source comes back with exactly one fate, in the company that it belongs to."""

from __future__ import annotations

import errno
import io
import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from danlu.assembly.assembler import Assembler
from danlu.audit.records import prove_records
from danlu.lake.parquet import read_all
from danlu.ledger import LEDGER_SCHEMA
from danlu.pieces import Cells, Page, Paragraph, Section, Utterance, Uttered
from danlu.readers import Limits, Record, Told, described, open_source, reread
from danlu.reading_knobs import Chat, Documents, Hints, Raw
from danlu.rows import ROW_SCHEMA
from danlu.stages.raw import Task, read_sources
from danlu.stages.raw_shards import Shards
from danlu.woven import Woven


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def read(
    folder: Path, data: bytes | str, hints: Hints | None = None, recipe: Raw | None = None
) -> list[dict[str, Any]]:
    """Read one source as the raw stage does, prove law 1 on it, and give its rows."""
    hints, recipe = hints or Hints(), recipe or Raw()
    path = folder / "recorded"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    staged = folder / "staged"
    staged.mkdir()
    for _ in read_sources([Task("source", path, staged, recipe, hints)]):
        pass
    files = {kind: sorted(staged.glob(f"{kind}-*.parquet")) for kind in ("records", "rows", "ledger")}
    assert prove_records("here", files["records"], files["rows"], files["ledger"]) == []
    return read_all(files["rows"], ROW_SCHEMA).to_pylist()


def reasons(folder: Path) -> Counter[str]:
    table = read_all(sorted((folder / "staged").glob("ledger-*.parquet")), LEDGER_SCHEMA)
    return Counter(table.column("reason").to_pylist())


def said(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(message["role"], message["content"]) for message in row["messages"]]


def test_a_slack_export_is_sessions_over_its_days(tmp_path: Path) -> None:
    def message(user: str, text: str, time: float, **more: object) -> dict[str, object]:
        return {"type": "message", "user": user, "text": text, "ts": f"{time:.6f}", **more}

    day = 1_700_000_000
    rows = read(
        tmp_path,
        zipped(
            {
                "users.json": json.dumps([{"id": "U1", "name": "a", "profile": {}, "team_id": "T1"}]),
                "help/2023-11-14.json": json.dumps(
                    [message("U1", "How long is tea kept?", day), message("U2", "A year.", day + 60)]
                ),
                "help/2023-11-15.json": json.dumps(
                    [
                        message("U1", "Thanks", day + 120),
                        message("U2", "has joined", day + 121, subtype="channel_join"),
                        message("U2", "Any time.", day + 130),
                    ]
                ),
            }
        ),
    )
    assert [said(row) for row in rows] == [
        [
            ("user", "How long is tea kept?"),
            ("assistant", "A year."),
            ("user", "Thanks"),
            ("assistant", "Any time."),
        ]
    ]
    assert rows[0]["part"] == "help/2023-11-14.json"
    assert len(rows[0]["record_ids"]) == 4
    assert reasons(tmp_path) == {"envelope": 1, "system_message": 1}


def test_a_whatsapp_zip(tmp_path: Path) -> None:
    chat = (
        "[14/11/2023, 10:15:00] 甲方: 茶叶怎么存？\n[14/11/2023, 10:16:00] 乙方: 密封\n放在阴凉处。\n"
        "[14/11/2023, 10:17:00] 甲方: <附件：00000012-PHOTO.jpg>\n"
    )
    rows = read(tmp_path, zipped({"_chat.txt": chat, "00000012-PHOTO.jpg": b"\xff\xd8\xff\xe0" + bytes(80)}))
    assert [said(row) for row in rows] == [[("user", "茶叶怎么存？"), ("assistant", "密封\n放在阴凉处。")]]
    assert reasons(tmp_path) == {"media_message": 1, "media_file": 1}


def test_a_telegram_export_is_messages_and_its_envelope(tmp_path: Path) -> None:
    messages = [
        {
            "id": 1,
            "type": "message",
            "date": "2024-01-02T10:00:00",
            "from": "甲方",
            "from_id": "user1",
            "text": "几点？",
        },
        {
            "id": 2,
            "type": "message",
            "date": "2024-01-02T10:01:00",
            "from": "乙方",
            "from_id": "user2",
            "text": "三点。",
        },
    ]
    rows = read(
        tmp_path, json.dumps({"name": "乙方", "type": "personal_chat", "id": 7, "messages": messages})
    )
    assert [said(row) for row in rows] == [[("user", "几点？"), ("assistant", "三点。")]]
    assert reasons(tmp_path) == {"envelope": 3}


@pytest.mark.parametrize("kind", ["auto", "document"])
def test_a_sheet_is_records_or_a_table(tmp_path: Path, kind: Any) -> None:
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("价格")
    assert first is not None
    for line in (("question", "answer"), ("茶是什么？", "一种饮料。"), ("When?", "In spring.")):
        first.append(line)
    for line in (("品名", "产地"), ("龙井", "杭州"), ("毛峰", "黄山")):
        second.append(line)
    target = io.BytesIO()
    book.save(target)
    rows = read(tmp_path, target.getvalue(), Hints(kind=kind))
    tables = [row for row in rows if row["kind"] == "document"]
    assert len(rows) == (3 if kind == "auto" else 2)
    assert (
        tables[-1]["messages"][0]["content"]
        == "| 品名 | 产地 |\n| --- | --- |\n| 龙井 | 杭州 |\n| 毛峰 | 黄山 |\n"
    )
    assert tables[-1]["part"] == "sheet=价格"
    assert len(tables[-1]["record_ids"]) == 2


def test_sections_of_a_long_text_are_one_group(tmp_path: Path) -> None:
    text = "# 茶\n\n" + "水温八十度。" * 60 + "\n\n# 水\n\n" + "泉水最好。" * 60 + "\n"
    rows = read(tmp_path, text, recipe=Raw(documents=Documents(section_characters=300)))
    assert "".join(row["messages"][0]["content"] for row in rows).rstrip() == text.rstrip()
    assert len(rows) > 2
    assert len({row["group"] for row in rows}) == 1
    assert len({row["row_id"] for row in rows}) == len(rows)
    assert json.loads(rows[-1]["extra"]) == {"headings": ["水"]}


def test_a_page_gives_its_text_and_no_menu(tmp_path: Path) -> None:
    article = "".join(f"<p>第{n}段：茶用八十度的水泡，先温杯再投茶，最后注水。</p>" for n in range(9))
    page = (
        "<!doctype html><html lang=zh><head><title>泡茶</title></head><body>"
        f"<nav><a href=/>首页</a></nav><article><h1>泡茶</h1>{article}</article></body></html>"
    )
    (row,) = read(tmp_path, page)
    text = row["messages"][0]["content"]
    assert "第8段" in text
    assert "首页" not in text
    assert json.loads(row["extra"])["title"] == "泡茶"
    assert (row["byte_start"], row["byte_end"]) == (0, len(page.encode()))


def test_what_a_source_declares_comes_first(tmp_path: Path) -> None:
    line = json.dumps({"顾客说": "多少钱？", "店家答": "十元。"}, ensure_ascii=False) + "\n"
    hints = Hints(fields={"instruction": "顾客说", "output": "店家答"})
    rows = read(tmp_path, line * 2, hints)
    assert [said(row) for row in rows] == [[("user", "多少钱？"), ("assistant", "十元。")]] * 2
    assert json.loads(rows[0]["surface"])["declared"]["keys"] == ["顾客说", "店家答"]


def test_a_chat_whose_answers_are_declared(tmp_path: Path) -> None:
    lines = "店小二：客官要什么？\n茶客：一壶龙井。\n店小二：好嘞。\n茶客：多少钱？\n店小二：十文。\n"
    (row,) = read(tmp_path, lines, Hints(kind="chat", roles={"茶客": "user", "店小二": "assistant"}))
    assert said(row)[-1] == ("assistant", "十文。")
    assert said(row)[0] == ("user", "一壶龙井。")
    assert reasons(tmp_path) == {"no_question": 1}


def test_an_unknown_fault_leaves_no_record_without_a_fate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = Assembler.take

    def broken(self: Assembler, handle: int, record: Record) -> Any:
        if handle == 2:
            raise KeyError("row text that must not be told")
        return take(self, handle, record)

    monkeypatch.setattr(Assembler, "take", broken)
    rows = read(tmp_path, '{"question": "a?", "answer": "b"}\n' * 3)
    assert len(rows) == 1
    assert reasons(tmp_path) == {"unreadable_file": 2}


texts = st.text("茶水a b.", min_size=1, max_size=9)
values = st.one_of(
    st.builds(
        Utterance, st.sampled_from("xy"), st.sampled_from(["甲", "乙", None]), texts, st.integers(0, 99_999)
    ),
    st.builds(
        Utterance, st.just("x"), st.none(), st.none(), what=st.sampled_from([Uttered.MEDIA, Uttered.SYSTEM])
    ),
    st.builds(
        Paragraph,
        st.sampled_from(["“来。”张三说。", "“去。”李四说。", "天黑了。", "第一回 起"]),
        st.booleans(),
    ),
    st.builds(lambda text: Page((Section(text),)), texts),
    st.builds(lambda cell: Cells(("a", "b"), (cell, 1)), texts),
    st.fixed_dictionaries({"question": texts, "answer": texts}),
    texts,
    st.none(),
)


@given(found=st.lists(st.tuples(values, st.sampled_from([None, "a", "b#page=1"])), max_size=40))
def test_every_record_has_exactly_one_fate(found: list[tuple[object, str | None]]) -> None:
    assembler = Assembler("source", Raw(chat=Chat(session_gap_minutes=60)), Hints())
    fates: list[Woven] = []
    for number, (value, part) in enumerate(found, 1):
        record = Record(number, None, None, None, b"", value, part=part)
        fates += assembler.take(number, record)
    fates += assembler.finish()
    handles = [handle for fate in fates for handle in fate.handles]
    assert sorted(handles) == list(range(1, len(found) + 1))
    for fate in fates:
        assert bool(fate.rows) != (fate.reason is not None)
        assert list(fate.handles) == sorted(fate.handles)


def test_shards_rise_by_position_although_sessions_end_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("danlu.stages.raw_shards.SHARD_ROWS", 4)
    lines = [
        {
            "chat_id": f"room {number % 3}",
            "sender": "ab"[number // 3 % 2],
            "time": f"2024-01-01 10:{number:02d}:00",
            "text": f"第{number}句",
        }
        for number in range(40)
    ]
    rows = read(tmp_path, "".join(json.dumps(line) + "\n" for line in lines))
    assert len(rows) == 3
    for kind, schema in (("rows", ROW_SCHEMA), ("records", pa.schema([("position", pa.int64())]))):
        found = read_all(sorted((tmp_path / "staged").glob(f"{kind}-*.parquet")), schema, ["position"])
        positions = found.column("position").to_pylist()
        assert positions == sorted(positions)


def test_what_is_declared_of_an_archive_counts_for_its_members(tmp_path: Path) -> None:
    path = tmp_path / "source"
    path.write_bytes(zipped({"a.csv": "问题,答案\n为什么？,因为。\n".encode("gb18030")}))
    (record,) = open_source(path, Limits(), Told("gb18030"))
    assert record.value == {"问题": "为什么？", "答案": "因为。"}


def test_how_a_packed_source_was_read_is_told_in_plain_values(tmp_path: Path) -> None:
    path = tmp_path / "source"
    path.write_bytes(zipped({"a.csv": "问题,答案\n为什么？,因为。\n".encode("gb18030")}))
    reading = open_source(path, Limits(max_members=9), Told("gb18030", "table", ("问题", "答案")))
    details = described(reading)
    assert {type(value) for value in details.values()} <= {str, int, type(None)}
    again = reread(path, details)
    assert (again.told, again.limits) == (reading.told, reading.limits)
    assert [record.value for record in again] == [record.value for record in reading]


NOVEL = (
    "第一章 雨夜\n"
    + "“你来了？”张三问道。\n“我来了。”李四说道。\n“坐吧。”张三说。\n" * 4
    + "第二章 天明\n天亮了。\n"
)


def test_chapters_of_two_books_are_two_groups(tmp_path: Path) -> None:
    rows = read(tmp_path, zipped({"a.txt": NOVEL, "b.txt": NOVEL.replace("坐吧", "请坐")}))
    assert [row["part"] for row in rows] == ["a.txt", "b.txt"]
    assert len({row["group"] for row in rows}) == 2


def test_messages_of_a_mailbox_are_documents_of_their_own(tmp_path: Path) -> None:
    mails = [
        f"From a@example.org Mon Jan  1 10:00:0{number} 2024\nFrom: a@example.org\nTo: b@example.org\n"
        f"Subject: {number}\nMessage-ID: <{number}@example.org>\n\nText number {number}.\n\n"
        for number in range(3)
    ]
    rows = read(tmp_path, zipped({"box": "".join(mails)}))
    assert [row["part"] for row in rows] == [f"box#message={number}" for number in (1, 2, 3)]
    assert len({row["group"] for row in rows}) == 3


def test_a_number_in_a_sheet_may_be_an_answer(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in (("question", "answer"), ("6 × 7？", 42), ("Half?", 0.5), ("Why?", "So.")):
        book.active.append(line)
    target = io.BytesIO()
    book.save(target)
    rows = read(tmp_path, target.getvalue())
    assert [said(row)[1][1] for row in rows] == ["42", "0.5", "So."]


def test_what_is_put_before_leaves_ids_alone(tmp_path: Path) -> None:
    """A place is no part of an identity (law 2)."""

    def sheet(*answers: str) -> bytes:
        book = openpyxl.Workbook()
        assert book.active is not None
        for line in (("question", "answer"), *[(f"{answer}?", answer) for answer in answers]):
            book.active.append(line)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    def notebook(*answers: str) -> bytes:
        cells = [{"cell_type": "markdown", "metadata": {}, "source": answer} for answer in answers]
        return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()

    for make in (sheet, notebook):
        before, after = tmp_path / f"{make.__name__} before", tmp_path / f"{make.__name__} after"
        before.mkdir()
        after.mkdir()
        old = [row["row_id"] for row in read(before, make("茶", "tea"))]
        assert [row["row_id"] for row in read(after, make("水", "茶", "tea"))][1:] == old


def test_a_session_that_stays_open_holds_nothing_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking at each record at all that is held takes squared time."""
    monkeypatch.setattr("danlu.stages.raw_shards.SHARD_ROWS", 10)
    looks = 0
    write = Shards._write

    def counted(self: Shards, before: int | None) -> None:
        nonlocal looks
        looks += 1
        write(self, before)

    monkeypatch.setattr(Shards, "_write", counted)
    message = {"chat_id": "x", "sender": "a", "time": "2024-01-01 10:00:00", "text": "hi"}
    rows = read(tmp_path, json.dumps(message) + "\n" + '{"question": "a?", "answer": "b"}\n' * 200)
    assert len(rows) == 200
    assert looks <= 201 / 10 + 1


def test_a_full_disk_is_no_fault_of_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> Any:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(Assembler, "take", full)
    with pytest.raises(OSError, match="no space"):
        read(tmp_path, '{"question": "a?", "answer": "b"}\n')
