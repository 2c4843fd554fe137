"""Small documents of our own, made byte by byte so that nothing but their readers is on trial."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD = f'xmlns:w="{_WORD_SPACE}" xmlns:r="{_OFFICE}/relationships"'
_SLIDE = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="{_OFFICE}/relationships"'
)


def write_zip(path: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return path


def content_types(main: str, kind: str) -> str:
    content = f"application/vnd.openxmlformats-officedocument.{kind}+xml"
    override = f'<Override PartName="/{main}" ContentType="{content}"/>'
    default = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{_XML}<Types xmlns="{_TYPES}">{default}{xml}{override}</Types>'


def relations(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>'


def core(title: str, created: str = "2024-05-01T08:00:00Z") -> str:
    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    kind = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    inner = f"<dc:title>{title}</dc:title><dcterms:created>{created}</dcterms:created>"
    return f'{_XML}<cp:coreProperties xmlns:cp="{kind}" {names}>{inner}</cp:coreProperties>'


def paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def word_table(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def docx(path: Path, body: str, members: Mapping[str, str | bytes] | None = None) -> Path:
    """A Word document with this body, and more members by their names."""
    main = "word/document.xml"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(main, "wordprocessingml.document.main"),
        "_rels/.rels": relations([("officeDocument", main)]),
        main: f"{_XML}<w:document {_WORD}><w:body>{body}</w:body></w:document>",
        "docProps/core.xml": core("报告"),
    }
    return write_zip(path, parts | dict(members or {}))


def word_notes(kind: str, notes: Mapping[int, str]) -> str:
    listed = "".join(
        f'<w:{kind} w:id="{number}">{paragraph(text)}</w:{kind}>' for number, text in notes.items()
    )
    return f"{_XML}<w:{kind}s {_WORD}>{listed}</w:{kind}s>"


def shape(lines: Sequence[tuple[int, str]], placeholder: str = "") -> str:
    kind = f'<p:nvPr><p:ph type="{placeholder}"/></p:nvPr>' if placeholder else "<p:nvPr/>"
    body = "".join(
        f'<a:p><a:pPr lvl="{level}"/><a:r><a:t>{escape(text)}</a:t></a:r></a:p>' for level, text in lines
    )
    return f"<p:sp><p:nvSpPr>{kind}</p:nvSpPr><p:txBody>{body}</p:txBody></p:sp>"


def slide_table(rows: Sequence[Sequence[str]]) -> str:
    def cell(text: str) -> str:
        return f"<a:tc><a:txBody><a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p></a:txBody></a:tc>"

    lines = "".join("<a:tr>" + "".join(map(cell, row)) + "</a:tr>" for row in rows)
    graphic = f"<a:graphic><a:graphicData><a:tbl>{lines}</a:tbl></a:graphicData></a:graphic>"
    return f"<p:graphicFrame>{graphic}</p:graphicFrame>"


def pptx(path: Path, slides: Sequence[str], notes: Mapping[int, str] | None = None) -> Path:
    """A presentation whose slides hold these shapes; notes by the number of the slide."""

    def tree(root: str, shapes: str) -> str:
        return f"{_XML}<p:{root} {_SLIDE}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:{root}>"

    main = "ppt/presentation.xml"
    listed = "".join(
        f'<p:sldId id="{255 + number}" r:id="rId{number}"/>' for number in range(1, len(slides) + 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(main, "presentationml.presentation.main"),
        "_rels/.rels": relations([("officeDocument", main)]),
        main: f"{_XML}<p:presentation {_SLIDE}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
        # the files are named against the order, which only the presentation knows
        "ppt/_rels/presentation.xml.rels": relations(
            [("slide", f"slides/slide{len(slides) - place}.xml") for place in range(len(slides))]
        ),
    }
    for place, shapes in enumerate(slides):
        name = f"slide{len(slides) - place}"
        parts[f"ppt/slides/{name}.xml"] = tree("sld", shapes)
        if notes and place + 1 in notes:
            parts[f"ppt/slides/_rels/{name}.xml.rels"] = relations(
                [("notesSlide", f"../notesSlides/{name}.xml")]
            )
            parts[f"ppt/notesSlides/{name}.xml"] = tree("notes", shape([(0, notes[place + 1])], "body"))
    return write_zip(path, parts)


def xlsx(path: Path, sheets: Mapping[str, Sequence[str]]) -> Path:
    """A workbook whose sheets hold these rows of XML."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    main = "xl/workbook.xml"
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, 1)
    )
    targets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
    styles = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    root = f'workbook {space} xmlns:r="{_OFFICE}/relationships"'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(main, "spreadsheetml.sheet.main"),
        "_rels/.rels": relations([("officeDocument", main)]),
        main: f"{_XML}<{root}><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations([*targets, ("styles", "styles.xml")]),
        "xl/styles.xml": f"{_XML}<styleSheet {space}>{styles}</styleSheet>",
    }
    for number, rows in enumerate(sheets.values(), 1):
        data = f"<sheetData>{''.join(rows)}</sheetData>"
        parts[f"xl/worksheets/sheet{number}.xml"] = f"{_XML}<worksheet {space}>{data}</worksheet>"
    return write_zip(path, parts)


