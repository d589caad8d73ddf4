"""What kind of thing a question asks for: a number with its unit, a county by name, an age, a telephone number.

多少吨 wants tonnes, 哪个县 a county by name, 董事长是谁 somebody called 董事长: a sentence that gives none doesn't
answer it, however many words of the question it shares.
"""

from __future__ import annotations

import re

from rag.people import OFFICES
from rag.rules import Rule

_NUMERALS = "[一二两三四五六七八九十百千万亿半数几多]+"
_FRACTION = "(?:点[零〇一二三四五六七八九]{1,8}[百千万亿]{0,3})?"
_AMOUNT = rf"(?:\d[\d.,]*[万千百亿]*|{_NUMERALS}{_FRACTION})"
_COUNTED = "个名位家户所项条件人口"
_OF_A_KIND = "册本份篇首幅支门间栋座只头棵株"
_MONEY = r"[亿万千百]*(?:美|欧|港|日|澳)?(?:元|块|角)"
_UNITS = {"钱": _MONEY, "元": _MONEY, "米": "(?:公里|千米|平方米|立方米|厘米|毫米|米)", "天": "[天日]", "月": "个?月"}
_HOW_MANY = re.compile(
    r"(?:多少|几)\s*[万亿]*"
    rf"(?P<unit>公斤|千克|公里|公顷|平方米|小时|分钟|个?月|[吨斤元米亩天年例次岁倍辆套度票场{_OF_A_KIND}{_COUNTED}])"
    r"|(?P<money>how much money|(?:多少|duoshao)\s*(?:钱|qian)"
    r"|(?:价格|金额|投资额?|造价|费用|票价|房价|工资|收入).{0,6}多少)"
    r"|多少|duoshao|how many|how much|百分之几|占比|比例是",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"率(?:是|有|达|为)?(?:多少|多高|几)|(?:比例|占比|比重).{0,4}(?:多少|多大|多高)|百分之几|what (?:percent|share)",
    re.IGNORECASE,
)
_SHARE = re.compile(rf"(?<![\d.])\d[\d.]{{0,12}}\s{{0,3}}[%％]|百分之{_NUMERALS}{_FRACTION}|[一二三四五六七八九]成")
_WHICH_PLACE = re.compile(r"[哪那]一?个?(?P<place>[县区市省镇乡村])")
_IN_ENGLISH = r"(?:\s(?:thousand|million|billion))?(?:\s(?:yuan|dollars|pounds|euros))?"
_ANY_AMOUNT = re.compile(
    rf"\d[\d.,]*[万千百亿]*{_IN_ENGLISH}(?:%|％|个百分点|[平立]方米|[{_COUNTED}{_OF_A_KIND}吨斤元米亩天年月日例次岁倍辆套度级票场号]+)?"
    rf"|[一二两三四五六七八九十百千万亿半]{{1,12}}(?:[{_COUNTED}{_OF_A_KIND}吨斤元米亩天年月日例次岁倍辆套度级票场]|成|分之)"
)
_NO_NAME = "个各全我本该几省市县区镇乡村的"
_WHOSE_OFFICE = re.compile(rf"(?P<office>{OFFICES})(?:是谁|是哪[位个]|叫什么|姓什么|的?(?:名字|姓名))")
_OTHERS = (
    (re.compile(r"年龄|岁数|年纪|几岁|\bhow old\b|\bage of\b", re.IGNORECASE), re.compile(r"\d\s*岁|出生|生于|\d0后")),
    (re.compile(r"(?:面积|占地).{0,6}(?:多大|多少)|how large is"), re.compile(r"亩|平方|公顷")),
    (re.compile(r"邮箱|电子邮件|e-?mail", re.IGNORECASE), re.compile(r"@|邮箱")),
    (re.compile(r"网址|官网|website", re.IGNORECASE), re.compile(r"www|http|\.c[no]|官网|网址")),
    (re.compile(r"电话|热线|手机号|\b(?:tele)?phone|hotline", re.IGNORECASE), re.compile(r"\d{5,}|\d-\d{4,}")),
    (
        re.compile(r"在(?:哪里|哪儿|哪个地方|什么地方|何处)(?:召开|举行|举办|开的)|(?:召开|举行|举办)的?地点"),
        re.compile(r"在[^，。]{2,25}(?:召开|举行|举办|开幕)|地点|会议室|会堂|宾馆|酒店"),
    ),
)

