"""Messages of logs whose program danlu does not know, by the usual names of their fields.

A record counts as a message where it has a speaker, a time and a text, all scalar, and nothing that
makes it an article, a review or a labelled text. A speaker's field that articles have too, such as
`author`, counts only beside a chat's key, a role, or a text under a name such as `message`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from danlu.chats.base import ROLE, Shape, in_part, rest_of, text_under
from danlu.chats.opinions import opinion_of
from danlu.chats.times import seconds_of
from danlu.pieces import Utterance
from danlu.role_words import spoken_role_of

_SPEAKER = ("sender", "sender_name", "from", "speaker", "发送者", "发送人", "发言人", "说话人", "sender_id")
_PERSON = ("user", "author", "name", "username", "user_name", "nickname", "用户", "用户名", "昵称", "姓名")
_ROLE = ("role", "sender_type", "sender_role", "author_role", "speaker_role", "角色", "身份")
_TIME = (
    *("timestamp", "time", "datetime", "created_at", "create_time", "createtime", "sent_at", "send_time"),
    *("date", "ts", "时间", "发送时间", "时间戳", "创建时间", "日期"),
)
_MESSAGE = ("message", "msg", "消息", "消息内容", "聊天内容", "message_text", "utterance")
_TEXT = (*_MESSAGE, "text", "content", "body", "内容", "文本")
_CHAT = (
    *("session_id", "conversation_id", "chat_id", "dialog_id", "dialogue_id", "thread_id", "room_id"),
    *("ticket_id", "session", "conversation", "chat", "room", "channel", "thread", "会话id", "会话编号"),
    *("会话", "对话id", "对话编号", "房间", "群名", "群", "工单号"),
)
_OPINION = (
    "feedback",
    "thumbs",
    "rating",
    "liked",
    "vote",
    "reaction",
    "点赞",
    "评分",
    "评价",
    "反馈",
    "满意度",
)
_INSTEAD = (
    *("corrected", "corrected_answer", "correction", "edited", "edited_answer", "revised", "revised_answer"),
    *("修改后", "修改后的回答", "修改后回答", "修正后", "更正", "人工修改"),
)
_OWN = ("is_sender", "is_self", "from_me", "is_me", "是否本人")
_NO_MESSAGE = frozenset(
    {
        *("title", "headline", "subject", "url", "label", "labels", "target", "category", "stars", "review"),
        *("summary", "instruction", "prompt", "question", "query", "answer", "response", "output", "input"),
        *("completion", "chosen", "rejected", "messages", "conversations", "turns", "history", "entities"),
        *(
            "tokens",
            "标题",
            "标签",
            "摘要",
            "问题",
            "回答",
            "答案",
            "指令",
            "输入",
            "输出",
            "类别",
            "分类",
            "链接",
        ),
    }
)
_TRUE = frozenset({"1", "true", "yes", "是"})


class _Fields(NamedTuple):
    """Which key of a record holds what."""

    speaker: str
    time: str
    text: str
    chat: str | None
    role: str | None
    opinion: str | None
    instead: str | None
    own: str | None


class Generic:
    """One message, its fields named as most programs name them."""

    name = "messages"

    def fits(self, shape: Shape) -> bool:
        """Whether speaker, time and text are there as scalars, and nothing that speaks against it."""
        fields = _fields_of(tuple(shape))
        if fields is None:
            return False
        spoken = shape[fields.speaker] in {str, int} and shape[fields.text] in {str, type(None)}
        return spoken and shape[fields.time] in {str, int, float}

    def utter(self, value: Mapping[str, Any], part: str | None) -> Utterance:
        """The message. A role that danlu does not know is left to the source's declaration."""
        fields = _fields_of(tuple(value))
        if fields is None:
            raise ValueError("the record is no message")
        speaker = text_under(value, fields.speaker)
        role_name = text_under(value, fields.role) if fields.role else None
        role = spoken_role_of(role_name) if role_name else None
        instead = text_under(value, fields.instead) if fields.instead else None
        text = value[fields.text]
        extra = rest_of(value, [key for key in fields if key is not None])
        if role_name is not None and role is None:
            extra[ROLE] = role_name
        return Utterance(
            chat=in_part(part, (text_under(value, fields.chat) or "") if fields.chat else ""),
            speaker=speaker,
            text=text if type(text) is str else None,
            time=seconds_of(value[fields.time]),
            own=_is_own(value[fields.own]) if fields.own else None,
            role=role,
            feedback=opinion_of(fields.opinion, value[fields.opinion]) if fields.opinion else None,
            instead=instead if instead != text else None,
            extra=extra,
        )


def _is_own(value: object) -> bool:
    return value is True or str(value).strip().casefold() in _TRUE


@lru_cache(maxsize=512)
def _fields_of(keys: tuple[str, ...]) -> _Fields | None:
    """Which of these keys hold a message's fields; None where they are not those of a message."""
    folded: dict[str, str] = {}
    for key in keys:
        folded.setdefault(key.strip().casefold(), key)
    if not _NO_MESSAGE.isdisjoint(folded):
        return None

    def first(names: tuple[str, ...]) -> str | None:
        return next((folded[name] for name in names if name in folded), None)

    role, chat, time, text = first(_ROLE), first(_CHAT), first(_TIME), first(_TEXT)
    speaker = first(_SPEAKER) or first(_PERSON) or role
    sure = first(_SPEAKER) or role or chat or first(_MESSAGE)
    if speaker is None or time is None or text is None or not sure:
        return None
    return _Fields(speaker, time, text, chat, role, first(_OPINION), first(_INSTEAD), first(_OWN))
