"""Articles with what was corrected of them later, and answers that quote them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from index import kept
from index.article import Article
from index.schema import Filters
from index.store import Store
from rag.answer import Answer, Citation
from rag.corrections import Correction, attached
from rag.question import Language
from rag.readings import VERSION, Reading
from rag.wording import title

_KEPT = '"corrections": [{'  # of a reading that has some
_SAID: dict[Language, str] = {"zh": "更正（{day}见报）：", "en": "Corrected later ({day}): "}
_SAID_UNDATED: dict[Language, str] = {"zh": "更正：", "en": "Corrected later: "}


class Corrections:
    """Which articles of a store were corrected; looked up anew when it has changed. Safe from any thread."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock = threading.Lock()
        self._found: tuple[int, Mapping[str, Sequence[Correction]]] = (-1, {})

    def of(self, article_id: str) -> Sequence[Correction]:
        """What was corrected of an article, oldest first."""
        return self._all().get(article_id, ())

    def attach(self, answer: Answer, language: Language) -> Answer:
        """An answer with the corrections of what it quotes, a line and a citation each."""
        known = self._all()
        about = [
            one for citation in answer.citations for one in known.get(citation.article_id, ()) if _hits(one, citation)
        ]
        new = [one for one in dict.fromkeys(about) if not _is_cited(one, answer)]
        if not new:
            return answer
        articles = self.store.articles_of_ids([one.article_id for one in new])
        first = max(citation.marker for citation in answer.citations) + 1
        cited = [_citation(at, one, articles[one.article_id]) for at, one in enumerate(new, first)]
        lines = [f"{_said(one, language)}{one.quote}[{one.marker}]" for one in cited]
        return replace(answer, answer="\n".join([answer.answer, *lines]), citations=(*answer.citations, *cited))

    def _all(self) -> Mapping[str, Sequence[Correction]]:
        with self._lock:
            generation = self.store.generation
            if self._found[0] == generation:
                return self._found[1]
            found = self._looked_up()
            if kept.is_whole(self.store, VERSION):  # else there may be more in a moment
                self._found = generation, found
            return found

    def _looked_up(self) -> Mapping[str, Sequence[Correction]]:
        texts = kept.holding(self.store, VERSION, _KEPT)
        corrections = [one for text in texts for one in Reading.from_text(text).corrections]
        return attached(corrections, self._candidates(corrections)) if corrections else {}

    def _candidates(self, corrections: Sequence[Correction]) -> Iterator[Article]:
        """The articles of the days that are named or, where one names none, all."""
        days = {one.day for one in corrections}
        if None in days:
            return self.store.articles()
        return chain.from_iterable(self.store.articles(Filters(None, day, day)) for day in days)


def _hits(one: Correction, citation: Citation) -> bool:
    """Whether what is quoted has the wrong words in it, or may have."""
    return one.wrong is None or one.wrong in citation.quote


def _is_cited(one: Correction, answer: Answer) -> bool:
    return any(
        citation.article_id == one.article_id and citation.start < one.end and one.start < citation.end
        for citation in answer.citations
    )


def _citation(marker: int, one: Correction, article: Article) -> Citation:
    page, quote = article.page_at(one.start), article.body[one.start : one.end]
    return Citation(
        marker, article.id, title(article), article.source, article.issue_date, page, quote, one.start, one.end
    )


def _said(citation: Citation, language: Language) -> str:
    return _SAID[language].format(day=citation.date) if citation.date else _SAID_UNDATED[language]
