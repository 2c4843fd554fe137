"""Containers without a text stream: which one a file is, and what reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from danlu.ledger import Reason
from danlu.readers.archives.media import is_media
from danlu.readers.archives.members import Member
from danlu.readers.archives.tar_file import read_tar
from danlu.readers.archives.warc import read_warc
from danlu.readers.archives.zip_file import read_zip
from danlu.readers.base import Limits, Record, SourceRefused
from danlu.readers.compression import find_compression, raw_stream
from danlu.readers.documents.docx import read_docx
from danlu.readers.documents.email import read_email
from danlu.readers.documents.epub import read_epub
from danlu.readers.documents.notebook import read_notebook
from danlu.readers.documents.office import OLE2, document_kind, refuse_legacy
from danlu.readers.documents.pdf import read_pdf
from danlu.readers.documents.pptx import read_pptx
from danlu.readers.documents.workbook import read_workbook
from danlu.readers.parquet import open_parquet, read_parquet
from danlu.readers.sqlite_file import MAGIC, read_sqlite

PackedReader = Callable[[Path, Limits, Path], Iterator[Record | Member]]
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_UNREAD = (("7z", b"7z\xbc\xaf\x27\x1c"), ("rar", b"Rar!\x1a\x07"), ("cab", b"MSCF\x00\x00\x00\x00"))


def packed_container(path: Path, head: bytes, compression: str | None) -> str | None:
    """The container of a file whose decompressed bytes start with `head`; None where it is text.

    Raises:
        SourceRefused: MEDIA_FILE; ENCRYPTED; ARCHIVE_NOT_SUPPORTED of archives that no free library
            reads; UNKNOWN_FORMAT of documents that only old programs read.
    """
    for name, magic in _UNREAD:
        if head.startswith(magic):
            raise SourceRefused(Reason.ARCHIVE_NOT_SUPPORTED, {"archive": name})
    if is_media(head):
        raise SourceRefused(Reason.MEDIA_FILE)
    if head.startswith((OLE2, *_ZIP)):
        kind = document_kind(path) if compression is None else None
        refuse_legacy(kind or "")
        # what is compressed besides is known once it is unpacked
        return kind or ("zip" if head.startswith(_ZIP) or compression is not None else None)
    if head.lstrip().startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"WARC/"):
        return "warc"
    if head[257:262] == b"ustar":
        return "tar"
    if head.startswith(MAGIC):
        return "sqlite"
    if head.startswith(b"PAR1"):
        return "parquet"
    return find_compression(head)


def _read_parquet(path: Path, limits: Limits, scratch: Path) -> Iterator[Record]:  # noqa: ARG001 - as all are called
    with path.open("rb") as file:
        yield from read_parquet(open_parquet(file), limits)


def _read_layer(path: Path, limits: Limits, scratch: Path) -> Iterator[Member]:
    """A compressed file that lay in a compressed file."""
    with path.open("rb") as file:
        compression = find_compression(file.read(16))
    yield Member("", unpack(path, compression, limits, scratch))


def unpack(path: Path, compression: str | None, limits: Limits, scratch: Path) -> Path:
    """The decompressed bytes as a file in `scratch`; the file itself where it is not compressed.

    Raises:
        SourceRefused: It is corrupt, or expands further than the limits allow.
    """
    if compression is None:
        return path
    target = scratch / "unpacked"
    size = 0
    with target.open("wb") as file:
        for chunk in raw_stream(path, compression, limits):
            size += len(chunk)
            if size > limits.max_unpacked_bytes:
                raise SourceRefused(Reason.FILE_TOO_LARGE, {"most": limits.max_unpacked_bytes})
            file.write(chunk)
    return target


PACKED: dict[str, PackedReader] = {
    "parquet": _read_parquet,
    "pdf": read_pdf,
    "docx": read_docx,
    "pptx": read_pptx,
    **dict.fromkeys(("xlsx", "xlsb", "xls", "ods"), read_workbook),
    "epub": read_epub,
    "email": read_email,
    "notebook": read_notebook,
    "warc": read_warc,
    "sqlite": read_sqlite,
    "zip": read_zip,
    "tar": read_tar,
    **dict.fromkeys(("gz", "xz", "bz2", "zst"), _read_layer),
}
"""What reads each container that has no text stream."""
ARCHIVES = frozenset({"zip", "tar", "email", "warc", "gz", "xz", "bz2", "zst"})
"""Containers of files, whose nesting is bounded."""
UNPACKS_ITSELF = frozenset({"warc"})
"""Containers whose reader takes the compressed file as it is."""
