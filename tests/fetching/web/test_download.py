"""Files: fetched if they changed, resumed where they broke off, whole or not at all."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fetching.web.fetched import Refresher
from tests.fetching.web.server import Answer, Asked, Site

DATA = random.Random(7).randbytes(3_000_000)
ZIP = {"Content-Type": "application/zip"}


def refresher(folder: Path, site: Site, path: str = "/data.zip", **fetch: object) -> Refresher:
    own = {"allow_private": [site.place], "seconds_between": 0, "timeout_seconds": 1, **fetch}
    return Refresher(folder, {"location": site.url(path), "fetch": own})


def test_a_file_is_asked_for_only_if_it_changed(tmp_path: Path, site: Site) -> None:
    site.pages["/data.zip"] = Answer(DATA, headers={**ZIP, "ETag": '"1"'})
    refresh = refresher(tmp_path, site)
    first = refresh.fetch()
    assert first.files == {"": DATA}
    second = refresh.fetch()
    assert second.paths == first.paths
    assert site.asked[-1].headers["if-none-match"] == '"1"'
    assert second.figures == {"requests": 1}
    site.pages["/data.zip"] = Answer(DATA[::-1], headers={**ZIP, "ETag": '"2"'})
    assert refresh.fetch().files == {"": DATA[::-1]}


def test_equal_bytes_are_the_earlier_file(tmp_path: Path, site: Site) -> None:
    site.pages["/data.zip"] = Answer(DATA, headers=ZIP)
    refresh = refresher(tmp_path, site)
    first, second = refresh.fetch(), refresh.fetch()
    assert second.paths == first.paths
    site.pages["/data.zip"] = Answer(DATA, headers={**ZIP, "ETag": '"new"'})
    third = refresh.fetch(keep_notes=False)
    assert third.paths == first.paths
    assert third.notes[""]["etag"] == '"new"'


class Breaking:
    """Sends a part of what is asked for and hangs up, until it has had enough."""

    def __init__(self, data: bytes, sizes: list[int], tag: str = '"1"') -> None:
        self.data, self.sizes, self.tag = data, sizes, tag
        self.asked: list[str | None] = []

    def __call__(self, asked: Asked) -> Answer:
        wanted = asked.headers.get("range")
        self.asked.append(wanted)
        start = 0
        head = f"HTTP/1.1 200 OK\r\nETag: {self.tag}\r\n"
        if wanted and asked.headers.get("if-range") == self.tag:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(self.data):
                return Answer(status=416)
            head = head.replace("200 OK", "206 Partial Content")
            head += f"Content-Range: bytes {start}-{len(self.data) - 1}/{len(self.data)}\r\n"
        rest = self.data[start:]
        sent = rest[: self.sizes.pop(0)] if self.sizes else rest
        return Answer(raw=f"{head}Content-Length: {len(rest)}\r\n\r\n".encode() + sent)


def test_a_broken_download_is_resumed(tmp_path: Path, site: Site) -> None:
    server = Breaking(DATA, [1_000_000, 500_000])
    site.pages["/data.zip"] = server
    found = refresher(tmp_path, site, retries=2).fetch()
    assert found.files == {"": DATA}
    assert server.asked == [None, "bytes=1000000-", "bytes=1500000-"]
    assert found.figures["bytes"] == len(DATA), "no byte was sent twice"


def test_a_download_that_moves_on_is_not_given_up(tmp_path: Path, site: Site) -> None:
    data = DATA * 3
    site.pages["/data.zip"] = Breaking(data, [1_100_000] * 8)
    found = refresher(tmp_path, site, retries=0).fetch()
    assert found.missing == {}
    assert found.paths[""].read_bytes() == data


def test_one_that_does_not_is(tmp_path: Path, site: Site) -> None:
    server = Breaking(DATA, [1000] * 50)
    site.pages["/data.zip"] = server
    found = refresher(tmp_path, site, retries=2).fetch()
    assert found.missing == {"": {"problem": "answer cut off"}}
    assert found.files == {}
    assert len(server.asked) == 3


def test_a_file_that_changes_meanwhile_is_taken_from_its_start(tmp_path: Path, site: Site) -> None:
    server = Breaking(DATA, [1_000_000])

    def handler(asked: Asked) -> Answer:
        if len(server.asked) == 1:
            server.data, server.tag = DATA[::-1], '"2"'
        return server(asked)

    site.pages["/data.zip"] = handler
    assert refresher(tmp_path, site).fetch().files == {"": DATA[::-1]}


@pytest.mark.parametrize("tag", ['W/"weak"', ""])
def test_without_a_strong_tag_it_starts_anew(tmp_path: Path, site: Site, tag: str) -> None:
    server = Breaking(DATA, [1_000_000], tag)
    site.pages["/data.zip"] = server
    assert refresher(tmp_path, site).fetch().files == {"": DATA}
    assert server.asked == [None, None]


@pytest.mark.parametrize(
    "second",
    [
        Answer(raw=b"HTTP/1.1 206 P\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\nxxxxx"),
        Answer(raw=b"HTTP/1.1 206 P\r\nContent-Length: 5\r\n\r\nxxxxx"),
        Answer(status=416),
    ],
    ids=range(3),
)
def test_ranges_that_do_not_fit_start_anew(tmp_path: Path, site: Site, second: Answer) -> None:
    server = Breaking(DATA, [1_000_000])
    site.pages["/data.zip"] = lambda asked: second if asked.headers.get("range") else server(asked)
    assert refresher(tmp_path, site).fetch().files == {"": DATA}


def test_size_bound(tmp_path: Path, site: Site) -> None:
    site.pages["/data.zip"] = Answer(DATA, headers=ZIP)
    found = refresher(tmp_path, site, max_file_bytes=1000).fetch()
    assert found.missing == {"": {"problem": "larger than allowed", "bytes": len(DATA), "most": 1000}}
    site.pages["/data.zip"] = Answer(raw=b"HTTP/1.1 200 OK\r\n\r\n" + DATA)
    found = refresher(tmp_path / "2", site, max_file_bytes=1000).fetch()
    assert found.missing == {"": {"problem": "larger than allowed", "most": 1000}}
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_failed_refresh_keeps_its_notes(tmp_path: Path, site: Site) -> None:
    site.pages["/data.zip"] = Answer(DATA, headers={**ZIP, "ETag": '"1"'})
    refresh = refresher(tmp_path, site, retries=0)
    first = refresh.fetch()
    site.pages["/data.zip"] = Answer(b"", 500)
    second = refresh.fetch()
    assert second.files == {}
    assert second.missing == {"": {"problem": "status", "status": 500}}
    assert second.notes == first.notes


def test_redirected_files(tmp_path: Path, site: Site, other: Site) -> None:
    """As Kaggle does: to another host, which gets no header of the user's."""
    other.pages["/blob"] = Answer(DATA, headers={**ZIP, "ETag": '"1"'})
    site.pages["/data.zip"] = Answer(b"", 302, {"Location": other.url("/blob")})
    headers = {"Authorization": "Basic hidden"}
    refresh = refresher(tmp_path, site, allow_private=[site.place, other.place], headers=headers)
    first, second = refresh.fetch(), refresh.fetch()
    assert second.paths == first.paths
    assert other.asked[-1].headers["if-none-match"] == '"1"'
    assert "if-none-match" not in site.asked[-1].headers
    assert "hidden" not in repr(first.notes)
    assert all("authorization" not in each.headers for each in other.asked)


