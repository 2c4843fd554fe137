"""What finds one kind of personal data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from danlu.cleaning.beside import Beside
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.cleaning.vocabulary import Glance
from danlu.ledger import Reason


@dataclass(frozen=True, slots=True)
class Detector:
    """A finder of one kind of personal data.

    `find` is given the text with full-width ASCII folded character for character (so that places
    hold) and gives rising stretches that do not overlap. It depends on the text alone and takes time
    linear in it. What the recipe says of the kind (mask, pseudonymise, flag, drop, keep) is done
    elsewhere, and so is what to do where two kinds claim one place: the kind that stands first in
    `danlu.cleaning.personal.detectors.DETECTORS` wins.

    Attributes:
        kind: The key of the recipe's `cleaned.personal` section, and the rule's name in the ledger.
        version: Raised when it finds anything else in any text.
        mask: What is put in place, as `[EMAIL]`; pseudonyms are `[EMAIL_1]`, `[EMAIL_2]`.
        reason: The reason of its ledger entries.
        english: What it finds, in one sentence.
        chinese: The same in Chinese.
        signs: A text with none of these signs and none of `words` is not shown to it.
        words: See `danlu.cleaning.rule.Rule.words`.
        find: The stretches in a folded text.
        examples: Texts before and after masking.
        pattern: A pattern (Hyperscan syntax, Unicode, no look-around) that the scan itself searches; a
            match is as good as a word. Every text with a find has a sign, a word or a match.
        beside: Words that count only beside certain characters.
        glance: A loop that tells which texts are worth a look, as good as a word.
        needs: A pattern (Hyperscan syntax) that every text with a find matches, tried on the texts with a
            sign or word. Texts with full-width characters pass.
    """

    kind: str
    version: int
    mask: str
    reason: Reason
    english: str
    chinese: str
    signs: Sign
    find: Callable[[str], list[Stretch]]
    examples: tuple[tuple[str, str], ...]
    words: tuple[str, ...] = ()
    pattern: str | None = None
    beside: tuple[Beside, ...] = ()
    glance: Glance | None = None
    needs: str | None = None
