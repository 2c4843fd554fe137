"""English names of persons where their context says so: introductions, titles, forms, signatures."""

from __future__ import annotations

import re
from functools import partial

import ahocorasick_rs

from danlu.cleaning.personal.remembering import remembering
from danlu.cleaning.personal.surroundings import holds_word, is_word_character
from danlu.cleaning.rule import Stretch

_FORM_WORDS = (
    *("name", "client", "customer", "employee", "applicant", "passenger", "guest", "recipient", "sender"),
    *("driver", "insured", "cardholder"),
)
_KEY_TEXT = (
    "customer client user patient contact full real employee student guest passenger recipient sender"
    " buyer owner"
    " holder payee payer applicant tenant member driver name student"
    " landlord attendee attention signature beneficiary emergency next from to cc"
)
_KEY_WORDS = tuple(_KEY_TEXT.split())
ENGLISH_WORDS = (
    *(
        "my name is",
        "my name's",
        "my name’s",
        "my full name",
        "my first name",
        "my real name",
        "i am",
        "i'm",
        "i’m",
    ),
    *(
        "speaking",
        "calling",
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "professor",
        "dear",
        "contact",
        "patient",
        "attn",
    ),
    *(
        "regards",
        "sincerely",
        "respectfully",
        "faithfully",
        "best wishes",
        "yours truly",
        "signed",
        "cheers",
        "warmly",
        "thanks",
        "thank you",
        "best",
        "love",
        "yours",
        "hi",
        "hello",
        "hey",
        "this is",
    ),
    *_KEY_WORDS,
    *(f"{word}{mark}" for word in _FORM_WORDS for mark in (":", "：", "*", '"')),
)
"""What a text must hold to be worth a look."""

_ONE = (
    r"(?:(?:O['’]|Mc|Mac|D['’]|De|Van )?[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{1,19}(?:[-'’][A-Z][a-zß-öø-ÿ]{1,19})?"
    r"(?![0-9A-Za-z_'’]|-[A-Za-z]))"
)
_MIDDLE = r"(?: [A-Z]\.)?"
_FULL = rf"{_ONE}{_MIDDLE} {_ONE}(?: {_ONE})?"
_ANY = rf"{_ONE}(?:{_MIDDLE} {_ONE}){{0,2}}"
_CAPITALS = r"[A-Z]{2,15} [A-Z]{2,15}(?![0-9A-Za-z])"
_ENDS_CLAUSE = r"(?= ?(?:[,.!?;:()\n\-–—]|$| and | from | with | calling| speaking| at ))"
_LINE_BEFORE_FORM = re.compile(
    r"(?:^|[\n|,;>{(\"*\-•.]|[0-9][.)])[ \t*\"]*"
    r"(?:(?:Full|First|Last|Customer|Patient|Employee|Contact|Student|Applicant|Client|Candidate|Cardholder"
    r"|Account) )?$"
)
_NO_NAMES_TEXT = (
    "The A An This That These Those My Your His Her Our Their It Its We You They He She And Or But Not "
    "No Yes So If When Where What Who Why How Sir Madam Ma Customer Customers Hiring Manager Team All "
    "Friend Friends Everyone Everybody Diary Santa God Lord Editor Colleague Colleagues Parents Parent "
    "Students Student Reader Readers Valued Applicant Candidate Member Members Guest Guests Mom Dad "
    "Mother Father Grandma Grandpa Professor President Speaker Chairman Minister Secretary Senator "
    "Governor Mayor Principal Teacher Teachers Doctor Officer Staff Support Service Services Recruiter "
    "Committee Client Clients Partner Partners Sales Admin Administrator User Users Owner Resident "
    "Neighbor Human Future Self Journal Pepper Who Right Perfect Universe World Everest Company "
    "Corporation Corp Inc Ltd Llc Restaurant Hotel University College School Hospital Park Cafe Bank "
    "Store Shop Group Club Center Centre Department Street Road Avenue City State Island Lake River "
    "Mountain Museum Church Open Assistant Chat Artificial Language Large Model Virtual Digital "
    "Personal Bot Siri Alexa Bard Claude Google Microsoft Amazon Apple Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday January February March April May June July August September "
    "October November December American British Chinese Indian French German Japanese Korean Italian "
    "Spanish Russian Canadian English African Asian European Native Christian Muslim Jewish Happy Sorry "
    "Glad Very Just Here Also Still Now Then Only Too New Project Product File Game Movie Book Song "
    "Title Type Number Phone Email Address Date Age Gender Tests Test Records Record Information Vice "
    "Chief Majority Minority Leader Justice Apprentice Boss Concerned Esteemed Family Visitor "
    "Earthlings Humanity Fun Wizard Mars Explorer Little Citizen Citizens Frustrated Fellow Beloved "
    "Sweet Old Young Good Great Info Details Data Care History Portal Rights Safety Satisfaction "
    "Education Detective Captain Agent Inspector Sergeant Colonel General Commander Lieutenant Worried "
    "Democratic Republican Us Me There World Again Everyone Folks Guys Ladies Gentlemen Dr Kitty"
    " Google Regards Wishes Sincerely Best Thanks Cheers Warmly Love Yours Bye Goodbye Later Anyway"
    " Python Java"
)
NO_NAMES = frozenset(_NO_NAMES_TEXT.split())
"""Words with a capital that are no part of a name."""
_HONORIFICS_TEXT = "Mr Mrs Ms Miss Dr Prof Professor Sir Madam"
_HONORIFICS = frozenset(_HONORIFICS_TEXT.split())
_ROLES_TEXT = (
    "Detective Ambassador Astronaut Captain Lady Lord Agent Officer Inspector Sergeant Colonel General "
    "Judge King Queen Prince Princess Professor Doctor Rabbi Father Sister Brother Uncle Aunt Archmage "
    "Commander Lieutenant Major Senator Governor President Chef Coach Nurse Engineer Attorney Reverend "
    "Pastor Cousin"
)
_ROLES = frozenset(_ROLES_TEXT.split())


