"""E-mail (RFC 5322 and MIME): a message is a record; what is attached to it is a member.

Of a message its subject and text are kept, as plain text where it has one. Addresses and names of
its header are not: they are personal data and no text. Quoted history and signatures stay, since
only `cleaned` takes text out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from danlu.ledger import Reason
from danlu.pieces import Page, Section
from danlu.readers.archives.members import Member
from danlu.readers.base import Limits, Record, SourceRefused
from danlu.readers.documents.email_box import MOST_MESSAGE_BYTES, is_mailbox, mails_of
from danlu.readers.documents.email_text import header_text, part_text, payload_of
from danlu.readers.documents.packed import Numbering

_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]?[^\r\n]*+\r?\n(?:[ \t]+\S[^\r\n]*+\r?\n)*+")
_TELLING = frozenset(
    {b"message-id", b"received", b"mime-version", b"return-path", b"content-type", b"delivered-to"}
)
_NEEDED = frozenset({b"from", b"date", b"subject", b"to"})
_MOST_HEADERS = 200
_MOST_PARTS = 1000
_MOST_DEPTH = 20
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
_LONGEST_NAME = 120


def looks_like_email(window: bytes) -> bool:
    """Is a file that starts with `window` a message or a mailbox?

    It begins with header fields: From, and two more of From, Date, Subject and To, with one that
    only mail programs write; a text that quotes a mail has no such header at its very start.
    """
    start = window.index(b"\n") + 1 if is_mailbox(window) else 0
    names: set[bytes] = set()
    at = start
    for _ in range(_MOST_HEADERS):
        field = _HEADER.match(window, at)
        if field is None:
            break
        names.add(field[1].lower())
        at = field.end()
    ends = window[at : at + 2].startswith((b"\n", b"\r\n")) or at >= len(window)
    return ends and b"from" in names and len(names & _NEEDED) >= 2 and (bool(names & _TELLING) or start > 0)


def read_email(path: Path, limits: Limits, scratch: Path) -> Iterator[Record | Member]:
    """The messages of a file, each before what is attached to it.

    Attachments lie in `scratch` until the next one is asked for.
    """
    numbering = Numbering(limits)
    for number, mail in enumerate(mails_of(path), 1):
        part = f"message={number}"
        if mail.data is None:
            evidence = {"bytes": mail.size, "max_bytes": MOST_MESSAGE_BYTES}
            yield numbering.refuse({"message": number}, part, Reason.RECORD_TOO_LARGE, evidence)
            continue
        try:
            message = BytesParser(policy=policy.compat32).parsebytes(mail.data)
            leaves = list(_leaves(message))
        except RecursionError:
            yield numbering.refuse({"message": number}, part, Reason.TOO_DEEP, {"max_depth": _MOST_DEPTH})
            continue
        except SourceRefused as refusal:
            yield numbering.refuse({"message": number}, part, refusal.reason, refusal.evidence)
            continue
        except (MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
            fault = {"error": type(error).__name__}
            yield numbering.refuse({"message": number}, part, Reason.INVALID_SYNTAX, fault)
            continue
        yield _record(message, leaves, number, numbering)
        yield from _members(leaves, number, scratch)


def _leaves(message: Message[str, str]) -> Iterator[Message[str, str]]:
    """The parts that hold something, in order; a message within counts as one.

    Raises:
        SourceRefused: TOO_DEEP, or TOO_MANY_MEMBERS.
    """
    waiting = [(message, 0)]
    count = 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if depth > _MOST_DEPTH:
            raise SourceRefused(Reason.TOO_DEEP, {"max_depth": _MOST_DEPTH})
        if count > _MOST_PARTS:
            raise SourceRefused(Reason.TOO_MANY_MEMBERS, {"max_parts": _MOST_PARTS})
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting += [(one, depth + 1) for one in reversed(inner) if isinstance(one, Message)]
        else:
            yield part


def _record(
    message: Message[str, str], leaves: list[Message[str, str]], number: int, numbering: Numbering
) -> Record:
    part = f"message={number}"
    subject = header_text(message["Subject"] or "", numbering.limits)
    place = {"message": number, "subject": subject}
    texts = [leaf for leaf in leaves if _is_body(leaf)]
    plain = [leaf for leaf in texts if leaf.get_content_type() == "text/plain"]
    try:
        body = "\n\n".join(text for leaf in plain if (text := part_text(leaf)).strip())
        if not body:
            body = "\n\n".join(text for leaf in texts if (text := part_text(leaf)).strip())
    except SourceRefused as refusal:
        return numbering.refuse(place, part, refusal.reason, refusal.evidence)
    if not body.strip():
        return numbering.refuse(place, part, Reason.NO_MAIN_TEXT, {"parts": len(leaves)})
    text = f"# {subject}\n\n{body}" if subject else body
    day = _day(message)
    page = Page((Section(text, (subject,) if subject else ()),), {"date": day} if day else {})
    return numbering.take({"subject": subject, "date": day, "text": body}, page, part)


def _is_body(part: Message[str, str]) -> bool:
    kind = part.get_content_type()
    return (
        kind in {"text/plain", "text/html"}
        and part.get_content_disposition() != "attachment"
        and not part.get_filename()
    )


def _day(message: Message[str, str]) -> str:
    """The day of the message, in its writer's own time."""
    try:
        found: dt.datetime = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError, IndexError, OverflowError):
        return ""
    return found.date().isoformat()


def _members(leaves: list[Message[str, str]], number: int, scratch: Path) -> Iterator[Member]:
    for place, part in enumerate(leaves, 1):
        if _is_body(part):
            continue
        name = f"message={number}/{place} {_safe_name(part)}".rstrip()
        inner = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(inner, list) and inner:
            data = _as_bytes(inner[0])
        else:
            data = payload_of(part)
        if not data:
            yield Member(name, None, Reason.EMPTY_FILE, {"bytes": 0})
            continue
        if part.get_content_maintype() in {"image", "audio", "video"}:
            yield Member(name, None, Reason.MEDIA_FILE, {"bytes": len(data)})
            continue
        path = scratch / "attachment"
        path.write_bytes(data)
        yield Member(name, path)
        path.unlink(missing_ok=True)


def _as_bytes(message: object) -> bytes:
    try:
        return message.as_bytes() if isinstance(message, Message) else b""
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return b""


def _safe_name(part: Message[str, str]) -> str:
    """The name of an attachment without what could lead elsewhere."""
    name = part.get_filename() or ("message.eml" if part.get_content_type() == "message/rfc822" else "")
    bare = _UNSAFE.sub("_", header_text(name, Limits())).strip(". ")
    return bare[-_LONGEST_NAME:]
