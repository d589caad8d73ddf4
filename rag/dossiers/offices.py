"""The office (职务) that a sentence prints with a person: 「市委副书记、市长徐衣显」, 「张斌斌副局长」."""

from __future__ import annotations

import re

from rag.people import OFFICES, Named
from rag.rules import Rule

BEFORE_CHARS, AFTER_CHARS = 80, 8
_HELD = rf"[\u4e00-\u9fff（）()]{{0,28}}(?:{OFFICES})"
_NO_OFFICE = re.compile(r"(?:记者|通讯员|实习生|摄|投递员|志愿者|民警|律师|主持人|专家|学者|老师)$")
BEFORE = Rule(
    "office before a name",
    re.compile(rf"(?:^|(?<=[，。；：:！？“”\s日午、]))(?P<what>{_HELD}(?:[、兼]{_HELD}){{0,4}})$"),
    (
        "26日上午，市委书记、市人大常委会主任 → 市委书记、市人大常委会主任",
        "日前，省水利厅厅长 → 省水利厅厅长",
        "张明、副市长 → 副市长",
    ),
    ("来到会场的",),
    "Offices stand right before the name, joined by 、 where there are several.",
)
AFTER = Rule(
    "office after a name",
    re.compile(rf"^(?P<what>副?(?:{OFFICES}))(?![民们会组团])"),
    ("副局长查看了 → 副局长", "主任表示 → 主任"),
    ("主持会议", "对各科室"),
    "Addressed by name and office.",
)
RULES = (BEFORE, AFTER)
_LEADING = re.compile(
    r"^(?:(?:会议|活动|仪式)?由|据|对|与|和|及|经|受|在|随|陪同|向|给|请|以及|其中|会上|期间|当天|近日|日前|昨日|今日"
    rf"|昨天|今天|同时|此外|记者从|主持召开|按照|根据|[上下]午)+|^.*(?:{OFFICES})[\u4e00-\u9fff]{{2,3}}[和与及]|^.*(?:的|带领|率领|聘请|陪同|会同|邀请|摄)(?=[\u4e00-\u9fff]{{2}})"
)


def office_of(text: str, one: Named) -> str | None:
    """The office that `text` prints with a person it names; None where it prints none, or only a calling (记者)."""
    before = BEFORE.pattern.search(text[max(0, one.start - BEFORE_CHARS) : one.start])
    if before:
        office = _LEADING.sub("", before["what"])
        return None if not office or _NO_OFFICE.search(office) else office
    after = AFTER.pattern.search(text[one.end : one.end + AFTER_CHARS])
    return after["what"] if after else None
