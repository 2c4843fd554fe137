"""Names that try to be something else, and what lies in a folder and is no file."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from tests.hostile.case import Case, lines

GOOD = lines(2).encode()

NAMES = (
    "'; DROP TABLE rows; --.jsonl",
    '"quoted" and "doubled"".jsonl',
    "*.jsonl",
    "[abc]?.jsonl",
    "$(touch taken-over).jsonl",
    "`id`.jsonl",
    "; rm -rf ..jsonl",
    "&& id || id.jsonl",
    "-rf.jsonl",
    "--help.jsonl",
    "~.jsonl",
    "%2e%2e%2f.jsonl",
    "%s%n{0}{{7*7}}.jsonl",
    "a\\b\\..\\c.jsonl",
    "C:con.jsonl",
    "| a | b |.jsonl",
    "**bold** _x_ [y](javascript:alert(1)).jsonl",
    "<script>alert(1)</script>".replace("/", "∕") + ".jsonl",
    "<img src=x onerror=alert(1)>.jsonl",
    "[red]markup[∕red].jsonl",
    "emoji-🜁🔥👩\u200d👩\u200d👧.jsonl".replace("\u200d", ""),
    "石头（一）《甲》，乙。.jsonl",
    " leading and trailing .jsonl ",
    "full\u3000width.jsonl",
    "é-composed.jsonl",
    "e\u0301-decomposed.jsonl",
    "UPPER.jsonl",
    "upper.jsonl",
    "comma,semicolon;colon:equals=.jsonl",
    "#hash!bang?query&and.jsonl",
    "n" * 249 + ".jsonl",
    "字" * 83 + ".jsonl",
    "null",
    "manifest.json",
    "catalogue.json",
    "rows-00000.parquet",
)
"""Names that are strange and harmless: their rows are taken."""

UNSAFE: tuple[str | bytes, ...] = (
    "new\nline.jsonl",
    "carriage\rreturn.jsonl",
    "tab\there.jsonl",
    "escape\x1b[31m.jsonl",
    "bell\x07.jsonl",
    "override-\u202egpj.jsonl",
    "zero\u200bwidth.jsonl",
    "mark-\ufeff.jsonl",
    "line\u2028separator.jsonl",
    "private-\ue000.jsonl",
    b"not-utf8-\xff\xfe.jsonl",
    "gbk-块".encode("gbk") + b".jsonl",
)
"""Names that cannot be shown as they are: declined by their escaped name."""


def _link(target: str) -> Case:
    def make(path: Path) -> None:
        path.symlink_to(target)

    name = f"link-to-{target.strip('./').replace('/', '-') or 'root'}"
    return Case(name, make, 0, {"not_a_file": 1}, taken=False)


def _socket(path: Path) -> None:
    here = Path.cwd()
    # the path of a socket is short: it is made from within its folder
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path.name)
    finally:
        os.chdir(here)


def _device(path: Path) -> None:
    os.mknod(path, 0o020600, os.makedev(1, 5))


def _unreadable(path: Path) -> None:
    path.write_bytes(GOOD)
    path.chmod(0)


def _deep(path: Path) -> None:
    for number in range(60):
        path /= f"d{number}"
    path.mkdir(parents=True)
    (path / "deep.jsonl").write_bytes(GOOD)


def cases() -> list[Case]:
    links = [
        "/etc/passwd",
        "../../params.yaml",
        ".",
        "/dev/zero",
        "/dev/stdin",
        "nothing",
        "/proc/self/environ",
    ]
    found = [Case(name, GOOD, 2, {}) for name in NAMES]
    found += [Case(name, GOOD, 0, {"unsafe_name": 1}, taken=False) for name in UNSAFE]
    found += [
        Case(name, GOOD, 0, {"ignored_name": 1}, taken=False)
        for name in (".hidden.jsonl", "...", "..jsonl..jsonl", "half.jsonl.part", "~$lock.jsonl")
    ]
    found += [_link(target) for target in links]
    found += [
        Case("pipe.jsonl", os.mkfifo, 0, {"not_a_file": 1}, taken=False),
        Case("socket.jsonl", _socket, 0, {"not_a_file": 1}, taken=False),
    ]
    if os.geteuid() == 0:
        found.append(Case("zero.jsonl", _device, 0, {"not_a_file": 1}, taken=False))
    else:
        found.append(Case("forbidden.jsonl", _unreadable, 0, {"unreadable_file": 1}, taken=False))
    return found
