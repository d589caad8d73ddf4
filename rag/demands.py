"""Measures and demands (措施与要求) in a report: what is to be done, and by whom.

Reports quote what leaders ask for after 强调, 要求, 希望 and the like, and then go on in the same paragraph, mostly
with 要; a paragraph may also be one point of a numbered list (二要……). Narration between them (在……现场, 会议听取了……)
is no demand, and neither is what somebody only states (指出，当前……).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.sentences import sentence_spans
from rag.rules import Rule

_DOERS = (
    "党委|政府|部门|单位|企业|机关|人员|干部|机构|委员会|社区|学校|医院|负责人|各级|各地|各县（市）区"
    "|乡镇|街道|群众|党员"
)
_ASKED = re.compile(r"(?:强调|(?<!的)要求|提出|希望|叮嘱|责成)(?!了?[。；]|的)[，：:]?(?!意见|建议)(?P<what>[^。]{6,})")
_STATED = re.compile(r"(?:指出|认为|表示)[，：:]?(?P<what>[^。]{4,})")
_NUMERAL = "[一二三四五六七八九十]+"
_NUMBERED = re.compile(rf"^(?:{_NUMERAL}(?:要|是|、)|第{_NUMERAL}[，、]|[（(](?:{_NUMERAL}|\d+)[）)])")
_TO_DO = re.compile(
    r"^(?:要|各级|各地|各部门|聚焦|坚持|强化|加强|确保|严格|深化|推进|推动|落实|做好|抓好|加快|围绕|突出|完善|健全|加大|提升|提高|持续|积极|认真|着力)"
    r"|[^，]{2,40}[，]?(?:既|都|也)?(?:(?<![重主首紧必需])要(?![求点素])|必须)"
)
_NARRATED = re.compile(
    r"^(?:会议|目前|截至|当前|据|昨|今[天日]|近|在.{2,30}[，]|记者|连日来|期间|每到)|听取了|了解到|出席|满意|汇报。?$"
)
_MEETING_SAID = re.compile(r"^(?:会议|全会|大会)(?:还|并)?(?:强调|指出|要求|提出|认为)")
_STATE = re.compile(r"是|正在|已经?|了[，。]|存在")
_OWN_CLAUSE = re.compile(r"(?:^|(?<=，))要(?![求点素])")
_SUBJECT = re.compile(
    rf"(?:^|，)(?:针?对)?(?P<who>[^，。]{{0,30}}?(?:{_DOERS}))(?:既|都|也|，[^。]{{0,40}}?)?要(?![求点素])"
)
_OBJECT = re.compile(
    rf"(?:要求|叮嘱|希望|责成|督促|号召|指示)(?P<who>[^，。；、]{{0,12}}?(?:工作人员|{_DOERS})(?!工作人员))"
)

RULES = (
    Rule(
        "asked",
        _ASKED,
        ("王小明强调，要压实防汛责任 → 要压实防汛责任", "会议要求：各地尽快开工 → 各地尽快开工"),
        ("代表们提出了。", "上级的要求很高，我们都明白", "提出意见建议三十条"),
        "What leaders ask for follows 强调, 要求, 希望 and the like.",
    ),
    Rule(
        "stated",
        _STATED,
        ("李强指出，春耕已全面展开 → 春耕已全面展开", "专家认为这项技术可行 → 这项技术可行"),
        ("指出。", "会议召开"),
        "What somebody states may ask for something, which the words then have to show.",
    ),
    Rule(
        "numbered",
        _NUMBERED,
        ("二要加快进度", "三是补齐短板", "第一，查清底数", "（2）逐户登记"),
        ("十分重视", "一些企业"),
        "A point of a list is a demand whatever its words.",
    ),
    Rule(
        "to do",
        _TO_DO,
        ("加强巡查值守", "各部门要各司其职", "干部必须在岗"),
        ("重要的是人", "这一要求已经落实", "需要三天"),
        "A demand begins with what is to be done, or has 要 or 必须 after its subject.",
    ),
    Rule(
        "narrated",
        _NARRATED,
        ("会议还研究了其他事项", "在市第二中学，他看了教室", "听取了汇报"),
        ("要加强管理", "严格值班值守"),
        "What was done, where and when, asks for nothing.",
    ),
    Rule(
        "said by a meeting",
        _MEETING_SAID,
        ("会议强调，安全第一", "全会提出了目标"),
        ("会议召开", "他在会议上强调"),
        "After it each sentence of the paragraph is a point.",
    ),
    Rule(
        "state",
        _STATE,
        ("形势是严峻的", "工程已完工", "还存在短板"),
        ("加快建设", "抓好春耕"),
        "How things are is no demand.",
    ),
    Rule(
        "own clause",
        _OWN_CLAUSE,
        ("时间很紧，要抓紧施工", "要管好水"),
        ("重要的事", "按要求办"),
        "要 that opens a clause.",
    ),
    Rule(
        "subject",
        _SUBJECT,
        ("各乡镇要守住底线 → 各乡镇", "会后，宣传部门要跟进 → 宣传部门"),
        ("我们要努力", "部门很多"),
        "Who is to do it stands before 要.",
    ),
    Rule(
        "object",
        _OBJECT,
        ("要求施工单位日夜赶工 → 施工单位", "叮嘱现场工作人员注意安全 → 现场工作人员"),
        ("要求尽快完成",),
        "Who is to do it stands after 要求, 叮嘱 and the like.",
    ),
)


@dataclass(frozen=True, slots=True)
class Demand:
    """What is to be done, who is to do it where the text says so, and its sentence: `body[start:end]`."""

    text: str
    target: str | None
    start: int
    end: int


def demands(body: str) -> Iterator[Demand]:
    """The demands of a report, in reading order."""
    said = pointwise = False
    reached = 0
    for start, end in sentence_spans(body):
        if "\n" in body[reached:start]:
            said = pointwise = False
        reached = end
        sentence = body[start:end].rstrip("。；！")
        pointwise = pointwise or bool(_NUMBERED.match(sentence) or _MEETING_SAID.match(sentence))
        opened = _ASKED.search(sentence) or _STATED.search(sentence)
        for part, text in _asked(sentence) if opened else [(sentence, sentence)]:
            if _is_demand(text, bool(opened), said, pointwise):
                own = _OWN_CLAUSE.search(text)
                yield Demand(text[own.start() :] if own else text, _target(part, text), start, end)
        said = said or bool(opened)


def _asked(sentence: str) -> Iterator[tuple[str, str]]:
    """What stands after 强调 and the like; each part between semicolons may ask for something of its own."""
    parts = sentence.split("；")
    for part in parts if len(parts) > 1 and all(map(_ASKED.search, parts)) else [sentence]:
        if asked := _ASKED.search(part) or _STATED.search(part):
            yield part, asked["what"]


def _is_demand(text: str, opened: bool, said: bool, pointwise: bool) -> bool:
    """Whether a sentence, or what it says somebody said, asks for something.

    What is said needs 要 or begins with what is to be done, for leaders also state how things are. In a list of
    points every sentence of the paragraph is one, if it does not narrate.
    """
    if opened:
        return bool(_OWN_CLAUSE.search(text) or (_TO_DO.search(text) and "是" not in text) or not _STATE.search(text))
    return bool(_NUMBERED.match(text)) or (
        (pointwise or (said and bool(_TO_DO.search(text)))) and not _NARRATED.search(text)
    )


def _target(part: str, text: str) -> str | None:
    found = _OBJECT.search(part) or _SUBJECT.search(text)
    return found["who"].strip() if found else None
