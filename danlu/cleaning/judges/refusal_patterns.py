"""What refusals hold besides refusing, and what shows that an answer is none (polars syntax)."""

from __future__ import annotations

from danlu.cleaning.code import ascii_words
from danlu.cleaning.judges.refusal_chinese import LACKS_ZH, MODEL_ZH
from danlu.cleaning.judges.refusal_english import CANNOT, MODEL_EN, NOT

OFFERS_ELSE = ascii_words(
    r"(?i)\b(?:something|anything|someone|things?|topics?|questions?|tasks?|requests?|ways?) else\b"
    r"|\bother (?:questions?|topics?|tasks?|things?|requests?)\b|\bexternal\b|\bfunction|\bcapabilit"
    r"|(?:其他|其它|别的|另外的|其余)(?:任何)?(?:的)?(?:问题|话题|帮助|方面|事|需要|请求|内容|信息|任务)"
)
"""What an answer that refuses offers: to help with something else."""
ASKS = ascii_words(
    r"(?i)\b(?:please|could you|can you|would you|if you (?:can|could)|you(?:'d| would)? need to)"
    r" (?:\w+ ){0,2}?(?:provide|clarify|specify|share (?:the|your|it)|give me|tell me (?:more|what|which"
    r"|the)|rephras"
    r"|upload|paste|elaborate|send me)"
    r"|\bno (?:\w+ )?(?:text|input|image|picture|article|passage|context|file|list|data|information|sentence"
    r"|details?|question|link|document|code)s? (?:was|were|is|has been) (?:given|provided|attached|included)"
    r"|\byou (?:did not|didn't|have not|haven't) (?:provid|giv|includ|attach|specif|shar)"
    r"|\b(?:is|are|was|were|been) not (?:provided|given|included|specified)|\bis (?:missing|incomplete)\b"
    r"|\bwithout (?:more|additional|further|any|knowing|seeing|context|an? )|\bi would need\b"
    r"|enough (?:information|context)"
    r"[^?]*\?"
    r"|请(?:您|你)?(?:先|再|重新)?(?:提供|输入|给出|补充|明确|说明|上传|粘贴|告诉我(?:更|具|您的|你的)"
    r"|再说)"
    r"|(?:没有|未)(?:提供|给出|包含|附)|(?:需要|有)更多(?:的)?(?:信息|上下文|细节|背景)|缺(?:少|乏)(?:足够"
    r"|具体|上下文|信息)"
    r"|(?:能否|可否|可以|是否)(?:提供|告诉|说明)(?:一下|更|具体)"
)
"""An answer that asks for what it needs refuses nothing."""

