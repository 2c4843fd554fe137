from __future__ import annotations

import hashlib
import unicodedata
import uuid

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.dedup.splits import SHARE_MACRO, side_of
from danlu.dedup_knobs import Split
from danlu.identity import declared_group, generated_id, prompt_group, record_id, reduce_text, row_id, share

FIRST = bytes(range(16))
SECOND = bytes(range(16, 32))
GOLDEN = {
    "record": "5788cc99bd667cc4bf24e1d473644382",
    "record again": "4ffe43edcf640be6b34c7d9553e7665b",
    "second row of a record": "7b46ce3c905bc2b2f408ab27fefe6e30",
    "row of two records": "21b9286a58380c19789466f9b1817938",
    "generated": "04adb34311ac2dbe591acfdd1553c241",
    "declared group": "71ec88cc81fb56492e6f0cb811281948",
    "prompt group": "06a09c84cb67ee7daec85f69c9912710",
    "prompt group of signs": "fe6ce1e401268500614350c2078d61aa",
    "reduction": "4d25a3e8989ff6fec93a47e883eb82151a71969bac2433c4c8dd6fc546f43bd5",
}
GOLDEN_SHARES = (0.8137952604919534, 0.48513150267317395)
PARTS = st.lists(st.binary(max_size=20), max_size=4)


def test_ids_of_published_datasets_never_change() -> None:
    assert record_id("问答/a.jsonl", b'{"q":1}', 0).hex() == GOLDEN["record"]
    assert record_id("问答/a.jsonl", b'{"q":1}', 1).hex() == GOLDEN["record again"]
    assert row_id([FIRST], 0) == FIRST
    assert row_id([FIRST], 1, 2).hex() == GOLDEN["second row of a record"]
    assert row_id([FIRST, SECOND]).hex() == GOLDEN["row of two records"]
    assert generated_id([FIRST], "instruction_frame", 1, 0).hex() == GOLDEN["generated"]
    assert declared_group("session 1").hex() == GOLDEN["declared group"]
    assert prompt_group("茶怎么泡？ How?").hex() == GOLDEN["prompt group"]
    assert prompt_group("?!").hex() == GOLDEN["prompt group of signs"]


def test_an_id_is_sha256_over_length_prefixed_parts() -> None:
    """Written out once more, so that a golden value is not the only witness."""
    name, content = "a", b"bc"
    parts = [name.encode(), content, (0).to_bytes(8, "big")]
    message = b"danlu:record:1" + b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    assert record_id(name, content, 0) == hashlib.sha256(message).digest()[:16]


@given(PARTS, PARTS)
def test_different_parts_give_different_ids(first: list[bytes], second: list[bytes]) -> None:
    same = first == second
    assert (generated_id(first, "op", 1, 0) == generated_id(second, "op", 1, 0)) is same


@given(st.text(max_size=8), st.binary(max_size=8), st.text(max_size=8), st.binary(max_size=8))
def test_a_byte_moved_between_name_and_content_is_another_record(
    name: str, content: bytes, other_name: str, other: bytes
) -> None:
    same = (name, content) == (other_name, other)
    assert (record_id(name, content, 0) == record_id(other_name, other, 0)) is same


def test_the_kinds_of_ids_live_apart() -> None:
    text = "same"
    ids = {
        declared_group(text),
        prompt_group(text),
        row_id([FIRST, SECOND]),
        generated_id([FIRST], text, 0, 0),
    }
    assert len(ids) == 4


@pytest.mark.parametrize(
    ("text", "reduced"),
    [
        ("Hello, World 2!", "helloworld2"),
        ("你好，世界！３", "你好世界３"),
        ("ＡＢＣ ｄｅｆ", "ａｂｃｄｅｆ"),
        ("👍🏽 ok 👨‍👩‍👧", "ok"),
        ("ǅ Σας ß", "ǆσαςß"),
        ("½ ² Ⅷ ①", "½²ⅷ①"),
        ("\U0002a700\u9fa6\u4db6 后来的字", "\U0002a700\u9fa6\u4db6后来的字"),
        ("naïve café", "naïvecafé"),
        ("\ud800x", "x"),
        ("...", ""),
    ],
)
def test_a_prompt_is_reduced_to_letters_and_digits(text: str, reduced: str) -> None:
    assert reduce_text(text) == reduced


