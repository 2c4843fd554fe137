"""What a Chinese name looks like: a surname and a given name, and no other word of the language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from danlu.cleaning.personal.closing import Closing
from danlu.cleaning.personal.name_verbs import DOES
from danlu.cleaning.personal.name_words import RELATED, TITLES
from danlu.cleaning.personal.surnames import KNOWN_GIVEN, given_characters, is_given, surname_length, surnames

NOT_NAMES_FILE = Path(__file__).with_name("not_names.txt")
"""Words that begin with a surname and are no names; they belong to the fingerprint."""

FIRST = "".join(sorted({surname[0] for surname in (*surnames().single, *surnames().compound)}))
"""The characters with which a surname begins."""
FREQUENT = "".join(sorted({surname[0] for surname in (*surnames().frequent, *surnames().compound)}))
"""Those with which one in frequent use, or of two characters, begins."""
LEFT = frozenset("给找和与是请由跟向对叫为的在人到让被把约及或问谢访像系名见聘随陪下告转着成接帮替致里")
"""What may stand right before a name within a sentence."""
NEVER_LAST = (LEFT | frozenset("班称将已等因未均")) - frozenset("成")
_NEVER_AFTER = {
    "于": frozenset("对由关至鉴等终基属位处善敢乐便用在过向"),
    "许": frozenset("或也允兴不特准"),
    "伍": frozenset("队行退入为落配"),
    "戚": frozenset("亲外国休"),
}
"""对于, 由于, 或许, 也许 … are words; their second character is then no surname."""
_TITLE_WORDS = frozenset(TITLES)
SURNAMES_ALONE = (
    "王李张刘陈杨赵吴周徐孙朱胡郭林罗郑梁谢宋唐邓韩冯曹彭肖萧田董潘袁蔡蒋杜叶魏苏吕丁卢姚沈姜崔谭陆范汪廖韦贾傅邹熊孟秦邱尹薛"
    "闫阎黎陶毛郝龚邵覃戴莫孔汤康赖樊殷施洪翟倪俞鲁葛毕聂焦柳邢岳庄乔祁裴霍欧詹卜冉纪付侯凌顾雷涂辛翁蓝耿"
    "鲍褚窦奚鄢滕邬卞臧阮娄骆昝缪嵇甄芮靳邴隗郗栾郜邰蔺胥逄郦璩濮扈郏阙晁訾阚饶巩鞠蒯竺逯佟仝佘岑庹谌郇雒柯芦睢邝谯忻闵冼綦伍戚"
)
"""Surnames that are hardly ever another word."""
SURNAMES_MOSTLY = (
    f"{SURNAMES_ALONE}钟曾万任余史夏常柴梅段江温游白盛石祝程章童管舒苗谷金钱马黄齐龙许费严高关"
    "劉吳呂嚴孫張楊湯紀羅聶莊葉蔣蕭許謝賀賴趙鄧鄭錢鍾閆閻陸陳韋韓顧馬魯黃齊龐龔"
)
"""The same, and those that mostly are surnames where something leads to a person."""
SHORT_GIVEN = (
    "伟芳娜敏静丽磊洋勇艳杰娟涛超霞刚玲辉鹏婷倩琳斌蕾浩宇慧莉燕琴兰凤洁梅萍红云峰军强鑫凯莹颖雪晶佳蓉晨波宁彬龙飞旭欣薇丹帆娇"
    "璐琪瑶雯媛妍婧彤菲萌岩毅俊健帅亮博哲坤威琼娥芬芸岚君瑞玉梦怡悦虹晓英华明平航睿轩娅珍珊蓓锋淑炜璇骏翔冰婉彦楠栋萱瑜贤泉滨"
    "涵潇"
)
"""Characters that are given names alone."""
WORDS_TOO = frozenset(
    "汝连宿官归步浑滑战呼占席未應時須別乾强向应别须来从干强解保信初原战利印全东明成时生经师那居门理连练修容步候怀立养于时那封母保操能都商安常应方单关"
)
"""Surnames that are ordinary words, which mostly stand for themselves."""
_BEHIND_BECOMES = frozenset("就功立为了长员果绩本分都交一")
"""What makes a word or a verb of 成 with what stands before it."""
_RELATED = Closing(RELATED)
_ADDRESSED = frozenset("哥姐叔姨总工董爷婶嫂")
"""What stands after a surname in speech: 张哥, 王总."""


@cache
def not_names() -> frozenset[str]:
    """The words of `not_names.txt`."""
    lines = NOT_NAMES_FILE.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_word(name: str, surname: int) -> bool:
    """Whether what looks like a name with such a surname is another word, or a title."""
    return name in not_names() or name[surname:] in _TITLE_WORDS


def name_length(text: str, at: int, surname: int, given: int) -> int:
    """The length of a name at a place with a surname and a given name of such lengths, or 0."""
    name = text[at : at + surname + given]
    if len(name) < surname + given or not is_given(name[surname:]) or is_word(name, surname):
        return 0
    if given == 2 and name[-1] in NEVER_LAST and name[surname:] not in KNOWN_GIVEN:
        return 0
    if given == 2 and _goes_on(text, at + surname):
        return 0
    if name[-1] == "成" and text[at + len(name) : at + len(name) + 1] in _BEHIND_BECOMES:
        return 0
    return 0 if given == 1 and name[-1] in _ADDRESSED else surname + given


def _goes_on(text: str, at: int) -> bool:
    """Whether the second character of a given name begins a title or a verb: 秦伟老师, 侯涛通知."""
    behind = text[at + 1 : at + 3]
    return behind in _TITLE_WORDS or (behind in DOES and text[at] in SHORT_GIVEN)


def holds_word(name: str, surname: int) -> bool:
    """Whether what looks like a name begins or ends with another word: 关系好, 那酒店."""
    return len(name) > 2 and (name[:2] in not_names() or name[surname:] in not_names())


def is_related(text: str, start: int) -> bool:
    """Whether a label or a relation stands right before a place."""
    return _RELATED.at(text, start)


def likely_name_end(text: str, at: int, *, rare: bool = False) -> int:
    """Where a name ends whose every character is usual for names, or 0; one of two ends with the word.

    Surnames in frequent use count, and if `rare` all but those that are ordinary words as well.
    """
    surname = surname_length(text, at, frequent=not rare)
    if rare and is_word_too(text, at):
        return 0
    for given in (2, 1) if surname else ():
        name = text[at : at + surname + given]
        usual = len(name) == surname + given and given_characters().issuperset(name[surname:])
        if not usual or not name_length(text, at, surname, given) or holds_word(name, surname):
            continue
        if surname + given > 2 or ends(text, at + len(name)):
            return at + len(name)
    return 0


def ends(text: str, at: int) -> bool:
    """Whether a name may end at a place: no Han or Latin letter follows, nor the rest of a foreign name."""
    following = text[at : at + 1]
    return not (
        "一" <= following <= "鿿" or (following.isascii() and following.isalpha()) or following in {"·", "-"}
    )


def whole_name_end(text: str, at: int) -> int:
    """Where a name ends that is a whole word, or 0; one of two characters needs a frequent surname."""
    surname = surname_length(text, at)
    for given in (2, 1) if surname else ():
        end = at + surname + given
        rare = given + surname == 2 and not surname_length(text, at, frequent=True)
        if ends(text, end) and not rare and name_length(text, at, surname, given):
            return end
    return 0


def may_begin(text: str, start: int) -> bool:
    """Whether a word begins at a place, or a label or a relation stands right before it."""
    return start == 0 or not "一" <= text[start - 1] <= "鿿" or is_related(text, start)


def is_within_word(text: str, start: int) -> bool:
    """Whether a surname is the second character of a word that needs it, as in 对于 or 也许."""
    return text[start - 1 : start] in _NEVER_AFTER.get(text[start : start + 1], frozenset())


def is_word_too(text: str, at: int) -> bool:
    """Whether a surname in rare use stands at a place that is mostly another word."""
    return text[at : at + 1] in WORDS_TOO and not surname_length(text, at, frequent=True)