def test_several_files(tmp_path: Path, site: Site, other: Site) -> None:
    for each in (site, other):
        each.pages["/a/data.csv"] = Answer(f"x\n{each.port}\n".encode())
    site.pages["/b/%E8%A1%A8.csv"] = Answer(b"y\n2\n")
    urls = [site.url("/a/data.csv"), other.url("/a/data.csv"), site.url("/b/表.csv"), site.url("/none")]
    fetch = {"allow_private": [site.place, other.place], "seconds_between": 0, "method": "file"}
    found = Refresher(tmp_path, {"urls": urls, "fetch": fetch}).fetch()
    assert len(found.files) == 3
    assert found.files["表.csv"] == b"y\n2\n"
    assert sorted(name[:5] for name in found.files)[:2] == ["data-", "data-"]
    assert found.missing == {"none": {"problem": "status", "status": 404}}
    again = Refresher(tmp_path / "2", {"urls": urls[::-1], "fetch": fetch}).fetch()
    assert again.files == found.files, "names do not follow from the order"


def test_auto_takes_what_is_no_page_as_a_file(tmp_path: Path, site: Site) -> None:
    site.pages["/export"] = Answer(
        b'{"text": "x"}\n', headers={"Content-Type": "application/json", "ETag": '"1"'}
    )
    refresh = refresher(tmp_path, site, "/export")
    first = refresh.fetch()
    assert first.files == {"": b'{"text": "x"}\n'}
    assert refresh.fetch().paths == first.paths
    site.pages["/page.html"] = Answer(b"<html>as it is</html>", headers={"Content-Type": "text/html"})
    found = refresher(tmp_path / "2", site, "/page.html", method="file").fetch()
    assert found.files == {"": b"<html>as it is</html>"}
