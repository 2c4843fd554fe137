"""Chats: how each program writes its messages, and how messages become sessions.

`find_chat` tells by a record's shape whether it is a message and of which program; its `utter`
gives the message. `Sessions` weaves messages into conversations.
"""

from __future__ import annotations

from functools import lru_cache

from danlu.chats.base import ChatFormat, NotUttered
from danlu.chats.generic import Generic
from danlu.chats.sessions import Sessions
from danlu.chats.slack import Slack
from danlu.chats.telegram import Telegram
from danlu.chats.wechat import WeChat

__all__ = ["CHATS", "ChatFormat", "NotUttered", "Sessions", "find_chat"]

CHATS: tuple[ChatFormat, ...] = (WeChat(), Telegram(), Slack(), Generic())
"""All programs in order of precedence: whose messages say more of themselves comes first."""
_MOST_KEYS = 128


@lru_cache(maxsize=512)
def _by_shape(keys: tuple[str, ...], kinds: tuple[type, ...]) -> ChatFormat | None:
    shape = dict(zip(keys, kinds, strict=True))
    return next((chat for chat in CHATS if chat.fits(shape)), None)


def find_chat(value: object) -> ChatFormat | None:
    """The program that wrote a record as a message or around messages, by its shape alone, or None."""
    if type(value) is not dict or len(value) > _MOST_KEYS:
        return None
    return _by_shape(tuple(value), tuple(map(type, value.values())))
