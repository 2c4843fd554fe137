"""The words by which texts say who speaks: a small grammar of introductions, in Chinese and English."""

from __future__ import annotations

import re

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕张孔曹严华金魏陶姜戚谢邹喻苏潘葛范彭郎鲁韦马苗凤方俞"
    "任袁柳鲍史唐费廉岑薛雷贺倪汤滕罗毕郝邬安常乐于傅皮齐康伍余顾孟黄穆萧尹姚邵汪祁毛禹狄米贝臧戴宋庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季贾路江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房裘缪解应宗丁"
    "宣邓郁杭洪包左石崔吉龚程邢裴陆荣荀甄封储靳焦牧车侯班仰宁甘厉祖武符刘景詹龙叶司黎白蒲卓蔺乔翁谭姬"
    "申冉桑桂牛边温庄柴瞿阎慕连习艾容古易廖耿匡文寇广阙东欧沃蔚越师巩聂晁敖冷辛阚简饶曾沙丰巢关蒯相查"
    "红游竺权逯盖益桓公典审丘糜阎"
)
COMPOUND_SURNAMES = (
    "诸葛", "司马", "夏侯", "公孙", "太史", "皇甫", "欧阳", "上官", "令狐", "东方", "慕容", "南宫", "西门",
    "独孤", "淳于", "毌丘", "司徒", "端木", "宇文", "轩辕", "长孙", "尉迟",
)  # fmt: skip
TITLES = (
    "将军", "夫人", "先生", "丞相", "太守", "真人", "上人", "道人", "公子", "大人", "老爷", "少爷", "小姐",
    "姑娘", "太后", "皇后", "皇帝", "太子", "贵妃", "师父", "师傅", "掌柜", "员外", "都督", "国太", "洞主",
    "老师", "医生", "经理", "主任", "警官", "队长", "校长", "阿姨", "叔叔", "爷爷", "奶奶", "同学", "教授",
    "仙人", "禅师", "法师", "和尚", "道士", "老者", "老人", "老翁", "使者", "使臣", "长老", "谋士", "先主",
    "后主", "国王", "公主", "王子", "大王", "军士", "小校", "百姓", "近臣", "侍臣", "群臣", "百官", "众将",
    "众官", "众人", "左右", "从人", "从者", "来使", "童子", "部将", "来人", "诸将", "众军", "众谋士", "村民",
    "老板", "司机", "护士", "女人", "男人", "女孩", "男孩", "少年", "少女", "妇人", "书生", "店小二", "大汉",
)  # fmt: skip
PRONOUNS = ("他们", "她们", "其人", "那人", "这人", "此人", "对方", "来者", "他", "她", "它")

