from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danlu.readers.base import Limits, Record
from danlu.readers.buffer import TextBuffer
from danlu.readers.ntriples import looks_like_ntriples, read_ntriples
from danlu.readers.separators import is_separator

RDFS = "<http://www.w3.org/2000/01/rdf-schema#label>"
E = "http://example.org/"


def read(content: bytes, limits: Limits | None = None, step: int = 1 << 16) -> list[Record]:
    """Read a stream in pieces, and prove that records and white space tile it."""
    buffer = TextBuffer(iter([content[at : at + step] for at in range(0, len(content), step)]))
    records = list(read_ntriples(buffer, limits or Limits()))
    before = 0
    for number, record in enumerate(records, 1):
        assert record.byte_start is not None
        assert record.byte_end is not None
        assert record.position == number
        assert record.line == content.count(b"\n", 0, record.byte_start) + 1
        assert is_separator("ntriples", content[before : record.byte_start])
        if len(record.content) != 32:
            assert content[record.byte_start : record.byte_end] == record.content
        before = record.byte_end
    assert is_separator("ntriples", content[before:])
    return records


def one(line: str) -> Record:
    (record,) = read(line.encode())
    return record


def test_names_are_the_last_segments_of_iris() -> None:
    record = one(f"<{E}New_York_City> <{E}ontology#isPartOf> <{E}%E7%BE%8E%E5%9B%BD> .")
    assert record.value == {
        "subject": "New York City",
        "predicate": "isPartOf",
        "object": "美国",
        "subject_id": f"{E}New_York_City",
        "predicate_id": f"{E}ontology#isPartOf",
    }


def test_labels_that_come_first_are_names() -> None:
    text = f"""
        <{E}Q90> {RDFS} "باريس"@ar .
        <{E}Q90> {RDFS} "巴黎"@zh-hans .
        <{E}Q90> {RDFS} "Paris"@en .
        _:b1 {RDFS} "法国" .
        <{E}P36> {RDFS} "首都"@zh .
        _:b1 <{E}P36> <{E}Q90> . # of France
    """
    *labels, triple = read(text.encode())
    assert {record.reason.value for record in labels if record.reason} == {"envelope"}
    assert triple.value["subject"] == "法国"  # type: ignore[index]
    assert triple.value["predicate"] == "首都"  # type: ignore[index]
    assert triple.value["object"] == "巴黎"  # type: ignore[index]
    assert triple.value["subject_id"] == "_:b1"  # type: ignore[index]


@pytest.mark.parametrize(
    ("literal", "text", "language"),
    [
        ('"a \\"b\\" \\\\ \\n\\t\\u5B57 \\U0001F600"', 'a "b" \\ \n\t字 😀', None),
        ('"北京"@zh-Hant-TW', "北京", "zh-Hant-TW"),
        ('"5"^^<http://www.w3.org/2001/XMLSchema#integer>', "5", None),
        ('"# no comment . <x>"', "# no comment . <x>", None),
    ],
)
def test_literals(literal: str, text: str, language: str | None) -> None:
    value = one(f"<{E}甲> <{E}p/knows> {literal} .").value
    assert isinstance(value, dict)
    assert value["object"] == text
    assert value.get("language") == language


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("# a comment", "envelope"),
        (f'<{E}Q1> <{E}name> "x" .', "empty_record"),
        (f"_:a <{E}name> _:b .", "empty_record"),
        (f'<{E}a> <{E}b> "" .', "empty_record"),
        (f'<{E}a> <{E}b> "c"', "invalid_syntax"),
        (f"<{E}a> <{E}b> .", "invalid_syntax"),
        (f'"a" <{E}b> <{E}c> .', "invalid_syntax"),
        (f"<{E}a> _:b <{E}c> .", "invalid_syntax"),
        (f'<{E}a> <{E}b> "\\uD800" .', "invalid_syntax"),
        (f'<{E}a> <{E}b> "\\UFFFFFFFF" .', "invalid_syntax"),
        (f'<{E}a> <{E}b> "\\x" .', "invalid_syntax"),
        (f"<{E}a b> <{E}b> <{E}c> .", "invalid_syntax"),
        (f"<{E}a> <{E}b> <{E}c> <{E}graph> .", "invalid_syntax"),
    ],
)
def test_what_is_no_question_is_refused(line: str, reason: str) -> None:
    record = one(line)
    assert record.reason is not None
    assert record.reason.value == reason
    assert record.value is None


def test_a_broken_byte_costs_its_line() -> None:
    good = f'<{E}甲> <{E}是> "乙" .\r\n'.encode()
    records = read(good + good.replace("乙".encode(), b"\xff") + good, step=7)
    assert [record.reason.value if record.reason else None for record in records] == [
        None,
        "invalid_encoding",
        None,
    ]


def test_a_giant_line_is_not_held() -> None:
    good = f'<{E}甲> <{E}是> "乙" .\n'.encode()
    records = read(
        good + b'<a> <b> "' + b"x" * 5000 + b'" .\n' + good, Limits(max_record_bytes=1000), step=64
    )
    assert [record.reason.value if record.reason else None for record in records] == [
        None,
        "record_too_large",
        None,
    ]


def test_recognised_by_its_lines() -> None:
    triple = f'<{E}a> <{E}b> "c" .'.encode()
    assert looks_like_ntriples([b"# head", b"", triple, triple])
    assert not looks_like_ntriples([b"# head", b""])
    assert not looks_like_ntriples([b"<html> <body> <p> .", b"text"])
    assert not looks_like_ntriples([triple, b"and then a story begins"])


@pytest.mark.parametrize("hostile", ["\\u00", '"', "<", "_:.", "@a-", "\\", ". "])
def test_hostile_lines_take_linear_time(hostile: str) -> None:
    for start in ("", f"<{E}a> <{E}b> ", f'<{E}a> <{E}b> "', f"<{E}a> <{E}b> _:a", f'<{E}a> <{E}b> "x"@a-'):
        began = time.process_time()
        one(start + hostile * 100_000)
        assert time.process_time() - began < 2


@given(st.text(max_size=60), st.sampled_from([None, "en", "zh-Hans"]), st.integers(1, 40))
def test_every_literal_comes_back(text: str, language: str | None, step: int) -> None:
    escaped = "".join(f"\\U{ord(letter):08X}" if letter in '"\\\r\n' else letter for letter in text)
    line = f'<{E}甲> <{E}是> "{escaped}"{f"@{language}" if language else ""} .'
    (record,) = read(line.encode(), step=step)
    if text.strip():
        assert isinstance(record.value, dict)
        assert record.value["object"] == text
    else:
        assert record.reason is not None


@given(
    st.lists(
        st.sampled_from([b"<a:b>", b'"c"', b".", b" ", b"\n", b"#", b"_:x", b"\r", b"\xff", b"@en"]),
        max_size=40,
    )
)
def test_any_bytes_are_tiled(pieces: list[bytes]) -> None:
    read(b"".join(pieces), step=3)