def sheet_row(number: int, cells: Mapping[str, object]) -> str:
    """A row of a sheet: texts, numbers, booleans; a pair is a number with the style of dates."""

    def cell(column: str, value: object) -> str:
        place = f'r="{column}{number}"'
        if isinstance(value, str):
            return f'<c {place} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        if isinstance(value, bool):
            return f'<c {place} t="b"><v>{int(value)}</v></c>'
        if isinstance(value, tuple):
            return f'<c {place} s="1"><v>{value[0]}</v></c>'
        return f"<c {place}><v>{value}</v></c>"

    return f'<row r="{number}">' + "".join(cell(column, value) for column, value in cells.items()) + "</row>"


def ods(path: Path, rows: str) -> Path:
    """A spreadsheet of OpenDocument with one sheet of these rows of XML."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    sheet = f'<table:table table:name="表">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    manifest = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f"{_XML}<manifest:manifest {manifest}/>",
        "content.xml": f"{_XML}<office:document-content {names}>{body}</office:document-content>",
    }
    return write_zip(path, parts)


def ods_row(*values: str | float, times: int = 1, cell_times: int = 1) -> str:
    """A row of an ODS, which with its cells may stand for several."""

    def cell(value: str | float) -> str:
        kind = (
            'value-type="string"' if isinstance(value, str) else f'value-type="float" office:value="{value}"'
        )
        repeated = f'table:number-columns-repeated="{cell_times}"'
        text = f"<text:p>{escape(str(value))}</text:p>"
        return f"<table:table-cell office:{kind} {repeated}>{text}</table:table-cell>"

    cells = "".join(map(cell, values))
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def epub(path: Path, chapters: Sequence[str], members: Mapping[str, str | bytes] | None = None) -> Path:
    """A book of these chapters, the insides of `body`, and more members by their names."""
    package = "http://www.idpf.org/2007/opf"
    facts = "<dc:title>山居笔记</dc:title><dc:language>zh-CN</dc:language><dc:date>2023-04-05</dc:date>"
    items = "".join(
        f'<item id="c{number}" href="text/c{number}.xhtml" media-type="application/xhtml+xml"/>'
        for number in range(1, len(chapters) + 1)
    )
    order = "".join(f'<itemref idref="c{number}"/>' for number in range(1, len(chapters) + 1))
    metadata = f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{facts}</metadata>'
    spine = f"<manifest>{items}</manifest><spine>{order}</spine>"
    container = "urn:oasis:names:tc:opendocument:xmlns:container"
    parts: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": (
            f'{_XML}<container xmlns="{container}"><rootfiles>'
            '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
        ),
        "OPS/book.opf": f'{_XML}<package xmlns="{package}" version="3.0">{metadata}{spine}</package>',
    }
    for number, body in enumerate(chapters, 1):
        head = '<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
        parts[f"OPS/text/c{number}.xhtml"] = f"{_XML}{head}<body>{body}</body></html>"
    return write_zip(path, parts | dict(members or {}))


Placed = tuple[float, float, str]
"""Where a line of a PDF begins, in points from the lower left corner, and its text."""


def pdf(path: Path, pages: Sequence[Sequence[Placed]], info: str = "") -> Path:
    """A PDF of these pages, in a Latin or a Chinese standard font, 10 points high."""
    chinese = "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
    chinese += "<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 >>"
    encoding = "/Encoding /UniGB-UCS2-H"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        f"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light {encoding} /DescendantFonts [5 0 R] >>",
        chinese,
        f"<< {info} >>",
    ]
    numbers: list[int] = []
    for lines in pages:
        content = "\n".join(_shown(*line) for line in lines)
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /L 3 0 R /C 4 0 R >> >> >>"
        )
        numbers.append(len(objects))
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects[1] = f"<< /Type /Pages /Count {len(numbers)} /Kids [{kids}] >>"
    path.write_bytes(_pdf_bytes(objects))
    return path


def _shown(x: float, y: float, text: str) -> str:
    if text.isascii():
        bare = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return f"BT /L 10 Tf {x} {y} Td ({bare}) Tj ET"
    return f"BT /C 10 Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def _pdf_bytes(objects: Sequence[str]) -> bytes:
    data = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("ascii")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer << /Size {size} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode("ascii") + trailer.encode("ascii")
