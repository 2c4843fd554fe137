"""A corpus of our own: seeded, about 1 KB a row, half Chinese and half English, with flaws put in.

Of a hundred rows ten repeat an earlier one (three of them but for white space), ten carry markup,
five an e-mail address with a mobile number, and two an identity number with a valid check
character. Addresses are of example.org; the numbers are made up and look it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks.sentences import CHINESE, ENGLISH, Parts, passage, pick, sentence

SEED = 20_260_101
FILE_ROWS = 10_000
"""Rows of one file of the corpus."""

_ROW_BYTES = 940
"""Bytes of text that a row is filled up to; with its keys and its question a row is about 1 KB."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_TAGS = ("p", "div", "span", "b", "li")


def line(number: int, seed: int = SEED) -> str:
    """One row as a line of JSON, from its number alone."""
    dice = _dice(seed, number)
    chance = dice.random()
    if number and chance < 0.10:
        original = int(dice.random() * number)
        return line(original, seed) if chance < 0.07 else _row(original, seed, spaced=True)
    return _row(number, seed)


def lines(rows: int, start: int = 0, seed: int = SEED) -> Iterator[str]:
    """Rows `start` to `start + rows`."""
    return (line(number, seed) for number in range(start, start + rows))


def write_corpus(folder: Path, rows: int, seed: int = SEED) -> None:
    """Write the corpus as files of at most `FILE_ROWS` rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, rows, FILE_ROWS):
        write_source(
            folder / f"part-{start // FILE_ROWS:04}.jsonl", min(FILE_ROWS, rows - start), start, seed
        )


def write_source(path: Path, rows: int, start: int, seed: int = SEED) -> None:
    """Write some rows of the corpus as one file."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for text in lines(rows, start, seed):
            stream.write(text + "\n")


def _dice(seed: int, number: int) -> Random:
    return Random(f"{seed}:{number}")


def _row(number: int, seed: int, *, spaced: bool = False) -> str:
    dice = _dice(seed, number)
    # the first throw says whether a row repeats another, which was looked at already
    dice.random()
    parts = CHINESE if number % 2 else ENGLISH
    question = sentence(dice, parts, pick(dice, parts.ask))
    sentences = passage(dice, parts, _ROW_BYTES - len(question.encode()))
    answer = _flawed(dice, parts, sentences)
    if spaced:
        answer = "  " + answer.replace(" ", "  ", 3) + "\n\n"
    return json.dumps(_record(dice, parts, question, answer), ensure_ascii=False)


def _record(dice: Random, parts: Parts, question: str, answer: str) -> dict[str, object]:
    """Six of ten rows are instructions, two are chats of two turns, two are documents."""
    shape = dice.random()
    if shape < 0.6:
        return {"instruction": question, "input": "", "output": answer}
    if shape < 0.8:
        again = sentence(dice, parts, pick(dice, parts.ask))
        turns = [
            ("user", question),
            ("assistant", answer),
            ("user", again),
            ("assistant", passage(dice, parts, 1)[0]),
        ]
        return {"messages": [{"role": role, "content": content} for role, content in turns]}
    return {"text": f"{question}{parts.join}{answer}"}


def _flawed(dice: Random, parts: Parts, sentences: list[str]) -> str:
    """The sentences as one text, some of it in tags, some of it with personal data."""
    if dice.random() < 0.05:
        email = f"reader.{int(dice.random() * 10**6)}@mail.example.org"
        phone = f"1990000{int(dice.random() * 10**4):04}"
        sentences.insert(1, parts.contact.format(email=email, phone=phone))
    if dice.random() < 0.02:
        sentences.append(_identity_number(int(dice.random() * 1000)))
    if dice.random() >= 0.10:
        return parts.join.join(sentences)
    tag = pick(dice, _TAGS)
    marked = [f'<{tag} class="c{place}">{text}</{tag}>' for place, text in enumerate(sentences)]
    return "<div>" + parts.join.join(marked) + "&nbsp;</div>"


def _identity_number(serial: int) -> str:
    """An identity number of somebody born on a day of 1900, with its check character (GB 11643-1999)."""
    body = f"11010119000101{serial:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]
