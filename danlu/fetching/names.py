"""Names that a store gives to files: which are safe to keep, and which a pattern means."""

from __future__ import annotations

_WILDCARDS = "*?"
_LONGEST_SEGMENT = 255
_LONGEST_NAME = 1024


def is_safe_name(name: str) -> bool:
    """Whether a name can be a file's path below a folder, on any system and in any log.

    >>> is_safe_name("数据/train.jsonl"), is_safe_name("../x"), is_safe_name("/x"), is_safe_name("a//b")
    (True, False, False, False)
    """
    try:
        encoded = name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    segments = name.split("/")
    return (
        name.isprintable()
        and "\\" not in name
        and len(encoded) <= _LONGEST_NAME
        and not any(segment in {"", ".", ".."} for segment in segments)
        and all(len(segment.encode("utf-8")) <= _LONGEST_SEGMENT for segment in segments)
    )


def shown_name(name: str) -> str:
    """A name as it may be shown: what cannot be printed is escaped, and the length bounded."""
    shown = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in name)
    return shown[:200]


def fixed_prefix(pattern: str) -> str:
    """The folders of a pattern before its first wildcard, with the slash behind them.

    >>> fixed_prefix("a/b/*.json"), fixed_prefix("a/b/"), fixed_prefix("a/b"), fixed_prefix("*")
    ('a/b/', 'a/b/', 'a/b/', '')
    """
    at = min((pattern.find(mark) for mark in _WILDCARDS if mark in pattern), default=-1)
    if at >= 0:
        return pattern[: pattern.rfind("/", 0, at) + 1]
    return pattern if pattern.endswith("/") or not pattern else pattern + "/"


def has_wildcard(pattern: str) -> bool:
    """Whether a pattern means more than one fixed name or folder."""
    return any(mark in pattern for mark in _WILDCARDS)


def matches(pattern: str, name: str) -> bool:
    """Whether a name fits: `*` and `?` stay within a segment, `**` is any number of segments.

    It takes time in proportion to both lengths, whatever they hold.

    >>> matches("a/*.json", "a/b.json"), matches("a/*.json", "a/b/c.json"), matches("**/*.json", "c.json")
    (True, False, True)
    """
    wanted = pattern.split("/")
    reached = {0}
    for segment in [*name.split("/"), None]:
        for index in sorted(reached):
            while index < len(wanted) and wanted[index] == "**":
                index += 1  # noqa: PLW2901 - a run of ** may stand for nothing
                reached.add(index)
        if segment is None:
            break
        reached = {
            index + (wanted[index] != "**")
            for index in reached
            if index < len(wanted) and (wanted[index] == "**" or _fits(wanted[index], segment))
        }
    return len(wanted) in reached


def _fits(pattern: str, segment: str) -> bool:
    """One segment against `*` and `?`, going back to the last star only."""
    at = place = 0
    star = resume = -1
    while place < len(segment):
        if at < len(pattern) and pattern[at] == "*":
            star, resume = at, place
            at += 1
        elif at < len(pattern) and pattern[at] in {"?", segment[place]}:
            at += 1
            place += 1
        elif star >= 0:
            resume += 1
            at, place = star + 1, resume
        else:
            return False
    return all(mark == "*" for mark in pattern[at:])
