"""A record as it stands in the recorded bytes of its source, read again to prove what is said of it."""

from __future__ import annotations

import hashlib
from itertools import islice
from uuid import UUID

import duckdb

from danlu.errors import DanluError
from danlu.identity import record_id
from danlu.journey.model import Original, Place, Source
from danlu.lake.catalogue import content_path, read_catalogue
from danlu.lake.layout import Project, source_key
from danlu.lake.manifest import read_manifest
from danlu.ledger import Reason
from danlu.readers import has_stream, read_range, reread

_PLACE = "record_id, position, line, byte_start, byte_end, part, format, rows, reason"


def source_named(project: Project, name: str) -> Source:
    """A source of the catalogue, with what `raw` says of it.

    Raises:
        DanluError: The catalogue does not know it.
    """
    source = read_catalogue(project).get(source_key(name))
    if source is None:
        raise DanluError(f"no source is called {name}; see `danlu status`")
    manifest = read_manifest(project.unit("raw", source.key))
    details = dict(manifest.details) if manifest is not None else {}
    size = details.get("stream_bytes")
    return Source(
        name=source.name,
        key=source.key,
        sha256=source.sha256,
        bytes=source.bytes,
        state=source.state,
        container=_text(details.get("container")),
        compression=_text(details.get("compression")),
        encoding=_text(details.get("encoding")),
        formats=_text(details.get("formats")),
        stream_bytes=size if isinstance(size, int) else None,
    )


def _text(value: str | int | None) -> str | None:
    return value if isinstance(value, str) and value else None


def places(connection: duckdb.DuckDBPyConnection, condition: str, values: list[object]) -> list[Place]:
    """Records of the mirror that fit a condition, in the order of their source."""
    query = f"SELECT {_PLACE} FROM facts.records WHERE {condition} ORDER BY position"  # noqa: S608 - from this package
    found = connection.execute(query, values).fetchall()
    return [Place(str(identifier), *others) for identifier, *others in found]


def original(project: Project, source: Source, place: Place) -> Original | None:
    """Read a record again from the recorded bytes; None for a tombstone."""
    if source.state != "present":
        return None
    content = content_of(project, source, place)
    if content is None:
        return None
    # what is read again, and not cut out of a stream, comes as a digest already
    long = place.reason == Reason.RECORD_TOO_LARGE and has_stream(source.container or "text")
    identity = hashlib.sha256(content).digest() if long else content
    return Original(content.decode("utf-8", "backslashreplace"), _gives(source.name, identity, place))


def content_of(project: Project, source: Source, place: Place) -> bytes | None:
    """The bytes of a record, or what stands for them where its container has no byte ranges."""
    path = content_path(project, read_catalogue(project)[source.key])
    if has_stream(source.container or "text"):
        if place.byte_start is None or place.byte_end is None:
            return None
        return read_range(path, source.encoding, source.compression, place.byte_start, place.byte_end)
    manifest = read_manifest(project.unit("raw", source.key))
    if manifest is None:
        return None
    found = next(islice(reread(path, manifest.details), place.position - 1, None), None)
    return found.content if found is not None else None


def _gives(source: str, content: bytes, place: Place) -> bool:
    """Whether the bytes give the record's id: as the first of equal records, or as a later one."""
    wanted = UUID(place.record_id).bytes
    return any(record_id(source, content, number) == wanted for number in range(place.position))
