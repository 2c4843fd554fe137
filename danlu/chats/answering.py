"""Who answers: which people of a session are the assistant, by the recipe and by what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from danlu.chats.base import ROLE
from danlu.chats.cast import Person, names_of, person_of
from danlu.pieces import Utterance
from danlu.reading_knobs import Role
from danlu.role_words import spoken_role_of

_STANDING = frozenset({"system", "tool"})
"""Roles that stay whoever answers."""
_OWNER: Person = (True, "")


class Answering:
    """Gives the people of a session their roles."""

    def __init__(self, assistant: str, roles: Mapping[str, Role]) -> None:
        self._assistant = assistant
        self._roles = {name.strip().casefold(): role for name, role in roles.items()}

    def roles_of(self, utterances: Sequence[Utterance], before: Person | None) -> dict[Person, str]:
        """The role of each person, in the order of their first words; all are users unless told otherwise.

        `before` answered in an earlier session of the chat, and does so again if there and if the
        choice falls to who speaks second.
        """
        declared = self._declared(utterances)
        sourced = self._sourced(utterances)
        people = list(dict.fromkeys(person_of(utterance) for utterance in utterances))
        roles = dict.fromkeys(people, "user")
        standing = {person: role for person, role in sourced.items() if role in _STANDING}
        match self._assistant:
            case "auto":
                known = {**sourced, **declared}
                roles |= known
                if "assistant" not in known.values():
                    owned = any(utterance.own is not None for utterance in utterances)
                    chosen = _owner(people, known) if owned else _second(people, known, before)
                    roles |= dict.fromkeys(chosen, "assistant")
                return roles
            case "owner":
                chosen = [person for person in people if person == _OWNER]
            case "others":
                chosen = [person for person in people if person != _OWNER] if _OWNER in people else []
            case "second":
                chosen = _second(people, standing, before)
            case name:
                chosen = _named(utterances, name)
        return {**roles, **dict.fromkeys(chosen, "assistant"), **standing, **declared}

    def _declared(self, utterances: Sequence[Utterance]) -> dict[Person, str]:
        """The roles that the user gives to speakers, or to names of roles in the source."""
        found: dict[Person, str] = {}
        for utterance in utterances if self._roles else ():
            names = [*names_of(utterance), str(utterance.extra.get(ROLE, ""))]
            role = next(
                (self._roles[key] for name in names if (key := name.strip().casefold()) in self._roles), None
            )
            if role is not None:
                found.setdefault(person_of(utterance), role)
        return found

    @staticmethod
    def _sourced(utterances: Sequence[Utterance]) -> dict[Person, str]:
        """The roles that the source gives, or that speakers are named by."""
        found: dict[Person, str] = {}
        for utterance in utterances:
            person = person_of(utterance)
            if person in found:
                continue
            role = utterance.role
            names = names_of(utterance)
            if role is None and names and not utterance.own:
                role = spoken_role_of(names[0])
            if role is not None:
                found[person] = role
        return found


def _owner(people: Sequence[Person], known: Mapping[Person, str]) -> list[Person]:
    return [person for person in people if person == _OWNER and person not in known]


def _second(people: Sequence[Person], known: Mapping[Person, str], before: Person | None) -> list[Person]:
    """Who speaks second; beside somebody who is known to ask, the first of the others."""
    free = [person for person in people if person not in known]
    if before in free and len(people) > 1:
        return [person for person in free if person == before]
    return free[:1] if "user" in known.values() else free[1:2]


def _named(utterances: Sequence[Utterance], name: str) -> list[Person]:
    wanted = name.strip().casefold()
    found = (
        person_of(utterance)
        for utterance in utterances
        if any(other.strip().casefold() == wanted for other in names_of(utterance))
    )
    return list(dict.fromkeys(found))
