"""Questions over a whole archive: recognised by their form, and planned before anything is looked for.

Single questions ask what one passage says; these ask which articles there are, how many, in what order, what the
newest state is, or what somebody did in some days. The rules are strict: a question that is not clearly of that kind is
left to the ordinary way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.rules import Rule
from rag.survey.period import Period, as_of, period_of

Kind = Literal["which", "count", "list", "timeline", "compare", "latest", "period"]

_PIECE = "报道|稿子|稿件|文章|新闻稿|新闻|消息|稿"
_ARTICLES = r"(?:stories|articles|reports|pieces|papers|items)"


def _rule(name: str, pattern: str, matches: tuple[str, ...], misses: tuple[str, ...], why: str) -> Rule:
    return Rule(name, re.compile(pattern, re.IGNORECASE), matches, misses, why)


RULES: tuple[tuple[Kind, Rule], ...] = (
    (
        "timeline",
        _rule(
            "in order",
            r"(?:捋|梳理|顺)一?(?:遍|下|捋)|时间脉络|按(?:着|照)?(?:时间|先后|日期|顺序)[^，。？]{0,6}(?:排|理|列|捋"
            r"|说|给|讲|梳理|，|？|$)|谁先谁后|(?:一步步|一步一步)[^，。？]{0,10}(?:走|推进|发展|过来|怎么)|时间线"
            r"|来龙去脉|先后是?怎么|前后经过"
            r"|\b(?:timeline|chronolog\w+|in (?:date |time |chronological )?order|step by step)\b",
            ("几份通知，谁先谁后？", "按日期排", "一步步是怎么推进的", "各个地方先后是怎么防的"),
            ("会议什么时候开的", "两队先后取得几分"),
            "What happened is wanted in the order of time.",
        ),
    ),
    (
        "latest",
        _rule(
            "newest state",
            r"(?:最新|最后到底|最终|现在|目前|最近一次).{0,30}(?:早先|之前|前几回|再往前|原先|先前|此前|原来|上一?次"
            r"|以前)|\b(?:most recent|latest|newest|now)\b.{0,80}\b(?:before|earlier|previous\w*|had been)\b",
            (
                "最后到底死了多少人？早先报的又是多少",
                "最新是几级？再往前呢",
                "most recent word, and what had been announced before",
            ),
            ("最新一期是第几期", "现在有多少人"),
            "The newest state is wanted with what it superseded.",
        ),
    ),
    (
        "count",
        _rule(
            "how many articles",
            rf"(?<!哪)(?:几|多少)篇|(?<!哪)(?:几|多少)(?:条|个|则)?(?:{_PIECE})|\bhow many {_ARTICLES}\b",
            ("一共有多少篇稿子提到卡努", "How many reports cover aid"),
            ("多少个家庭受灾", "有哪几篇"),
            "Articles are counted.",
        ),
    ),
    (
        "which",
        _rule(
            "which articles",
            rf"哪[几些]?(?:篇|几篇)|哪[几些]?(?:个|条|份)?(?:{_PIECE})(?!发布|中心|社|里|上|说|的记者|称)"
            rf"|(?:{_PIECE})(?:都)?(?:有|是)哪[些几]|有没有[^，。？]{{2,40}}的(?:{_PIECE})|(?:找|搜|查|列"
            rf"|翻)[^，。？]{{0,6}}(?:出|找|下|一下)?[^？]{{2,60}}的(?:{_PIECE})"
            rf"|(?:把|将)[^？]{{2,60}}的(?:{_PIECE})[^？]{{0,6}}(?:找|列|挑)|都?有谁(?:写|报道)过[^？]{{0,4}}"
            rf"|都有哪些地方的(?:{_PIECE})|\b(?:which|what) {_ARTICLES}\b|\bfind (?:me )?(?:all |any "
            rf"|every )?(?:the )?{_ARTICLES}\b",
            (
                "哪些报道写的是邮局",
                "帮我找找库里讲火炬传递的稿子",
                "Which stories deal with doping",
                "有哪几篇稿子提到过",
            ),
            ("哪家新闻中心发布的", "这篇报道说了什么"),
            "Articles are asked for.",
        ),
    ),
    (
        "count",
        _rule(
            "how many of a kind",
            r"(?:有|一共|总共|共)[^，。？]{0,8}?(?:几|多少)(?:个|家|场|次|份)(?:城市|省份?|地方|区县|上市公司|公司"
            r"|新闻发布会|发布会|座谈会|会议|通知|单位|股东大会|部门的会|县|区|市)|(?:几"
            r"|多少)[场次][^，。？]{0,10}(?:发布会|座谈会|会商|会议|调研)",
            ("有几个城市动了公积金政策", "一共开了几场新闻发布会", "有几家上市公司开了股东大会"),
            ("一共有多少人参加", "会议有几项议程"),
            "Bodies or events of one kind are counted over the archive.",
        ),
    ),
    (
        "period",
        _rule(
            "what somebody did",
            r"(?:都|又|还)?(?:忙|干|做)了?(?:些|点)?(?:什么|啥)|(?:公开)?(?:活动|行程|动态)(?:都)?有哪些|去过哪些"
            r"|参加了哪些(?:活动|会议)|出台了哪些|\b(?:put out|issue|publish|release|do|did|do|held)\b.*\bbetween\b",
            (
                "龚正都忙了些什么？",
                "蓝绍敏两天干了啥？",
                "刘健的公开活动有哪些？",
                "documents did it put out between 9 and 17 August",
            ),
            ("会议讨论了什么",),
            "What somebody did in some days; the days must be named.",
        ),
    ),
    (
        "list",
        _rule(
            "papers and events of a body",
            r"(?:哪[几些]|几)(?:份|个|次)?[^，。？]{0,14}?(?:通知|公告|文件|座谈会|会商)(?:[，。？]|$|是|都|有|？)"
            r"|(?:通知|公告|文件|会商|座谈会)(?:都)?(?:有|是)?哪[些几]|(?:哪些|哪几)(?:个)?(?:单位|地方|城市|部门|省"
            r"|公司|街道|区)[^，。？]{0,20}(?:开了|办了|搞了|下了|发了|出台了|都)|过几次|(?:接待|来)了?哪[些几]"
            r"|at which (?:companies|cities|bodies|places)",
            ("前后发了哪几份跟救灾有关的通知？", "哪些单位给退役军人开了座谈会？", "主持过几次防汛会商？"),
            ("哪些部门联合印发的？", "会议提出了哪些要求"),
            "All papers or events of a kind are wanted.",
        ),
    ),
    (
        "compare",
        _rule(
            "side by side",
            r"(?:各|分别)(?:是|要求|查出|去了|提出|开)?[^，。？]{0,6}(?:什么|哪些|多少|谁)[^？]{0,40}(?:有没有(?:撞"
            r"|重)|不一样)|有(?:啥|什么|何)(?:不一样|不同|区别|差别|异同)|各(?:查出|要求|抓|盯|强调)了?什么|各是谁"
            r"|(?:和|跟|与)[^？]{2,60}各(?:要求|查出|提出|侧重)"
            r"|\b(?:each|respectively|differ|compared? (?:with|to))\b",
            ("河北肃宁和湖北英山各查出什么问题？", "能提多少有啥不一样？"),
            ("各单位要求什么",),
            "Two bodies or papers are held side by side.",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """An archive question as it was understood: what is wanted, who and what it is about, and of which days.

    `topic` is what is looked for; `as_of` the last day that counts, where the question sets one.
    """

    kind: Kind
    topic: str
    people: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    period: Period | None = None
    as_of: str | None = None
    unit: str | None = None


_NOISE = re.compile(
    rf"帮我|请问?|麻烦|给我|理一遍|列一下|排一下|找找|库里|全库|报库|档案里|这些?报纸?里?|(?:哪|几|多少)[几些]?(?:篇"
    rf"|份|个|家|场|次|条|位)?(?:地方的)?(?:{_PIECE})?|(?:{_PIECE})|一共|总共|分别是?|各自?是?|都有|有没有|提到过?"
    rf"|讲的?是?|写的是|说事|拿它|按(?:日期|时间|先后|顺序)排?|谁先谁后|一步步|怎么|是怎么|走过来|推进的?"
    r"|什么|谁|啥|哪天|现在|最新|最后到底|早先|之前|前几回|再往前|以前|到底|那阵子|这阵子|这件事|这事|的事|情况"
    r"|有哪些|公开活动|忙了些|干了|做了|"
    r"(?:上上|上|本|这)(?:一?个?星期|一?周)(?![一二三四五六日天末])|(?:上|本|这)个?月|近日|近期|最近(?!一次)|昨[日天]|前天|截至|"
    r"[？?，。！、；：“”\"]|(?:从|到)?(?:(?:19|20)\d\d年)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:份|初|底|末"
    r"|上旬|中旬|下旬)?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号])?|\d{1,2}[日号]|这?(?:几|两|三)天"
)
_QUOTED = re.compile(r"[“\"《]([^”\"》]{2,30})[”\"》]")
_SIDES = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,}，?(?:和|跟|与|同|、)[^？]{2,}|\band\b")
_UNIT = re.compile(r"(?:几|多少)(?P<unit>[个家场次份篇条])(?P<of>城市|省份?|地方|区县|上市公司|公司)?")


def plan_of(question: str, people: tuple[str, ...], newest: str | None) -> Plan | None:
    """The plan of an archive question; None of any other. `newest` is the archive's last day."""
    for kind, rule in RULES:
        if rule.finds(question) and (kind != "compare" or _SIDES.search(question)):
            period = period_of(question, newest)
            if kind == "period" and period is None:
                continue
            unit = _UNIT.search(question)
            return Plan(
                kind, _topic(question), people, tuple(_QUOTED.findall(question)), period, as_of(question, newest),
                (unit["of"] or unit["unit"]) if unit else None,
            )  # fmt: skip
    return None


def _topic(question: str) -> str:
    """What a question is about, without the words that ask."""
    return " ".join(_NOISE.sub(" ", question).split()) or question
