"""Corrections (更正): what a newspaper printed later about a mistake of its own, and the article it is about.

「本报2月26日第1版《…》一文中，“100人”应为“1000人”，特此更正。」 names the article by its title, its day and its page.
It is attached only where all that it names fits just one article; a correction that fits none, or two, stays what it
is: an article of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.article import Article
from index.dates import find_dates
from index.folding import fold
from index.sentences import sentence_spans
from rag.rules import Rule

_QUOTED = r"[“\"「‘]?(?P<{}>[^“”\"「」‘’，。；]{{1,40}}?)[”\"」’]?"
SAYS = Rule(
    "correction",
    re.compile(r"更正|勘误|(?:误为|误作|误写|误植|有误)|(?:刊登|报道|文中|版)[^。]{0,60}应为"),
    ("特此更正。", "本报昨日《春耕》一文中的“100人”应为“1000人”", "将“李明”误写为“李鸣”"),
    ("会议应当如期举行", "措施应为群众着想"),
    "What is said of a mistake.",
)
INSTEAD = Rule(
    "wrong, then right",
    re.compile(
        rf"{_QUOTED.format('wrong')}(?:一句)?(?:有误)?，?(?:应该?为|应是|更正为|改为){_QUOTED.format('right')}(?=[，。；]|$)"
    ),
    ("“100人”应为“1000人”，特此更正",),
    ("应当加强管理",),
    "The wrong words stand before the right ones.",
)
MISPRINTED = Rule(
    "right, then wrong",
    re.compile(
        rf"将?{_QUOTED.format('right')}(?:误为|误作|误写为|误写成|误植为|错写成){_QUOTED.format('wrong')}(?=[，。；]|$)"
    ),
    ("将“李明”误写为“李鸣”，特此更正",),
    ("误了时间",),
    "The right words stand before the wrong ones.",
)
RULES = (SAYS, INSTEAD, MISPRINTED)
_HEADED = re.compile(r"更正|勘误|致歉")
_OWN = re.compile(r"本报|本刊|本网|我报|(?<!\d)\d{1,2}[日号][^。《]{0,8}版")
_TITLE = re.compile(r"《(?P<title>[^《》]{2,80})》")
_PAGE = re.compile(r"第?[ \u3000]?(?P<page>[A-Z]?\d{1,3}|[一二三四五六七八九十]{1,3})[ \u3000]?版")
_NUMERALS = {numeral: str(number) for number, numeral in enumerate("一二三四五六七八九十", 1)}
_MARKS = re.compile(r"[\W_]+")
TITLE_CHARS = 6  # of a title that stands in another for one


@dataclass(frozen=True, slots=True)
class Correction:
    """What an article corrects, in the sentences `body[start:end]`: the words printed `wrong`, and the `right` ones.

    `title`, `day` and `page` are those of the article that is corrected; None where they are not said.
    """

    article_id: str
    source: str | None
    issue_date: str | None
    title: str | None
    day: str | None
    page: str | None
    wrong: str | None
    right: str | None
    start: int
    end: int


def corrections_in(article: Article) -> Iterator[Correction]:
    """What an article corrects, in reading order; nothing of an article that is not about the paper's own mistakes."""
    if not (_HEADED.search(article.headline) or (SAYS.finds(article.body[:200]) and len(article.body) < 600)):
        return
    title = day = page = None
    for start, end in sentence_spans(article.body):
        text = article.body[start:end]
        titled, paged = _TITLE.search(text), _PAGE.search(text)
        days = find_dates(text, article.issue_date)
        if titled or (days and paged):  # another article is spoken of
            title = titled["title"] if titled else None
            day = days[0][2] if days else None
            page = _NUMERALS.get(paged["page"], paged["page"]) if paged else None
        if (SAYS.finds(text) or INSTEAD.finds(text)) and (title or (day and page)) and _about_own(article, text):
            wrong, right = _words(text)
            if wrong or titled:
                yield Correction(
                    article.id, article.source, article.issue_date, title, day, page, wrong, right, start, end
                )


def _about_own(article: Article, text: str) -> bool:
    return bool(_OWN.search(text) or _HEADED.search(article.headline))


def _words(text: str) -> tuple[str | None, str | None]:
    text = _TITLE.sub("", text)
    found = INSTEAD.pattern.search(text) or MISPRINTED.pattern.search(text)
    return (found["wrong"], found["right"]) if found else (None, None)


def attached(corrections: Sequence[Correction], articles: Iterable[Article]) -> dict[str, list[Correction]]:
    """The corrections by the id of the article that each is about, oldest first."""
    fitting: dict[Correction, list[str]] = {one: [] for one in corrections}
    for article in articles:
        for one in corrections:
            if fits(one, article):
                fitting[one].append(article.id)
    found: dict[str, list[Correction]] = {}
    for one in sorted(corrections, key=lambda one: one.issue_date or ""):
        if len(set(fitting[one])) == 1:
            found.setdefault(fitting[one][0], []).append(one)
    return found


def fits(one: Correction, article: Article) -> bool:
    """Whether all that a correction names is so of an article."""
    if article.id == one.article_id or (one.source and article.source and one.source != article.source):
        return False
    if one.issue_date and article.issue_date and article.issue_date > one.issue_date:
        return False
    if one.day and article.issue_date and one.day != article.issue_date:
        return False
    if one.page and article.pages and one.page not in article.pages:
        return False
    if one.title:
        return _same_title(one.title, article)
    return bool(one.wrong and article.issue_date and one.wrong in f"{article.headline}\n{article.body}")


def _same_title(title: str, article: Article) -> bool:
    sought, printed = _plain(title), _plain(article.headline)
    return bool(printed) and (
        sought in (printed, _plain(article.title or "")) or (len(sought) >= TITLE_CHARS and sought in printed)
    )


def _plain(text: str) -> str:
    return _MARKS.sub("", fold(text))
