"""The YAML header of the card: what the Hugging Face `datasets` library reads of the folder.

`configs` maps each set to its files, so that `datasets.load_dataset(folder, "alpaca")` works;
`dataset_info` gives the columns' types, so that it guesses none. Both are described in
https://huggingface.co/docs/hub/datasets-manual-configuration and
https://huggingface.co/docs/hub/datasets-cards.
"""

from __future__ import annotations

from typing import Any

import yaml

from danlu.export.figures import Figures
from danlu.export.sets import SIDES, TARGET_SETS, Purpose
from danlu.export.shapes import features

_TASKS = {
    Purpose.CONVERSATION: "text-generation",
    Purpose.PREFERENCE: "text-generation",
    Purpose.KTO: "text-generation",
    Purpose.PRETRAIN: "text-generation",
    Purpose.LABELLED: "text-classification",
    Purpose.SPANS: "token-classification",
}


def header(figures: Figures) -> str:
    """The header with its fences."""
    lines = {(one.target, one.side): one.lines for one in figures.files if one.lines}
    names = [name for name in TARGET_SETS if any((name, side) in lines for side in SIDES)]
    languages = {
        language for counts in figures.languages.values() for language, rows in counts.items() if rows
    }
    values: dict[str, Any] = {"pretty_name": figures.name}
    # a two-letter code is an ISO 639-1 one; danlu's "other", "mixed" and "und" name no language
    values["language"] = sorted(language for language in languages if len(language) == 2)
    values["license"] = "other"
    values["size_categories"] = [_size(sum(figures.splits.values()))]
    values["task_categories"] = sorted({_TASKS[TARGET_SETS[name].purpose] for name in names})
    values["configs"] = [
        {
            "config_name": name,
            "data_files": [
                {"split": side, "path": f"{name}/{side}.jsonl"} for side in SIDES if (name, side) in lines
            ],
            **({"default": True} if place == 0 else {}),
        }
        for place, name in enumerate(names)
    ]
    values["dataset_info"] = [
        {"config_name": name, "features": features(TARGET_SETS[name].shape)} for name in names
    ]
    kept = {key: value for key, value in values.items() if value}
    return f"---\n{yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=1000)}---\n"


def _size(rows: int) -> str:
    """The size category of the hub's closed list.

    >>> _size(999), _size(1000), _size(25_000_000)
    ('n<1K', '1K<n<10K', '10M<n<100M')
    """
    bounds = ["1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T"]
    place = next((index for index in range(len(bounds)) if rows < 10 ** (index + 3)), len(bounds))
    if place == 0:
        return "n<1K"
    return f"{bounds[place - 1]}<n<{bounds[place]}" if place < len(bounds) else "n>1T"
