"""TLS: the certificate is verified against the name, though the connection goes to a pinned address."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fetching.web.fetched import Refresher, Round, pages, trusting
from tests.fetching.web.server import Answer, Site, serving

NAME = "pages.danlu.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for one name, signed by itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    command += ["-days", "30", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    command += [
        "-addext",
        "basicConstraints=critical,CA:TRUE",
        "-addext",
        "keyUsage=digitalSignature,keyCertSign",
    ]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return certificate, key


@pytest.fixture
def secure(certificate: tuple[Path, Path]) -> Iterator[tuple[Site, list[str | None]]]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    names: list[str | None] = []
    context.sni_callback = lambda _, name, __: names.append(name)
    with serving(context) as site:
        site.pages["/"] = Answer(b"<html>secure</html>", headers={"Content-Type": "text/html"})
        yield site, names


def fetched(folder: Path, site: Site, trust: ssl.SSLContext, name: str, **fetch: object) -> Round:
    return Refresher(
        folder,
        {"urls": [f"https://{name}/"], "fetch": {"seconds_between": 0, "retries": 0, **fetch}},
        resolve=lambda _: ["93.184.215.14"],
        connect=lambda *_: socket.create_connection(("127.0.0.1", site.port), 2),
        trust=trust,
    ).fetch()


def test_the_name_is_asked_for_and_verified(
    tmp_path: Path, secure: tuple[Site, list[str | None]], certificate: tuple[Path, Path]
) -> None:
    site, names = secure
    found = fetched(tmp_path, site, trusting(certificate[0]), NAME, headers={"Authorization": "hidden"})
    assert pages(tmp_path, found.files[""])[f"https://{NAME}/"] == b"<html>secure</html>"
    assert set(names) == {NAME}
    assert {each.headers["host"] for each in site.asked} == {NAME}
    assert site.asked[-1].headers["authorization"] == "hidden"


def test_another_name_is_not_believed(
    tmp_path: Path, secure: tuple[Site, list[str | None]], certificate: tuple[Path, Path]
) -> None:
    found = fetched(tmp_path, secure[0], trusting(certificate[0]), "other.danlu.example", method="file")
    assert next(iter(found.missing.values())) == {"problem": "certificate"}
    assert secure[0].asked == []


def test_an_unknown_signer_is_not_believed(tmp_path: Path, secure: tuple[Site, list[str | None]]) -> None:
    found = fetched(tmp_path, secure[0], ssl.create_default_context(), NAME, method="file")
    assert next(iter(found.missing.values())) == {"problem": "certificate"}
    assert secure[0].asked == []


def test_plain_http_at_the_port_of_https(tmp_path: Path, site: Site) -> None:
    found = fetched(tmp_path, site, ssl.create_default_context(), NAME, method="file")
    assert next(iter(found.missing.values())) == {"problem": "connection"}
