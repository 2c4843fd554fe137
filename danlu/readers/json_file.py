"""Records of a JSON file: an array, an object, or values one after another.

One record and a chunk are in memory, never the file. A damaged record is refused with its place,
and reading goes on at the next whole one. Separators are white space, commas, the brackets that
hold the records, and the keys of wrapped lists; everything else is in a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from danlu.ledger import Reason
from danlu.readers.base import Limits, Parsed, Record, refuse
from danlu.readers.buffer import TextBuffer
from danlu.readers.json_plan import CHAT_LISTS, Plan, is_conversation, is_message, plan_object
from danlu.readers.json_probe import MEMBER, WRAPPED, decode_key, probe
from danlu.readers.json_restart import Surroundings, find_restart
from danlu.readers.json_scan import Scan, ValueScan
from danlu.readers.json_value import parse_value
from danlu.readers.taker import Taker

_EMPTY = re.compile(rb"\[[ \t\r\n]*\]")
_OPEN = re.compile(rb"\{[ \t\r\n]*(?=\")")
_CHATS = re.compile(rb"\[[ \t\r\n]*(?=\{[ \t\r\n]*\")")
_HEAD = 1 << 16


class JsonFile:
    """One pass over a JSON text stream."""

    def __init__(self, buffer: TextBuffer, limits: Limits) -> None:
        self._buffer = buffer
        self._limits = limits
        self._taker = Taker(buffer, limits)
        self._around = Surroundings()
        self._list_ended = False

    def __iter__(self) -> Iterator[Record]:
        """The records, in the order of the file."""
        buffer = self._buffer
        while buffer.skip_space():
            byte = buffer.data[buffer.at]
            if byte == 0x2C:
                buffer.at += 1
            elif self._is_empty_file():
                buffer.at = len(buffer.data)
            elif byte == 0x5B and not self._is_single():
                buffer.at += 1
                yield from self._elements()
            elif byte == 0x7B and self._taker.position == 0 and (plan := self._plan()) is not Plan.RECORD:
                buffer.at += 1
                yield from self._members(plan)
            else:
                yield self._value()

    def _elements(self) -> Iterator[Record]:
        """The elements of an array, behind its bracket."""
        buffer = self._buffer
        before = self._taker.position
        while buffer.skip_space():
            byte = buffer.data[buffer.at]
            if byte == 0x2C:
                buffer.at += 1
            elif byte == 0x5D:
                if self._taker.position == before:
                    yield self._taker.take(0, refuse(Reason.INVALID_SYNTAX, missing="element"))
                buffer.at += 1
                return
            else:
                yield self._value()
        yield from self._unclosed()

    def _members(self, plan: Plan) -> Iterator[Record]:
        """The members of an object, behind its bracket; elements of wrapped lists one by one."""
        buffer = self._buffer
        while buffer.skip_space():
            byte = buffer.data[buffer.at]
            if byte in b",}":
                buffer.at += 1
                if byte == 0x7D:
                    return
                continue
            head = self._member_head()
            inside = self._inside(plan, head) if head else None
            self._list_ended = inside is not None
            if inside is not None:
                yield from inside
            else:
                self._around.members = True
                yield self._value(head)
                self._around.members = False
        yield from self._unclosed()

    def _inside(self, plan: Plan, head: re.Match[bytes]) -> Iterator[Record] | None:
        """The records that a member holds, where it is no record itself; `at` goes behind its bracket."""
        buffer = self._buffer
        key = decode_key(head)
        if plan is Plan.WRAPPER and (found := WRAPPED.match(buffer.data, head.end())):
            buffer.at = found.end()
            return self._elements()
        if plan is Plan.CHATS and key in CHAT_LISTS and (found := _OPEN.match(buffer.data, head.end())):
            buffer.at = found.end()
            return self._members(Plan.CHAT_LIST)
        if plan is Plan.CHAT_LIST and key == "list" and (found := _CHATS.match(buffer.data, head.end())):
            buffer.at = found.end()
            return self._chats()
        return None

    def _chats(self) -> Iterator[Record]:
        """The members of each chat in a list of them, an empty record where one ends without messages."""
        buffer = self._buffer
        while buffer.skip_space():
            byte = buffer.data[buffer.at]
            if byte in b",]":
                buffer.at += 1
                if byte == 0x5D:
                    return
            elif self._opens():
                buffer.at += 1
                self._list_ended = False
                yield from self._members(Plan.WRAPPER)
                if not self._list_ended:
                    yield self._taker.take(0, refuse(Reason.ENVELOPE, missing="messages"))
            else:
                yield self._value()
        yield from self._unclosed()

    def _opens(self) -> bool:
        """Does an object with a member start at `at`?"""
        buffer = self._buffer
        while not buffer.data[buffer.at + 1 :].strip(b" \t\r\n") and buffer.held < _HEAD and buffer.more():
            pass
        return _OPEN.match(buffer.data, buffer.at) is not None

    def _member_head(self) -> re.Match[bytes] | None:
        """Key and colon at `at`, with the first bytes of the value in memory."""
        buffer = self._buffer
        while True:
            head = MEMBER.match(buffer.data, buffer.at)
            enough = head is not None and len(buffer.data) - head.end() >= 256
            if enough or buffer.held > max(_HEAD, self._limits.max_record_bytes) or not buffer.more():
                return MEMBER.match(buffer.data, buffer.at)

    def _unclosed(self) -> Iterator[Record]:
        """An empty record where the bracket that should close the container is missing.

        Not needed where the last record is refused: then that one says that the file is cut off.
        """
        if self._taker.last_refused or self._buffer.damage is not None:
            return
        yield self._taker.take(0, refuse(Reason.TRUNCATED_RECORD, missing="closing bracket"))

    def _value(self, head: re.Match[bytes] | None = None) -> Record:
        """The record at `at`: one value, behind its key if `head` is given."""
        buffer = self._buffer
        lead = len(head[0]) if head else 0
        self._around.look(buffer.data, buffer.at)
        scan = ValueScan(buffer.at + lead)
        outcome = self._scan(scan)
        size = scan.at - buffer.at
        if size > self._limits.max_record_bytes:
            return self._too_long(scan, outcome)
        if outcome is not Scan.FOUND:
            return self._damaged(outcome)
        key = decode_key(head)
        content = buffer.data[buffer.at + lead : scan.at]
        parsed = parse_value(content, self._limits)
        if head and key is None and parsed.reason is None:
            parsed = refuse(Reason.INVALID_SYNTAX, part="key")
        if parsed.reason is None:
            self._around.learn(buffer.data, buffer.at, parsed.value)
        return self._taker.take(size, parsed, key=key)

    def _scan(self, scan: ValueScan) -> Scan:
        """Run a scan, reading on as long as the record may still be within its limit."""
        buffer = self._buffer
        while True:
            outcome = scan.run(buffer.data)
            before = buffer.at
            if outcome is not Scan.MORE or scan.at - before > self._limits.max_record_bytes:
                return outcome
            if not buffer.more():
                scan.at -= before - buffer.at
                return outcome
            scan.at -= before

    def _too_long(self, scan: ValueScan, outcome: Scan) -> Record:
        """Refuse a record over the limit, to its end or to where it is damaged."""
        record = self._taker.start_long()
        while True:
            record.pass_to(scan.at)
            if outcome is not Scan.MORE or not self._buffer.more():
                return record.finish()
            scan.at = 0
            outcome = scan.run(self._buffer.data)

    def _damaged(self, outcome: Scan) -> Record:
        """Refuse the stretch from `at` to the next whole record, or to the end of the stream."""
        buffer = self._buffer
        limit = self._limits.max_record_bytes
        while True:
            restart = find_restart(buffer.data, buffer.at, self._around, self._limits)
            if restart is not None:
                size = self._trimmed(restart)
                return self._taker.take(size, refuse(Reason.INVALID_SYNTAX, bytes=size))
            if buffer.held > limit:
                return self._taker.take(limit, refuse(Reason.INVALID_SYNTAX, bytes=limit))
            if not buffer.more():
                size = self._trimmed(len(buffer.data))
                reason = Reason.TRUNCATED_RECORD if outcome is Scan.MORE else Reason.INVALID_SYNTAX
                return self._taker.take(size, refuse(reason, bytes=size))

    def _trimmed(self, end: int) -> int:
        """Length from `at` to `end` without the separators before `end`; at least one byte."""
        buffer = self._buffer
        return max(len(buffer.data[buffer.at : end].rstrip(b" \t\r\n,")), 1)

    def _peek(self, at: int) -> tuple[Scan, int, Parsed | None]:
        """Scan and parse the value that starts `at` bytes after the current one, taking nothing."""
        buffer = self._buffer
        scan = ValueScan(buffer.at + at)
        outcome = self._scan(scan)
        end = scan.at - buffer.at
        if outcome is not Scan.FOUND or end > self._limits.max_record_bytes:
            return outcome, end, None
        return outcome, end, parse_value(buffer.data[buffer.at + at : scan.at], self._limits)

    def _is_empty_file(self) -> bool:
        """Is an empty array all that the file holds? It has no records then; elsewhere it is one."""
        buffer = self._buffer
        if self._taker.position > 0 or buffer.data[buffer.at] != 0x5B:
            return False
        while buffer.held <= _HEAD:
            empty = _EMPTY.match(buffer.data, buffer.at)
            if empty is None and buffer.data[buffer.at + 1 :].strip(b" \t\r\n"):
                return False
            if empty and empty.end() < len(buffer.data) and buffer.data[empty.end() :].strip(b" \t\r\n"):
                return False
            if not buffer.more():
                return empty is not None
        return False

    def _is_single(self) -> bool:
        """Is the array at `at` one record: empty, or one conversation, whole or damaged?"""
        buffer = self._buffer
        while (first := WRAPPED.match(buffer.data, buffer.at)) is None:
            if _EMPTY.match(buffer.data, buffer.at):
                return True
            if buffer.held > _HEAD or not buffer.more():
                return False
        _, _, element = self._peek(first.end() - buffer.at)
        if element is None or not is_message(element.value):
            return False
        _, end, whole = self._peek(0)
        if end > self._limits.max_record_bytes:
            return False
        return whole is None or whole.reason is not None or is_conversation(whole.value)

    def _plan(self) -> Plan:
        """How to read the object at `at`, the first value of the file."""
        buffer = self._buffer
        _, end, whole = self._peek(0)
        if whole is not None and whole.reason is None and isinstance(whole.value, dict):
            while not buffer.data[buffer.at + end :].strip(b" \t\r\n"):
                if not buffer.more():
                    return plan_object(whole.value)
            return Plan.RECORD
        return plan_object(probe(buffer, self._peek))
