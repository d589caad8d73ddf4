"""References to newspaper articles: GB/T 7714—2015, Chicago (notes and bibliography), BibTeX and RIS.

What an article does not say (who wrote it, on which page) is left out, never filled in. A news agency stands for the
author where no reporter is named; 本报 is the newspaper itself and stands for nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Literal, get_args

from index.article import Article, content_id
from rag.export.printable import on_one_line
from rag.wording import title

Style = Literal["gbt7714", "chicago", "bibtex", "ris"]
STYLES: tuple[Style, ...] = get_args(Style)
NAMED = 3  # authors that GB/T 7714 names before 等
_MONTHS = (
    "January February March April May June July August September October November December".split()
)  # fmt: skip
_LATEX = re.compile(r"[\\{}$&#^_~%]")
_ESCAPED = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
_HAN = re.compile("[\u4e00-\u9fff]")


def cite(article: Article, style: Style, offset: int = 0) -> str:
    """The reference to an article, or to what stands at an offset of its body, in a style."""
    return _WRITERS[style](article, offset)


def cited_together(articles: Iterable[Article], style: Style) -> str:
    """A list of references, each article once, in the order given; numbered in GB/T 7714."""
    once = {article.id: article for article in articles}
    entries = [cite(article, style) for article in once.values()]
    if style == "gbt7714":
        entries = [f"[{number}] {entry}" for number, entry in enumerate(entries, 1)]
    return "".join(f"{entry}\n" for entry in entries)


def _authors(article: Article) -> list[str]:
    if article.reporters:
        return [on_one_line(name) for name in article.reporters]
    agency = on_one_line(article.agency or "")
    return [agency] if agency and not agency.startswith("本") else []


def _gbt7714(article: Article, offset: int) -> str:
    """丁文祥. 数字革命与竞争国际化[N]. 中国青年报, 2000-11-20(15)."""
    named = _authors(article)
    more = ["等" if _HAN.search(named[0]) else "et al"] if len(named) > NAMED else []
    page = article.page_at(offset)
    day = f"{article.issue_date or ''}{f'({on_one_line(page)})' if page else ''}"
    printed = ", ".join(filter(None, (on_one_line(article.source or ""), day)))
    parts = (", ".join([*named[:NAMED], *more]), f"{on_one_line(title(article))}[N]", printed)
    return f"{'. '.join(filter(None, parts))}."


def _chicago(article: Article, offset: int) -> str:
    """丁文祥. “数字革命与竞争国际化.” 中国青年报, November 20, 2000, p. 15."""
    headline = on_one_line(title(article)).replace("“", "‘").replace("”", "’")
    page = article.page_at(offset)
    printed = (on_one_line(article.source or ""), _in_english(article.issue_date), page and f"p. {on_one_line(page)}")
    named = _and(_authors(article))
    parts = (
        named and f"{named}.",
        f"“{headline}{'' if headline.endswith(('.', '?', '!', '。', '？', '！', '…')) else '.'}”",
    )
    where = ", ".join(filter(None, printed))
    return " ".join(filter(None, (*parts, where and f"{where}.")))


def _and(names: list[str]) -> str:
    return ", ".join(names[:-1]) + f", and {names[-1]}" if len(names) > 1 else "".join(names)


def _in_english(day: str | None) -> str | None:
    if not day:
        return None
    known = date.fromisoformat(day)
    return f"{_MONTHS[known.month - 1]} {known.day}, {known.year}"


def _bibtex(article: Article, offset: int) -> str:
    """An entry of type `article`, as newspapers have it in classic BibTeX; braces keep a title as it is printed."""
    year, month, day = (article.issue_date or "--").split("-")
    fields = (
        ("author", " and ".join(f"{{{_latex(name)}}}" for name in _authors(article))),
        ("title", f"{{{_latex(title(article))}}}"),
        ("journal", _latex(article.source or "")),
        ("year", year),
        ("month", month.lstrip("0")),
        ("day", day.lstrip("0")),
        ("pages", _latex(article.page_at(offset) or "")),
    )
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value)
    return f"@article{{{_key(article)},\n{lines}}}"


def _latex(text: str) -> str:
    return _LATEX.sub(lambda sign: _ESCAPED.get(sign[0], f"\\{sign[0]}"), on_one_line(text))


def _key(article: Article) -> str:
    """A key of letters and digits alone; that of an id with others in it is made of it."""
    plain = article.id if re.fullmatch(r"[A-Za-z0-9]{1,40}", article.id) else content_id(article.id)
    return f"news{(article.issue_date or '').replace('-', '')}{plain}"


def _ris(article: Article, offset: int) -> str:
    """An entry of type NEWS, tag by tag."""
    return "".join(f"{tag}  - {on_one_line(value)}\r\n" for tag, value in _tags(article, offset)) + "ER  - \r\n"


def _tags(article: Article, offset: int) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS"
    for name in _authors(article):
        yield "AU", name
    yield "TI", title(article)
    for tag, value in (
        ("T2", article.source),
        ("PY", article.issue_date and article.issue_date[:4]),
        ("DA", article.issue_date and article.issue_date.replace("-", "/")),
        ("SP", article.page_at(offset)),
        ("ID", article.id),
    ):
        if value:
            yield tag, value


_WRITERS: dict[Style, Callable[[Article, int], str]] = {
    "gbt7714": _gbt7714,
    "chicago": _chicago,
    "bibtex": _bibtex,
    "ris": _ris,
}
