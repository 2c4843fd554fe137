"""Who speaks, by the narration around a Chinese quotation: 玄德曰：“…”, “…”张三笑道, 李四看着她，低声说：“…”.

No parser stands behind this: a clause's subject is the known name with which it begins, or what comes
before the first character that begins a predicate. Where that gives nothing that looks like a name,
the line stays without a speaker.
"""

from __future__ import annotations

import re

from danlu.novels.names import Names
from danlu.novels.tags import Tag
from danlu.novels.words import (
    ADVERBS,
    ANONYMOUS,
    BARE_VERB,
    BEHIND,
    COMPOUND_SURNAMES,
    CONNECTIVES,
    EMERGES,
    MANNERS,
    NEWCOMER,
    NO_NAME,
    OBJECT_VERBS,
    PRONOUNS,
    REPORTERS,
    REVEALED,
    SAYING,
    STRONG,
    SURNAMES,
    TITLES,
    TOGETHER,
    WEAK,
)

_SENTENCE = re.compile(r"[。！？!?…”』」’]+")
_CLAUSE = re.compile(r"[，；,;：:]")
_HAN_NAME = re.compile(r"[\u3400-\u9fff·]{1,7}(?:、[\u3400-\u9fff·]{1,4}){0,3}")
_AND = re.compile("[、和与及跟]")
_TITLE = re.compile("|".join(sorted(TITLES, key=lambda title: (-len(title), title))))
_PRONOUN = re.compile("|".join(PRONOUNS))
_LONGEST_TITLED = 10
_LONGEST_TAG = 120
_AFTER = re.compile(r"[^，。！？；：,:“「『\"]{1,30}")


def tag_before(text: str, names: Names) -> Tag | None:
    """The introduction with which narration ends, right before a quotation; None if it ends with none."""
    body = text.rstrip(" \u3000：:，,；;！。")
    ended = text[len(body) :].strip()
    start = _sentence_start(body)
    clauses = [clause.strip() for clause in _CLAUSE.split(body[start:])]
    saying = SAYING.search(clauses[-1])
    colon = ended[:1] in {"：", ":"}
    if saying is None and not (colon or ended[:1] in {"，", ","}):
        return None
    if colon and REPORTERS.match(_without_connective(clauses[-1])):
        return Tag(None, start, len(text))
    subject = _subject(clauses[-1][: saying.start()], names) if saying else None
    if subject is not None:
        bare = len(clauses) == 1 and BARE_VERB.fullmatch(clauses[0][len(subject) :]) is not None
        if subject in PRONOUNS:
            return Tag(None, start, len(text), pronoun=True, bare=bare)
        return Tag(subject, start, len(text), bare=bare and clauses[0].startswith(subject))
    return Tag(_omitted(clauses, names, said=saying is not None), start, len(text))


def _gesture(text: str, clause: str, names: Names) -> Tag | None:
    """What somebody does between two stretches of one speech: “不熟。”李四摇了摇头，“昨天才认识。”."""
    name = _earlier_subject([clause], "", names)
    if name is None and clause.startswith(PRONOUNS):
        return Tag(None, 0, len(text), pronoun=True)
    return None if name is None else Tag(name, 0, len(text))


def tag_after(text: str, names: Names, *, joins: bool = False) -> Tag | None:
    """The clause with which narration begins, right after a quotation, if it says who spoke.

    Between two quotations (`joins`), ending in a comma, it need not say that anybody speaks.
    """
    found = _AFTER.match(text.lstrip(" \u3000"))
    if found is None or text[found.end() : found.end() + 1] in {"：", ":"}:
        return None
    clause = found[0]
    saying = SAYING.search(clause)
    if saying is None:
        return _gesture(text, clause, names) if joins else None
    subject = _subject(clause[: saying.start()], names)
    if subject is None:
        return None
    end = found.end() + (text[found.end() : found.end() + 1] in {"，", "。", "！"})
    bare = BARE_VERB.fullmatch(clause[len(subject) :]) is not None
    if subject in PRONOUNS:
        return Tag(None, 0, end, pronoun=True, bare=bare)
    return Tag(subject, 0, end, bare=bare)


def _sentence_start(body: str) -> int:
    """Where the last sentence of narration begins."""
    floor = max(0, len(body) - _LONGEST_TAG)
    start = floor
    for end in _SENTENCE.finditer(body, floor):
        start = end.end()
    return start


def revealed(text: str) -> str | None:
    """Who has spoken, where narration tells it only behind the line: 众视之，乃赵云也."""
    found = REVEALED.search(text[:_LONGEST_TAG])
    if found is None:
        return None
    name = found["name"]
    for length in (4, 3):
        if name[-length : 2 - length or None] in COMPOUND_SURNAMES:
            return name[-length:]
    for length in (2, 3):
        if len(name) >= length and name[-length] in SURNAMES:
            return name[-length:]
    return name if len(name) <= 4 else None


def _omitted(clauses: list[str], names: Names, *, said: bool) -> str | None:
    """The subject where the clause before the quotation has none, or no verb of speech."""
    if said:
        return _earlier_subject(clauses[:-1], clauses[-1], names)
    return _earlier_subject(clauses, "", names)


