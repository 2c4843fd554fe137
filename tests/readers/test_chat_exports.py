"""Telegram's JSON exports: each message is a record, and so is each other member of the objects."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danlu.readers import Limits, SourceRefused
from tests.readers.proof import read_bytes, reasons, values


def message(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": "2024-05-01T10:00:00",
        "from": "甲",
        "text": f"第{number}条",
    }


def chat(name: str, messages: int) -> dict[str, Any]:
    listed = [message(number) for number in range(messages)]
    return {"name": name, "type": "personal_chat", "id": 7, "messages": listed}


ALL = {
    "about": "Here is the data you requested.",
    "personal_information": {"user_id": 1},
    "chats": {"about": "b", "list": [chat("一", 2), chat("二", 0), chat("三", 1)]},
    "left_chats": {"about": "c", "list": [chat("四", 1)]},
}


@pytest.mark.parametrize("indent", [None, 1])
def test_one_chat(tmp_path: Path, indent: int | None) -> None:
    records = read_bytes(tmp_path, json.dumps(chat("甲", 2), ensure_ascii=False, indent=indent))
    assert [record.key for record in records] == ["name", "type", "id", None, None]
    assert values(records)[3:] == [message(0), message(1)]


@pytest.mark.parametrize("indent", [None, 1])
def test_all_chats(tmp_path: Path, indent: int | None) -> None:
    records = read_bytes(tmp_path, json.dumps(ALL, ensure_ascii=False, indent=indent))
    messages = [record.value for record in records if record.key is None and record.reason is None]
    assert messages == [message(0), message(1), message(0), message(0)]
    names = [record.value for record in records if record.key == "name"]
    assert names == ["一", "二", "三", "四"]
    assert [reason for reason in reasons(records) if reason] == ["envelope"]


def test_chats_that_are_too_large_to_be_looked_at(tmp_path: Path) -> None:
    text = json.dumps(ALL, ensure_ascii=False)
    whole = read_bytes(tmp_path, text)
    assert read_bytes(tmp_path, text, Limits(max_record_bytes=400)) == whole
    many = json.dumps(chat("甲", 50), ensure_ascii=False)
    assert len(read_bytes(tmp_path, many, Limits(max_record_bytes=140))) == 53


def test_other_objects_with_messages_stay_one_record(tmp_path: Path) -> None:
    record = {"id": 1, "type": "x", "messages": [{"role": "user", "content": "a"}]}
    assert values(read_bytes(tmp_path, json.dumps(record))) == [record]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    place=st.integers(0, 1 << 20),
    cut=st.integers(0, 9),
    junk=st.sampled_from([b"", b'"', b"{", b"]", b"}", b","]),
)
def test_damaged_exports_still_tile(folder: Path, place: int, cut: int, junk: bytes) -> None:
    data = json.dumps(ALL, ensure_ascii=False).encode()
    place %= len(data)
    with suppress(SourceRefused):
        read_bytes(folder, data[:place] + junk + data[place + cut :], Limits(max_record_bytes=1000))
