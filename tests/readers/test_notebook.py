"""Notebooks: cells as Markdown, with the text that they printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from danlu.pieces import Page
from danlu.readers import Limits, Record, SourceRefused
from danlu.readers.documents.notebook import looks_like_notebook, read_notebook

CELLS: list[Any] = [
    {"cell_type": "markdown", "source": ["# 加法\n", "先看一个例子。"]},
    {
        "cell_type": "code",
        "source": "print(1 + 1)\n",
        "outputs": [
            {"output_type": "stream", "text": ["2\n"]},
            {"output_type": "display_data", "data": {"image/png": "aGk=", "text/plain": "<Figure>"}},
            {"output_type": "error", "ename": "E", "evalue": "x", "traceback": []},
        ],
    },
    {"cell_type": "code", "source": [], "outputs": []},
    {"cell_type": "markdown", "source": "Done."},
    {"cell_type": "markdown", "source": 7},
]


def write(path: Path, cells: list[Any], **more: Any) -> Path:
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}))
    return path


def read(path: Path) -> list[Record]:
    return list(read_notebook(path, Limits(), path.parent))


def test_cells_are_records(tmp_path: Path) -> None:
    records = read(write(tmp_path / "a", CELLS))
    sections = [record.value.sections[0] for record in records if isinstance(record.value, Page)]
    assert [section.text for section in sections] == [
        "# 加法\n先看一个例子。",
        "```python\nprint(1 + 1)\n```\n\n```\n2\n```",
        "Done.",
    ]
    assert {section.headings for section in sections} == {("加法",)}
    assert [record.part for record in records] == ["cell=1", "cell=2", "cell=4", "cell=5"]
    assert records[-1].reason is not None


def test_the_language_is_the_notebooks(tmp_path: Path) -> None:
    path = write(tmp_path / "a", CELLS[1:2], metadata={"language_info": {"name": "R"}})
    (record,) = read(path)
    assert isinstance(record.value, Page)
    assert record.value.sections[0].text.startswith("```r\n")


def test_only_notebooks_look_like_notebooks(tmp_path: Path) -> None:
    assert looks_like_notebook(write(tmp_path / "a", CELLS).read_bytes())
    assert not looks_like_notebook(b'{"cells": [1, 2]}')
    assert not looks_like_notebook(b'{"instruction": "cell_type", "nbformat": 4}')
    assert not looks_like_notebook(b'[{"cells": []}]')


@pytest.mark.parametrize("text", ['{"nbformat": 4}', "[]", '{"cells": {}}', '{"cells": ['])
def test_what_has_no_cells_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a").write_text(text)
    with pytest.raises(SourceRefused):
        read(tmp_path / "a")
