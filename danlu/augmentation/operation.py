"""What an operation is, and the single-turn rows that most operations work on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from danlu.rows import Kind


@dataclass(frozen=True, slots=True)
class Operation:
    """A rule that makes one new row of a row that it fits.

    `fits(row, language)` says whether the result would read naturally. `apply(row, language, draw)`
    gives the columns that change; `draw` in [0, 1) picks among wordings. `apply` may only be called
    where the operation fits. A rule that comes to give another text is a new `version`.
    """

    name: str
    version: int
    description: str
    description_zh: str
    fits: Callable[[Mapping[str, Any], str], bool]
    apply: Callable[[Mapping[str, Any], str, float], dict[str, Any]]


class Turn(NamedTuple):
    """A prompt and its answer."""

    prompt: str
    answer: str


_BEYOND_TEXT = ("parts", "tool_calls", "tool_call_id", "name")
_DECLINES = re.compile(
    r"\b(?:as an? (?:ai|artificial|large)\b|(?:sorry|apologi[sz]e|unfortunately)\b|unable to|"
    r"(?:can ?not|can't|don't have|no) (?:\w+ ){0,3}(?:provide|assist|help|access|information|text|input)|"
    r"(?:please|could you) provide)|作为(?:一个|一名|一位)?(?:AI|人工智能|语言模型|助手)|"
    r"抱歉|对不起|很遗憾|无法|不能(?:提供|回答|协助)|没有(?:提供|给出|给定)|请(?:您|你)?提供",
    re.IGNORECASE,
)


def single_turn(row: Mapping[str, Any]) -> Turn | None:
    """The prompt and the answer of a plain conversation of one exchange, else None.

    None too where tools, media or names are involved, and where the answer declines or asks back:
    such an answer does not fit another wording of its question.
    """
    messages: Sequence[Mapping[str, Any]] = row["messages"]
    if row["kind"] != Kind.CONVERSATION or row.get("tools"):
        return None
    if [message["role"] for message in messages] != ["user", "assistant"]:
        return None
    if any(message.get(field) for message in messages for field in _BEYOND_TEXT):
        return None
    prompt, answer = messages[0]["content"], messages[1]["content"]
    if not prompt or not answer or not prompt.strip() or not answer.strip():
        return None
    return None if _DECLINES.search(answer[:200]) else Turn(prompt, answer)


def with_prompt(row: Mapping[str, Any], prompt: str) -> dict[str, Any]:
    """The row's messages with another prompt; all else in them is kept."""
    asked, *rest = row["messages"]
    return {"messages": [{**asked, "content": prompt}, *rest]}


def pick(wordings: Sequence[str], draw: float) -> str:
    """One of the wordings, each with the same chance over `draw` in [0, 1)."""
    return wordings[int(draw * len(wordings))]
