"""Questions about an article rather than its news: who wrote it (署名), its headline, where it stands and goes on.

They are answered from the article's fields, and rest on its first sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.article import Article
from index.sentences import sentence_spans
from rag.candidates import Line
from rag.question import Language

_Field = tuple[re.Pattern[str], tuple[str, str], Callable[[Article], str | None]]


# 《甲》讲了什么？ What does 《甲》 report?
_REPORTS = re.compile(
    r"《([^》]+)》.{0,6}(?:讲|说|写|报道)了?(?:些|的是)?(?:什么|啥)|what does 《([^》]+)》", re.IGNORECASE
)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _reporters(article: Article) -> str | None:
    return "、".join(article.reporters) or article.byline


def _page(article: Article) -> str | None:
    return "、".join(f"第{page}版" for page in article.pages) or None


_FIELDS: tuple[_Field, ...] = (
    (_pattern("通讯社|电头|媒体|news agency|dateline"), ("电头", "Dateline"), lambda one: one.byline),
    (_pattern("引题|眉题|kicker"), ("引题", "Kicker"), lambda one: one.kicker),
    (_pattern("副题|副标题|subtitle"), ("副题", "Subtitle"), lambda one: one.subtitle),
    (_pattern("标题|题目|主题是|headline|title"), ("标题", "Headline"), lambda one: one.headline or None),
    (_pattern("下转|转到|转往|接着?.{0,4}版|continue"), ("下转", "Continued on"), lambda one: one.continues_on),
    (_pattern("第几版|哪一?版|几版|what page|which page"), ("版面", "Page"), _page),
    (_pattern("哪家报|什么报|报纸|newspaper"), ("报纸", "Newspaper"), lambda one: one.source),
    (_pattern("出版|刊登|见报|哪一?期|published|printed"), ("出版日期", "Published"), lambda one: one.issue_date),
    (
        _pattern("记者|署名|作者|采写|谁写|谁报道|byline|who wrote|reporter|journalist|reported"),
        ("记者", "By"),
        _reporters,
    ),
)


def credits(question: str, article: Article, language: Language) -> list[Line]:
    """What was asked for, in short, and then the whole credit: headline, byline, newspaper, date, page, jump line."""
    asked = {
        label[language == "en"]: value
        for pattern, label, read in _FIELDS
        if pattern.search(question) and (value := read(article))
    }
    short = "；".join(f"{label}：{value}" for label, value in asked.items())
    lines = [Line(f"{short}。", article, *_opening(article), tuple(asked))] if asked else []
    return [*lines, Line(_whole(article), article, *_opening(article))]


def listed(articles: Sequence[Article]) -> list[Line]:
    """The articles themselves as an answer: each one's headline and where it stood, resting on its first sentence."""
    return [Line(_whole(article), article, *_opening(article)) for article in articles]


def reporting(question: str, articles: Sequence[Article]) -> list[Line]:
    """What an article reports (讲了什么) that a question names by its title: its lead (导语); else none."""
    asked = _REPORTS.search(question)
    named = [one for one in articles if asked and (one.title or one.headline) in asked.groups() and one.body]
    return [Line(one.body[slice(*_opening(one))], one, *_opening(one)) for one in named[:1]]


def _opening(article: Article) -> tuple[int, int]:
    return next(iter(sentence_spans(article.body)), (0, 0))


def _whole(article: Article) -> str:
    printed = "，".join(part for part in (article.source, article.issue_date, _page(article)) if part)
    parts = [f"《{article.headline}》" if article.headline else "", article.byline or "", printed]
    if article.continues_on:
        parts.append(f"下转{article.continues_on}")
    return "；".join(part for part in parts if part) + "。"
