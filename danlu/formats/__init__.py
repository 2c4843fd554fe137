"""Formats: how sources spell fine-tuning records, found by content, read to rows and written back.

A file may mix formats, so every record is looked at; the answer is remembered for each shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from danlu.formats.alpaca import Alpaca
from danlu.formats.base import Format, Unreadable, Unwritable, parse_json
from danlu.formats.chatgpt import ChatGPT
from danlu.formats.comparisons import Compared, Scored
from danlu.formats.conll import CoNLL
from danlu.formats.document import Document
from danlu.formats.function_sets import FunctionQuestions, PossibleAnswers, ToolQueries
from danlu.formats.glaive import Glaive
from danlu.formats.instruction_sets import ExamQuestion, InputsTargets, TextToSQL, Translated
from danlu.formats.kto import KTO
from danlu.formats.label_studio import LabelStudio
from danlu.formats.label_studio_min import LabelStudioMin
from danlu.formats.labelled import Labelled
from danlu.formats.moss import MOSS
from danlu.formats.oasst import MessageRow, MessageTree
from danlu.formats.openai import OpenAI, is_turn
from danlu.formats.preference import Preference
from danlu.formats.prompt import BarePrompt
from danlu.formats.prompt_completion import PromptCompletion
from danlu.formats.rejected_response import RejectedResponse
from danlu.formats.role_play import NumberedMessages
from danlu.formats.scripted import Scripted
from danlu.formats.self_instruct import SelfInstruct
from danlu.formats.shape import MOST_KEYS, Shape, remembered
from danlu.formats.sharegpt import ShareGPT
from danlu.formats.slot_spans import SlotSpans
from danlu.formats.span_map import SpanMap
from danlu.formats.spans import Spans
from danlu.formats.transcripts import Transcripts
from danlu.formats.turn_pairs import TurnPairs
from danlu.formats.unnamed_turns import UnnamedTurns
from danlu.rows import Kind, Row

__all__ = [
    "FORMATS",
    "Format",
    "Unreadable",
    "Unwritable",
    "find_format",
    "format_named",
    "is_turn",
    "row_from_columns",
]


class _ShapedFormat(Format, Protocol):
    def fits(self, shape: Shape) -> bool: ...


_OPENAI, _DOCUMENT = OpenAI(), Document()
_ORDERED: tuple[_ShapedFormat, ...] = (
    ChatGPT(),
    MessageTree(),
    MessageRow(),
    LabelStudio(),
    MOSS(),
    Glaive(),
    NumberedMessages(),
    Scripted(),
    FunctionQuestions(),
    PossibleAnswers(),
    ToolQueries(),
    TextToSQL(),
    ExamQuestion(),
    Translated(),
    InputsTargets(),
    Compared(),
    SlotSpans(),
    Transcripts(),
    Preference(),
    RejectedResponse(),
    Scored(),
    KTO(),
    PromptCompletion(),
    _OPENAI,
    ShareGPT(),
    TurnPairs(),
    UnnamedTurns(),
    SelfInstruct(),
    CoNLL(),
    Spans(),
    SpanMap(),
    Alpaca(),
    Labelled(),
    LabelStudioMin(),
    BarePrompt(),
    _DOCUMENT,
)
FORMATS: tuple[Format, ...] = _ORDERED
"""All formats in order of precedence: what says more of a record comes first."""
_BY_NAME: Mapping[str, Format] = {form.name: form for form in FORMATS}


def _first_fitting(shape: Shape) -> Format | None:
    return next((form for form in _ORDERED if form.fits(shape)), None)


_find = remembered(_first_fitting)


def find_format(value: object) -> Format | None:
    """The format of a record: the first of `FORMATS` that its keys and types of values fit, or None."""
    kind = type(value)
    if kind is dict:
        record = cast("dict[str, Any]", value)
        return cast("Format | None", _find(record)) if len(record) <= MOST_KEYS else None
    if kind is list:
        return _OPENAI if _OPENAI.matches(value) else None
    return _DOCUMENT if kind is str else None


def format_named(name: str) -> Format:
    """The format of this name; KeyError where there is none."""
    return _BY_NAME[name]


def row_from_columns(columns: Mapping[str, Any]) -> Row:
    """A row that any format can write, from a row of `ROW_SCHEMA` as Python values.

    `group` is left out: in a column it is a digest, of which the declared name is no part.
    """
    names = ("system", "tools", "chosen", "rejected", "desirable", "label", "spans")
    row = {name: columns[name] for name in names if columns.get(name) is not None}
    row |= {name: parse_json(columns[name]) for name in ("extra", "surface") if columns.get(name) is not None}
    row |= {"kind": Kind(columns["kind"]), "messages": columns["messages"]}
    return cast("Row", row)
