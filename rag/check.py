"""Is it so? A verdict on each line of an answer against the words it cites, and whether to answer at all.

Declining compares the best sentence's score (see `compose.candidates`) with what unrelated text would reach. The best
of n unrelated passages scores the higher the more there are, growing with the logarithm of n, so the floor does too.
`python -m benchmarks.floor` fits it on one half of a question file and checks it on the other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from index.article import Article
from index.folding import fold
from index.terms import grams
from rag.answer import Verdict
from rag.candidates import Candidate, Line
from rag.derived import follows, is_derived
from rag.facts import strange_organisations
from rag.people import people
from rag.query import Query
from rag.question import Language, Question
from rag.wanted import wanted

FLOOR: dict[Language, float] = {"zh": 2.04, "en": 1.73}
GROWTH = 0.058
VERDICTS: tuple[Verdict, ...] = ("supported", "partly", "unsupported")
SUPPORTED, PARTLY = 0.9, 0.5
NAMED = 0.5
CLOSE, BEHIND = 10, 0.6
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def worth_answering(ranked: Sequence[Candidate], query: Query, asked: Question) -> bool:
    """Whether the best sentence scores above what unrelated text reaches in an index of this size.

    And whether it, or one that comes close, has what the question asks for, where its form says what that is (see
    `wanted`). An English question shares nothing with a Chinese article but names and numbers: where it has some, the
    article must have half of them (by weight).
    """
    language = asked.language
    if not ranked or ranked[0].score < FLOOR[language] + GROWTH * math.log(max(query.passages, 1)):
        return False
    pattern = wanted(asked.asks) if asked.kind != "credit" else None
    close = (candidate for candidate in ranked[:CLOSE] if candidate.score > ranked[0].score - BEHIND)
    if pattern and not any(pattern.search(fold(candidate.text)) for candidate in close):
        return False
    return language == "zh" or not query.weights or query.coverage(_all_text(ranked[0].article)) >= NAMED


def _all_text(article: Article) -> str:
    """Body and fields: what an article can be held against."""
    fields = (article.headline, article.byline, article.source, article.issue_date, article.event_date, article.page)
    return "\n".join(field for field in (*fields, article.continues_on, article.body) if field)


def verdict(line: Line) -> Verdict:
    """How far a line is borne out by the words it cites and by the article's own fields.

    `unsupported` when a number, person or organisation stands in neither, or under half of its characters do;
    `supported` when nine tenths do, or it can be worked out again from the figures in it.
    """
    if line.text == line.quote:
        return "supported"
    if is_derived(line.text):
        return "supported" if follows(line) else "unsupported"
    ground = fold(f"{line.quote}\n{_all_text(replace(line.article, body=''))}")
    numbers = {number.lstrip("0") for number in _NUMBER.findall(ground)}
    if any(number.lstrip("0") not in numbers for number in _NUMBER.findall(fold(line.stated))):
        return "unsupported"
    if any(name not in ground for name in people(line.stated)) or strange_organisations(line.stated, ground):
        return "unsupported"
    terms = set(grams(line.stated))
    share = len(terms & set(grams(ground))) / max(len(terms), 1)
    return "supported" if share >= SUPPORTED else "partly" if share >= PARTLY else "unsupported"
