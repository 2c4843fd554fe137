"""The recipe: `params.yaml`, one section a stage, checked before anything runs.

An error names the key as it stands in the file, says what is wrong, and for an unknown key names
the nearest known one.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, Field, ValidationError, model_validator

from danlu.cleaning_knobs import Cleaned
from danlu.dedup_knobs import Deduplicated
from danlu.errors import DanluError
from danlu.knobs import Count, Section, Share
from danlu.ledger import Reason
from danlu.reading_knobs import Raw

StratumColumn = Literal["language", "kind", "length_band", "turn_band", "source"]
Target = Literal["alpaca", "sharegpt", "openai"]
Operation = Literal["instruction_frame", "answer_constraint"]


class RecipeError(DanluError):
    """The recipe cannot be used; the message names each faulty key."""


class SourceFiles(Section):
    """Which files below `data/sources/` are sources."""

    ignore: tuple[str, ...] = (".*", "*.tmp", "*.part", "~$*")
    max_file_bytes: Annotated[int, Field(gt=0)] = 64 * 1024**3


class AnnotatedSection(Section):
    """Bounds of the bands that balance can name."""

    length_bands: tuple[Count, ...] = (50, 200, 1000, 5000)

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if list(self.length_bands) != sorted(set(self.length_bands)):
            raise ValueError("length_bands must rise, each bound once")
        return self


def _usual_operations() -> dict[Operation, float]:
    return {"instruction_frame": 0.05, "answer_constraint": 0.05}


class Augmented(Section):
    """Which share of the fitting train rows each rule operation is applied to."""

    seed: str = "danlu"
    operations: dict[Operation, Share] = Field(default_factory=_usual_operations)


class Balanced(Section):
    """The mixture: target shares per stratum within each split, and a cap."""

    seed: str = "danlu"
    stratum: StratumColumn = "language"
    shares: dict[str, Annotated[float, Field(gt=0, le=1)]] = Field(default_factory=dict)
    min_kept: Share = 0.5
    exclude_flags: tuple[Reason, ...] = ()
    cap: Annotated[int, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _at_most_one(self) -> Self:
        total = sum(self.shares.values())
        if total > 1 + 1e-9:
            raise ValueError(f"shares sum to {total:g}, more than 1")
        return self


class Exported(Section):
    """Which trainer formats are written."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")] = "danlu"
    targets: tuple[Target, ...] = ("alpaca", "sharegpt", "openai")


class Recipe(Section):
    """All sections, named as the stages that read them."""

    source_files: SourceFiles = SourceFiles()
    raw: Raw = Raw()
    cleaned: Cleaned = Cleaned()
    deduplicated: Deduplicated = Deduplicated()
    annotated: AnnotatedSection = AnnotatedSection()
    augmented: Augmented = Augmented()
    balanced: Balanced = Balanced()
    exported: Exported = Exported()

    def section(self, stage: str) -> dict[str, Any]:
        """A stage's section as plain values, defaults filled in: what its fingerprint covers."""
        dumped: dict[str, Any] = self.model_dump(mode="json")[stage]
        return dumped


def load_recipe(path: Path) -> Recipe:
    """Read and check a recipe.

    Raises:
        RecipeError: The file cannot be read, is not YAML, or holds a wrong or unknown key.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path.name}: cannot be read ({type(error).__name__})") from error
    try:
        values = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise RecipeError(f"{path.name}, line {line}: not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise RecipeError(f"{path.name}: not YAML: it holds characters that are not text") from error
    return parse_recipe(values if values is not None else {}, path.name)


def parse_recipe(values: object, name: str = "params.yaml") -> Recipe:
    """Check a recipe given as plain values; see `load_recipe`.

    >>> parse_recipe({"cleaned": {"markpu": True}})
    Traceback (most recent call last):
        ...
    danlu.recipe.RecipeError: params.yaml: cleaned.markpu: unknown key; did you mean "markup"?
    """
    try:
        return Recipe.model_validate(values)
    except ValidationError as error:
        faults = [_explain(fault["loc"], fault["type"], fault["msg"]) for fault in error.errors()]
        raise RecipeError("\n".join(f"{name}: {fault}" for fault in faults)) from None


def _explain(location: tuple[int | str, ...], kind: str, message: str) -> str:
    key = ".".join(str(step) for step in location) or "the whole file"
    if kind == "extra_forbidden":
        return f"{key}: unknown key{_nearest(location)}"
    return f"{key}: {message.removeprefix('Value error, ')}"


def _nearest(location: tuple[int | str, ...]) -> str:
    model: type[BaseModel] = Recipe
    for step in location[:-1]:
        child = model.model_fields[str(step)].annotation
        if not (isinstance(child, type) and issubclass(child, BaseModel)):
            return ""
        model = child
    known = list(model.model_fields)
    near = difflib.get_close_matches(str(location[-1]), known, n=1, cutoff=0.5)
    return f'; did you mean "{near[0]}"?' if near else f"; known keys: {', '.join(known)}"
