"""Notices of chat systems out of texts, where they stand on lines of their own.

A notice is what the program says, not a person: who joined, what was recalled, that the chat is
encrypted. What stands for something that was shown ("[图片]", "image omitted") stays, for the talk
refers to it; "<Media omitted>" says nothing of the kind and goes. A sentence of a story ends with a
full stop, these notices do not. A text that is nothing but notices stays: emptying it is not this
rule's to decide.

The wordings are those of WeChat, QQ, DingTalk, WhatsApp, Telegram and Slack.
"""

from __future__ import annotations

import re

import ahocorasick_rs
import polars as pl

from danlu.cleaning.code import ascii_words
from danlu.cleaning.rule import Rule, each
from danlu.cleaning.rules.whole_lines import holds_any, without_lines
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_QUOTED = r"[“\"「][^“”\"「」\n]{1,40}[”\"」]"
_WHO = rf"(?:{_QUOTED}|[^\s“”\"，,。：:、]{{1,20}})"
_SOME = r"[^\n,.!?，。！？:：]{1,40}"
_GROUP = r"(?:群聊|本群|群组|群)"
_HAN = (
    rf"{_WHO} ?撤回了一条(?:成员)?消息(?:[,，]? ?重新编辑)?",
    r"(?:该|此|这条)消息已(?:被)?(?:撤回|删除)[。]?",
    rf"{_WHO} ?邀请 ?{_WHO}(?:[、,，]{_WHO}){{0,20}} ?(?:等\d{{0,4}}人)?加入了?{_GROUP}",
    rf"{_WHO} ?(?:已|通过[^\n]{{1,30}})?加入了?{_GROUP}",
    rf"{_WHO} ?已?(?:退出|离开)了?{_GROUP}",
    rf"{_WHO} ?(?:将|把) ?{_WHO} ?移出了?{_GROUP}",
    rf"{_WHO} ?修改群(?:聊)?(?:名称?|公告)为 ?[“\"「][^\n]{{1,60}}[”\"」]",
    rf"{_QUOTED} ?拍了拍 ?(?:{_QUOTED}|自己|我|你)|[我你] ?拍了拍 ?{_QUOTED}",
    r"以上是打招呼的(?:内容|消息)[。]?",
    r"[-—─ ]{0,12}以下[为是]新消息[-—─ ]{0,12}",
    rf"你已添加了 ?{_WHO}[,，] ?现在可以开始聊天了[。]?",
    r"(?:你们|我们)已(?:经)?(?:是|成为)好友[,，] ?(?:现在)?可以开始聊天(?:了|吧)?[。！!]?",
    r"我通过了你的(?:朋友验证请求|好友申请)[,，] ?现在我们可以开始聊天了[。]?",
    (
        rf"{_WHO} ?(?:已)?开启了?(?:好友|朋友)验证(?:[,，][^\n]{{0,60}})?[。]?"
        r"(?:请先发送(?:朋友|好友)验证请求[^\n]{0,40})?"
    ),
    r"消息已发出[,，] ?但被对方拒收了[。]?",
    r"[您你]有(?:\d{1,4}条)?(?:新的?|未读)消息(?:[,，]?请(?:注意)?查[收看])?[。！!]?",
    r"对方正在输入(?:中)?(?:…{1,2}|\.{3,6})?",
    r"(?:语音|视频)?通话(?:时长|已结束|中断)[:： ]{0,2}(?:\d{1,2}:){0,2}\d{0,2}",
    rf"{_WHO} ?领取了 ?{_WHO}的红包|收到红包[,，] ?请在手机上查看",
    r"\[(?:该消息类型暂不能展示|暂不支持的消息类型|不支持的消息类型)\]",
)
_LATIN = (
    r"messages and calls are end-to-end encrypted\.[^\n]{0,140}",
    (
        r"messages (?:to|in) this (?:chat|group)(?: and calls)? are (?:now )?secured"
        r" with end-to-end encryption\.[^\n]{0,60}"
    ),
    r"<media omitted>",
    r"this message was deleted\.?|you deleted this message\.?",
    rf"{_SOME} created group [“\"][^\n]{{1,60}}[”\"]|{_SOME} (?:left|joined) (?:the|this) group",
    rf"{_SOME} joined using (?:this group's|a|your) (?:invite|invitation) link\.?",
    (
        rf"{_SOME} changed (?:the subject (?:from|to) |the group description|this group's (?:icon|settings))"
        r"[^\n]{0,120}"
    ),
    rf"{_SOME} (?:has )?(?:joined|left) the (?:chat|channel|conversation)\.?",
    r"your security code with [^\n]{1,60} changed\.[^\n]{0,60}",
    rf"{_SOME} (?:is|are) typing(?:…|\.{{3}})",
    r"missed (?:voice|video|group) call(?: at [\d:apm. ]{4,10})?",
    rf"{_SOME} pinned a message|{_SOME} changed their phone number[^\n]{{0,90}}",
)
_NOTICE = re.compile("|".join((*_HAN, *_LATIN)), re.IGNORECASE)
_WORDS = (
    *(
        "撤回了一条",
        "消息已被撤回",
        "消息已被删除",
        "消息已撤回",
        "消息已删除",
        "加入了群",
        "加入群",
        "加入了本群",
    ),
    *(
        "加入本群",
        "退出了群",
        "退出群",
        "退出了本群",
        "退出本群",
        "离开了群",
        "离开群",
        "离开了本群",
        "离开本群",
    ),
    *(
        "移出了群",
        "移出群",
        "移出了本群",
        "移出本群",
        "修改群",
        "拍了拍",
        "打招呼的",
        "新消息",
        "新的消息",
        "未读消息",
    ),
    *(
        "开始聊天",
        "好友验证",
        "朋友验证",
        "好友申请",
        "对方拒收",
        "对方正在输入",
        "通话时长",
        "通话已结束",
        "通话中断",
    ),
    *(
        "的红包",
        "收到红包",
        "暂不能展示",
        "支持的消息",
        "end-to-end encrypt",
        "media omitted",
        "message was deleted",
    ),
    *("deleted this message", "created group", "left the group", "left this group", "joined the group"),
    *("joined this group", "joined using", "changed the subject", "changed the group", "changed this group"),
    *(
        "joined the chat",
        "left the chat",
        "joined the channel",
        "left the channel",
        "joined the conversation",
    ),
    *(
        "left the conversation",
        "security code with",
        "is typing",
        "are typing",
        "missed voice",
        "missed video",
    ),
    *("missed group", "pinned a message", "changed their phone"),
)
_ABOUT = ascii_words(
    r"(?i)translat|what does .{0,60} mean|system (?:message|notification)|notification (?:text|message)"
    r"|翻译|什么意思|含义|系统(?:消息|提示|通知)|提示语|通知文案|文案|小说|剧本|改写|润色"
)
_LOWERED = tuple(map(str.lower, _WORDS))
_SEARCH = ahocorasick_rs.AhoCorasick(_LOWERED, store_patterns=False)
_LONGEST = 240