RULES = (
    Rule(
        "how many",
        _HOW_MANY,
        ("产量有多少吨？ → 吨", "一共几个月？ → 个月", "票价多少 → 票价多少", "how many people came"),
        ("哪些人来了？", "这是第几版的报道"),
        "Asks for an amount, mostly with its unit.",
    ),
    Rule(
        "rate",
        _RATE,
        ("复工率是多少？", "占比有多大？", "what percent of villages"),
        ("效率很高", "有多少企业？"),
        "Asks for a share of a hundred.",
    ),
    Rule(
        "share",
        _SHARE,
        ("达到95.5% → 95.5%", "百分之九十五的企业 → 百分之九十五", "七成以上 → 七成"),
        ("95家", "成功"),
        "What a share looks like.",
    ),
    Rule(
        "which place",
        _WHICH_PLACE,
        ("是哪个县？ → 县", "在那个村 → 村"),
        ("哪个部门？",),
        "Asks for a place of one kind, by name.",
    ),
    Rule(
        "any amount",
        _ANY_AMOUNT,
        ("共有3.5万亩 → 3.5万亩", "三十二户 → 三十二户", "paid 20 million yuan"),
        ("一定要", "没有数字"),
        "An amount of whatever unit; a numeral in words needs its unit.",
    ),
    Rule(
        "whose office",
        _WHOSE_OFFICE,
        ("馆长是谁？ → 馆长", "市长叫什么名字？ → 市长"),
        ("谁是先进个人？", "馆长说了什么？"),
        "Asks who holds an office.",
    ),
    *(
        Rule(name, pattern, matches, misses, why)
        for (pattern, _), (name, matches, misses, why) in zip(
            _OTHERS,
            (
                ("age", ("他年龄多大？", "how old is she"), ("多少年了？",), "Asks for an age."),
                ("area", ("占地多少？", "how large is the park"), ("有多少人？",), "Asks for an area."),
                ("mail", ("邮箱是什么？", "the e-mail address"), ("邮局在哪里？",), "Asks for an address of mail."),
                ("site", ("官网是什么？", "its website"), ("网格员是谁？",), "Asks for an address on the net."),
                ("telephone", ("咨询电话是多少？", "the hotline"), ("电力怎么样？",), "Asks for a number to call."),
                ("where held", ("会议在哪里召开？", "举办地点"), ("在哪里工作？",), "Asks where a meeting was held."),
            ),
            strict=True,
        )
    ),
)


def amount(question: str) -> re.Pattern[str] | None:
    """The form of the amount that a question asks for; None when it asks for none."""
    if _RATE.search(question):
        return _SHARE
    found = _HOW_MANY.search(question)
    if not found:
        return None
    unit = "钱" if found["money"] else (found["unit"] or "").lstrip("个") or found["unit"]
    if not unit:
        return _ANY_AMOUNT
    counted = f"[{_COUNTED}]" if unit in _COUNTED else _UNITS.get(unit, re.escape(unit))
    return re.compile(rf"{_AMOUNT}\s*[余多]?[万亿]*{counted}")


def any_amount(pattern: re.Pattern[str]) -> bool:
    """Whether a form that `amount` gave is that of any amount, of whatever unit."""
    return pattern is _ANY_AMOUNT


def office(question: str) -> str | None:
    """The office whose holder is asked for (馆长是谁); None when none is."""
    found = _WHOSE_OFFICE.search(question)
    return found["office"] if found else None


def wanted(question: str) -> re.Pattern[str] | None:
    """What must stand in a sentence that answers the question; None when its form does not say."""
    for asked, given in _OTHERS:
        if asked.search(question):
            return given
    if place := _WHICH_PLACE.search(question):
        return re.compile(rf"[^\W\d{_NO_NAME}]{{1,5}}{place['place']}|(?:到|赴|前往)(?![位达底处期])[^\W\d]{{2}}")
    if held := office(question):
        return re.compile(rf"(?<!副){held}")
    return amount(question)
