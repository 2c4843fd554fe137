"""Nothing in the project depends on the machine that it was written on, or names a package registry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.words import ROOT, project_files

# spelt so that the patterns do not find themselves
MACHINE_PATH = re.compile(r"(?<![\w.$}>~-])/(?:home|root|work|Users|workspace|mnt|opt)/[\w.-]+")
REGISTRY = re.compile(
    r"py[p]i\.|python[h]osted|[/]simple\b|--(?:extra-)?index[-]url\s*[=\s]\s*\w|--find[-]links|trusted[-]host",
    re.IGNORECASE,
)
FORMS = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".cfg", ".ini", ".svg", ".json", ".jsonl", ""}


def texts() -> list[tuple[Path, str]]:
    return [
        (path, path.read_text(encoding="utf-8", errors="replace"))
        for path in project_files()
        if path.suffix in FORMS
    ]


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["machine paths", "registry hosts"])
def test_no_file_names(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE_PATH, "open('" + "/home" + "/me/data')"),
        (MACHINE_PATH, "PATH=" + "/opt" + "/python/bin"),
        (REGISTRY, "https://" + "pypi" + ".org/x"),
        (REGISTRY, "pip install " + "--index" + "-url https://mirror.example.com"),
    ],
)
def test_the_patterns_find_what_they_should(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "data/work/x",
        "user@host.example.com:/var/",
        "uv pip compile --no-emit-" + "index-url",
        "see the " + "home/page",
    ],
)
def test_the_patterns_leave_the_rest(text: str) -> None:
    assert not MACHINE_PATH.search(text)
    assert not REGISTRY.search(text)


def test_requirements_are_pinned_with_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        pins = [line for line in lines if re.match(r"[A-Za-z0-9]", line)]
        assert pins
        assert all(re.match(r"[A-Za-z0-9._-]+(?:\[[^\]]+\])?==\S+", pin) for pin in pins)
        assert sum("--hash=sha256:" in line for line in lines) >= len(pins)
