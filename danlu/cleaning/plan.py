"""What the recipe makes of the rules: which run, in which order, and the words they ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import hyperscan

from danlu.cleaning.custom import custom_edits
from danlu.cleaning.judges import JUDGES
from danlu.cleaning.judges.judge import Judge
from danlu.cleaning.judges.lexicon import WORD_GROUPS
from danlu.cleaning.lexicons.lexicon import user_texts
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.detectors import DETECTORS
from danlu.cleaning.rule import Rule
from danlu.cleaning.rules import RULES
from danlu.cleaning.searching import Search
from danlu.cleaning.vocabulary import Vocabulary
from danlu.cleaning_knobs import Ner, PersonalAction, Rules

NER = "ner"
"""The name of what a model finds, in the ledger."""


@dataclass(frozen=True)
class Plan:
    """The rules that run, and what each of them is shown.

    Attributes:
        rules: The rules that edit texts, in order.
        detectors: The detectors whose finds are replaced, in order of precedence, and among them those
            whose finds are kept where a later one may claim their place.
        watched: The detectors whose finds are only flagged, or drop the row.
        actions: What is done with each kind of personal data.
        ner: The model that names entities, if any.
        judges: All judges; each looks at its own knob.
        vocabulary: The words that any of them asks for.
        masks: For each rule and detector by name, the bits of which a text must have one.
        needs: For each detector that has such a pattern, the search for it.
    """

    rules: tuple[Rule, ...]
    detectors: tuple[Detector, ...]
    watched: tuple[Detector, ...]
    actions: Mapping[str, PersonalAction]
    ner: Ner | None
    judges: tuple[Judge, ...]
    vocabulary: Vocabulary
    masks: Mapping[str, int]
    needs: Mapping[str, Search]


def plan_of(rules: Rules) -> Plan:
    """The plan of a recipe, or of what it says for one source; equal ones share it."""
    return _plan(rules.model_dump_json(exclude={"sources"}), user_texts(rules.lexicons))


@cache
def _plan(dumped: str, _word_lists: tuple[tuple[str, str, str], ...]) -> Plan:
    recipe = Rules.model_validate_json(dumped)
    own = custom_edits(recipe)
    rules = tuple(rule for rule in RULES if getattr(recipe, rule.switch) == rule.setting)
    rules = (*rules[:-2], *own, *rules[-2:]) if own else rules
    actions: dict[str, PersonalAction] = {
        kind.kind: getattr(recipe.personal, kind.kind) for kind in DETECTORS
    }
    edits, keeps = {"mask", "pseudonymise"}, {"keep"}
    last = max((place for place, kind in enumerate(DETECTORS, 1) if actions[kind.kind] in edits), default=0)
    detectors = DETECTORS[:last]
    watched = tuple(kind for kind in DETECTORS if actions[kind.kind] not in edits | keeps)
    groups = {rule.name: rule.words for rule in rules}
    least = {}
    for name, group in WORD_GROUPS.items():
        words, least[name] = group if isinstance(group, tuple) else (group, 1)
        groups[name] = words(recipe)
    vocabulary = vocabulary_of((*detectors, *watched), groups, least)
    masks = {rule.name: vocabulary.mask(rule.name, rule.signs) for rule in rules}
    masks |= {kind.kind: vocabulary.mask(kind.kind, kind.signs) for kind in (*detectors, *watched)}
    return Plan(
        rules,
        detectors,
        watched,
        actions,
        recipe.personal.ner,
        JUDGES,
        vocabulary,
        masks,
        needs_of((*detectors, *watched)),
    )


def needs_of(detectors: Iterable[Detector]) -> Mapping[str, Search]:
    """The searches for what detectors need of a text, by kind, of those that need anything."""
    return {kind.kind: needed(kind) for kind in detectors if kind.needs is not None}


def needed(detector: Detector) -> Search:
    """The search for what every text with a find of the detector matches."""
    return _search_for(detector.needs or "")


@cache
def _search_for(pattern: str) -> Search:
    """The search for a pattern, compiled once for all recipes."""
    return Search((pattern.encode(),), hyperscan.HS_FLAG_UTF8)


def vocabulary_of(
    detectors: Sequence[Detector],
    groups: Mapping[str, Iterable[str]] = MappingProxyType({}),
    least: Mapping[str, int] = MappingProxyType({}),
) -> Vocabulary:
    """What a scan looks for: all that the detectors ask for, and further groups (`Vocabulary.of`)."""
    return Vocabulary.of(
        {**groups, **{kind.kind: kind.words for kind in detectors}},
        least,
        {kind.kind: [kind.pattern] for kind in detectors if kind.pattern},
        {kind.kind: kind.beside for kind in detectors if kind.beside},
        {kind.kind: kind.glance for kind in detectors if kind.glance is not None},
    )
