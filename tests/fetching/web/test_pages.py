"""Pages: recorded once, asked for only if they changed, kept where they fail, gone where they are gone."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from danlu.ledger import Reason
from tests.fetching.web.fetched import Refresher, pages
from tests.fetching.web.server import Answer, Asked, Site

HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(text: str, tag: str | None = None, **headers: str) -> Answer:
    more = {"ETag": f'"{tag}"'} if tag else {}
    return Answer(f"<html><p>{text}</p></html>".encode(), headers={**HTML, **more, **headers})


def twenty(site: Site) -> list[str]:
    for number in range(20):
        site.pages[f"/{number}"] = page(f"第{number}页", f"v1-{number}")
    return [site.url(f"/{number}") for number in range(20)]


def refresher(folder: Path, site: Site, **entry: object) -> Refresher:
    fetch = {
        "allow_private": [site.place],
        "seconds_between": 0,
        "timeout_seconds": 2,
        **entry.pop("fetch", {}),
    }  # type: ignore[dict-item]
    return Refresher(folder, {**entry, "fetch": fetch})


def test_twenty_pages_then_nothing_new_then_one_changed(tmp_path: Path, site: Site) -> None:
    refresh = refresher(tmp_path, site, urls=twenty(site))
    first = refresh.fetch()
    assert first.missing == {}
    assert first.figures["pages"] == first.figures["pages_changed"] == 20
    assert first.figures["requests"] == 21, "and robots.txt"

    site.forget()
    second = refresh.fetch()
    assert [each.headers.get("if-none-match") for each in site.asked if each.path != "/robots.txt"] == [
        f'"v1-{number}"' for number in range(20)
    ]
    assert second.files == first.files
    assert second.paths == first.paths, "the very same file"
    assert second.figures == {"requests": 21, "not_modified": 20, "pages": 20, "pages_changed": 0}

    site.pages["/7"] = page("新的第7页", "v2-7")
    third = refresh.fetch()
    assert third.figures["pages_changed"] == 1
    assert third.figures["bytes"] == len("<html><p>新的第7页</p></html>".encode())
    old, new = pages(tmp_path, first.files[""]), pages(tmp_path, third.files[""])
    assert {url for url in new if new[url] != old[url]} == {site.url("/7")}
    assert list(new) == ["record=1", *(site.url(f"/{number}") for number in range(20))]


def test_as_warcio_reads_it(tmp_path: Path, site: Site) -> None:
    iterator = pytest.importorskip("warcio.archiveiterator")
    site.pages["/gone"] = Answer(b"", 410)
    urls = [*twenty(site), site.url("/gone")]
    warc = refresher(tmp_path, site, urls=urls).fetch().files[""]
    records = []
    for each in iterator.ArchiveIterator(io.BytesIO(warc), check_digests="raise"):
        body = each.content_stream().read()
        records.append((each.rec_type, each.rec_headers.get_header("WARC-Target-URI"), body))
        assert each.digest_checker.passed
    assert records[0][0] == "warcinfo"
    assert [url for _, url, _ in records[1:]] == urls
    assert records[1][2] == "<html><p>第0页</p></html>".encode()


def test_nothing_volatile_and_no_secret_is_recorded(tmp_path: Path, site: Site) -> None:
    site.pages["/"] = page("x", "t", **{"X-Trace-Id": "abcd", "Age": "7"})
    secret = {"Authorization": "Bearer 0123456789"}
    entry = refresher(tmp_path, site, urls=[site.url("/")], fetch={"headers": secret})
    found = entry.fetch()
    assert site.asked[-1].headers["authorization"] == "Bearer 0123456789"
    for word in (b"trace", b"abcd", b"Age", b"Date: W", b"Set-Cookie", b"0123456789", b"BaseHTTP"):
        assert word.lower() not in found.files[""].replace(b"WARC-Date", b"").lower()
    assert "0123456789" not in repr((found.notes, found.missing))


def test_an_unchanged_page_without_validators_keeps_its_record(tmp_path: Path, site: Site) -> None:
    site.pages["/"] = page("same")
    refresh = refresher(tmp_path, site, urls=[site.url("/")])
    first, second = refresh.fetch(), refresh.fetch()
    assert second.files == first.files
    assert second.figures["bytes"] > 0


def test_validators_that_change_alone_are_noted(tmp_path: Path, site: Site) -> None:
    """As after a new deployment of the same pages."""
    site.pages["/"] = page("same", "v1")
    refresh = refresher(tmp_path, site, urls=[site.url("/")])
    first = refresh.fetch()
    site.pages["/"] = page("same", "v2")
    second = refresh.fetch()
    third = refresh.fetch()
    fourth = refresh.fetch()
    assert first.files == second.files == third.files == fourth.files
    assert [each.figures.get("not_modified", 0) for each in (second, third, fourth)] == [0, 1, 1]
    assert refresh.fetch(keep_notes=False).files == first.files


def test_last_modified_alone(tmp_path: Path, site: Site) -> None:
    date = "Wed, 01 Jan 2025 00:00:00 GMT"

    def dated(asked: Asked) -> Answer:
        if asked.headers.get("if-modified-since") == date:
            return Answer(status=304)
        return page("x", **{"Last-Modified": date})

    site.pages["/"] = dated
    refresh = refresher(tmp_path, site, urls=[site.url("/")])
    first, second = refresh.fetch(), refresh.fetch()
    assert second.figures["not_modified"] == 1
    assert second.files == first.files


def test_gone_pages_are_recorded_and_failing_ones_kept(tmp_path: Path, site: Site) -> None:
    refresh = refresher(tmp_path, site, urls=twenty(site)[:3], fetch={"retries": 1})
    first = refresh.fetch()
    site.pages["/0"] = Answer(b"gone", 404)
    site.pages["/1"] = Answer(b"out of order", 500)
    second = refresh.fetch()
    assert second.missing == {site.url("/1"): {"problem": "status", "status": 500}}
    found = pages(tmp_path, second.files[""])
    assert found[site.url("/0")] is Reason.NOT_A_PAGE
    assert found[site.url("/1")] == pages(tmp_path, first.files[""])[site.url("/1")]
    site.pages["/0"] = Answer(b"gone, with another text", 404)
    assert refresh.fetch().files == second.files


def test_redirects_are_recorded_and_followed(tmp_path: Path, site: Site) -> None:
    site.pages["/old"] = Answer(b"", 301, {"Location": "/%E6%96%B0"})
    site.pages["/older"] = Answer(b"", 302, {"Location": "/old"})
    site.pages["/%E6%96%B0"] = page("新", "n")
    refresh = refresher(tmp_path, site, urls=[site.url("/older"), site.url("/old"), site.url("/新")])
    first = refresh.fetch()
    found = pages(tmp_path, first.files[""])
    assert list(found.values())[1:3] == [Reason.NOT_A_PAGE] * 2
    assert found[site.url("/%E6%96%B0")] == "<html><p>新</p></html>".encode()
    assert len(found) == 4
    second = refresh.fetch()
    assert second.files == first.files
    assert second.figures["not_modified"] == 1


def test_redirect_loops_end(tmp_path: Path, site: Site) -> None:
    site.pages["/a"] = Answer(b"", 302, {"Location": "/b"})
    site.pages["/b"] = Answer(b"", 302, {"Location": "/a"})
    site.pages["/n"] = lambda _: Answer(b"", 302, {"Location": f"/n?{len(site.asked)}"})
    found = refresher(tmp_path, site, urls=[site.url("/a"), site.url("/n")]).fetch()
    assert {next(iter(each.values())) for each in found.missing.values()} == {"too many redirects"}
    assert len(site.paths()) <= 2 + 6


def test_a_gzipped_answer_is_kept_as_received(tmp_path: Path, site: Site) -> None:
    body = gzip.compress(b"<html>zip</html>", mtime=0)
    site.pages["/"] = Answer(body, headers={**HTML, "Content-Encoding": "gzip"})
    found = refresher(tmp_path, site, urls=[site.url("/")]).fetch()
    assert site.asked[-1].headers["accept-encoding"] == "identity"
    assert body in found.files[""]
    assert pages(tmp_path, found.files[""])[site.url("/")] == b"<html>zip</html>"


def test_most_pages_do_not_go_at_once_unless_they_are_meant_to(tmp_path: Path, site: Site) -> None:
    refresh = refresher(tmp_path, site, urls=twenty(site)[:5])
    first = refresh.fetch()
    for number in range(3):
        site.pages[f"/{number}"] = Answer(b"moved house", 404)
    second = refresh.fetch()
    assert second.files == first.files
    assert second.missing == {"": {"problem": "more than half of the pages gone", "pages": 3, "of": 5}}
    third = refresh.fetch(accept_removals=True)
    assert third.missing == {}
    found = pages(tmp_path, third.files[""])
    assert [found[site.url(f"/{number}")] is Reason.NOT_A_PAGE for number in range(5)] == [True] * 3 + [
        False
    ] * 2


def test_an_entry_of_one_page(tmp_path: Path, site: Site) -> None:
    """By its type: "auto" records a page as a crawl."""
    site.pages["/"] = page("one", "1")
    refresh = refresher(tmp_path, site, location=site.url("/"))
    first = refresh.fetch()
    assert pages(tmp_path, first.files[""])[site.url("/")] == b"<html><p>one</p></html>"
    site.forget()
    second = refresh.fetch()
    assert second.files == first.files
    assert second.figures["requests"] == 2


def test_nothing_at_all(tmp_path: Path, site: Site) -> None:
    found = refresher(
        tmp_path, site, urls=[site.url("/x"), "http://localhost:0/"], fetch={"max_pages": 1}
    ).fetch()
    assert found.missing == {"(bad address)": {"problem": "bad address"}}
    site.pages["/x"] = Answer(b"", 403)
    found = refresher(tmp_path / "2", site, urls=[site.url("/x")]).fetch()
    assert found.files == {}
    assert found.missing == {site.url("/x"): {"problem": "status", "status": 403}}


def test_more_pages_than_allowed(tmp_path: Path, site: Site) -> None:
    found = refresher(tmp_path, site, urls=twenty(site), fetch={"max_pages": 5}).fetch()
    assert found.figures["pages"] == 5
    assert found.missing == {"": {"problem": "more pages than allowed", "pages": 20, "max_pages": 5}}
