"""Against which evaluation sets rows are checked: part of the recipe's section `deduplicated`."""

from __future__ import annotations

import difflib
from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from danlu.evaluation_layouts import LAYOUTS, Layout
from danlu.knobs import Positive, Section

Column = Annotated[str, Field(min_length=1)]
Likeness = Annotated[float, Field(ge=0.5, le=1)]


class EvaluationFields(Section):
    """Which columns of a set of one's own hold what: names, or paths such as `question.stem`."""

    question: Column
    choices: tuple[Column, ...] = ()
    answer: Column | None = None
    id: Column | None = None


class EvaluationSet(Section):
    """A set that rows must not hold: a file or a folder in the project.

    Its shape is a `layout` that danlu knows, or told by `fields`.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,60}$")]
    path: Annotated[str, Field(min_length=1)]
    layout: str | None = None
    fields: EvaluationFields | None = None
    files: tuple[Column, ...] = ()
    columns: tuple[str, ...] = ()
    action: Literal["drop", "flag"] = "drop"

    @model_validator(mode="after")
    def _told(self) -> Self:
        if (self.layout is None) == (self.fields is None):
            raise ValueError(f"{self.name}: give either layout or fields")
        if self.layout is not None and self.layout not in LAYOUTS:
            near = difflib.get_close_matches(self.layout, LAYOUTS, n=1, cutoff=0.5)
            hint = f'did you mean "{near[0]}"?' if near else f"known layouts: {', '.join(LAYOUTS)}"
            raise ValueError(f'{self.name}: unknown layout "{self.layout}"; {hint}')
        path = PurePosixPath(self.path)
        if path.is_absolute() or ".." in path.parts:
            raise ValueError(f"{self.name}: path must lie within the project")
        return self

    def shape(self) -> Layout:
        """How the set's files are laid out."""
        if self.fields is None:
            known = LAYOUTS[str(self.layout)]
            return Layout(
                known.question,
                known.choices,
                known.answer,
                known.id,
                self.files or known.files,
                self.columns or known.columns,
                known.joined,
                known.source,
            )
        own = self.fields
        told = Layout((own.question,))
        return Layout(
            (own.question,),
            own.choices,
            (own.answer,) if own.answer else (),
            (own.id,) if own.id else (),
            self.files or told.files,
            self.columns,
        )


class Contamination(Section):
    """When a row holds an item of an evaluation set.

    `share`: least share of the item's n-grams (13 English words, 21 Han characters) that stand in the
    row, or of the item in one piece. `likeness`: least share of the item that stands in it where only
    typos differ. `common_items`: an n-gram in more items of a set than this is boilerplate and does not
    count.
    """

    share: Likeness = 0.7
    likeness: Likeness = 0.8
    common_items: Positive = 5


def named_once(sets: tuple[EvaluationSet, ...]) -> tuple[EvaluationSet, ...]:
    """The sets, if no two have one name.

    Raises:
        ValueError: Two have.
    """
    names = [one.name for one in sets]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f'two evaluation sets are named "{twice}"')
    return sets
