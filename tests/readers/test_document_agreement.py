"""Documents and pages of others, against the results that lie beside them.

Strings that another program writes in a way of its own are compared by what they say: without marks
of Markdown and with blanks collapsed. Pictures are left out of documents deliberately, so the one
expected string that is a picture's bytes must be absent.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from danlu.pieces import Cells, Page
from danlu.readers import Limits, Record
from danlu.readers.documents.docx import read_docx
from danlu.readers.documents.epub import read_epub
from danlu.readers.documents.html import looks_like_html, parse_page
from danlu.readers.documents.notebook import read_notebook
from danlu.readers.documents.pdf import read_pdf
from danlu.readers.documents.workbook import read_workbook

pytest.importorskip("trafilatura")

READERS: dict[str, Callable[[Path, Limits, Path], Iterator[Record]]] = {
    ".docx": read_docx,
    ".xlsx": read_workbook,
    ".pdf": read_pdf,
    ".epub": read_epub,
    ".ipynb": read_notebook,
}
PICTURE = "data:image/png;base64,"
_MARKS = re.compile(r"[*_`#>|\\-]+")
_WORD = re.compile(r"\w+")


def bare(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text).split())


def said_by(record: Record) -> str:
    value = record.value
    if isinstance(value, Cells):
        return f"{record.part} " + " ".join(map(str, (*value.columns, *value.values)))
    if isinstance(value, Page):
        return "\n\n".join([*value.about.values(), *(section.text for section in value.sections)])
    return ""


def said(path: Path, scratch: Path) -> str:
    if path.suffix == ".html":
        page = parse_page(path.read_bytes()).value
        return "\n\n".join(section.text for section in page.sections) if isinstance(page, Page) else ""
    return "\n\n".join(map(said_by, READERS[path.suffix](path, Limits(), scratch)))


# the table is CSV in another encoding, not a document; the description of a book is no text of it
NOT_OURS = {"test_mskanji.csv"}
NO_TEXT = {"**Authors:** Test Author", "A test EPUB document for MarkItDown testing"}


def test_documents_say_what_is_expected(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "docs"
    expected = json.loads((folder / "markitdown_expected.json").read_text("utf-8"))
    checked = 0
    for name, strings in expected.items():
        if name in NOT_OURS:
            continue
        text = said(folder / "markitdown" / name, tmp_path)
        assert PICTURE not in text
        for string in strings["must_contain"]:
            if not string.startswith(PICTURE) and string not in NO_TEXT:
                assert bare(string) in bare(text), (name, len(string))
                checked += 1
        for string in strings["must_not_contain"]:
            assert string not in text, (name, len(string))
    assert checked >= 20


@pytest.mark.parametrize("name", ["test", "RECEIPT-2024-TXN-98765_retail_purchase"])
def test_pdf_pages_hold_the_words_that_another_program_finds(
    shared_data: Path, tmp_path: Path, name: str
) -> None:
    folder = shared_data / "docs"
    wanted = (folder / "markitdown_expected" / f"{name}.md").read_text("utf-8")
    wanted = re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", wanted)
    ours = Counter(_WORD.findall(said(folder / "markitdown" / f"{name}.pdf", tmp_path)))
    theirs = Counter(_WORD.findall(wanted))
    assert (ours & theirs).total() >= 0.985 * theirs.total()
    assert (ours & theirs).total() >= 0.985 * ours.total()


def test_a_paper_keeps_its_words_whole(shared_data: Path, tmp_path: Path) -> None:
    records = list(read_pdf(shared_data / "docs" / "belle_chathome.pdf", Limits(), tmp_path))
    text = "\n".join(map(said_by, records))
    assert len(records) == 8
    assert all(record.reason is None for record in records)
    assert not re.search("[\x00-\x08\x0b-\x1f\u00ad\ufffe\ufffd]", text)
    for phrase in (
        "language models is a crucial area of research in the field of natural language processing",
        "experimental comparisons between full-parameter fine-tuning and LoRA-based tuning methods",
        "| LLaMA-7B + LoRA(4M) | 0.624 | 17.9M | 14 |",
        "| Open QA | 285 |",
    ):
        assert phrase in text


def found_in(page: bytes) -> str:
    try:
        text = page.decode("utf-8")
    except UnicodeDecodeError:
        text = page.decode("latin-1")
    data = text.encode("utf-8")
    assert looks_like_html(data)
    value = parse_page(data).value
    return "\n\n".join(section.text for section in value.sections) if isinstance(value, Page) else ""


def test_main_text_has_what_it_must_and_not_what_it_must_not(shared_data: Path) -> None:
    """At least 0.99 of the wanted segments, at most 0.012 of the others; trafilatura: 0.966 and 0.023."""
    folder = shared_data / "html"
    expected = json.loads((folder / "trafilatura_expected.json").read_text("utf-8"))
    got: Counter[str] = Counter()
    for name, strings in expected.items():
        text = bare(found_in((folder / "trafilatura" / name).read_bytes()))
        for key in ("must_contain", "must_not_contain"):
            got[key] += sum(bare(string) in text for string in strings[key])
            got[f"{key} in all"] += len(strings[key])
    assert got["must_contain"] >= 0.99 * got["must_contain in all"]
    assert got["must_not_contain"] <= 0.012 * got["must_not_contain in all"]


def test_articles_have_the_words_that_people_marked(shared_data: Path) -> None:
    """Mean F1 of words of at least 0.96; plain trafilatura has 0.930."""
    folder = shared_data / "html"
    scores = []
    for name, wanted in json.loads((folder / "article_bench_expected.json").read_text("utf-8")).items():
        page = gzip.decompress((folder / "article_bench" / f"{name}.html.gz").read_bytes())
        ours = Counter(_WORD.findall(found_in(page).lower()))
        theirs = Counter(_WORD.findall(wanted["articleBody"].lower()))
        scores.append(2 * (ours & theirs).total() / (ours.total() + theirs.total()))
    assert sum(scores) / len(scores) >= 0.96
