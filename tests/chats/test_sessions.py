from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.chats import Sessions
from danlu.chats.base import NAMES, ROLE
from danlu.chats.sessions import MOST_UTTERANCES
from danlu.ledger import Reason
from danlu.pieces import Utterance, Uttered
from danlu.reading_knobs import Chat
from danlu.rows import Kind, rows_table, with_identity
from tests.chats.woven import rows, turns, weave

MINUTE = 60


def say(speaker: str | None, text: str | None, minute: float | None = None, **fields: Any) -> Utterance:
    return Utterance(
        fields.pop("chat", "c"), speaker, text, None if minute is None else minute * MINUTE, **fields
    )


def test_messages_of_one_speaker_are_one_turn() -> None:
    (row,) = rows([say("甲方", "你好", 0), say("甲方", "在吗", 1), say("乙方", "在", 2)])
    assert turns(row) == [("user", "你好\n在吗"), ("assistant", "在")]
    assert row["kind"] is Kind.CONVERSATION
    assert row["surface"] == {"format": "test"}
    assert row["extra"] == {"utterances": 3, "from": "1970-01-01T00:00:00", "to": "1970-01-01T00:02:00"}
    (row,) = rows([say("a", "x"), say("a", "y"), say("b", "z")], joined_by=" ")
    assert turns(row)[0] == ("user", "x y")


def test_silence_ends_a_session() -> None:
    said = [say("a", "x", 0), say("b", "y", 1), say("a", "z", 200), say("b", "y", 201), say("a", "x", 202)]
    assert [len(fate.handles) for fate in weave(said)] == [2, 2, 1]
    assert [len(fate.handles) for fate in weave(said, session_gap_minutes=0)] == [4, 1]
    first, second = rows(said)
    assert first["group"] != second["group"]


def test_chats_may_interleave() -> None:
    said = [
        say("a", "x", 0, chat="1"),
        say("c", "p", 0, chat="2"),
        say("b", "y", 1, chat="1"),
        say("d", "q", 1, chat="2"),
    ]
    assert [turns(row) for row in rows(said)] == [
        [("user", "x"), ("assistant", "y")],
        [("user", "p"), ("assistant", "q")],
    ]


def test_what_is_no_text_is_refused_alone_and_interrupts_nobody() -> None:
    said = [
        say("a", "x", 0),
        say("a", None, 1, what=Uttered.MEDIA),
        say(None, None, 1, what=Uttered.SYSTEM),
        say("b", "psst", 1, what=Uttered.HIDDEN),
        say("a", " ", 1),
        say("a", "y", 2),
        say("b", "z", 3),
    ]
    fates = weave(said)
    assert {fate.handles[0]: fate.reason for fate in fates if fate.reason} == {
        1: Reason.MEDIA_MESSAGE,
        2: Reason.SYSTEM_MESSAGE,
        3: Reason.HIDDEN_MESSAGE,
        4: Reason.EMPTY_RECORD,
    }
    assert turns(fates[-1].rows[0]) == [("user", "x\ny"), ("assistant", "z")]


def test_media_keep_a_session_open() -> None:
    said = [say("a", "x", 0), say("a", None, 150, what=Uttered.MEDIA), say("b", "y", 300)]
    assert len(rows(said)) == 1


@pytest.mark.parametrize(
    "said",
    [
        [say("a", "x"), say("a", "y")],
        [say("客服", "您好"), say("客户", "好")],
        [say(None, "x"), say(None, "y")],
    ],
)
def test_nobody_answers(said: list[Utterance]) -> None:
    (fate,) = weave(said)
    assert fate.reason is Reason.NO_ANSWER
    assert fate.evidence["messages"] == 2


def roles_of(said: list[Utterance], **options: Any) -> list[str]:
    return [role for row in rows(said, **options) for role, _ in turns(row)]


def test_who_answers() -> None:
    plain = [say("a b", "1"), say("c d", "2"), say("a b", "3"), say("c d", "4")]
    assert roles_of(plain) == ["user", "assistant"] * 2
    assert roles_of(plain, assistant="a b") == ["user", "assistant"]
    assert roles_of(plain, assistant="A B ") == ["user", "assistant"]
    assert roles_of(plain, roles={"a b": "assistant"}) == ["user", "assistant"]
    assert roles_of(plain, assistant="owner") == []
    named = [say("客服", "1"), say("小王", "2"), say("客服", "3")]
    assert roles_of(named) == ["user", "assistant"]
    asked = [say("小王", "0"), say("顾客", "1"), say("小王", "2")]
    assert roles_of(asked) == ["user", "assistant"]
    owned = [
        say("a", "1", own=True),
        say("b", "2", own=False),
        say("a", "3", own=True),
        say("b", "4", own=False),
    ]
    assert roles_of(owned) == ["user", "assistant"]
    assert roles_of(owned, assistant="others") == ["user", "assistant"] * 2
    assert roles_of(owned, assistant="second") == ["user", "assistant"] * 2
    sourced = [say("x", "1", role="assistant"), say("y", "2", role="user"), say("x", "3", role="assistant")]
    assert roles_of(sourced) == ["user", "assistant"]
    assert roles_of(
        [say("7", "1", extra={ROLE: "坐席员"}), say("8", "2"), say("7", "3", extra={})],
        roles={"坐席员": "assistant"},
    ) == ["user", "assistant"]
    ids = [say("user1", "1", extra={NAMES: ["小张"]}), say("user123456", "2"), say("user1", "3")]
    assert roles_of(ids) == ["user", "assistant"]
    by_alias = [say("id1", "1", extra={NAMES: ["小李"]}), say("id2", "2"), say("id1", "3")]
    assert roles_of(by_alias, assistant="小李") == ["user", "assistant"]


