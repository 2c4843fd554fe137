"""How duplicates, conflicts and sides are decided: what the recipe's section `deduplicated` is made of."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from danlu.contamination_knobs import Contamination, EvaluationSet, named_once
from danlu.knobs import Section, Share

SideName = Literal["train", "validation", "test"]
ConflictPolicy = Literal["keep", "best_source", "review"]
"""What is done with rows that ask the same and are answered or labelled otherwise."""

Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Split(Section):
    """Shares of the held-out sides. Law 9: a share may grow, the salt may never change.

    `folds` cuts the train side into so many parts for cross-validation; 0 cuts none.
    """

    salt: Annotated[str, Field(min_length=1)] = "danlu"
    validation: Share = 0.05
    test: Share = 0.05
    folds: Annotated[int, Field(ge=0, le=1000)] = 0
    sides: dict[str, SideName] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _leaves_train(self) -> Self:
        if self.validation + self.test >= 1:
            raise ValueError("validation and test together leave nothing to train on")
        return self

    @model_validator(mode="after")
    def _folds_are_many(self) -> Self:
        if self.folds == 1:
            raise ValueError("folds: one fold is the whole train side; give 0 for none, or at least 2")
        return self


class NearDuplicates(Section):
    """From where on rows say nearly the same, and whether they are merged.

    `threshold` is the Jaccard similarity of their sets of five characters in a row. Rows of fewer than
    `least_characters` are merged only where they are equal, and so are short sides of rows that share a
    prompt's head. With `both_sides`, rows are alike only when what is asked and what is answered both are.
    """

    merge: bool = True
    threshold: Annotated[float, Field(ge=0.5, le=1)] = 0.7
    least_characters: Annotated[int, Field(ge=5, le=10_000)] = 40
    both_sides: bool = True


class Leaks(Section):
    """From where on a train row is too like a held-out row to be trained on.

    `threshold` is measured as for near duplicates, and theirs where none is given. Pairs that are less
    alike, but as alike as `count_from`, are counted.
    """

    threshold: Annotated[float, Field(ge=0.5, le=1)] | None = None
    count_from: Annotated[float, Field(ge=0.3, le=1)] = 0.5


class Deduplicated(Section):
    """How duplicates are found, which of them stays, what becomes of contradictions, and the split.

    `weights` says how much a source is trusted, by a pattern of names; the first that fits counts.
    """

    exact: bool = True
    near: NearDuplicates = NearDuplicates()
    weights: dict[str, Weight] = Field(default_factory=dict)
    conflicts: ConflictPolicy = "keep"
    evaluation: Annotated[tuple[EvaluationSet, ...], AfterValidator(named_once)] = ()
    contamination: Contamination = Contamination()
    split: Split = Split()
    leaks: Leaks = Leaks()

    @property
    def leak_threshold(self) -> float:
        """From which similarity to a held-out row on a train row is refused."""
        return self.near.threshold if self.leaks.threshold is None else self.leaks.threshold

    def weight_of(self, source: str, declared: float | None = None) -> float:
        """How much a source is trusted: by the recipe, else as its entry declares, else 1."""
        for pattern, weight in self.weights.items():
            if fnmatchcase(source, pattern):
                return weight
        return 1.0 if declared is None else declared
