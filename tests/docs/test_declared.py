"""The page of sources names every key of an entry, with the defaults and the errors that there are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from danlu.declared.entry import Entry, Fetch
from danlu.declared.file import parse_declared
from danlu.declared.marked import DeclaredError
from tests.docs.words import ROOT, blocks, table_keys

PAGE = ROOT / "docs" / "sources.md"


def said() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_page_names_every_key_of_an_entry() -> None:
    first = [line.split(" | ")[0] for line in said().splitlines() if line.startswith("| `")]
    named = {key for cell in first for key in re.findall(r"`(\w+)`", cell)}
    assert set(Entry.model_fields) <= named


@pytest.mark.parametrize("name", Fetch.model_fields)
def test_the_page_gives_the_defaults_of_fetching(name: str) -> None:
    default = Fetch().model_dump(mode="json")[name]
    assert table_keys(PAGE)[f"fetch.{name}"][0].strip("`") == json.dumps(default)


def test_the_pages_example_is_sound() -> None:
    (example,) = [block for block in blocks(PAGE) if block.startswith("sources:")]
    assert [entry.name for entry in parse_declared(example, Path("project")).entries] == [
        "support",
        "faq.jsonl",
        "legacy",
    ]


def test_the_pages_example_of_an_error_is_what_danlu_says() -> None:
    first = "sources:\n- {name: a, location: b}\n"
    text = f"{first}- name: c\n  location: https://example.org/d\n  fetch:\n    retries: 1\n"
    with pytest.raises(DeclaredError) as caught:
        parse_declared(f"{text}    timout_seconds: 5\n", Path("project"))
    assert str(caught.value) in said()