def english_names(text: str) -> list[Stretch]:
    """The names, in no order; they may overlap."""
    if _CAPITALISED.search(text) is None:
        return []
    found = []
    for number in sorted(
        {number for number, _, _ in _LITERALS.find_matches_as_indexes(text, overlapping=True)}
    ):
        _, pattern, least = _ALL_CONTEXTS[number]
        judge = remembering(partial(_name, least=least), text)
        places = [judge(text, match) for match in pattern.finditer(text)]
        found += [place for place in places if place is not None]
    return found if found and holds_word(text, ENGLISH_WORDS) else []


_Context = tuple[str, re.Pattern[str], int]


def _contexts(patterns: dict[str, str], least: int) -> tuple[_Context, ...]:
    """A literal, the pattern that begins with it, and how many words the name must have."""
    return tuple(
        (literal, re.compile(re.escape(literal) + after), least) for literal, after in patterns.items()
    )


_CAPITALISED = re.compile("[A-ZÀ-Þ][A-Za-zß-ÿ’']")
_TITLES = "Mr", "Mrs", "Ms", "Miss", "Dr", "Prof", "Professor"
_CLOSINGS = (
    "egards",
    "incerely",
    "incerely yours",
    "espectfully",
    "aithfully",
    "est wishes",
    "ruly",
    "Cheers",
    "Warmly",
    "Thanks",
    "hank you",
    "Best",
    "Love",
    "Yours",
)
_GREETINGS = "Hi", "Hello", "Hey", "Good morning", "Good afternoon", "Good evening"
_LABELS = (
    "Name",
    "Contact",
    "Contact Person",
    "Contact person",
    "person",
    "Patient",
    "Client",
    "Customer",
    "Employee",
    "Attn",
    "Signed",
    "Applicant",
    "Passenger",
    "Guest",
    "Guest name",
    "Recipient",
    "Sender",
    "Driver",
    "Insured",
    "Cardholder",
    "Tenant",
    "Student",
    "Owner",
    "Landlord",
    "Attendee",
    "Attention",
    "Signature",
    "Payee",
    "Beneficiary",
    "Emergency Contact",
    "Emergency contact",
    "Next of kin",
)
_LABELLED = tuple(f"{label}{colon}" for label in _LABELS for colon in (":", "：", "**:", '":'))
_CONTEXTS = (
    *_contexts({f" name{verb}": rf" ({_ANY})" for verb in (" is", "'s", "’s")}, 1),
    *_contexts({"Dear ": rf"({_ANY})(?= ?[,:;!\n—-])"}, 1),
    *_contexts(dict.fromkeys(_TITLES, rf"\.? ({_ANY})"), 1),
    *_contexts(dict.fromkeys(_CLOSINGS, rf",?[ \t]{{0,4}}\n\s{{0,6}}({_ANY})(?=[ \t]{{0,4}}(?:[\n,]|$))"), 1),
    *_contexts(dict.fromkeys(("I am", "I'm", "I’m"), rf",? ({_FULL}){_ENDS_CLAUSE}"), 2),
    *_contexts(
        {"his is": rf",? ({_FULL})(?=,? (?:speaking|calling|from|here|again))", "atient": rf" ({_FULL})"}, 2
    ),
    *_contexts({"Attn": rf"[.,]? ({_FULL})"}, 2),
    *_contexts(dict.fromkeys(("From:", "To:", "Cc:"), rf" {{0,3}}\"?({_FULL})\"?(?= ?[<\[(])"), 2),
    *_contexts({"ontact": rf" ({_FULL})(?=,? (?:at|on|by|via|for|about|if|directly))"}, 2),
    *_contexts({"ttention": rf":? ({_FULL})(?=[,.;\n]|$)"}, 2),
    *_contexts(dict.fromkeys(_GREETINGS, rf",? ({_FULL})(?= ?[,:;!.，。！：\n—-]|$)"), 2),
    *_contexts(dict.fromkeys(_GREETINGS, rf",? ({_ONE})(?=[,!]?[ \t]{{0,2}}\n)"), 1),
    *_contexts({"ame": rf"[\"']?\s?[:=]\s?[\"']?({_FULL}|{_CAPITALS})"}, 2),
)
_FORMS = _contexts(dict.fromkeys(_LABELLED, rf"[*\"]{{0,3}} {{0,3}}\"?({_FULL}|{_CAPITALS})"), 2)
_ALL_CONTEXTS = (*_CONTEXTS, *_FORMS)
_LITERALS = ahocorasick_rs.AhoCorasick(
    [literal for literal, _, _ in _ALL_CONTEXTS],
    store_patterns=False,
    implementation=ahocorasick_rs.Implementation.DFA,
)
_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
ENGLISH_NEEDS = "|".join(
    (
        rf" name(?: is|['’]s) {_CAPITAL}",
        rf"Dear {_CAPITAL}",
        rf"(?:{'|'.join(_TITLES)})\.? {_CAPITAL}",
        rf"(?:{'|'.join(_CLOSINGS)}),?[ \t]{{0,4}}\n",
        rf"(?:I am|I['’]m),? {_CAPITAL}",
        rf"his is,? {_CAPITAL}[^ \n]{{1,24}} [A-Z]",
        rf"(?:From|To|Cc): {{0,3}}\"?{_CAPITAL}[^ \n]{{1,24}} [A-Z]",
        rf"(?:atient|Attn[.,]?|ontact|ttention:?) {_CAPITAL}",
        rf"(?:{'|'.join(_LABELS)})(?:\*\*|\")?[:：]",
        rf"(?:{'|'.join(_GREETINGS)}),? {_CAPITAL}[^ \n]{{1,24}}(?: [A-Z]|[,!]?[ \t]{{0,2}}\n)",
        rf"(?:[_ ]n|N)ame[\"']?\s?[:=]\s?[\"']?{_CAPITAL}[^ \n]{{1,24}} [A-Z]",
    )
)
"""What every text with an English name matches (Hyperscan syntax): each context up to a capital letter."""
_KEY = re.compile(rf"(?:{'|'.join(_KEY_WORDS)})(?:[_ ]?n)$", re.IGNORECASE)
_MINE = re.compile(r"\b[Mm]y(?: full| first| real)?$")


def _name(text: str, match: re.Match[str], least: int) -> Stretch | None:
    """The name of a match without what is none at its end, if enough is left."""
    if match[0][0].isupper() and is_word_character(text, match.start() - 1):
        return None
    if match[0].startswith(" name") and not _MINE.search(text, max(0, match.start() - 8), match.start()):
        return None
    if match[0].startswith("ame") and not _KEY.search(text, max(0, match.start() - 16), match.start()):
        return None
    words = match[1].split(" ")
    start, end = match.span(1)
    if words[0] in _ROLES and len(words) > 1:
        start += len(words[0]) + 1
        words = words[1:]
    known = next((place for place, word in enumerate(words) if word in NO_NAMES), len(words))
    if known == 0 or words[0] in _HONORIFICS or (known < len(words) and least > 1):
        return None
    end -= sum(len(word) + 1 for word in words[known:])
    if (
        match[0].startswith(_LABELLED)
        and _LINE_BEFORE_FORM.search(text, max(0, match.start() - 24), match.start()) is None
    ):
        return None
    return (start, end)
