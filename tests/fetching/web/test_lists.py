"""Lists of pages: sitemaps, their indexes, plain lists, robots.txt; by content, bounded, never guessed."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from danlu.fetching.web.listing import find_listing
from danlu.ledger import Reason
from tests.fetching.web.fetched import Refresher, Round, pages
from tests.fetching.web.server import Answer, Site

HTML = {"Content-Type": "text/html"}
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"'


def sitemap(*urls: str, root: str = "urlset", entry: str = "url") -> bytes:
    entries = "".join(
        f"<{entry}><loc>\n {url} </loc><i:image><i:loc>http://x/i.png</i:loc></i:image></{entry}>"
        for url in urls
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- c --><{root} {SPACE}>{entries}</{root}>'.encode()


def index(*urls: str) -> bytes:
    return sitemap(*urls, root="sitemapindex", entry="sitemap")


def pages_of(site: Site, count: int) -> list[str]:
    for number in range(count):
        site.pages[f"/{number}"] = Answer(f"<html>{number}</html>".encode(), headers=HTML)
    return [site.url(f"/{number}") for number in range(count)]


def refresher(folder: Path, site: Site, location: str, **fetch: object) -> Refresher:
    own = {"allow_private": [site.place], "seconds_between": 0, "retries": 0, **fetch}
    return Refresher(folder, {"location": location, "fetch": own})


def listed(folder: Path, found: Round) -> list[str]:
    return [url for url in pages(folder, found.files[""]) if url != "record=1"]


@pytest.mark.parametrize("method", ["auto", "pages"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", ["sitemap", "index", "text"])
def test_lists_are_found_by_content(tmp_path: Path, site: Site, kind: str, packed: bool, method: str) -> None:
    urls = pages_of(site, 3)
    body = {
        "sitemap": sitemap(*urls),
        "index": index(site.url("/s1"), site.url("/s2")),
        "text": ("\ufeff" + "\r\n".join([*urls, "", urls[0]])).encode(),
    }[kind]
    site.pages["/s1"] = Answer(sitemap(*urls[:2]))
    site.pages["/s2"] = Answer(gzip.compress(sitemap(urls[2], urls[0]), mtime=0))
    site.pages["/list"] = Answer(
        gzip.compress(body, mtime=0) if packed else body, headers={"Content-Type": "text/plain"}
    )
    refresh = refresher(tmp_path, site, site.url("/list"), method=method)
    first = refresh.fetch()
    assert first.missing == {}
    assert listed(tmp_path, first) == urls
    assert refresh.fetch().files == first.files


def test_a_page_that_leaves_the_list_leaves_the_crawl(tmp_path: Path, site: Site) -> None:
    urls = pages_of(site, 3)
    site.pages["/s.xml"] = Answer(sitemap(*urls))
    refresh = refresher(tmp_path, site, site.url("/s.xml"))
    refresh.fetch()
    site.pages["/s.xml"] = Answer(sitemap(urls[2], urls[0]))
    assert listed(tmp_path, refresh.fetch()) == [urls[2], urls[0]]


@pytest.mark.parametrize("answer", [Answer(b"", 500), Answer(b"", 404), Answer(sitemap("http://x/")[:-20])])
def test_a_list_that_cannot_be_read_takes_nothing_away(tmp_path: Path, site: Site, answer: Answer) -> None:
    urls = pages_of(site, 4)
    site.pages["/i.xml"] = Answer(index(site.url("/s1"), site.url("/s2")))
    site.pages["/s1"] = Answer(sitemap(*urls[:2]))
    site.pages["/s2"] = Answer(sitemap(*urls[2:]))
    refresh = refresher(tmp_path, site, site.url("/i.xml"))
    first = refresh.fetch()
    site.pages["/s2"] = answer
    second = refresh.fetch()
    assert second.files == first.files
    assert site.url("/s2") in second.missing
    site.pages["/i.xml"] = answer
    third = refresh.fetch()
    assert third.files in ({}, first.files)
    assert site.url("/i.xml") in third.missing


def test_robots_txt_as_the_place(tmp_path: Path, site: Site) -> None:
    urls = pages_of(site, 2)
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /1\nSitemap: /s.xml\n")
    site.pages["/s.xml"] = Answer(sitemap(*urls))
    found = refresher(tmp_path, site, site.url("/robots.txt"), method="pages").fetch()
    assert listed(tmp_path, found) == urls[:1]
    assert found.missing == {urls[1]: {"problem": "robots.txt forbids"}}
    site.pages["/robots.txt"] = Answer(b"")
    found = refresher(tmp_path / "2", site, site.url("/robots.txt"), method="pages").fetch()
    assert list(found.missing) == [site.url("/robots.txt")]


def test_a_sitemap_speaks_for_its_own_host(tmp_path: Path, site: Site, other: Site) -> None:
    urls = [*pages_of(site, 1), "https://elsewhere.example/", "javascript:alert(1)"]
    site.pages["/s.xml"] = Answer(sitemap(*urls))
    found = refresher(tmp_path, site, site.url("/s.xml")).fetch()
    assert listed(tmp_path, found) == urls[:1]
    assert found.missing[site.url("/s.xml")]["pages"] == 1
    assert pages_of(other, 1)
    site.pages["/list"] = Answer(
        "\n".join([urls[0], other.url("/0")]).encode(), headers={"Content-Type": "text/plain"}
    )
    allowed = [site.place, other.place]
    found = refresher(tmp_path / "2", site, site.url("/list"), allow_private=allowed).fetch()
    assert listed(tmp_path, found) == [urls[0], other.url("/0")]


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body><urlset></urlset></body></html>",
        b"<!DOCTYPE html><html></html>",
        b'<!DOCTYPE urlset [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>',
        b'<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>&x;</loc></url></urlset>',
        b"<" * 5000,
        b"<a>" * 5000,
        b"<urlset>" * 5000,
        b"http://a.example/ is a page, as is\nhttp://b.example/",
        b"https://a.example/\nand more\n",
        b"plain text",
        b"\x1f\x8b\x08 broken",
        b"",
        b"\xff\xfe<\x00",
    ],
    ids=range(13),
)
def test_what_is_no_list(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "body"
    path.write_bytes(body)
    assert find_listing(path, "text/plain") is None


def test_a_list_in_utf_16(tmp_path: Path) -> None:
    path = tmp_path / "body"
    text = sitemap("http://a.example/文").decode().replace("UTF-8", "UTF-16")
    path.write_bytes(text.encode("utf-16"))
    found = find_listing(path, "text/xml")
    assert found is not None
    assert found.addresses == ["http://a.example/文"]


def test_bounds_of_lists(tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes(
        gzip.compress(b"<urlset>" + b" " * (60 << 20) + b"<url><loc>http://a/</loc></url></urlset>")
    )
    found = find_listing(path, "")
    assert found is not None
    assert (found.whole, found.addresses) == (False, [])
    path.write_bytes(b"<urlset>" + b"<url><loc>http://a/</loc></url>" * 60_000 + b"</urlset>")
    found = find_listing(path, "")
    assert found is not None
    assert not found.whole
    path.write_bytes(b"<urlset><url><loc>" + b"x" * (8 << 20) + b"</loc></url></urlset>")
    found = find_listing(path, "")
    assert found is not None
    assert len(found.addresses[0]) < 100_000


def test_lists_of_lists_end(tmp_path: Path, site: Site) -> None:
    site.pages["/i"] = Answer(index(site.url("/i"), site.url("/j")))
    site.pages["/j"] = Answer(index(site.url("/i?2"), site.url("/k")))
    site.pages["/k"] = Answer(index(site.url("/i?3")))
    site.pages["/0"] = Answer(b"<html>0</html>", headers=HTML)
    found = refresher(tmp_path, site, site.url("/i")).fetch()
    assert found.files == {}
    assert found.missing
    assert len(site.paths()) < 12


def test_an_address_that_lists_nothing(tmp_path: Path, site: Site) -> None:
    site.pages["/s.xml"] = Answer(sitemap())
    found = refresher(tmp_path, site, site.url("/s.xml")).fetch()
    assert found.files == {}
    site.pages["/gone.xml"] = Answer(b"", 404)
    found = refresher(tmp_path / "2", site, site.url("/gone.xml"), method="pages").fetch()
    assert pages(tmp_path, found.files[""])[site.url("/gone.xml")] is Reason.NOT_A_PAGE
