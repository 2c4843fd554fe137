"""`sources.yaml`: what it may say, what is wrong with it and where, and how an entry is added."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.declared.entry import Entry
from danlu.declared.file import Declared, parse_declared, read_declared
from danlu.declared.marked import DeclaredError
from danlu.declared.secrets import resolved
from danlu.declared.writing import write_entry
from danlu.errors import DanluError
from tests.scratch import ROOT

HEAD = "# 来源\nsources:\n"


def said(text: str, root: Path = Path("project")) -> list[str]:
    with pytest.raises(DeclaredError) as caught:
        parse_declared(text, root)
    return str(caught.value).splitlines()


def parsed(text: str) -> Declared:
    return parse_declared(text, Path("project"))


def test_the_shipped_file_declares_nothing() -> None:
    assert read_declared(ROOT).entries == ()


def test_the_examples_of_the_shipped_file_are_sound() -> None:
    lines = (ROOT / "sources.yaml").read_text(encoding="utf-8").splitlines()
    entries = [line[2:] for line in lines if line.startswith(("# - ", "#   "))]
    assert [entry.name for entry in parsed("\n".join([*("sources:",), *entries])).entries] == [
        "support",
        "orders",
    ]


@pytest.mark.parametrize("text", ["", "# nothing\n", "sources:\n", "sources: []\n", "{}\n", "---\n"])
def test_nothing_declared(text: str) -> None:
    assert parsed(text).entries == ()
    assert parsed(text).inputs == {}


def test_a_file_that_is_not_there_declares_nothing(tmp_path: Path) -> None:
    assert read_declared(tmp_path) == Declared()


def test_everything_that_can_be_declared() -> None:
    (entry,) = parsed(
        HEAD
        + """
  - name: 客服
    location: ~/chats/*.json
    kind: chat
    licence: CC-BY-4.0
    language: zh
    domain: 电商
    task_type: dialogue
    weight: 2.5
    owner: 甲
    encoding: gb18030
    fields: {instruction: 问, output: 答}
    roles: {客户: user, 客服: assistant}
    chat: {session_gap_minutes: 30}
    fetch: {headers: {X-Trace: a}}
"""
    ).entries
    assert (entry.name, entry.via, entry.weight, entry.hints.kind) == ("客服", "local", 2.5, "chat")
    assert entry.hints.chat is not None
    assert entry.hints.chat.session_gap_minutes == 30
    assert entry.hints.roles == {"客户": "user", "客服": "assistant"}


@pytest.mark.parametrize(
    ("location", "via"),
    [
        ("https://example.org/x", "http"),
        ("HTTP://example.org/x", "http"),
        ("s3://bucket/x", "s3"),
        ("hf://org/set", "hub"),
        ("../x", "local"),
        ("C:\\x", "local"),
    ],
)
def test_how_a_location_is_reached(location: str, via: str) -> None:
    assert parsed(f"sources: [{{name: a, location: '{location}'}}]").entries[0].via == via


WRONG = [
    (
        "  - name: a\n    location: b\n    licens: MIT\n",
        5,
        'sources[0].licens: unknown key; did you mean "licence"?',
    ),
    (
        "  - {name: a, location: b}\n  - name: a\n    location: c\n",
        4,
        "sources[1].name: the name a stands here",
    ),
    ("  - name: a\n    location: b\n    name: c\n", 5, "name: the key stands here twice"),
    (
        "  - name: a\n    location: b\n    fetch:\n      retries: 3\n      timout_seconds: 3\n",
        7,
        '"timeout_seconds"',
    ),
    (
        "  - name: a\n    location: b\n    chat:\n      pseudonym: no\n",
        6,
        "sources[0].chat.pseudonym: unknown key",
    ),
    ("  - name: a\n    location: b\n\n    weight: heavy\n", 6, "sources[0].weight: "),
    ("  - name: a\n    location: b\n    weight: .inf\n", 5, "sources[0].weight: "),
    ("  - name: a\n    location: b\n    licence: 2024-01-01\n", 5, "sources[0].licence: "),
    ("  - name: a\n    location: b\n    licence: 2024-13-41\n", None, "a date or number that there is not"),
    ("  - name: a\n    location: b\n    roles:\n      客户: customer\n", 6, "sources[0].roles.客户: "),
    ("  - name: a/b\n    location: b\n", 3, "sources[0].name: "),
    ("  - location: b\n", 3, "sources[0].name: Field required"),
    ("  - name: a\n", 3, "give either a location or a list of urls"),
    ("  - name: a\n    location: b\n    urls: ['https://example.org']\n", 3, "give either"),
    (
        "  - name: a\n    urls: ['https://example.org', 'ftp://example.org/x']\n",
        3,
        "begin with http:// or https://",
    ),
    ("  - name: a\n    location: file:///etc/hosts\n", 3, "without file://"),
    ("  - name: a\n    location: postgresql://example.org/x\n", 3, "a database URL needs a query"),
    ("  - name: a\n    location: x.csv\n    query: SELECT 1\n", 3, "a query needs a database URL"),
    ("  - name: a\n    location: 'https://example.org/a b'\n", 3, "percent-encode"),
    ("  - name: a\n    location: 'http://[::1'\n", 3, "the host of this address is none"),
    ('  - name: a\n    location: "a\\0b"\n', 3, "holds no character NUL"),
    ("  - a\n", 3, "sources[0]: "),
    ("  name: a\n", None, "sources: "),
    ("  - name: a\n   location: b\n", 4, "not YAML"),
    ("  - name: &x a\n    location: *y\n", 4, "not YAML"),
    ("  - name: !!python/object:os.system a\n", 3, "not YAML"),
    ("  - name: a\n    location: data/raw\n", 4, "it holds data/, which danlu writes"),
    ("  - name: a\n    location: .\n", 4, "it holds data/"),
    ("  - name: a\n    location: '**/*.txt'\n", 4, "it holds data/"),
    ("  - name: a\n    location: 'da*/raw/**'\n", 4, "it holds data/"),
    ("  - name: a\n    location: data/sources/../cleaned\n", 4, "it holds data/"),
    ("  - name: a\n    location: '${HOME}/x'\n", 4, "takes no ${…}"),
    ("  - name: a\n    location: 'https://example.org/${A-B}'\n", 4, "letters, digits and underscores"),
    ("extra: 1\n", 3, "extra: unknown key"),
]


