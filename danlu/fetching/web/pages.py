"""A declared list of pages, recorded as one WARC file; a refresh asks only for what changed."""

from __future__ import annotations

import filecmp
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from danlu.declared.entry import Entry
from danlu.fetching.base import Fetched, NotFetched
from danlu.fetching.web.address import Address, parse_address, printable_address
from danlu.fetching.web.earlier import Earlier, Kept
from danlu.fetching.web.expand import Expansion, expand, sitemaps_of
from danlu.fetching.web.pace import host_key
from danlu.fetching.web.record import Part, warcinfo_record
from danlu.fetching.web.refused import Problem, RefusedError
from danlu.fetching.web.visit import PAGE, Capture, Visit, Visitor

_HOSTS_AT_ONCE = 4


@dataclass(slots=True)
class Crawl:
    """What came of all pages of an entry.

    Attributes:
        captures: By address, in the order of the list.
        failures: Pages that could not be had, with the evidence.
        pages: How many addresses were visited with success.
    """

    captures: dict[str, Capture] = field(default_factory=dict)
    failures: list[NotFetched] = field(default_factory=list)
    pages: int = 0

    def add(self, visit: Visit) -> None:
        """Take in a visit; what several addresses lead to is recorded once."""
        for capture in visit.captures:
            self.captures.setdefault(capture.url, capture)
        if visit.failure is None:
            self.pages += 1
        else:
            self.failures.append(NotFetched(visit.address.url, visit.failure.evidence))


def fetch_pages(
    entry: Entry, earlier: Earlier, visitor: Visitor, target: Path, *, accept_removals: bool = False
) -> Iterator[Fetched | NotFetched]:
    """Visit the pages of an entry and record them in `target`, unless nothing is new.

    If more than half of the pages are gone at once, they are kept unless `accept_removals`: a site
    that is being moved, or a list that was cut off, must not empty a dataset.

    Raises:
        OSError: The disk refused.
    """
    crawl = _crawled(entry, visitor, earlier)
    if not accept_removals:
        _keep_most(crawl, earlier)
    yield from crawl.failures
    if not crawl.captures:
        return
    changed = sum(isinstance(each, Part) and each.status == PAGE for each in crawl.captures.values())
    figures = {**visitor.manners.client.figures, "pages": crawl.pages, "pages_changed": changed}
    yield Fetched("", _recorded(list(crawl.captures.values()), earlier, target), figures)


def _crawled(entry: Entry, visitor: Visitor, earlier: Earlier) -> Crawl:
    crawl = Crawl()
    declared: dict[str, Address] = {}
    for written in entry.urls or (entry.location or "",):
        try:
            address = parse_address(written)
            declared.setdefault(address.url, address)
        except RefusedError as refused:
            crawl.failures.append(NotFetched(printable_address(written), refused.evidence))
    expansion = _expanded(list(declared.values()), visitor)
    crawl.failures += expansion.failures
    listed = expansion.addresses
    most = entry.fetch.max_pages
    if len(listed) > most:
        evidence = {"problem": Problem.TOO_MANY.value, "pages": len(listed), "max_pages": most}
        crawl.failures.append(NotFetched("", evidence))
    chosen = dict(list(listed.items())[:most])
    later = visit_all([address for url, address in chosen.items() if url not in expansion.visits], visitor)
    visits = expansion.visits | {visit.address.url: visit for visit in later}
    for url in chosen:
        crawl.add(visits[url])
    if not expansion.whole:
        # what an unread part of the list names is not known, so nothing is taken for gone
        for kept in earlier.all():
            crawl.captures.setdefault(kept.url, kept)
    return crawl


def _keep_most(crawl: Crawl, earlier: Earlier) -> None:
    """Keep the earlier captures of pages that are gone, where more than half of them are."""
    pages = [kept for kept in earlier.all() if kept.status == PAGE]
    gone = [kept for kept in pages if (now := crawl.captures.get(kept.url)) is None or now.status != PAGE]
    if len(gone) * 2 <= len(pages):
        return
    evidence = {"problem": Problem.MOST_GONE.value, "pages": len(gone), "of": len(pages)}
    crawl.failures.append(NotFetched("", evidence))
    crawl.captures |= {kept.url: kept for kept in gone}


def _expanded(declared: Sequence[Address], visitor: Visitor) -> Expansion:
    """The pages that the declared addresses are or list, in their order."""
    expansion = Expansion()
    direct = [address for address in declared if address.target != "/robots.txt"]
    visits = {visit.address.url: visit for visit in visit_all(direct, visitor)}
    for address in declared:
        if address.target == "/robots.txt":
            sitemaps_of(address, visitor, expansion)
        else:
            expand(visits[address.url], visitor, expansion)
    return expansion


def visit_all(addresses: Sequence[Address], visitor: Visitor) -> list[Visit]:
    """Visit addresses, a few hosts at once and one page of a host at a time; in the order given."""
    numbered = sorted(enumerate(addresses), key=lambda each: (host_key(each[1]), each[0]))
    queues = [list(queue) for _, queue in groupby(numbered, key=lambda each: host_key(each[1]))]
    stop = threading.Event()
    found: dict[int, Visit] = {}

    def work(queue: Sequence[tuple[int, Address]]) -> None:
        for number, address in queue:
            if stop.is_set():
                return
            found[number] = visitor.visit(address)

    with ThreadPoolExecutor(_HOSTS_AT_ONCE) as pool:
        try:
            for future in [pool.submit(work, queue) for queue in queues]:
                future.result()
        finally:
            stop.set()
    return [found[number] for number in range(len(addresses))]


def _recorded(captures: Sequence[Capture], earlier: Earlier, target: Path) -> Path:
    """The captures as a WARC file: the earlier one, where it has the very same bytes."""
    with target.open("wb") as file:
        file.write(warcinfo_record(max(capture.date for capture in captures)))
        for capture in captures:
            if isinstance(capture, Kept):
                earlier.copy(capture, file)
            else:
                capture.write(file)
    if earlier.path is not None and filecmp.cmp(earlier.path, target, shallow=False):
        target.unlink()
        return earlier.path
    return target
