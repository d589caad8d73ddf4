"""Who led an event and who was there, by what the report says each named person does.

Those count who are named in the event's sentences: who chairs, attends, speaks, reports or is met. Who only wrote the
report, is quoted as an authority (习近平总书记重要讲话精神), or could not come, does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.people import Named, mentions
from rag.records.model import Form, Found
from rag.rules import Rule

_CHAIRS = re.compile(r"(?:同志|先生|女士)?(?:出席)?[^，。；、]{0,6}?(?:主持|召集)")
_LEADS = re.compile(
    r"(?:同志|先生|女士)?(?:一行|先后|分别|率[^，。]{0,12}|带队|带领[^，。]{0,30}"
    r"|[^，。、]{0,10}日)?[，]?[^，。、；]{0,8}?"
    r"(?:带队|率|到|赴|深入|来到|走进|前往|检查|调研|督导|察看|考察|视察|走访|慰问|看望|暗访|巡查|"
    r"(?:就|围绕)[^，。；]{2,40}(?:调研|督导|视察)|在[^，。；]{2,30}(?:调研|检查|督导|考察|视察|走访|慰问|暗访))"
)
_LED_BY = re.compile(r"由[^。，；]{0,40}$")
_WROTE = re.compile(
    r"(?:记者|通讯员|编辑|责编|责任编辑|校对|实习生|作者|供图|撰文|摄影|文字|来源|监制|统筹|审核|图片|文/"
    r"|图/)[^，。；）)摄]{0,14}$"
    r"|[（(][^）)]{0,40}(?:记者|通讯员|实习生)[^）)]{0,40}$"
)
_PICTURE = re.compile(r"^\s*(?:摄|供图|/?[摄文图])|^[^，。）)]{0,10}(?:摄(?![影取像])|供图)")
_QUOTED = re.compile(
    r"^[^，。；]{0,60}?(?:精神|论述|思想|批示|指示|讲话要求|的?部署要求|时的讲话|的要求|^.{0,8}安排部署)"
)
_AWAY = re.compile(r"(?:因|由于)[^。；，]{0,20}?(?:未能|不能|无法|未)(?:出席|到会|参加|参会)|请假|缺席")
_ALOOF = "|".join(("习近平", "毛泽东", "邓小平", "马克思", "列宁"))

RULES = (
    Rule(
        "chairs",
        _CHAIRS,
        ("主持召开会议", "同志出席并主持", "副市长主持"),
        ("强调，会议由他", "没有讲话"),
        "What stands after the name of who chairs.",
    ),
    Rule(
        "leads",
        _LEADS,
        ("一行到河西县", "带队检查", "在市第一中学调研", "率市直部门负责人"),
        ("表示感谢", "说，谢谢"),
        "What stands after the name of who leads those that go to look.",
    ),
    Rule(
        "led by",
        _LED_BY,
        ("督导组由市领导", "由"),
        ("由市领导带队，市长", "市长"),
        "What stands before the name of who leads, up to it.",
    ),
    Rule(
        "wrote",
        _WROTE,
        ("（记者", "本报记者 李红 通讯员", "图/"),
        ("记者节那天，市长", "市长"),
        "What stands before the name of who wrote the report, who was there only to do so.",
    ),
    Rule(
        "picture",
        _PICTURE,
        ("摄", " 供图", "/文"),
        ("说，摄影展今天开幕", "主持"),
        "What stands after the name of who took the picture.",
    ),
    Rule(
        "quoted",
        _QUOTED,
        ("重要讲话精神", "关于安全生产的重要论述", "作出的批示"),
        ("主持会议", "强调，要落实"),
        "What stands after the name of an authority, who was not there.",
    ),
    Rule(
        "away",
        _AWAY,
        ("因公出差未能出席", "向会议请假"),
        ("因事先约好才出席", "出席会议"),
        "Who could not come is named, too.",
    ),
)


def leads(form: Form, sentences: Sequence[Found]) -> list[Found]:
    """Who chaired a meeting, or led those who went to look; each with its sentence."""
    found: list[Found] = []
    for at, sentence in enumerate(sentences):
        text = sentence.text
        named = mentions(text)
        for one in named:
            does = text[one.end :]
            if form in ("meeting", "briefing") and _chairs(text, one, named):
                found.append(_found(one, sentence))
            elif form == "inspection" and at < 3 and not _is_aloof(text, one):
                led = _LED_BY.search(text[: one.start]) and re.match(
                    r"(?:、[^，。]{0,40})?(?:分别)?(?:带队|率队|牵头)", does
                )
                if led or _LEADS.match(does) or re.match(r"率|带队|带领", does):
                    found.append(_found(one, sentence))
        if found:
            together = _once([*_beside(text, named, found, sentence), *found])
            return sorted(together, key=lambda one: text.find(one.text))
    return []


def _beside(text: str, named: Sequence[Named], led: Sequence[Found], sentence: Found) -> Iterator[Found]:
    """Those who led with somebody: named just before, joined by 、 or 和."""
    last: Named | None = None
    for one in reversed(named):
        if last and re.fullmatch(r"[、和与][^，。；]{0,24}", text[one.end : last.start]):
            yield _found(one, sentence)
            last = one
        elif any(one.name == who.text for who in led):
            last = one


def _chairs(text: str, one: Named, named: Sequence[Named]) -> bool:
    return bool(_CHAIRS.match(text[one.end :])) and not _is_aloof_quote(text, one)


def present(form: Form, sentences: Sequence[Found]) -> list[Found]:
    """Everyone who is named as being there; nobody of a notice or a campaign."""
    if form in ("notice", "campaign"):
        return []
    return _once([found for sentence in sentences for found in _of(sentence)])


def _of(sentence: Found) -> Iterator[Found]:
    text = sentence.text
    away = [match.start() for match in _AWAY.finditer(text)]
    for one in () if "捐款" in text else mentions(text):
        if not (_is_aloof(text, one) or _wrote(text, one) or _is_away(text, one, away)):
            yield _found(one, sentence)


def _is_aloof(text: str, one: Named) -> bool:
    """Whether somebody is only quoted as an authority."""
    return (one.name in _ALOOF.split("|") and not _CHAIRS.match(text[one.end :])) or _is_aloof_quote(text, one)


def _is_aloof_quote(text: str, one: Named) -> bool:
    return bool(_QUOTED.match(text[one.end :]))


def _wrote(text: str, one: Named) -> bool:
    return bool(_WROTE.search(text[: one.start]) or _PICTURE.match(text[one.end :]))


def _is_away(text: str, one: Named, away: Sequence[int]) -> bool:
    """Whether somebody is among those said to be unable to come: between what ends the clause before and that."""
    return any(one.end <= at and not re.search(r"[；。]|出席\d|、监事", text[one.end : at]) for at in away)


def _found(one: Named, sentence: Found) -> Found:
    return Found(one.name, sentence.start, sentence.end)


def _once(found: Sequence[Found]) -> list[Found]:
    first: dict[str, Found] = {}
    for one in found:
        first.setdefault(one.text, one)
    return list(first.values())
