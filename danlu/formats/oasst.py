"""OpenAssistant message trees: a prompt, replies that people ranked, replies to those.

`{message_tree_id, prompt: {text, role, replies: [{text, role, rank, replies}]}}`, as in the exports
of OASST1 (Köpf et al., 2023, https://arxiv.org/abs/2304.07327).

The first row is the best path: the first-ranked reply at every fork, to the last answer. Then, walking
the tree from its root and the better reply first, each fork of ranked answers gives a preference of
its best over each of the others: no answer is preferred that people placed below another. Messages
that were deleted, or that reviewers turned down, are on no path and in no pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from danlu.formats.base import Unreadable, invalid
from danlu.formats.laid import Laid, Said
from danlu.formats.places import Path
from danlu.formats.preset import Preset
from danlu.formats.shape import ObjectOf, Shape
from danlu.ledger import Reason
from danlu.rows import Kind

_ROLES = {"prompter": "user", "user": "user", "assistant": "assistant"}
_FLAT = frozenset({"message_id", "parent_id", "role", "text"})


class MessageTree(Preset):
    """A tree of ranked replies."""

    name = "message_tree"

    def fits(self, shape: Shape) -> bool:
        """A prompt with role, text and replies."""
        root = shape.get("prompt")
        return isinstance(root, ObjectOf) and {"role", "text", "replies"} <= set(root.keys)

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """The best path, then the pairs; all of the tree's group."""
        root = record["prompt"]
        said: list[Said] = [_said(root, ("prompt",))]
        group = record.get("message_tree_id")
        named = group if type(group) is str and group else None
        forks = list(_forks(root, ("prompt",), said))
        best = _best_path(root, ("prompt",))
        rows = [Laid(Kind.CONVERSATION, best, group=named)]
        for before, ranked in forks:
            rows += [
                Laid(Kind.PREFERENCE, before, (ranked[0],), (worse,), group=named) for worse in ranked[1:]
            ]
        return rows


class MessageRow(Preset):
    """One message of a tree that stands in a row of its own, which says nothing by itself."""

    name = "message_row"

    def fits(self, shape: Shape) -> bool:
        """A message with its own id and that of the one it replies to."""
        return set(shape) >= _FLAT

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """Refused: a reply without what it replies to is no data, and a prompt without replies neither."""
        raise Unreadable(
            Reason.UNKNOWN_RECORD_FORMAT,
            {"root": record["parent_id"] is None, "needs": "the trees export, one tree a record"},
        )


def _said(message: Any, path: Path) -> Said:
    if type(message) is not dict:
        raise invalid("replies", message)
    role = message.get("role")
    if type(role) is not str or role not in _ROLES:
        raise Unreadable(Reason.UNKNOWN_ROLE, {"depth": len(path) // 2 + 1})
    return Said(_ROLES[role], ((*path, "text"),))


def _replies(message: dict[str, Any], path: Path) -> list[tuple[dict[str, Any], Path]]:
    """The replies that stand, best first; those without a rank last, in the order of the source."""
    replies = message.get("replies")
    if replies is None:
        return []
    if type(replies) is not list:
        raise invalid("replies", replies)
    kept: list[tuple[dict[str, Any], Path]] = []
    for place, reply in enumerate(replies):
        _said(reply, (*path, "replies", place))
        if not reply.get("deleted") and reply.get("review_result") is not False:
            kept.append((reply, (*path, "replies", place)))
    return sorted(kept, key=lambda pair: _rank(pair[0]))


def _rank(message: dict[str, Any]) -> tuple[bool, float]:
    rank = message.get("rank")
    if rank is None:
        return True, 0.0
    if type(rank) not in {int, float}:
        raise invalid("rank", rank)
    return False, float(rank)


def _best_path(root: dict[str, Any], path: Path) -> list[Said]:
    said = [_said(root, path)]
    replies = _replies(root, path)
    while replies:
        message, path = replies[0]
        said.append(_said(message, path))
        replies = _replies(message, path)
    answers = [place for place, each in enumerate(said) if each.role == "assistant"]
    return said[: answers[-1] + 1] if answers else said[:1]


def _forks(
    message: dict[str, Any], path: Path, before: list[Said]
) -> Iterator[tuple[list[Said], list[Said]]]:
    """Each fork with at least two answers of different ranks: what is said before, and the answers."""
    replies = _replies(message, path)
    answers = [(_said(reply, place), _rank(reply)) for reply, place in replies]
    ranked = [said for said, rank in answers if said.role == "assistant" and not rank[0]]
    ranks = [rank for said, rank in answers if said.role == "assistant" and not rank[0]]
    below_best = [said for said, rank in zip(ranked, ranks, strict=True) if rank > ranks[0]]
    if below_best:
        yield before, [ranked[0], *below_best]
    for reply, place in replies:
        yield from _forks(reply, place, [*before, _said(reply, place)])
