"""Chinese postal addresses, down to a number: a chain of units from province to room.

An address is a road with a number (建国路88号) or a place to live with numbered buildings, units and
rooms (幸福小区3栋2单元501室), taken together with the provinces, cities, districts and towns before
it. A road alone, a district alone and a number without either are no address.
"""

from __future__ import annotations

import re

from danlu.cleaning.rule import Stretch

_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南"
    "|四川|贵州|云南"
    "|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|九龙|新界"
)
_CITIES = (
    "深圳|广州|杭州|南京|苏州|成都|武汉|西安|长沙|郑州|青岛|济南|大连|沈阳|宁波|厦门|福州|合肥|南昌|无锡"
    "|佛山|东莞|珠海|昆明|贵阳"
    "|南宁|太原|石家庄|哈尔滨|长春|兰州|银川|西宁|海口|三亚|乌鲁木齐|呼和浩特|拉萨|温州|常州|徐州|烟台|泉州"
    "|中山|惠州|嘉兴|绍兴|金华|义乌"
)
_HAN = "[一-鿿]"
_NUMBER = r"(?:[0-9]{1,5}(?:[-－—~、][0-9]{1,5}){0,3}|[一二三四五六七八九十百零〇]{1,6}|[A-Za-z][0-9]{0,4})"
_ROADS = "路|街|大街|大道|巷子?|弄|胡同|道|里|条|坊|环|堤|段|线"
_HOMES = (
    "小区|工业[区园]|花园|家园|新村|公寓|花苑|苑|园|城|府|湾|庄|村|大厦|广场|中心|宿舍|学生公寓|园区|宿舍区"
    "|大院|庭|轩"
    "|阁|居|邸"
    "|里|农场|林场|居委会|村委会|公馆|名都|新城|新苑|世家|社区|楼|厂|学校|大学|学院|医院|公司|组|队|屯|寨"
    "|营|街"
)
_UNITS = "号楼|号院|号|號|支弄|弄|巷|栋|幢|棟|座|单元|楼|樓|层|室|房|户|组|队|门|院|铺|柜|斋|舍|公寓"
_ROAD = re.compile(
    rf"(?:{_ROADS})[甲乙丙丁东西南北中临附内新老旧副]?"
    rf"(?:[一二三四五六七八九十]{{1,2}}段)? ?{_NUMBER}[甲乙丙丁]?"
    rf" ?(?:号(?:楼|院)?|號|弄|巷|院|#)"
    rf"|(?:路|街|大道)[与和][一-鿿]{{2,6}}(?:路|街|大道)(?:交叉路?口|交汇处|交界处"
    rf"|路?口)(?:[东西南北]{{1,2}}(?:[0-9]{{1,4}}米)?)? ?{_NUMBER}(?:号(?:楼|院)?|號)"
)
_HOME = re.compile(
    rf"(?:{_HOMES})(?:[东西南北]?[一二三四五六七八九十1-9A-Z]?[区期])? ?{_NUMBER}"
    rf"(?:号楼|栋|幢|座|单元|组|社|队|连|号|室|楼[0-9]{{3,4}})(?:[\s\-]?{_NUMBER}(?:{_UNITS}))?"
    rf"|村[一-鿿]{{0,3}}[厝屋坪坑头岭坝湾塘垸沟坳冲组堡庄寨营场桥圩埠口边下上里] ?[0-9]{{1,4}}号"
    rf"|(?:[路街巷村]|小区)[0-9]{{1,3}}排 ?[0-9]{{1,3}}号"
    rf"|(?:小区|花园|家园|新村|公寓|花苑|苑|园|庭|府|城)(?:[东西南北]?[一二三四五六七八九十1-9A-Z]?[区期])?"
    rf" ?[0-9]{{1,3}}-[0-9]{{1,3}}-[0-9]{{3,4}}(?![0-9])"
)
_BLOCK = re.compile(
    r"(?:[0-9]{1,3}|[A-Za-z][0-9]{0,2}) ?(?:(?:栋|幢|座|号楼|#楼?|棟) ?"
    r"(?:[0-9一二三四五六七八九]{1,2}单元[ \-]?)?"
    r"[0-9]{2,4}(?:室|号|户|房)?(?![0-9A-Za-z年月日元米平个人天次层台套%])"
    r"|(?:栋|幢|号楼|座) ?[0-9一二三四五六七八九]{1,2}单元)"
)
"""A building with a unit or a room, whatever the place to live is called."""
_BUILDINGS = re.compile("[栋幢座棟#]|号楼")
_BUILDING_NUMBER = re.compile("(?:(?<![0-9])[0-9]{1,3}|(?<![0-9A-Za-z])[A-Za-z][0-9]{0,2}) ?$")
_BLOCK_NEEDS = r"[0-9A-Za-z] ?(?:栋|幢|座|号楼|#楼?|棟) ?[0-9一二三四五六七八九]"
CHINESE_NEEDS = f"{_ROAD.pattern}|{_HOME.pattern}|{_BLOCK_NEEDS}".replace("(?![0-9])", "")
"""What every text with a Chinese address matches (Hyperscan syntax)."""
_NEVER_INSIDE = (
    "[的了在是与到去我你他她们请收至从就也]|和(?![平谐睦泰园润美信])|人(?![民才寿家和])|有(?!限)|来(?![福安])"
    "|电话|联系|距离"
)
_FURTHER = re.compile(
    rf"(?:[ \-,，]?(?:(?!{_NEVER_INSIDE})[一-鿿A-Za-z]){{0,12}}?[ \-]?"
    rf"(?:[0-9]{{1,3}}-[A-Z][0-9]{{1,3}}|[A-Z][0-9]{{0,3}}-[0-9]{{1,4}}|{_NUMBER}|[东西南北中](?=单元"
    rf"|户))(?:{_UNITS}|F(?![0-9A-Za-z]))){{1,6}}"
)
_ROOM = re.compile(
    rf"(?:(?!{_NEVER_INSIDE})[一-鿿]){{1,12}}?[座栋园厦场心楼城苑期区府庭](?:[A-Za-z]座?)?[0-9]{{1,4}}(?:-["
    rf"0-9]{{1,4}}){{0,2}}[A-Z]?(?![0-9A-Za-z年月日元米平个人天次])"
    rf"|[\s\-]?[0-9]{{1,3}}-[0-9]{{1,3}}-[0-9]{{1,4}}(?![0-9A-Za-z])"
    rf"|[\s\-]?[0-9]{{3,4}}(?:-[0-9]{{1,4}})?(?![0-9A-Za-z年元米平])"
    r"|(?<=[座栋幢楼元])[ \-]?[0-9]{1,4}(?:-[0-9]{1,4})?[A-Z]?(?![0-9A-Za-z年月日元米平个人天次层])"
)
_NO_HOUSE = "(?![0-9A-Za-z年月日元点时米平家个条次人%])"
_OF_HOUSE = "(?:(?:[号室房铺户楼层栋幢座]|单元)(?![码外]))?"
_TAIL = re.compile(
    rf"(?:之[0-9]{{1,5}}(?:之[0-9]{{1,4}})?|[\-－—][0-9]{{1,5}})(?:-[0-9]{{1,4}})?{_OF_HOUSE}{_NO_HOUSE}"
    rf"|[0-9]{{1,3}}-[0-9]{{3,4}}{_OF_HOUSE}(?!-){_NO_HOUSE}|之[一二三四五六七八九十]{{1,3}}{_OF_HOUSE}"
    r"|[甲乙丙丁戊](?![方级等类型醇烷])(?:[0-9]{1,4}(?:-[0-9]{1,4}){0,3}[号室]?)?"
    rf"|[临附内副](?:[0-9]{{1,4}}(?:-[0-9]{{1,3}})?|[一二三四五六七八九十]{{1,3}})号?{_NO_HOUSE}"
    rf"|[A-Z](?![座栋幢级型类口]){_NO_HOUSE}"
)
"""What tells the houses of one number apart: 之3201, 丙, 附2, 临1号, -3, B."""
_BUILDING = re.compile(
    r"(?:(?![的了在是有和与及到来去我你他她您们人电话请联系收至从就都也距离向往])[一-鿿]){2,8}?"
    r"(?:商厦|大厦|广场|大楼|中心|花园|小区|公寓|家园|新村|商城|酒店|宾馆)"
    r"(?=[，,。；;、 \n旁\"']|$|附近|对面|门口)"
)
"""A building's name that stands behind the number of a street."""
_NOT_A_NUMBER_OF_A_HOUSE = re.compile(
    r"[线机文选令台球馆公井馆]|(?:文件|选手|通知|候机|出口|站台|会议|高速|国道|省道)"
)
_START = re.compile(
    rf"(?:中国)?(?:{_PROVINCES}|{_CITIES})(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区|特别行政区)?"
    rf"(?={_HAN}{{1,12}}(?:市|区|县|州|盟|旗|镇|乡|路|街|道|新区))"
)
_CITY = re.compile(rf"{_HAN}{{2,4}}(?:市|区|县|州|盟|旗|镇|乡|區|縣|鎮|鄉)(?= ?{_HAN})")
_LEADS = re.compile(
    r"涉及|取件|送达|送達|收件|终点|起点|缩成|改[成为]|写|寫|门牌|門牌|地址|住址|家住|居住|住|位于|坐落|寄"
    r"|送|发往|发到|搬|前往|在|到|至|往|是|为|从|去|找|的|店址|门店|离|距"
    r"|经过|有|于(?!洪)|我家|事发地|案发地|快递放|放到|放在|派送到|快递到|邮寄|户籍|现居|租住|租了?"
)
_LABEL = re.compile(
    r"(?:地址|住址|住所|住处|地点|所在地|坐落|门店|场所)[是为于在]?[\"']?[:：=]?[ \"'【]{0,3}$"
)
_ZONE = re.compile(r"中国\([一-鿿]{2,4}\)$")
_JUST_BEFORE = "在是于到至址为住:： "
_INNER = re.compile(r"路|街|胡同|里|屯|桥|门|村|城|镇|场|园|站|寺|府")
_BREAK = re.compile(r"[^一-鿿0-9A-Za-z·\- ]")
_BACK = 40
_NUMBER_ENDS = frozenset("号號弄巷院楼樓栋幢座#")
_BEFORE_NUMBERS = "路街道巷弄村里园区苑段组同"
_OWN_WORDS_TEXT = "地址 住址 住在 家住 寄到 送到 收货 单元 号楼 号院 小区 公寓"
_OWN_WORDS = tuple(_OWN_WORDS_TEXT.split())
CHINESE_WORDS = (
    *(f"{unit}{digit}" for unit in _BEFORE_NUMBERS for digit in "123456789"),
    *_OWN_WORDS,
)
"""What a text must hold to be worth a look."""

