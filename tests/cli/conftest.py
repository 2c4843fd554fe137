from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from danlu.cli.main import main


@dataclass(frozen=True)
class Said:
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def danlu(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a command in a folder as the shell would, in this process."""
    monkeypatch.setenv("COLUMNS", "200")
    before = Path.cwd()

    def run(folder: Path, *arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["danlu", *arguments])
        os.chdir(folder)
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capfd.readouterr()
        return Said(int(left.value.code or 0), out, err)

    yield run
    os.chdir(before)
