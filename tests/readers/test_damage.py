"""A bad record is refused with its reason and place, and its neighbours survive."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from danlu.readers import Limits
from tests.readers.proof import read_bytes, reasons, values

GOOD = '{"instruction": "你好", "output": "hi"}'


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('{"a": NaN}', "invalid_syntax"),
        ('{"a": Infinity}', "invalid_syntax"),
        ('{"a": 01}', "invalid_syntax"),
        ('{"a": 1,}', "invalid_syntax"),
        ('{"a": "\\ud800"}', "invalid_syntax"),
        ('{"a": "\\udc00 x"}', "invalid_syntax"),
        ('{"a": "\x00"}', "invalid_syntax"),
        ('{"a": "tab\there"}', "invalid_syntax"),
        ('{"a": 1e400}', "number_out_of_range"),
        ('{"a": -1e400}', "number_out_of_range"),
        ('{"a": 1e-400}', "number_out_of_range"),
        ('{"a": ' + "9" * 5000 + "}", "number_out_of_range"),
        ('{"a": 1, "a": 1}', "duplicate_key"),
        ('{"b": {"a": 1, "\\u0061" : 2}}', "duplicate_key"),
        ('{"a\\\\":1,"a\\\\":2,"x":":y"}', "duplicate_key"),
        ("[" * 65 + "]" * 65, "too_deep"),
        ("[" * 5000 + "]" * 5000, "too_deep"),
        ('{"a": {"b": 1}', "truncated_record"),
        ('{"a": "unfinished', "truncated_record"),
        ('{"a": 1} {"a": 2}', "invalid_syntax"),
    ],
)
def test_json_lines(folder: Path, bad: str, reason: str) -> None:
    records = read_bytes(folder, f"{GOOD}\n{GOOD}\n{bad}\n{GOOD}")
    assert reasons(records) == [None, None, reason, None]
    assert records[2].line == 3
    assert records[2].value is None


@pytest.mark.parametrize(
    ("fine", "value"),
    [
        ('{"a": "\\":", "b": "\\": x"}', {"a": '":', "b": '": x'}),
        ('{"a" : ":", "b"\t:": "}', {"a": ":", "b": ": "}),
        ('{"a": 0e-999, "b": -0.0, "c": 2E5}', {"a": 0.0, "b": 0.0, "c": 2e5}),
        ('{"a": 123456789012345678901234567890}', {"a": 123456789012345678901234567890}),
        ('{"a": 9007199254740993}', {"a": 9007199254740993}),
        ('{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        ("[" * 64 + "]" * 64, json.loads("[" * 64 + "]" * 64)),
    ],
)
def test_what_looks_bad_and_is_not(folder: Path, fine: str, value: object) -> None:
    assert values(read_bytes(folder, f"{GOOD}\n{fine}\n{GOOD}"))[1] == value


def test_invalid_utf8_costs_one_record(folder: Path) -> None:
    data = GOOD.encode() + b'\n{"a": "\xe4\xbd"}\n' + GOOD.encode()
    records = read_bytes(folder, data)
    assert reasons(records) == [None, "invalid_encoding", None]
    assert records[1].evidence == {"at_byte": 7}


BROKEN = [
    '{"id": 2, "text": "no closing quote}',
    '{"id": 2, "text": "he said "hi" there"}',
    '{"id": 2, "text": "no closing bracket"',
    '{"id": 2, "text": ["]}',
    '{"id": 2, "text": nul}',
    '{"id": 2 "text": "no comma"}',
    '{"id": 2, "messages": [{"role": "user", "content": "x}, {"role": "assistant", "content": "y"}]}',
    "{'id': 2}",
    '{"id": 2}}',
]


@pytest.mark.parametrize("bad", BROKEN)
@pytest.mark.parametrize("separator", [",", ",\n  ", "\n, "])
def test_json_array_goes_on_after_damage(folder: Path, bad: str, separator: str) -> None:
    elements = ['{"id": 1, "text": "一"}', bad, '{"id": 3, "text": "三"}', '{"id": 4, "text": "四"}']
    records = read_bytes(folder, "[\n  " + separator.join(elements) + "\n]")
    assert [value["id"] for value in values(records) if isinstance(value, dict) and "id" in value][-2:] == [
        3,
        4,
    ]
    assert records[0].value == {"id": 1, "text": "一"}
    assert set(reasons(records)) >= {"invalid_syntax"}


@pytest.mark.parametrize("bad", BROKEN[:4])
def test_first_element_may_be_damaged(folder: Path, bad: str) -> None:
    records = read_bytes(folder, f'[{bad}, {{"id": 3, "text": "三"}}, {{"id": 4, "text": "四"}}]')
    assert values(records) == [{"id": 3, "text": "三"}, {"id": 4, "text": "四"}]


@pytest.mark.parametrize("bad", BROKEN[:4])
def test_wrapped_list_and_mapping_go_on_after_damage(folder: Path, bad: str) -> None:
    rest = '{"id": 3, "text": "三"}, {"id": 4, "text": "四"}'
    records = read_bytes(folder, f'{{"data": [{{"id": 1, "text": "一"}}, {bad}, {rest}]}}')
    assert [value["id"] for value in values(records)] == [1, 3, 4]  # type: ignore[index]
    if "bracket" in bad:
        return  # without its bracket the member is a valid one that holds the members behind it
    members = f'"k1": {{"id": 1}}, "k0": {{"id": 0}}, "k2": {bad}, "k3": {{"id": 3}}, "k4": {{"id": 4}}'
    records = read_bytes(folder, "{" + members + "}")
    assert [record.key for record in records if record.reason is None] == ["k1", "k0", "k3", "k4"]


@pytest.mark.parametrize(
    ("cut", "reason"), [('{"a": 2', "truncated_record"), ('{"a": "x', "truncated_record")]
)
def test_truncated_array_says_so(folder: Path, cut: str, reason: str) -> None:
    assert reasons(read_bytes(folder, '[{"a": 1}, ' + cut)) == [None, reason]


@pytest.mark.parametrize(
    "text", ['[{"a": 1}, {"a": 2}', '[{"a": 1}, {"a": 2},', '{"data": [{"a": 1}, {"a": 2}]']
)
def test_missing_bracket_is_reported_at_the_end(folder: Path, text: str) -> None:
    records = read_bytes(folder, text)
    assert reasons(records) == [None, None, "truncated_record"]
    assert records[2].byte_start == records[2].byte_end == len(text)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("hurt", ["\n", '"', "\\q"])
def test_each_damaged_record_is_refused_by_itself(folder: Path, indent: int | None, hurt: str) -> None:
    rows = [{"id": n, "turns": [{"id": 1, "text": "@@好"}, {"id": 2, "text": "y"}]} for n in range(30)]
    text = json.dumps(rows, ensure_ascii=False, indent=indent)
    records = read_bytes(folder, text.replace("@@", hurt))
    assert len(records) == 30
    assert set(reasons(records)) == {"invalid_syntax"}
    records = read_bytes(folder, text.replace("@@", hurt, 10).replace("@@", ""))
    assert [value["id"] for value in values(records)] == list(range(10, 30))  # type: ignore[index]


def test_trailing_garbage_is_a_record(folder: Path) -> None:
    records = read_bytes(folder, '[{"a": 1}]\n\x01\x02 and the rest of a log')
    assert reasons(records)[0] is None
    assert set(reasons(records)[1:]) <= {"invalid_syntax", "truncated_record"}
    assert len(records) > 1


def test_broken_first_line_does_not_hide_json_lines(folder: Path) -> None:
    records = read_bytes(folder, 'instruction": "x"}\n' + GOOD + "\n" + GOOD)
    assert reasons(records) == ["invalid_syntax", None, None]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,b,c", "ragged_row"),
        ("only one", "ragged_row"),
        ('"no end,x', "invalid_syntax"),
        ('"quote" in the middle,x', "invalid_syntax"),
        ("nul \x00,x", "invalid_syntax"),
    ],
)
def test_table_rows(folder: Path, row: str, reason: str) -> None:
    records = read_bytes(folder, f"text,label\n好,x\n{row}\n# 好,y\n\n,\n")
    assert reasons(records) == [None, reason, None, None]
    assert values(records)[1:] == [{"text": "# 好", "label": "y"}, {"text": "", "label": ""}]


def test_quote_inside_an_unquoted_field_is_text(folder: Path) -> None:
    assert values(read_bytes(folder, 'text,label\na 5" screen,x\n')) == [
        {"text": 'a 5" screen', "label": "x"}
    ]


def test_table_whose_rows_are_all_malformed_is_no_document(folder: Path) -> None:
    records = read_bytes(folder, "text,label\n" + '"好,x\n' * 40)
    assert set(reasons(records)) == {"invalid_syntax"}
    assert len(records) == 40


def test_conll_block_with_a_bad_line(folder: Path) -> None:
    blocks = ["北 B-LOC\n京 I-LOC"] * 12
    blocks[3] = "北 B-LOC\n京"
    records = read_bytes(folder, "\n\n".join(blocks))
    assert reasons(records) == [None] * 3 + ["invalid_syntax"] + [None] * 8
    assert records[3].evidence == {"line_of_block": 2}


def test_depth_limit_is_the_recipes(folder: Path) -> None:
    deep = "[" * 3 + "]" * 3
    assert reasons(read_bytes(folder, f"{deep}\n{deep}", Limits(max_depth=2))) == ["too_deep"] * 2
    assert reasons(read_bytes(folder, f"{deep}\n{deep}", Limits(max_depth=3))) == [None] * 2


def test_evidence_holds_no_text(folder: Path) -> None:
    secret = "秘密secret"
    lines = [f'{{"{secret}": {bad}}}' for bad in ("NaN", "1e999", '"x', f'1, "{secret}": 2', "[[[[[[")]
    for record in read_bytes(folder, "\n".join([GOOD, *lines]), Limits(max_depth=3)):
        assert "secret" not in json.dumps(dict(record.evidence))
