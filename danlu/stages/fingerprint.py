"""What computes a stage, as one hash: recipe section, code, lexicons and libraries (law 8).

The code is found, not declared: it is the import closure of the stage's module within danlu, read
from the source text, with the data files that lie beside it. So a stage cannot forget a module
that it depends on, and a change elsewhere leaves it fresh.
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path

import danlu
from danlu.cleaning_knobs import named_files
from danlu.graph import STAGES
from danlu.lake.layout import find_project
from danlu.recipe import Recipe

PACKAGE = Path(danlu.__file__).parent
_DATA_SUFFIXES = (".json", ".txt", ".tsv", ".yaml", ".md")


_FILES: Mapping[str, Callable[[Recipe], list[str]]] = {
    "cleaned": lambda recipe: named_files(recipe.cleaned),
    "deduplicated": lambda recipe: sorted({one.path for one in recipe.deduplicated.evaluation}),
}
"""The files and folders that the recipe names, by the stage that reads them."""


def fingerprint(stage: str, recipe: Recipe) -> str:
    """The hash that decides, with the inputs' versions, whether a stage is fresh."""
    parts = {
        "stage": stage,
        "recipe": {name: recipe.section(name) for name in STAGES[stage].recipe},
        "files": _named(_FILES[stage](recipe)) if stage in _FILES else {},
        "code": {str(path.relative_to(PACKAGE)): _file_hash(path) for path in code_files(stage)},
        "libraries": libraries(stage),
        # its tables of characters, and json and zlib beneath, follow the interpreter
        "python": [*sys.version_info[:2], unicodedata.unidata_version],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _named(names: list[str]) -> dict[str, str]:
    """The hashes of the files that the recipe names by a path in the project, or of a folder's files."""
    if not names:
        return {}
    root = find_project().root
    found: dict[str, str] = {}
    for name in names:
        place = root / name
        files = sorted(path for path in place.rglob("*") if path.is_file()) if place.is_dir() else [place]
        found |= {
            f"{name}/{path.relative_to(place).as_posix()}": _content_hash(path)
            for path in files
            if path.is_file()
        }
        found[name] = "folder" if place.is_dir() else "file" if place.is_file() else "missing"
    return found


@cache
def code_files(stage: str) -> tuple[Path, ...]:
    """Every file of danlu that the stage's module reaches, and the data files in their folders."""
    files = {path for path in _closure(STAGES[stage].module) if path.stat().st_size}
    folders = {path.parent for path in files} - {PACKAGE}
    data = {path for folder in folders for path in folder.iterdir() if path.suffix in _DATA_SUFFIXES}
    return tuple(sorted(files | data))


@cache
def libraries(stage: str) -> dict[str, str]:
    """The distributions that the stage's code imports, with their versions."""
    known = _distributions()
    imported = {name.split(".")[0] for path in _closure(STAGES[stage].module) for name in _imports(path)}
    names = {known[name][0] for name in imported if name in known and name != PACKAGE.name}
    return {name: version(name) for name in sorted(names)}


@cache
def _distributions() -> Mapping[str, list[str]]:
    """Which distribution each importable package is of: one look at site-packages for all stages."""
    return packages_distributions()


@cache
def _closure(module: str) -> frozenset[Path]:
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        path = _module_file(name)
        if path is None or path in found:
            continue
        found.add(path)
        # a package is loaded before what lies in it
        package = name.rpartition(".")[0]
        waiting += [package] if "." in package else []
        waiting += [name for name in _imports(path) if name.split(".")[0] == PACKAGE.name]
    return frozenset(found)


def _module_file(module: str) -> Path | None:
    place = PACKAGE.joinpath(*module.split(".")[1:])
    candidates = (place.with_suffix(".py"), place / "__init__.py")
    return next((path for path in candidates if path.is_file()), None)


@cache
def _imports(path: Path) -> frozenset[str]:
    return frozenset(_imported_names(ast.parse(path.read_bytes())))


def _imported_names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def _file_hash(path: Path) -> str:
    return _content_hash(path)


def _content_hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
