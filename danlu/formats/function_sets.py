"""Questions that are asked with functions to call: BFCL and ToolBench.

BFCL (Berkeley Function-Calling Leaderboard) keeps questions and their possible answers in two files that
share ids. A question with its functions is a prompt by itself; a possible answer alone is a key to it,
with several right values for an argument, and no call that anybody made: it is refused, and says so.
"""

from __future__ import annotations

from typing import Any

from danlu.formats.base import Unreadable, invalid
from danlu.formats.laid import Laid, Said
from danlu.formats.preset import Preset
from danlu.formats.shape import ListOf, Shape
from danlu.ledger import Reason
from danlu.role_words import role_of
from danlu.rows import Kind


class FunctionQuestions(Preset):
    """BFCL's questions: `question`, a list of turns of messages, and `function`."""

    name = "function_questions"

    def fits(self, shape: Shape) -> bool:
        """A list of lists under `question` beside a list of functions."""
        question = shape.get("question")
        functions = shape.get("function", shape.get("functions"))
        return isinstance(question, ListOf) and question.item is list and isinstance(functions, ListOf)

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """One conversation that ends with the user; a leading system message is its system text."""
        said: list[Said] = []
        for turn, messages in enumerate(record["question"]):
            if type(messages) is not list:
                raise invalid("question", messages, position=turn + 1)
            for place, message in enumerate(messages):
                said.append(_said(message, turn, place))
        key = "function" if "function" in record else "functions"
        if len(said) > 1 and said[0].role == "system":
            return [Laid(Kind.CONVERSATION, said[1:], system=said[0].at, tools=(key,))]
        return [Laid(Kind.CONVERSATION, said, tools=(key,))]


class PossibleAnswers(Preset):
    """BFCL's keys of possible answers, which are no data without their questions."""

    name = "possible_answers"

    def fits(self, shape: Shape) -> bool:
        """`ground_truth` and an id, and nothing that is asked."""
        return set(shape) in ({"id", "ground_truth"}, {"id", "ground_truth", "source"})

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """Refused: the question stands in another file."""
        raise Unreadable(
            Reason.UNKNOWN_RECORD_FORMAT, {"missing": "question", "joined_by": "id", "fields": len(record)}
        )


class ToolQueries(Preset):
    """ToolBench's queries: what is asked, and the APIs to answer it with (Qin et al., 2023)."""

    name = "tool_queries"

    def fits(self, shape: Shape) -> bool:
        """A query beside a list of APIs."""
        return shape.get("query") is str and isinstance(shape.get("api_list"), ListOf)

    def lay(self, record: dict[str, Any]) -> list[Laid]:  # noqa: ARG002 - it is the same for all
        """One conversation that ends with the user, its tools the APIs as the source describes them."""
        return [Laid(Kind.CONVERSATION, (Said("user", (("query",),)),), tools=("api_list",))]


def _said(message: Any, turn: int, place: int) -> Said:
    if type(message) is not dict or type(message.get("role")) is not str:
        raise invalid("question", message, position=turn + 1)
    role = role_of(message["role"])
    if role is None or role == "call":
        raise Unreadable(Reason.UNKNOWN_ROLE, {"role_position": turn + 1})
    return Said(role, (("question", turn, place, "content"),))
