"""Flat records whose keys are those of one collection: FLAN and P3, COIG, Spider and BIRD, CAMEL's pairs."""

from __future__ import annotations

from typing import Any

from danlu.formats.base import Unwritable, one_row, require_bare, require_kind
from danlu.formats.laid import Laid, Said
from danlu.formats.places import Path
from danlu.formats.plain import plain_text, refuse_media, refuse_weights
from danlu.formats.preset import Preset, text_paths
from danlu.formats.shape import ListOf, Shape
from danlu.ledger import Reason
from danlu.rows import Kind, Row

_DATABASE = "Database: "
_INPUTS = (("inputs_pretokenized", "targets_pretokenized"), ("inputs", "targets"))


class InputsTargets(Preset):
    """`inputs` and `targets`, as in FLAN (Longpre et al., 2023) and P3 (Bach et al., 2022).

    P3 gives token ids under those names and the text under `…_pretokenized`. A list of targets
    gives a row for each, for each is right. `is_correct` marks answers of P3's rank sets as wanted or not.
    """

    name = "inputs_targets"

    def fits(self, shape: Shape) -> bool:
        """One of the pairs of keys with a text, and a text or a list of texts."""
        return self._pair(shape) is not None

    def _pair(self, shape: Shape) -> tuple[str, str] | None:
        for source, target in _INPUTS:
            code = shape.get(target)
            if shape.get(source) is str and (code is str or code == ListOf(str)):
                return source, target
        return None

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """A conversation for each target, in their order."""
        source, target = next(
            pair for pair in _INPUTS if type(record.get(pair[0])) is str and pair[1] in record
        )
        said = Said("user", ((source,),))
        listed = type(record[target]) is list
        paths: list[Path] = (
            [(target, place) for place in range(len(record[target]))] if listed else [(target,)]
        )
        desirable: Path | None = ("is_correct",) if "is_correct" in record else None
        return [
            Laid(Kind.CONVERSATION, (said, Said("assistant", (path,))), desirable=desirable) for path in paths
        ]

    def plain(self, *rows: Row) -> dict[str, Any]:
        """`inputs` and `targets` of one question and one answer."""
        question, answer = _exchange(one_row(rows))
        return {"inputs": question, "targets": answer}


class ExamQuestion(Preset):
    """COIG's examination questions: `textbox_q_instruction`, `…_q_context`, `textbox_question`, `…_answer`.

    As its authors join them (Zhang et al., 2023): the prompt is instruction, context and question,
    the answer is followed by its analysis.
    """

    name = "exam_question"

    def fits(self, shape: Shape) -> bool:
        """A question and an answer under COIG's keys."""
        return {"textbox_question", "textbox_answer"} <= set(shape)

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """One conversation."""
        asked = text_paths(record, "textbox_q_instruction", "textbox_q_context", "textbox_question")
        answered = text_paths(record, "textbox_answer", "textbox_answer_analysis")
        messages = [Said("user", asked)] if asked else []
        messages += [Said("assistant", answered)] if answered else []
        return [Laid(Kind.CONVERSATION, messages)]


class Translated(Preset):
    """COIG's translated instructions: a record in one language and, under `trans_…`, in another."""

    name = "translated"

    def fits(self, shape: Shape) -> bool:
        """Instruction and output, both twice."""
        return {"instruction", "output", "trans_instruction", "trans_output"} <= set(shape)

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """Two conversations, the original first, in the group of the original's instruction."""
        rows: list[Laid] = []
        for lead in ("", "trans_"):
            asked = text_paths(record, f"{lead}instruction", f"{lead}input")
            answered = text_paths(record, f"{lead}output")
            if asked and answered:
                messages = (Said("user", asked), Said("assistant", answered))
                rows.append(Laid(Kind.CONVERSATION, messages, group=record["instruction"]))
        return rows


class TextToSQL(Preset):
    """A question, the database that it is asked of, and its SQL: Spider, BIRD and their kin.

    The system text names the database (`Database: concert_singer`); BIRD's `evidence` stands below the
    question. Spider's tokenised and parsed copies stay unknown fields.
    """

    name = "text_to_sql"

    def fits(self, shape: Shape) -> bool:
        """A question, a database and SQL as text."""
        return shape.get("db_id") is str and shape.get("question") is str and self._sql(shape) is not None

    def _sql(self, shape: Shape) -> str | None:
        return next((key for key in ("query", "SQL", "sql", "gold_sql") if shape.get(key) is str), None)

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """One conversation."""
        asked = text_paths(record, "question", "evidence")
        key = next(key for key in ("query", "SQL", "sql", "gold_sql") if type(record.get(key)) is str)
        messages = (Said("user", asked), Said("assistant", ((key,),)))
        return [Laid(Kind.CONVERSATION, messages, system=(("db_id",),), lead=_DATABASE)]

    def plain(self, *rows: Row) -> dict[str, Any]:
        """Spider's `db_id`, `question` and `query`, of a conversation whose system text names a database."""
        row = one_row(rows)
        system = row.get("system") or ""
        if not system.startswith(_DATABASE):
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "system"})
        question, answer = _exchange({**row, "system": None})
        return {"db_id": system.removeprefix(_DATABASE), "question": question, "query": answer}


def _exchange(row: Row) -> tuple[str, str]:
    require_kind(row, Kind.CONVERSATION)
    require_bare(row, "system", "tools", "desirable")
    refuse_media(row)
    refuse_weights(row["messages"])
    messages = row["messages"]
    if [message["role"] for message in messages] != ["user", "assistant"]:
        raise Unwritable(Reason.ROLES_DO_NOT_ALTERNATE, {"message": len(messages)})
    return plain_text(messages[0], 1), plain_text(messages[1], 2)
