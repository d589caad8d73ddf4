"""Where an event took place: the places gone to, or the one where a meeting was held."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.places import places
from rag.records.events import LOOK
from rag.records.model import Form, Found
from rag.rules import Rule

_ENDS = (
    "省|市|县|区|镇|乡|村|街道|社区|公司|集团|厂|园|基地|馆|院|校|学|场|站|所|局|委|中心|广场|项目|工地|一线|现场"
    "|景区|企业|市场|商圈|超市|酒店|宾馆|饭店|餐馆"
    "|门店|店铺|商铺|店|铺|网吧|场所|单位|部门|车间|码头|港|口岸|机场|水库|河|江|湖|堤|渠|坝|闸|路段|路口|高速|桥"
    "|隧道|楼|大厦|小区|家庭|农户|山|岛|林场|农场|牧场|合作社|银行|支行|派出所"
    "|指挥部|办公室|[编府委]办|实验室|会议室|厅|会场|会堂|礼堂|论坛|流域|灾区|点|一线|企业|地区|旗|州|盟|部队|连队|哨所|庙|寺|矿|电厂"
    "|田|地块|大学|幼儿园|村委会|服务站|服务区|实验室|楼层|\\d{1,3}楼|会议室\\d*|厂区|周边|沿线|等地|大道|街|路|巷|弄"
    "|新区|开发区|示范区"
)
_STOP = (
    "调研|检查|督导|督查|视察|考察|开展|进行|看望|慰问|实地|了解|走访|指导|参加|出席|察看|查看|暗访|走进|听取|现场"
    "|就|宣讲|巡查|对|与|参观|座谈|主持|召开|举行|一线检查|督战|探访|集中|实施|时"
)
_GOES = re.compile(
    rf"(?:先后|分别|一行|又|随后|首先|再|还|队|并|，|。|^|[\u4e00-\u9fff]{{2}})(?:来到了?|到(?!场|会|位|达|底|期"
    rf"|了解|目前|现在|\\d)|赴|深入(?!对接|挖掘|开发|探索|排查|整治|研判|分析|交流|推进|贯彻|学习|开展|实施|落实"
    rf"|了解|研究|细致|基层)|走进|前往|抵达|分赴|走访了?|察看了?|查看了?|调研了?(?![组员处报时中])"
    rf"|考察了?(?![团组时])|参观了?|观摩了?(?!会)|来(?=[\u4e00-\u9fff]{{2,8}}(?:开展|调研|检查)))"
    rf"(?P<where>[^，。；：！？（]{{2,20}}?(?:（[^）]{{1,8}}）)?[^，。；：！？（]{{0,40}}?)(?=等地|等处|等[，。]|，"
    rf"|。|；|（(?![^）]{{1,3}}）)|{_STOP})"
)
_AT = re.compile(r"(?:^|[。；）”])在(?P<where>[^，。；“]{2,40}|[^，。；]{2,40})，(?!但|而|因)")
_LOOKED_AT = re.compile(
    r"(?:[\u4e00-\u9fff\d日])在(?P<where>[^，。；]{2,24}?)(?:调研|检查|督导|考察|视察|走访|暗访|慰问)"
)
_VENUE = re.compile(
    r"(?:^|[，。：）日午晚议会])在(?P<where>[^，。；：]{2,24}?)(?:召开|举行|举办|开幕|开班)"
    r"|地点[：:]\s*(?P<place>[^（，。；\s]{4,40}?)(?=[（(，。；\s]|$)"
)
_ON_SITE = re.compile(
    r"(?:对(?!接)|在|深入)(?P<where>(?:(?!对|在|深入)[^，。；：]){2,50}?(?:场所|商圈|场|店|企业|路段|小区|社区|水域"
    r"|公司|酒店|商铺|市场|超市|码头|工地|村|县市|区域|单位|学校|服务点))(?:等)?(?=[^，。；]{0,8}(?:开展|进行|实施"
    r"|排查|检查|巡逻|巡查|宣传|，))"
)
_ANY = re.compile(r"辖区|酒店|小区|学校|企业|社区|商铺|农户|现场|一线|基层|单位|公司|门店|村|医院|市场|场所|超市|工地")
_WENT = re.compile(rf"[到赴](?P<where>[\u4e00-\u9fff]{{2,4}})，?(?:{LOOK})")
_NOWHERE = re.compile(
    r"还为|会上|会议(?!室|中心|厅)|过程中|期间|基础|情况|工作|方面|问题|下|中$|前提|背景|时$|之际|以来|当前|精神"
    r"|思想|要求|领导|关键|目标|机制|制度|近年|今年|去年|月|同时|此次|原则|人民|群众|日$|年$|人员$|干部$|记者|全过程"
    r"|政策|责任|中央|党|安全|发展$|建设$|生产$|治理$|方式$|力度|的是|作用|之后|上述|相关|有关|调查|措施|活动$|内$"
    r"|环节|网络|上$"
)

RULES = (
    Rule(
        "goes",
        _GOES,
        (
            "先后来到市人民医院、东城社区，察看 → 市人民医院、东城社区",
            "一行走进清河镇春光合作社，了解 → 清河镇春光合作社",
        ),
        ("做到位", "深入贯彻落实", "看到希望"),
        "Where one goes stands after a verb of going, up to what was done there.",
    ),
    Rule(
        "at",
        _AT,
        ("在东城社区，她看望了居民 → 东城社区", "。在施工现场，他询问 → 施工现场"),
        ("现在，大家", "存在"),
        "A sentence that opens with a place.",
    ),
    Rule(
        "looked at",
        _LOOKED_AT,
        ("市长昨日在东城区调研 → 东城区",),
        ("在职干部参加", "正在开会"),
        "Between 在 and a verb of looking.",
    ),
    Rule(
        "venue",
        _VENUE,
        ("26日，会议在市会议中心召开 → 市会议中心", "地点：市政府三楼会议室 → 市政府三楼会议室"),
        ("会议召开", "召开地点未定"),
        "Where a meeting was held.",
    ),
    Rule(
        "on site",
        _ON_SITE,
        ("对辖区宾馆酒店开展检查 → 辖区宾馆酒店", "深入建筑工地进行排查 → 建筑工地"),
        ("对接企业", "对问题进行整改"),
        "Where a campaign was carried out, by kinds of places.",
    ),
    Rule(
        "went to look",
        _WENT,
        ("到博爱调研 → 博爱", "赴温县检查 → 温县"),
        ("到现场", "赴会"),
        "A county by its name alone, before a verb of looking.",
    ),
    Rule(
        "nowhere",
        _NOWHERE,
        ("会议过程中", "安全生产工作", "近年"),
        ("市中心医院", "春光合作社", "会议室"),
        "What stands where a place might and is none.",
    ),
)


def visited(form: Form, sentences: Sequence[Found]) -> list[Found]:
    """The places of an event, each with its sentence; none of a notice."""
    patterns = {
        "inspection": (_WENT, _GOES, _AT, _LOOKED_AT, _ON_SITE),
        "meeting": (_VENUE,),
        "briefing": (_VENUE,),
        "campaign": (_ON_SITE,),
        "notice": (),
    }[form]
    first: dict[str, Found] = {}
    for sentence in sentences:
        for pattern in patterns:
            for place in _read(pattern, sentence.text):
                first.setdefault(place, Found(place, sentence.start, sentence.end))
    return list(first.values())


def _read(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for match in pattern.finditer(text):
        where = match["where"] or match.groupdict().get("place") or ""
        if pattern is _GOES:
            clause = re.split(r"[，。；：！？]", text[match.start("where") :])[0]
            where = clause if all(map(_is_place, _parts(clause))) else where
        for part in _parts(where):
            if _is_place(part) or pattern is _WENT or match.groupdict().get("place"):
                yield part


def _parts(where: str) -> list[str]:
    """A list of places, each; what 等 ends belongs to its kind (A、B等场所) and stays whole."""
    where = re.sub(r"(?:等地|等处|等)$", "", where)
    if re.search(r"等[^、]{2,12}$", where):
        return [where]
    return re.split(r"、|和(?=[\u4e00-\u9fff\d])|以及|及(?=[\u4e00-\u9fff]{2})", where)


def _is_place(text: str) -> bool:
    if not 2 <= len(text) <= 45 or _NOWHERE.search(text) or _ANY.fullmatch(text):
        return False
    return bool(re.search(rf"(?:{_ENDS})[”》）]?$", text)) or bool(places(text) and len(text) <= 6)
