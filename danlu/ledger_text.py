"""Every reason of the ledger as one plain sentence, in English and in Chinese."""

from __future__ import annotations

from typing import NamedTuple

from danlu.ledger import Reason


class Explanation(NamedTuple):
    """What a reason means, for people."""

    english: str
    chinese: str


EXPLANATIONS: dict[Reason, Explanation] = {
    Reason.IGNORED_NAME: Explanation(
        "The recipe ignores files of this name (source_files.ignore).",
        "配方忽略这类文件名（source_files.ignore）。",
    ),
    Reason.UNSAFE_NAME: Explanation(
        "The name is not valid UTF-8, holds unprintable characters, or is that of another source; rename it.",
        "文件名不是有效的 UTF-8、含有不可打印字符，或与另一个来源同名；请改名。",
    ),
    Reason.NOT_A_FILE: Explanation(
        "It is not a regular file; links, pipes and devices are not read.",
        "不是普通文件；链接、管道和设备不会被读取。",
    ),
    Reason.UNREADABLE_FILE: Explanation("The file could not be read.", "文件无法读取。"),
    Reason.SOURCE_CHANGED: Explanation(
        "The file changed while it was copied; the next build takes it in.",
        "复制时文件仍在变化；下次构建会收录它。",
    ),
    Reason.SOURCE_ABSENT: Explanation(
        "The source is gone from where it was, or no longer declared, and its rows with it.",
        "来源已不在原处，或不再声明，它的行也随之移除。",
    ),
    Reason.EMPTY_FILE: Explanation("The file is empty.", "文件是空的。"),
    Reason.UNKNOWN_FORMAT: Explanation(
        "Nothing that danlu reads looks like this file.", "文件不是 danlu 能读取的任何格式。"
    ),
    Reason.UNKNOWN_ENCODING: Explanation(
        "The encoding is not certain; declare it in the recipe (raw.encodings).",
        "无法确定编码；请在配方中声明（raw.encodings）。",
    ),
    Reason.ARCHIVE_NOT_SUPPORTED: Explanation(
        "It is an archive of a kind that danlu does not open, such as 7z; unpack it first.",
        "danlu 不打开这类压缩包（如 7z）；请先解压。",
    ),
    Reason.CORRUPT_FILE: Explanation(
        "The file is damaged or cut off from here on.", "文件从这里开始损坏或被截断。"
    ),
    Reason.FILE_TOO_LARGE: Explanation(
        "The file is larger, or expands further, than the recipe allows.",
        "文件大小或解压后的大小超过配方的上限。",
    ),
    Reason.READER_STOPPED: Explanation(
        "Reading it took more time or memory than the recipe allows, or ended the reader (raw.door).",
        "读取超出配方允许的时间或内存，或使读取进程中止（raw.door）。",
    ),
    Reason.EXTRA_NOT_INSTALLED: Explanation(
        "Reading it needs a library that is not installed; the evidence names the extra.",
        "读取它所需的库尚未安装；证据中写明扩展名。",
    ),
    Reason.NOT_FETCHED: Explanation(
        "It could not be fetched; the evidence says why, and the next refresh tries again.",
        "未能取回；证据中写明原因，下次刷新会重试。",
    ),
    Reason.UNSAFE_MEMBER: Explanation(
        "A member of the archive has a name that leads outside, or is a link, a pipe or a device.",
        "压缩包成员的名称指向包外，或它是链接、管道、设备。",
    ),
    Reason.DUPLICATE_MEMBER: Explanation(
        "The archive holds another member of the same name.", "压缩包中有同名成员。"
    ),
    Reason.TOO_MANY_MEMBERS: Explanation(
        "The archive holds more members than the recipe allows (raw.archives).",
        "压缩包成员数超过配方上限（raw.archives）。",
    ),
    Reason.TOO_DEEPLY_PACKED: Explanation(
        "Archives lie in archives deeper than the recipe allows (raw.archives).",
        "压缩包嵌套层数超过配方上限（raw.archives）。",
    ),
    Reason.ENCRYPTED: Explanation("It is locked with a password; unlock it first.", "已加密；请先解除密码。"),
    Reason.MEDIA_FILE: Explanation(
        "It is a picture, sound or video and holds no text.", "它是图像、声音或视频，没有文本。"
    ),
    Reason.RECORD_TOO_LARGE: Explanation(
        "The record is longer than the recipe allows (raw.max_record_bytes).",
        "记录超过配方的长度上限（raw.max_record_bytes）。",
    ),
    Reason.INVALID_ENCODING: Explanation(
        "The record holds bytes that are no text in the file's encoding.", "记录中有不符合文件编码的字节。"
    ),
    Reason.INVALID_SYNTAX: Explanation(
        "The record breaks the syntax of its container, such as JSON or CSV.",
        "记录不符合容器的语法（如 JSON 或 CSV）。",
    ),
    Reason.TRUNCATED_RECORD: Explanation("The record ends before it is complete.", "记录不完整，中途截断。"),
    Reason.DUPLICATE_KEY: Explanation(
        "A key stands twice, so it is not certain which value is meant.",
        "同一个键出现两次，无法确定取哪个值。",
    ),
    Reason.NUMBER_OUT_OF_RANGE: Explanation(
        "A number is too large, or is not finite, so it would be altered.",
        "数值过大或不是有限数，读取会改变它。",
    ),
    Reason.TOO_DEEP: Explanation(
        "The record is nested deeper than the recipe allows (raw.max_depth).",
        "记录嵌套过深（raw.max_depth）。",
    ),
    Reason.RAGGED_ROW: Explanation(
        "The row has more or fewer fields than the header names.", "该行的字段数与表头不一致。"
    ),
    Reason.UNKNOWN_RECORD_FORMAT: Explanation(
        "The record has no shape that danlu knows as fine-tuning data.",
        "记录不是 danlu 认识的任何微调数据格式。",
    ),
    Reason.AMBIGUOUS_RECORD: Explanation(
        "The record can be read in more than one way, and danlu does not guess.",
        "记录有多种读法，danlu 不作猜测。",
    ),
    Reason.INVALID_FIELD: Explanation(
        "A field of the record has a value that its format does not allow.",
        "记录中某个字段的值不符合其格式。",
    ),
    Reason.UNKNOWN_ROLE: Explanation(
        "A turn is spoken by a role that danlu does not know.", "某一轮的角色未知。"
    ),
    Reason.EMPTY_RECORD: Explanation("The record holds no text.", "记录中没有文本。"),
    Reason.ENVELOPE: Explanation(
        "It describes the file or its members and is no data to train on.",
        "它说明文件本身或其成员，不是训练数据。",
    ),
    Reason.NOT_A_PAGE: Explanation(
        "The server did not answer with a page: it is an error, a redirect or a request.",
        "服务器返回的不是页面：是错误、跳转或请求记录。",
    ),
    Reason.NO_MAIN_TEXT: Explanation(
        "No main text was found in the page, such as in a scanned one or a bare menu.",
        "页面中没有正文，例如扫描件或导航页。",
    ),
    Reason.MEDIA_MESSAGE: Explanation(
        "The message is a picture, a sound, a file or a card without text.",
        "消息是图片、语音、文件或卡片，没有文本。",
    ),
    Reason.SYSTEM_MESSAGE: Explanation(
        "The message is a notice of the chat program; nobody says it.", "消息是聊天软件的系统提示。"
    ),
    Reason.HIDDEN_MESSAGE: Explanation(
        "The message was hidden, deleted or left behind by a later version.",
        "消息被隐藏、删除，或已被后来的版本取代。",
    ),
    Reason.NO_ANSWER: Explanation(
        "Nobody answers it in its session, so it is no conversation.", "所在会话中无人应答，不构成对话。"
    ),
    Reason.NO_QUESTION: Explanation(
        "It is said before anybody asks in its session, so it answers nothing.",
        "在会话中有人提问之前说出，不是对任何提问的回答。",
    ),
    Reason.NO_DIALOGUE: Explanation(
        "The paragraph belongs to no scene in which somebody speaks.", "该段不属于任何有人说话的场景。"
    ),
    Reason.NORMALISED_UNICODE: Explanation(
        "Unicode was brought into its composed form (NFC).", "Unicode 已规范化为组合形式（NFC）。"
    ),
    Reason.REPAIRED_MOJIBAKE: Explanation(
        "Text decoded in the wrong encoding was repaired.", "修复了因编码错误产生的乱码。"
    ),
    Reason.REMOVED_CONTROL: Explanation(
        "Control or invisible characters were taken out.", "去除了控制字符或不可见字符。"
    ),
    Reason.REMOVED_MARKUP: Explanation("Markup such as HTML tags was taken out.", "去除了 HTML 等标记。"),
    Reason.NORMALISED_WHITESPACE: Explanation("White space was brought into order.", "规整了空白字符。"),
    Reason.CONVERTED_HTML: Explanation(
        "A page of HTML became text with its structure.", "整页 HTML 转为保留结构的文本。"
    ),
    Reason.TIDIED_MARKDOWN: Explanation("Oddities of Markdown were set right.", "整理了不规范的 Markdown。"),
    Reason.REMOVED_TEMPLATE: Explanation(
        "Leftovers of a chat template or prompt format were taken out.", "去除了对话模板或提示格式的残留。"
    ),
    Reason.REMOVED_NOTICE: Explanation("A notice of a chat system was taken out.", "去除了聊天系统提示。"),
    Reason.REMOVED_BOILERPLATE: Explanation(
        "Navigation, cookie notices, share buttons or calls to follow were taken out.",
        "去除了导航、Cookie 提示、分享按钮、引导关注等样板文字。",
    ),
    Reason.REMOVED_TRACKING: Explanation(
        "Tracking parameters were taken out of URLs.", "去除了网址中的跟踪参数。"
    ),
    Reason.MASKED_URL: Explanation("URLs were masked.", "网址已遮盖。"),
    Reason.REMOVED_URL: Explanation("URLs were taken out.", "网址已去除。"),
    Reason.SIMPLIFIED: Explanation(
        "Traditional Chinese was written in simplified characters.", "繁体转为简体。"
    ),
    Reason.FOLDED_WIDTH: Explanation(
        "Full-width letters and digits were written in half width.", "全角字母与数字转为半角。"
    ),
    Reason.UNIFIED_QUOTES: Explanation("Quotation marks were unified.", "统一了引号。"),
    Reason.UNIFIED_DATES: Explanation("Dates were written in one notation.", "统一了日期写法。"),
    Reason.UNIFIED_NUMBERS: Explanation("Numbers were written in one notation.", "统一了数字写法。"),
    Reason.UNIFIED_UNITS: Explanation(
        "Currency and units were written in one notation.", "统一了货币与单位写法。"
    ),
    Reason.CORRECTED_SPELLING: Explanation("Known misspellings were corrected.", "改正了已知的错别字。"),
    Reason.PERSONAL_EMAIL: Explanation("An e-mail address was found.", "发现电子邮件地址。"),
    Reason.PERSONAL_PHONE: Explanation("A Chinese mobile number was found.", "发现手机号码。"),
    Reason.PERSONAL_LANDLINE: Explanation(
        "A Chinese landline or service number was found.", "发现固定电话或客服号码。"
    ),
    Reason.PERSONAL_FOREIGN_PHONE: Explanation(
        "An international telephone number was found.", "发现国际电话号码。"
    ),
    Reason.PERSONAL_ID_NUMBER: Explanation("A Chinese identity number was found.", "发现居民身份证号码。"),
    Reason.PERSONAL_PASSPORT: Explanation(
        "A passport or travel permit number was found.", "发现护照或通行证号码。"
    ),
    Reason.PERSONAL_BANK_CARD: Explanation(
        "A bank or credit card number was found.", "发现银行卡或信用卡号。"
    ),
    Reason.PERSONAL_IBAN: Explanation("An IBAN was found.", "发现国际银行账号。"),
    Reason.PERSONAL_PLATE: Explanation("A number plate was found.", "发现车牌号。"),
    Reason.PERSONAL_CREDIT_CODE: Explanation(
        "A unified social credit code was found.", "发现统一社会信用代码。"
    ),
    Reason.PERSONAL_WECHAT: Explanation("A WeChat id was found.", "发现微信号。"),
    Reason.PERSONAL_QQ: Explanation("A QQ number was found.", "发现 QQ 号。"),
    Reason.PERSONAL_IP: Explanation("An IP address was found.", "发现 IP 地址。"),
    Reason.PERSONAL_MAC: Explanation("A MAC address was found.", "发现 MAC 地址。"),
    Reason.PERSONAL_URL_CREDENTIALS: Explanation("Credentials in a URL were found.", "发现网址中的凭据。"),
    Reason.PERSONAL_SECRET: Explanation(
        "An API key, private key or password was found.", "发现 API 密钥、私钥或密码。"
    ),
    Reason.PERSONAL_ADDRESS: Explanation("A postal address was found.", "发现通讯地址。"),
    Reason.PERSONAL_NAME: Explanation("A person's name was found.", "发现人名。"),
    Reason.PERSONAL_BIRTH_DATE: Explanation("A date of birth was found.", "发现出生日期。"),
    Reason.PERSONAL_ENTITY: Explanation("An entity that a model named was found.", "发现模型识别的实体。"),
    Reason.TOO_SHORT: Explanation(
        "The text is shorter than the recipe's bound (cleaned).", "文本短于配方的下限（cleaned）。"
    ),
    Reason.TOO_LONG: Explanation(
        "The text is longer than the recipe's bound (cleaned).", "文本长于配方的上限（cleaned）。"
    ),
    Reason.EMPTY_PROMPT: Explanation("Nothing is left of the prompt.", "提示为空。"),
    Reason.EMPTY_ANSWER: Explanation("Nothing is left of the answer.", "回答为空。"),
    Reason.REFUSAL: Explanation("The answer refuses to answer.", "回答是拒答。"),
    Reason.ADVERTISING: Explanation("The row advertises something.", "该行是广告。"),
    Reason.CONTACT_BAIT: Explanation(
        "The row solicits contact (add me, scan, call).", "该行引导添加联系方式。"
    ),
    Reason.GAMBLING: Explanation("Words of gambling.", "含赌博用语。"),
    Reason.SEXUAL: Explanation("Sexual solicitation or explicit words.", "含色情用语。"),
    Reason.FRAUD: Explanation(
        "Words of fraud: forged papers, loans without checks, money laundering.", "含诈骗、办证、套现等用语。"
    ),
    Reason.ILLEGAL_GOODS: Explanation(
        "Drugs, weapons or other goods that may not be sold.", "含毒品、武器等违禁品用语。"
    ),
    Reason.INSULT: Explanation("Insults or abuse.", "含辱骂用语。"),
    Reason.HATE: Explanation("Slurs against groups of people.", "含针对群体的歧视用语。"),
    Reason.VIOLENCE: Explanation("Calls to or instructions for violence.", "含暴力用语。"),
    Reason.SELF_HARM: Explanation("Self-harm or suicide.", "涉及自残或自杀。"),
    Reason.LISTED_WORD: Explanation("A word of a lexicon that the recipe names.", "含配方所列词表中的词。"),
    Reason.REPEATED_CHARACTERS: Explanation("One character or group repeated many times.", "字符大量重复。"),
    Reason.GIBBERISH: Explanation("The text looks like random characters.", "文本疑似乱码或乱打。"),
    Reason.SYMBOLS: Explanation("Too large a share of symbols.", "符号占比过高。"),
    Reason.FEW_LETTERS: Explanation(
        "Too small a share of letters: digits and signs for the most part.", "文字占比过低，多为数字与符号。"
    ),
    Reason.REPEATED_LINES: Explanation("Too large a share of repeated lines.", "重复行占比过高。"),
    Reason.REPEATED_PARAGRAPHS: Explanation(
        "Too large a share of repeated paragraphs.", "重复段落占比过高。"
    ),
    Reason.REPEATED_PHRASES: Explanation("Too large a share of repeated n-grams.", "重复的 n 元组占比过高。"),
    Reason.LIST_PAGE: Explanation(
        "Bullets, ellipses or short lines for the most part: a list of links or teasers.",
        "多为列表项、省略号或短行。",
    ),
    Reason.UNUSUAL_WORDS: Explanation(
        "Words of unusual length, or hardly any common ones.", "词长异常或几乎没有常用词。"
    ),
    Reason.FEW_SENTENCES: Explanation("Too few lines that end as sentences do.", "以句末标点结尾的行过少。"),
    Reason.PLACEHOLDER_TEXT: Explanation("Filler such as lorem ipsum.", "占位文本，如 lorem ipsum。"),
    Reason.OTHER_LANGUAGE: Explanation("A language that the recipe does not ask for.", "不在所需语言之列。"),
    Reason.TRUNCATED_ANSWER: Explanation("The answer breaks off.", "回答被截断。"),
    Reason.ANSWER_REPEATS_QUESTION: Explanation(
        "The answer only repeats the question.", "回答只是重复问题。"
    ),
    Reason.EMPTY_TURN: Explanation("A turn says nothing.", "存在空的轮次。"),
    Reason.ROLE_ORDER: Explanation("Turns do not alternate as a dialogue's do.", "角色顺序不符合对话规律。"),
    Reason.INCOHERENT: Explanation(
        "The answer does not seem to belong to the question.", "回答与问题似乎无关。"
    ),
    Reason.SHORT_ANSWER: Explanation("A short answer, for a rewriting queue.", "回答偏短，可送改写。"),
    Reason.LONG_ANSWER: Explanation("A long answer, for a rewriting queue.", "回答偏长，可送改写。"),
    Reason.MISSPELT: Explanation("Many known misspellings.", "已知错别字较多。"),
    Reason.CUSTOM_RULE: Explanation(
        "A rule of the recipe's own (cleaned.custom) matches.", "命中配方自定义规则（cleaned.custom）。"
    ),
    Reason.EXACT_DUPLICATE: Explanation(
        "It says the same as another row, into which it was merged.", "与另一行内容相同，已并入那一行。"
    ),
    Reason.NEAR_DUPLICATE: Explanation(
        "It says nearly the same as another row, into which it was merged (deduplicated.near).",
        "与另一行内容几乎相同，已并入那一行（deduplicated.near）。",
    ),
    Reason.HELD_OUT_PROMPT: Explanation(
        "Its prompt is that of a held-out row, which must not be trained on.",
        "其提示与留出的行相同，不能用于训练。",
    ),
    Reason.HELD_OUT_ALIKE: Explanation(
        "It is too like a held-out row to be trained on (deduplicated.leaks).",
        "与留出的行过于相似，不能用于训练（deduplicated.leaks）。",
    ),
    Reason.EVALUATION_ITEM: Explanation(
        "It holds an item of an evaluation set (deduplicated.evaluation).",
        "其中含有评测集的题目（deduplicated.evaluation）。",
    ),
    Reason.CONFLICTING_ANSWER: Explanation(
        "Another row asks the same and is answered or labelled otherwise.",
        "另有一行问题相同而回答或标签不同。",
    ),
    Reason.RULE_OPERATION: Explanation("A rule made this row of its parent.", "按规则由父行生成。"),
    Reason.OVER_SHARE: Explanation(
        "Its stratum has more rows than its share of the mixture (balanced.shares).",
        "所在层的行数超过其目标占比（balanced.shares）。",
    ),
    Reason.OVER_CAP: Explanation(
        "Its stratum has more rows than the cap (balanced.cap).", "所在层的行数超过上限（balanced.cap）。"
    ),
    Reason.NOT_EXPRESSIBLE: Explanation(
        "The target's format cannot say this row without loss.", "目标格式无法无损表达这一行。"
    ),
    Reason.TOOL_CALLS_NOT_SUPPORTED: Explanation(
        "The target's format has no tool calls.", "目标格式不支持工具调用。"
    ),
    Reason.MEDIA_NOT_SUPPORTED: Explanation(
        "The target's format has no images, sound or video.", "目标格式不支持图像、声音或视频。"
    ),
    Reason.ROLES_DO_NOT_ALTERNATE: Explanation(
        "The trainer wants user and assistant in turn, and these turns are not.",
        "训练程序要求用户与助手轮流发言，而这一行不是。",
    ),
    Reason.KIND_NOT_SUPPORTED: Explanation(
        "The target is not for rows of this kind.", "目标格式不适用于这一类行。"
    ),
}
"""One sentence for each reason; a test holds the table to the enumeration."""


def explain(reason: str) -> Explanation:
    """The sentence for a reason; the reason itself where it is not of the closed list.

    >>> explain("empty_file").english
    'The file is empty.'
    """
    try:
        return EXPLANATIONS[Reason(reason)]
    except ValueError:
        return Explanation(reason, reason)
