"""WeChat messages as WeChatMsg/MemoTrace and PyWxDump export them, to CSV or JSON.

Two spellings: the tables of WeChatMsg (`localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,
StrContent,StrTime,Remark,NickName,Sender`; types are WeChat's numbers) and those of PyWxDump and
MemoTrace 2 (`id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime`; types are names,
and older versions have JSON of `msg` and `src` under `content`).
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any

from danlu.chats.base import Shape, in_part, number_under, rest_of, text_under
from danlu.chats.times import seconds_of
from danlu.pieces import Utterance, Uttered

_NUMBERED = frozenset({"Type", "IsSender", "CreateTime", "StrContent"})
_NAMED = frozenset({"type_name", "is_sender", "talker", "CreateTime"})
_TEXT, _APP, _QUOTE = 1, 49, 57
_NOTICES = frozenset({50, 9999, 10000, 10002})
"""Calls, and WeChat's own notices: recalls, joins, pats."""
_TEXT_NAMES = frozenset({"文本", "文字", "文本消息", "text"})
_QUOTE_NAMES = frozenset({"引用", "引用消息", "引用回复", "带有引用的文本消息", "回复", "quote"})
_NOTICE_WORDS = ("系统", "撤回", "拍一拍", "通话", "通知", "入群", "退群", "system")
_ID = "wxid_"
_OWNER = "我"
"""What WeChatMsg writes for the owner where it exports all chats at once."""


class WeChat:
    """A row of a table of WeChat messages, or the object of one."""

    name = "wechat"

    def fits(self, shape: Shape) -> bool:
        """Whether the columns of one of the two spellings are there."""
        return shape.keys() >= _NUMBERED or (
            shape.keys() >= _NAMED and ("msg" in shape or "content" in shape)
        )

    def utter(self, value: Mapping[str, Any], part: str | None) -> Utterance:
        """The message; group chats are told apart by their room, others by whom they are with."""
        return _numbered(value, part) if "StrContent" in value else _named(value, part)


def _numbered(value: Mapping[str, Any], part: str | None) -> Utterance:
    own = number_under(value, "IsSender") == 1
    kind = number_under(value, "Type")
    content = text_under(value, "StrContent")
    what = Uttered.MEDIA
    if kind == _TEXT:
        what = Uttered.TEXT
    elif kind in _NOTICES:
        what = Uttered.SYSTEM
    elif kind == _APP and text_under(value, "SubType") == str(_QUOTE):
        content = _quoting(content or "")
        what = Uttered.TEXT if content else Uttered.MEDIA
    speaker = text_under(value, "Sender", "NickName", "Remark")
    names: list[str | None] = []
    if own and (speaker == _OWNER or "Sender" not in value):
        speaker = _OWNER  # the other names are then those of the chat
    else:
        names = [text_under(value, "Remark"), text_under(value, "NickName")]
        if speaker is not None and not speaker.startswith(_ID):
            names.insert(0, speaker)
    used = {*_NUMBERED, "TalkerId", "StrTime", "Sender", "Remark", "NickName"}
    return Utterance(
        chat=in_part(part, text_under(value, "TalkerId") or ""),
        speaker=speaker,
        text=content if what is Uttered.TEXT else None,
        time=seconds_of(value["CreateTime"]) or seconds_of(value.get("StrTime")),
        own=own,
        what=what,
        extra=rest_of(value, used, names),
    )


def _named(value: Mapping[str, Any], part: str | None) -> Utterance:
    own = number_under(value, "is_sender") == 1
    kind = (text_under(value, "type_name") or "").strip().casefold()
    content = text_under(value, "msg") if "msg" in value else _unpacked(text_under(value, "content") or "")
    if kind in _TEXT_NAMES or kind in _QUOTE_NAMES or kind == str(_TEXT):
        what = Uttered.TEXT
    else:
        notice = any(word in kind for word in _NOTICE_WORDS)
        what = Uttered.SYSTEM if notice else Uttered.MEDIA
    used = {*_NAMED, "room_name", "msg", "content"}
    return Utterance(
        chat=in_part(part, text_under(value, "room_name") or ""),
        speaker=text_under(value, "talker"),
        text=content if what is Uttered.TEXT else None,
        time=seconds_of(value["CreateTime"]),
        own=own,
        what=what,
        extra=rest_of(value, used),
    )


def _quoting(content: str) -> str:
    """What a reply that quotes another message says: the title of its XML, found without parsing it."""
    if not content.lstrip().startswith("<"):
        return content
    start = content.find("<title>")
    end = content.find("</title>", start)
    if start < 0 or end < 0:
        return ""
    title = content[start + len("<title>") : end]
    if title.startswith("<![CDATA[") and title.endswith("]]>"):
        return title[len("<![CDATA[") : -len("]]>")].strip()
    return html.unescape(title).strip()


def _unpacked(content: str) -> str:
    """The message in a `content` column, which may be JSON of message and media."""
    if content.startswith("{"):
        try:
            packed = json.loads(content)
        except (ValueError, RecursionError):
            return content
        if type(packed) is dict and type(packed.get("msg")) is str:
            return str(packed["msg"])
    return content
