"""How refusals in English begin: patterns (polars syntax) for openings in lower case.

The openings are ASCII (`~` for anything else, straight apostrophes), so that the automata stay small.
"""

from __future__ import annotations

from danlu.cleaning.code import ascii_words

_OTHER = r"[ -/:-@\[-`{-~\n\t]"
_WITHIN = r"[ \t\"-\-/->@-~]*?"
CANNOT = r"(?:can(?:no|')?t|can not|won'?t|will not)"
NOT = r"(?:do not|don't|does not|doesn't)"
_NOT_ABLE = (
    r"(?:unable|not (?:\w+ )?(?:able|allowed|permitted|authori[sz]ed|designed|programmed|equipped|qualified"
    r"|capable"
    r"|comfortable|willing|going|in a position))"
)
_I_CANNOT = (
    r"\b(?:i|we) ?(?:(?:really|simply|just|also|still|therefore|currently|personally) )*"
    rf"(?:{CANNOT}|(?:am|'m|are|'re) (?:\w+ )?{_NOT_ABLE})\b"
)
_TASKS = (
    r"(?: (?:to|of|with|be|able|really|directly|currently|actually|ethically|personally"
    r"|in good conscience))*"
    r" (?:assist|help|comply|fulfil+|provid|answer|support|engag|participat|creat|generat|discuss|respond"
    r"|do (?:that|this|so|it)\b|giv(?:e|ing) (?:you|out|any|advice|\w+ (?:advice|opinions?))|shar(?:e"
    r"|ing)\b"
    r"|writ(?:e|ing)\b|produc|offer|condon|encourag|endors|promot|advis|recommend|suggest"
    r"|complete (?:this|that|the|your)|access|brows|open(?:ing)? (?:links?|urls?|web|files?|that|this"
    r"|external)"
    r"|process|perform|tell you|say (?:that|anything)|teach|explain how|facilitat|comment|speak (?:to|on"
    r"|for)"
    r"|talk(?:ing)? about|view|display|draw|order|book|plac(?:e|ing)|mak(?:e|ing) (?:phone |any )?(?:calls"
    r"|orders"
    r"|purchases|jokes)|send|schedul|retriev|fetch|predict|diagnos|prescrib|play (?:music|audio|videos?)"
    r"|execut|handl|take part|accommodat|continue|proceed|disclos|reveal|verify|translate (?:this|that"
    r"|such))"
)
_SORRY = (
    r"(?:(?:i|we)(?:'m| am|'re| are) (?:\w+ ){0,2}?(?:sorry|afraid)|sorry|(?:my )?apologies"
    r"|i (?:do )?apologi[sz]e|unfortunately|regrettably|i regret)\b"
)
MODEL_EN = (
    r"(?:ai|artificial intelligence|(?:large )?language model|text-based \w+|virtual assistant"
    r"|computer program|chatbot|bot|machine)"
)
FIRST = (
    rf"^{_OTHER}*(?:(?:no|well|hmm|oh|okay|ok|hello|hi|hey|uh|um|gosh|look|sure){_OTHER}+){{0,3}}"
    rf"(?:(?:thanks?|i understand|i appreciate|i see|what)\b{_WITHIN}[.!?,:;-]+{_OTHER}*)?"
    rf"(?:(?:but|however|and|it (?:seems|appears)(?: that)?)\b{_OTHER}*)?"
)
"""Words before the refusal proper: they are cut off."""
_LACKS = (
    rf"\b(?:i|we) ?(?:(?:currently|also|really|just) )*{NOT} (?:currently )?have (?:[\w-]+ ){{0,2}}?"
    r"(?:direct |specific |necessary )?(?:access|abilit|capabilit|capacity|means|tools?\b|functions?\b"
    r"|functionality|permission|authority|browsing|internet|(?:real[- ]?time|up-to-date|current|live)\b"
    r"|personal|feelings|emotions|preferences|opinions|info\b|information|data\b|enough information|way\b)"
)
_OUTSIDE = (
    r"(?:beyond|outside|not within|against|out) (?:of )?(?:the scope of )?(?:what (?:i|we)|my|our"
    r"|the law)\b"
)
_THIS = r"(?:that|this|it|(?:your|this|the|that) (?:request|question|prompt|task|topic))"
_REGRET = (
    rf"{_I_CANNOT}(?: be able to| to| of)? \w|{_LACKS}"
    rf"|\b{_THIS}(?:'s| is| would be|isn't| isn't) (?:\w+ )?(?:illegal|unethical|wrong|inappropriate"
    r"|something (?:that )?(?:i|we)|possible for me|appropriate|my (?:specialty|expertise|area|field|job)"
    rf"|{_OUTSIDE})"
    rf"|\b(?:i {NOT} (?:know (?:the answer|how to)|(?:really )?(?:want|wish|feel comfortable|think (?:i"
    r"|that|it))\b)"
    r"|(?:we|i) have no\b|my (?:\w+ ){0,2}(?:limitations|data|knowledge|training)\b)"
    rf"|\bas an? (?:[\w-]+ ){{0,3}}{MODEL_EN}\b"
    rf"|\bi(?:'m| am) (?:just |only |simply )?an? (?:[\w-]+ ){{0,3}}{MODEL_EN}\b{_WITHIN}\b(?:{CANNOT}"
    rf"|{NOT} (?:have|possess)|{_NOT_ABLE})"
    rf"|\b(?:that|this|it)(?: is|'s)?(?:n't| not) (?:really )?(?:the |a )?(?:type|kind|sort|something)\b"
    rf"|\bi {NOT} (?:actually |really )?(?:have an?\b|know (?:anything|much|enough|who|where|when|how)\b)"
)
_AS_MODEL = (
    rf"as an? (?:[\w-]+ ){{0,3}}?{MODEL_EN}\b(?: (?:language )?(?:model|assistant|chatbot|program|system))?"
    rf"(?: (?:developed|created|trained|made) by {_WITHIN})?,? ?(?:i|we)\b{_WITHIN}(?:{CANNOT}|{_NOT_ABLE}"
    rf"|{NOT} (?:have|possess|hold|engage|support|experience|form|feel|condone|promote|provide|discuss)"
    r"|lack\b"
    r"|(?:must|have to|need to|will) (?:\w+ )?(?:decline|refuse|refrain))"
    rf"|i(?:'m| am) (?:(?:just|only|simply|merely) )?an? (?:[\w-]+ ){{0,3}}?{MODEL_EN}\b{_WITHIN}"
    rf"\b(?:{CANNOT}|{_NOT_ABLE}|{NOT} (?:have|possess|condone|support|engage|promote|encourage|provide"
    r"|discuss))"
    r"|i(?:'m| am) not an? (?:[\w-]+ ){0,2}?(?:doctor|lawyer|attorney|professional|physician"
    r"|therapist)\b"
    rf"{_WITHIN}\b{CANNOT}"
    rf"|(?:as|being|since|because) {_WITHIN}{MODEL_EN}\b{_WITHIN}{_I_CANNOT}{_TASKS}"
)
_DECLINES = (
    r"i ?(?:am|'m)? ?(?:going to )?(?:(?:'ll|will|would) )?(?:(?:must|have to|need to) )?"
    r"(?:(?:respectfully|politely|kindly) )?(?:decline|refuse)(?: to (?:help|assist|answer|take|participat"
    r"|engag"
    r"|provid|discuss|do|comply|writ|giv|support|say|be|share|creat|generat)| (?:this|that|your) |[.!]|$)"
    r"|i(?:'d| would)? (?:rather not|prefer not)\b"
    rf"|i (?:really |just )?{NOT} (?:(?:think|believe|feel) (?:that )?(?:i (?:can|could|should"
    r"|would be able to)"
    rf"{_TASKS}|it(?:'s| is|'d be| would be) (?:appropriate|right|ethical)|comfortable)"
    r"|know (?:how to (?:do (?:that|this|it)|help|answer)|anything about))"
    rf"|i(?:'m| am) programmed {_WITHIN}\b(?:not|avoid|{CANNOT})\b"
    r"|i have no (?:way|means|ability|access|information|knowledge|tool)"
    r"|i (?:can't|cannot|won't|will not)(?: do (?:that|this|it|so))?[.!]"
)
_NOT_FOR_ME = (
    r"(?:that|this|it)(?:'s not| is not|'s| is| isn't) (?:really )?(?:something|a (?:topic|subject|question"
    r"|request"
    r"|task)|(?:the )?(?:type|kind|sort) of \w+)(?: that| which)? (?:i|we)\b"
    rf"{_WITHIN}(?:can\b|comfortable|able|want|would|will\b|{CANNOT})"
    rf"|{_THIS} (?:is|falls|goes|would be|lies) (?:\w+ )?{_OUTSIDE}"
    rf"|{_THIS}(?:'s| is| violates| goes| asks| involves| would be)\b{_WITHIN}\b(?:{_I_CANNOT}{_TASKS}"
    r"|against my"
    r"|(?:my|our|the) (?:guidelines|polic))"
    r"|(?:none of )?(?:the|my) (?:\w+ )?(?:available|provided|current|existing) (?:tools|functions|api"
    rf"|functionality|capabilities)\b{_WITHIN}(?:\bcan\b|{CANNOT}|{NOT}|\bare (?:limited|not)|\bonly)"
    r"|my (?:\w+ )?(?:programming|guidelines|polic\w+|training|limitations|principles)\b"
    rf"{_WITHIN}(?:prohibit|prevent|forbid|not|n't)"
    r"|it(?:'s| is| would be|'d be) (?:not (?:\w+ (?:or|and) )?(?:appropriate|ethical|right|possible|okay"
    r"|acceptable)|inappropriate|unethical|wrong|irresponsible)(?: (?:or|and) \w+)? for me to\b"
)
ENGLISH = ascii_words(
    rf"^(?:{_SORRY}{_WITHIN}(?:{_REGRET})|{_AS_MODEL}|{_I_CANNOT}{_TASKS}|i ?(?:can(?:no|')?t|can not|(?:am"
    rf"|'m) (?:\w+ )?(?:unable|not able) to) [a-z]|{_LACKS}|{_DECLINES}|{_NOT_FOR_ME})"
)
"""How a refusal begins, its `FIRST` words cut off."""
ANYWHERE = ascii_words(
    rf"{_I_CANNOT}(?: to)? (?:really )?(?:answer (?:this|that|it|your|the|such|any)|assist (?:you )?(?:with"
    r"|in)\b"
    r"|help (?:you|with)\b|complete (?:this|that|your|the)\b|comply|fulfil+|discuss|engage in|support\b"
    r"|condone"
    r"|provide (?:you )?(?:with )?(?:any|an? (?:answer|translation|solution|response)\b|such|the|that"
    r"|this|information|assistance|instructions|guidance"
    r"|advice"
    r"|help)|participate|process (?:this|that|your)|do so\b)"
    r"|\bi can only (?:discuss|help|assist|answer|provide|talk)\b"
    rf"|\bi {NOT} (?:really )?(?:want|wish|like) to (?:help|assist|talk about|discuss|encourage|tell"
    r"|say (?:that|anything)|be (?:involved|part)|get involved|do (?:that|this)|promote|support|answer"
    r"|engage)"
    r"|\bnot (?:appropriate|ethical|okay|acceptable)(?: or \w+)? to (?:discuss|speculate|provide|generate"
    r"|promote)"
    r"|\bthere (?:is no|are no|isn't|aren't)(?: \w+){0,4}? (?:tool|function)s? (?:available|provided|for|to"
    r"|that)"
)
"""Refusals wherever in the opening they stand."""
NOT_ENGLISH = ascii_words(
    rf"{CANNOT} (?:help (?:but|it\b|\w+ing\b|myself|feeling)|wait\b|believe|imagine|remember|sleep|stop"
    r"|come\b|attend|join|make it\b|accept|afford|be there|thank|emphasi[sz]e|overstate|stress|complain"
    r"|find"
    r"|understand|give up|completely|promise|say that (?:it|i)\b|tell a lie|see (?:you|him|her|it|any)"
    r"|live\b|go\b|get\b|feel\b|eat\b|drink\b|let\b|leave|lose|trust|decide|be (?:late|there|sure|without"
    r"|home|more|happier)\b|have\b|hear (?:you|it|any)|take it|stand|bear|deny|ignore|blame|forget|hide"
    r"|resist|keep|say i\b|shake|recommend [^.!?\n]*\benough"
    r"|(?:be )?(?:\w+ly )?determined?\b|tell (?:if|whether|which|from)|book (?:a|the|that|your) table)"
    r"|(?:unable|not able|not possible) to (?:\w+ly )?(?:determine|tell\b|rank|find|eat|drink|come|attend"
    r"|make (?:a|that|the|your|it))"
    r"|\b(?:the|a|that|your) (?:table (?:for|at)|reservation)\b"
    r"|\bafraid of\b|refuse to believe|declin\w+ (?:the|your) (?:invitation|offer)"
    r"|(?:couldn't|could not) (?:book|make (?:a|that|the|your|it)|find|locate)|\b(?:dear|hi"
    r"|hello) (?:sir|madam|mr|ms|\[)"
)
"""What the English pattern would take for refusals and is none: idioms, errands, what cannot be known."""
HINTS = (
    "cannot", "can't", "can’t", "can not", "cant ", "unable", "not able", "won't", "won’t", "will not",
    "not have", "don't", "don’t", "do not", "not allow", "n't allow", "n’t allow", "not design",
    "not program", "not equip", "not qualif", "capable of", "not comfort", "not willing", "not going",
    "not in a pos", "not something", "not appropriate", "not ethical", "not a ", "not an ", "not within",
    "not the ", "not really", "not my", "n't my", "n’t my", "n't something", "n’t something",
    "not possible", "not right", "refus", "decline", "rather not", "prefer not", "beyond", "outside",
    "illegal", "unethical", "inappropriate", "violat", "forbid", "prohibit", "have no ", "there is no",
    "there are no", "n't any", "none of the", "isn't", "isn’t", "against ", "point out", "limitation",
)  # fmt: skip
"""An answer that has none of these in its beginning is taken for no refusal in English."""
