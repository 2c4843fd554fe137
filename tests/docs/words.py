"""What the documentation says, as text that tests can ask."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")
_COMMAND = re.compile(r"(?:^|[\s(])(make|danlu|dvc) ([a-z][a-z-]*)")


def project_files() -> list[Path]:
    """Files that git knows or would take; the test is skipped where there is no checkout."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    # a checkout may belong to somebody else, as on build servers
    command = [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(
        [*command, "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    names = sorted(set(listed.stdout.decode().split("\0")) - {""})
    return [path for name in names if (path := ROOT / name).is_file() and not path.is_symlink()]


def blocks(page: Path) -> list[str]:
    """The fenced blocks of a page, without their fences."""
    found: list[str] = _FENCE.findall(page.read_text(encoding="utf-8"))
    return found


def pages() -> list[Path]:
    """The Markdown files."""
    return [path for path in project_files() if path.suffix == ".md"]


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def code(page: Path) -> str:
    """Fenced blocks and inline code of a page, one piece a line, comments taken off."""
    text = page.read_text(encoding="utf-8")
    pieces = [*blocks(page), *_INLINE.findall(_FENCE.sub("", text))]
    return "\n".join(re.sub(r"\s+#.*", "", line) for piece in pieces for line in piece.splitlines())


def commands(page: Path) -> set[tuple[str, str]]:
    """What a page says one can type: (make, target), (danlu, command) and (dvc, command)."""
    return {(program, word) for program, word in _COMMAND.findall(code(page))}


def table_keys(page: Path) -> dict[str, list[str]]:
    """Rows of a page's tables whose first cell is code: that code, and the other cells."""
    rows: dict[str, list[str]] = {}
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        first = re.fullmatch(r"`([^`]+)`", cells[0].strip()) if line.startswith("|") else None
        if first is not None:
            rows[first[1]] = cells[1:]
    return rows


def anchor(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def anchors(page: Path) -> set[str]:
    """All anchors of a page."""
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)}
