"""Which key of a flat record holds the prompt, the input, the answer and their companions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from danlu.formats import names
from danlu.formats.base import Unreadable
from danlu.formats.shape import folded
from danlu.ledger import Reason


class Fields(NamedTuple):
    """The keys of a flat record, None where it has none of a kind."""

    prompt: str | None
    input: str | None
    answer: str | None
    system: str | None
    history: str | None
    tools: str | None
    reasoning: str | None

    def prompt_keys(self) -> frozenset[str]:
        """The keys of everything but the answer."""
        keys = (self.prompt, self.input, self.system, self.history, self.tools)
        return frozenset(key for key in keys if key is not None)

    def keys(self) -> frozenset[str]:
        """All the keys."""
        return frozenset(key for key in self if key is not None)


@lru_cache(maxsize=512)
def fields_of(keys: tuple[str, ...]) -> Fields:
    """The fields of a record with these keys.

    `instruction` and `output` win over all other names. An instruction with a question but no
    input takes the question as its input, unless a `prompt` holds the rendered template.
    `context` is an input, `input` alone a prompt.

    Raises:
        Unreadable: Two keys are equally good for one field.
    """
    spelt = folded(keys)
    prompt, extra_input = _prompt(spelt)
    return Fields(
        prompt=prompt,
        input=extra_input,
        answer=_first(spelt, *names.ANSWER),
        system=_first(spelt, names.SYSTEM),
        history=_first(spelt, names.HISTORY),
        tools=_first(spelt, names.TOOLS),
        reasoning=_first(spelt, *((name,) for name in names.REASONING)),
    )


def _prompt(spelt: Mapping[str, tuple[str, ...]]) -> tuple[str | None, str | None]:
    given = _first(spelt, names.INPUT)
    instruction = _first(spelt, names.INSTRUCTION)
    if instruction is not None:
        if given is None:
            rendered = _first(spelt, names.PROMPT) is not None
            given = _first(spelt, names.CONTEXT if rendered else names.QUESTION + names.CONTEXT)
        return instruction, given
    prompt = _first(spelt, names.QUESTION + names.PROMPT)
    if prompt is None:
        return given, None
    return prompt, given if given is not None else _first(spelt, names.CONTEXT)


def _first(spelt: Mapping[str, tuple[str, ...]], *tiers: tuple[str, ...]) -> str | None:
    for tier in tiers:
        found = [key for name in tier for key in spelt.get(name, ())]
        if len(found) > 1:
            raise Unreadable(Reason.AMBIGUOUS_RECORD, {"fields": found})
        if found:
            return found[0]
    return None