STRONG = frozenset(
    "曰道说問问答叫喊喝骂呼叹笑怒喜惊哭泣谓告谏奏劝请唤召遣教命嘱谕喏嚷吼劝詈叱斥亦又皆俱复急慌对被把聚集揖纵"
    "先饮题叩跌赐避禀骤语"
)
"""What a predicate begins with; no given name has these."""
ADVERBS = frozenset(
    "又亦乃遂因急大再复即便且或自皆俱忽起回各共同还只默密暗私佯进对应报白言语辞祝誓拜伏跪转付传谢泣视顾指高低轻"
    "厉出入众从将使令引一禀内外"
)
"""What is no name even where nothing else stands before the verb."""
OBJECT_VERBS = frozenset("顾谢谓问请令教召语指引执命唤叱携见与告责间对向")
MANNERS = re.compile(
    r"(?:.*[慨愕愀勃欣默忿怫悚恍喟艴忻茫昂毅决傲黯凄泫潸蹶奋忽突猛果]然|.*[声色手足首讫毕天地拜掌膺耳头泪席中]|慰劳|肉袒|分付|吩咐|嘱付|嘱咐|战栗|设誓|登城|回报|共议|商议|计议|题诗|上言|上表|进言|献计|传令)"
)
REVEALED = re.compile(
    r"(?:视之|视其人|视时|观之|看时|看之|其人)[，：]?乃(?:是)?(?P<name>[\u3400-\u9fff]{2,12})也"
)
"""How a chapter novel tells afterwards who it was that spoke."""
ANONYMOUS = re.compile(r"[一二三两几数][人将官员位名]?")
"""Who is only counted; the next who is so called may be another."""
WEAK = frozenset(
    "对向与同和跟指顾看见听闻知抚仰俯附拱顿拜谢亦又乃遂即便就皆俱都复再暗密私佯急忙慌大高厉低轻冷淡沉"
    "微慨愕默从在自把将被使令引领出入进回来去起坐跪伏立走奔上下执提拔按举手点摇抬转想思忖心以而方才已正"
    "忽却只还也不齐连言云报应接拿望盯皱眯眨咬撇耸愣怔顿停打开抱拍抓握摆挥挠揉擦掏递放端喃嘟咕小声柔朗"
    "恨长掩涕垂流失变勃作惶恭伸传飞摩抽挺拍勒跃横绰顿首捶跌暴挟泪鼓尚素远直径速遥兀仍分既每因为至到"
    "可能会要得很非常十老突连赶终差哈嘿呵哼嗯试故偷悄平疑好认真装弱边吓激愤郑欢兴奋愉无奈受惊讶吃当半倒难继续"
)
NO_NAME = frozenset("的地之于而以其所此彼是有无不了着过吗呢啊么这那哪一二两几某忽报时乎矣也咬拜掷或座阶背")
CONNECTIVES = re.compile(
    r"(?:且说|却说|话说|再说|只见|但见|忽见|忽听|忽闻|只听|听得|于是|然后|随后|接着|这时|此时|当下|当时|次日|"
    r"忽然|突然|少顷|须臾|良久|半晌|旁边|不料|原来|最后|终于|但是|可是|然而|不过|乃|遂|又|因|忽|但|时|则)+"
)
REPORTERS = re.compile(r"(?:忽|人|飞马|探马|流星马|哨马|细作|报马|探子|探卒|伏路军|快马|军中|城中|一|有|某)")
NEWCOMER = re.compile(r"一[个员人将彪军老队名位女男]|[转闪跃走拥]出|[听闻]得")
"""A clause that brings somebody new, so that no subject before it is meant."""
EMERGES = re.compile(r"[转闪跃走]出(?P<name>[^，。]{2,9})$")
BEHIND = re.compile(r"(?:背后|帐下|部下|阵中|军中|身边|身后|手下|之|的|左右|坐下|等|家|寨|营|府)")
TOGETHER = re.compile(r"(?:齐声|异口同声|同时|一起|一齐)")
SAYING = re.compile(
    r"(?<![闻听其此之这那])(?:曰|道|说|云|问|答|叫|喊|喝|骂|呼|叹|言|报|奏|谏|劝|嚷|吼|吩咐|分付|开口|应|应声|解释|追问|反问|低语|"
    r"提醒|命令|补充|嘟囔|嘀咕|喃喃|自语|抱怨|回应|打断|催促|安慰|问话|笑骂|冷笑|唤)(?:了一句|一声|着|起来|了)?$"
)
BARE_VERB = re.compile(r"(?:曰|道|说|说道|问|问道|答|答道|言|云|言道)")
WRITTEN = re.compile(
    r"(?:[诗词书檄诏歌文赋谚谣铭疏略柬偈联牒][略叹赞吊题咏论之以]*[曰云]|大书|上写|上书|写道|刻着|其略|略"
    r"|有[诗篇词赞]\S{0,10}[曰云]|有赞曰|[寻暗自沉]思|[思忖想][曰道]?|心道)[：:；，]$"
)
"""What introduces a poem, a letter, an inscription or a thought and not speech."""
INTRODUCES = re.compile(r"(?:[曰道说问答叫喊喝骂呼叹]|[a-z]{2,}(?:ed|id),?)$")
NEW_STRAND = re.compile(r"(?:却说|且说|话说|话分两头|再说|不说|不题)")
"""How a chapter novel turns to other people and places."""
SCENE_BREAK = re.compile(r"(?:[*＊※☆★·•#~—=＝_-][ \t\u3000]*){1,40}")

ENGLISH_VERBS = (
    "said|says|say|asked|asks|replied|replies|answered|cried|whispered|shouted|exclaimed|muttered|returned|"
    "murmured|called|added|continued|repeated|remarked|observed|began|inquired|enquired|demanded|declared|"
    "announced|laughed|sighed|growled|snapped|yelled|screamed|sobbed|gasped|interrupted|agreed|insisted|"
    "protested|suggested|explained|retorted|responded|ordered|commanded|begged|pleaded|warned|told|went on|"
    "admitted|grumbled|hissed|roared|stammered|faltered|ejaculated|rejoined|resumed|proceeded|thundered|"
    "breathed|mumbled|chuckled|smiled|nodded|wondered|thought|urged|objected|concluded|assented|persisted"
)
ENGLISH_PRONOUNS = frozenset({"he", "she", "they", "it", "we", "you", "who"})
NO_ENGLISH_NAME = re.compile(
    r"(?:Then|But|And|When|So|At|After|Now|The|An?|In|On|It|That|This|There|What|As|If|Again|Here|Nobody|Nothing|"
    r"Someone|Somebody|He|She|They|We|You|One|Yes|No|Oh|Ah|Well|His|Her|My|Their|Our|Everyone|Not|Of|For|With|"
    r"Once|Suddenly|Finally|While|Who|To)"
)
