"""Which articles a question is about, where its words say: 「2月25日的报纸」, 「《晚报》上」, 「杜玲写了哪些」.

Only what names an issue, a newspaper of the index or a reporter's own work narrows the search. A day that something
happened on does not: the report stands in another day's paper (see `premise`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.article import Article
from index.dates import find_dates
from index.schema import Filters
from index.store import Store
from rag.people import NAME

_PRINTED = r"报纸?|日报|晚报|头版|第?[一二三四五六七八九\d]{1,3}版|见报|出版|刊登|issue\b|paper\b|front page"
_ISSUE_WORDS = re.compile(_PRINTED)
_ISSUE = re.compile(rf"^(?:出版|见报)?(?:的|那[天期]的?|这[天期]的?)?(?:{_PRINTED})")
_WRITTEN = re.compile(
    rf"(?:^|记者|(?<=[，。？！：、\s]))(?P<name>{NAME})(?:写|采写|报道|发表?)(?:了|过|的)?.{{0,2}}"
    r"(?:哪|什么|多少|几|都|所有|全部|新闻|报道|稿子?|文章|[那这])?.{0,6}(?:[？?]|$|讲了|说了|写了|是什么)"
)
LISTED = 20


def narrowed(question: str, store: Store, given: Filters | None) -> Filters | None:
    """The filters given, and what the question itself narrows where nothing was given for it."""
    filters = given or Filters()
    if not filters.date_from and not filters.date_to and (day := _issue_date(question, store)):
        filters = replace(filters, date_from=day, date_to=day)
    if not filters.source and re.search("《|上", question):
        named = [source for source in store.sources() if f"《{source}》" in question or f"{source}上" in question]
        filters = replace(filters, source=named[0] if len(named) == 1 else None)
    return filters if filters else None


def written_by(question: str, store: Store, given: Filters | None) -> list[Article]:
    """The articles of the reporter whose work the question asks for; none when it asks for something else."""
    found = _WRITTEN.search(question)
    if not found or not found["name"]:
        return []
    filters = replace(given or Filters(), reporter=found["name"])
    return [article for _, article in zip(range(LISTED), store.articles(filters), strict=False)]


def _issue_date(question: str, store: Store) -> str | None:
    """The day of an issue that the question names and the index has."""
    if not _ISSUE_WORDS.search(question):
        return None
    _, last = store.dates()
    for _, end, iso in find_dates(question, last):
        if _ISSUE.match(question[end:]) and store.has_issue(iso):
            return iso
    return None