def test_who_answered_once_answers_again() -> None:
    said = [say("a", "1", 0), say("b", "2", 1), say("b", "3", 900), say("a", "4", 901), say("b", "5", 902)]
    assert roles_of(said) == ["user", "assistant"] * 2


def test_groups_bear_names() -> None:
    said = [say("张三", "明天去吗？"), say("李四", "去"), say("王五", "我问问李四"), say("李四", "张三也去")]
    (row,) = rows(said)
    assert turns(row) == [
        ("user", "甲：明天去吗？"),
        ("assistant", "去"),
        ("user", "丙：我问问乙"),
        ("assistant", "甲也去"),
    ]
    (row,) = rows(said, pseudonyms=False)
    assert turns(row)[2] == ("user", "王五：我问问李四")


def test_what_several_ask_is_one_turn() -> None:
    said = [say("Anna", "Tea?"), say("Bob", "Or milk?"), say("Cara", "Tea."), say("Dora", "Cold!")]
    fates = weave(said, assistant="Cara")
    assert turns(fates[0].rows[0]) == [("user", "A: Tea?\nB: Or milk?"), ("assistant", "Tea.")]
    assert (list(fates[1].handles), fates[1].reason) == ([3], Reason.NO_ANSWER)


def test_what_is_said_unasked_is_refused_by_itself() -> None:
    first, second = weave([say("客服", "您好"), say("客户", "在吗"), say("客服", "在")])
    assert turns(first.rows[0]) == [("user", "在吗"), ("assistant", "在")]
    assert (list(second.handles), second.reason) == ([0], Reason.NO_QUESTION)


def test_instructions_become_the_system_prompt() -> None:
    said = [
        say("sys", "be kind", role="system"),
        say("u", "hi", role="user"),
        say("m", "hello", role="assistant"),
    ]
    (row,) = rows(said)
    assert row["system"] == "be kind"
    assert turns(row) == [("user", "hi"), ("assistant", "hello")]


def test_rated_answers_are_rows_of_their_own() -> None:
    said = [
        say("u", "q1"),
        say("m", "a1", feedback="up"),
        say("u", "q2"),
        say("m", "a2"),
        say("m", "a3", feedback="down"),
        say("u", "q3"),
    ]
    fate, unanswered = weave(said)
    assert unanswered.reason is Reason.NO_ANSWER
    assert [(row["desirable"], turns(row)) for row in fate.rows] == [
        (True, [("user", "q1"), ("assistant", "a1")]),
        (False, [("user", "q1"), ("assistant", "a1"), ("user", "q2"), ("assistant", "a2\na3")]),
    ]
    assert {row["kind"] for row in fate.rows} == {Kind.CONVERSATION}
    assert len({row["group"] for row in fate.rows}) == 1


def test_an_answer_put_right_is_a_preference() -> None:
    said = [say("u", "q"), say("m", "bad", instead="good", feedback="down")]
    (row,) = rows(said)
    assert row["kind"] is Kind.PREFERENCE
    assert row["messages"] == [{"role": "user", "content": "q"}]
    assert row["chosen"] == [{"role": "assistant", "content": "good"}]
    assert row["rejected"] == [{"role": "assistant", "content": "bad"}]
    assert "desirable" not in row


def test_a_rating_without_a_question_rates_nothing() -> None:
    (row,) = rows([say("客服", "hi", feedback="up"), say("客户", "q"), say("客服", "a")])
    assert "desirable" not in row


def test_a_file_that_runs_backwards_is_turned_round() -> None:
    said = [say("b", "answer", 2), say("a", "question", 1), say("a", "hello", 0)]
    (row,) = rows(said)
    assert turns(row) == [("user", "hello\nquestion"), ("assistant", "answer")]
    shifted = [say("a", "1", 119), say("b", "2", 60), say("a", "3", 61), say("b", "4", 62)]
    assert [text for _, text in turns(rows(shifted)[0])] == ["1", "2", "3", "4"]


