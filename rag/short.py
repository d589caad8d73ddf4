"""The short answer that stands before its sentence: the day, the number, the person that was asked for.

It is given only where the sentence leaves no doubt which one it is: there is just one of its kind that the question
does not name itself, or one stands clearly nearest to the question's words.
"""

from __future__ import annotations

import re

from index.dates import find_dates
from index.folding import fold
from rag.candidates import Candidate, Line
from rag.derived import counted_day
from rag.numbers import plain
from rag.people import people
from rag.query import Query
from rag.question import Question
from rag.wanted import amount, office

AROUND = 14
CLEARLY = 1.5
_RELATIVE = re.compile(r"[昨前今当][日天]")
_TIME = re.compile(r"(?:上午|下午|晚上?|凌晨|中午|清晨)?(?:\d{1,2}[时点:：](?:\d{1,2}分?)?)?")
_YEAR = re.compile(r"哪一?年|(?:what|which) year", re.IGNORECASE)
_WHO = re.compile(r"谁|哪[一]?位|何人|什么人|\bwho\b", re.IGNORECASE)
_ONE = re.compile(r"哪[些几两三]|都有|分别|\band\b", re.IGNORECASE)


def short_answer(asked: Question, best: Candidate, query: Query) -> Line | None:
    """What was asked for in a word or two; None when the sentence has to speak for itself."""
    text: str | None = None
    if asked.kind == "when":
        text = _day(asked.plain, best)
    elif pattern := amount(asked.asks):
        text = _number(pattern, asked.plain, best.text, query)
    elif _WHO.search(asked.asks) and not _ONE.search(asked.asks):
        text = _person(asked.plain, best.text, office(asked.asks))
    return Line(f"{text}。", best.article, best.start, best.end, short=True) if text else None


def _day(question: str, best: Candidate) -> str | None:
    """The day, when the sentence names one alone; 昨日 and the like counted from the issue date."""
    issued = best.article.issue_date
    named = {iso for start, _, iso in find_dates(question, issued) if not _RELATIVE.match(question, start)}
    found = [mention for mention in find_dates(best.text, issued) if mention[2] not in named]
    if _YEAR.search(question):
        found = [mention for mention in found if "年" in best.text[mention[0] : mention[1]]]
    if not found or (len({iso for _, _, iso in found}) > 1 and not _RELATIVE.match(best.text[found[0][0] :])):
        return None
    start, end, iso = found[0]
    time = _TIME.match(best.text, end)
    word, hour = best.text[start:end], time[0] if time else ""
    if not _RELATIVE.match(word):
        return f"{word}{hour}"
    return counted_day(iso, hour, word, issued) if issued else None


def _number(pattern: re.Pattern[str], question: str, sentence: str, query: Query) -> str | None:
    """The amount that stands nearest to the question's words, with its unit."""
    folded = fold(sentence)
    found = [match for match in pattern.finditer(folded) if plain(match[0]) not in plain(fold(question))]
    if len({match[0] for match in found}) == 1:
        return sentence[found[0].start() : found[0].end()]
    near = sorted(((_nearness(match, folded, query), match) for match in found), key=lambda one: -one[0])
    if len(near) > 1 and near[0][0] > CLEARLY * near[1][0]:
        return sentence[near[0][1].start() : near[0][1].end()]
    return None


def _nearness(match: re.Match[str], folded: str, query: Query) -> float:
    """The share of the question's terms in the clause of the match and shortly around it."""
    before = folded[max(0, match.start() - AROUND) : match.start()]
    after = re.split(r"[，。；、]", folded[match.end() : match.end() + AROUND])[0]
    return query.coverage(re.split(r"[，。；]", before)[-1] + " " + after)


def _person(question: str, sentence: str, office: str | None) -> str | None:
    """The one person the sentence names and the question does not; who holds an office, where that is asked for."""
    found = [name for name in people(sentence) if name not in question]
    if office:
        found = [
            name
            for name in found
            if re.search(rf"(?<!副){office}[、：]?{name}|{name}[，、]?[任是为]?{office}", sentence)
        ]
    return found[0] if len(found) == 1 else None
