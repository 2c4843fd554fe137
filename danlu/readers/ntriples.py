"""Records of N-Triples (W3C RDF 1.1 N-Triples): one triple on each line.

A record's value has the keys subject, predicate and object as names that people read: the last segment
of an IRI, or the `rdfs:label` that an earlier line gives it, with the IRIs under subject_id and
predicate_id, and the language of a literal under language. A comment and a label are refused as
ENVELOPE: they say how things are called. What has no name but a number or a blank node's label is refused
as EMPTY_RECORD, because no question could be asked of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from danlu.ledger import Reason
from danlu.readers.base import Limits, Parsed, Record, refuse
from danlu.readers.buffer import TextBuffer
from danlu.readers.lines import read_lines

_BLANK = b" \t\r"
_IRI = r'<((?>[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+)>'
_NODE = r"_:[\w:](?>[\w:\-\u00b7]|\.(?=[\w:.\-\u00b7]))*+"
_LITERAL = r'"((?>[^"\\\r\n]|\\[tbnrf"\'\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+)"'
_SUFFIX = rf"(?:\^\^{_IRI}|@([A-Za-z]+(?:-[A-Za-z0-9]+)*+))?"
_OBJECT = rf"(?:{_IRI}|({_NODE})|{_LITERAL}{_SUFFIX})"
_TRIPLE = re.compile(rf"(?:{_IRI}|({_NODE}))[ \t]*+{_IRI}[ \t]*+{_OBJECT}[ \t]*+\.[ \t]*+(?:#.*)?")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_HUMP = re.compile(r"[_\s]+")
_BARE = re.compile(r"[A-Za-z]?[\d._-]*|[0-9a-fA-F-]{32,}")
_LABELS = frozenset(
    {
        "http://www.w3.org/2000/01/rdf-schema#label",
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://schema.org/name",
        "https://schema.org/name",
    }
)
_NAMED_IN = frozenset({"", "zh", "en"})
_MOST_LABELS = 200_000
_LONGEST_LABEL = 500


def looks_like_ntriples(lines: Sequence[bytes]) -> bool:
    """Whether most of a file's first lines that are neither blank nor comments are triples."""
    told = [line for raw in lines if (line := raw.strip(_BLANK)) and not line.startswith(b"#")]
    found = sum(1 for line in told if _matched(line) is not None)
    return found > 0 and found * 10 >= len(told) * 9


def read_ntriples(buffer: TextBuffer, limits: Limits) -> Iterator[Record]:
    """The records, in the order of the file; white space and line ends separate."""
    labels: dict[str, str] = {}
    return read_lines(buffer, limits, lambda line: _parsed(line, labels))


def _matched(line: bytes) -> re.Match[str] | None:
    try:
        return _TRIPLE.fullmatch(line.decode("utf-8"))
    except UnicodeDecodeError:
        return None


def _parsed(line: bytes, labels: dict[str, str]) -> Parsed:
    if line.startswith(b"#"):
        return refuse(Reason.ENVELOPE, kind="comment")
    try:
        found = _TRIPLE.fullmatch(line.decode("utf-8"))
        if found is None:
            return refuse(Reason.INVALID_SYNTAX)
        return _told(found, labels)
    except UnicodeDecodeError as fault:
        return refuse(Reason.INVALID_ENCODING, at_byte=fault.start)
    except ValueError:
        # an escape that is no character: beyond U+10FFFF or half of a surrogate pair
        return refuse(Reason.INVALID_SYNTAX, part="escape")


def _told(found: re.Match[str], labels: dict[str, str]) -> Parsed:
    subject_iri, subject_node, predicate_iri, thing_iri, thing_node, literal, _, language = found.groups()
    subject_id = _unescaped(subject_iri) if subject_iri is not None else subject_node
    predicate_id = _unescaped(predicate_iri)
    primary = (language or "").partition("-")[0].lower()
    if literal is not None:
        thing = _unescaped(literal)
        if predicate_id in _LABELS:
            if primary in _NAMED_IN and len(labels) < _MOST_LABELS and 0 < len(thing) <= _LONGEST_LABEL:
                labels.setdefault(subject_id, thing)
            return refuse(Reason.ENVELOPE, kind="label")
    else:
        thing = _name(_unescaped(thing_iri) if thing_iri is not None else thing_node, labels)
    names = {"subject": _name(subject_id, labels), "predicate": _name(predicate_id, labels), "object": thing}
    bare = [role for role, name in names.items() if not name.strip()]
    if bare:
        return refuse(Reason.EMPTY_RECORD, without_name=bare)
    ids = {"subject_id": subject_id, "predicate_id": predicate_id}
    return Parsed({**names, **ids, **({"language": language} if language else {})})


def _name(identifier: str, labels: dict[str, str]) -> str:
    """What people call a thing; empty where nothing but a number is known of it."""
    known = labels.get(identifier)
    if known is not None:
        return known
    if identifier.startswith("_:"):
        return ""
    last = re.split(r"[/#]", identifier.rstrip("/#"))[-1]
    name = _HUMP.sub(" ", unquote(last, errors="replace")).strip()
    return "" if _BARE.fullmatch(name) or "\ufffd" in name else name


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_character, text)


def _character(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2]
    if digits is None:
        return _ESCAPED.get(escape[3], escape[3])
    code = int(digits, 16)
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        raise ValueError("no character")
    return chr(code)
