"""What to ask next (追问): questions on the articles that an answer cites or comes nearest to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import islice

from index.article import Article
from rag.answer import Answer
from rag.examples import questions_about
from rag.question import Language

TRIED = 8

Ask = Callable[[str], Answer]
Read = Callable[[str], Article | None]


def suggestions(
    answer: Answer, asked: Collection[str], language: Language, ask: Ask, read: Read, count: int = 3
) -> list[str]:
    """Up to `count` questions that were not asked yet; each was asked, is answered, and by other words."""
    said = _cited(answer)
    found: list[str] = []
    for question in islice(_candidates(answer, language, read), TRIED):
        if len(found) == count:
            break
        if question in asked or question in found:
            continue
        reply = ask(question)
        if not reply.abstained and not _cited(reply) <= said:
            found.append(question)
    return found


def _candidates(answer: Answer, language: Language, read: Read) -> Iterator[str]:
    """Questions about the cited articles, then about those of the best passages, one an article at a time."""
    ids = dict.fromkeys([one.article_id for one in answer.citations] + [one.article_id for one in answer.passages[:5]])
    waiting = [list(questions_about(article, language)) for article in map(read, ids) if article]
    for turn in range(max(map(len, waiting), default=0)):
        yield from (questions[turn] for questions in waiting if turn < len(questions))


def _cited(answer: Answer) -> set[tuple[str, int, int]]:
    return {(one.article_id, one.start, one.end) for one in answer.citations}
