"""What Dagster was told is noted by sensors, runs and builds at once, and no note is lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from danlu.progress import Outcome
from resources.reported import remember_reported, reported


def outcome(key: str) -> Outcome:
    return Outcome("raw", key, fresh=False, version=f"version of {key}", figures={}, details={})


def test_notes_of_many_threads_are_all_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    (tmp_path / "history").mkdir()
    faults: list[Exception] = []

    def note(own: int) -> None:
        for number in range(20):
            try:
                remember_reported([outcome(f"{own}-{number}")])
            except OSError as error:
                faults.append(error)

    threads = [threading.Thread(target=note, args=(own,)) for own in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(reported()) == 120
    assert sorted(path.name for path in tmp_path.iterdir()) == ["history", "reported.json", "reported.lock"]


def test_what_is_noted_already_is_not_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    (tmp_path / "history").mkdir()
    remember_reported([outcome("a"), outcome("b")])
    before = (tmp_path / "reported.json").stat().st_ino
    remember_reported([outcome("b")])
    assert (tmp_path / "reported.json").stat().st_ino == before
