"""Which fetcher reaches which kind of location. Each is loaded only when something is fetched by it."""

from __future__ import annotations

from danlu.declared.entry import Entry
from danlu.errors import DanluError
from danlu.fetching.base import Fetcher


def fetcher_for(entry: Entry) -> Fetcher:
    """The fetcher of an entry's location.

    Raises:
        DanluError: The entry is local: an intake takes its files in.
    """
    match entry.via:
        case "http":
            from danlu.fetching.web import Web  # noqa: PLC0415 - loaded when it is needed

            return Web()
        case "database":
            from danlu.fetching.database import Database  # noqa: PLC0415 - loaded when it is needed

            return Database()
        case "hub":
            from danlu.fetching.hub import Hub  # noqa: PLC0415 - loaded when it is needed

            return Hub()
        case "s3":
            from danlu.fetching.bucket import Bucket  # noqa: PLC0415 - loaded when it is needed

            return Bucket()
        case "local":
            raise DanluError(f"{entry.name} lies on this machine: `danlu build` takes it in")
