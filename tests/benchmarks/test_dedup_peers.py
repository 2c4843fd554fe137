"""Tools are run in turn by the Pythons that have them, and their tables render."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from benchmarks.dedup.texts import Corpus
from benchmarks.dedup.truth import BANDS, Outcome, Share, Survivors
from benchmarks.dedup_peers import report
from benchmarks.dedup_peers.__main__ import main
from benchmarks.dedup_peers.measure import OWN, Contender, Plan, Taken, _reason, contenders, measure
from benchmarks.dedup_peers.tools import text_dedup
from benchmarks.dedup_peers.tools.told import DEDUP, Parts


def _outcome() -> Outcome:
    near = {(least, language): Share(9, 10) for least, _ in BANDS for language in ("zh", "en")}
    return Outcome(Share(3, 3), near, 12, 1, 2)


def _contenders() -> list[Contender]:
    own = {
        "reading": 1.0,
        "exact keys": 1.0,
        "parts of rows": 1.0,
        "sketch and bands": 0.5,
        "buckets and stars": 0.5,
    }
    first = Contender(
        OWN, "default", [Taken(own, 5, 6, 10**9)], {"numpy": "2"}, _outcome(), Survivors(9, 0, 0)
    )
    theirs = [Taken({DEDUP: 20.0, "reading": 5.0}, 30, 40, 2 * 10**9)]
    return [first, Contender("datasketch", "characters", theirs, {}, _outcome())]


def test_tables_render_with_ratios_of_like_work_and_of_near_work() -> None:
    failed = Contender("datatrove", "default", failed="ImportError: no such module")
    said = report.report([*_contenders(), failed], "facts")
    assert "| datasketch, characters | 100.00 | 90.00 |" in said
    assert "| danlu, by survivor |" in said
    assert "| datasketch, characters | 20.00 | 30.00 | 40.00 | 2,000 | 5.0 | 10.0 |" in said
    assert "- datatrove: ImportError: no such module" in said


def test_a_tool_without_a_python_takes_no_part() -> None:
    assert [each.name for each in contenders({}, ())] == [OWN]
    pythons = {"datatrove": sys.executable, "datasketch": sys.executable}
    assert [each.name for each in contenders(pythons, ("datatrove, chinese",))] == [OWN, "datatrove, chinese"]
    assert len(contenders(pythons, ())) == 6


def test_an_unknown_tool_is_named() -> None:
    said = CliRunner().invoke(main, ["--corpus", ".", "--python", f"mystery={sys.executable}"])
    assert said.exit_code == 2
    assert "mystery" in said.output


def test_the_reason_is_the_line_that_tells_of_an_error() -> None:
    assert _reason("at first\nValueError: wrong\nlost\n") == "ValueError: wrong"
    assert _reason("only this\n") == "only this"


def test_parts_add_up() -> None:
    parts = Parts()
    assert parts("a", lambda: 1) == 1
    parts("a", lambda: None)
    assert list(parts.seconds) == ["a"]
    assert Taken({"a": 1.0, "b": 2.0}, 9, 9, 9).dedup == 3
    assert Taken({DEDUP: 1.0, "b": 2.0}, 9, 9, 9).dedup == 1


def test_han_characters_become_words(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"id": "0", "text": "学习AI和ML"}) + "\n", encoding="utf-8")
    spaced = text_dedup._spaced(rows, tmp_path / "spaced.jsonl")
    [row] = [json.loads(line) for line in spaced.read_text(encoding="utf-8").splitlines()]
    assert row["text"].split() == ["学", "习", "AI", "和", "ML"]


@pytest.mark.slow
def test_danlu_is_measured_and_a_tool_that_is_not_there_is_told(tmp_path: Path) -> None:
    texts = ["".join(chr(0x4E00 + 97 * at + 31 * step) for step in range(80)) for at in range(30)]
    texts += texts[:5]
    encoded = [text.encode() for text in texts]
    offsets = np.cumsum([0, *map(len, encoded)])
    corpus = Corpus(np.arange(35), offsets, np.frombuffer(b"".join(encoded), np.uint8))
    columns = {
        "kind": ["base"] * 30 + ["exact"] * 5,
        "parent": [-1] * 30 + list(range(5)),
        "jc5": [0.0] * 30 + [1.0] * 5,
        "zh": [True] * 35,
    }
    pl.DataFrame({"id": range(35), **columns}).write_parquet(tmp_path / "labels.parquet")
    chosen = contenders({"datasketch": sys.executable}, ("datasketch",))
    plan = Plan({"datasketch": sys.executable}, rounds=2, seconds=100)
    measure(corpus, tmp_path / "labels.parquet", chosen, plan, tmp_path, lambda _: None)
    own, other = chosen
    assert len(own.taken) == 2
    assert own.outcome is not None
    assert own.outcome.exact == Share(5, 5)
    assert own.outcome.lost == 0
    assert "datasketch" in other.failed
    assert not other.taken
