"""`sources.yaml`: what a user declares of sources, checked before anything runs.

An error names the line and the key, says what is wrong, and for an unknown key names the nearest
known one. It never repeats a value, which could be a secret.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, Field, ValidationError

from danlu.declared.entry import Entry
from danlu.declared.marked import DeclaredError, Marked, read_marked
from danlu.declared.pattern import Pattern, pattern_of
from danlu.declared.secrets import faults
from danlu.knobs import Section

FILE = "sources.yaml"


class _File(Section):
    sources: list[Entry] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared.

    Attributes:
        entries: All entries, in their order.
        within: Those that mean files below `data/sources/`, with patterns of their names there.
        elsewhere: Those that mean files of this machine that lie elsewhere.
    """

    entries: tuple[Entry, ...] = ()
    within: tuple[tuple[Entry, Pattern], ...] = ()
    elsewhere: tuple[tuple[Entry, Pattern], ...] = ()

    def named(self, name: str) -> Entry | None:
        """The entry of that name."""
        return next((entry for entry in self.entries if entry.name == name), None)

    def describing(self, name: str) -> Entry | None:
        """The first entry that means a file below `data/sources/`, given its name there."""
        names = name.split("/") if self.within else []
        return next((entry for entry, pattern in self.within if pattern.matches(names)), None)

    def owning(self, name: str) -> Entry | None:
        """The entry that alone may give a source this name: its own, or one below it."""
        entry = self.named(name.split("/", maxsplit=1)[0]) if self.entries else None
        return None if any(entry is other for other, _ in self.within) else entry

    @property
    def remote(self) -> list[Entry]:
        """Entries that are fetched."""
        return [entry for entry in self.entries if entry.is_remote]

    @property
    def version(self) -> str:
        """A hash of all that decides what is taken in and how it is read; "" without any entry."""
        if not self.entries:
            return ""
        said = [
            entry.model_dump(mode="json", exclude_defaults=True, exclude={"fetch"}) for entry in self.entries
        ]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    @property
    def inputs(self) -> dict[str, str]:
        """What the manifest of `source_files` says of the file: nothing where nothing is declared."""
        return {FILE: self.version} if self.entries else {}


def read_declared(root: Path) -> Declared:
    """Read and check the `sources.yaml` of a project; one that is not there declares nothing.

    Raises:
        DeclaredError: It cannot be read, is not YAML, or something in it is wrong.
    """
    try:
        text = (root / FILE).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Declared()
    except (OSError, UnicodeDecodeError) as error:
        raise DeclaredError(f"{FILE}: cannot be read ({type(error).__name__})") from None
    return parse_declared(text, root)


def parse_declared(text: str, root: Path) -> Declared:
    """Check a `sources.yaml` given as text; see `read_declared`."""
    marked = read_marked(text, FILE)
    values = marked.values
    if values is None or (isinstance(values, dict) and values.get("sources", 0) is None):
        values = {**(values or {}), "sources": []}
    try:
        entries = tuple(_File.model_validate(values).sources)
    except ValidationError as error:
        raise DeclaredError(
            "\n".join(
                _told(marked, fault["loc"], _explained(fault["loc"], fault["type"], fault["msg"]))
                for fault in error.errors(include_input=False, include_url=False)
            )
        ) from None
    placed = [
        (entry, _placed(root, pattern_of(root, entry.location)))
        for entry in entries
        if entry.location is not None and not entry.is_remote
    ]
    wrong = [*_twice(entries), *_secrets(entries), *_misplaced(root, entries, placed)]
    if wrong:
        raise DeclaredError("\n".join(_told(marked, place, said) for place, said in wrong))
    sources = root / "data" / "sources"
    within = tuple((entry, pattern) for entry, pattern in placed if pattern.base == sources)
    elsewhere = tuple((entry, pattern) for entry, pattern in placed if pattern.base != sources)
    return Declared(entries, within, elsewhere)


_Fault = tuple[tuple[int | str, ...], str]


def _twice(entries: Sequence[Entry]) -> Iterator[_Fault]:
    names: set[str] = set()
    for number, entry in enumerate(entries):
        if entry.name in names:
            yield ("sources", number, "name"), f"the name {entry.name} stands here twice"
        names.add(entry.name)


def _secrets(entries: Sequence[Entry]) -> Iterator[_Fault]:
    for number, entry in enumerate(entries):
        yield from ((("sources", number, *place), said) for place, said in faults(entry))


def _misplaced(
    root: Path, entries: Sequence[Entry], placed: Sequence[tuple[Entry, Pattern]]
) -> Iterator[_Fault]:
    """Locations that would take in what danlu itself writes."""
    data = _real(root / "data")
    for entry, pattern in placed:
        base = _real(pattern.base)
        holds = data.is_relative_to(base) and pattern.may_hold(data.relative_to(base).parts)
        if pattern.base != root / "data" / "sources" and (holds or base.is_relative_to(data)):
            yield (
                ("sources", entries.index(entry), "location"),
                "it holds data/, which danlu writes: name a folder elsewhere, or below data/sources/",
            )


def _placed(root: Path, pattern: Pattern) -> Pattern:
    """A pattern whose base lies below `data/sources/`, told from there; another one as it is."""
    sources = root / "data" / "sources"
    for folder, base in ((sources, pattern.base), (_real(sources), _real(pattern.base))):
        if base.is_relative_to(folder):
            return Pattern(sources, Pattern(base, pattern.parts).moved_below(folder).parts)
    return pattern


def _real(place: Path) -> Path:
    """A path without links; unlike the method, this one takes a link that leads to itself."""
    return Path(os.path.realpath(place))


def _told(marked: Marked, place: tuple[int | str, ...], said: str) -> str:
    key = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).strip(".")
    return f"{FILE}, line {marked.line(place)}: {key or 'the whole file'}: {said}"


def _explained(place: tuple[int | str, ...], kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return f"unknown key{_nearest(place)}"
    return message.removeprefix("Value error, ")


def _nearest(place: tuple[int | str, ...]) -> str:
    model: type[BaseModel] = _File
    for step in place[:-1]:
        if isinstance(step, int):
            continue
        annotation = model.model_fields[step].annotation if step in model.model_fields else None
        kinds = [annotation, *get_args(annotation)]
        child = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
        if child is None:
            return ""
        model = child
    known = list(model.model_fields)
    near = difflib.get_close_matches(str(place[-1]), known, n=1, cutoff=0.5)
    return f'; did you mean "{near[0]}"?' if near else f"; known keys: {', '.join(known)}"
