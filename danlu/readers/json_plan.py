"""What one JSON value is to danlu: a record, a conversation, or a container of records."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_RECORD_KEYS = _words(
    """
    instruction input output prompt completion response query question answer answers text content
    messages conversations conversation dialogue dialog turns history chosen rejected label labels
    tools tokens paragraphs entities spans context 指令 输入 输出 问 答 问题 回答 文本 标签 对话
    内容
    """
)
"""Keys of a record. An object that has one is a record even where it holds lists of objects."""
_WRAPPER_KEYS = _words(
    """
    data dataset rows items records examples samples instances entries results list docs documents
    questions dialogues dialogs train training validation valid val dev test 数据 数据集 列表 样本
    记录 训练集 验证集 测试集
    """
)
"""Keys under which an object wraps a list of records."""
CHAT_LISTS = ("chats", "left_chats")
"""Keys under which Telegram's export of all chats holds `{about, list: [chat, …]}`."""


class Plan(Enum):
    """How an object is read; CHAT_LIST is what stands under `chats` in an object of CHATS."""

    RECORD = auto()
    WRAPPER = auto()
    MAPPING = auto()
    CHATS = auto()
    CHAT_LIST = auto()


def plan_object(value: Mapping[str, object]) -> Plan:
    """How to read an object that is alone in its file.

    WRAPPER: it has lists of objects under names such as "data" or "train", or consists of such
    lists; or it is a chat of Telegram. CHATS: it is Telegram's export of all chats, which holds such
    objects under `chats.list`. MAPPING: at least two members, all objects that share a key (id →
    record). RECORD: all else, and whatever has a key that records have.
    """
    if _is_chat(value):
        return Plan.WRAPPER
    if any(_holds_chats(value.get(key)) for key in CHAT_LISTS):
        return Plan.CHATS
    names = {key.casefold() for key in value}
    if names & _RECORD_KEYS:
        return Plan.RECORD
    wrapped = [key.casefold() for key, member in value.items() if is_wrapped(member)]
    if wrapped and (len(wrapped) == len(value) or _WRAPPER_KEYS.intersection(wrapped)):
        return Plan.WRAPPER
    objects = [member for member in value.values() if isinstance(member, dict)]
    if len(objects) == len(value) >= 2 and set(objects[0]).intersection(*objects[1:]):
        return Plan.MAPPING
    return Plan.RECORD


def _is_chat(value: object) -> bool:
    """Is it one chat of Telegram's export: what it is called, and messages that have a date each?"""
    if not isinstance(value, dict) or not {"type", "id", "messages"} <= set(value):
        return False
    messages = value["messages"]
    first = messages[0] if isinstance(messages, list) and messages else None
    return isinstance(first, dict) and {"date", "type"} <= set(first)


def _holds_chats(value: object) -> bool:
    chats = value.get("list") if isinstance(value, dict) else None
    return isinstance(chats, list) and any(_is_chat(chat) for chat in chats)


def is_wrapped(member: object) -> bool:
    """Is it a list of records: of objects or lists, but not of bare messages?"""
    if not isinstance(member, list) or not member:
        return False
    return isinstance(member[0], dict | list) and not is_message(member[0])


def is_message(value: object) -> bool:
    """Is it one turn of a conversation? Other keys may go with it, but none that makes it a record."""
    if not isinstance(value, dict) or (_RECORD_KEYS - {"content"}).intersection(value):
        return False
    spoken = "role" in value and ("content" in value or "tool_calls" in value)
    return spoken or ("from" in value and "value" in value)


def is_conversation(value: object) -> bool:
    """Is it a list of bare messages, and so one record?"""
    return isinstance(value, list) and bool(value) and all(is_message(element) for element in value)
