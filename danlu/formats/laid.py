"""One row of a preset: which paths of the record hold its columns, read out and given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from danlu.formats.base import Unreadable, Unwritable, invalid, parse_json
from danlu.formats.places import Path, dotted, join_texts, split_texts, value_at
from danlu.ledger import Reason
from danlu.rows import Kind, Message, Row, Span, to_json


class Said(NamedTuple):
    """A message: its role and the paths of its text (one below the other), thoughts and calls."""

    role: str
    at: tuple[Path, ...] = ()
    reasoning: Path | None = None
    calls: Path | None = None


class Marked(NamedTuple):
    """A span: the paths of its bounds (the end outside), its label, and the text that it marks."""

    start: Path
    end: Path
    label: Path
    quote: Path | None = None


class Laid(NamedTuple):
    """One row of a record. `lead` stands before the system text and in no field of the record."""

    kind: Kind
    messages: Sequence[Said]
    chosen: Sequence[Said] = ()
    rejected: Sequence[Said] = ()
    system: tuple[Path, ...] = ()
    lead: str = ""
    tools: Path | None = None
    label: Path | None = None
    desirable: Path | None = None
    spans: Sequence[Marked] | None = None
    group: str | None = None

    def said(self) -> list[Said]:
        """All its messages."""
        return [*self.messages, *self.chosen, *self.rejected]

    def paths(self) -> list[Path]:
        """Every path that its columns hold."""
        found = [*self.system, self.tools, self.label, self.desirable]
        for said in self.said():
            found += [*said.at, said.reasoning, said.calls]
        for mark in self.spans or ():
            found += [mark.start, mark.end, mark.label, mark.quote]
        return [path for path in found if path is not None]


def read_laid(record: Any, laid: Laid, surface: dict[str, Any]) -> Row:
    """The row whose columns stand at these paths.

    Raises:
        Unreadable: A value is of the wrong type, or a span does not fit its text.
    """
    lines: dict[str, Any] = {}
    read = [_message(record, said, str(place), lines) for place, said in enumerate(laid.said())]
    asked, better = len(laid.messages), len(laid.messages) + len(laid.chosen)
    row = Row(kind=laid.kind, messages=read[:asked])
    if laid.kind is Kind.PREFERENCE:
        row["chosen"], row["rejected"] = read[asked:better], read[better:]
    system = _text(record, laid.system, "system", lines) if laid.system else ""
    if system:
        row["system"] = laid.lead + system
    if laid.tools is not None:
        _read_tools(record, laid.tools, row, surface)
    if laid.label is not None:
        row["label"] = _json(record, laid.label)
    if laid.desirable is not None:
        desirable = value_at(record, laid.desirable)
        if type(desirable) is not bool:
            raise invalid(dotted(laid.desirable), desirable)
        row["desirable"] = desirable
    if laid.spans is not None:
        row["spans"] = [_span(record, mark, read[0]["content"] or "") for mark in laid.spans]
    if lines:
        surface["lines"] = lines
    return row


def _message(record: Any, said: Said, place: str, lines: dict[str, Any]) -> Message:
    message: Message = {
        "role": said.role,
        "content": _text(record, said.at, place, lines) if said.at else None,
    }
    if said.reasoning is not None:
        message["reasoning"] = _one(record, said.reasoning)
    if said.calls is not None:
        message["tool_calls"] = [
            {"id": None, "name": call["name"], "arguments": call["arguments"]}
            for call in value_at(record, said.calls)
        ]
    return message


def _text(record: Any, paths: tuple[Path, ...], place: str, lines: dict[str, Any]) -> str:
    if len(paths) == 1:
        return _one(record, paths[0])
    text, counts = join_texts([_one(record, path) for path in paths])
    lines[place] = counts
    return text


def _one(record: Any, path: Path) -> str:
    text = value_at(record, path)
    if type(text) is not str:
        raise invalid(dotted(path), text)
    return text


def _read_tools(record: Any, path: Path, row: Row, surface: dict[str, Any]) -> None:
    tools = value_at(record, path)
    if tools is None or tools in ("", [], {}):
        if tools is not None:
            surface["no_tools"] = tools
        return
    if type(tools) is not str:
        surface["tools"] = "value"
    row["tools"] = tools if type(tools) is str else _json(record, path)


def _json(record: Any, path: Path) -> str:
    value = value_at(record, path)
    try:
        return to_json(value)
    except (TypeError, ValueError) as error:
        raise invalid(dotted(path), value) from error


def _span(record: Any, mark: Marked, text: str) -> Span:
    start, end, label = value_at(record, mark.start), value_at(record, mark.end), value_at(record, mark.label)
    start = 0 if start is None else start
    for path, value, expected in ((mark.start, start, int), (mark.end, end, int), (mark.label, label, str)):
        if type(value) is not expected:
            raise invalid(dotted(path), value)
    quote = None if mark.quote is None else value_at(record, mark.quote)
    evidence = {"field": dotted(mark.end), "start": start, "end": end, "characters": len(text)}
    if not 0 <= start < end <= len(text):
        raise Unreadable(Reason.INVALID_FIELD, evidence)
    if quote is not None and quote != text[start:end]:
        raise Unreadable(Reason.INVALID_FIELD, {**evidence, "expected": "quoted_text"})
    return Span(start=start, end=end, label=label)


def taken_back(row: Row, laid: Laid) -> dict[Path, Any]:
    """Path → value, for every path of a row that was laid out so.

    Raises:
        Unwritable: The row says more, or less, than its record had places for.
    """
    values: dict[Path, Any] = {}
    if row["kind"] is not laid.kind:
        raise Unwritable(Reason.KIND_NOT_SUPPORTED, {"kind": row["kind"].value})
    messages = [*row["messages"], *(row.get("chosen") or ()), *(row.get("rejected") or ())]
    expected = laid.said()
    if [message["role"] for message in messages] != [said.role for said in expected]:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"messages": len(messages), "expected": len(expected)})
    lines: Mapping[str, Any] = row["surface"].get("lines") or {}
    for place, (message, said) in enumerate(zip(messages, expected, strict=True)):
        _give_message(message, said, lines.get(str(place)), place, values)
    _give_system(row, laid, lines.get("system"), values)
    if laid.tools is not None:
        values[laid.tools] = _tools(row)
    if laid.label is not None:
        label = row.get("label")
        values[laid.label] = None if label is None else parse_json(label)
    if laid.desirable is not None:
        values[laid.desirable] = row.get("desirable")
    if laid.spans is not None:
        _give_spans(row, laid.spans, values)
    return values


def _give_system(row: Row, laid: Laid, lines: Any, values: dict[Path, Any]) -> None:
    system = row.get("system") or ""
    if system and not (laid.system and system.startswith(laid.lead)):
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "system"})
    if laid.system:
        values.update(_cut(system.removeprefix(laid.lead), laid.system, lines))


def _tools(row: Row) -> Any:
    tools = row.get("tools")
    if not tools:
        return row["surface"].get("no_tools")
    return parse_json(tools) if row["surface"].get("tools") == "value" else tools


def _give_message(message: Message, said: Said, lines: Any, place: int, values: dict[Path, Any]) -> None:
    filled = {field for field, value in cast("Mapping[str, Any]", message).items() if value is not None}
    known = {"role", "content"} if said.at else {"role"}
    known |= {"reasoning"} if said.reasoning is not None else set()
    known |= {"tool_calls"} if said.calls is not None else set()
    if filled - known or (said.at and message["content"] is None):
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"message": place + 1, "fields": sorted(filled - known)})
    if said.at:
        values.update(_cut(message["content"] or "", said.at, lines))
    if said.reasoning is not None:
        values[said.reasoning] = message.get("reasoning") or ""
    if said.calls is not None:
        values[said.calls] = [
            {"name": call["name"], "arguments": call["arguments"]} for call in message.get("tool_calls") or ()
        ]


def _cut(text: str, paths: tuple[Path, ...], lines: Any) -> dict[Path, Any]:
    if lines is None:
        return {paths[0]: text}
    return dict(zip(paths, split_texts(text, lines), strict=True))


def _give_spans(row: Row, marks: Sequence[Marked], values: dict[Path, Any]) -> None:
    spans = row.get("spans") or []
    if len(spans) != len(marks):
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"spans": len(spans), "expected": len(marks)})
    text = row["messages"][0]["content"] or ""
    for span, mark in zip(spans, marks, strict=True):
        found = {mark.start: span["start"], mark.end: span["end"], mark.label: span["label"]}
        if mark.quote is not None:
            found[mark.quote] = text[span["start"] : span["end"]]
        for path, value in found.items():
            if values.setdefault(path, value) != value:
                raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": dotted(path)})
