"""The folder's real consumer: the `datasets` library, offline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from danlu.export.card import card
from danlu.export.figures import Figures, FileFigures

datasets = pytest.importorskip("datasets")


@pytest.fixture(autouse=True)
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No network, and a cache that goes away with the test; the library reads both when imported."""
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True, raising=False)
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True, raising=False)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    datasets.disable_progress_bars()
    yield
    datasets.enable_progress_bars()


def add_card(folder: Path) -> dict[str, dict[str, int]]:
    lines: dict[str, dict[str, int]] = {}
    for path in sorted(folder.glob("*/*.jsonl")):
        lines.setdefault(path.parent.name, {})[path.stem] = path.read_bytes().count(b"\n")
    files = tuple(
        FileFigures(name, side, count, 1) for name, sides in lines.items() for side, count in sides.items()
    )
    figures = Figures("danlu", (), {}, {}, {}, files, {}, ())
    (folder / "README.md").write_text(card(figures), encoding="utf-8")
    return lines


def test_every_set_loads_by_its_name_with_all_lines(exported: Path) -> None:
    lines = add_card(exported)
    assert len(lines) == 12
    for name, sides in lines.items():
        loaded = datasets.load_dataset(str(exported), name)
        assert {side: split.num_rows for side, split in loaded.items()} == sides
        for side, split in loaded.items():
            text = (exported / name / f"{side}.jsonl").read_text(encoding="utf-8")
            assert [row for row in split] == [json.loads(line) for line in text.split("\n")[:-1]]  # noqa: C416


def test_a_folder_without_a_name_loads_its_first_set(exported: Path) -> None:
    add_card(exported)
    assert "instruction" in datasets.load_dataset(str(exported), split="train").features


def test_every_file_loads_by_itself_as_llama_factory_does(exported: Path) -> None:
    for entry in json.loads((exported / "dataset_info.json").read_text(encoding="ascii")).values():
        file_name = entry["file_name"]
        split = datasets.load_dataset("json", data_files=[str(exported / file_name)], split="train")
        assert split.num_rows == (exported / file_name).read_bytes().count(b"\n")
        assert set(entry["columns"].values()) <= set(split.features)


def write(path: Path, records: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return str(path)


def test_why_filled_lists_must_come_first(tmp_path: Path) -> None:
    """The trap itself, so that the order can be given up when `datasets` no longer needs it."""
    empty = [{"instruction": "x" * 1000, "history": []}] * 12_000
    filled = [{"instruction": "y", "history": [["q", "a"]]}]
    first = datasets.load_dataset(
        "json", data_files=[write(tmp_path / "a.jsonl", filled + empty)], split="train"
    )
    assert first.num_rows == 12_001
    with pytest.raises(datasets.exceptions.DatasetGenerationError):
        datasets.load_dataset("json", data_files=[write(tmp_path / "b.jsonl", empty + filled)], split="train")
