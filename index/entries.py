"""Articles -> entries: cut into passages and sentences, and encoded, many at once, which the model does fastest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from index.article import Article
from index.encoder import Encoder
from index.folding import simplify
from index.passages import cut_passages
from index.rows import searched_text
from index.schema import Entry, FloatArray, Manifest
from index.sentences import sentence_spans
from index.writer import digest

Known = Callable[[list[int]], dict[int, FloatArray]]


def make_entries(articles: Sequence[Article], manifest: Manifest, encoder: Encoder, known: Known) -> Iterator[Entry]:
    """An entry for each article; only texts whose vectors `known` doesn't have are encoded."""
    passages = [cut_passages(article, manifest.passage_chars, manifest.overlap_chars) for article in articles]
    sentences = [sentence_spans(article.body) for article in articles]
    texts: list[list[str]] = []
    for article, cut, spans in zip(articles, passages, sentences, strict=True):
        own = [searched_text(article, passage.text) for passage in cut]
        texts.append([simplify(text) for text in [*own, *(article.body[start:end] for start, end in spans)]])
    digests = [[digest(text) for text in own] for own in texts]
    vectors = _vectors(
        [text for own in texts for text in own], [one for made in digests for one in made], encoder, known
    )
    at = 0
    for article, cut, spans, made in zip(articles, passages, sentences, digests, strict=True):
        yield Entry(article, cut, spans, made, vectors[at : at + len(made)])
        at += len(made)


def _vectors(texts: Sequence[str], digests: Sequence[int], encoder: Encoder, known: Known) -> FloatArray:
    """A vector a text, (len(texts), dimension); what stands there twice is encoded once."""
    found = known(list(dict.fromkeys(digests)))
    new = {one: text for one, text in zip(digests, texts, strict=True) if one not in found}
    found.update(zip(new, encoder.documents(list(new.values())), strict=True))
    return np.stack([found[one] for one in digests])
