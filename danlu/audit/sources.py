"""Laws 1 and 2 at `raw`, proved on the bytes: records and separators tile each source's text stream.

The recorded file is read again from its first byte to its last. Each record's bytes give its id;
each stretch between records must be a separator; each record must start on the line that it names.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from danlu.audit.breach import Breach
from danlu.audit.files import Folder
from danlu.audit.pieces import Pieces
from danlu.identity import record_id
from danlu.lake.catalogue import SourceFile
from danlu.lake.parquet import read_all
from danlu.ledger import LEDGER_SCHEMA, Reason
from danlu.readers import Limits, Reading, SourceRefused, is_separator, text_stream
from danlu.stages.raw import RECORD_SCHEMA

_UNBOUNDED = Limits(max_record_bytes=1 << 62, max_depth=512, max_expansion=1 << 40)
_DAMAGE = frozenset({Reason.CORRUPT_FILE.value, Reason.FILE_TOO_LARGE.value})
_COLUMNS = ("record_id", "position", "line", "byte_start", "byte_end", "reason")


def prove_source(source: SourceFile, path: Path, raw: Folder) -> list[Breach]:
    """Prove one present source against its recorded bytes."""
    records = _records(raw)
    excused = _refused_as_a_whole(raw)
    details = raw.manifest.details
    container = details.get("container")
    if not isinstance(container, str):
        faults = iter(() if excused and not records else ("has records, but no container is known",))
        if not records and not excused:
            faults = iter(("gave neither records nor a reason",))
    elif container == "parquet":
        faults = _prove_rows(source, path, details.get("compression"), records, excused=excused)
    else:
        stream = text_stream(path, _text(details, "compression"), _text(details, "encoding"), _UNBOUNDED)
        faults = _Tiling(source.name, container, Pieces(stream), excused).faults(records)
    breaches = []
    for fault in faults:
        breaches.append(Breach("raw", raw.place, "1", fault))
        if len(breaches) == 20:
            break
    return breaches
