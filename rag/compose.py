"""Passages -> the sentences that answer: chosen, joined in reading order, each with the words it quotes.

Nothing is worded that does not stand in an article, apart from what is read off its fields (who wrote it, which day
昨日 was), and that is shown as such. How many sentences: the best one, and a second when it scores nearly as high (of
another article where two things are compared); for a list, the run of parallel sentences (一要…二要…, 聚焦…聚焦…) or
the paragraph that the best one opens.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.article import Article
from index.dates import find_dates
from index.sentences import Span, sentence_spans
from rag.question import Question
from rag.retriever import Hit, Query, Sentence, fuse

CONTEXT = 0.25
NEARLY = 0.12
ROOM, LIST_ROOM = 230, 360
PARALLEL, OPENER = 3, 40
_NUMBERED = re.compile(r"(?:.{0,12}，)?(?:[一二三四五六七八九十]+(?:要|是|、)|第[一二三四五六七八九十]+[，、])")
_RELATIVE = re.compile(r"[昨前今当][日天]")
_HALF_DAY = re.compile(r"上午|下午|晚上?|凌晨|中午|清晨")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with its score (higher is better; see `candidates`)."""

    article: Article
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        """The words of the sentence; of an article that is a headline alone, the headline."""
        return self.article.body[self.start : self.end] or self.article.headline


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the answer and the words it rests on: `article.body[start:end]`."""

    text: str
    article: Article
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The words of the article that are cited."""
        return self.article.body[self.start : self.end]


def candidates(query: Query, hits: Sequence[Hit], newer: Query | None = None, said: str = "") -> list[Candidate]:
    """The sentences of the passages that a query found, best first.

    A sentence's score is fused like a passage's, plus a quarter of its passage's for the context it stands in. A
    follow-up is two queries: what it is about, and `newer`, what is new in it; they count half each. A sentence that
    was `said` in the answer before comes after those that were not. An article that is a headline alone stands with
    its headline.
    """
    found: dict[tuple[str, int], Candidate] = {}
    for hit in hits:
        article = hit.article
        if not article.body:
            own = fuse(query.coverage(article.headline), hit.dense)
            found[article.id, 0] = Candidate(article, 0, 0, own + CONTEXT * hit.fused)
        for one in hit.sentences:
            if (article.id, one.start) not in found:
                own = one.score if newer is None else (one.score + _score(newer, article, one)) / 2
                found[article.id, one.start] = Candidate(article, one.start, one.end, own + CONTEXT * hit.fused)
    return sorted(found.values(), key=lambda candidate: (candidate.text in said, -candidate.score))


def _score(query: Query, article: Article, sentence: Sentence) -> float:
    words = article.body[sentence.start : sentence.end]
    return fuse(query.coverage(words), float(sentence.vector @ query.vector))


def compose(question: Question, ranked: Sequence[Candidate]) -> list[Line]:
    """The lines of the answer, in the order they are to be read. `ranked` must not be empty."""
    best = ranked[0]
    if question.kind == "credit":
        return [_credit(best.article)]
    chosen = (question.kind == "list" and _run(best)) or _choose(ranked, question.kind == "compare")
    lines = [Line(candidate.text, candidate.article, candidate.start, candidate.end) for candidate in chosen]
    return [*_day(best), *lines] if question.kind == "when" else lines


def _choose(ranked: Sequence[Candidate], compare: bool) -> list[Candidate]:
    """The best sentence and, when it scores nearly as high and there is room, the next.

    What is to be compared stands in two articles: there the next is the best of another one.
    """
    best = ranked[0]
    others = [other for other in ranked[1:] if not compare or other.article.id != best.article.id]
    room = LIST_ROOM if compare else ROOM
    chosen = [best]
    if others and others[0].score >= best.score - NEARLY and len(best.text) + len(others[0].text) <= room:
        chosen.append(others[0])
    return sorted(chosen, key=lambda one: (one.article.id != best.article.id, one.article.id, one.start))


def _run(best: Candidate) -> list[Candidate]:
    """The parallel sentences the best one stands among, or the paragraph that it opens; empty when it does neither."""
    spans = sentence_spans(best.article.body)
    if (best.start, best.end) not in spans:
        return []
    at = spans.index((best.start, best.end))
    parallel = _parallel(best.article.body, spans, at)
    if len(parallel) < PARALLEL:
        parallel = _opened_paragraph(best.article.body, spans, at)
    chosen: list[Candidate] = []
    room = LIST_ROOM
    for start, end in parallel:
        room -= end - start
        if room >= 0:
            chosen.append(replace(best, start=start, end=end))
    return chosen


def _parallel(body: str, spans: Sequence[Span], at: int) -> list[Span]:
    """All numbered sentences if the one in question is numbered, else its neighbours that begin with the same word."""
    texts = [body[start:end] for start, end in spans]
    if _NUMBERED.match(texts[at]):
        return [span for span, text in zip(spans, texts, strict=True) if _NUMBERED.match(text)]
    first = last = at
    while first > 0 and texts[first - 1][:2] == texts[at][:2]:
        first -= 1
    while last + 1 < len(texts) and texts[last + 1][:2] == texts[at][:2]:
        last += 1
    return list(spans[first : last + 1])


def _opened_paragraph(body: str, spans: Sequence[Span], at: int) -> list[Span]:
    """The paragraph of a short sentence that opens it (会议指出，要强化……。): the sentences after it say how."""
    start, end = spans[at]
    opens = start == 0 or body[start - 1] == "\n"
    if not opens or end - start > OPENER:
        return []
    stop = body.find("\n", end)
    return [span for span in spans[at:] if stop < 0 or span[1] <= stop]


def _credit(article: Article) -> Line:
    """Who wrote it and where it stands, read off the article's fields; rests on its first sentence."""
    place = "，".join(
        part for part in (article.source, article.issue_date, article.page and f"第{article.page}版") if part
    )
    parts = [f"《{article.headline}》" if article.headline else "", article.byline or "", place]
    if article.continues_on:
        parts.append(f"下转{article.continues_on}")
    start, end = next(iter(sentence_spans(article.body)), (0, 0))
    return Line("；".join(part for part in parts if part) + "。", article, start, end)


def _day(best: Candidate) -> list[Line]:
    """The calendar day that a 昨日 in the sentence stands for, counted from the issue date."""
    for start, end, iso in find_dates(best.text, best.article.issue_date):
        word = best.text[start:end]
        if _RELATIVE.match(word):
            year, month, day = iso.split("-")
            half = _HALF_DAY.match(best.text[end:])
            when = f"{int(year)}年{int(month)}月{int(day)}日{half[0] if half else ''}"
            text = f"{when}（文中“{word}”，报纸日期{best.article.issue_date}）。"
            return [Line(text, best.article, best.start, best.end)]
    return []
