"""Which container a file is, by its content."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from danlu.readers import Limits, SourceRefused, Told, open_source
from tests.readers.proof import container_of, read_bytes, values

TURNS = [{"role": "user", "content": "你好"}, {"role": "assistant", "content": "hi"}]
SHAREGPT = [{"from": "human", "value": "你好"}, {"from": "gpt", "value": "hi"}]


@pytest.mark.parametrize(
    ("text", "container"),
    [
        ("[1] A. Author, Title.\n[2] B. Author, Title.\n", "text"),
        ("[Verse 1]\nHello, hello\n", "text"),
        ("{{name}}, welcome!\nToday is {{day}}.", "text"),
        ("Hello, world.\nOne, two, three.\nNo comma here.", "text"),
        ("春眠不觉晓，处处闻啼鸟。\n夜来风雨声，花落知多少。", "text"),
        ('"hello"', "text"),
        ("12345", "text"),
        ("# 标题\n\n- a, b\n- c, d\n", "text"),
        ('["一", "二"]', "json"),
        ("[[1, 2], [3]]", "json"),
        ("[]", "json"),
        ('{"a": [\n', "json"),
        ('{"a": 1}\n{"b": ', "jsonl"),
        ("{'a': 1}\n{'a': 2}\n", "jsonl"),
        ("text,label\n好,x\n", "csv"),
        ("text;label\n好;x\n", "csv"),
        ("text\tlabel\n好\tx\n", "tsv"),
        ("text,label", "csv"),
        ("我 O\n在 O\n北 B-LOC\n京 I-LOC\n", "conll"),
        ("I O\nam O\nhere O\n", "text"),
        ("[桥](bridge.md)\n[Lamp](lamp.md)\n", "text"),
        ("[ ] buy bread\n[x] 买面包\n[ ] sleep\n", "text"),
        ("[[Bridge]] is a page.\n[[桥]] too.\n", "text"),
        ("{name}，你好！\n{name}, welcome!\n", "text"),
        ("{title: The Bridge}\n{artist: Nobody}\n{key: G}\nOver the [G]river\n", "text"),
        ("{\\bf Note.} Water is wet.\n{\\it 注意}：水是湿的。\n{\\large\n", "text"),
        ("{% if day %}\n{{ day }}\n{% endif %}\n", "text"),
        ("{x : x > 0} is open.\n{y : y < 1} is too.\n", "text"),
        ("[Enter the ferryman,\nwet from the river]\n", "text"),
        ("[10:02:11] started\n[10:02:12] request {\n", "text"),
        ('```json\n{"a": \n{"b": \n{"c": \n```\n', "text"),
        ("// 例\nint main()\n{\n  return 0;\n}\n", "text"),
        ('{bad\n{"a": 1}\n{worse\n', "jsonl"),
    ],
)
def test_container(folder: Path, text: str, container: str) -> None:
    assert container_of(folder, text) == container


@pytest.mark.parametrize("turns", [TURNS, SHAREGPT])
def test_array_of_messages_is_one_record(folder: Path, turns: list[object]) -> None:
    assert values(read_bytes(folder, json.dumps(turns, indent=1))) == [turns]
    assert values(read_bytes(folder, json.dumps([turns, turns]))) == [turns, turns]


def test_array_that_only_begins_like_a_conversation(folder: Path) -> None:
    rows = [{"role": "诗人", "content": "诗"}, {"role": "x", "content": "y", "label": 1}]
    assert values(read_bytes(folder, json.dumps(rows))) == rows


def test_turns_with_keys_of_their_own_are_still_one_conversation(folder: Path) -> None:
    turns = [
        {"role": "client", "content": "你好", "annotation": []},
        {"role": "counselor", "content": "请说"},
    ]
    assert values(read_bytes(folder, json.dumps(turns))) == [turns]


@pytest.mark.parametrize(
    "record",
    [
        {"messages": TURNS},
        {"instruction": "x", "instances": [{"input": "a", "output": "b"}]},
        {"text": "北京", "entities": [{"start": 0, "end": 2, "label": "LOC"}]},
        {"prompt": "x", "chosen": TURNS, "rejected": TURNS},
        {"title": "x", "n": {"a": 1}},
        {},
    ],
)
def test_object_that_is_one_record(folder: Path, record: object) -> None:
    assert values(read_bytes(folder, json.dumps(record, indent=2))) == [record]


def test_object_of_lists(folder: Path) -> None:
    rows = [{"q": 1}, {"q": 2}]
    assert values(read_bytes(folder, json.dumps({"train": rows, "test": rows}))) == rows * 2
    assert values(read_bytes(folder, json.dumps({"foo": rows}))) == rows
    assert values(read_bytes(folder, json.dumps({"data": rows, "test": []}))) == [*rows, []]


def test_empty_values_are_records_where_others_are(folder: Path) -> None:
    assert values(read_bytes(folder, "[{}, [], {}]")) == [{}, [], {}]
    assert values(read_bytes(folder, "[[], []]")) == [[], []]
    assert read_bytes(folder, " [ ]\n") == []


def test_name_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "data.parquet"
    path.write_text('{"a": 1}\n{"a": 2}\n')
    assert open_source(path, Limits()).container == "jsonl"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b" \n\t\n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"7z\xbc\xaf\x27\x1crest", "archive_not_supported"),
        (b"Rar!\x1a\x07\x00", "archive_not_supported"),
        (bytes(range(256)) * 40, "unknown_format"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(300), "media_file"),
        (b"PAR1 is not enough", "corrupt_file"),
        ("这是什么,那是什么\n天地,玄黄\n宇宙,洪荒\n日月,盈昃\n辰宿,列张\n".encode(), "unknown_format"),
        (b"Is it blue?\tyes\nIs it red?\tno\n" * 5, "unknown_format"),
        (b"text,text\na,b\n", "duplicate_key"),
        (b'{bad\n{"also": \n', "unknown_format"),
        ('{坏\n\n  {"问": "水\n{"答": \n'.encode(), "unknown_format"),
        (b"{a: 1}\n{a: 2}\n", "unknown_format"),
        (b'[{a: \n[{"b" \nlost\n', "unknown_format"),
    ],
)
def test_file_that_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "source"
    path.write_bytes(data)
    with pytest.raises(SourceRefused) as refusal:
        open_source(path, Limits())
    assert refusal.value.reason.value == reason


def test_broken_json_is_told_by_its_evidence(tmp_path: Path) -> None:
    path = tmp_path / "source"
    path.write_text('{bad\n\n{"also": \n')
    with pytest.raises(SourceRefused) as refusal:
        open_source(path, Limits())
    assert refusal.value.evidence == {"problem": "broken JSON", "lines": 2}


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="unreadable_file"):
        open_source(tmp_path / "absent", Limits())


def test_reading_can_be_repeated(tmp_path: Path) -> None:
    path = tmp_path / "source"
    path.write_text('[{"a": 1}, {"a": 2}]')
    reading = open_source(path, Limits())
    assert list(reading) == list(reading)


def test_a_table_without_a_header_is_read_by_its_declared_columns(tmp_path: Path) -> None:
    path = tmp_path / "source"
    rows = [{"问": f"第{number}个?", "答": "好,的"} for number in range(6)]
    text = "".join(f'{row["问"]},"{row["答"]}"\n' for row in rows)
    path.write_text(text, encoding="utf-8")
    told = Told(columns=("问", "答"))
    assert [record.value for record in open_source(path, Limits(), told)] == rows
    path.write_text("问,答\n" + text, encoding="utf-8")
    assert [record.value for record in open_source(path, Limits(), told)] == rows
    with pytest.raises(SourceRefused, match="unknown_format"):
        open_source(path, Limits(), Told(columns=("a", "b", "c")))


@pytest.mark.parametrize(
    "start", ["ID3", "GIF89a", "fLaC", "OggS", "MSCF", "The ftyp box", "RIFFabcdWAVE", "BZh", "Rar!"]
)
def test_a_text_about_a_format_is_a_text(tmp_path: Path, start: str) -> None:
    path = tmp_path / "source"
    path.write_text(f"{start} 是什么？\nIt is explained below.\n")
    assert open_source(path, Limits()).container == "text"
