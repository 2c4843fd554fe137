"""How well rows that hold evaluation items are told from rows that look like them.

`python -m benchmarks.contamination` plants the test problems of GSM8K (Cobbe et al. 2021) into other rows
in six disguises, beside a thousand look-alikes and ordinary rows, and prints recall and precision.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import click
import pyarrow as pa

from benchmarks.contamination_disguises import DISGUISES, LOOK_ALIKES, Problem
from benchmarks.contamination_speed import measure
from danlu.dedup.contamination.index import ITEM_SCHEMA, build_index
from danlu.dedup.contamination.matching import find_matches
from danlu.identity import record_id
from danlu.rows import Kind, Message, Row, rows_table, with_identity

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SEED = 20_260_101
SET = "gsm8k"
LOOK_ALIKE_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Planted:
    """Rows, and for each what it is and the number of the item that it holds, if it holds one."""

    rows: pa.Table
    kinds: Sequence[str]
    items: Sequence[str | None]


def problems(data: Path) -> list[tuple[str, str]]:
    """Questions and answers of GSM8K's test set."""
    lines = (data / "math" / "gsm8k_test.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [(record["question"], record["answer"]) for record in records]


def ordinary(data: Path) -> list[str]:
    """Texts of ordinary instruction data in both languages, and of other mathematical problems."""
    texts: list[str] = []
    for name in ("alpaca_en_demo.json", "alpaca_zh_demo_first500.json", "gpteacher_roleplay.json"):
        records = json.loads((data / "alpaca" / name).read_text(encoding="utf-8"))
        for record in records[:1500]:
            parts = (record.get(key) or "" for key in ("instruction", "input", "output", "response"))
            texts.append("\n".join(part for part in parts if part))
    lines = (data / "math" / "dataflow_math_100.jsonl").read_text(encoding="utf-8").splitlines()
    texts += [json.loads(line)["problem"] for line in lines]
    return [text for text in texts if text]


def items_table(questions: Sequence[tuple[str, str]]) -> pa.Table:
    """The problems as items of one evaluation set."""
    items = [
        {"set": SET, "item": f"{number:05}", "question": question, "choices": None, "answer": answer}
        for number, (question, answer) in enumerate(questions)
    ]
    return pa.Table.from_pylist(items, schema=ITEM_SCHEMA)


def plant(data: Path, seed: int = SEED) -> Planted:
    """Each problem in each disguise, the look-alikes, and the ordinary rows."""
    dice = Random(seed)
    questions, others = problems(data), ordinary(data)
    made = [*_disguised(dice, questions, others), *_look_alikes(dice, questions, others)]
    made += [("ordinary", None, _said(text, "OK")) for text in others]
    rows = (_identified(row, place) for place, (_, _, row) in enumerate(made))
    return Planted(rows_table(rows), [kind for kind, _, _ in made], [item for _, item, _ in made])


def _disguised(
    dice: Random, questions: Sequence[tuple[str, str]], others: Sequence[str]
) -> Iterator[tuple[str, str | None, Row]]:
    for name, disguise in DISGUISES.items():
        for number, (question, answer) in enumerate(questions):
            yield name, f"{number:05}", disguise(dice, Problem(question, answer, dice.choice(others)))


def _look_alikes(
    dice: Random, questions: Sequence[tuple[str, str]], others: Sequence[str]
) -> Iterator[tuple[str, str | None, Row]]:
    with_numbers = [question for question, _ in questions if any(one in "0123456789" for one in question)]
    kinds = list(LOOK_ALIKES.items())
    for number in range(LOOK_ALIKE_ROWS):
        name, changed = kinds[number % len(kinds)]
        yield name, None, _said(changed(dice, dice.choice(with_numbers)), dice.choice(others))


def _said(question: str, answer: str) -> Row:
    messages: list[Message] = [
        {"role": "user", "content": question},
        {"role": "assistant", "content": answer},
    ]
    return {"kind": Kind.CONVERSATION, "messages": messages}


def _identified(row: Row, place: int) -> dict[str, Any]:
    own = record_id("planted", str(place).encode(), 0)
    return with_identity(row, "planted", [own], own, {"position": place + 1})


@dataclass(frozen=True, slots=True)
class Score:
    """What was found among the rows of one kind."""

    rows: int
    found: int
    right: int
    hows: Mapping[str, int]


def score(planted: Planted) -> dict[str, Score]:
    """Probe the rows, and count by kind how many were found, and as the item that they hold."""
    questions = problems(DATA)
    matches = find_matches(planted.rows, build_index(items_table(questions)))
    found: dict[str, dict[str, str]] = {}
    for match in matches.select(["row_id", "item", "how"]).to_pylist():
        found.setdefault(str(match["row_id"]), {})[match["item"]] = match["how"]
    ids = [str(value) for value in planted.rows.column("row_id").to_pylist()]
    scores = {}
    for kind in dict.fromkeys(planted.kinds):
        places = [place for place, own in enumerate(planted.kinds) if own == kind]
        hits = [(planted.items[place], found[ids[place]]) for place in places if ids[place] in found]
        right = [held[item] for item, held in hits if item in held]
        scores[kind] = Score(len(places), len(hits), len(right), Counter(right))
    return scores


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--seed", default=SEED, show_default=True, help="What disguises are drawn from.")
@click.option(
    "--speed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Measure the cost over the `text` of this JSON Lines file instead.",
)
@click.option("--rows", default=100_000, show_default=True, help="With --speed: rows that are looked at.")
@click.option("--held-out", default=10_000, show_default=True, help="With --speed: held-out rows.")
def main(seed: int, speed: Path | None, rows: int, held_out: int) -> None:
    """Recall by disguise, and precision over look-alikes and ordinary rows; or the cost."""
    if not DATA.is_dir():
        raise click.ClickException("the shared data are not beside this checkout")
    if speed is not None:
        for what, seconds, outcome in measure(speed, rows, held_out, items_table(problems(DATA))):
            click.echo(f"{what:40}{seconds:10.2f} CPU s  {outcome}")
        return
    scores = score(plant(DATA, seed))
    click.echo(f"{'rows':28}{'count':>8}{'found':>8}{'as own':>8}  how")
    for kind, one in scores.items():
        hows = ", ".join(f"{name} {count}" for name, count in sorted(one.hows.items()))
        click.echo(f"{kind:28}{one.rows:8}{one.found:8}{one.right:8}  {hows}")
    disguised = [scores[name] for name in DISGUISES]
    innocent = [scores[name] for name in (*LOOK_ALIKES, "ordinary")]
    right, rows = sum(one.right for one in disguised), sum(one.rows for one in disguised)
    wrong = sum(one.found for one in innocent) + sum(one.found - one.right for one in disguised)
    click.echo(f"recall {right / rows:.4f}, precision {right / (right + wrong):.4f}")
    likely = [scores[name] for name in LOOK_ALIKES]
    taken = sum(one.found for one in likely)
    click.echo(f"look-alikes taken for items: {taken} of {sum(one.rows for one in likely)}")


if __name__ == "__main__":
    main()