def test_half_characters_are_refused() -> None:
    fates = weave([say("a", "x\ud800"), say("a", "x"), say("b\udfff", "y")])
    assert [fate.reason for fate in fates] == [Reason.INVALID_ENCODING, None]


def test_rows_fit_their_table() -> None:
    said = [
        say("a", "x", 0),
        say("b", "y", 1),
        say("c", "z", 2, feedback="up"),
        say("b", "w", 3, feedback="up"),
    ]
    made = rows(said)
    place = {"position": 1, "line": None, "byte_start": None, "byte_end": None}
    table = rows_table([with_identity(row, "s", [bytes(16)], bytes(16), place) for row in made])
    assert table.num_rows == len(made) == 1


def test_a_session_is_bounded() -> None:
    said = [say("ab"[n % 2], str(n)) for n in range(MOST_UTTERANCES * 2 + 10)]
    assert [len(fate.handles) for fate in weave(said)] == [MOST_UTTERANCES, MOST_UTTERANCES, 10]


def test_what_is_held_is_bounded() -> None:
    sessions = Sessions(Chat(), {})
    text = "字" * 2**20
    settled = 0
    for number in range(80):
        settled += sum(len(fate.handles) for fate in sessions.take(number, say("a", text, chat=str(number))))
        assert number + 1 - settled <= 33
    assert settled + sum(len(fate.handles) for fate in sessions.finish()) == 80


def test_thousands_of_speakers_and_ratings_are_quick() -> None:
    said = [say(f"member {n}", f"hello member {n - 1}, and all", n) for n in range(6000)]
    said += [say("um"[n % 2], "x" * 200, 9000, chat="r", feedback="up") for n in range(2000)]
    start = time.process_time()
    fates = weave(said)
    assert time.process_time() - start < 10
    assert sum(len(row["messages"]) for fate in fates for row in fate.rows) < 150_000


UTTERANCES = st.lists(
    st.builds(
        Utterance,
        chat=st.sampled_from(["1", "2"]),
        speaker=st.none() | st.sampled_from(["甲甲", "Bob", "客服", "客户", "Q", ""]),
        text=st.none() | st.text("你好 Bob甲@\u2005\n", max_size=8),
        time=st.none() | st.floats(0, 10**6),
        own=st.none() | st.booleans(),
        what=st.sampled_from(list(Uttered)),
        role=st.none() | st.sampled_from(["user", "assistant", "system", "tool"]),
        feedback=st.none() | st.sampled_from(["up", "down"]),
        instead=st.none() | st.text("好", max_size=2),
    ),
    max_size=14,
)


@settings(max_examples=200, deadline=None)
@given(
    said=UTTERANCES,
    assistant=st.sampled_from(["auto", "owner", "others", "second", "Bob"]),
    gap=st.sampled_from([0, 1, 180]),
    pseudonyms=st.booleans(),
)
def test_every_message_has_one_fate(
    said: list[Utterance], assistant: str, gap: int, pseudonyms: bool
) -> None:
    options: dict[str, Any] = {"assistant": assistant, "session_gap_minutes": gap, "pseudonyms": pseudonyms}
    fates = weave(said, **options)
    assert fates == weave(said, **options)
    for fate in fates:
        for row in fate.rows:
            spoken = [*row["messages"], *(row.get("chosen") or ())]
            roles = [message["role"] for message in spoken]
            assert "user" in roles[: len(roles) - roles[::-1].index("assistant")]
            assert all((message["content"] or "").strip() for message in spoken)
            if pseudonyms:
                assert "Bob" not in [message.get("name") for message in spoken]


def test_a_session_that_nobody_goes_on_with_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("danlu.chats.sessions.MOST_SILENT", 4)
    said = [say("a", "x", 0), say("b", "y", 1)]
    said += [say("ab"[n % 2], str(n), n, chat="other") for n in range(9)]
    said += [say("a", "x", 2), say("b", "y", 3)]
    fates = weave(said)
    assert [list(fate.handles) for fate in fates] == [[0, 1], list(range(2, 10)), [10], [11, 12]]


@pytest.mark.parametrize("minute", [None, 0.5])
def test_groups_of_undated_dialogues_are_told_by_what_is_said(minute: float | None) -> None:
    def dialogue(chat: str, question: str) -> list[Utterance]:
        lines = [("客服", "您好"), ("客户", question), ("客服", "好的"), ("客户", "谢谢"), ("客服", "再见")]
        return [say(who, text, minute, chat=chat) for who, text in lines]

    first, second = rows([*dialogue("1", "退货"), *dialogue("2", "换货")])
    assert first["group"] != second["group"]
    (later,) = rows(dialogue("1", "换货"))
    assert later["group"] == second["group"]
