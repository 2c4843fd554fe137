"""E-mail addresses masked.

An address is what people write: RFC 5321's dot-string at a domain with an alphabetic top level.
Left alone, because they name a machine and no person: the user of a URL (https://user@host/),
git@ and scp-like places (git@github.com:owner/name), the arguments of ssh and its relatives,
systemd units and image names (icon@2x.png). Addresses below example.com are masked like all others.
"""

from __future__ import annotations

import re

import polars as pl

from danlu.cleaning.masks import WIDE, fold, masker
from danlu.cleaning.rule import Rule, Stretch, each, holds
from danlu.ledger import Reason

_MASK = "[EMAIL]"
_ADDRESS = re.compile(
    r"(?<![0-9A-Za-z])[0-9A-Za-z_](?:[0-9A-Za-z._%+\-]{0,62}[0-9A-Za-z_+\-])?"
    r"@(?:[0-9A-Za-z](?:[0-9A-Za-z\-]{0,61}[0-9A-Za-z])?\.)+([A-Za-z]{2,24})(?![0-9A-Za-z\-@]|\.[0-9A-Za-z])"
)
_FILE_ENDINGS = "png jpg jpeg gif svg webp ico css js ts json html service socket timer target mount"
_NOT_TOP_LEVEL = frozenset(_FILE_ENDINGS.split())
_URL_USER = re.compile(r"://[^\s/@]*$")
_REMOTE_PLACE = re.compile(r":(?!//)[\w.~\-]*[/~]|:[\w.\-]+\.git\b")
_REMOTE_COMMAND = re.compile(r"\b(?:ssh|scp|sftp|rsync|mosh|sshfs|ssh-copy-id)\s[\x20-\x7e]*$")


def _names_machine(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 120) : start]
    line = before.rpartition("\n")[2]
    return (
        text.startswith("git@", start)
        or _URL_USER.search(before) is not None
        or _REMOTE_PLACE.match(text, end) is not None
        or _REMOTE_COMMAND.search(line) is not None
    )


def _find(text: str) -> list[Stretch]:
    folded = fold(text)
    return [
        match.span()
        for match in _ADDRESS.finditer(folded)
        if match[1].lower() not in _NOT_TOP_LEVEL and not _names_machine(folded, *match.span())
    ]


def _needs(values: pl.Series) -> pl.Series:
    return holds(values, ("@", "＠"), f"[0-9A-Za-z_+\\-＿＋－{WIDE}][@＠][0-9A-Za-z{WIDE}]")


EMAIL = Rule(
    name="email",
    version=1,
    switch="mask_email",
    reason=Reason.MASKED_EMAIL,
    english="Masks e-mail addresses with [EMAIL].",
    chinese="将电子邮箱地址替换为 [EMAIL]。",
    needs=_needs,
    fix=each(masker(_find, _MASK)),
    find=_find,
    mask=_MASK,
    examples=(
        ("我的邮箱是wang.xiaoming@example.com.cn，请来信。", "我的邮箱是[EMAIL]，请来信。"),
        ("mail <jane_doe+news@example.org>.", "mail <[EMAIL]>."),
        ("ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "[EMAIL]"),
        ("git clone git@github.com:owner/name.git", "git clone git@github.com:owner/name.git"),
        ("ssh -p 22 root@server.example.com", "ssh -p 22 root@server.example.com"),
    ),
)
