"""A question, understood before it is searched: completed from the conversation, its language and what it asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.folding import simplify
from index.terms import is_foreign
from rag.answer import Turn
from rag.follow_up import complete

Language = Literal["zh", "en"]
Kind = Literal["fact", "when", "list", "compare", "credit"]

_CREDIT_WORDS = re.compile(
    r"署名|采写|记者|是谁|是哪[一位个]?|叫什么名?字?|[哪那这]一?[位个名篇条则份]|谁(写|报道)的?|电头|地点|在哪|通讯社|用的|媒体|哪家|哪|报纸"
    r"|第几版|哪一?版|下转|转到|登在|文章|报道|稿子?|消息|新闻|作者|标题|题目|引题|副题|主题|是什么|什么|名字|出自|联系|想|那|的|[？?，。]"
    r"|\b(the|of|is|was|what|who|which|byline|dateline|headline|title|wrote|reported|newspaper|reporter|journalist|article"
    r"|news agency|page|about|on)\b",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "credit",
        re.compile(
            r"署名|采写|记者(是谁|是哪|叫|姓)|[哪那][位个名]记者|谁(写|报道)的|电头|哪家(报纸?|通讯社|媒体)"
            r"|第几版|哪一?版|下转|转到.{0,3}版|引题|副题"
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
    """What was asked: `standalone` can be understood without the conversation, `sought` is what is searched for.

    Of a follow-up, `new` is what was not asked before, and `said` the answer before, so that it is not answered with
    the same sentence again. `also` is searched for besides, where the question was asked in another language.
    """

    text: str
    standalone: str
    sought: str
    language: Language
    kind: Kind
    new: str | None = None
    said: str = ""
    also: str | None = None

    @property
    def plain(self) -> str:
        """The question as it can be understood alone, in simplified characters."""
        return simplify(self.standalone)

    @property
    def asks(self) -> str:
        """The words that say what is wanted, without what went before; in simplified characters."""
        return simplify(self.new or self.standalone)


def understand(text: str, conversation: Sequence[Turn] = ()) -> Question:
    """Read a question in its conversation; `text` must not be blank."""
    text = " ".join(text.split())
    completed = complete(text, conversation)
    kind, sought = _kind(simplify(completed.new or completed.standalone)), completed.sought
    if kind == "credit":
        sought = _CREDIT_WORDS.sub(" ", sought).strip() or sought
    said = conversation[-1].answer if conversation else ""
    return Question(text, completed.standalone, sought, language_of(text), kind, completed.new, said)


def language_of(text: str) -> Language:
    """The language a question is asked in, and answered in."""
    return "en" if is_foreign(text) else "zh"


def _kind(text: str) -> Kind:
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "fact")
