"""The guard: whatever an address, a redirect, a list or a resolver says, nothing private is asked."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from danlu.fetching.web.address import parse_address, printable_address
from danlu.fetching.web.guard import Guard, is_public
from danlu.fetching.web.refused import RefusedError
from tests.fetching.web.fetched import Refresher, pages
from tests.fetching.web.server import Answer, Site, Trap

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "192.0.1.1",
    "172.32.0.1",
    "2606:4700::1111",
    "2001:4860::8888",
    "64:ff9b::808:808",
]
PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:2::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "fec0::1",
    "ff02::1",
    "not an address",
]


@pytest.mark.parametrize("ip", PUBLIC)
def test_public(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize("ip", PRIVATE)
def test_private(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("ftp://a.example/", "neither http nor https"),
        ("file:///etc/passwd", "neither http nor https"),
        ("gopher://a.example/", "neither http nor https"),
        ("//a.example/", "neither http nor https"),
        ("http://user:pass@a.example/", "name or password in the address"),
        ("http://a.example@127.0.0.1/", "name or password in the address"),
        ("http://a.example\\@127.0.0.1/", "bad address"),
        ("http://127.0.0.1\\.a.example/", "bad address"),
        ("http://2130706433/", "bad address"),
        ("http://0x7f000001/", "bad address"),
        ("http://0x7f.0.0.1/", "bad address"),
        ("http://0177.0.0.1/", "bad address"),
        ("http://127.1/", "bad address"),
        ("http://127.0.0.1.1/", "bad address"),
        ("http://127%2e0%2e0%2e1/", "bad address"),
        ("http://[::1%25lo]/", "bad address"),
        ("http://[::1/", "bad address"),
        ("http://[v1.x]/", "bad address"),
        ("http://a..example/", "bad address"),
        ("http://-a.example/", "bad address"),
        ("http://a.example:99999/", "bad address"),
        ("http://a.example:0/", "bad address"),
        ("http:///", "bad address"),
        ("http://a\r\nHost: b/", "bad address"),
        ("http://a.example/\x00", "bad address"),
        ("http://" + "a." * 200 + "example/", "bad address"),
        ("http://a.example/" + "x" * 9000, "bad address"),
    ],
)
def test_addresses_that_are_none(written: str, problem: str) -> None:
    with pytest.raises(RefusedError) as refused:
        parse_address(written)
    assert refused.value.evidence == {"problem": problem}
    assert "pass" not in printable_address(written).replace("password", "")


@pytest.mark.parametrize(
    ("written", "url"),
    [
        (" HTTP://A.Example:80 ", "http://a.example/"),
        ("https://a.example.:443/x#y", "https://a.example/x"),
        (
            "https://例子.测试/路径?问=答 案",
            "https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF%E5%BE%84?%E9%97%AE=%E7%AD%94%20%E6%A1%88",
        ),
        ("http://１２７.０.０.１/", "http://127.0.0.1/"),
        ("http://127。0。0。1/", "http://127.0.0.1/"),
        ("http://[0:0:0:0:0:0:0:1]:8080/", "http://[::1]:8080/"),
        ("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"),
    ],
)
def test_one_spelling(written: str, url: str) -> None:
    assert parse_address(written).url == url
    assert parse_address(url).url == url


def test_every_address_of_a_name_is_judged_and_once() -> None:
    asked: list[str] = []

    def resolve(host: str) -> list[str]:
        asked.append(host)
        return {"mixed.example": ["1.1.1.1", "10.0.0.1"], "good.example": ["1.1.1.1", "8.8.8.8"]}[host]

    guard = Guard((), resolve)
    for _ in range(3):
        with pytest.raises(RefusedError, match="private address"):
            guard.judge(parse_address("http://mixed.example/"))
        assert guard.judge(parse_address("https://good.example/")) == ("1.1.1.1", "8.8.8.8")
    assert asked == ["mixed.example", "good.example"]


def test_ports_and_the_list_of_allowed_hosts() -> None:
    guard = Guard(["127.0.0.1:8080", "Inner.Example", "[::1]:81"], lambda _: ["127.0.0.1"])
    for allowed in (
        "http://127.0.0.1:8080/",
        "http://inner.example:9/",
        "http://inner.example/",
        "http://[::1]:81/",
    ):
        assert guard.judge(parse_address(allowed)) == ("127.0.0.1",)
    for url in ("http://127.0.0.1/", "http://127.0.0.1:8081/", "http://x.inner.example/", "http://[::1]/"):
        with pytest.raises(RefusedError):
            guard.judge(parse_address(url))
    with pytest.raises(RefusedError, match="port that is not allowed"):
        Guard((), lambda _: ["1.1.1.1"]).judge(parse_address("http://a.example:22/"))


def attack(
    folder: Path, site: Site, entry: Mapping[str, Any], **outside: Any
) -> dict[str, Mapping[str, object]]:
    fetch = {"allow_private": [site.place], "seconds_between": 0, "timeout_seconds": 1, "retries": 1}
    return (
        Refresher(folder, {**entry, "fetch": {**fetch, **entry.get("fetch", {})}}, **outside).fetch().missing
    )


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0", "0.0.0.0", "[::1]",
     "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "１２７.０.０.１",
     "127.0.0.1.", "a@127.0.0.1", "127%2e0.0.1"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["pages", "file", "auto"])
def test_direct_attacks(tmp_path: Path, site: Site, listener: Trap, host: str, method: str) -> None:
    """At the listener's port, and at the usual one, where any connection would be the listener's."""
    location = f"http://{host}:{listener.port}/"
    missing = attack(tmp_path / "1", site, {"location": location, "fetch": {"method": method}})
    assert len(missing) == 1

    def connect(*_: object) -> socket.socket:
        return socket.create_connection(("127.0.0.1", listener.port), 1)

    entry = {"location": f"http://{host}/", "fetch": {"method": method}}
    missing = attack(tmp_path / "2", site, entry, connect=connect)
    (evidence,) = missing.values()
    assert evidence["problem"] in {"private address", "bad address", "name or password in the address"}
    assert listener.connections == 0


def test_redirects_lists_and_robots_cannot_lead_inside(
    tmp_path: Path, site: Site, other: Site, listener: Trap
) -> None:
    inside = f"http://127.0.0.1:{listener.port}/secret"
    site.pages["/moved"] = Answer(b"", 302, {"Location": inside})
    site.pages["/tricky"] = Answer(b"", 307, {"Location": f"http://{site.place}@127.0.0.1:{listener.port}/"})
    site.pages["/decimal"] = Answer(b"", 301, {"Location": f"//2130706433:{listener.port}/"})
    site.pages["/list.txt"] = Answer(f"{inside}\n".encode(), headers={"Content-Type": "text/plain"})
    site.pages["/map.xml"] = Answer(f"<urlset><url><loc>{inside}/map</loc></url></urlset>".encode())
    site.pages["/index.xml"] = Answer(
        f"<sitemapindex><sitemap><loc>{inside}/index</loc></sitemap></sitemapindex>".encode()
    )
    names = ["/moved", "/tricky", "/decimal", "/list.txt", "/map.xml", "/index.xml"]
    missing = attack(tmp_path / "1", site, {"urls": [site.url(name) for name in names]})
    assert len(missing) == 6, missing
    for number, name in enumerate(names):
        attack(tmp_path / f"file{number}", site, {"location": site.url(name), "fetch": {"method": "file"}})
    other.pages["/robots.txt"] = Answer(
        b"", 301, {"Location": f"http://127.0.0.1:{listener.port}/robots.txt"}
    )
    other.pages["/"] = Answer(b"<html>page</html>")
    missing = attack(tmp_path / "2", other, {"urls": [other.url("/")]})
    assert missing == {other.url("/"): {"problem": "robots.txt cannot be had"}}
    assert listener.connections == 0
    assert all(inside not in repr(evidence) for evidence in missing.values())


def test_a_page_that_starts_to_lead_inside_keeps_its_record(
    tmp_path: Path, site: Site, listener: Trap
) -> None:
    site.pages["/"] = Answer(b"<html>good</html>", headers={"Content-Type": "text/html"})
    fetch = {"allow_private": [site.place], "seconds_between": 0}
    refresh = Refresher(tmp_path, {"urls": [site.url("/")], "fetch": fetch})
    first = refresh.fetch()
    site.pages["/"] = Answer(b"", 302, {"Location": f"http://localhost:{listener.port}/"})
    second = refresh.fetch()
    assert second.files == first.files
    assert len(second.missing) == 1
    assert listener.connections == 0


def test_rebinding(tmp_path: Path, site: Site, listener: Trap) -> None:
    """Public at the first look, loopback at every later one: there is no later one."""
    looks: list[str] = []
    connected: list[str] = []

    def resolve(host: str) -> list[str]:
        looks.append(host)
        return ["93.184.215.14"] if looks.count(host) == 1 else ["127.0.0.1"]

    def connect(ip: str, port: int, seconds: float) -> socket.socket:
        """The public address is unreachable from a test; loopback would be reached."""
        connected.append(ip)
        if ip == "93.184.215.14":
            raise ConnectionRefusedError
        return socket.create_connection((ip, listener.port), seconds)

    missing = attack(
        tmp_path,
        site,
        {"urls": ["http://evil.example/", "https://evil.example/2"]},
        resolve=resolve,
        connect=connect,
    )
    assert len(missing) == 2
    assert looks == ["evil.example"]
    assert set(connected) == {"93.184.215.14"}
    assert len(connected) > 2, "it was tried again, at the same address"
    assert listener.connections == 0


def test_the_request_goes_to_the_address_that_was_judged(tmp_path: Path, site: Site) -> None:
    """A public name, whose address stands for the server of the test; Host names the name."""
    site.pages["/"] = Answer(b"<html>public</html>", headers={"Content-Type": "text/html"})

    def connect(ip: str, port: int, seconds: float) -> socket.socket:
        assert (ip, port) == ("93.184.215.14", 80)
        return socket.create_connection(("127.0.0.1", site.port), seconds)

    refresh = Refresher(
        tmp_path,
        {"urls": ["http://Site.Example/"], "fetch": {"seconds_between": 0}},
        resolve=lambda _: ["93.184.215.14"],
        connect=connect,
    )
    found = refresh.fetch()
    assert pages(tmp_path, found.files[""])["http://site.example/"] == b"<html>public</html>"
    assert {each.headers["host"] for each in site.asked} == {"site.example"}


def test_neither_proxies_nor_a_netrc_are_read(
    tmp_path: Path, site: Site, listener: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{listener.port}")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password hidden\n")
    monkeypatch.setenv("NETRC", str(netrc))
    site.pages["/"] = Answer(b"<html>direct</html>", headers={"Content-Type": "text/html"})
    assert attack(tmp_path, site, {"urls": [site.url("/")]}) == {}
    assert all("authorization" not in each.headers and "cookie" not in each.headers for each in site.asked)
    assert listener.connections == 0


def test_headers_go_to_the_declared_host_alone(tmp_path: Path, site: Site, other: Site) -> None:
    other.pages["/"] = Answer(b"<html>other</html>", headers={"Content-Type": "text/html"})
    site.pages["/"] = Answer(b"", 302, {"Location": other.url("/")})
    fetch = {"allow_private": [site.place, other.place], "headers": {"X-Key": "hidden"}}
    assert attack(tmp_path, site, {"urls": [site.url("/")], "fetch": fetch}) == {}
    assert {each.headers.get("x-key") for each in site.asked} == {"hidden"}
    assert {each.headers.get("x-key") for each in other.asked} == {None}


def test_headers_never_go_out_in_clear(tmp_path: Path, site: Site) -> None:
    fetch = {"headers": {"Authorization": "hidden"}, "method": "file"}
    refresh = Refresher(
        tmp_path,
        {"location": "http://site.example/", "fetch": fetch},
        resolve=lambda _: ["93.184.215.14"],
        connect=lambda *_: socket.create_connection(("127.0.0.1", site.port), 2),
    )
    assert list(refresh.fetch().missing.values()) == [{"problem": "headers need https"}]
    assert site.asked == []


@pytest.mark.parametrize("header", [{"Host": "x"}, {"A\r\nB": "x"}, {"A": "x\r\nB: y"}, {"Range": "x"}])
def test_headers_that_cannot_be_sent(tmp_path: Path, site: Site, header: dict[str, str]) -> None:
    missing = attack(tmp_path, site, {"urls": [site.url("/")], "fetch": {"headers": header}})
    assert missing == {"": {"problem": "header that cannot be sent"}}
    assert site.asked == []
