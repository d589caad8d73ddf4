"""What a language model makes of a question before it is searched: a follow-up completed, an English one in Chinese.

The rules (`rag.follow_up`) are what it falls back on, and hold what it says: it may bring in no name and no number that
was not said before. Each is asked once; the last ones are remembered.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.folding import fold
from index.terms import is_foreign
from rag.answer import Turn
from rag.facts import strange_names, strange_numbers
from rag.follow_up import depends
from rag.llm.facts_en import MONTHS
from rag.llm.failures import Failure
from rag.llm.prompt import harmless
from rag.llm.stream import words
from rag.llm.thoughts import END
from rag.question import Question, understand

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from rag.llm.models import Model

WAIT_S = 20.0  # a question is not kept longer from its search
REMEMBERED, TURNS, SAID_CHARS, LONGEST = 500, 4, 300, 200
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_CAPITAL = re.compile(r"(?<!^)\b[A-Z][a-z]+")
# What asks, points and joins, and brings nothing in.
_ASKING = (
    "里上下年月日号的是在了哪些天何时什么候谁吗呢为怎样多少几有没去过来到和与对被把于从向请问那这个位次会要都还也又得"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_COMPLETE = (
    "读者在同一份报纸的问答里接着提问。把最后一个问题改写成不看前文也能懂的完整问题：把“他”“那里”“是哪天”等所指的人、事、地点写出来，"
    "不添加前文没有的内容，不回答问题。用原来的语言，只写改写后的问题。本来就完整的问题照抄。"
)
_TRANSLATE = (
    "把读者的英文问题译成中文，用来检索中国的报纸：人名、地名、机构用报纸上常见的中文写法，"
    "数字照抄。不回答问题，只写译文。"
)


class Interpreter:
    """Reads questions with a model. Safe from any thread."""

    def __init__(self, model: Model) -> None:
        self._model = replace(model, total_s=min(model.total_s, WAIT_S))
        self._known: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._lock = threading.Lock()

    def understand(self, text: str, conversation: Sequence[Turn]) -> Question:
        """The question as the rules read it, where the model does not read it better."""
        asked = understand(text, conversation)
        if conversation and depends(asked.text):
            asked = self._completed(asked, conversation)
        return self._in_chinese(asked) if asked.language == "en" else asked

    def _completed(self, asked: Question, conversation: Sequence[Turn]) -> Question:
        turns = conversation[-TURNS:]
        before = "\n".join(f"问：{turn.question[:SAID_CHARS]}\n答：{turn.answer[:SAID_CHARS]}" for turn in turns)
        given = f"{harmless_lines(before)}\n最后一个问题：{harmless(asked.text)}\n改写："
        whole = self._said(_COMPLETE, given, lambda said: _keeps_to(said, f"{before}\n{asked.text}"))
        if not whole or fold(whole) == fold(asked.text):
            return asked
        alone = understand(whole)
        return replace(alone, text=asked.text, language=asked.language, new=asked.new, said=asked.said)

    def _in_chinese(self, asked: Question) -> Question:
        """An English question with what to search for in Chinese; it is still answered in English."""
        chinese = self._said(_TRANSLATE, harmless(asked.standalone), lambda said: _translates(said, asked.standalone))
        if not chinese:
            return asked
        read = understand(chinese)
        return replace(asked, sought=read.sought, also=asked.sought)

    def _said(self, task: str, given: str, fits: Callable[[str], bool]) -> str:
        """The model's line about what is given, if it fits; empty when it does not, or there is none."""
        key = task, given
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        try:
            said = "".join(words(self._model, _messages(task, given))).rpartition(END)[2].strip().strip("“”\"' ")
        except Failure:
            return ""
        line = said if len(said) <= LONGEST and "\n" not in said and fits(said) else ""
        with self._lock:
            self._known[key] = line
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return line


def harmless_lines(text: str) -> str:
    """Lines, each without signs that would end this part of a chat."""
    return "\n".join(map(harmless, text.split("\n")))


def _messages(task: str, given: str) -> list[BaseMessage]:
    from langchain_core.messages import HumanMessage, SystemMessage

    return [SystemMessage(task), HumanMessage(given)]


def _keeps_to(said: str, before: str) -> bool:
    """Whether a completed question has no name, number or other word of two characters that was not said."""
    if strange_names(said, before) or strange_numbers(said, before):
        return False
    if any(word not in before for word in _CAPITAL.findall(said)):
        return False
    known = {*fold(before), *_ASKING}
    return "  " not in "".join(" " if _HAN.match(one) and one not in known else "." for one in fold(said))


def _translates(said: str, english: str) -> bool:
    """Whether a line is Chinese and has the numbers of the English one, and none but those and its months."""
    asked, found = set(_NUMBER.findall(english)), set(_NUMBER.findall(said))
    months = {str(number) for number, name in enumerate(MONTHS, 1) if name in english.lower()}
    return asked <= found <= asked | months and bool(_HAN.search(said)) and not is_foreign(said)
