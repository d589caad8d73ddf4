"""Which events an article reports: the sentence that opens each, its form, and how far it reaches.

A meeting is held or speaks (会议强调), a briefing is held for the press, a notice is issued, a campaign is carried out
by an authority, and an inspection takes somebody somewhere to look. What is only mentioned (贯彻全会精神) opens none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.people import OFFICES
from rag.records.model import Form, Found
from rag.rules import Rule

OPENING = 5  # sentences in which an article says what it reports
HEADS = (
    "会议|座谈会|推进会|调度会|会商会?|例会|研讨会|培训会|培训班|学习会|动员会|部署会|交流会|观摩会|现场会|论证会"
    "|评审会|分析会|总结会"
    "|启动会|恳谈会|工作会|专题会|办公会|对接会|推介会|宣讲会|报告会|茶话会|碰头会|联席会|分享会|听证会|党组会"
    "|股东大会|代表大会"
    "|大会(?!堂|战|赛)|全会|论坛|年会|峰会|组学习|联组学习|集体学习|主席会|常委会|布置会"
)
PRESS = "新闻发布会|吹风会|记者会|新闻通气会|通气会|记者招待会|媒体见面会|(?:成果|政策|信息|数据|专题)发布会"
ISSUED = "印发|发布|出台|下发|公布|发出|制定|转发|修订|颁布|推出|披露"
DRIVES = (
    "专项行动|统一行动|专项整治|整治行动|集中整治|百日行动|攻坚行动|大排查|排查整治|联合行动|巡查宣防|专项监督|专项执法"
    "|执法行动|夏季行动|清查行动|排查行动|专项治理|联合整治|综合监管|集中宣防|宣防行动|打击整治|治安管控|专项排查"
    "|隐患排查|整治工作"
    "|普法宣传|宣传活动|教育活动|宣教活动|宣防活动|严打行动|保障行动|清理整治|整治"
)
LOOK = (
    "暗访暗查|明察暗访|暗访|督导调研|督导检查|督导|督查|调研|检查|视察|考察|走访|慰问|看望|察看|查看|巡查|踏勘|探访"
    "|综合监管"
)
TEAM = "检查组|工作组|调研组|督导组|考察团|代表团|突击队|专家组|执法检查组|一行"
_PART = "(?!召开|举行|举办|主持|开展|启动|组织|进行)[^，。；：]"
_NOT_NOW = "精神|以来|之后|后[，。]|的(?:要求|部署|决定)|纪要|决议公告$"


def _rule(name: str, pattern: str, matches: tuple[str, ...], misses: tuple[str, ...], why: str) -> Rule:
    return Rule(name, re.compile(pattern), matches, misses, why)


RULES: dict[Form, tuple[Rule, ...]] = {
    "briefing": (
        _rule(
            "held for the press",
            rf"(?:召开|举行|举办|召集)(?P<what>[^，。；：]{{0,40}}?(?:{PRESS}))(?!后|以来)"
            rf"|(?P<held>[^，。；]{{2,40}}?(?:{PRESS}))[^，。]{{0,12}}(?:召开|举行|举办)(?!的)"
            rf"|(?:{PRESS})上[，]|在[^，。]{{0,40}}(?:{PRESS})上?[^，。]{{0,8}}(?:介绍|表示|通报|宣布|指出|说|称)",
            ("公安部8月3日召开新闻发布会 → 新闻发布会", "在国新办举行的吹风会上，有关负责人介绍"),
            ("小米新品发布会召开", "召开新闻发布会后"),
            "The press is told something.",
        ),
    ),
    "meeting": (
        _rule(
            "held",
            rf"(?:召开|举行|举办|召集|主持)(?:了)?(?P<what>(?:{_PART}){{0,60}}(?:{HEADS}))(?!{_NOT_NOW})",
            (
                "农业农村部召开部际协调机制办公室会议 → 部际协调机制办公室会议",
                "组织召开“金地”建设专题研讨会。 → “金地”建设专题研讨会",
            ),
            ("自召开全会以来", "举办运动会"),
            "A meeting follows what is done with it.",
        ),
        _rule(
            "is held",
            rf"(?:^|[，。：）日午晚]|近日|日前)(?P<what>[^，。；]{{2,60}}(?:{HEADS}))(?:（[^）]*）)?(?:于"
            rf"|在)?[^，。；]{{0,24}}?(?:召开|举行|举办|开幕)(?!的|以来|之后)",
            ("8月7日，全省住房公积金工作会议在泰安召开 → 全省住房公积金工作会议",),
            ("会议中心在建",),
            "A meeting stands before what is done with it.",
        ),
        _rule(
            "speaks",
            r"(?:会议|会商|全会|大会)(?:还|并)?(?:指出|强调|要求|传达|听取|认为|研究了|审议|明确)"
            r"|主持(?:召开)?会[议商]|召开会议|举行会议",
            ("会议强调，要压实责任", "王明主持会议。"),
            ("贯彻会议精神",),
            "A meeting is quoted.",
        ),
        _rule(
            "spoken at",
            rf"(?P<what>[^，。；“”：]{{2,40}}(?:{HEADS}))上[^。；]{{0,40}}?(?:强调|指出|表示|要求|提出|说|称)",
            ("近日，倪虹在企业座谈会上强调",),
            ("在生活上要求",),
            "Somebody speaks at a meeting.",
        ),
    ),
    "notice": (
        _rule(
            "issued",
            rf"(?:{ISSUED})(?:了|的)?(?:修订后的|最新)?(?P<what>《[^》]{{4,80}}》)(?!的(?:要求|通知要求)|中"
            rf"|[^，。]{{0,20}}解读)",
            ("国家发展改革委印发了《关于推动枢纽进一步提升能级的若干政策措施》（以下简称",),
            ("按照《安全生产法》的要求",),
            "A paper with its title in 《》 is issued.",
        ),
        _rule(
            "issued, untitled",
            rf"(?:{ISSUED}|发出)(?:了)?(?P<what>(?:关于)?[^，。；《》]{{0,50}}?(?:紧急通知|通知|公告|通告|意见"
            rf"|倡议书|若干措施|实施方案|管理办法))(?!书|栏|牌|》|要求|后)",
            (
                "市场监管总局今天发布做好汛期安全工作的紧急通知 → 做好汛期安全工作的紧急通知",
                "联合印发通知，部署 → 通知",
            ),
            ("下发整改通知书", "发挥作用"),
            "A paper is issued and named by its kind.",
        ),
        _rule(
            "is issued",
            rf"(?P<what>《[^》]{{4,80}}》)(?:（[^）]*）)?[^，。；]{{0,20}}(?:{ISSUED}|施行|实施|向社会公开)(?!的)",
            ("《关于恢复和扩大消费的措施》近日发布",),
            ("《安全生产法》规定",),
            "The title stands before what is done with it.",
        ),
        _rule(
            "is a notice",
            r"(?P<what>^[^，。；：]{2,60}的?(?:通知|公告|通告|意见|声明))(?=$|[^，。]{0,40}〔)|现(?:就"
            r"|将)[^。]{0,40}(?:通知|公告|通告)如下|特此(?:通知|公告|通告)",
            ("现就有关工作通知如下。", "某省关于做好防汛工作的通知某发〔2023〕4号"),
            ("收到通知的人",),
            "The article is the notice itself.",
        ),
    ),
    "campaign": (
        _rule(
            "carried out",
            rf"(?:开展|启动|部署|组织|实施|展开|掀起|打响|推行|推进"
            rf"|进行)(?:了)?(?:对)?(?P<what>(?:{_PART}){{0,40}}(?:{DRIVES}))",
            (
                "开展夏夜治安巡查宣防第二次集中统一行动 → 夏夜治安巡查宣防第二次集中统一行动",
                "认真开展打击食品“两超一非”专项行动",
            ),
            ("开展座谈",),
            "An authority carries something out.",
        ),
        _rule(
            "drive",
            r"(?P<what>[^，。；：]{2,30}?)(?:(?:专项行动|统一行动|整治行动|百日行动|集中行动|宣防)(?:中|期间|。|$))"
            r"|[此本]次行动|(?:采取|推出)[^，。]{0,8}[“”][^，。]{1,8}[“”][^，。]{0,4}(?:措施|举措)|多措并举|多举措",
            ("夏季整治行动期间，民警 → 夏季", "采取“五个一”措施对餐饮单位开展排查"),
            ("采取有效措施",),
            "What is done in a drive, or by many measures at once.",
        ),
    ),
    "inspection": (
        _rule(
            "goes to look",
            rf"(?:{OFFICES}|{TEAM}|带队|率队|分别|先后|分组)[^。；]{{0,40}}?(?:到|赴|来到?|深入|走进|前往"
            rf"|在)(?P<what>[^。；，]{{2,40}}?)，?[^。；]{{0,50}}?(?:{LOOK})",
            ("省政协主席毛万春深入郴州市开展综合调研", "副局长张斌斌带队，来到吴泾镇开展了安全隐患检查工作"),
            ("调研显示",),
            "Somebody in office, or a team, goes somewhere to look.",
        ),
        _rule(
            "checks",
            rf"(?:开展|进行|组织|实施)(?:了)?(?P<what>(?:{_PART}){{0,40}}(?:专项检查|执法检查|大检查|安全检查"
            rf"|联合检查|监督检查|检查行动|专项督查|督导检查))",
            ("近期，消防开展暑期中小学消防安全专项检查 → 暑期中小学消防安全专项检查",),
            ("开展专项行动",),
            "An authority checks premises.",
        ),
        _rule(
            "looks into",
            rf"(?:{OFFICES})[\u4e00-\u9fff]{{2,3}}(?:一行|率队|带队)?(?:就|围绕)[^，。；]{{2,40}}(?:开展"
            rf"|进行)?(?:{LOOK})",
            ("省政协主席蓝绍敏就省政协民族和宗教工作开展调研",),
            ("主任说就这样",),
            "Somebody in office looks into a matter.",
        ),
        _rule(
            "said while looking",
            rf"在[^，。；]{{2,40}}?(?:{LOOK})[^，。；]{{0,12}}(?:时|中)(?:强调|指出|要求|表示|，)",
            ("王沪宁在西藏调研时强调",),
            ("在检查站",),
            "Something is said on the way.",
        ),
        _rule(
            "done on the spot",
            rf"(?:对|深入)[^，。；]{{2,30}}(?:开展|进行|实施)(?:了)?[^，。；]{{0,20}}(?:{LOOK}|督导)"
            rf"|(?:{TEAM})[^，。；]{{0,6}}(?:到|赴|来到|深入|走进|对)",
            ("对酒店实施了跨部门一次性综合监管", "调研组一行到公司进行实地走访"),
            ("进行总结",),
            "Premises are looked at.",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its form, its name where the opening sentence gives one, and the sentences from `first` to `last`."""

    form: Form
    name: str | None
    first: int
    last: int


