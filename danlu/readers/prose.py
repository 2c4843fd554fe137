"""Which kind of prose a text is: a page, a chat, a transcript, a novel, a list of facts, or just text."""

from __future__ import annotations

from danlu.readers.chapters import looks_like_novel
from danlu.readers.dialogues.transcript import looks_like_transcript
from danlu.readers.dialogues.whatsapp import looks_like_whatsapp
from danlu.readers.documents.email import looks_like_email
from danlu.readers.documents.html import looks_like_html
from danlu.readers.documents.notebook import looks_like_notebook
from danlu.readers.ntriples import looks_like_ntriples

_MOST_LINES = 2000
_FORCED = {"novel": "novel", "document": "text"}


def find_marked(window: bytes) -> str | None:
    """The container of a text that says what it is at its very start, whatever is declared of it."""
    if looks_like_html(window):
        return "html"
    if looks_like_email(window):
        return "email"
    return "notebook" if looks_like_notebook(window) else None


def find_prose(window: bytes, kind: str) -> str | None:
    """The container of a text that is no list of records; None where it may be a table or plain text.

    `kind` is what the user declares, "auto" where nothing is.
    """
    if kind in _FORCED:
        return _FORCED[kind]
    if kind == "table":
        return None
    text = window.decode("utf-8", "replace")
    lines = [line for line in text.split("\n", _MOST_LINES)[:_MOST_LINES] if line.strip()]
    if looks_like_ntriples(window.split(b"\n", _MOST_LINES)[:_MOST_LINES]):
        return "ntriples"
    if looks_like_whatsapp(lines):
        return "whatsapp"
    if looks_like_transcript(lines):
        return "transcript"
    return "novel" if looks_like_novel(text) else None
