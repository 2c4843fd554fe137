from __future__ import annotations

import bz2
import gzip
import importlib.util
import io
import json
import lzma
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pyarrow.parquet as pq
import pytest
import zstandard

EXAMPLES = Path(__file__).parents[2] / "examples"
SOURCES = EXAMPLES / "sources"


def make_sources() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sources", EXAMPLES / "make_sources.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MADE: dict[str, bytes] = make_sources().sources()
# what a compressor or Parquet writes may change with the library; what it holds may not
HELD: dict[str, Callable[[bytes], object]] = {
    ".gz": gzip.decompress,
    ".xz": lzma.decompress,
    ".bz2": bz2.decompress,
    ".zst": lambda content: zstandard.ZstdDecompressor().decompress(content),
    ".parquet": lambda content: pq.read_table(io.BytesIO(content)).to_pylist(),
}


@pytest.mark.parametrize("name", MADE)
def test_made_files_are_the_committed_ones(name: str) -> None:
    committed, held = (SOURCES / name).read_bytes(), HELD.get(Path(name).suffix)
    if name.startswith("damaged"):
        with pytest.raises(EOFError):
            gzip.decompress(committed)
    elif held is None or committed == MADE[name]:
        assert committed == MADE[name]
    else:
        assert held(committed) == held(MADE[name])


def test_encoded_files_say_what_their_texts_say() -> None:
    encodings = {"常识问答_gb18030.csv": "gb18030", "phrases_utf16.tsv": "utf-16", "成語_big5.csv": "big5"}
    texts = {
        "常识问答_gb18030.csv": "common_knowledge_zh",
        "phrases_utf16.tsv": "phrases",
        "成語_big5.csv": "idioms_tw",
    }
    for name, encoding in encodings.items():
        decoded = (SOURCES / name).read_bytes().decode(encoding)
        lines = (EXAMPLES / "texts" / f"{texts[name]}.jsonl").read_text(encoding="utf-8").splitlines()
        assert decoded.count("\n") == len(lines) + 1
        for line in lines:
            assert json.loads(line)["answer"].replace('"', '""') in decoded


def plain_texts() -> dict[str, str]:
    return {
        path.name: path.read_text(encoding="utf-8-sig")
        for path in sorted(SOURCES.rglob("*"))
        if path.is_file() and path.name not in MADE
    }


def test_json_arrays_parse_and_lines_parse_but_for_the_broken_one() -> None:
    broken = []
    for name, text in plain_texts().items():
        if name.endswith(".json"):
            assert isinstance(json.loads(text), list)
        elif name.endswith(".jsonl") or name == "指令数据.txt":
            for number, line in enumerate(text.splitlines(), 1):
                try:
                    json.loads(line)
                except ValueError:
                    broken.append((name, number))
    assert broken == [("指令数据.txt", 11)]


def test_personal_data_is_made_up() -> None:
    text = "\n".join(plain_texts().values())
    domains = set(re.findall(r"@([\w.]+\w)", text))
    assert domains == {"example.com", "example.cn"}
    numbers = set(re.findall(r"(?<!\d)\d{11}(?!\d)|\d{17}[\dX]", text))
    assert numbers == {"13800000000", "16600000000", "110101190001010014"}
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip("11010119000101001", weights, strict=True))
    assert "10X98765432"[total % 11] == "4"


def test_the_readme_names_every_file() -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    files = [path.relative_to(SOURCES).as_posix() for path in SOURCES.rglob("*") if path.is_file()]
    assert len(files) >= 25
    assert [name for name in files if f"`{name}`" not in readme] == []