def events(sentences: Sequence[Found]) -> list[Event]:
    """The events of an article, in reading order; each reaches to the end until `bounded`."""
    opened: list[Event] = []
    for at, sentence in enumerate(sentences):
        for form, rule, name in _opened(at, sentence.text, opened):
            if not any(_same(one, form, name, rule) for one in opened):
                opened.append(Event(form, name, at, len(sentences)))
    return opened


def _opened(at: int, text: str, opened: Sequence[Event]) -> list[tuple[Form, str, str | None]]:
    """What a sentence opens: form, rule and name."""
    found: dict[Form, tuple[str, str | None]] = {}
    for form, rules in RULES.items():
        for rule in rules:
            match = rule.pattern.search(text)
            if match and not _is_reason(text, match.start()):
                found[form] = rule.name, _name(form, match.groupdict().get("what"))
                break
    return [(form, *one) for form, one in found.items() if _stands(form, one[0], at, text, found, opened)]


def _is_reason(text: str, at: int) -> bool:
    """Whether what stands there is only why something is done: its clause opens with 为."""
    return text[text.rfind("，", 0, at) + 1 :].startswith(("为", "为了"))


def _name(form: Form, what: str | None) -> str | None:
    """What an event is called; none when it is only called by its kind (会议, 通知), and of what has no names."""
    if what is None or (form == "inspection" and not what.endswith("检查")):
        return None
    name = _HEAD_WORDS.sub("", what).strip("“ ")
    return None if _KIND_ALONE.fullmatch(name) else name


