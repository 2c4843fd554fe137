"""Documents that try to read files, to run, to recurse or to explode."""

from __future__ import annotations

import io
import zipfile

from tests.hostile.case import CANARY, Case, case

SENTENCE = f"The stone by the river is grey, and its name is {CANARY}. "
TEXT = SENTENCE * 8
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{number} '{f'&a{number - 1};' * 10}'>" for number in range(1, 12))
    + "]>"
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY h SYSTEM "http://127.0.0.1:1/x">]>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
S = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{REL}"'


def zipped(parts: dict[str, str | bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def relations(target: str, kind: str) -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{REL}/{kind}" '
        f'Target="{target}"/></Relationships>'
    )


def docx(body: str, head: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
            "_rels/.rels": relations("word/document.xml", "officeDocument"),
            "word/document.xml": f'<?xml version="1.0"?>{head}<w:document {W}><w:body>{body}</w:body>'
            "</w:document>",
            **(more or {}),
        }
    )


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def xlsx(sheet: str, head: str = "") -> bytes:
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/></Types>',
            "_rels/.rels": relations("xl/workbook.xml", "officeDocument"),
            "xl/workbook.xml": f'<workbook {S}><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
            "xl/_rels/workbook.xml.rels": relations("worksheets/sheet1.xml", "worksheet"),
            "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{head}<worksheet {S}>{sheet}</worksheet>',
        }
    )


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def cells(*rows: tuple[str, str]) -> str:
    found = "".join(
        f'<row r="{number}">{cell(f"A{number}", one)}{cell(f"B{number}", other)}</row>'
        for number, (one, other) in enumerate([("question", "answer"), *rows], start=1)
    )
    return f"<sheetData>{found}</sheetData>"


def pdf(*objects: bytes, pages: bytes = b"[3 0 R]", count: int = 1) -> bytes:
    """Objects 1 and 2 are the catalogue and the tree of pages; a table of places follows them all."""
    found = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids " + pages + b" /Count " + str(count).encode() + b" >>",
        *objects,
    ]
    data = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(found, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    start = len(data)
    size = len(found) + 1
    data += f"xref\n0 {size}\n0000000000 65535 f \n".encode() + table
    return data + f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def stream(body: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length " + str(len(body)).encode() + more + b" >>\nstream\n" + body + b"\nendstream"


PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
    b"/Resources << /Font << /F 5 0 R >> %s >> %s >>"
)
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
SAID = (
    b"BT /F 12 Tf 40 700 Td 14 TL "
    + b"".join(
        b"(The stone by the river is grey, and it lies there since long ago.) Tj T* " for _ in range(6)
    )
    + b"ET"
)


def pdf_cases() -> list[Case]:
    good = pdf(PAGE % (b"", b""), stream(SAID), FONT)
    form = stream(
        b"/X Do", b" /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
    )
    action = b"/AA << /O << /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:1'\\)) >> >>"
    launch = b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (/bin/sh) >> >>]"
    return [
        case("good.pdf", good, 1),
        case("javascript.pdf", pdf(PAGE % (b"", action), stream(SAID), FONT), 1),
        case("launch.pdf", pdf(PAGE % (b"", launch), stream(SAID), FONT), 1),
        case(
            "recursive.pdf",
            pdf(PAGE % (b"/XObject << /X 6 0 R >>", b""), stream(SAID + b" /X Do"), FONT, form),
            1,
        ),
        case(
            "page-loop.pdf",
            pdf(PAGE % (b"", b""), stream(SAID), FONT, pages=b"[3 0 R 2 0 R]", count=2),
            1,
            corrupt_file=1,
        ),
        case("page-count.pdf", pdf(PAGE % (b"", b""), stream(SAID), FONT, count=1_000_000_000), 1),
        case("cut.pdf", good[: len(good) // 2], 0, corrupt_file=1),
        case("no-table.pdf", good[: good.rindex(b"xref\n0")], 0, corrupt_file=1),
        case("head-only.pdf", b"%PDF-1.7\n", 0, corrupt_file=1),
        case("not-a-pdf.pdf", b"%PDF-1.7\n" + b"The stone is grey.\n" * 50, 0, corrupt_file=1),
        case("no-text.pdf", pdf(PAGE % (b"", b""), stream(b""), FONT), 0, no_main_text=1),
    ]


def office_cases() -> list[Case]:
    body = "".join(paragraph(TEXT) for _ in range(3))
    rows = (("Which stone?", f"A grey {CANARY}."), ("Which river?", "The long one."))
    return [
        case("good.docx", docx(body), 1),
        case("xxe.docx", docx(body + paragraph("&e;&h;"), EXTERNAL), 0, corrupt_file=1),
        case("laughs.docx", docx(body + paragraph("&a11;"), LAUGHS), 0, corrupt_file=1),
        case(
            "deep.docx",
            docx("<w:sdt><w:sdtContent>" * 5000 + body + "</w:sdtContent></w:sdt>" * 5000),
            0,
            corrupt_file=1,
        ),
        case("macro.docx", docx(body, more={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(600)}), 1),
        case("cut.docx", docx(body)[:-40], 0, corrupt_file=1),
        case("bomb.docx", docx(body, more={"word/media/blank.bin": bytes(100_000_000)}), 1),
        case("good.xlsx", xlsx(cells(*rows)), 2),
        case("formula.xlsx", xlsx(cells(("=cmd|'/C calc'!A0", "=1+1"), *rows)), 3),
        case("huge-dimension.xlsx", xlsx('<dimension ref="A1:XFD1048576"/>' + cells(*rows)), 2),
        case(
            "far-cell.xlsx",
            xlsx(
                cells(*rows).replace(
                    "</sheetData>", f'<row r="1048576">{cell("XFD1048576", "far")}</row></sheetData>'
                )
            ),
            0,
            file_too_large=1,
        ),
        case("xxe.xlsx", xlsx(cells(("&e;", "a"), *rows), EXTERNAL), 0, corrupt_file=1),
        case("laughs.xlsx", xlsx(cells(("&a11;", "a"), *rows), LAUGHS), 0, corrupt_file=1),
        case("cut.xlsx", xlsx(cells(*rows))[:-40], 0, corrupt_file=1),
        case("legacy.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), 0, unknown_format=1),
    ]


def cases() -> list[Case]:
    return [*pdf_cases(), *office_cases()]
