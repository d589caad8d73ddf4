"""Article -> passages: whole sentences up to a length, overlapping by whole sentences, never across two articles."""

from __future__ import annotations

from langchain_text_splitters import RecursiveCharacterTextSplitter

from index.article import Article, Passage
from index.sentences import Span, sentence_spans


def cut_passages(article: Article, size: int, overlap: int) -> list[Passage]:
    """Passages of about `size` characters; the last sentences of one, up to `overlap` characters, open the next.

    A sentence longer than `size` is cut at its commas. An article without a body gives one empty passage, so that its
    headline can be found.
    """
    if not article.body:
        return [_passage(article, 0, 0)]
    spans = [piece for span in sentence_spans(article.body) for piece in _pieces(article.body, span, size)]
    passages: list[Passage] = []
    first = 0
    while first < len(spans):
        last = _last_within(spans, first, size)
        passages.append(_passage(article, spans[first][0], spans[last][1]))
        if last + 1 == len(spans):
            break
        first = _overlap_from(spans, first, last, size, overlap)
    return passages


def _passage(article: Article, start: int, end: int) -> Passage:
    return Passage(f"{article.id}:{start}-{end}", article.id, start, end, article.body[start:end])


def _last_within(spans: list[Span], first: int, size: int) -> int:
    last = first
    while last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= size:
        last += 1
    return last


def _overlap_from(spans: list[Span], first: int, last: int, size: int, overlap: int) -> int:
    """The sentence the next passage begins with: as far back as `overlap` allows, and the next sentence still fits."""
    begin, new = last + 1, spans[last + 1]
    while (
        begin - 1 > first and spans[last][1] - spans[begin - 1][0] <= overlap and new[1] - spans[begin - 1][0] <= size
    ):
        begin -= 1
    return begin


def _pieces(body: str, span: Span, size: int) -> list[Span]:
    start, end = span
    if end - start <= size:
        return [span]
    splitter = RecursiveCharacterTextSplitter(
        separators=["；", "，", "、", " ", ""],
        keep_separator="end",
        chunk_size=size,
        chunk_overlap=0,
        strip_whitespace=False,
    )
    pieces: list[Span] = []
    for chunk in splitter.split_text(body[start:end]):
        pieces.append((start, start + len(chunk)))
        start += len(chunk)
    return pieces
