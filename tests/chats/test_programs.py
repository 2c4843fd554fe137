"""Each program's messages, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from danlu.chats import NotUttered, find_chat
from danlu.chats.base import MENTIONED, NAMES, ROLE
from danlu.chats.times import seconds_of
from danlu.ledger import Reason
from danlu.pieces import Uttered
from tests.chats.woven import utter

WECHAT = {
    "localId": "7",
    "TalkerId": "3",
    "Type": "1",
    "SubType": "0",
    "IsSender": "0",
    "CreateTime": "1705745730",
    "Status": "3",
    "StrContent": "你好",
    "StrTime": "2024-01-20 10:15:30",
    "Remark": "老王",
    "NickName": "王",
    "Sender": "wxid_1",
}
DUMPED = {
    "id": 1,
    "MsgSvrID": "9",
    "type_name": "文本",
    "is_sender": 0,
    "talker": "wxid_1",
    "room_name": "r@chatroom",
    "msg": "你好",
    "src": "",
    "CreateTime": "2024-01-20 10:15:30",
}
TELEGRAM = {
    "id": 1,
    "type": "message",
    "date": "2024-01-20T10:15:30",
    "date_unixtime": "1705745730",
    "from": "甲",
    "from_id": "user1",
    "text": "你好",
    "text_entities": [],
}
SLACK = {"type": "message", "user": "U1", "text": "hi", "ts": "1705745730.000200"}
QUOTE = "<?xml version='1.0'?><msg><appmsg><title>好 &amp; 行</title><refermsg/></appmsg></msg>"


@pytest.mark.parametrize(
    ("changed", "what", "text"),
    [
        ({}, Uttered.TEXT, "你好"),
        ({"Type": "3"}, Uttered.MEDIA, None),
        ({"Type": "34"}, Uttered.MEDIA, None),
        ({"Type": "47"}, Uttered.MEDIA, None),
        ({"Type": "49", "SubType": "57", "StrContent": QUOTE}, Uttered.TEXT, "好 & 行"),
        ({"Type": 49, "SubType": 57, "StrContent": "<msg><title>a"}, Uttered.MEDIA, None),
        (
            {"Type": "49", "SubType": "57", "StrContent": "<title><![CDATA[x<y]]></title>"},
            Uttered.TEXT,
            "x<y",
        ),
        ({"Type": "49", "SubType": "6"}, Uttered.MEDIA, None),
        ({"Type": "10000", "StrContent": "你撤回了一条消息"}, Uttered.SYSTEM, None),
        ({"Type": "1", "StrContent": ""}, Uttered.TEXT, None),
    ],
)
def test_types_of_wechat(changed: dict[str, Any], what: Uttered, text: str | None) -> None:
    said = utter({**WECHAT, **changed})
    assert (said.what, said.text) == (what, text)


def test_people_of_wechat() -> None:
    said = utter(WECHAT)
    assert (said.chat, said.speaker, said.own, said.time) == ("3", "wxid_1", False, 1705745730)
    assert said.extra == {"localId": "7", "SubType": "0", "Status": "3", NAMES: ["老王", "王"]}
    own = utter({**WECHAT, "IsSender": "1", "Sender": "我"}, "a.csv")
    assert (own.chat, own.own, own.extra.get(NAMES)) == ("a.csv\n3", True, None)
    with pytest.raises(NotUttered) as fault:
        utter({**WECHAT, "Type": "one"})
    assert fault.value.reason is Reason.INVALID_FIELD
    assert fault.value.evidence == {"field": "Type", "type": "str"}


@pytest.mark.parametrize(
    ("changed", "what", "text"),
    [
        ({}, Uttered.TEXT, "你好"),
        ({"type_name": "引用"}, Uttered.TEXT, "你好"),
        ({"type_name": "动画表情"}, Uttered.MEDIA, None),
        ({"type_name": "撤回消息"}, Uttered.SYSTEM, None),
        ({"type_name": "系统通知"}, Uttered.SYSTEM, None),
    ],
)
def test_types_of_wechat_by_name(changed: dict[str, Any], what: Uttered, text: str | None) -> None:
    said = utter({**DUMPED, **changed})
    assert (said.what, said.text, said.chat) == (what, text, "r@chatroom")


def test_older_content_of_wechat() -> None:
    older = {key: value for key, value in DUMPED.items() if key not in {"msg", "src"}}
    assert utter({**older, "content": '{"src": "", "msg": "你好"}'}).text == "你好"
    assert utter({**older, "content": "{ 真的"}).text == "{ 真的"


@pytest.mark.parametrize(
    ("changed", "what", "text"),
    [
        ({}, Uttered.TEXT, "你好"),
        ({"text": ["看 ", {"type": "link", "text": "https://a.b"}, "!"]}, Uttered.TEXT, "看 https://a.b!"),
        ({"text": "", "photo": "photos/1.jpg"}, Uttered.MEDIA, None),
        ({"text": "看图", "photo": "photos/1.jpg"}, Uttered.TEXT, "看图"),
        ({"text": "", "media_type": "voice_message", "file": "v.ogg"}, Uttered.MEDIA, None),
        ({"text": ""}, Uttered.TEXT, ""),
        ({"type": "service", "action": "invite_members", "actor": "甲"}, Uttered.SYSTEM, None),
        ({"type": "unsupported"}, Uttered.MEDIA, None),
    ],
)
def test_types_of_telegram(changed: dict[str, Any], what: Uttered, text: str | None) -> None:
    said = utter({**TELEGRAM, **changed})
    assert (said.what, said.text) == (what, text)


def test_people_of_telegram() -> None:
    said = utter(
        {**TELEGRAM, "text": [{"type": "mention", "text": "@路人"}], "reply_to_message_id": 3},
        "chats.list[2]",
    )
    assert (said.chat, said.speaker, said.time) == ("chats.list[2]", "user1", 1705745730)
    assert said.extra == {"reply_to_message_id": 3, NAMES: ["甲"], MENTIONED: ["路人"]}
    assert utter({**TELEGRAM, "from": None}).speaker == "user1"
    for broken in (7, [7], [{"type": "bold"}]):
        with pytest.raises(NotUttered):
            utter({**TELEGRAM, "text": broken})


@pytest.mark.parametrize(
    ("changed", "what", "text"),
    [
        ({}, Uttered.TEXT, "hi"),
        ({"text": "<@U2|bo> &lt;b&gt; &amp;amp; <#C1|general>"}, Uttered.TEXT, "@bo <b> &amp; #general"),
        (
            {"text": "<https://a.b|see> <https://a.b> <mailto:a@b.c|a@b.c>"},
            Uttered.TEXT,
            "[see](https://a.b) https://a.b a@b.c",
        ),
        ({"text": "<!here> <!subteam^S1|@ops>"}, Uttered.TEXT, "@here @ops"),
        ({"subtype": "channel_join"}, Uttered.SYSTEM, None),
        ({"subtype": "bot_message", "bot_id": "B1"}, Uttered.TEXT, "hi"),
        ({"subtype": "thread_broadcast"}, Uttered.TEXT, "hi"),
        ({"subtype": "tombstone"}, Uttered.HIDDEN, None),
        ({"hidden": True}, Uttered.HIDDEN, None),
        ({"text": "", "files": [{"id": "F1"}]}, Uttered.MEDIA, None),
        ({"text": "look", "files": [{"id": "F1"}]}, Uttered.TEXT, "look"),
    ],
)
def test_types_of_slack(changed: dict[str, Any], what: Uttered, text: str | None) -> None:
    said = utter({**SLACK, **changed}, "general/2024-01-20.json")
    assert (said.what, said.text, said.chat) == (what, text, "general")


def test_people_and_threads_of_slack() -> None:
    profile = {"real_name": "甲", "display_name": "jia", "image_72": "x"}
    said = utter({**SLACK, "user_profile": profile, "thread_ts": "1.2", "text": "<@U2>"}, "a/general/1.json")
    assert (said.chat, said.speaker, said.time) == ("a/general#1.2", "U1", 1705745730.0002)
    assert said.extra == {NAMES: ["jia", "甲"], MENTIONED: ["U2"]}


@pytest.mark.parametrize(
    "record",
    [
        {"id": "U1", "team_id": "T1", "name": "jia", "deleted": False, "profile": {}},
        {"id": "C1", "name": "general", "created": 1, "creator": "U1", "members": ["U1"]},
        {"id": "D1", "created": 1, "members": ["U1", "U2"]},
    ],
)
def test_tables_of_slack_are_envelope(record: dict[str, Any]) -> None:
    with pytest.raises(NotUttered) as fault:
        utter(record)
    assert fault.value.reason is Reason.ENVELOPE


def test_logs_of_any_program() -> None:
    said = utter(
        {
            "session_id": 5,
            "Sender": "坐席7",
            "sender_type": "VIP坐席",
            "time": "2024/1/20 10:15",
            "message": "您好",
        }
    )
    assert (said.chat, said.speaker, said.text, said.role) == ("5", "坐席7", "您好", None)
    assert said.extra == {ROLE: "VIP坐席"}
    said = utter(
        {
            "role": "assistant",
            "content": "hi",
            "timestamp": 1705745730123,
            "conversation_id": "c",
            "feedback": "👍🏽",
        }
    )
    assert (said.role, said.feedback, said.time) == ("assistant", "up", 1705745730.123)
    said = utter({"发送者": "客服", "发送时间": "2024年1月20日 10:15:30", "内容": "您好", "修改后": "您好！"})
    assert (said.speaker, said.text, said.instead, said.time) == ("客服", "您好", "您好！", 1705745730)
    said = utter({"from": "a", "time": "?", "text": "x", "corrected": "x", "from_me": "1"})
    assert (said.instead, said.own, said.time) == (None, True, None)


@pytest.mark.parametrize(
    ("field", "value", "opinion"),
    [
        *(
            ("rating", grade, opinion)
            for grade, opinion in ((5, "up"), (4, "up"), (3, None), (2, "down"), (1, None))
        ),
        *(("rating", grade, opinion) for grade, opinion in ((0, None), (-1, "down"), (9, "up"), (6, None))),
        *(
            ("评分", grade, opinion)
            for grade, opinion in (("4/5", "up"), ("1/5", "down"), ("★★★★★", "up"), ("★★☆☆☆", "down"))
        ),
        *(
            ("feedback", word, opinion)
            for word, opinion in (("thumbs_up", "up"), ("👎", "down"), ("踩", "down"), ("meh", None))
        ),
        *(
            ("liked", word, opinion)
            for word, opinion in ((True, "up"), (False, None), (0, None), ("true", "up"), (None, None))
        ),
        *(
            ("thumbs", word, opinion)
            for word, opinion in ((1, "up"), (-1, "down"), ("1", "up"), ("nan", None), ("1/0", None))
        ),
    ],
)
def test_opinions(field: str, value: object, opinion: str | None) -> None:
    said = utter({"role": "bot", "time": 1705745730, "message": "x", field: value})
    assert said.feedback == opinion


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (1705745730, 1705745730),
        (1705745730123, 1705745730.123),
        ("1705745730", 1705745730),
        ("1705745730.5", 1705745730.5),
        (1705745730123456789, 1705745730.1234567),
        ("2024-01-20T10:15:30Z", 1705745730),
        ("2024-01-20T18:15:30.5+08:00", 1705745730.5),
        ("2024-01-20 05:15:30-0500", 1705745730),
        ("2024/1/20 10:15", 1705745700),
        ("2024年1月20日", 1705708800),
        ("2024-02-30", None),
        ("2024-01-20 25:00", None),
        ("now", None),
        (True, None),
        (5, None),
        (float("nan"), None),
        ("9" * 30, None),
        ([], None),
    ],
)
def test_times(written: object, seconds: float | None) -> None:
    assert seconds_of(written) == seconds


@pytest.mark.parametrize(
    "record",
    [
        {"author": "x", "date": "2024-01-20", "text": "An article."},
        {"user": "x", "date": "2024-01-20", "text": "a tweet", "id": 1},
        {"title": "x", "author": "y", "time": "2024-01-20", "message": "news"},
        {"name": "x", "time": "2024-01-20", "content": "a document"},
        {"role": "user", "content": "no time"},
        {"sender": "x", "time": 1, "text": ["no", "text"]},
        {"sender": "x", "time": 1, "text": "a", "label": "spam"},
        {"sender": {"id": 1}, "time": 1, "text": "a"},
        {"id": 1, "type": "news", "date": "2024-01-20", "text": "x"},
        {"type": "a", "text": "b"},
        {},
        [],
        "text",
        None,
    ],
)
def test_other_records_are_no_messages(record: object) -> None:
    assert find_chat(record) is None
