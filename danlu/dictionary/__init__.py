"""What every column of every dataset means, and which upstream columns it comes from.

No stage imports this: to describe a column better does not make a dataset stale.
"""

from danlu.dictionary.column import Column, Dataset, Origin
from danlu.dictionary.datasets import DATASETS

__all__ = ["DATASETS", "Column", "Dataset", "Origin"]
