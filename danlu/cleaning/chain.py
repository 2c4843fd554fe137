"""The chain of rules over a vector of texts, run until nothing changes."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from danlu.cleaning.personal.acting import act
from danlu.cleaning.plan import Plan
from danlu.cleaning.rule import Rule
from danlu.cleaning.signs import Sign
from danlu.cleaning.texts import Texts
from danlu.rows import ROLES

_MOST_ROUNDS = 12
"""Every rule shortens what it changes or settles it, so chains end long before; a bound all the same."""


def run_rules(frame: pl.DataFrame, plan: Plan) -> Texts:
    """Clean texts, given with the columns of `leaves.texts_of`.

    What becomes of a text depends on its row alone: on itself, and for rules with `about` and for
    pseudonyms on the row's other texts. A row that changed is run again until it stays as it is.
    """
    texts = Texts.of(frame, plan.vocabulary)
    active = np.arange(len(frame))
    for _ in range(_MOST_ROUNDS):
        rows = _run_once(texts, active, plan)
        if not len(rows):
            break
        active = np.flatnonzero(np.isin(texts.row, rows))
    return texts


def _run_once(texts: Texts, active: NDArray[Any], plan: Plan) -> NDArray[Any]:
    """One pass over the texts at the places given: the rows that it changed."""
    rows = [np.zeros(0, texts.row.dtype)]
    wanted = reduce(or_, (plan.masks[rule.name] for rule in plan.rules), 0)
    signed = active[_has(texts, active, wanted)]
    for number, rule in enumerate(plan.rules):
        everywhere = not plan.masks[rule.name]
        places = _shown(texts, active if everywhere else signed, rule, plan)
        if not len(places):
            continue
        before = texts.text.gather(places)
        fixed = rule.fix(before)
        differs = (fixed != before).to_numpy()
        if differs.any():
            changed = places[differs]
            texts.change(changed, fixed.filter(differs), plan.vocabulary)
            texts.note(changed, number)
            rows.append(texts.row[changed])
    rows.append(act(texts, active, plan))
    return np.unique(np.concatenate(rows))


def _has(texts: Texts, places: NDArray[Any], mask: int) -> NDArray[Any]:
    found: NDArray[Any] = (texts.signs[places] & np.uint64(mask)) != 0
    return found


def _shown(texts: Texts, places: NDArray[Any], rule: Rule, plan: Plan) -> NDArray[Any]:
    """The places of the texts that a rule may have to fix."""
    mask = plan.masks[rule.name]
    places = places[~texts.json[places]]
    if mask:
        places = places[_has(texts, places, mask)]
    if not rule.pieces:
        places = places[~texts.piece[places]]
    if rule.roles is not None:
        places = places[np.isin(texts.role[places], [ROLES.index(role) for role in rule.roles])]
    if rule.needs is not None and len(places):
        places = places[rule.needs(texts.text.gather(places)).to_numpy()]
    if rule.about is not None and len(places):
        places = places[~np.isin(texts.row[places], _speaking(texts, places, rule.about))]
    return places


def _speaking(texts: Texts, places: NDArray[Any], pattern: str) -> NDArray[Any]:
    """The rows, of those at the places, of which a text speaks of what the pattern names."""
    among = np.flatnonzero(np.isin(texts.row, texts.row[places]))
    values = texts.text.gather(among)
    marked = _has(texts, among, int(Sign.TAG | Sign.URL))
    if marked.any():
        at = np.flatnonzero(marked)
        values = values.scatter(at, _spoken(values.gather(at)))
    rows: NDArray[Any] = texts.row[among[values.str.contains(pattern).to_numpy()]]
    return rows


def _spoken(values: pl.Series) -> pl.Series:
    """The texts without tags, bodies of scripts and styles, and URLs: what a row speaks of."""
    bodies = r"(?is)<(?:script(?:\W.*?)??</script|style(?:\W.*?)??</style)\s*>|<!--.*?-->"
    tags = r"(?i)<!doctype[^<>]*>|</?[a-z][^<>]*>|(?:https?://|www\.)[!-~]*"
    return values.str.replace_all(bodies, " ").str.replace_all(tags, " ")
