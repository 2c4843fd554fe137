"""What a request must satisfy, one function for each rule, asked in the order of `CHECKS`.

Dagster's own server believes every request that reaches it. Measured with dagster-webserver 1.13.27: a
mutation is executed over GET; over POST with the query in the URL and any body, as an HTML form sends
it; over POST with `text/plain; application/json`, which a browser sends to any site unasked; and
under `/graphql%0a`, since the end of a route's pattern matches before a line feed.

Fetch metadata is used as in W3C "Fetch Metadata Request Headers" and the resource isolation policy
of https://web.dev/articles/fetch-metadata.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from danlu.web import refusals
from danlu.web.asked import Asked
from danlu.web.refusals import Refusal

Check = Callable[[Asked], Refusal | None]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Names of this machine. Any other may be pointed here by whoever owns it (DNS rebinding)."""

_DECISIVE = ("host", "origin", "content-type", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest")
_STRANGE = re.compile(r"[\x00-\x1f\x7f\\]|//|/\.{1,2}(?:/|\Z)|\A(?!/)")
_ENCODED_SLASH = re.compile(rb"%2f", re.IGNORECASE)
_CHANGING = ("graphql", "report_asset_")
_CLOSED = frozenset({"notebook", "dagit/notebook"})
_OWN_SITE = frozenset({"same-origin", "none"})


def headers_stand_once(asked: Asked) -> Refusal | None:
    """Two values of a header that decides: one could be judged here and the other believed below."""
    if any(len(asked.values(name)) > 1 for name in _DECISIVE):
        return refusals.HEADER_TWICE
    return None


def host_is_ours(names: frozenset[str]) -> Check:
    """The name by which the server was called must be one of its own.

    Any port will do, so that a forwarded one works: origins are held against host and port together.
    """

    def check(asked: Asked) -> Refusal | None:
        if asked.host_name is None:
            return refusals.NO_HOST
        return None if asked.host_name in names else refusals.UNKNOWN_HOST

    return check


def path_is_plain(asked: Asked) -> Refusal | None:
    """A path has one spelling, so that what is judged here is what is served below."""
    if _STRANGE.search(asked.path) or _ENCODED_SLASH.search(asked.raw_path):
        return refusals.STRANGE_PATH
    return None


def method_fits(asked: Asked) -> Refusal | None:
    """Only POST may change anything, and only where Dagster takes changes."""
    path = asked.path.strip("/ ").casefold()
    if path in _CLOSED:
        return refusals.CLOSED
    if asked.method == "WEBSOCKET":
        return None if asked.path == "/graphql" else refusals.NO_SOCKET
    if path.split("/")[0].startswith(_CHANGING):
        return None if asked.method == "POST" else refusals.POST_ONLY
    return None if asked.method in ("GET", "HEAD") else refusals.READ_ONLY


def origin_is_ours(asked: Asked) -> Refusal | None:
    """A page says where it comes from: the scheme, host and port must be those it is asking.

    Programs that are no browsers send no Origin and are let in.
    """
    origin = asked.headers.get("origin")
    return None if origin is None or origin.lower() == asked.origin else refusals.FOREIGN_ORIGIN


def site_is_ours(asked: Asked) -> Refusal | None:
    """What pages of other sites, and of other ports of this machine, may do here: link to a page."""
    site = asked.headers.get("sec-fetch-site")
    if site is None or site in _OWN_SITE:
        return None
    visit = (
        asked.method == "GET"
        and asked.headers.get("sec-fetch-mode") == "navigate"
        and asked.headers.get("sec-fetch-dest") == "document"
    )
    return None if visit else refusals.FOREIGN_SITE


def body_is_json(asked: Asked) -> Refusal | None:
    """JSON alone: a browser asks leave before it sends that to another site, and gets none."""
    media_type = asked.headers.get("content-type", "").split(";")[0].strip().lower()
    return refusals.NOT_JSON if asked.method == "POST" and media_type != "application/json" else None


def checks(hosts: frozenset[str]) -> tuple[Check, ...]:
    """All of them, for a server that is called by these names."""
    return (
        headers_stand_once,
        host_is_ours(hosts),
        path_is_plain,
        method_fits,
        origin_is_ours,
        site_is_ours,
        body_is_json,
    )
