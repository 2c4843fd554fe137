"""Relations that many graphs have, and how people speak of them in Chinese and English.

A noun relation ("capital") is asked for with a question word; a saying ("born in") has sentences of
its own, in which {s} is the subject and {o} stands for the objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Noun:
    """A relation that is a property: 首都, capital.

    Attributes:
        zh: Its Chinese name.
        en: Its English name.
        many: The English plural.
        asked: "what", "who", "where", "when" or "how much".
        owner: The kind of thing that has it, in Chinese and English, where no two share one value.
    """

    zh: str
    en: str
    many: str
    asked: str = "what"
    owner: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Saying:
    """A relation that is a verb: 属于, belongs to. Question and answer in each language."""

    zh: tuple[str, str]
    en: tuple[str, str]


Relation = Noun | Saying

_NOUNS: Mapping[str, Noun] = {
    "首都|capital|capital city|has capital": Noun(
        "首都", "capital", "capitals", "where", ("国家", "country")
    ),
    "省会|provincial capital": Noun("省会", "provincial capital", "provincial capitals", "where"),
    "作者|作家|author|writer|written by": Noun("作者", "author", "authors", "who"),
    "导演|director|directed by": Noun("导演", "director", "directors", "who"),
    "主演|starring|cast member": Noun("主演", "leading actor", "leading actors", "who"),
    "创始人|创立者|founder|founded by": Noun("创始人", "founder", "founders", "who"),
    "发明者|发明人|inventor|invented by": Noun("发明者", "inventor", "inventors", "who"),
    "配偶|spouse|married to": Noun("配偶", "spouse", "spouses", "who"),
    "父亲|father": Noun("父亲", "father", "fathers", "who"),
    "母亲|mother": Noun("母亲", "mother", "mothers", "who"),
    "子女|child|children|has child": Noun("子女", "child", "children", "who"),
    "国家元首|head of state": Noun("国家元首", "head of state", "heads of state", "who"),
    "国籍|nationality|citizenship|country of citizenship": Noun("国籍", "nationality", "nationalities"),
    "职业|occupation|profession": Noun("职业", "occupation", "occupations"),
    "官方语言|official language": Noun("官方语言", "official language", "official languages"),
    "货币|currency": Noun("货币", "currency", "currencies"),
    "人口|population|population total": Noun("人口", "population", "populations", "how much"),
    "面积|area|area total": Noun("面积", "area", "areas", "how much"),
    "海拔|elevation": Noun("海拔", "elevation", "elevations", "how much"),
    "别名|又名|别称|alias|also known as": Noun("别名", "alias", "aliases"),
    "症状|symptom|has symptom": Noun("症状", "symptom", "symptoms"),
    "原子序数|atomic number": Noun(
        "原子序数", "atomic number", "atomic numbers", "what", ("元素", "element")
    ),
    "元素符号|element symbol": Noun(
        "元素符号", "element symbol", "element symbols", "what", ("元素", "element")
    ),
    "股票代码|ticker symbol": Noun(
        "股票代码", "ticker symbol", "ticker symbols", "what", ("公司", "company")
    ),
    "isbn": Noun("ISBN", "ISBN", "ISBNs", "what", ("书", "book")),
    "出生日期|生日|date of birth|birth date": Noun("出生日期", "date of birth", "dates of birth", "when"),
    "逝世日期|date of death|death date": Noun("逝世日期", "date of death", "dates of death", "when"),
    "成立时间|founding date|inception": Noun("成立时间", "founding date", "founding dates", "when"),
}
_SAYINGS: Mapping[str, Saying] = {
    "出生地|出生于|place of birth|birth place|birthplace|born in|was born in": Saying(
        ("{s}出生在哪里？", "{s}出生在{o}。"), ("Where was {s} born?", "{s} was born in {o}.")
    ),
    "逝世地|逝世于|place of death|death place|died in": Saying(
        ("{s}在哪里逝世？", "{s}在{o}逝世。"), ("Where did {s} die?", "{s} died in {o}.")
    ),
    "位于|所在地|located in|location|is located in|is in": Saying(
        ("{s}位于哪里？", "{s}位于{o}。"), ("Where is {s} located?", "{s} is located in {o}.")
    ),
    "是首都|capital of|is capital of|is the capital of": Saying(
        ("{s}是哪里的首都？", "{s}是{o}的首都。"),
        ("What is {s} the capital of?", "{s} is the capital of {o}."),
    ),
    "属于|belongs to|part of|is part of": Saying(
        ("{s}属于什么？", "{s}属于{o}。"), ("What is {s} part of?", "{s} is part of {o}.")
    ),
    "member of|is member of|is a member of": Saying(
        ("{s}是哪个组织的成员？", "{s}是{o}的成员。"), ("What is {s} a member of?", "{s} is a member of {o}.")
    ),
    "包含|包括|contains|includes|has part|has parts": Saying(
        ("{s}包含什么？", "{s}包含{o}。"), ("What does {s} contain?", "{s} contains {o}.")
    ),
    "类型|类别|是|is|is a|type|instance of": Saying(
        ("{s}是什么？", "{s}是{o}。"), ("What kind of thing is {s}?", "{s} is of the kind {o}.")
    ),
    "上位词|subclass of|sub class of|is a kind of|hypernym": Saying(
        ("{s}是哪一类事物？", "{s}是一种{o}。"), ("What kind of thing is {s}?", "{s} is a kind of {o}.")
    ),
    "毕业院校|毕业于|graduated from|alma mater|educated at": Saying(
        ("{s}毕业于哪里？", "{s}毕业于{o}。"), ("Where did {s} study?", "{s} studied at {o}.")
    ),
    "雇主|任职于|works for|employer": Saying(
        ("{s}在哪里任职？", "{s}任职于{o}。"), ("Who does {s} work for?", "{s} works for {o}.")
    ),
    "导致|引起|causes|leads to|results in": Saying(
        ("{s}会导致什么？", "{s}会导致{o}。"), ("What does {s} cause?", "{s} causes {o}.")
    ),
    "治疗|主治|treats|is used to treat": Saying(
        ("{s}可以治疗什么？", "{s}可以治疗{o}。"), ("What does {s} treat?", "{s} treats {o}.")
    ),
    "接壤|borders|shares border with": Saying(
        ("{s}与哪里接壤？", "{s}与{o}接壤。"), ("What does {s} border?", "{s} borders {o}.")
    ),
}


def _index() -> Mapping[str, Relation]:
    """Each relation by each of its spellings."""
    known: dict[str, Relation] = {**_NOUNS, **_SAYINGS}
    return {spelling: relation for spellings, relation in known.items() for spelling in spellings.split("|")}


RELATIONS = _index()
"""By words in lower case, a space between them."""
