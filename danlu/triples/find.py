"""Which records are triples: a subject, what is said of it, and the object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

_SHAPES = (
    ("head", "relation", "tail"),
    ("subject", "predicate", "object"),
    ("subject", "relation", "object"),
    ("s", "p", "o"),
    ("h", "r", "t"),
    ("entity", "attribute", "value"),
    ("头实体", "关系", "尾实体"),
    ("主语", "谓语", "宾语"),
    ("主体", "谓词", "客体"),
    ("实体", "属性", "值"),
    ("实体", "属性", "属性值"),
)
_BESIDE = frozenset(
    {"id", "confidence", "score", "weight", "source", "lang", "language", "编号", "来源", "置信度"}
    | {f"{role}_{what}" for role in ("head", "tail", "subject", "object") for what in ("type", "id")}
    | {"relation_id", "predicate_id", "relation_type", "头实体类型", "尾实体类型", "主语类型", "宾语类型"}
)
"""Keys that a triple may have beside its three; with any other key a record is not taken for one."""


@dataclass(frozen=True, slots=True)
class Triple:
    """One fact.

    Attributes:
        subject: What it is about.
        predicate: What is said of it, as the source spells it.
        object: The value or thing that is said.
        subject_id: What tells subjects of the same name apart, where the source has it.
        predicate_id: The same of the predicate.
        language: The language that the source gives of the object, as a BCP 47 tag.
        extra: What stands beside the three.
    """

    subject: str
    predicate: str
    object: str
    subject_id: str | None = None
    predicate_id: str | None = None
    language: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which keys of a record hold what."""

    three: tuple[str, str, str]
    extra: tuple[str, ...] = ()
    subject_id: str | None = None
    predicate_id: str | None = None
    language: str | None = None


def find_triple(value: object) -> Triple | None:
    """The triple that a record is, by its keys in any case; None for any other record."""
    if type(value) is not dict or not 3 <= len(value) <= 3 + len(_BESIDE):
        return None
    plan = _plan(tuple(value))
    return None if plan is None else _triple([value[key] for key in plan.three], value, plan)


@lru_cache(maxsize=512)
def _plan(names: tuple[str, ...]) -> _Plan | None:
    keys = {name.casefold(): name for name in names}
    if len(keys) < len(names):
        return None
    for subject, predicate, thing in _SHAPES:
        beside = keys.keys() - {subject, predicate, thing}
        if len(beside) == len(keys) - 3 and beside <= _BESIDE:
            return _Plan(
                (keys[subject], keys[predicate], keys[thing]),
                tuple(name for key, name in keys.items() if key in beside),
                keys.get("subject_id", keys.get("head_id")),
                keys.get("predicate_id", keys.get("relation_id")),
                keys.get("language", keys.get("lang")),
            )
    return None


def declared_triple(value: object) -> Triple | None:
    """The triple of a record whose source is declared to hold triples, whatever its keys are called.

    Three columns are subject, predicate and object in their order. Of two, the first is the subject
    and the name of the second the predicate, as in a table of countries and capitals.
    """
    found = find_triple(value)
    if found is not None:
        return found
    if isinstance(value, dict) and len(value) == 2:
        (_, subject), (predicate, thing) = value.items()
        return _triple([subject, predicate, thing], {}, _BARE)
    parts = list(value.values()) if isinstance(value, dict) else value
    return _triple(parts, {}, _BARE) if isinstance(parts, list) and len(parts) == 3 else None


_BARE = _Plan(("", "", ""))


def _triple(parts: list[Any], value: Mapping[str, Any], plan: _Plan) -> Triple | None:
    subject, predicate, thing = map(_text, parts)
    if subject is None or predicate is None or thing is None:
        return None
    extra = {key: value[key] for key in plan.extra} if plan.extra else {}
    ids = (_name(value, plan.subject_id), _name(value, plan.predicate_id), _name(value, plan.language))
    return Triple(subject, predicate, thing, *ids, extra=extra)


def _name(value: Mapping[str, Any], key: str | None) -> str | None:
    found = value.get(key) if key is not None else None
    return found if isinstance(found, str) and found else None


def _text(value: object) -> str | None:
    """Text or a number as text; None for what is no name and no value."""
    if type(value) is str:
        return value.strip()
    if type(value) is int or type(value) is float:
        return str(value)
    return None
