"""What kind of thing a question asks for, and what in a sentence is of that kind.

A pair of patterns a kind: how questions ask for it, and what may answer them. They are clues for what is learned
(`features.py`), none decides by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnswerType:
    """A kind of answer: `asked` finds it in a question, `given` in a sentence; `example` is a question that asks it."""

    name: str
    asked: re.Pattern[str]
    given: re.Pattern[str]
    example: str


def _type(name: str, asked: str, given: str, example: str) -> AnswerType:
    return AnswerType(name, re.compile(asked, re.IGNORECASE), re.compile(given), example)


_NUMERAL = r"(?:\d[\d.,]*|[一二两三四五六七八九十百千万亿]+)"
TYPES: tuple[AnswerType, ...] = (
    _type(
        "money",
        r"多少钱|几[块元]|投资|造价|花了?多少|奖金|补贴|金额|费用|how much (?:money|did|does|is)|cost|yuan",
        rf"{_NUMERAL}[余多]?[万亿]?\s*(?:元|美元|块|欧元)",
        "修这条路花了多少钱？",
    ),
    _type(
        "share",
        r"百分之|比例|占比|几成|率(?:是|有|达)?(?:多少|多高|几)|percent|share|rate",
        r"\d\s*[%％]|百分之|[一二三四五六七八九]成",
        "成活率是多少？",
    ),
    _type(
        "number",
        r"多少|几(?!乎)|多[大长高远久重宽]|how many|how much|how (?:long|far|large|big|tall)",
        _NUMERAL,
        "来了多少人？",
    ),
    _type(
        "when",
        r"什么时候|何时|哪[一]?[天日年月]|几[号月点日]|时间|多久|啥时候|\bwhen\b|what (?:date|day|time|year)|how long",
        r"\d{1,2}[日号时点年月]|[昨今明前]日|[昨今明]天|近日|上午|下午|[春夏秋冬]季|[年月][初底末内中]|[上下]半年|[上中下]旬",
        "什么时候通车？",
    ),
    _type(
        "who",
        r"谁|哪[一]?位|何人|什么人|叫什么|\bwho(?:se|m)?\b",
        r"(?:书记|主任|长|员|经理|教授|记者|代表|同志|先生|女士|说|表示|介绍)",
        "谁主持了会议？",
    ),
    _type(
        "where",
        r"哪里|哪儿|哪个?[地省市县区镇乡村]|什么地方|在哪|何处|\bwhere\b|which (?:city|county|province|place)",
        r"[省市县区镇乡村州]|在[^，。]{2,20}(?:举行|召开|举办)|路|馆|中心",
        "在哪里举行？",
    ),
    _type(
        "body",
        r"哪[家个些几]?(?:部门|单位|公司|企业|机构|学校|医院|银行|局)|什么(?:部门|单位|机构)"
        r"|which (?:company|agency|department|organi)",
        r"局|部|委|公司|集团|医院|学校|大学|银行|中心|协会|办",
        "由哪个部门牵头？",
    ),
    _type(
        "why",
        r"为什么|为何|为啥|原因|凭什么|怎么会|咋会|缘由|图什么|\bwhy\b|reason",
        r"因|由于|为了|旨在|导致|造成|所以|以便|从而|避免|目的|得益于|缘于|受.{1,12}影响",
        "为什么停运？",
    ),
    _type(
        "how",
        r"怎么|如何|怎样|咋|靠什么|什么办法|哪些(?:办法|措施|做法)|\bhow (?:did|does|do|is|are|will|can)\b",
        r"通过|采取|利用|采用|实行|建立|开展|推进|实施|组织|加强|依托|将",
        "怎么申请？",
    ),
    _type(
        "view",
        r"怎么(?:看|说|评价|想)|有什么(?:看法|评价|感受)|觉得|认为|think|\bsa(?:y|id)\b",
        r"“|表示|认为|说|指出|介绍",
        "专家怎么看？",
    ),
    _type("phone", r"电话|热线|号码|phone|hotline|number to call", r"\d{5,}|\d-\d{4,}", "举报电话是多少？"),
    _type(
        "list",
        r"哪些|哪[几两三四五六七八九十]|分别|都有|各[自是有]|[两三四五六七八九十]个?(?:方面|项|条|点|样|种|类)"
        r"|which (?:two|three|four|\w+s\b)|list",
        r"、.{1,30}(?:、|和|及|以及|等)|；|一是|首先",
        "提出了哪些要求？",
    ),
    _type(
        "whether",
        r"吗[？?]?$|是不是|有没有|能不能|会不会|是否|可不可以|行不行|对不对|^(?:is|are|was|were|did|does|do|can|will|has|have)\b",
        r"不|未|没|无|可|已|将|均|都",
        "周末开放吗？",
    ),
)


def asked_types(question: str) -> list[AnswerType]:
    """The kinds of things that a question asks for."""
    return [one for one in TYPES if one.asked.search(question)]
