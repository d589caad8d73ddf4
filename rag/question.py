"""A question, understood before it is searched: completed from the conversation, its language and what it asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.terms import is_foreign
from rag.answer import Turn

Language = Literal["zh", "en"]
Kind = Literal["fact", "when", "list", "compare", "credit"]

SHORT_ANSWER = 40
_DEPENDS = re.compile(
    r"^(那|还有|然后|另外|其中|同一天|当时|当天|这|该)|(?<!其)[他她它]们?|这(次|个|些|家|位)|那(次|个|些|家|位|场|边|儿|里)|呢[？?]?$"
    r"|^(and|what about|how about)\b|\b(he|she|it|they|him|her|them|his|its|their|there|that|those|these|one)\b",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "credit",
        re.compile(
            r"署名|采写|记者(是谁|是哪|叫|姓)|[哪那][位个名]记者|谁(写|报道)的|电头|哪家(报纸?|通讯社|媒体)"
            r"|第几版|哪一?版|下转|转到.{0,3}版"
            r"|(文章|报道|稿子?|消息|[那这]篇).{0,8}(作者|标题|题目|出自)"
            r"|byline|dateline|headline|who (wrote|reported)"
            r"|(which|what) (newspaper|reporter|journalist|news agency|page)",
            re.IGNORECASE,
        ),
    ),
    (
        "when",
        re.compile(
            r"什么时候|何时|哪[一]?[天日年月]|哪个月|几[号月日]|日期|什么日子"
            r"|\bwhen\b|(what|which) (date|day|time|year|month)",
            re.IGNORECASE,
        ),
    ),
    (
        "compare",
        re.compile(
            r"分别|各自|各有|相比|对比|比较|[哪这]两[场次]|\b(compare|respectively|each of the two)\b", re.IGNORECASE
        ),
    ),
    (
        "list",
        re.compile(
            r"哪些|哪[几两三四五六七八九十]|都有|列出|有什么(要求|措施|内容|做法)|几[条点项块件类]|[两三四五六七八九十][条项块件类点]"
            r"|(what|which) \w+ (were|are|did|does)|\blist\b",
            re.IGNORECASE,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, and what to search for: `standalone` can be understood without the conversation.

    `said` is the answer before, so that a follow-up is not answered with the same sentence again.
    """

    text: str
    standalone: str
    language: Language
    kind: Kind
    said: str = ""


def understand(text: str, conversation: Sequence[Turn] = ()) -> Question:
    """Read a question in its conversation; `text` must not be blank."""
    text = " ".join(text.split())
    standalone = text
    said = conversation[-1].answer if conversation else ""
    if conversation and _DEPENDS.search(text):
        last = conversation[-1]
        standalone = " ".join(part for part in (last.question.strip(), _short(last.answer), text) if part)
    return Question(text, standalone, "en" if is_foreign(text) else "zh", _kind(text), said)


def _kind(text: str) -> Kind:
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "fact")


def _short(answer: str) -> str:
    line = re.sub(r"\s*\[\d+\]", "", answer.strip().split("\n")[0])
    return line if len(line) <= SHORT_ANSWER else ""
