"""A verdict on each line of an answer: are its words borne out by the words it cites."""

from __future__ import annotations

import re
from dataclasses import replace

from index.article import Article
from index.folding import fold
from index.terms import grams
from rag.answer import Verdict
from rag.candidates import Line
from rag.derived import follows, is_derived
from rag.facts import strange_organisations
from rag.numbers import plain
from rag.people import people

VERDICTS: tuple[Verdict, ...] = ("supported", "partly", "unsupported")
SUPPORTED, PARTLY = 0.9, 0.5
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


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
    numbers = {number.lstrip("0") for number in _NUMBER.findall(plain(ground))}
    if any(number.lstrip("0") not in numbers for number in _NUMBER.findall(plain(fold(line.stated)))):
        return "unsupported"
    if any(name not in ground for name in people(line.stated)) or strange_organisations(line.stated, ground):
        return "unsupported"
    terms = set(grams(line.stated))
    share = len(terms & set(grams(ground))) / max(len(terms), 1)
    return "supported" if share >= SUPPORTED else "partly" if share >= PARTLY else "unsupported"
