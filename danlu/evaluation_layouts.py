"""How the files of well-known evaluation sets are laid out: which columns hold what.

A column is a path: `question.stem` goes into an object, and into each element of a list; `turns.0` takes the
first element. Of several paths
the first that a record has counts, as the same set is published in more than one shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DATA_FILES = ("*.jsonl", "*.json", "*.csv", "*.tsv", "*.parquet")
"""The files of a folder that are read unless a layout names others; compressed ones too."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The shape of a set.

    Attributes:
        question: Paths of the question; all that a record has are joined where `joined`.
        choices: Paths of the choices: each a list or a text; all that a record has count.
        answer: Paths of the answer: a text, or the letter or number of a choice.
        id: Paths of what tells an item within its file.
        files: Which files of a folder are read, by name.
        columns: The columns of tables without a header row.
        joined: Whether the question is told in several columns.
        source: Where the layout is described.
    """

    question: tuple[str, ...]
    choices: tuple[str, ...] = ()
    answer: tuple[str, ...] = ("answer",)
    id: tuple[str, ...] = ("id",)
    files: tuple[str, ...] = DATA_FILES
    columns: tuple[str, ...] = ()
    joined: bool = False
    source: str = ""


_LETTERED = ("A", "B", "C", "D")
_NUMBERED = tuple(f"Incorrect Answer {number}" for number in (1, 2, 3))

LAYOUTS: Mapping[str, Layout] = {
    "mmlu": Layout(
        question=("question",),
        choices=("choices", *_LETTERED),
        columns=("question", *_LETTERED, "answer"),
        source="Hendrycks et al. 2021, https://github.com/hendrycks/test; Parquet: cais/mmlu",
    ),
    "mmlu_pro": Layout(
        question=("question",),
        choices=("options",),
        id=("question_id",),
        source="Wang et al. 2024, TIGER-Lab/MMLU-Pro",
    ),
    "ceval": Layout(
        question=("question",),
        choices=_LETTERED,
        source="Huang et al. 2023, https://github.com/hkust-nlp/ceval",
    ),
    "cmmlu": Layout(
        question=("Question", "question"),
        choices=_LETTERED,
        answer=("Answer", "answer"),
        id=("", "id"),
        columns=("", "Question", *_LETTERED, "Answer"),
        source="Li et al. 2023, https://github.com/haonan-li/CMMLU",
    ),
    "gsm8k": Layout(
        question=("question",),
        source="Cobbe et al. 2021, https://github.com/openai/grade-school-math",
    ),
    "math": Layout(
        question=("problem",),
        answer=("solution", "answer"),
        id=("unique_id", "id"),
        source="Hendrycks et al. 2021, https://github.com/hendrycks/math",
    ),
    "humaneval": Layout(
        question=("prompt",),
        answer=("canonical_solution",),
        id=("task_id",),
        source="Chen et al. 2021, https://github.com/openai/human-eval",
    ),
    "mbpp": Layout(
        question=("text", "prompt"),
        answer=("code",),
        id=("task_id",),
        source="Austin et al. 2021, https://github.com/google-research/google-research/tree/master/mbpp",
    ),
    "arc": Layout(
        question=("question.stem", "question"),
        choices=("question.choices.text", "choices.text"),
        answer=("answerKey",),
        source="Clark et al. 2018, https://allenai.org/data/arc",
    ),
    "openbookqa": Layout(
        question=("question.stem", "question_stem"),
        choices=("question.choices.text", "choices.text"),
        answer=("answerKey",),
        source="Mihaylov et al. 2018, https://allenai.org/data/open-book-qa",
    ),
    "hellaswag": Layout(
        question=("ctx",),
        choices=("endings",),
        answer=("label",),
        id=("ind",),
        source="Zellers et al. 2019, https://github.com/rowanz/hellaswag",
    ),
    "winogrande": Layout(
        question=("sentence",),
        choices=("option1", "option2"),
        id=("qID",),
        source="Sakaguchi et al. 2020, https://github.com/allenai/winogrande",
    ),
    "piqa": Layout(
        question=("goal",),
        choices=("sol1", "sol2"),
        answer=("label",),
        source="Bisk et al. 2020, https://github.com/ybisk/ybisk.github.io/tree/master/piqa",
    ),
    "truthfulqa": Layout(
        question=("Question", "question"),
        answer=("Best Answer", "best_answer"),
        source="Lin et al. 2022, https://github.com/sylinrl/TruthfulQA",
    ),
    "ifeval": Layout(
        question=("prompt",),
        answer=(),
        id=("key",),
        source="Zhou et al. 2023, https://github.com/google-research/google-research/tree/master/"
        "instruction_following_eval",
    ),
    "bbh": Layout(
        question=("input",),
        answer=("target",),
        files=("*.json",),
        source="Suzgun et al. 2022, https://github.com/suzgunmirac/BIG-Bench-Hard",
    ),
    "agieval": Layout(
        question=("passage", "question"),
        choices=("options",),
        answer=("label", "answer"),
        joined=True,
        source="Zhong et al. 2023, https://github.com/ruixiangcui/AGIEval",
    ),
    "gaokao": Layout(
        question=("question",),
        id=("index",),
        files=("*.json",),
        source="Zhang et al. 2023, https://github.com/OpenLMLab/GAOKAO-Bench",
    ),
    "gpqa": Layout(
        question=("Question",),
        choices=("Correct Answer", *_NUMBERED),
        answer=("Correct Answer",),
        id=("Record ID",),
        source="Rein et al. 2023, https://github.com/idavidrein/gpqa",
    ),
    "alpaca_eval": Layout(
        question=("instruction",),
        answer=("output",),
        source="Li et al. 2023, https://github.com/tatsu-lab/alpaca_eval",
    ),
    "mt_bench": Layout(
        question=("turns.0", "prompt.0"),
        answer=(),
        id=("question_id",),
        source="Zheng et al. 2023, https://github.com/lm-sys/FastChat (llm_judge)",
    ),
}
"""The layouts that the recipe may name."""
