"""Folds of the train side for cross-validation: pure functions of the group, like the sides.

The fold hangs on a hash of its own, which knows nothing of the shares: where a held-out share grows,
rows leave train and no row changes its fold. Another number of folds is another cut.
"""

from __future__ import annotations

import pyarrow as pa

from danlu.dedup_knobs import Split
from danlu.identity import share

DOMAIN = "\0fold"
"""What is put behind the salt, so that the fold does not follow from the side."""

_STEPS = 1 << 52

FOLD_MACRO = """
CREATE MACRO split_fold(salt, key, folds) AS (
    (
        ('0x' || sha256(salt || chr(0) || 'fold' || chr(0) || replace(key::VARCHAR, '-', ''))[1:13])
        ::UBIGINT::HUGEINT * folds // 4503599627370496
    )::INTEGER
)
"""
"""`fold_of` as SQL, of a train group where there are folds. In integers: no rounding between them."""


def fold_of(group: bytes, split: Split) -> int | None:
    """Which fold a train group is of, from 0; None where the recipe wants none."""
    if not split.folds:
        return None
    return int(share(split.salt + DOMAIN, group) * _STEPS) * split.folds // _STEPS


FOLD = pa.field("fold", pa.int32())
"""The column that tells it; null for what is held out, and where there are no folds."""
