"""A process is measured with all of its children, and a failed one is no figure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.timing import Run, RunFailedError, run, tree_memory

MEGABYTES = 1_000_000
HOLD = "held = b'x' * 60_000_000"
CHILD = f"import sys; {HOLD}; print('ready', flush=True); sys.stdin.read()"
PARENT = f"import subprocess, sys; {HOLD}; sys.exit(subprocess.call([sys.executable, '-c', {CHILD!r}]))"
BUSY_CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(10**7))'], check=True)"


def measured(tmp_path: Path, code: str) -> Run:
    return run([sys.executable, "-c", code], cwd=tmp_path, env=os.environ, log=tmp_path / "errors.log")


def test_what_a_process_says_is_kept(tmp_path: Path) -> None:
    assert measured(tmp_path, "print('a 茶')").said == "a 茶\n"


def test_processor_time_is_that_of_children_too(tmp_path: Path) -> None:
    """The parent of a busy child only waits."""
    idle = measured(tmp_path, "pass")
    assert measured(tmp_path, BUSY_CHILD).cpu > 2 * idle.cpu


def test_a_peak_is_kept_although_it_is_over(tmp_path: Path) -> None:
    """This process may be larger than the measured one: it must not be taken for it."""
    done = measured(tmp_path, f"{HOLD}; del held; import time; time.sleep(0.5)")
    assert 60 * MEGABYTES < done.peak < 160 * MEGABYTES


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell")
def test_memory_is_that_of_the_tree() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        assert process.stdout.readline() == "ready\n"
        assert 120 * MEGABYTES < tree_memory(process.pid) < 220 * MEGABYTES
        process.stdin.close()
    assert process.returncode == 0
    assert tree_memory(process.pid) == 0


def test_a_failure_is_told_with_its_error(tmp_path: Path) -> None:
    with pytest.raises(RunFailedError, match="ended with 3") as raised:
        measured(tmp_path, "import sys; print('why it failed', file=sys.stderr); sys.exit(3)")
    assert "why it failed" in str(raised.value)
