"""Manners: robots.txt, one request at a time, pauses, patience, and an end to patience."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from danlu.fetching.web.pace import back_off, retry_after
from danlu.fetching.web.robots import MOST_BYTES, parse_robots
from tests.fetching.web.fetched import Refresher, pages
from tests.fetching.web.server import Answer, Asked, Site

HTML = {"Content-Type": "text/html"}
PAGE = Answer(b"<html>page</html>", headers=HTML)


def refresher(folder: Path, site: Site, count: int = 1, **fetch: object) -> Refresher:
    for number in range(count):
        site.pages.setdefault(f"/{number}", PAGE)
    urls = [site.url(f"/{number}") for number in range(count)]
    own = {"allow_private": [site.place], "seconds_between": 0, "timeout_seconds": 1, **fetch}
    return Refresher(folder, {"urls": urls, "fetch": own})


@pytest.mark.parametrize(
    ("robots", "target", "allowed"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("user-agent: other\ndisallow: /", "/x", True),
        ("user-agent: DANLU\ndisallow: /\n\nuser-agent: *\nallow: /", "/x", False),
        ("user-agent: danlu/1.0\ndisallow: /", "/x", False),
        ("user-agent: danlubot\ndisallow: /", "/x", True),
        ("user-agent: *\ndisallow: /\nuser-agent: danlu\ndisallow: /y", "/x", True),
        (
            "user-agent: danlu\ndisallow: /x\nuser-agent: b\ndisallow: /z\nuser-agent: danlu\ndisallow: /y",
            "/y",
            False,
        ),
        ("user-agent: a\nuser-agent: danlu\ndisallow: /x", "/x1", False),
        ("user-agent: a\nsitemap: s\nuser-agent: danlu\ndisallow: /x", "/x1", False),
        ("user-agent: *\ndisallow: /a\nallow: /a/b", "/a/b/c", True),
        ("user-agent: *\nallow: /a\ndisallow: /a", "/a", True),
        ("user-agent: *\nallow: /a\ndisallow: /aa", "/aab", False),
        ("user-agent: *\ndisallow: /*.php$", "/a/b.php", False),
        ("user-agent: *\ndisallow: /*.php$", "/a/b.php?x", True),
        ("user-agent: *\ndisallow: /*.php", "/a/b.php?x", False),
        ("user-agent: *\ndisallow: /a*c*e", "/abcde", False),
        ("user-agent: *\ndisallow: /a*c*e", "/abde", True),
        ("user-agent: *\ndisallow: /a$", "/a", False),
        ("user-agent: *\ndisallow: /a$", "/ab", True),
        ("user-agent: *\ndisallow: /*a*a$", "/a", True),
        ("user-agent: *\ndisallow: *", "/a", False),
        ("user-agent: *\ndisallow: /Path", "/path", True),
        ("user-agent: *\ndisallow: /文", "/%E6%96%87/x", False),
        ("user-agent: *\ndisallow: /%e6%96%87", "/%E6%96%87/x", False),
        ("user-agent: *\ndisallow: /%7Ea%2Fb", "/~a%2Fb", False),
        ("user-agent: *\ndisallow: /%7Ea%2Fb", "/~a/b", True),
        ("\ufeffUSER-AGENT : * # all\r\nDISALLOW : /x # comment", "/x", False),
        ("user-agent: *\rdisallow: /x\r", "/x", False),
        ("disallow: /", "/x", True),
        ("<html>not found</html>", "/x", True),
        ("user-agent: *\ndisallow: /" + "*a" * 5000, "/" + "a" * 8000, False),
    ],
)
def test_rules(robots: str, target: str, allowed: bool) -> None:
    assert parse_robots(robots.encode()).allows(target) is allowed


def test_what_else_robots_say() -> None:
    found = parse_robots(
        b"Sitemap: https://a.example/s.xml\nUser-agent: *\nCrawl-delay: 2.5\nSitemap: /t.xml"
    )
    assert found.delay == 2.5
    assert found.sitemaps == ("https://a.example/s.xml", "/t.xml")
    assert parse_robots(b"user-agent: *\ncrawl-delay: never").delay is None
    assert parse_robots(b"#" * MOST_BYTES + b"\nuser-agent: *\ndisallow: /").allows("/")


def test_robots_are_obeyed(tmp_path: Path, site: Site) -> None:
    site.pages["/robots.txt"] = Answer(b"User-agent: danlu\nDisallow: /1\nUser-agent: *\nDisallow: /")
    found = refresher(tmp_path, site, 3).fetch()
    assert found.missing == {site.url("/1"): {"problem": "robots.txt forbids"}}
    assert site.paths() == ["/0", "/2"]
    assert [each.path for each in site.asked].count("/robots.txt") == 1
    assert {each.headers["user-agent"].partition("/")[0] for each in site.asked} == {"danlu"}


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(b"", 404), None),
        (Answer(b"", 403), None),
        (Answer(b"", 429), "robots.txt cannot be had"),
        (Answer(b"", 500), "robots.txt cannot be had"),
        (Answer(b"", 501), "robots.txt cannot be had"),
        (Answer(b"", 301, {"Location": "/robots.txt"}), None),
        (Answer(raw=b"rubbish\r\n\r\n"), "robots.txt cannot be had"),
        (Answer(pause=1.5), "robots.txt cannot be had"),
        (Answer(b"", 302, {"Location": "/elsewhere"}), "robots.txt forbids"),
        (Answer(gzip.compress(b"user-agent: *\ndisallow: /", mtime=0)), "robots.txt forbids"),
        (Answer(b"#" * (MOST_BYTES + 100) + b"\nuser-agent: *\ndisallow: /"), None),
    ],
    ids=range(11),
)
def test_robots_that_cannot_be_had(tmp_path: Path, site: Site, answer: Answer, problem: str | None) -> None:
    site.pages["/robots.txt"] = answer
    site.pages["/elsewhere"] = Answer(b"user-agent: *\ndisallow: /")
    found = refresher(tmp_path, site, retries=0).fetch()
    assert [each["problem"] for each in found.missing.values()] == ([problem] if problem else [])
    assert ("/0" in site.paths()) is (problem is None)


def test_a_single_file_that_is_named_is_no_crawl(tmp_path: Path, site: Site) -> None:
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /")
    site.pages["/data.csv"] = Answer(b"a,b\n1,2\n", headers={"Content-Type": "text/csv"})
    fetch = {"allow_private": [site.place], "seconds_between": 0}
    found = Refresher(tmp_path, {"location": site.url("/data.csv"), "fetch": fetch}).fetch()
    assert found.files == {"": b"a,b\n1,2\n"}
    found = Refresher(tmp_path / "2", {"location": site.url("/data"), "fetch": fetch}).fetch()
    assert found.missing == {"": {"problem": "robots.txt forbids"}}


def gaps(site: Site) -> Iterator[float]:
    asked = sorted(site.asked, key=lambda each: each.began)
    return (later.began - earlier.ended for earlier, later in pairwise(asked))


def test_the_rate_is_kept_as_the_server_sees_it(tmp_path: Path, site: Site, other: Site) -> None:
    for number in range(5):
        other.pages[f"/{number}"] = PAGE
    refresh = refresher(tmp_path, site, 5, seconds_between=0.15, allow_private=[site.place, other.place])
    urls = [*refresh.entry.urls, *(other.url(f"/{number}") for number in range(5))]
    refresh.entry = refresh.entry.model_copy(update={"urls": tuple(urls)})
    found = refresh.fetch(really_wait=True)
    assert found.missing == {}
    for each in (site, other):
        assert len(each.asked) == 6
        assert min(gaps(each)) >= 0.14
        assert each.most_at_once == 1
    began = [min(asked.began for asked in each.asked) for each in (site, other)]
    ended = [max(asked.ended for asked in each.asked) for each in (site, other)]
    assert max(began) < min(ended), "different hosts were asked at the same time"
    assert [url for url in pages(tmp_path, found.files[""]) if url != "record=1"] == urls


def test_the_crawl_delay_is_taken_on(tmp_path: Path, site: Site) -> None:
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.2")
    refresher(tmp_path, site, 3).fetch(really_wait=True)
    assert min(list(gaps(site))[1:]) >= 0.19


def test_a_site_that_asks_for_an_hour_is_left_alone(tmp_path: Path, site: Site) -> None:
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 3600")
    found = refresher(tmp_path, site).fetch()
    assert list(found.missing.values()) == [{"problem": "crawl delay too long", "seconds": 3600}]


def failing(times: int, answer: Answer, then: Answer = PAGE) -> object:
    left = [times]

    def handler(_: Asked) -> Answer:
        left[0] -= 1
        return answer if left[0] >= 0 else then

    return handler


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"", 429),
        Answer(b"", 503),
        Answer(raw=b""),
        Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
        Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nshort"),
        Answer(pause=1.3),
    ],
    ids=range(6),
)
def test_what_may_pass_is_tried_again(tmp_path: Path, site: Site, answer: Answer) -> None:
    site.pages["/0"] = failing(2, answer)  # type: ignore[assignment]
    found = refresher(tmp_path, site).fetch()
    assert found.missing == {}
    assert pages(tmp_path, found.files[""])[site.url("/0")] == PAGE.body
    waits = [wait for wait in found.waits if wait > 0.1]
    assert len(waits) == 2
    assert waits[0] < waits[1], "longer and longer"


@pytest.mark.parametrize(
    ("answer", "evidence"),
    [
        (Answer(b"", 500), {"problem": "status", "status": 500}),
        (Answer(b"", 429, {"Retry-After": "86400"}), {"problem": "status", "status": 429}),
        (Answer(b"", 403), {"problem": "status", "status": 403}),
        (Answer(b"", 300), {"problem": "status", "status": 300}),
        (Answer(b"", 304), {"problem": "status", "status": 304}),
        (Answer(raw=b"HTTP/1.1 999\r\n\r\n"), {"problem": "status", "status": 999}),
        (Answer(raw=b"SSH-2.0\r\n"), {"problem": "no proper HTTP"}),
        (Answer(raw=b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200), {"problem": "no proper HTTP"}),
        (Answer(raw=b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000), {"problem": "no proper HTTP"}),
        (Answer(b"", 302, {"Location": "ftp://x"}), {"problem": "neither http nor https"}),
        (Answer(b"x" * 2000), {"problem": "larger than allowed", "bytes": 2000, "most": 1000}),
        (
            Answer(raw=b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2000),
            {"problem": "larger than allowed", "most": 1000},
        ),
        (
            Answer(gzip.compress(bytes(1 << 20), mtime=0)[:900], headers={"Content-Encoding": "gzip"}),
            {"problem": "larger than allowed", "most": 1000},
        ),
        (Answer(b"x", headers={"Content-Encoding": "br"}), {"problem": "content coding"}),
        (Answer(b"plain", headers={"Content-Encoding": "gzip"}), {"problem": "content coding"}),
        (
            Answer(gzip.compress(b"x" * 99, mtime=0)[:-9], headers={"Content-Encoding": "gzip"}),
            {"problem": "answer cut off"},
        ),
    ],
    ids=range(16),
)
def test_what_will_not_pass_is_told(tmp_path: Path, site: Site, answer: Answer, evidence: object) -> None:
    site.pages["/0"] = answer
    found = refresher(tmp_path, site, retries=1, max_page_bytes=1000).fetch()
    assert found.missing == {site.url("/0"): evidence}
    assert found.files == {}


def test_retry_after_is_waited_for(tmp_path: Path, site: Site) -> None:
    site.pages["/0"] = failing(1, Answer(b"", 503, {"Retry-After": "42"}))  # type: ignore[assignment]
    assert max(refresher(tmp_path, site).fetch().waits) == pytest.approx(42, abs=0.5)


def test_retry_after_and_back_off() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert retry_after("Thu, 01 Jan 2026 00:01:00 GMT", now) == 60
    assert retry_after("Thu, 01 Jan 2020 00:01:00 GMT", now) == 0
    assert [retry_after(each, now) for each in ("7", "soon", "-1", None, "²")] == [7, None, None, None, None]
    assert back_off("u", 3, 200.0) == 200.0
    assert back_off("u", 3, 301.0) is None
    for attempt in range(20):
        waited = back_off("u", attempt, None)
        assert waited == back_off("u", attempt, None)
        assert waited is not None
        assert min(2.0**attempt, 60) / 2 <= waited <= min(2.0**attempt, 60)


def test_a_host_that_fails_again_and_again_is_left_alone(tmp_path: Path, site: Site) -> None:
    site.pages.update({f"/{number}": Answer(b"", 500) for number in range(30)})
    found = refresher(tmp_path, site, 30, retries=0).fetch()
    assert len(found.missing) == 30
    assert len(site.paths()) == 5


def dribbling(answer: bytes, stop: threading.Event) -> socket.socket:
    """A server that gives one byte now and then, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(answer)
            while not stop.wait(0.1):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    threading.Thread(target=serve).start()
    return listener


@pytest.mark.slow
@pytest.mark.parametrize("answer", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: "])
def test_a_server_that_dribbles_is_hung_up_on(tmp_path: Path, answer: bytes) -> None:
    stop = threading.Event()
    listener = dribbling(answer, stop)
    place = f"127.0.0.1:{listener.getsockname()[1]}"
    fetch = {"allow_private": [place], "timeout_seconds": 1, "retries": 0, "method": "file"}
    try:
        found = Refresher(tmp_path, {"location": f"http://{place}/", "fetch": fetch}).fetch()
    finally:
        stop.set()
        listener.close()
    assert found.missing == {"": {"problem": "timeout"}}


def test_a_negative_chunk_is_no_way_to_fill_the_memory(tmp_path: Path, site: Site) -> None:
    site.pages["/0"] = Answer(
        raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n" + b"x" * 3_000_000
    )
    found = refresher(tmp_path, site, retries=0, max_page_bytes=1000).fetch()
    assert list(found.missing.values()) == [{"problem": "larger than allowed", "most": 1000}]