def _is_notice(line: str) -> bool:
    bare = line.strip(" \t\u3000\u200e")
    if len(bare) > _LONGEST or not _SEARCH.find_matches_as_indexes(bare.lower()):
        return False
    return _NOTICE.fullmatch(bare) is not None


def _fix(text: str) -> str:
    return without_lines(text, _is_notice) if "\n" in text else text


def _needs(values: pl.Series) -> pl.Series:
    return holds_any(values, _LOWERED)


NOTICE = Rule(
    name="notice",
    version=1,
    switch="notice",
    reason=Reason.REMOVED_NOTICE,
    english="Removes notices of chat systems on lines of their own, such as who joined or what was recalled.",
    chinese="删除独占一行的聊天系统提示，如入群、撤回、加密说明等；“[图片]”等内容占位保留。",
    signs=Sign.NONE,
    words=_WORDS,
    needs=_needs,
    fix=each(_fix),
    about=_ABOUT,
    pieces=False,
    examples=(
        ("在吗？\n对方撤回了一条消息\n明天见。", "在吗？\n明天见。"),
        ('"甲" 邀请 "乙" 加入了群聊\n欢迎！', "欢迎！"),
        ("Messages and calls are end-to-end encrypted. Tap to learn more.\nHi there", "Hi there"),
        ("See you\n<Media omitted>\nNice photo!", "See you\nNice photo!"),
        ("他想了想，撤回了一条消息。\n然后睡了。", "他想了想，撤回了一条消息。\n然后睡了。"),
        ("[图片]\n这张好看吗？", "[图片]\n这张好看吗？"),
        ("This message was deleted", "This message was deleted"),
    ),
)
