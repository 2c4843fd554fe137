from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from danlu.cleaning import Cleaning
from danlu.cleaning.judges.lexicon import LEXICON, WORD_GROUPS
from danlu.cleaning.lexicons import folding
from danlu.cleaning.lexicons import lexicon as lexicon_module
from danlu.cleaning.lexicons.folding import fold, forms, plain
from danlu.cleaning.lexicons.hits import Hits
from danlu.cleaning.lexicons.lexicon import CATEGORIES, Lexicon, Term, lexicon_files, parse_lexicon, shipped
from danlu.cleaning.lexicons.table import Found, Table, fewest, table, words
from danlu.cleaning.plan import plan_of
from danlu.cleaning.signs import Sign
from danlu.cleaning_knobs import Cleaned
from danlu.errors import DanluError
from danlu.lexicon_knobs import Lexicons
from tests.cleaning.judges.shown import evidence, judged, said

FOLDER = Path(lexicon_module.__file__).parent
FILES = sorted(FOLDER.glob("*.txt"))
USUAL = Lexicons()


def found(text: str, lexicons: Lexicons = USUAL) -> set[str]:
    matched = table(lexicons)
    assert matched is not None
    return set(matched.find(text))


def test_every_category_has_both_languages() -> None:
    names = {f"{category.value}.{language}" for category in CATEGORIES for language in ("zh", "en")}
    assert {path.stem for path in FILES} == names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_files_say_what_they_are_and_are_tidy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    category, language = path.stem.split(".")
    lexicon = parse_lexicon(text, category, path.name)
    head = dict(lexicon.head)
    assert head["category"] == category
    assert head["language"] == language
    assert head["licence"] == "Apache-2.0"
    assert head["source"]
    terms = [line.split("|")[0].strip() for line in text.splitlines() if not line.startswith("#")]
    assert terms == sorted(terms)
    assert len(terms) == len(set(terms))
    assert sum(term.strong for term in lexicon.terms) >= 40
    assert all(term.text.isascii() for term in lexicon.terms) or language == "zh"


@pytest.mark.parametrize("lexicon", shipped(), ids=lambda lexicon: "-".join(dict(lexicon.head).values())[:30])
def test_every_strong_term_is_found_and_every_weak_one_needs_another(lexicon: Any) -> None:
    for term in lexicon.terms:
        alone = lexicon.name in found(f"“{term.text}”")
        assert alone or not term.strong, term.text


def test_every_term_is_seen_by_the_scan() -> None:
    vocabulary = plan_of(Cleaned()).vocabulary
    for group, strong in (("lexicon", True), ("lexicon_weak", False)):
        terms = [term.text for each in shipped() for term in each.terms if term.strong == strong]
        texts = [f"。{form.upper()}。{form}。" for term in terms for form in forms(term)]
        signs = vocabulary.scan(pl.Series(texts)).to_list()
        bit = vocabulary.bits[group]
        assert [text for text, sign in zip(texts, signs, strict=True) if not sign & bit] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("加·微·信领取", "contact_bait"),
        ("加 V 信 了解", "contact_bait"),
        ("加薇❤领取", "contact_bait"),
        ("Ｖ❤：abc", "contact_bait"),
        ("加ｖｘ123", "contact_bait"),
        ("加扣扣 12345", "contact_bait"),
        ("ｂｅｔ３６５", "gambling"),
        ("代*开*发*票", "fraud"),
        ("buy v1agra now", "advertising"),
        ("free p0rn videos", "sexual"),
        ("BEST ONLINE CASINO", "gambling"),
    ],
)
def test_disguises_are_seen_through(text: str, name: str) -> None:
    assert name in found(text)
    assert len(judged(LEXICON, [said("", text)])) > 0


def test_words_near_make_harmless() -> None:
    assert "gambling" in found("欢迎来到博彩网站")
    assert found("警方提醒：远离博彩网站") == set()
    assert found("How to spot phishing: “you have won $ 1000” is a scam.") == set()


def test_english_terms_match_whole_words() -> None:
    assert "hate" in found("those faggots")
    assert found("faggotsmith") == set()


def test_weak_terms_must_stand_together_and_differ() -> None:
    lexicon = "甲乙\n丙丁 | weak\n戊己 | weak\nslot | weak\nslots | weak\n"
    parsed = parse_lexicon(lexicon, "x", "x.txt")
    matched = Table([parsed], 2, 50)
    assert matched.find("丙丁，戊己")["x"].terms == 2
    assert matched.find("丙丁丙丁丙丁") == {}
    assert matched.find("丙丁" + "。" * 100 + "戊己") == {}
    assert matched.find("slot slots") == {}
    assert matched.find("甲乙")["x"].strong == 1


@given(st.text(alphabet="加微信v❤·* 1ａＡ赌博porn0o。\n", max_size=80))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)
    assert fold(once) in {once, fold(fold(once))}
    assert len(once) <= 2 * len(text) + 2


@given(st.text(alphabet="加微信v❤·* 1ａＡ赌博porn0o。\n’：", max_size=80))
def test_without_the_scans_signs_nothing_is_disguised(text: str) -> None:
    vocabulary = plan_of(Cleaned()).vocabulary
    signs = vocabulary.scan(pl.Series([text]))[0]
    if not signs & (vocabulary.bits["disguised"] | Sign.WIDE | Sign.CONTROL):
        assert fold(text) == plain(text)


