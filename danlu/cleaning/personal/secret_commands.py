"""Passwords on command lines: `mysql -p…`, `curl -u user:…`, `sshpass -p …`, and pairs like `root/…`.

Each command is looked at together with the rest of its line, of bounded length.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.secret_values import is_random, stands_for_one
from danlu.cleaning.personal.surroundings import classes, is_word_character
from danlu.cleaning.rule import Stretch

_WORD = r"[\"']?(?P<value>[!#-&(-~]{4,64})"
_ATTACHED = re.compile(rf" -p{_WORD}")
_PASSWORD = re.compile(rf" (?:-p|--pass(?:word)?)[ =]?{_WORD}")
_DATABASE_PASSWORD = re.compile(rf" (?:-p|--password[ =]){_WORD}")
_AUTH = re.compile(rf" (?:-a|--pass)[ =]?{_WORD}")
_USER = re.compile(
    r" (?:-u|--user|-U|--proxy-user)[ =]?[\"']?[0-9A-Za-z_.@\-]{1,40}[:%](?P<value>[!#-&(-~]{4,64})"
)
_SUDO = re.compile(r" [\"']?(?P<value>[!#-&(-~]{6,64})[\"']? ?\| ?sudo -S")
_SHARE = re.compile(r" \\\\[^\s]{1,80} (?P<value>[!#-&(-.0-~]{6,64}) /user:")
_COMMANDS = (
    *((name, _DATABASE_PASSWORD) for name in ("mysql", "mysqldump", "mysqladmin", "mariadb", "mycli")),
    *(
        (name, _PASSWORD)
        for name in ("sshpass", "docker login", "podman login", "mongo", "mongosh", "mongodump")
    ),
    *(
        (name, _PASSWORD)
        for name in ("influx", "svn", "htpasswd", "sqlcmd", "clickhouse-client", "wget", "7z")
    ),
    *((name, _ATTACHED) for name in ("unrar", "zip", "7za")),
    *((name, _AUTH) for name in ("redis-cli",)),
    *((name, _USER) for name in ("curl", "smbclient")),
    ("echo", _SUDO),
    ("net use", _SHARE),
)
_LINE = 200
_FLAGS = (" -p", " -a ", " -u", " -U ", "--pass", "--user", "--proxy-user", "sudo -S", "/user:")
_FLAG = "|".join(_FLAGS)
COMMAND_PATTERN = rf"(?:{'|'.join(re.escape(name) for name, _ in _COMMANDS)})[^\n]*(?:{_FLAG})"
COMMAND_NEEDS = _FLAG
"""What tells a command line in a text that is looked at for some reason."""
PAIR_PATTERN = r"(?:root|admin|administrator) ?/ ?[!#-&*-.0-<>@-~]{6}"
"""What every text with such a password matches (the syntax that Hyperscan and polars share)."""
_PAIR = re.compile(r"(?:root|admin|administrator) ?/ ?(?P<value>[!#-&*-.0-<>@-~]{6,64})(?![!#-'*-~])")
_SIGN = re.compile("[!@#$%^&*]")


def command_secrets(text: str) -> list[Stretch]:
    """The passwords on command lines and behind users' names, in no order."""
    found = []
    for name, pattern in _COMMANDS if any(flag in text for flag in _FLAGS) else ():
        place = text.find(name)
        while place >= 0:
            end = place + len(name)
            if not is_word_character(text, place - 1) and not is_word_character(text, end):
                limit = text.find("\n", end, end + _LINE)
                match = pattern.search(text, end, limit if limit >= 0 else end + _LINE)
                if match is not None and _is_password(match["value"].rstrip("\"'")):
                    found.append(
                        (match.start("value"), match.start("value") + len(match["value"].rstrip("\"'")))
                    )
            place = text.find(name, end)
    return found + _pairs(text)


def _is_password(value: str) -> bool:
    if stands_for_one(value) or value[0] in "-$/~":
        return False
    return (classes(value) >= 2 and len(value) >= 6 and re.search("[0-9]", value) is not None) or is_random(
        value
    )


def _pairs(text: str) -> list[Stretch]:
    return [
        match.span("value")
        for match in (_PAIR.finditer(text) if "root" in text or "admin" in text else ())
        if text[match.start() - 1 : match.start()] not in {"/", ".", "_", "-"}
        and not is_word_character(text, match.start() - 1)
        and classes(match["value"]) >= 3
        and _SIGN.search(match["value"])
        and not stands_for_one(match["value"])
    ]
