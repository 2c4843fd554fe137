"""A small lake that tells every story: taken, edited, merged, refused, generated, capped, damaged."""

from __future__ import annotations

import gzip
import io
import json
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from danlu.lake.layout import Project
from danlu.mirror import update_mirror
from tests.scratch import build, json_lines, new_project

RECIPE = """
deduplicated: {split: {validation: 0.2, test: 0.2, sides: {"stones.*": test}}}
augmented: {operations: {instruction_frame: 0.6, answer_constraint: 0.6}}
balanced: {stratum: language, cap: 24}
"""
FOREST = "What grows in forest number {n}?"
STONE = "What is stone {n}?"
ESCAPE = "The lamp says \x1b[31mred\x1b[0m and \u202enothing else\u202c."


def _english() -> str:
    rows: list[dict[str, object]] = [
        {"instruction": FOREST.format(n=n), "output": f"Oaks grow in forest number {n}, and moss below them."}
        for n in range(28)
    ]
    rows.append(
        {
            "instruction": "Mend this sentence.",
            "output": "It\u00e2\u20ac\u2122s fine, and we\u00e2\u20ac\u2122re glad.",
        }
    )
    rows.append(
        {
            "instruction": FOREST.format(n=3),
            "output": "Oaks  grow in forest number 3, and moss below them.",
        }
    )
    rows.append({"instruction": "Say what the lamp says.", "output": ESCAPE})
    rows.append({"instruction": STONE.format(n=1), "output": "It is grey, like all the others."})
    text = json_lines(rows)
    lines = text.splitlines(keepends=True)
    return "".join([*lines[:5], "\n", '{"instruction": "broken\n', *lines[5:]])


def _chinese() -> str:
    rows = [
        {"指令": f"介绍第{n}座桥。", "输入": "", "输出": f"第{n}座桥长{n}百米，建在河的南岸。"}
        for n in range(12)
    ]
    rows.append({"指令": "联系谁？", "输入": "", "输出": "请写信到 wang@example.org 联系管理员。"})
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _tools() -> str:
    call = {"id": "1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Wuhan"}'}}
    turns = [
        {"role": "user", "content": "How is the weather in Wuhan? 武汉天气如何？"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "content": "sunny", "tool_call_id": "1"},
        {"role": "assistant", "content": "It is sunny in Wuhan."},
    ]
    return json_lines([{"messages": turns}])


def _parquet() -> bytes:
    held = io.BytesIO()
    columns = {
        "question": [f"What is twice {n}?" for n in range(6)],
        "answer": [f"Twice {n} is {2 * n}." for n in range(6)],
    }
    pq.write_table(pa.table(columns), held)
    return held.getvalue()


def _damaged() -> bytes:
    rows = [
        {"instruction": f"Name star {n}.", "output": f"Star {n} is called {n * 7919} by sailors."}
        for n in range(40)
    ]
    whole = gzip.compress(json_lines(rows).encode(), mtime=0)
    return whole[: len(whole) - 60]


def sources() -> dict[str, str | bytes]:
    return {
        "english.jsonl": _english(),
        "问答/桥.json": _chinese(),
        "stones.csv": "question,answer\n"
        + "".join(f"{STONE.format(n=n)},Stone {n} is grey.\n" for n in range(4)),
        "tools.jsonl": _tools(),
        "numbers.parquet": _parquet(),
        "damaged.jsonl.gz": _damaged(),
        "nothing.bin": b"\x00\x01\x02\xff" * 64,
        ".hidden": "not for you",
    }


@cache
def told(folder: Path) -> Project:
    """The lake, built and mirrored once for all tests of a run: to be read, never changed."""
    project = new_project(folder / "told", sources(), RECIPE)
    build(project)
    update_mirror(project)
    return project