OFFERS_ELSE = ascii_words(
    r"(?i)\b(?:something|anything|someone|things?|topics?|questions?|tasks?|requests?|ways?) else\b"
    r"|\bother (?:questions?|topics?|tasks?|things?|requests?)\b|\bexternal\b|\bfunction|\bcapabilit"
    r"|(?:其他|其它|别的|另外的|其余)(?:任何)?(?:的)?(?:问题|话题|帮助|方面|事|需要|请求|内容|信息|任务)"
)
"""What an answer that refuses offers: to help with something else."""
ANSWERS_AFTER_ALL = ascii_words(
    r"(?i)\b(?:but|however|nevertheless|though|instead)\b,?(?: \w+){0,3}?"
    r" (?:i (?:can|could|will|would|may|might) (?:also |still |certainly |definitely "
    r"|try )?(?:be able to )?"
    r"(?:[b-df-gi-mqu-z]|t[a-qs-z]|a[a-ce-rt-z]|s[a-tv-z]|e[a-mo-z]|r[a-df-z]|help you (?:by|set"
    r"|find|understand"
    r"|write)|offer some|provide (?:some|a|an)\b)"
    r"|i(?:'d|'ll)\b|if i (?:had|have) to\b|here (?:is|are)\b)"
    r"|\b(?:but|however),? i can (?:also |still )?(?:give|tell|share|list)\b"
    r"|\b(?:but|however),? i can (?:also |still )?(?:suggest|recommend) (?:[abd-su-xz]|t[a-gi-z]"
    r"|th[b-z]|y[a-np-z])"
    r"|\bhere (?:is|are) (?:some|a|an|the|my)\b"
    r"|(?:但是?|然而|不过|可是)[，,]?(?:我[^。！？\n无不没]{0,14}?(?:能|会|提供|愿意|尝试|建议|支持)"
    r"|[^。！？\n无不没]{0,6}可以)"
    r"|以下是"
)
"""How an answer that cannot do one thing goes on to do another."""
PARTS = ascii_words(r"(?i)[,;] ?(?:but|however|though|yet)\b|[,，;；](?:但是?|不过|然而|可是)")
"""Where a sentence turns, so that what follows is a part of its own."""
ASIDE = ascii_words(
    rf"(?i)\b(?:sorry|apologi|unfortunately|afraid|decline|refuse)|\bas an? (?:\w+ )?{MODEL_EN}\b"
    rf"|\b(?:i|we) ?(?:\w+ )?(?:{CANNOT}|(?:am|'m|are) (?:\w+ )?(?:unable|not)|{NOT}|must|am here|'m here"
    r"|(?:can|could|would) (?:\w+ )?(?:help|assist|provide|offer|support|suggest|recommend|encourage"
    r"|advise)"
    r"|suggest|recommend|encourage|urge|understand|strongly|only)\b|\bif (?:you|there)\b|\blet me know"
    r"|\bfeel free|\byou (?:can|could|may|should|might) (?:\w+ )?(?:check|visit|consult|contact|ask|look"
    r"|search|find|refer|reach|use)\b|\bwebsite|\bhappy to|\bis there (?:any|some)"
    r"|\bmy (?:\w+ )?(?:functions?|capabilit|purpose|program|role"
    r"|goal|knowledge|training|responses)|\bplease\b|\b(?:illegal|unethical|harm|immoral|inappropriate"
    r"|offensive|dangerous|privacy|violen|respect|polic(?:y|ies)|guideline|professional|authorit|hotline"
    r"|consent"
    r"|discriminat|safety|not (?:appropriate|ethical|okay|acceptable)|important to|external task|consult)"
    r"|\bthank(?:s| you)\b|\bam able to (?:\w+ )?(?:assist|help|provide|offer)|\bi can (?:also |still )?try"
    r"|\bit is (?:not possible|impossible|difficult) (?:for me )?to\b|\bwithout (?:more|further|additional)\b"
    r"|\byou(?:'ll| will| would)? need to (?:consult|check|visit|contact|ask|refer|provide|specify|give)"
    r"|\b(?:could|can|would) you\b|\bmore (?:information|details|context)\b"
    rf"|作为[^。！？\n]{{0,14}}{MODEL_ZH}|{LACKS_ZH}"
    r"|抱歉|对不起|不好意思|遗憾|无法|不能|不可以|不便|不会|拒绝|没有(?:能力|权限|办法|实体)|我(?:只|仅)是"
    r"|如果?(?:您|你)"
    r"|若(?:您|你)|请(?:您|你)?(?:咨询|联系|告诉|随时|问|提出|前往|拨打|查看|访问|参考|理解|谅解|注意|尊重"
    r"|遵守|重新)"
    r"|建议(?:您|你)?(?:咨询|联系|直接|前往|查看|访问|寻求|到|向|去|由)|我(?:的|是|很乐意|非常乐意|主要"
    r"|可以(?:帮|协助|回答))"
    r"|(?:您|你)(?:也|还)?可以(?:尝试)?(?:询问|咨询|联系|查询|查看|查阅|参考|使用|提供|告诉|直接)|[您你]需要提供|是否有"
    r"|(?:能否|可否|麻烦[您你]?)|我(?:才能|才可以|将尽力|会尽力|只能)"
    r"|不合适|不恰当|不适当|违法|违反|非法|有害|不道德|伤害|法律|法规|隐私|尊重|安全|专业"
)
"""What a sentence that a refusal has room for says: apology, reason, sermon, referral, another offer."""
TURNS = ascii_words(
    r"(?i)\b(?:however|nevertheless|that said|generally|in general|based on|as of|for example)\b"
    r"|\bhere (?:is|are)\b"
    r"|\bbut (?:i (?:can|could|will)|here|based|most|many|some|the|it)\b|但|不过|然而|以下|例如|一般|通常"
    r"|可以"
)
"""Words with which an answer turns from what it cannot do to what it can."""
LISTED = r"(?m)^[ \t]*(?:[0-9]{1,2}[.)、]|[-*•])[ \t]|```"
"""A list or code."""
OFFERS = ascii_words(
    r"(?i)\b(?:but|however),? i (?:can|could) (?:\w+ )?(?:offer|provide|give|suggest|share|tell)\b"
)
"""An answer that offers something related."""
TASTES = ascii_words(
    r"(?i)\b(?:personal (?:opinion|belief|feeling|experience|preference|view)s?"
    r"|feelings?|emotions?|preferences?|opinions?|real[- ]?time|up-to-date|taste)\b"
    r"|情感|情绪|感情|感受|个人|喜好|偏好|观点|意识|实时"
)
"""What models say they lack before they answer all the same."""

MODEL = ascii_words(rf"(?i)\b{MODEL_EN}\b|{MODEL_ZH}")
"""What an answer that speaks of itself as a model says."""
MEANT = (
    r"(?i)excuse|apolog|declin|refus|pretend|role[- ]?play|imagin|rewrite|rephras|paraphras|translat"
    r"|reply to|respond to the|resign"
    r"|道歉|拒绝|婉拒|推辞|请假|辞职|翻译|改写|扮演|假装|想象|润色|回复这"
)
"""Questions that ask for a text in which someone may refuse."""
