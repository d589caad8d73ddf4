"""The sentences that may answer -> the lines of the answer, in reading order, each with the words it quotes.

Nothing is worded that does not stand in an article, apart from what is read off its fields, its records and its
figures, and that is shown as such. What a record holds is given whole; what can be said in a word stands first, with
its sentence alone after it. How many sentences: the best one, and others whose chance is worth it (of another article
where two things are compared); for a list, the run of parallel sentences (一要…二要…, 聚焦…聚焦…) or the paragraph that
the best one opens; of a table the row that is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.candidates import Candidate, Line
from rag.chaired import meetings_chaired
from rag.credits import credits
from rag.derived import derived
from rag.lists import LIST_ROOM, counted_list, whole_list, with_its_ground
from rag.people import OFFICES, people
from rag.question import Question
from rag.reported import from_record
from rag.short import short_answer
from rag.states import newest_state
from rag.table import cell, of_its_subject, row_asked_for
from rag.tuning import TUNING

SHOWN = 4


def compose(asked: Question, ranked: Sequence[Candidate], answered: float) -> list[Line]:
    """The lines of the answer, in the order they are to be read; none when a record knows that it is not there.

    `ranked` must not be empty; `answered` is the probability that its best sentences answer.
    """
    ranked = of_its_subject(asked, ranked)
    best = ranked[0]
    if asked.kind == "credit":
        return credits(asked.asks, best.article, asked.language)
    if chaired := meetings_chaired(asked, ranked):
        return chaired
    if (reported := from_record(asked, ranked)) is not None:
        return reported
    if row := row_asked_for(asked, ranked):
        first = cell(asked, row[0])
        return [*([first] if first else []), row[0].line]
    if states := newest_state(asked, ranked):
        return states
    whole = counted_list(asked.asks, ranked) or (asked.kind == "list" and whole_list(best)) or with_its_ground(best)
    chosen = whole or (_compared(asked, ranked) if asked.kind == "compare" else _choose(ranked))
    first = derived(asked.asks, best) or _short(asked, best, chosen, answered)
    return [first, best.line] if first else [one.line for one in chosen]


def _short(asked: Question, best: Candidate, chosen: Sequence[Candidate], answered: float) -> Line | None:
    """What was asked for in a word or two, unless the sentences chosen leave doubt about it.

    They do when they give different words; an English question's, found by meaning alone, as soon as there are two.
    """
    words = {line.text for one in chosen if (line := short_answer(asked, one, answered))}
    if len(words) > 1 or (asked.language == "en" and len(chosen) > 1):
        return None
    return short_answer(asked, best, answered)


def _choose(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence and, as long as their chance is worth it and there is room, the next ones."""
    chosen = [ranked[0]]
    for one in ranked[1:SHOWN]:
        if one.chance >= TUNING.next_sentence and sum(len(each.text) for each in (*chosen, one)) <= TUNING.room:
            chosen.append(one)
    return _in_order(chosen)


def _compared(asked: Question, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence and the best of another article: one that names whom the first leaves out, if any does."""
    best = ranked[0]
    others = [other for other in ranked if other.article.id != best.article.id]
    sides = {
        *re.findall(OFFICES, asked.asks),
        *(name for one in ranked for name in people(one.text) if name in asked.asks),
    }
    missing = {side for side in sides if side not in best.text}
    naming = [other for other in others if any(side in other.text for side in missing)]
    other = next(iter(naming or others), None)
    near = other is not None and (naming or other.chance >= TUNING.next_sentence)
    if other is None or not near or len(best.text) + len(other.text) > LIST_ROOM:
        return _choose(ranked)
    return _in_order([best, other])


def _in_order(chosen: list[Candidate]) -> list[Candidate]:
    """As they are read: the best one's article first."""
    best = chosen[0].article.id
    return sorted(chosen, key=lambda one: (one.article.id != best, one.article.id, one.start))
