"""Declared addresses that list pages: sitemaps, their indexes, plain lists, robots.txt."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from danlu.fetching.base import NotFetched
from danlu.fetching.web.address import Address, parse_address
from danlu.fetching.web.client import status_refused
from danlu.fetching.web.listing import Listing, find_listing
from danlu.fetching.web.refused import Problem, RefusedError
from danlu.fetching.web.visit import Visit, Visitor

_MOST_LISTS = 1000
_MOST_DEPTH = 3


@dataclass(slots=True)
class Expansion:
    """The pages of an entry.

    Attributes:
        addresses: Of pages, by address, each once, in order.
        visits: Visits of those that were found to be pages when they were asked for.
        failures: Lists that could not be read, and listed addresses that are none.
        whole: Whether every list was read; if not, more pages may exist than are known.
        lists: How many lists were read.
    """

    addresses: dict[str, Address] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    failures: list[NotFetched] = field(default_factory=list)
    whole: bool = True
    lists: int = 0

    def fail(self, name: str, refused: RefusedError) -> None:
        """A list that could not be read."""
        self.failures.append(NotFetched(name, refused.evidence))
        self.whole = False


def expand(visit: Visit, visitor: Visitor, expansion: Expansion) -> None:
    """Take in a declared address: the page that it is, or the pages that it lists."""
    listing = _listing(visit)
    if listing is not None:
        visitor.note_list(visit.address)
        _take(visit, listing, visitor, expansion, (visit.address.host,), 1)
        return
    status = visit.captures[-1].status if visit.captures else None
    if visitor.was_list(visit.address) and (visit.failure is not None or status != 200):
        visitor.note_list(visit.address)
        expansion.fail(visit.address.url, visit.failure or status_refused(status or 0))
        return
    expansion.addresses.setdefault(visit.address.url, visit.address)
    expansion.visits[visit.address.url] = visit


def sitemaps_of(robots: Address, visitor: Visitor, expansion: Expansion) -> None:
    """Take in the pages of the sitemaps that a robots.txt names; they may lie on another host."""
    try:
        written = visitor.manners.robots_of(robots).sitemaps
    except RefusedError as refused:
        expansion.fail(robots.url, refused)
        return
    if not written:
        expansion.fail(robots.url, RefusedError(Problem.LISTING, sitemaps=0))
    for each in written:
        try:
            address = parse_address(each, robots)
        except RefusedError as refused:
            expansion.fail(robots.url, refused)
            continue
        _take_list(address, visitor, expansion, (robots.host, address.host), 1)


def _listing(visit: Visit) -> Listing | None:
    if visit.failure is not None or visit.body is None or not visit.captures:
        return None
    return find_listing(visit.body.path, visit.captures[-1].headers.get("content-type", ""))


def _take_list(
    address: Address, visitor: Visitor, expansion: Expansion, hosts: tuple[str, ...], depth: int
) -> None:
    """Fetch a list that an index or a robots.txt names."""
    if expansion.lists >= _MOST_LISTS or depth > _MOST_DEPTH:
        expansion.fail(address.url, RefusedError(Problem.LISTING, lists=expansion.lists, depth=depth))
        return
    visit = visitor.visit(address)
    listing = _listing(visit)
    if listing is None:
        expansion.fail(address.url, visit.failure or RefusedError(Problem.LISTING))
        return
    _take(visit, listing, visitor, expansion, hosts, depth)


def _take(
    visit: Visit,
    listing: Listing,
    visitor: Visitor,
    expansion: Expansion,
    hosts: tuple[str, ...],
    depth: int,
) -> None:
    base = visit.final or visit.address
    expansion.lists += 1
    problems: Counter[Problem] = Counter()
    for written in listing.addresses:
        try:
            address = parse_address(written, base)
        except RefusedError as refused:
            problems[refused.problem] += 1
            continue
        if not listing.is_text and not _speaks_for(hosts, address):
            problems[Problem.OTHER_HOST] += 1
        elif listing.is_index:
            _take_list(address, visitor, expansion, hosts, depth + 1)
        else:
            expansion.addresses.setdefault(address.url, address)
    for problem, count in sorted(problems.items()):
        evidence = {"problem": problem.value, "pages": count}
        expansion.failures.append(NotFetched(visit.address.url, evidence))
    if not listing.whole:
        expansion.fail(visit.address.url, RefusedError(Problem.LISTING, pages=len(listing.addresses)))


def _speaks_for(hosts: tuple[str, ...], address: Address) -> bool:
    """A sitemap speaks for its own host (sitemaps.org, "Sitemap file location"), with or without www."""
    return address.host.removeprefix("www.") in {host.removeprefix("www.") for host in hosts}
