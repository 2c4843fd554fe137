"""The lines of a transcript: who speaks on them, and which of a file's prefixes are speakers.

A turn begins with a short name and a colon, perhaps behind a time; that alone is also how fields,
settings and stage plays look, so names that are no roles count only under strict conditions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from danlu.role_words import spoken_role_of

_TIME = r"(?:(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)[ T]?)?(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d{1,3})?"
_PREFIX = re.compile(
    rf"(?:[\[(（【]?{_TIME}[\])）】]?[ \t]*(?:[-–|][ \t]*)?)?"
    rf"(?:\*\*|[【\[])?([^\W_][^:：\[\]【】()（）*|<>\"“”，。,.!?！？;；/\\=\t]{{0,23}}?)(?:\*\*|[】\]])?[ ]?"
    rf"(?:[(（]{_TIME}[)）])?[ ]?[:：](?:\*\*)?(?![/\\:：])[ \t]*"
)
_RULE = re.compile(r"[-=*_#~—─━═·.＊－＝]{3,200}")
_NUMBERED = "对话|会话|案例|样本|样例|dialogue|dialog|conversation|session|case|example|chat"
_HEADING = re.compile(
    rf"(?:#{{1,6}}[ \t]*)?(?:[【\[]?(?:{_NUMBERED})[ \t]*[#:：]?[ \t]*\d{{1,9}}[】\]]?[.:：]?"
    r"|第[ \t]?[\d一二三四五六七八九十百千]{1,9}[ \t]?[段组个条则篇通](?:对话|会话|案例)?[:：]?"
    r"|\d{1,9}[.、)）]?)",
    re.IGNORECASE,
)
_SENTENCE_ENDS = tuple(".?!。？！…~～”\"')）")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FIELDS = _words(
    """
    title name date author subject from to cc bcc note notes chapter section url http https step figure
    table source email phone address keywords abstract time place warning error info debug version
    license host port user-agent content-type id type status description summary example todo see ps 标题
    姓名 名称 日期 作者 时间 地点 备注 注 注意 电话 地址 来源 摘要 关键词 年龄 性别 编号 主题 说明 例如
    例 出处 邮箱 网址 链接 提示 原因 目的 结论 步骤 图 表 译文 原文 发件人 收件人 译者 编者按 类型 状态
    单位 职业
    """
)


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a turn's first line.

    Attributes:
        label: The speaker as the line names them.
        day: The date before the time, if there is one.
        clock: The time before or behind the speaker, if there is one.
        end: Index of the first character of what is said.
    """

    label: str
    day: str | None
    clock: str | None
    end: int


def find_prefix(line: str) -> Prefix | None:
    """The speaker with which a line starts, or None."""
    found = _PREFIX.match(line)
    if found is None:
        return None
    return Prefix(found[3].strip(), found[1] or found[4], found[2] or found[5], found.end())


def is_rule(line: str) -> bool:
    """Whether a line is nothing but a rule, such as "-----", which parts conversations."""
    return _RULE.fullmatch(line) is not None


def is_heading(line: str) -> bool:
    """Whether a line does nothing but number a conversation, such as "Dialogue 3" or "【对话3】"."""
    return len(line) <= 40 and _HEADING.fullmatch(line) is not None


def speakers_of(lines: Sequence[str]) -> frozenset[str]:
    """The names that are taken for speakers in a file that starts with these lines.

    They are words for roles, or stand before at least two and a twentieth of the lines that start
    with a name.
    """
    counts = Counter(prefix.label for line in lines if (prefix := find_prefix(line)) is not None)
    least = max(2, counts.total() / 20)
    return frozenset(
        label
        for label, count in counts.items()
        if spoken_role_of(label) is not None or (count >= least and label.casefold() not in _FIELDS)
    )


def is_dialogue(lines: Sequence[str]) -> bool:
    """Whether lines, none blank, are of a transcript rather than of prose, fields or settings.

    At least four turns, by turns of different people. Roles are believed where half of the lines
    start with one; other names only where there are two or three, where they start nearly
    every line, and where most of what they say ends as sentences do.
    """
    speakers = speakers_of(lines)
    prefixes = [find_prefix(line) for line in lines]
    turns = [
        (prefix.label, line[prefix.end :].rstrip())
        for line, prefix in zip(lines, prefixes, strict=True)
        if prefix is not None and prefix.label in speakers
    ]
    counts = Counter(label for label, _ in turns)
    rules = sum(map(is_rule, lines))
    if len(turns) < 4 or len(counts) < 2:
        return False
    changes = sum(one != other for (one, _), (other, _) in pairwise(turns))
    if changes * 2 < len(turns) - 1:
        return False
    share = len(turns) / (len(lines) - rules)
    if _are_in_roles(counts) and _starts_early(lines, speakers):
        return share >= 0.5
    sentences = sum(said.endswith(_SENTENCE_ENDS) for _, said in turns)
    distinct = len({said for _, said in turns})
    spoken = sentences * 5 >= len(turns) * 3 and distinct * 4 >= len(turns) * 3
    return len(counts) <= 3 and share >= 0.9 and spoken and not any(map(_is_stage_name, counts))


def _are_in_roles(counts: Counter[str]) -> bool:
    """Whether nearly all is said in two roles, or one of two speakers is a role and neither a setting."""
    roles = {label: spoken_role_of(label) for label in counts}
    in_roles = sum(count for label, count in counts.items() if roles[label] is not None)
    if {"user", "assistant"} <= set(roles.values()) or roles.keys() >= {"Q", "A"}:
        return in_roles * 5 >= counts.total() * 4 or roles.keys() >= {"Q", "A"}
    settings = any(label.isascii() and label.islower() for label in counts)
    return len(counts) == 2 and not settings and any(role is not None for role in roles.values())


def _starts_early(lines: Sequence[str], speakers: frozenset[str]) -> bool:
    """Whether one of the first lines is a turn; a heading or two may stand before it."""
    return any((prefix := find_prefix(line)) is not None and prefix.label in speakers for line in lines[:5])


def _is_stage_name(label: str) -> bool:
    """Whether a name is written in capitals, as plays and settings write them."""
    return len(label) > 2 and label.isupper()