def test_the_reduction_follows_unicode_3_2_and_not_pythons_own_version() -> None:
    """Letters that Unicode got after 3.2 (Han apart) stay out, whatever Python knows of them."""
    later = [chr(code) for code in (0x0250, 0x0561, 0x1C90, 0x2C00, 0xA640, 0x10450, 0x1E900, 0x1FBF0)]
    known = {character: unicodedata.ucd_3_2_0.category(character) for character in later}
    kept = {character for character in later if reduce_text(character)}
    assert kept == {character for character, category in known.items() if category[0] in "LN"}
    assert kept < set(later)


def test_the_reduction_of_all_of_unicode_is_frozen() -> None:
    """Sides of published splits hang on this table: no Python version may change a character of it."""
    table = "\n".join(
        f"{code:x} {reduce_text(chr(code))}" for code in range(0x110000) if reduce_text(chr(code))
    )
    assert hashlib.sha256(table.encode("utf-8", "surrogatepass")).hexdigest() == GOLDEN["reduction"]


@given(
    st.text(
        st.characters(
            codec="gb18030",
            max_codepoint=0xFFFF,
            categories=["L", "N", "P", "Z"],
        )
    )
)
def test_reducing_twice_is_reducing_once(text: str) -> None:
    assert reduce_text(reduce_text(text)) == reduce_text(text)


@given(st.text(), st.sampled_from([" ", "，", "!", "\u200b", "👍", "\n"]))
def test_signs_and_white_space_do_not_make_another_group(prompt: str, sign: str) -> None:
    prompt = f"a{prompt}"
    assert prompt_group(sign + prompt + sign) == prompt_group(prompt) == prompt_group(prompt.replace(" ", ""))


def test_a_share_is_the_same_for_ever() -> None:
    assert share("danlu", FIRST) == GOLDEN_SHARES[0]
    assert share("盐", SECOND) == GOLDEN_SHARES[1]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
            st.binary(min_size=16, max_size=16),
        ),
        min_size=1,
    )
)
def test_sql_and_python_give_the_same_share(pairs: list[tuple[str, bytes]]) -> None:
    with duckdb.connect() as connection:
        connection.execute(SHARE_MACRO)
        for salt, key in pairs:
            found = connection.execute(
                "SELECT split_share(?, ?::UUID)", [salt, str(uuid.UUID(bytes=key))]
            ).fetchone()
            assert found == (share(salt, key),)
            assert 0 <= share(salt, key) < 1


def test_sql_and_python_give_the_same_share_to_thousands() -> None:
    keys = [hashlib.sha256(str(n).encode()).digest()[:16] for n in range(5000)]
    with duckdb.connect() as connection:
        connection.execute(SHARE_MACRO)
        connection.execute("CREATE TABLE keys (place INTEGER, key UUID)")
        connection.executemany(
            "INSERT INTO keys VALUES (?, ?)",
            [(n, str(uuid.UUID(bytes=key))) for n, key in enumerate(keys[:200])],
        )
        found = connection.execute("SELECT split_share('danlu', key) FROM keys ORDER BY place").fetchall()
    shares = [share("danlu", key) for key in keys]
    assert [value for (value,) in found] == shares[:200]
    # a share of 5 % of 5,000 groups lies within four standard deviations
    assert abs(sum(value < 0.05 for value in shares) - 250) < 4 * (5000 * 0.05 * 0.95) ** 0.5


@given(
    st.binary(min_size=16, max_size=16),
    st.floats(0, 0.4),
    st.floats(0, 0.4),
    st.floats(0, 0.09),
    st.floats(0, 0.09),
)
def test_a_greater_share_only_takes_from_train(
    group: bytes, validation: float, test: float, more_validation: float, more_test: float
) -> None:
    before = side_of(group, Split(validation=validation, test=test))
    after = side_of(group, Split(validation=validation + more_validation, test=test + more_test))
    assert before in (after, "train")