@pytest.mark.parametrize(("text", "line", "message"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_said_with_its_line_and_key(text: str, line: int | None, message: str) -> None:
    found = said(HEAD + text)
    place = f"sources.yaml, line {line}: " if line is not None else "sources.yaml"
    assert any(one.startswith(place) and message in one for one in found), found


def test_every_fault_is_said_at_once() -> None:
    assert len(said(HEAD + "  - {name: a, location: b, c: 1}\n  - {name: d, weight: -1}\n  - 5\n")) == 3


@pytest.mark.parametrize(
    "text", ["sources: 5", "5", "[]", "a: 1", "sources: {a: 1}", "\x00", "- " * 3000 + "a"]
)
def test_what_is_no_list_of_sources(text: str) -> None:
    assert said(text)[0].startswith("sources.yaml")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_bytes(b"sources: [\xff]")
    with pytest.raises(DeclaredError, match="cannot be read"):
        read_declared(tmp_path)


def test_aliases_are_what_they_stand_for_and_cost_nothing() -> None:
    text = "sources:\n- &a {name: a, location: b, licence: MIT}\n- {<<: *a, name: c}\n"
    assert [(entry.name, entry.licence) for entry in parsed(text).entries] == [("a", "MIT"), ("c", "MIT")]
    layers = "".join(f"  - &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 30))
    assert said(f"sources:\n  - &l0 [a]\n{layers}")
    assert said("sources: &a\n  - *a\n")


SECRET = "hunter2-蓝"


@pytest.mark.parametrize(
    "entry",
    [
        f"location: 'postgresql://u:{SECRET}@example.org/x', query: SELECT 1",
        f"location: 'postgresql://example.org/x?user=u&password={SECRET}', query: SELECT 1",
        f"location: 'https://u:{SECRET}@example.org/x'",
        f"location: 'https://{SECRET}@example.org/x'",
        f"location: 'https://example.org/x?Access_Token={SECRET}'",
        f"urls: ['https://example.org', 'https://u:{SECRET}@example.org/x']",
        f"location: 'https://example.org', fetch: {{headers: {{Authorization: Bearer {SECRET}}}}}",
        f"location: 'https://example.org', fetch: {{headers: {{X_API_KEY: {SECRET}}}}}",
        f"location: 'https://example.org', fetch: {{headers: {{cookie: {SECRET}}}}}",
    ],
)
def test_a_written_secret_is_refused_and_not_repeated(entry: str) -> None:
    (found,) = said(f"sources:\n- {{name: a, {entry}}}\n")
    assert found.startswith("sources.yaml, line 2: sources[0].")
    assert "environment variable" in found
    assert SECRET not in found


def test_no_secret_is_told_of_a_host_that_is_none() -> None:
    (found,) = said(f"sources:\n- {{name: a, location: 'https://u:{SECRET}@℀.com/'}}\n")
    assert "the host of this address is none" in found
    assert SECRET not in found


def test_a_folder_of_nobody_is_a_place_where_nothing_is() -> None:
    assert parsed("sources:\n- {name: a, location: '~nobody-of-that-name/x'}\n").elsewhere


@pytest.mark.parametrize("kind", ["weight", "kind", "licens", "urls", "fetch", "fields"])
def test_no_fault_repeats_a_value(kind: str) -> None:
    assert SECRET not in "".join(said(f"sources:\n- {{name: a, location: b, {kind}: '{SECRET}'}}\n"))


def one(text: str) -> Entry:
    return parsed(f"sources:\n- {{name: a, {text}}}\n").entries[0]


def test_secrets_are_filled_in_where_they_stand() -> None:
    environment = {"USER_NAME": "me", "PASS": "p@ss/wörd%", "HOST": "example.org:80", "KEY": "k y"}
    entry = one("location: 'mysql://${USER_NAME}:x${PASS}@${HOST}/db?token=${KEY}', query: SELECT 1")
    known = resolved(entry, environment)
    assert known.entry.location == "mysql://me:xp%40ss%2Fw%C3%B6rd%25@example.org:80/db?token=k y"
    assert known.redacted("p@ss/wörd% p%40ss%2Fw%C3%B6rd%25 me") == "*** *** ***"
    entry = one("urls: ['https://a/${KEY}'], fetch: {headers: {Authorization: 'Bearer ${PASS}'}}")
    known = resolved(entry, environment)
    assert known.entry.urls == ("https://a/k y",)
    assert known.entry.fetch.headers == {"Authorization": "Bearer p@ss/wörd%"}
    assert "wörd" not in repr(known)
    assert entry.fetch.headers == {"Authorization": "Bearer ${PASS}"}


@given(st.text("ab0%/", max_size=12), st.text("ab0%/", min_size=1, max_size=3), st.text("ab0%/", min_size=1))
def test_what_is_masked_holds_no_secret_and_comes_back(text: str, first: str, second: str) -> None:
    known = resolved(one("location: 'https://x/${A}${B}'"), {"A": first, "B": second})
    masked = known.masked(text)
    assert known.unmasked(masked) == text
    plain = masked.replace("\x00A\x00", " ").replace("\x00B\x00", " ")
    plain = plain.replace("\x00%A\x00", " ").replace("\x00%B\x00", " ")
    assert first not in plain
    assert second not in plain


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(DanluError, match="no variable KEY"):
        resolved(one("location: 'https://a/${KEY}'"), {})


BEFORE = [
    "",
    "# mine\n",
    "sources:",
    "sources: # none yet\n",
    "sources: []",
    "# head\nsources: []  # none\n# tail\n",
    "sources:\n- name: a # first\n  location: b\n",
    "sources:\n    - name: a\n      location: b\n\n# the end",
    "sources: [{name: a, location: b}, ]  # flow\n",
    'sources: [\n  {"name": "a", "location": "b"} # x\n]\n',
    "---\nsources:\n- {name: a, location: b}\n",
    "\ufeffsources: []\n",
]


@pytest.mark.parametrize("before", BEFORE)
def test_an_entry_is_added_and_all_comments_stay(tmp_path: Path, before: str) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(before, encoding="utf-8")
    known = read_declared(tmp_path).entries
    entry = Entry(name="茶: #1".replace(": #", "_"), location="~/x y/#[a].csv", licence="no: #", kind="chat")
    write_entry(tmp_path, entry)
    after = path.read_text(encoding="utf-8")
    assert read_declared(tmp_path).entries == (*known, entry)
    comments = ("# mine", "# none", "# head", "# tail", "# first", "# the end", "# flow", "# x")
    assert [comment in after for comment in comments] == [comment in before for comment in comments]
    write_entry(tmp_path, Entry(name="z", urls=("https://example.org/a",)))
    assert [one.name for one in read_declared(tmp_path).entries][-2:] == [entry.name, "z"]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_is_made_where_there_is_none(tmp_path: Path) -> None:
    write_entry(tmp_path, Entry(name="a", location="b"))
    assert (tmp_path / "sources.yaml").read_text(encoding="utf-8").startswith("# ")
    assert [entry.name for entry in read_declared(tmp_path).entries] == ["a"]


def test_links_and_rights_stay(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("sources: []\n")
    (tmp_path / "real.yaml").chmod(0o640)
    (tmp_path / "sources.yaml").symlink_to("real.yaml")
    write_entry(tmp_path, Entry(name="a", location="b"))
    assert (tmp_path / "sources.yaml").is_symlink()
    assert (tmp_path / "real.yaml").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("before", "entry", "message"),
    [
        ("sources: [{name: a, location: b}]", Entry(name="a", location="c"), "has an entry a already"),
        ("sources: [", Entry(name="a", location="c"), "not YAML"),
        ("sources: []\n", Entry(name="a", location="https://u:p@example.org"), "a password does not belong"),
        ("sources: []\n...\n", Entry(name="a", location="c"), "not YAML"),
        ("sources: []\n", Entry(name="a", location="data/raw"), "it holds data/"),
    ],
)
def test_what_cannot_be_added_changes_nothing(
    tmp_path: Path, before: str, entry: Entry, message: str
) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(before)
    with pytest.raises(DeclaredError, match=message):
        write_entry(tmp_path, entry)
    assert path.read_text() == before


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_declarations_or_a_fault_with_the_files_name(text: str) -> None:
    try:
        told = str(parsed(text).version)
    except DeclaredError as error:
        told = str(error)
    assert not told or told.startswith("sources.yaml") or "sources" in text


words = st.text(max_size=9).filter(str.isprintable)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            Entry,
            name=st.text("茶a_Z9.-", min_size=1, max_size=20).filter(lambda name: name[0] not in ".-"),
            location=words.filter(lambda text: "$" not in text).map("/a/".__add__),
            licence=words,
            fields=st.dictionaries(words, words, max_size=2),
        ),
        max_size=3,
        unique_by=lambda entry: entry.name,
    )
)
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Entry]
) -> None:
    root = tmp_path_factory.mktemp("project")
    for entry in entries:
        write_entry(root, entry)
    assert list(read_declared(root).entries) == entries
    assert yaml.safe_load((root / "sources.yaml").read_text(encoding="utf-8")) if entries else True