def _earlier_subject(clauses: list[str], last: str, names: Names) -> str | None:
    """The subject that is left out of the last clause: the nearest clause before with a known name.

    A name that the last clause has too is whom it speaks of, not who speaks.
    """
    if NEWCOMER.search(last):
        return None
    for clause in reversed(clauses):
        clause = _without_connective(clause)  # noqa: PLW2901 - what is left of it
        name = names.begins(clause)
        if name is None and clause[1:2] in STRONG | WEAK and _is_short_name(clause, names):
            name = clause[0]
        if name is None:
            name = _named(clause[: _predicate(clause)]) if _TITLE.match(clause) else None
        if name is not None and BEHIND.match(clause, len(name)) is None:
            return None if name in last else name
        if NEWCOMER.search(clause):
            return None
    return None


def _without_connective(clause: str) -> str:
    return CONNECTIVES.sub("", clause, count=1) if CONNECTIVES.match(clause) else clause


def _is_short_name(clause: str, names: Names) -> bool:
    """Whether a clause begins with a known name of one character, as in 飞大怒."""
    return clause[:1] not in ADVERBS | STRONG and names.knows_well(clause[:1])


def _subject(clause: str, names: Names) -> str | None:
    """Who does what a clause tells, up to its verb; None if it does not say or that is no name."""
    clause = _without_connective(clause.strip()).strip()
    pronoun = _PRONOUN.match(clause)
    if pronoun is not None:
        return pronoun[0]
    if clause[:1] in {"我", "吾", "俺"}:
        return clause[0]
    emerges = EMERGES.search(clause)
    if emerges is not None:
        return _named(emerges["name"])
    together = TOGETHER.search(clause)
    if together is not None:
        return _named(clause[: together.start()].rstrip("皆都"))
    if clause[:1] in OBJECT_VERBS and (names.knows(clause[1:]) or clause[1:] in TITLES):
        return None
    known = _known(clause, names)
    return known if known is None or BEHIND.match(clause, len(known)) is None else None


def _known(clause: str, names: Names) -> str | None:
    """The name with which a clause begins: a known one, or what can be a name before the predicate."""
    known = names.begins(clause)
    if known is not None and not clause.startswith("、", len(known)) and not known.endswith(TITLES):
        return known
    named = _named(clause[: _predicate(clause)])
    if named is not None and len(named) == 1 and not names.knows(named):
        named = None
    if _is_short_name(clause, names) and len(named or "") < 4:
        return clause[0]
    return clause if 0 < len(clause) <= 3 and _stands_alone(clause) else named


def _stands_alone(clause: str) -> bool:
    """Whether nothing but a name stands before the verb."""
    if clause in TITLES:
        return True
    if (
        clause[0] in ADVERBS
        or _has_no_name(clause)
        or MANNERS.fullmatch(clause)
        or ANONYMOUS.fullmatch(clause)
    ):
        return False
    if any(character in STRONG for character in clause):
        return False
    if len(clause) == 3 and clause[2] in WEAK:
        return False
    return len(clause) < 3 or clause[0] in SURNAMES or clause[0] not in WEAK


def _has_no_name(subject: str) -> bool:
    """Whether it has characters that names have not; 于 is a surname too."""
    rest = subject[1:] if subject[:1] in SURNAMES else subject
    return any(character in NO_NAME for character in rest)


def _predicate(clause: str) -> int:
    """Where the predicate of a clause begins, as far as single characters tell."""
    compound = clause[:2] in COMPOUND_SURNAMES
    weak_from = 3 if compound else 2 if clause[:1] in SURNAMES else 0
    strong_from = 2 if compound else 1 if clause[:1] in SURNAMES else 0
    end = len(clause)
    for index, character in enumerate(clause):
        if (index >= strong_from and character in STRONG) or (index >= weak_from and character in WEAK):
            end = index
            break
    title = _TITLE.search(clause, 0, _LONGEST_TITLED)
    if title is None or title.start() > end:
        return end
    behind = title.end()
    name = _predicate(clause[behind:]) if clause[behind : behind + 1] in SURNAMES else 0
    return behind + name if name in {2, 3} else behind


def _named(subject: str) -> str | None:
    """The subject, if it can be a name or a title."""
    subject = subject.strip()
    if _HAN_NAME.fullmatch(subject) is None or _has_no_name(subject):
        return None
    if (
        subject in ADVERBS
        or subject[0] in STRONG
        or MANNERS.fullmatch(subject)
        or ANONYMOUS.fullmatch(subject)
    ):
        return None
    several = _AND.split(subject)
    if len(several) > 1 and all(2 <= len(name) <= 4 for name in several):
        return subject
    if "、" in subject or len(subject) <= 2 or subject.endswith(TITLES):
        return subject
    if subject[0] in SURNAMES or subject[:2] in COMPOUND_SURNAMES:
        return subject if len(subject) <= 4 else None
    if subject[-2] in SURNAMES or subject[-3] in SURNAMES or subject[-3:-1] in COMPOUND_SURNAMES:
        return subject
    return subject if len(subject) == 3 else None
