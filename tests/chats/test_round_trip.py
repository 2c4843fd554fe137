"""Conversations written as each program writes them come back as they were."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danlu.chats import find_chat
from danlu.pieces import Utterance
from danlu.readers import Limits
from danlu.readers.dialogues.whatsapp import read_whatsapp
from tests.chats.woven import rows, turns, utter
from tests.formats import records as formats
from tests.readers.stream_proof import read_stream

START = 1705745700


class Said(NamedTuple):
    """One message: whether the owner says it, what, and how many seconds after the last."""

    own: bool
    text: str
    after: int


TEXTS = st.text("你好 abc,.!?😀\n“”", min_size=1, max_size=16).filter(
    lambda text: text.strip() == text and "\n\n" not in text
)
CHAT = st.lists(st.builds(Said, st.booleans(), TEXTS, st.integers(0, 600)), min_size=2, max_size=12).filter(
    lambda chat: any(not one.own and any(two.own for two in chat[index:]) for index, one in enumerate(chat))
)


def times(chat: Sequence[Said]) -> list[int]:
    moments = [START]
    for one in chat:
        moments.append(moments[-1] + one.after)
    return moments[1:]


def numbered(chat: Sequence[Said]) -> list[Utterance]:
    written = io.StringIO()
    columns = ["localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent"]
    columns += ["StrTime", "Remark", "NickName", "Sender"]
    writer = csv.writer(written)
    writer.writerow(columns)
    for number, (one, moment) in enumerate(zip(chat, times(chat), strict=True)):
        whom = ["", "", "我"] if one.own else ["备注", "昵称", "wxid_1"]
        writer.writerow([number, 3, 1, 0, int(one.own), moment, 3, one.text, "", *whom])
    written.seek(0)
    return [utter(row) for row in csv.DictReader(written)]


def dumped(chat: Sequence[Said]) -> list[Utterance]:
    names = ("id", "MsgSvrID", "type_name", "is_sender", "talker", "room_name", "msg", "src", "CreateTime")
    made = [
        (
            number,
            str(number),
            "文本",
            int(one.own),
            "我" if one.own else "wxid_1",
            "wxid_1",
            one.text,
            "",
            moment,
        )
        for number, (one, moment) in enumerate(zip(chat, times(chat), strict=True))
    ]
    return [utter(dict(zip(names, values, strict=True))) for values in made]


def telegram(chat: Sequence[Said]) -> list[Utterance]:
    made = [
        {
            "id": number,
            "type": "message",
            "date": datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S"),
            "date_unixtime": str(moment),
            "from": "Zz" if one.own else "Yy",
            "from_id": "user1" if one.own else "user2",
            "text": one.text if number % 2 else [one.text[:3], {"type": "bold", "text": one.text[3:]}],
            "text_entities": [],
        }
        for number, (one, moment) in enumerate(zip(chat, times(chat), strict=True))
    ]
    return [utter(value) for value in json.loads(json.dumps(made))]


def slack(chat: Sequence[Said]) -> list[Utterance]:
    def escaped(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    made = [
        {
            "type": "message",
            "user": "U1" if one.own else "U2",
            "text": escaped(one.text),
            "ts": f"{moment}.{number:06}",
        }
        for number, (one, moment) in enumerate(zip(chat, times(chat), strict=True))
    ]
    return [utter(value, "general/2024-01-20.json") for value in made]


def generic(chat: Sequence[Said]) -> list[Utterance]:
    made = [
        {"会话ID": "7", "发送者": "坐席" if one.own else "王女士", "时间": moment, "消息": one.text}
        for one, moment in zip(chat, times(chat), strict=True)
    ]
    return [utter(value) for value in made]


def whatsapp(chat: Sequence[Said]) -> list[Utterance]:
    pieces = [
        f"[{datetime.fromtimestamp(moment, UTC):%d.%m.%y, %H:%M:%S}] {'YZ'[one.own]}z: {one.text}\n"
        for one, moment in zip(chat, times(chat), strict=True)
    ]
    values = [record.value for record in read_stream(read_whatsapp, "".join(pieces), Limits())]
    return [value for value in values if isinstance(value, Utterance)]


PROGRAMS: dict[str, tuple[Callable[[Sequence[Said]], list[Utterance]], str]] = {
    "wechat, numbered": (numbered, "auto"),
    "wechat, named": (dumped, "owner"),
    "telegram": (telegram, "Zz"),
    "slack": (slack, "U1"),
    "generic": (generic, "坐席"),
    "whatsapp": (whatsapp, "zz"),
}


def expected(chat: Sequence[Said]) -> list[tuple[str, str]]:
    joined: list[tuple[str, str]] = []
    for one in chat:
        role = "assistant" if one.own else "user"
        if joined and joined[-1][0] == role:
            joined[-1] = (role, f"{joined[-1][1]}\n{one.text}")
        else:
            joined.append((role, one.text))
    # what is said unasked, and what nobody answers, is no part of the conversation
    return joined[joined[0][0] == "assistant" : len(joined) - (joined[-1][0] == "user")]


@pytest.mark.parametrize("program", list(PROGRAMS))
@settings(max_examples=40, deadline=None)
@given(chat=CHAT)
def test_a_conversation_comes_back(program: str, chat: list[Said]) -> None:
    write, assistant = PROGRAMS[program]
    (row,) = rows(write(chat), assistant=assistant)
    assert turns(row) == expected(chat)


def _generated() -> list[st.SearchStrategy[Any]]:
    found = [getattr(formats, name) for name in dir(formats) if not name.startswith("_")]
    plain = [each for each in found if isinstance(each, st.SearchStrategy)]
    return [*plain, formats.flat(), formats.preference(), formats.spans(), formats.span_map()]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=st.one_of(_generated()))
def test_no_record_of_a_format_is_taken_for_a_message(value: object) -> None:
    assert find_chat(value) is None