@pytest.mark.parametrize("character", sorted(map(chr, folding._TABLE)))
def test_what_folding_changes_has_a_sign(character: str) -> None:
    text = f"加{character}微"
    assert plan_of(Cleaned()).vocabulary.scan(pl.Series([text]))[0] & (Sign.WIDE | Sign.CONTROL)


@given(st.text(st.sampled_from([*map(chr, folding._TABLE), *"aZ中，😀\U0010ffff"])))
def test_odd_characters_become_what_the_table_says(text: str) -> None:
    assert fold(text) == fold(text.translate(folding._TABLE))


def test_what_stands_behind_what_is_said_over_and_over_is_found() -> None:
    terms = (Term("甲乙", strong=False, unless=()), Term("丙丁", strong=True, unless=()))
    words = Table([Lexicon("own", terms)], weak_terms=2, window=100)
    assert words.find("甲乙。" * 100_000) == {}
    assert words.find("甲乙。" * 100_000 + "丙丁") == {"own": Found(2, 1)}


def test_each_different_word_of_a_text_counts_once() -> None:
    words = Hits.of({"first": ["vx", "微信"], "second": ["free"]})
    texts = pl.Series(["VX，微信，微信", "freedom", "Free", "", "Free" * 5 + " free" * 10**5])
    counts = {kind: found.tolist() for kind, found in words.count(texts).items()}
    assert counts == {"first": [2, 0, 0, 0, 0], "second": [0, 0, 1, 0, 1]}


def test_fewest_keeps_what_every_other_holds() -> None:
    assert fewest(["代开发票", "开发票", "buy now", "buy now and save", "xbuy now"]) == (
        "buy now",
        "xbuy now",
        "开发票",
    )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "params.yaml").write_text("", encoding="utf-8")
    (tmp_path / "dvc.yaml").write_text("", encoding="utf-8")
    monkeypatch.setenv("DANLU_PROJECT", str(tmp_path))
    return tmp_path


def _own(path: str = "words.txt", action: str = "flag") -> dict[str, Any]:
    return {"files": [{"path": path, "name": "house", "action": action}]}


def test_own_words_are_found_under_their_name(project: Path) -> None:
    (project / "words.txt").write_text("﻿# 自备词表\n炼丹秘方\nphilosopher stone | weak\n", encoding="utf-8")
    rows = [said("", "这是炼丹秘方。"), said("", "philosopher stone"), said("", "别的。")]
    result = judged(LEXICON, rows, **_own(action="drop"))
    assert result.rows()[0][:3] == (0, "listed_word", True)
    assert len(result) == 1
    assert evidence(result) == [{"lexicon": "house", "side": "text", "strong": 1, "terms": 1}]
    assert lexicon_files(Lexicons.model_validate(_own())) == [project / "words.txt"]
    assert "炼丹秘方" in WORD_GROUPS["lexicon"][0](Cleaned.model_validate({"lexicons": _own()}))


def test_own_words_drop_rows_end_to_end(project: Path, clean: Callable[..., Cleaning]) -> None:
    (project / "words.txt").write_text(
        "炼丹秘方\nphilosopher stone | weak\nelixir | weak\n", encoding="utf-8"
    )
    rows = [said("", "这是炼丹秘方。"), said("", "ELIXIR of the Philosopher Stone"), said("", "An elixir.")]
    result = clean(rows, lexicons=_own(action="drop"))
    entries = [entry for entry in result.ledger.to_pylist() if entry["reason"] == "listed_word"]
    assert [entry["verdict"] for entry in entries] == ["dropped", "dropped"]
    assert result.rows.num_rows == 1


def test_own_words_are_read_afresh(project: Path) -> None:
    recipe = Lexicons.model_validate(_own())
    for word in ("炼丹秘方", "九转金丹"):
        (project / "words.txt").write_text(word, encoding="utf-8")
        assert found(f"有{word}。", recipe) == {"file:house"}
        assert word in words(recipe, strong=True)


def test_lists_that_are_off_are_not_read(project: Path) -> None:
    recipe = Lexicons.model_validate(_own("absent.txt", action="off"))
    assert lexicon_files(recipe) == []
    assert found("有炼丹秘方。", recipe) == set()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("好词\n一\n".encode(), "words.txt, line 2: a term needs at least two characters"),
        ("好词 | strng\n".encode(), 'words.txt, line 1: the weight must be "strong" or "weak"'),
        ("好词 | weak | 不 | 否\n".encode(), "words.txt, line 1: a line holds"),
        ("好词\n".encode() + b"\xff\xfe\n", "words.txt, line 2: not UTF-8"),
        (None, "words.txt: the lexicon cannot be read"),
    ],
)
def test_faults_name_file_and_line(project: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (project / "words.txt").write_bytes(content)
    with pytest.raises(DanluError, match=message.replace("(", r"\(")):
        table(Lexicons.model_validate(_own()))


def test_a_list_outside_the_project_is_refused(project: Path) -> None:
    with pytest.raises(DanluError, match="must lie in the project folder"):
        table(Lexicons.model_validate(_own("../words.txt")))


def test_two_lists_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two lexicon files have one name"):
        Lexicons.model_validate({"files": [{"path": "a", "name": "x"}, {"path": "b", "name": "x"}]})
