"""A column of a dataset: its meaning in both languages, and where its values come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa


class Origin(NamedTuple):
    """A column of an input stage."""

    stage: str
    column: str


class Meaning(NamedTuple):
    """What a column holds, for people."""

    english: str
    chinese: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a dataset.

    Attributes:
        field: Name, type and whether it may be null, as in the files.
        meaning: What it holds.
        origins: The upstream columns that its values are carried over or computed from. What
            merely decides which rows there are is not among them; a key that rows are joined by
            comes from both sides. None at all: the stage sets the value by itself.
        unique: Whether no two rows share a value.
        kind: The kind of file that has it, where a dataset has several.
    """

    field: pa.Field
    meaning: Meaning
    origins: tuple[Origin, ...]
    unique: bool = False
    kind: str = "rows"

    @property
    def name(self) -> str:
        """The column's name."""
        return str(self.field.name)

    @property
    def description(self) -> str:
        """The meaning in English, then in Chinese."""
        return f"{self.meaning.english} · {self.meaning.chinese}"


@dataclass(frozen=True, slots=True)
class Dataset:
    """The columns of one stage, in the order of its files."""

    stage: str
    columns: tuple[Column, ...]

    @property
    def sources(self) -> tuple[Origin, ...]:
        """Every upstream column that some column comes from, each once, in order of mention."""
        return tuple(dict.fromkeys(origin for column in self.columns for origin in column.origins))


def of(stage: str, *columns: str) -> tuple[Origin, ...]:
    """Columns of one input stage."""
    return tuple(Origin(stage, column) for column in columns)


def describe(
    stage: str,
    schema: pa.Schema,
    meanings: Mapping[str, Meaning],
    origins: Mapping[str, Iterable[Origin]],
    *,
    kind: str = "rows",
    unique: Iterable[str] = (),
) -> Dataset:
    """The columns of a schema with their meanings and origins.

    Raises:
        KeyError: A column has no meaning or no entry among the origins.
    """
    return Dataset(
        stage,
        tuple(
            Column(field, meanings[field.name], tuple(origins[field.name]), field.name in set(unique), kind)
            for field in schema
        ),
    )