_WORDS = re.compile(
    "|".join(
        (
            f"[{_BEFORE_NUMBERS}] ?[0-9]",
            *_OWN_WORDS,
            "[栋幢座棟] ?[0-9]",
            "村[一二三四五六七八九十]{1,3}[组社队]",
            "[屯寨庄营场会街][0-9]{1,3}[组社队连排号]",
            "村[一-鿿]{1,4} ?[0-9]{1,4}号",
            "[號巷弄](?<=[0-9].)",
            "[路街巷弄同][甲乙丙丁临附内新老旧副东西南北中 ][0-9甲乙丙丁]",
            "[路街巷弄同][一二三四五六七八九十百]{1,4}[号號]",
        )
    )
)
_STREET = re.compile(r"(?:路|街|大街|大道|胡同|巷) ?[甲乙丙丁临附]?[0-9]{1,4}(?:-[0-9]{1,3})?(?:号|弄)")
_WAY = re.compile(r"(?:公|铁|道|线|网|思|套|电|管|水|马|条|回|出|一|门|短|通|半)路$|(?:上|逛|步行)街$")
_STRONG = re.compile(r"(?:地址|住址|住在|家住|居住|寄到|寄往|送到|位于|收货|籍贯|户籍|住所|门牌|坐落|通讯处)")


