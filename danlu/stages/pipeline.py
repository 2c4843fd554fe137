"""`dvc.yaml` as text: the same graph, code and recipe sections that the manifests follow.

Run `make pipeline` after a change of the graph or of what a stage imports; a test holds the file
against this.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from danlu.declared.file import FILE
from danlu.graph import STAGES, Stage
from danlu.stages.fingerprint import PACKAGE, code_files

_HEAD = """\
# The pipeline as DVC sees it: the same stages, code and recipe sections that the manifests follow.
# Written by `make pipeline`. Outs persist, because danlu replaces them in one step by itself.
"""
_BESIDE = {"deduplicated": ("data/recorded/held_out",)}
"""What a stage reads beside the stages before it and its own sources."""
_COMMAND = 'PATH=".venv/bin:$PATH" danlu build --only {stage}'


def pipeline_yaml() -> str:
    """The whole of `dvc.yaml`."""
    pipeline = {
        "stages": {name: _stage(stage) for name, stage in STAGES.items()},
        "metrics": ["data/exported/metrics.json"],
        "plots": _plots(),
    }
    return _HEAD + yaml.safe_dump(pipeline, sort_keys=False, allow_unicode=True, width=110)


def _stage(stage: Stage) -> dict[str, object]:
    data = [f"data/{name}" for name in stage.inputs] or ["data/sources", FILE]
    data += _BESIDE.get(stage.name, ())
    return {
        "cmd": _COMMAND.format(stage=stage.name),
        "deps": [*data, *_code(stage.name), "requirements.txt"],
        "params": list(stage.recipe),
        "outs": [{f"data/{stage.name}": {"persist": True}}],
    }


def _code(stage: str) -> list[str]:
    """The stage's files, a folder standing for all that it holds where all of it counts."""
    files = set(code_files(stage))
    return sorted({_within(path, files) for path in files})


def _within(path: Path, files: set[Path]) -> str:
    place = path
    while place.parent != PACKAGE and all(other in files for other in _sources(place.parent)):
        place = place.parent
    return f"danlu/{place.relative_to(PACKAGE).as_posix()}"


def _sources(folder: Path) -> Iterator[Path]:
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return (path for path in found if path.stat().st_size)


def _plots() -> list[dict[str, dict[str, str]]]:
    return [
        {f"data/exported/plots/{name}.json": {"x": "rows", "y": axis, "template": "bar_horizontal"}}
        for name, axis in PLOTS.items()
    ]


PLOTS = {"funnel": "stage", "languages": "language", "lengths": "band", "drop_reasons": "reason"}
"""The plotted tables of the export, and the column that names what is counted."""


if __name__ == "__main__":
    sys.stdout.write(pipeline_yaml())
