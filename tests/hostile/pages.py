"""Pages, mails, crawls and books that lie, fetch, recurse or explode."""

from __future__ import annotations

from tests.hostile.case import Case, case
from tests.hostile.documents import EXTERNAL, LAUGHS, TEXT, zipped


def page_cases() -> list[Case]:
    article = "".join(f"<p>{TEXT}</p>" for _ in range(4))
    head = "<!DOCTYPE html><html><head><title>Stones</title></head>"
    page = f"{head}<body><article>{article}</article></body></html>"
    return [
        case("good.html", page, 1),
        case(
            "script.html",
            page.replace("</article>", "<script>document.write('x'.repeat(1e9))</script></article>"),
            1,
        ),
        case("deep.html", page.replace("<article>", "<article>" + "<div>" * 20_000), 0, too_deep=1),
        case("unclosed.html", page[: page.index("</article>") - 20], 1),
        case(
            "meta-refresh.html",
            page.replace("<head>", '<head><meta http-equiv="refresh" content="0;url=http://127.0.0.1:1/">'),
            1,
        ),
        case(
            "base-file.html",
            page.replace("<head>", '<head><base href="file:///etc/"><link rel="stylesheet" href="passwd">'),
            1,
        ),
        case("wrong-charset.html", page.replace("<head>", '<head><meta charset="utf-16">'), 1),
    ]


def mail(*headers: str, body: str = TEXT) -> str:
    fixed = (
        "From: a@example.org",
        "To: b@example.org",
        "Date: Mon, 01 Jan 2024 10:00:00 +0000",
        "Message-ID: <1@example.org>",
    )
    return "\r\n".join([*fixed, "Subject: The stones by the river", *headers, "", body, ""])


def deep_mail(levels: int) -> str:
    body = f"Content-Type: text/plain\r\n\r\n{TEXT}\r\n"
    for level in range(levels):
        head = f'Content-Type: multipart/mixed; boundary="b{level}"'
        body = f"{head}\r\n\r\n--b{level}\r\n{body}\r\n--b{level}--\r\n"
    first, _, rest = body.partition("\r\n\r\n")
    return mail("MIME-Version: 1.0", first, body=rest)


def warc(*records: tuple[str, bytes]) -> bytes:
    return b"".join(
        (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>\r\n"
            f"WARC-Target-URI: {address}\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(data)}\r\n\r\n"
        ).encode()
        + data
        + b"\r\n\r\n"
        for number, (address, data) in enumerate(records)
    )


def response(body: str, head: str = "Content-Type: text/html; charset=utf-8") -> bytes:
    return f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body.encode()


def crawl_cases() -> list[Case]:
    article = "".join(f"<p>{TEXT}</p>" for _ in range(4))
    page = f"<html><body><article>{article}</article></body></html>"
    good = warc(("https://example.org/stones", response(page)))
    return [
        case("good.warc", good, 1),
        case("cut.warc", good + good[:-500], 1, corrupt_file=1),
        case(
            "lying-length.warc", good.replace(b"Content-Length: ", b"Content-Length: 9", 1), 0, corrupt_file=1
        ),
        case(
            "chunk-bomb.warc",
            warc(
                (
                    "https://example.org/",
                    response(
                        "ffffffffffffffff\r\n" + page, "Transfer-Encoding: chunked\r\nContent-Type: text/html"
                    ),
                )
            ),
            1,
        ),
        case("file-address.warc", warc(("file:///etc/passwd", response(page))), 1),
        case("good.eml", mail("MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"), 1),
        case("deep.eml", deep_mail(400), 0, too_deep=1),
        case(
            "bad-boundary.eml",
            mail("MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary=""'),
            1,
            no_main_text=1,
        ),
        case(
            "header-bomb.eml",
            mail(
                "MIME-Version: 1.0",
                "Content-Type: text/plain",
                *(f"X-{number}: {'y' * 900}" for number in range(200)),
            ),
            51,
        ),
        case(
            "bad-charset.eml",
            mail("MIME-Version: 1.0", "Content-Type: text/plain; charset=../../etc/passwd"),
            1,
        ),
    ]


def epub(chapter: str, head: str = "", path: str = "chapter.xhtml") -> bytes:
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">x</dc:identifier><dc:title>Stones'
        f'</dc:title></metadata><manifest><item id="c" href="{path}" media-type="application/xhtml+xml"/>'
        '</manifest><spine><itemref idref="c"/></spine></package>'
    )
    container = (
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    text = (
        f'<?xml version="1.0"?>{head}<html xmlns="http://www.w3.org/1999/xhtml"><body>{chapter}</body></html>'
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "book.opf": package,
            "chapter.xhtml": text,
        }
    )


def book_cases() -> list[Case]:
    chapter = "<h1>One</h1>" + "".join(f"<p>{TEXT}</p>" for _ in range(3))
    return [
        case("good.epub", epub(chapter), 1),
        case(
            "xxe.epub",
            epub(chapter + "<p>&e;&h;</p>", EXTERNAL.replace("DOCTYPE x", "DOCTYPE html")),
            0,
            corrupt_file=1,
        ),
        case(
            "laughs.epub",
            epub(chapter + "<p>&a11;</p>", LAUGHS.replace("DOCTYPE x", "DOCTYPE html")),
            0,
            corrupt_file=1,
        ),
        case("slip.epub", epub(chapter, path="../../../../etc/passwd"), 0, corrupt_file=1),
        case("cut.epub", epub(chapter)[:-60], 0, corrupt_file=1),
    ]


def cases() -> list[Case]:
    return [*page_cases(), *crawl_cases(), *book_cases()]
