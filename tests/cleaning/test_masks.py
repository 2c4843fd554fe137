from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.cleaning import Cleaning
from danlu.cleaning.personal.finding import stretches
from danlu.cleaning.personal.id_number import ID_NUMBER
from danlu.cleaning.personal.json_values import in_json
from danlu.rows import Kind


def check_character(first: str) -> str:
    """The check character by the definition of ISO 7064 MOD 11-2, independent of the rule's weights."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(first))
    return "10X98765432"[total % 11]


MASKED = [
    ("联系邮箱zhang.san@example.cn谢谢", "联系邮箱[EMAIL]谢谢"),
    ("a@example.com/b@example.com", "[EMAIL]/[EMAIL]"),
    ("[写信](mailto:hi@example.org)", "[写信](mailto:[EMAIL])"),
    ("-first_last@sub.example.co.uk.", "-[EMAIL]."),
    ("ＡＢＣ＠ｅｘａｍｐｌｅ．ｃｏｍ。", "[EMAIL]。"),
    ("13912345678@example.com", "[EMAIL]"),
    ("手机13912345678，", "手机[PHONE]，"),
    ("tel:+8613912345678", "tel:[PHONE]"),
    ("（+86）139 1234 5678", "[PHONE]"),
    ("0086-139-1234-5678", "[PHONE]"),
    ("13912345678/13812345678,13712345678", "[PHONE]/[PHONE],[PHONE]"),
    ("phone=13912345678&x=1", "phone=[PHONE]&x=1"),
    ("https://example.com/s?mobile=13912345678", "https://example.com/s?mobile=[PHONE]"),
    ("１３９１２３４５６７８转告", "[PHONE]转告"),
    ("证件11010519491231002x。", "证件[ID_NUMBER]。"),
    ("证件１１０１０５１９４９１２３１００２Ｘ。", "证件[ID_NUMBER]。"),
    ("ID 110105 19491231 002X ok", "ID [ID_NUMBER] ok"),
]

KEPT = [
    "@decorator\ndef f(): ...",
    "git clone git@github.com:owner/name.git",
    "git@gitlab.example.com",
    "ssh deploy@host.example.com",
    "scp -P 22 a.txt user@host.example.com:/tmp/",
    "rsync -av user@host.example.com:dir/ .",
    "https://user:secret@host.example.com/x",
    "icon@2x.png and logo@site.svg",
    "npm i lodash@4.17.21",
    "getty@tty1.service",
    "张三@李四 你们好",
    "6222021391234567890",
    "550e8400-e29b-41d4-a716-139123456789",
    "deadbeef13912345678cafe",
    "https://example.com/item/13912345678",
    "订单号：13912345678",
    "Order #13912345678",
    "tracking number 13912345678",
    "¥13912345678",
    "12 * 1159376306 = 13912515672",
    "84834150134 - 6778576 = -16666579378",
    "宇宙的年龄是13800000000年",
    "3.13912345678",
    "13912345678.5",
    "978-7-139-1234-5678",
    "ISBN 9787139123456",
    "6901234567892",
    "1700000000000",
    "12345678901",
    "010-13912345",
    "110105194912310021",
    "990105194912310028",
    "110105194902300021",
    "202301150000000000",
    "1.13.9123.45678",
    "192.168.139.123",
]


@pytest.mark.parametrize(("before", "after"), MASKED)
def test_personal_data_is_masked(before: str, after: str, answer_of: Callable[..., str]) -> None:
    assert answer_of(before) == after


@pytest.mark.parametrize("text", KEPT)
def test_other_numbers_and_addresses_stay(text: str, answer_of: Callable[..., str]) -> None:
    assert answer_of(text) == text


DATA = [("13912345678", "[PHONE]"), ("li@example.com", "[EMAIL]"), ("11010519491231002X", "[ID_NUMBER]")]
LEFT, RIGHT = ["", "我的", "tel ", "（", "“", "，"], ["", "好", " ok", "）", "。", "\n甲"]


def test_neighbours_do_not_hide_data(clean: Callable[..., Cleaning], talk: Callable[..., object]) -> None:
    cases = [(left, data, mask, right) for left, (data, mask), right in product(LEFT, DATA, RIGHT)]
    rows = clean([talk(left + data + right) for left, data, _, right in cases]).rows.to_pylist()
    found = [row["messages"][1]["content"] for row in rows]
    assert found == [left + mask + right for left, _, mask, right in cases]


@settings(max_examples=40, deadline=None)
@given(
    region=st.sampled_from(["110105", "440301", "650102", "830000"]),
    date=st.dates(dt.date(1900, 1, 1), dt.date(2049, 12, 31)),
    order=st.integers(0, 999),
    wrong=st.integers(1, 10),
)
def test_check_character_decides(region: str, date: dt.date, order: int, wrong: int) -> None:
    first = f"{region}{date:%Y%m%d}{order:03d}"
    right = check_character(first)
    other = "10X98765432"["10X98765432".index(right) - wrong]
    assert stretches(f"号码{first}{right}。", [ID_NUMBER]) == [(2, 20)]
    assert stretches(f"号码{first}{other}。", [ID_NUMBER]) == []


ARGUMENTS = (
    '{"to": "li@example.com", "n":13912345678, "x": 1e3, '
    '"deep": ["\\n13812345678", "\\u0061@example.com"],"t":"a  b\\r\\n"}'
)


def test_json_is_masked_and_stays_json(clean: Callable[..., Cleaning], talk: Callable[..., object]) -> None:
    row = talk(None, tool_calls=[{"id": "1", "name": "send", "arguments": ARGUMENTS}])
    row["tools"] = '[{"name":"send","description":"<b>ask</b>  li@example.com"}]'  # type: ignore[index]
    cleaning = clean([row])
    [result] = cleaning.rows.to_pylist()
    arguments = result["messages"][1]["tool_calls"][0]["arguments"]
    assert json.loads(arguments) == {
        "to": "[EMAIL]",
        "n": "[PHONE]",
        "x": 1e3,
        "deep": ["\n[PHONE]", "[EMAIL]"],
        "t": "a  b\r\n",
    }
    assert arguments.startswith('{"to": "[EMAIL]", "n":"[PHONE]", "x": 1e3, ')
    assert result["tools"] == '[{"name":"send","description":"<b>ask</b>  [EMAIL]"}]'
    assert {entry["evidence"] for entry in cleaning.ledger.to_pylist()} == {
        '{"masks":3,"texts":2}',
        '{"masks":2,"texts":1}',
    }


def test_evidence_holds_no_text(clean: Callable[..., Cleaning], talk: Callable[..., object]) -> None:
    ledger = clean([talk("秘密 li@example.com 13912345678 11010519491231002X")]).ledger.to_pylist()
    assert len(ledger) == 3
    assert not any(secret in str(ledger) for secret in ("li@", "1391234", "1949", "秘密"))


def test_all_sides_are_masked(clean: Callable[..., Cleaning]) -> None:
    def say(role: str) -> dict[str, str]:
        return {"role": role, "content": "li@example.com", "reasoning": "li@example.com"}

    row = {
        "kind": Kind.PREFERENCE,
        "system": "li@example.com",
        "messages": [
            {
                **say("user"),
                "content": None,
                "parts": [{"type": "text", "text": "li@example.com", "media": None}],
            }
        ],
        "chosen": [say("assistant")],
        "rejected": [say("assistant")],
    }
    cleaning = clean([row])
    assert "li@" not in str(cleaning.rows.to_pylist())
    assert cleaning.ledger.to_pylist()[0]["evidence"] == '{"masks":7,"texts":7}'


def test_masked_keys_of_one_object_stay_apart() -> None:
    text = '{"13912345678": 1, "13912345679": {"13912345678": 2}, "a": [{"13912345678": 3}]}'
    masked = in_json(text, lambda value, _: re.sub("1[0-9]{10}", "[PHONE]", value))
    assert json.loads(masked) == {"[PHONE]": 1, "[PHONE_2]": {"[PHONE]": 2}, "a": [{"[PHONE]": 3}]}
    assert in_json(masked, lambda value, _: value) == masked
