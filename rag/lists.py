"""Lists (并列) in an article: the sentences that belong together with the one that answers best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.sentences import Span, sentence_spans
from rag.candidates import Candidate

LIST_ROOM = 360
PARALLEL, OPENER = 3, 40
_POINTS_BACK = re.compile(r"越是|为此|因此|所以|对此|由此|于是|这(?:一|就|也|是|意味)|此举|其中")
_NUMERALS = "一二三四五六七八九十"
_COUNTED = re.compile(
    rf"(?P<word>[\u4e00-\u9fff]{{2}})(?:了|于|在)?哪(?P<count>[{_NUMERALS}])(?:个方面|大|[点项条类个块])"
)
_NUMBERED = re.compile(r"(?:.{0,12}，)?(?:[一二三四五六七八九十]+(?:要|是|、)|第[一二三四五六七八九十]+[，、])")


def whole_list(best: Candidate) -> list[Candidate]:
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


def counted_list(question: str, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The parallel sentences that begin with the word a question counts (聚焦哪五个方面), if they are as many."""
    asked = _COUNTED.search(question)
    for best in ranked if asked else ():
        if asked and best.text.startswith(asked["word"]):
            chosen = whole_list(best)
            if len(chosen) == _NUMERALS.index(asked["count"]) + 1:
                return chosen
    return []


def with_its_ground(best: Candidate) -> list[Candidate]:
    """The sentence with the one before, when it begins by pointing back to that (越是在这个时候, 为此); else none."""
    spans = sentence_spans(best.article.body)
    at = next((at for at, (start, _) in enumerate(spans) if start == best.start), 0)
    if at == 0 or not _POINTS_BACK.match(best.text) or "\n" in best.article.body[spans[at - 1][1] : best.start]:
        return []
    start, end = spans[at - 1]
    return [replace(best, start=start, end=end), best]


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
