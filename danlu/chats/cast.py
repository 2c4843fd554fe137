"""Who takes part in a chat, and what they are called in the rows that are made of it.

A person is the owner of the export, or whoever the source tells apart by the speaker's name or id.
Pseudonyms are given in the order in which people appear and hold within one chat: 甲, 乙, 丙, … where
the text is mostly Han, else A, B, C, …; a role's name such as 客服 names nobody and stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from danlu.chats.base import MENTIONED, NAMES
from danlu.chats.naming import Replacer, is_han
from danlu.pieces import Utterance
from danlu.role_words import spoken_role_of

_HAN_LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_LATIN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOOKED_AT = 4000
"""Characters of a chat's first session by which its script is told."""
_EVERYBODY = frozenset({"all", "everyone", "here", "channel", "所有人", "全体成员", "大家"})
_COMMON = frozenset({"the", "team", "group", "service", "support", "admin", "dr", "mr", "mrs", "ms", "prof"})

Person = tuple[bool, str]
"""Whether it is the owner, and how the source tells the others apart."""


def person_of(utterance: Utterance) -> Person:
    """Who says it."""
    if utterance.own:
        return True, ""
    return False, utterance.speaker if utterance.speaker is not None else utterance.role or ""


def names_of(utterance: Utterance) -> list[str]:
    """All names that the source gives the speaker, best known first."""
    listed = utterance.extra.get(NAMES)
    names = list(listed) if isinstance(listed, list) else []
    return [*names, utterance.speaker] if utterance.speaker is not None else names


@dataclass(slots=True)
class Cast:
    """The people of one chat, in the order of their first appearance."""

    _people: dict[Person, int] = field(default_factory=dict)
    _shown: dict[Person, str] = field(default_factory=dict)
    _claims: dict[str, Person] = field(default_factory=dict)
    _absent: set[Person] = field(default_factory=set)
    _letters: str = ""
    _replacer: Replacer = field(default_factory=Replacer)

    def meet(self, utterances: Sequence[Utterance]) -> None:
        """Take note of who speaks and is mentioned, before texts are rewritten."""
        if not self._letters:
            self._letters = _HAN_LETTERS if _is_mostly_han(utterances) else _LATIN_LETTERS
        for utterance in utterances:
            person, names = person_of(utterance), names_of(utterance)
            self._absent.discard(person)
            self._admit(person, names)
            for name in names:
                self._claim(name, person)
        for utterance in utterances:
            mentioned = utterance.extra.get(MENTIONED)
            for name in mentioned if isinstance(mentioned, list) else ():
                self._mention(str(name))
            if utterance.text and "@" in utterance.text:
                for name in marked_mentions(utterance.text):
                    self._mention(name)

    def shown(self, person: Person) -> str:
        """The name under which a person stands in the rows where names stay."""
        return self._shown[person]

    def pseudonym(self, person: Person) -> str:
        """The name under which a person stands in the rows."""
        shown = self._shown[person]
        return shown if spoken_role_of(shown) is not None else self._letter(self._people[person])

    def rewritten(self, text: str) -> str:
        """The text with the pseudonyms of all who are known in place of their names."""
        return self._replacer.replaced(text)

    def _admit(self, person: Person, names: Sequence[str]) -> None:
        if person not in self._people:
            self._people[person] = len(self._people)
            self._shown[person] = next((name for name in names if name.strip()), "")

    def _claim(self, name: str, person: Person) -> None:
        """A name stands for who bears it first; one who was only spoken of gives way to who speaks."""
        name = name.strip()
        holder = self._claims.get(name)
        if holder == person or (holder is not None and holder not in self._absent):
            return
        self._claims[name] = person
        if is_telling(name):
            self._replacer.learn(name, self.pseudonym(person))
            for word in _first_names(name):
                self._claim(word, person)

    def _mention(self, name: str) -> None:
        """Somebody who is only spoken of gets a pseudonym too."""
        name = name.strip()
        if name in self._claims or name.casefold() in _EVERYBODY or not is_telling(name):
            return
        person = (False, name)
        self._absent.add(person)
        self._admit(person, [name])
        self._claim(name, person)

    def _letter(self, place: int) -> str:
        turn, letter = divmod(place, len(self._letters))
        return self._letters[letter] + (str(turn + 1) if turn else "")


def is_telling(name: str) -> bool:
    """Whether a name tells who somebody is: at least two characters, and not the name of a role."""
    return len(name) >= 2 and spoken_role_of(name) is None


def _first_names(name: str) -> Iterable[str]:
    """The words of a Latin name, by which people call one another."""
    words = name.split()
    if not 2 <= len(words) <= 4 or is_han(name[0]):
        return
    for word in words:
        if len(word) >= 3 and word.isalpha() and word[0].isupper() and word.casefold() not in _COMMON:
            yield word


def marked_mentions(text: str) -> Iterable[str]:
    """The mentions whose end a program marks: WeChat by U+2005, WhatsApp by U+2068 and U+2069."""
    at = text.find("@")
    while at >= 0:
        stretch = text[at + 1 : at + 66]
        if stretch.startswith("\u2068"):
            name, closed, _ = stretch[1:].partition("\u2069")
        else:
            name, closed, _ = stretch.partition("\u2005")
        if closed and "\n" not in name and "@" not in name:
            yield name
        at = text.find("@", at + 1)


def _is_mostly_han(utterances: Sequence[Utterance]) -> bool:
    han = letters = seen = 0
    for utterance in utterances:
        for character in (utterance.text or "")[: _LOOKED_AT - seen]:
            han += is_han(character)
            letters += character.isalpha()
        seen += len(utterance.text or "")
        if seen >= _LOOKED_AT:
            break
    return han * 2 > letters
