"""`dvc.lock` is mended after a kill, whatever DVC had written of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from danlu.errors import DanluError
from danlu.lake.layout import Project
from resources.dvc_lock import lock_file_kept

BEFORE = "schema: '2.0'\nstages:\n  raw:\n    cmd: 乙\n"
AFTER = BEFORE + "  cleaned:\n    cmd: b\n"


class KilledError(BaseException):
    """Stands for a kill: nothing after it runs."""


def write(project: Project, said: str, *, killed: bool) -> None:
    with lock_file_kept(project):
        (project.root / "dvc.lock").write_text(said, encoding="utf-8")
        if killed:
            raise KilledError


@pytest.mark.parametrize("left", ["", "schema", "schema: '2.0'\nstages:\n  raw: {cmd: ", "\t", "[]"])
def test_what_a_kill_left_is_as_it_was_before(tmp_path: Path, left: str) -> None:
    project, path = Project(tmp_path), tmp_path / "dvc.lock"
    write(project, BEFORE, killed=False)
    with pytest.raises(KilledError):
        write(project, left, killed=True)
    with lock_file_kept(project):
        assert path.read_text(encoding="utf-8") == BEFORE


def test_a_first_file_that_was_cut_off_goes(tmp_path: Path) -> None:
    with pytest.raises(KilledError):
        write(Project(tmp_path), AFTER[:9], killed=True)
    with lock_file_kept(Project(tmp_path)):
        assert not (tmp_path / "dvc.lock").exists()


def test_a_file_that_can_be_read_stays(tmp_path: Path) -> None:
    """A kill behind the last byte, or a checkout since."""
    write(Project(tmp_path), BEFORE, killed=False)
    with pytest.raises(KilledError):
        write(Project(tmp_path), "", killed=True)
    (tmp_path / "dvc.lock").write_text(AFTER, encoding="utf-8")
    with lock_file_kept(Project(tmp_path)):
        assert (tmp_path / "dvc.lock").read_text(encoding="utf-8") == AFTER


def test_an_empty_file_of_old_goes_and_a_damaged_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "dvc.lock"
    path.touch()
    with lock_file_kept(Project(tmp_path)):
        assert not path.exists()
    path.write_text("schema: '2.0'\nstages: {", encoding="utf-8")
    with pytest.raises(DanluError, match=r"dvc\.lock is damaged"), lock_file_kept(Project(tmp_path)):
        pytest.fail("nothing may be written")
    assert path.exists()
