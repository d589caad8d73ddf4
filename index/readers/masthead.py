"""What a document says of the issue it is of: newspaper, date and page in its head, file name or address."""

from __future__ import annotations

import re
from dataclasses import replace

from index.dates import date_in_name
from index.readers.reading import Issue

LINE = 60
_KINDS = r"日报|晚报|时报|早报|晨报|午报|商报|都市报|青年报|周报|新报|快报|画报|导报|学报|农民报|工人报|教育报"
_PAPER = re.compile(
    rf"《\s*([^《》]{{2,16}}?报)\s*》|([\u4e00-\u9fff]{{2,10}}?(?:{_KINDS}))(?=数字|电子|多媒体|网|客户端|[^\u4e00-\u9fff]|$)"
)
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000](?=[\u4e00-\u9fff](?:[ \u3000]|$))")
_NUMERAL = r"[一二三四五六七八九十]{1,3}|[A-Z]{0,2}\d{1,3}"
_PAGE = re.compile(
    rf"(?:第\s*+)?(?P<number>{_NUMERAL})\s*+版(?:\s*+[:：]?\s*+(?P<name>[\u4e00-\u9fff·]{{1,12}}))?", re.IGNORECASE
)
_DATE = re.compile(r"(?:19|20)\d\d\s*(?:年|[-./])\s*\d{1,2}\s*(?:月|[-./])\s*\d{1,2}\s*日?")
_LEFTOVER = re.compile(
    r"星期[一二三四五六日天]|农历\S*|(?:第\s*+)?(?<!\d)\d+\s*+期|总?第|数字报|电子版|多媒体|(?:出版|发布)?(?:日期|时间)|来源|版次?|[\W\d_]"
)
# Addresses of e-papers: html/2021-03/12/content_1.htm, nw.D110000renmrb_20210312_1-01.htm, page/1/2021-03-12/A01/3.htm
_ADDRESS_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/]?(\d\d)[-/]?(\d\d)(?!\d)")
_ADDRESS_PAGE = re.compile(
    r"_(?:19|20)\d{6}_\d{1,3}-([A-Z]{0,2}\d{1,3})\b|/(?:19|20)\d\d-?\d\d[-/]?\d\d/([A-Z]?\d{1,3})/"
)


def paper_in(text: str) -> str | None:
    """The newspaper that a short text names: 《山南日报》, 山 南 日 报."""
    found = _PAPER.search(_SPACED.sub("", text))
    return (found[1] or found[2]) if found else None


def page_in(text: str) -> str | None:
    """The page (版) that a short text names, without leading noughts: 3 of 第03版：要闻."""
    found = _PAGE.search(text)
    return plain_page(found["number"]) if found else None


def plain_page(text: str) -> str:
    """A page's number as it is spoken of: 3 of 03, A2 of A02."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", text.strip().upper())


def read_masthead(text: str) -> Issue | None:
    """The issue that a line names if it names nothing else (山南日报 2021年3月12日 第1版), else None."""
    if len(text) > LINE:
        return None
    bare = _SPACED.sub("", text)
    issue = Issue(paper_in(bare), date_in_name(bare), page_in(bare))
    rest = _LEFTOVER.sub("", _PAGE.sub("", _DATE.sub("", _PAPER.sub("", bare))))
    return issue if issue != Issue() and not rest else None


def in_address(address: str) -> Issue:
    """Date and page that the address of an e-paper's page holds."""
    page = _ADDRESS_PAGE.search(address)
    for found in _ADDRESS_DAY.finditer(address):
        if day := date_in_name("-".join(found.groups())):
            return Issue(date=day, page=plain_page(page[1] or page[2]) if page else None)
    return Issue()


def first_known(*issues: Issue) -> Issue:
    """Each field from the first issue that has it."""
    known = Issue()
    for issue in issues:
        known = replace(
            known, source=known.source or issue.source, date=known.date or issue.date, page=known.page or issue.page
        )
    return known
