"""Headings of tables and keys of JSON -> the fields of an article, as spreadsheets and crawlers name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

_WORDS = {
    "text": (
        "text 正文 body content article articlebody articletext articlecontent fulltext maintext "
        "newstext newscontent newsbody contenttext contenthtml html story 内容 文章 全文 新闻内容 "
        "新闻正文 文章内容 文章正文 稿件内容 稿件正文 报道内容 正文内容 详细内容 文本 原文"
    ),
    "title": (
        "title 标题 headline newstitle articletitle 题目 题名 主题 主标题 新闻标题 文章标题 稿件标题 报道标题 篇名"
    ),
    "kicker": "kicker pretitle introtitle 引题 肩题 眉题",
    "subtitle": "subtitle 副题 副标题 subheadline",
    "source": (
        "source newspaper paper media publisher sitename site sourcename medianame 来源 报纸 媒体 "
        "报纸名称 媒体名称 新闻来源 文章来源 来源媒体 稿件来源 报名 报刊"
    ),
    "date": (
        "date issuedate 日期 出版日期 发布日期 见报日期 发表日期 刊发日期 publishdate "
        "publisheddate pubdate datepublished releasedate newsdate 发布时间 发表时间 出版时间 "
        "刊发时间 新闻时间 publishtime publishedtime publishedat pubtime posttime releasetime "
        "ctime time 时间 datetime published"
    ),
    "page": "page 版次 版面 版号 版 pagenumber pageno 版面号 版面名称",
    "author": ("author authors reporter reporters byline journalist writer 作者 记者 署名 文章作者 新闻作者 撰稿人"),
    "id": "id 编号 articleid newsid 文章编号 新闻编号",
}
NAMES: Mapping[str, Sequence[str]] = {field: words.split() for field, words in _WORDS.items()}
_PLACE = {name: (field, at) for field, names in NAMES.items() for at, name in enumerate(names)}
_BESIDE = re.compile(r"[\s_\-./:：*\"'“”]+|[（(【\[].{0,80}?[）)】\]]")
# A heading that says more than a name does: 【新闻】正文部分, 稿件标题文字. The first that fits counts.
_WITHIN = (
    (
        "",
        re.compile(
            r"链接|网址|url|link|图片|image|抓取|采集|爬取|crawl|更新|修改|updat|长度|字数|数$|count|length|分类|类型|来源地"
        ),
    ),
    ("text", re.compile(r"正文|内容|全文|content|fulltext|articletext")),
    ("kicker", re.compile(r"引题|肩题|眉题")),
    ("subtitle", re.compile(r"副标?题|subtitle")),
    ("title", re.compile(r"标题|title|headline")),
    ("date", re.compile(r"日期|时间|date|time")),
    ("source", re.compile(r"来源|媒体|报纸|source|newspaper")),
    ("author", re.compile(r"作者|记者|author|reporter")),
    ("page", re.compile(r"版[次面号]")),
)
LONGEST, LAST = 40, 10_000


@lru_cache(4096)
def field_of(heading: str) -> tuple[str, int]:
    """The field that a heading stands for and how well it does (0 best); an empty one where it stands for none."""
    if len(heading) > LONGEST:
        return "", LAST
    bare = _BESIDE.sub("", heading.casefold())
    if bare in _PLACE:
        return _PLACE[bare]
    return next(((field, LAST) for field, pattern in _WITHIN if pattern.search(bare)), ("", LAST))


def fields_of(row: Iterable[tuple[str, object]]) -> dict[str, object]:
    """An article's fields of a row; where several columns stand for one, the best named that is not empty."""
    found: dict[str, tuple[int, object]] = {}
    for heading, value in row:
        field, rank = field_of(heading) if isinstance(heading, str) else ("", LAST)
        empty = value is None or (isinstance(value, str) and not value.strip())
        if field and not empty and (field not in found or rank < found[field][0]):
            found[field] = rank, value
    return {field: value for field, (_, value) in found.items()}


def accepted() -> str:
    """All headings that are known, for whoever has to rename theirs."""
    return "; ".join(f"{field}: {', '.join(names)}" for field, names in NAMES.items())
