from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "examples" / "python_docs.py"


def run(out: Path, *options: str) -> list[dict[str, str]]:
    command = [sys.executable, str(SCRIPT), str(out), *options]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=100)
    # a module such as `this` would have spoken if it had been imported
    assert done.stdout == ""
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    return run(tmp_path_factory.mktemp("docs") / "all.jsonl", "--most", "100000")


def test_rows_are_questions_and_answers(rows: list[dict[str, str]]) -> None:
    assert len(rows) > 1500
    assert all(set(row) == {"question", "answer", "module", "document_id"} for row in rows)
    assert all(len(row["answer"]) >= 40 and row["document_id"] == row["module"] for row in rows)
    assert len({row["question"] for row in rows}) == len(rows)
    modules = {row["module"] for row in rows}
    assert {"textwrap", "json.decoder"} <= modules
    assert not any(step.startswith("_") or step == "test" for name in modules for step in name.split("."))


def test_an_answer_says_how_the_function_is_called(rows: list[dict[str, str]]) -> None:
    [row] = [row for row in rows if "`textwrap.dedent`" in row["question"]]
    assert row["answer"].startswith("```python\ndedent(text)\n```\n\n")
    assert "leading whitespace" in row["answer"]


def test_a_cap_takes_the_same_rows_from_all_over(rows: list[dict[str, str]], tmp_path: Path) -> None:
    some = run(tmp_path / "some.jsonl", "--most", "200")
    assert some == run(tmp_path / "again.jsonl", "--most", "200")
    assert len(some) == 200
    assert [row for row in rows if row in some] == some
    assert len({row["module"].split(".")[0] for row in some}) > 40
