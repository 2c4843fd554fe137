from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.chats.base import MENTIONED, NAMES
from danlu.chats.cast import Cast
from danlu.chats.naming import Replacer
from danlu.pieces import Utterance
from tests.chats.woven import rows, turns


def say(speaker: str, text: str, **extra: object) -> Utterance:
    return Utterance("c", speaker, text, extra=extra)


def texts(*said: Utterance) -> list[str | None]:
    (row,) = rows(said, session_gap_minutes=0)
    return [text for _, text in turns(row)]


def test_names_go_and_letters_stay_the_same() -> None:
    assert texts(
        say("Anna Bell", "I am Anna Bell"), say("Bob", "Hi Anna, Bob here"), say("Anna Bell", "Bobby?")
    ) == [
        "I am A",
        "Hi A, B here",
    ]
    assert texts(say("小明", "我是小明"), say("小明明", "小明明不是小明")) == ["我是甲", "乙不是甲"]


def test_roles_name_nobody() -> None:
    assert texts(say("客服", "您好，我是客服"), say("王二", "客服好"), say("客服", "王二您好")) == [
        "客服好",
        "乙您好",
    ]


def test_other_names_and_mentions() -> None:
    said = (
        say("U1", "hi @U2", **{NAMES: ["Anna"], MENTIONED: ["U2"]}),
        say("U3", "Anna, ask @U2 or @everyone", **{MENTIONED: ["U2", "everyone"]}),
        say("U1", "see @property"),
    )
    assert texts(*said, say("U3", "I see")) == ["hi @C", "A, ask @C or @everyone", "see @property", "I see"]
    marked = (say("甲甲", "@路人丁\u2005 来"), say("乙乙", "@\u2068过客\u2069 也来"))
    assert texts(*marked) == ["@丙\u2005 来", "@\u2068丁\u2069 也来"]


def test_one_letter_names_stay() -> None:
    assert texts(say("I", "I am here"), say("x", "I see")) == ["I am here", "I see"]


def test_no_name_is_left_in_a_row() -> None:
    said = [
        Utterance("secret chat", name, f"from {name}", 1.0, extra={NAMES: [f"{name} Other"], "from": name})
        for name in ("Annabel", "Bertram", "Caesar")
    ]
    (row,) = rows(said)
    for name in ("Annabel", "Bertram", "Caesar", "Other", "secret"):
        assert name not in str(row)
    (row,) = rows(said, pseudonyms=False)
    assert "Annabel" in str(row["extra"])
    assert row["messages"][0]["content"] == "Annabel Other: from Annabel"


def test_letters_do_not_run_out() -> None:
    cast = Cast()
    said = [say(f"name{n:03}", "hello there") for n in range(60)]
    cast.meet(said)
    letters = [cast.pseudonym((False, f"name{n:03}")) for n in range(60)]
    assert len(set(letters)) == 60
    assert letters[25:28] == ["Z", "A2", "B2"]


NAMES_GIVEN = st.lists(st.text("ab 明天", min_size=1, max_size=4).map(str.strip), max_size=20)


@settings(max_examples=200, deadline=None)
@given(names=NAMES_GIVEN, text=st.text("ab 明天,", max_size=40))
def test_many_names_are_found_as_few_are(names: list[str], text: str) -> None:
    few, many = Replacer(), Replacer()
    for name in names:
        few.learn(name, "#")
        many.learn(name, "#")
    for number in range(20):
        many.learn(f"zz{number}", "#")
    assert few.replaced(text) == many.replaced(text)
    for name in names:
        if len(name) >= 2 and name[0] in "明天" and name[-1] in "明天":
            assert name not in few.replaced(text)
