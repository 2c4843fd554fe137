"""Six disguises of an evaluation item, and three kinds of innocent look-alikes, made from a seed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from danlu.rows import Kind, Message, Row

_MARKS = str.maketrans(
    {",": "，", ".": "。", "?": "？", "!": "！", ":": "：", ";": "；", "$": "＄", "%": "％"}
)
_FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
_NUMBER = re.compile(r"[0-9]+")
_SCANNED = {"l": "1", "o": "0", "m": "rn", "e": "c", "h": "b", "i": "l", "d": "cl", "B": "8", "S": "5"}
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")
"""A capital within a sentence."""
_NAMES = ("Ada", "Bruno", "Chiara", "Dmitri", "Esra", "Farid", "Greta", "Hiro", "Ines", "Jonas")


@dataclass(frozen=True, slots=True)
class Problem:
    """A question, its answer, and some ordinary text to put it into."""

    question: str
    answer: str
    around: str


Disguise = Callable[[Random, Problem], Row]


def _turns(question: str, answer: str) -> Row:
    messages: list[Message] = [
        {"role": "user", "content": question},
        {"role": "assistant", "content": answer},
    ]
    return {"kind": Kind.CONVERSATION, "messages": messages}


def _cut(dice: Random, text: str) -> tuple[str, str]:
    place = dice.randrange(len(text) + 1)
    return text[:place], text[place:]


def verbatim(_: Random, problem: Problem) -> Row:
    """The question as it is, with some other answer."""
    return _turns(problem.question, problem.around)


def dressed(dice: Random, problem: Problem) -> Row:
    """Other case, other punctuation, other white space, Markdown or LaTeX around it."""
    cased = dice.choice((str.upper, str.lower, str.title, str))(problem.question)
    kept = "".join(one for one in cased if one not in ",;:'\"!?." or dice.random() < 0.5)
    spaced = dice.choice(
        (
            kept,
            kept.replace(" ", "\n"),
            kept.replace(" ", "   "),
            kept.replace(" ", "\u3000"),
            "**" + kept.replace(" ", "_") + "**",
            "> " + kept.replace(". ", ".\n> - "),
            _NUMBER.sub(lambda found: f"$\\text{{{found[0]}}}$", kept),
        )
    )
    return _turns(spaced, problem.around)


def embedded(dice: Random, problem: Problem) -> Row:
    """In the midst of a longer question."""
    before, after = _cut(dice, problem.around)
    return _turns(f"{before}\n\n{problem.question}\n{after}", "OK")


def answered(dice: Random, problem: Problem) -> Row:
    """In the midst of an answer."""
    before, after = _cut(dice, problem.around)
    return _turns("Write an exercise.", f"{before} {problem.question} {after}")


def glued(dice: Random, problem: Problem) -> Row:
    """Question and solution in one document."""
    cut = dice.choice(("Q: ", "Question: ", ""))
    text = f"{problem.around}\n\n{cut}{problem.question}\nA: {problem.answer}\n"
    return {"kind": Kind.DOCUMENT, "messages": [{"role": "user", "content": text}]}


def mistyped(dice: Random, problem: Problem) -> Row:
    """Slips of the keyboard or of optical recognition in one of forty letters; or full-width signs."""
    question, around, shape = problem.question, problem.around, dice.random()
    if shape < 0.5:
        return _turns(question.translate(_FULL_WIDTH if shape < 0.25 else _MARKS), around)
    pieces = []
    for at, letter in enumerate(question):
        if not letter.isalpha() or dice.random() > 0.025:
            pieces.append(letter)
        elif shape < 0.75:
            pieces.append(_SCANNED.get(letter, letter))
        else:
            before = question[at - 1] if at else ""
            pieces.append(dice.choice(("", letter * 2, dice.choice("aeiounrst"), before + letter)))
    return _turns("".join(pieces), around)


DISGUISES: Mapping[str, Disguise] = {
    "verbatim": verbatim,
    "other case, marks, spaces": dressed,
    "in a longer question": embedded,
    "in an answer": answered,
    "glued with its answer": glued,
    "typos, scans, full width": mistyped,
}


def other_numbers(dice: Random, question: str) -> str:
    """The same problem with other numbers: another problem."""
    return _NUMBER.sub(lambda found: str(int(found[0]) + dice.randint(1, 9)), question)


def one_other_number(dice: Random, question: str) -> str:
    """The same problem with one other number."""
    places = list(_NUMBER.finditer(question))
    chosen = dice.choice(places)
    changed = str(int(chosen[0]) + dice.randint(1, 9))
    return question[: chosen.start()] + changed + question[chosen.end() :]


def other_names_and_numbers(dice: Random, question: str) -> str:
    """The same problem with other numbers and other people."""
    for name in sorted(set(_NAME.findall(question))):
        question = re.sub(rf"\b{name}\b", dice.choice(_NAMES), question)
    return other_numbers(dice, question)


LOOK_ALIKES: Mapping[str, Callable[[Random, str], str]] = {
    "other numbers": other_numbers,
    "one other number": one_other_number,
    "other names and numbers": other_names_and_numbers,
}