def chinese_addresses(text: str) -> list[Stretch]:
    """The addresses, in rising order."""
    found: list[Stretch] = []
    if _WORDS.search(text) is None:
        return found
    done = 0
    blocks = [block for match in _BUILDINGS.finditer(text) if (block := _block(text, match)) is not None]
    for match in sorted([*_ROAD.finditer(text), *_HOME.finditer(text), *blocks], key=re.Match.start):
        if match.start() < done:
            continue
        place = _address(text, match, done)
        if place is not None:
            found.append(place)
            done = place[1]
    return found


def _block(text: str, match: re.Match[str]) -> re.Match[str] | None:
    """The building whose unit of counting a match is, with what follows, behind a Han character."""
    number = _BUILDING_NUMBER.search(text, max(0, match.start() - 5), match.start())
    if number is None or not "一" <= text[number.start() - 1 : number.start()] <= "鿿":
        return None
    return _BLOCK.match(text, number.start())


def _address(text: str, match: re.Match[str], least: int) -> Stretch | None:
    end = match.end()
    if _NOT_A_NUMBER_OF_A_HOUSE.match(text, end):
        return None
    tail = _TAIL.match(text, end) if text[end - 1] in _NUMBER_ENDS else None
    end = tail.end() if tail else end
    further = _FURTHER.match(text, end)
    detailed = further is not None or match.re is not _ROAD
    end = further.end() if further else end
    tail = _TAIL.match(text, end) if further is not None and text[end - 1] in _NUMBER_ENDS else None
    end = tail.end() if tail else end
    room = _ROOM.match(text, end)
    end = room.end() if room else end
    building = _BUILDING.match(text, end)
    end = building.end() if building else end
    window = max(least, match.start() - _BACK)
    start, certain = _beginning(text, window, match.start())
    name = match.start() - start
    if name < 2 - (further is not None) or (match.re is not _ROAD and not (certain or name <= 10)):
        return None
    street = (
        _STREET.match(text, match.start()) is not None and _WAY.search(text, start, match.start() + 1) is None
    )
    strong = certain or detailed or street or _STRONG.search(text, max(0, start - 12), start) is not None
    homely = match.re is not _HOME or certain or further is not None or len(re.findall(_UNITS, match[0])) > 1
    return (start, end) if strong and homely else None


def _beginning(text: str, window: int, at: int) -> tuple[int, bool]:
    """Where an address begins whose road's or home's name ends at a place; and whether cities lead it."""
    for cut in _BREAK.finditer(text, window, at):
        window = cut.end()
    zone = _ZONE.search(text, max(0, window - 8), window) if text.startswith("自由贸易", window) else None
    if zone is not None:
        return zone.start(), True
    province = None
    for province_found in _START.finditer(text, window, at + 2):
        if province is None or text[province_found.start() - 1] in _JUST_BEFORE:
            province = province_found
    if province is not None:
        return province.start(), True
    city = _CITY.search(text, window, at)
    start = window
    limit = at - 1 if city is None else city.end() - 2
    for lead in _LEADS.finditer(text, window, limit):
        start = lead.end()
    while start < at and text[start] in " -0123456789":
        start += 1
    if city is not None:
        return start, True
    if start < at and _LABEL.search(text, max(0, start - 12), start) is not None:
        return start, True
    inner = _INNER.search(text, max(start, at - 12), at - 1)
    return max(start, at - 6 if inner is None else inner.start() - 4), False
