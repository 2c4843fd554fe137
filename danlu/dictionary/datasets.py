"""All datasets by stage, in the order of the graph."""

from __future__ import annotations

from danlu.dictionary.column import Dataset
from danlu.dictionary.decisions import ANNOTATED, AUGMENTED, BALANCED, DEDUPLICATED, EXPORTED
from danlu.dictionary.texts import CLEANED, RAW, SOURCE_FILES

DATASETS: dict[str, Dataset] = {
    dataset.stage: dataset
    for dataset in (
        SOURCE_FILES,
        RAW,
        CLEANED,
        DEDUPLICATED,
        ANNOTATED,
        AUGMENTED,
        BALANCED,
        EXPORTED,
    )
}
