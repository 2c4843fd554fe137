"""The fetcher of addresses on the web: pages become a crawl, anything else a file."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from danlu.declared.entry import Entry
from danlu.fetching.base import Before, Fetched, NotFetched
from danlu.fetching.web.address import Address, parse_address, printable_address
from danlu.fetching.web.client import Client, Outside
from danlu.fetching.web.download import Download, Downloaded, IsPageError
from danlu.fetching.web.earlier import Earlier
from danlu.fetching.web.listing import find_listing
from danlu.fetching.web.manners import Manners
from danlu.fetching.web.pages import fetch_pages
from danlu.fetching.web.refused import RefusedError
from danlu.fetching.web.visit import Visitor

_DATA = re.compile(
    r"\.(?:zip|gz|tgz|bz2|xz|zst|tar|7z|json|jsonl|ndjson|csv|tsv|parquet|arrow|arff|data|warc|sqlite"
    r"|pdf|docx|xlsx|pptx|epub|eml|mbox)",
    re.IGNORECASE,
)
_UNSAFE = re.compile(r"[^\w.-]+")


class Web:
    """Fetches over HTTP and HTTPS, behind the guard and with manners.

    robots.txt is obeyed for everything that is crawled. A single file that the user names is a
    download, as by a browser, and not what robots.txt is about (RFC 9309 §1: "crawlers").

    Args:
        outside: Resolver, sockets, trusted certificates, clock; the machine's own if not given.
    """

    def __init__(self, outside: Outside | None = None) -> None:
        self._outside = outside or Outside()

    def fetch(
        self, entry: Entry, before: Before, folder: Path, notes: dict[str, Mapping[str, str]]
    ) -> Iterator[Fetched | NotFetched]:
        """The files of the entry: one WARC file of its pages, or each address as a file.

        What is yielded as NotFetched is named by its file, or by the address of a page of a crawl. A crawl
        of which nothing at all was captured yields no file. `notes` are complete at the end.

        Raises:
            OSError: The disk refused.
        """
        try:
            client = Client(entry, self._outside)
        except RefusedError as refused:
            yield NotFetched("", refused.evidence)
            return
        with tempfile.TemporaryDirectory(prefix=".parts-", dir=folder) as parts:
            job = _Job(entry, before, folder, notes, Manners(client), Path(parts))
            if _is_crawl(entry, before):
                yield from job.pages(self._outside)
            elif entry.fetch.method == "file" or _DATA.fullmatch(_suffix(entry)):
                yield from job.files()
            else:
                yield from job.either(self._outside)


@dataclass(frozen=True, slots=True)
class _Job:
    """One fetch of one entry."""

    entry: Entry
    before: Before
    folder: Path
    notes: dict[str, Mapping[str, str]]
    manners: Manners
    parts: Path

    def pages(self, outside: Outside) -> Iterator[Fetched | NotFetched]:
        """Crawl the pages."""
        earlier = Earlier(
            self.before.files.get(""), self.parts, self.before.notes.get("", {}), self.before.shown
        )
        most = self.entry.fetch.max_page_bytes
        visitor = Visitor(self.manners, earlier, self.parts, most, outside.now)
        found = fetch_pages(
            self.entry,
            earlier,
            visitor,
            self.folder / "pages.warc",
            accept_removals=self.before.accept_removals,
        )
        for one in found:
            yield replace(one, name=self.before.shown(one.name)) if isinstance(one, NotFetched) else one
        self.notes[""] = {"method": "pages", **dict(sorted(visitor.notes.items()))}

    def either(self, outside: Outside) -> Iterator[Fetched | NotFetched]:
        """Look what the address answers with: a page or a list of pages is crawled."""
        target = self.parts / "file"
        try:
            done = self._downloaded(
                "", self.entry.location or "", target, self.manners.check, pages_too=False
            )
            is_list = done.path is not None and find_listing(done.path, done.media_type) is not None
        except IsPageError:
            is_list = True
        except RefusedError as refused:
            yield self._failed("", refused)
            return
        if is_list:
            yield from self.pages(outside)
        else:
            yield self._fetched("", done)

    def files(self) -> Iterator[Fetched | NotFetched]:
        """Take each address as a file."""
        for number, (name, written) in enumerate(_named(self.entry, self.before.shown).items()):
            target = self.parts / f"{number}.file"
            try:
                done = self._downloaded(name, written, target, lambda _: None, pages_too=True)
            except RefusedError as refused:
                yield self._failed(name, refused)
            else:
                yield self._fetched(name, done)

    def _downloaded(
        self, name: str, written: str, target: Path, check: Callable[[Address], None], *, pages_too: bool
    ) -> Downloaded:
        address = parse_address(written)
        known = self.before.notes.get(name, {})
        if name not in self.before.files or known.get("url") != address.url:
            known = {}
        most = self.entry.fetch.max_file_bytes
        return Download(self.manners.client, target, most, known, check, pages_too=pages_too).run(address)

    def _fetched(self, name: str, done: Downloaded) -> Fetched:
        """The earlier file where nothing is new, else the new one, moved out of the parts."""
        self.notes[name] = done.notes
        figures = self.manners.client.figures
        earlier = self.before.files.get(name)
        if earlier is not None and (done.path is None or _has_digest(earlier, done.digest)):
            return Fetched(name, earlier, figures)
        if done.path is None:
            raise FileNotFoundError(name)
        return Fetched(name, done.path.rename(self.folder / f"taken-{done.path.name}"), figures)

    def _failed(self, name: str, refused: RefusedError) -> NotFetched:
        """What was known of the file stays known."""
        if name in self.before.notes:
            self.notes[name] = self.before.notes[name]
        return NotFetched(name, refused.evidence)


def _is_crawl(entry: Entry, before: Before) -> bool:
    if entry.fetch.method != "auto":
        return entry.fetch.method == "pages"
    return bool(entry.urls) or before.notes.get("", {}).get("method") == "pages"


def _suffix(entry: Entry) -> str:
    try:
        target = parse_address(entry.location or "").target
    except RefusedError:
        return ""
    return PurePosixPath(target.partition("?")[0]).suffix


def _has_digest(path: Path, digest: bytes) -> bool:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest() == digest


def _named(entry: Entry, shown: Callable[[str], str]) -> dict[str, str]:
    """Addresses by the names of their files; those of equal names are told apart by their address."""
    if not entry.urls:
        return {"": entry.location or ""}
    names = {written: _file_name(shown(written)) for written in entry.urls}
    often = Counter(name.casefold() for name in names.values())
    named: dict[str, str] = {}
    for written, name in names.items():
        path = PurePosixPath(name)
        digest = hashlib.sha256(shown(written).encode("utf-8", "surrogatepass")).hexdigest()[:12]
        unique = name if often[name.casefold()] == 1 else f"{path.stem}-{digest}{path.suffix}"
        named[unique] = written
    return named


def _file_name(written: str) -> str:
    path = unquote(printable_address(written).partition("?")[0])
    return _UNSAFE.sub("_", PurePosixPath(path).name).strip("._")[:100] or "file"