def _stands(
    form: Form, rule: str, at: int, text: str, found: dict[Form, tuple[str, str | None]], opened: Sequence[Event]
) -> bool:
    """Whether what a rule found is what the article reports, not what it mentions by the way."""
    before = {one.form for one in opened}
    if form == "meeting" and ("briefing" in found or _TO_COME.search(text)):
        return False
    if form == "meeting":
        return at < OPENING or bool(_NEWLY.search(text) and rule != "speaks")
    if form == "notice" and "以下简称" in text:
        return True
    if form == "inspection" and _SENT.search(text):
        return True
    if at >= OPENING:
        return form == "briefing" and rule == "held for the press" and bool(_NEWLY.search(text))
    if form == "campaign":
        return "notice" not in found and "meeting" not in found and not before & {"meeting", "notice", "briefing"}
    if form == "inspection":
        led = bool(_LED.search(text)) and not _TOLD.search(text)
        plain = rule != "done on the spot" or bool(_BY_TEAM.search(text))
        return led or (plain and not {"campaign", "notice", "meeting", "briefing"} & {*found, *before})
    return form == "briefing" or not before & {"meeting"} or bool(_NEWLY.search(text))


_HEAD_WORDS = re.compile(
    r"^(?:的|了|对|由|日|在|于|\\s|近日|和出席情况[（(]一[）)]|[^，]{0,12}?[日午])(?=[\\u4e00-\\u9fff“《\\d])"
)
_KIND_ALONE = re.compile(
    r"会议|大会|全会|会商|会|通知|公告|通告|意见|整治|专项整治|整治行动|专项检查|执法检查|隐患排查"
)
_TO_COME = re.compile(r"(?:即将|将于|将在|拟于|定于)[^，。]{0,30}(?:召开|举行|举办)")
_SENT = re.compile(r"(?:带队|率队)[^。，]{0,6}(?:分赴|赴|前往)|派出[^。]{0,20}工作组[^。]{0,20}(?:分赴|赴)")
_BY_TEAM = re.compile(rf"(?:{TEAM}|牵头|联合检查|执法人员|领导班子|有关负责人)")
_TOLD = re.compile(r"(?:精神|讲话|指示|批示|论述)")
_NEWLY = re.compile(r"\d日|近日|日前|昨[日天]|今[日天]|随后|当[日天]|主持")
_LED = re.compile(
    rf"(?:{OFFICES})(?:[\u4e00-\u9fff]{{2,3}})[^。]{{0,30}}(?:{LOOK})"
    rf"|[\u4e00-\u9fff]在[^，。；]{{2,40}}(?:{LOOK})[^，。；]{{0,12}}时(?:强调|指出)|(?:带队"
    rf"|率队)[^。]{{0,20}}(?:分赴|赴|深入|到)"
)


def _same(one: Event, form: Form, name: str | None, rule: str) -> bool:
    """Whether an event is opened already: of the same form, and not of another name."""
    if one.form != form:
        return False
    return (
        form != "meeting"
        or rule == "speaks"
        or name is None
        or one.name is None
        or name in one.name
        or one.name in name
    )


def bounded(opened: Sequence[Event]) -> list[Event]:
    """The events, each to where the next one is opened."""
    starts = sorted({one.first for one in opened})
    ends = dict(zip(starts, [*starts[1:], None], strict=False))
    return [replace(one, last=one.last if (end := ends[one.first]) is None else end) for one in opened]
