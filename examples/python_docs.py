"""A reader of your own: Python's documentation strings as question-answer rows.

    python examples/python_docs.py OUT.jsonl [--most 3000]

It reads the source of the installed standard library and writes one JSON object a line: question,
answer, module, document_id. danlu knows "question" and "answer" by name; "document_id" keeps a
module on one side of the train/test split. Nothing is imported or run: `ast` reads source as text.
To read something of your own, replace `documented` by a function that yields your texts.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
import sysconfig
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

# tests, tools with a window, and what is not the standard library at all
SKIPPED = {"test", "tests", "idlelib", "lib2to3", "turtledemo", "site-packages", "dist-packages", "ensurepip"}
SHORTEST, LONGEST = 40, 6000

QUESTIONS = {
    "module": ("What is Python's `{name}` module for?", "Give an overview of the `{name}` module in Python."),
    "class": ("What is the class `{name}` in Python?", "What is Python's `{name}` used for?"),
    "function": (
        "What does `{name}` do in Python?",
        "How do I use Python's `{name}`?",
        "Explain Python's `{name}`.",
    ),
    "method": ("What does the method `{name}` do in Python?", "How is the method `{name}` used in Python?"),
}


class Documented(NamedTuple):
    """Something that has a documentation string."""

    kind: str
    name: str
    module: str
    signature: str
    text: str


def source_files(library: Path) -> Iterator[tuple[str, Path]]:
    """Public modules and where their source lies, by name."""
    found = {}
    for path in library.rglob("*.py"):
        steps = path.relative_to(library).with_suffix("").parts
        steps = steps[:-1] if steps[-1] == "__init__" else steps
        if steps and not any(step.startswith("_") or step in SKIPPED or "-" in step for step in steps):
            found[".".join(steps)] = path
    yield from sorted(found.items())


def documented(module: str, tree: ast.Module) -> Iterator[Documented]:
    """The module itself, then its public functions, classes and their methods, as they stand in it."""
    yield Documented("module", module, module, "", ast.get_docstring(tree) or "")
    for node in tree.body:
        yield from definitions(node, module, module, "function")


def definitions(node: ast.stmt, prefix: str, module: str, kind: str) -> Iterator[Documented]:
    """What one statement defines: a function or method, or a class and its methods."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith(
        "_"
    ):
        return
    name, text = f"{prefix}.{node.name}", ast.get_docstring(node) or ""
    if not isinstance(node, ast.ClassDef):
        yield Documented(kind, name, module, f"{node.name}({ast.unparse(node.args)})", text)
        return
    yield Documented("class", name, module, "", text)
    for member in node.body:
        yield from definitions(member, name, module, "method")


def as_row(found: Documented) -> dict[str, str]:
    """One question and its answer: how it is called, then what its documentation says."""
    wordings = QUESTIONS[found.kind]
    question = wordings[zlib.crc32(found.name.encode()) % len(wordings)].format(name=found.name)
    called = f"```python\n{found.signature}\n```\n\n" if found.signature else ""
    answer, module = called + found.text.strip(), found.module
    return {"question": question, "answer": answer, "module": module, "document_id": module}


def rows(library: Path, most: int) -> list[dict[str, str]]:
    """At most `most` rows, spread evenly over the library, in the order of their names."""
    found: dict[str, Documented] = {}
    for module, path in source_files(library):
        for one in documented(module, ast.parse(path.read_bytes())):
            if SHORTEST <= len(one.text) <= LONGEST:
                found.setdefault(one.name, one)
    # a checksum of the name is a shuffle that is the same everywhere
    taken = sorted(found, key=lambda name: (zlib.crc32(name.encode()), name))[:most]
    return [as_row(found[name]) for name in sorted(taken)]


def write_rows(out: Path, most: int = 3000) -> int:
    """Write the rows as JSON Lines; returns how many there are."""
    made = rows(Path(sysconfig.get_paths()["stdlib"]), most)
    if not made:
        raise SystemExit("this Python carries no source of its standard library: no rows to write")
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in made)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(lines, encoding="utf-8", newline="\n")
    return len(made)


def main() -> None:
    """Write the rows; see the top of this file."""
    parser = argparse.ArgumentParser(description="Python's documentation as question-answer rows.")
    parser.add_argument("out", type=Path, help="the JSON Lines file to write")
    parser.add_argument("--most", type=int, default=3000, help="at most this many rows (default: 3000)")
    options = parser.parse_args()
    sys.stderr.write(f"{write_rows(options.out, options.most)} rows written to {options.out}\n")


if __name__ == "__main__":
    main()
