"""Files within a file: what an archive, a mail or a crawl gives to be read by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from danlu.ledger import Reason


@dataclass(frozen=True, slots=True)
class Member:
    """One file within a file.

    Attributes:
        name: Its name as the container has it, made printable; unique within the container.
        path: Where its bytes were put, until the next member is asked for; None when refused.
        reason: Why it is not taken out; None when it is.
        evidence: Counts and sizes; never text.
        about: What the container says of it, such as a page's address and date.
    """

    name: str
    path: Path | None
    reason: Reason | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
