"""The page's first lines."""

from __future__ import annotations

import html

from rag import QA, Language
from web.words import WORDS


def header(qa: QA, language: Language) -> str:
    """The page's first lines: what this is, what it holds and how it answers."""
    words, status = WORDS[language], qa.status()
    many = len(status.sources) > 2
    papers = words["papers"].format(n=len(status.sources)) if many else html.escape("、".join(status.sources))
    articles = words["one"] if status.articles == 1 else words["articles"].format(n=status.articles)
    days = " – ".join(dict.fromkeys(day for day in (status.first_date, status.last_date) if day))
    state = [papers, articles, days, words.get(status.mode, status.mode)]
    line = " · ".join(f"<span>{part}</span>" for part in state if part)
    loading = "" if qa.ready else f" · <span class='loading'>{words['loading']}</span>"
    title = f"<h1>报问 <small>Baowen</small></h1><p class='tagline'>{words['tagline']}</p>"
    return f"{title}<p class='state' role='status'>{line}{loading}</p>"
