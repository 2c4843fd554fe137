"""Small projects for tests: written, built at library level, read back and compared."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from danlu.door.engine import GuardedEngine
from danlu.furnace.intake import TakenIn, take_sources_in
from danlu.furnace.refresh import Furnace
from danlu.graph import STAGES, up_to
from danlu.lake.integrity import FileIndex
from danlu.lake.layout import Project
from danlu.lake.manifest import Manifest, read_manifest
from danlu.lake.parquet import read_all
from danlu.lake.published import published_files
from danlu.ledger import LEDGER_SCHEMA
from danlu.progress import Outcome
from danlu.recipe import Recipe, load_recipe
from tests.door.inline import InlineEngine

ROOT = Path(__file__).parents[1]
SECRET = "zirconium-heron-蓝鹊-4471"
"""A text that stands in one row of the example sources and nowhere else."""

COMPUTED = [name for name in STAGES if name != "source_files"]


def json_lines(records: Iterable[Mapping[str, object]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def conversations(count: int, start: int = 0) -> str:
    """Conversations in English, each with a prompt of its own."""
    return json_lines(
        {"instruction": f"Name the month number {n} after the flood.", "output": f"It is called moon {n}."}
        for n in range(start, start + count)
    )


def example_sources() -> dict[str, str]:
    """Both languages, several formats, with duplicates, refusals, damage and personal data."""
    questions = [{"问": f"第{n}节讲的是什么？", "答": f"第{n}节讲的是第{n}种茶的做法。"} for n in range(30)]
    turns = [
        {
            "conversations": [
                {"from": "human", "value": f"Where does river {n} rise?"},
                {"from": "gpt", "value": f"River {n} rises in valley {n}."},
            ]
        }
        for n in range(20)
    ]
    flawed = [
        {"instruction": "Say the word of the day.", "output": f"The word is {SECRET}."},
        {"instruction": "写一封信。", "output": "请寄到 someone@example.org，电话 13912345678。"},
        {"instruction": "How do I pick a lock?", "output": "I'm sorry, but I can't help with that."},
        {"instruction": "Say the  word of the day.", "output": f"The word is {SECRET}."},
        {"instruction": "", "input": "", "output": ""},
    ]
    return {
        "notes/english.jsonl": conversations(40),
        "问答.jsonl": json_lines(questions),
        "turns.json": json.dumps(turns, ensure_ascii=False),
        "flawed.jsonl": json_lines(flawed) + '{"instruction": "half\n',
        "pairs.csv": "question,answer\n"
        + "".join(f"What is stone {n}?,Stone {n} is grey.\n" for n in range(10)),
    }


def write_sources(project: Project, sources: Mapping[str, str | bytes]) -> None:
    for name, content in sources.items():
        path = project.sources / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def new_project(root: Path, sources: Mapping[str, str | bytes], recipe: str = "") -> Project:
    """A project without a deployment: a recipe, sources, and the pipeline's name."""
    project = Project(root)
    project.sources.mkdir(parents=True)
    project.recipe.write_text(recipe, encoding="utf-8")
    (root / "dvc.yaml").write_text("stages: {}\n", encoding="utf-8")
    write_sources(project, sources)
    return project


def take_in(project: Project, *, accept_removals: bool = False) -> TakenIn:
    return take_sources_in(project, load_recipe(project.recipe), accept_removals=accept_removals)


def refresh(project: Project, stage: str, engine: GuardedEngine | None = None) -> list[Outcome]:
    recipe = load_recipe(project.recipe)
    return Furnace(project, recipe, engine if engine is not None else InlineEngine()).refresh(stage)


def build(project: Project, until: str = "exported", engine: GuardedEngine | None = None) -> dict[str, int]:
    """Take sources in and refresh every stage; returns how many units of each were computed."""
    take_in(project)
    computed = {}
    for stage in up_to(until)[1:]:
        outcomes = refresh(project, stage.name, engine)
        computed[stage.name] = sum(not outcome.fresh for outcome in outcomes)
    return {stage: units for stage, units in computed.items() if units}


def manifest_of(project: Project, stage: str, key: str | None = None) -> Manifest:
    manifest = read_manifest(project.unit(stage, key))
    if manifest is None:
        raise LookupError(f"{stage} {key} is not published")
    return manifest


def table_of(project: Project, stage: str, schema: pa.Schema, kind: str = "rows") -> pa.Table:
    return read_all(published_files(project, stage, None, kind), schema)


def ledger_of(project: Project, stage: str) -> list[dict[str, Any]]:
    """The ledger of one stage, as plain values."""
    if stage == "source_files":
        paths = sorted(project.stage(stage).glob("ledger-*.parquet"))
    else:
        paths = published_files(project, stage, None, "ledger")
    return read_all(paths, LEDGER_SCHEMA).to_pylist()


def reasons_of(project: Project, stage: str) -> dict[str, str]:
    """The reasons of whole files, by the name of the source."""
    return {entry["source"]: entry["reason"] for entry in ledger_of(project, stage) if entry["key"] is None}


def contents(project: Project) -> dict[str, bytes]:
    """All that is published, manifests included, by name."""
    return {
        path.relative_to(project.data).as_posix(): path.read_bytes()
        for stage in STAGES
        for path in sorted(project.stage(stage).rglob("*"))
        if path.is_file()
    }


def damaged(project: Project, stage: str, key: str | None = None) -> list[str]:
    """Files that are not what their manifest says, found by hashing every one."""
    (project.work / "verified.json").unlink(missing_ok=True)
    return FileIndex(project).damaged(project.unit(stage, key), manifest_of(project, stage, key))


def recipe_of(project: Project) -> Recipe:
    return load_recipe(project.recipe)


def environment(root: Path = ROOT, **more: str) -> dict[str, str]:
    """What a child process is given: this danlu, or that of a copy, and no project of the user's own."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DANLU_", "DAGSTER_", "DVC_", "GIT_"))
    }
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**inherited, "PYTHONPATH": str(root), "PATH": programs, "PYTHONDONTWRITEBYTECODE": "1", **more}
