"""Follow-up questions, completed from the conversation so that they can be searched for.

他 becomes the person asked about before; 「那下午呢？」 the question before, with its 上午 changed; 「它」 the short
answer before. What is left open still is completed by putting in front what the conversation is about - the last
question that can be understood alone - and the answer before when short. So is a question too short to name anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer import Turn
from rag.courtesy import courtesy
from rag.people import NAME, people
from rag.places import places

SHORT_ANSWER = 40
TURNS = 6
_DEPENDS = re.compile(
    r"^(那|还有(?=谁|哪|什么|别|其|吗|呢|多少.{0,3}[？?]?$)|然后|另外|其中|同一天|当时|当天|这|该)|(?<!其)[他她它]们?|这(次|个|些|家|位|篇|场|项)"
    r"|那(次|个|些|家|位|场|边|儿|里|篇|项)|呢[？?]?$|^第[一二三四五六七八九十]+[条点项个]|^(哪些|谁|还有谁).{0,8}[？?]?$"
    r"|^(and|what about|how about)\b|\b(he|she|it|they|him|her|them|his|its|their|there|that|those|these|one)\b",
    re.IGNORECASE,
)
# Asks, and names nothing of its own: 投资多少, 是哪天？, Who else?
_BARE = re.compile(
    r"^(?=.*(?:谁|什么|哪|几|多少|多[长大久高]|怎|为何|何时|吗))[\u4e00-\u9fff]{2,7}[？?。]?$"
    r"|^(?:who|what|when|where|why|how)(?: \w+){0,2}\?*$",
    re.IGNORECASE,
)
_MARKED = re.compile(r"\[\d+\]\s*$", re.MULTILINE)  # a line of an answer, with its citation
_HE = re.compile(r"(?<!其)[他她](?!们|人)")
_IT = re.compile(r"(?<!其)它(?!们)")
_NAMED = re.compile(r"叫什么|哪[家个条所座座项种]|什么名|名称|[^\w]是什么")
_HE_EN = re.compile(r"\b(?:he|she|him)\b", re.IGNORECASE)
_HIS_EN = re.compile(r"\b(?:his|her)\b", re.IGNORECASE)
_THERE = re.compile(r"\bthere\b(?! (?:is|are|was|were))", re.IGNORECASE)
_PERSON_EN = re.compile(r"(?:(?:Mayor|Secretary|President|Director|Mr\.?|Ms\.?|Dr\.?) )?[A-Z][a-z]+(?: [A-Z][a-z']+)+")
_ABOUT = re.compile(
    rf"(?:^|(?<=[，。？！：、“”\s日午天晚长记任席理]))(?P<name>{NAME})(?=[去到在是的对都还也为讲说提看给\d]|主持|出席|强调|要求|指出|暗访|走)"
)
_ELLIPSIS = re.compile(r"^(?:那么?|还有|同一天|当天)?的?(?P<what>.{1,12}?)呢[？?]?$")
_SLOTS = tuple(
    re.compile(pattern)
    for pattern in (
        "上午|中午|下午|晚上",
        r"(?:\d{1,2}月)?\d{1,2}[日号]",
        "第[一二三四五六七八九十]+",
        rf"(?<![\u4e00-\u9fff]){NAME}(?=$|[去到在是的对主出强要])",
    )
)


@dataclass(frozen=True, slots=True)
class Completed:
    """A question as it can be understood alone, what to search for, and what is `new` in it where that is less."""

    standalone: str
    sought: str
    new: str | None = None


def complete(text: str, conversation: Sequence[Turn]) -> Completed:
    """The question completed; as it is when it can already be understood, or nothing went before."""
    turns = [turn for turn in conversation if not courtesy(turn.question)][-TURNS:]
    if not turns or not depends(text):
        return Completed(text, text)
    last, about = turns[-1], _about(turns)
    if changed := _changed(text, about):
        return Completed(changed, changed)
    resolved = _resolved(text, turns)
    parts = (about, _short(last.answer), resolved or text)
    sought = " ".join(part for part in parts if part)
    return Completed(resolved or sought, sought, resolved or text)


def depends(text: str) -> bool:
    """Whether a question can't be understood without what went before."""
    bare = _BARE.search(text) and not people(text) and not places(text)
    return bool(bare or _DEPENDS.search(text))


def _about(turns: Sequence[Turn]) -> str:
    """What a conversation is about: its last question that can be understood alone, with what was changed in it."""
    about = turns[0].question.strip()
    for turn in turns[1:]:
        asked = turn.question.strip()
        about = (_changed(asked, about) or about) if depends(asked) else asked
    return about


def _resolved(text: str, turns: Sequence[Turn]) -> str | None:
    """With each pronoun replaced by whom or what was asked about before; None when one stays open."""
    last = turns[-1]
    person, short = next(filter(None, map(_person, reversed(turns))), None), _short(last.answer)
    resolved = text
    it = short if _NAMED.search(last.question) else None
    for pronoun, meant in ((_HE, person), (_HE_EN, person), (_HIS_EN, person and f"{person}'s"), (_IT, it)):
        if pronoun.search(resolved):
            if not meant:
                return None
            resolved = pronoun.sub(_literal(meant), resolved, count=1)
    if _THERE.search(resolved) and short:
        resolved = _THERE.sub(_literal(f"in {short}"), resolved)
    return resolved if resolved != text else None


def _literal(text: str) -> str:
    """A replacement that is taken as it is."""
    return text.replace("\\", r"\\")


def _person(turn: Turn) -> str | None:
    """The person a turn was about: named in the question, else in the answer."""
    if found := _PERSON_EN.search(turn.question):
        return found[0]
    named = [match["name"] for match in _ABOUT.finditer(turn.question)] or people(turn.question) or people(turn.answer)
    short = _short(turn.answer)
    return named[0] if named else short if re.fullmatch(NAME, short) else None


def _changed(text: str, question: str) -> str | None:
    """The question before with what the new one names in place of what it named; None when they name other things."""
    found = _ELLIPSIS.match(text)
    if not found:
        return None
    for slot in _SLOTS:
        new, old = slot.search(found["what"]), slot.search(question)
        if new and old:
            return question[: old.start()] + new[0] + question[old.end() :]
    return None


def _short(answer: str) -> str:
    """The first line of an answer that is cited, when it is short; of one without citations, its first line."""
    lines = answer.strip().split("\n")
    first = next(filter(_MARKED.search, lines), lines[0])
    line = re.sub(r"(?<!\s)\s*\[\d+\]", "", first)
    return line if len(line) <= SHORT_ANSWER else ""
