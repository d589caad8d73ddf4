"""Heads and feet of pages: what is repeated from page to page, numbers them, or was put there by a browser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from index.dates import find_dates
from index.page.byline import is_furniture
from index.readers.runs import Run, body_size, is_large

ROWS, ENOUGH, NEAR, APART = 3, 0.3, 4.0, 0.9
# A row that says no more than which page this is: 第1页共2页, - 3 -, Page 1 of 2, 1/1.
_NUMBER = re.compile(
    r"(?:第\s*\d{1,4}|第?\s*\d{1,4}\s*[页頁](?:\s*[,，/]?\s*共?\s*\d{1,4}\s*[页頁])?|(?:page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?"
    r"|[-–—·•|\s]*\d{1,4}[-–—·•|\s]*|\d{1,4}\s*/\s*\d{1,4}|[-–—·•|\s]*[ivxlc]{1,6}[-–—·•|\s]*)$",
    re.IGNORECASE,
)
# What a browser prints above and below: date and time, and the address.
_BROWSER = re.compile(
    r"\d{1,4}[/.\-年]\s*\d{1,2}[/.\-月]\s*\d{1,4}日?,?\s*(?:[上下]午)?\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:[AP]\.?M\.?)?$"
    r"|(?:https?|file|data|blob):\S*$|about:blank$",
    re.IGNORECASE,
)

# The name of a newspaper by itself, and the line below it: a full date with its weekday, the number of the issue.
_NAME = re.compile(
    r"(?:[\u4e00-\u9fff]\s*){2,6}(?:日\s*报|晚\s*报|晨\s*报|早\s*报|时\s*报|商\s*报|都\s*市\s*报|周\s*报|青\s*年\s*报|快\s*报|周\s*刊)$"
    r"|(?:The\s+)?(?:[A-Z][\w'’&.-]*\s+){0,4}(?:Gazette|Times|Post|News|Herald|Daily|Journal|Tribune|Courier|Chronicle|Echo"
    r"|Observer|Star|Mirror|Telegraph|Weekly|Mail|Express|Examiner|Bulletin|Standard|Argus|Press|Record|Review|Sentinel"
    r"|Advertiser|Mercury|Leader|Reporter)$",
    re.IGNORECASE,
)
_ISSUE = re.compile(
    r"星期[一二三四五六日天]|周[一二三四五六日](?!报)|农历|第\s*\d+\s*[期号版]|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|\b(?:No|Vol|Issue)\b\.?\s*\d",
    re.IGNORECASE,
)
MASTHEAD_CHARS = 70

Row = tuple[Run, ...]


def without_margins(pages: Sequence[Sequence[Run]]) -> tuple[list[list[Run]], list[list[str]]]:
    """The runs of each page without its head and foot, and the texts of those."""
    edges = [_edges(page) for page in pages]
    repeated = _repeated(edges)
    kept, left_out = [], []
    for page, rows in zip(pages, edges, strict=True):
        margin = {run for row in _outermost(rows, repeated, body_size(page)) for run in row}
        kept.append([run for run in page if run not in margin])
        left_out.append([run.text for run in page if run in margin])
    return kept, left_out


def _edges(page: Sequence[Run]) -> tuple[list[Row], list[Row]]:
    """The first rows of a page from its top down and from its bottom up."""
    rows = list(_rows(sorted(page, key=lambda run: (-run.top, run.left))))
    return rows[: ROWS + 1], rows[: -ROWS - 2 : -1]


def _rows(falling: Sequence[Run]) -> Iterator[Row]:
    row: list[Run] = []
    for run in falling:
        if row and run.top - run.size / 2 < row[0].bottom:
            yield tuple(row)
            row = []
        row.append(run)
    if row:
        yield tuple(row)


def _key(run: Run) -> tuple[str, int]:
    """A run's text without its numbers, and about where it stands: what is the same from page to page."""
    return re.sub(
        r"\d+|(?<![一二三四五六七八九十])[一二三四五六七八九十]+(?=[版页])", "#", "".join(run.text.split())
    ), round(run.top / (NEAR * run.size))


def _white(one: Row, other: Row) -> float:
    """The white between two rows, one of which stands above the other."""
    highest, lowest = max(run.top for run in (*one, *other)), min(run.bottom for run in (*one, *other))
    return (highest - lowest) - sum(
        max(run.top for run in row) - min(run.bottom for run in row) for row in (one, other)
    )


def _repeated(edges: Sequence[tuple[list[Row], list[Row]]]) -> set[tuple[str, int]]:
    counts = Counter(key for page in edges for key in {_key(run) for rows in page for row in rows for run in row})
    least = max(2.0, ENOUGH * len(edges))
    return {key for key, count in counts.items() if count >= least and key[0]}


def _outermost(edges: tuple[list[Row], list[Row]], repeated: set[tuple[str, int]], size: float) -> Iterator[Row]:
    """The rows from each edge inwards, as long as they are none of the page's text."""
    for rows in edges:
        for row, following in zip_longest(rows[:ROWS], rows[1:]):
            if not _is_margin(row, following, repeated, size) and not (rows is edges[0] and _is_masthead(row)):
                break
            yield row


def _is_masthead(row: Row) -> bool:
    """Whether a row at the top of a page says which newspaper this is, or which issue."""
    text = " ".join(run.text for run in row)
    if len(text) > MASTHEAD_CHARS or re.search(r"[。！？，；]|[.!?]$", text):
        return False
    dated = bool(_ISSUE.search(text)) and bool(find_dates(text, None))
    return dated or is_furniture(text) or any(_NAME.match(run.text.strip()) for run in row)


def _is_margin(row: Row, following: Row | None, repeated: set[tuple[str, int]], size: float) -> bool:
    """Whether a row is head or foot, by its words, or because it is repeated and stands apart from the text's rows."""
    if any(_BROWSER.match(run.text) for run in row):
        return True
    if any(is_large(run, size) for run in row) or (following and _white(row, following) < APART * size):
        repeated = set()
    marked = sum(len(run.text) for run in row if _key(run) in repeated or _NUMBER.match(run.text.strip()))
    return 2 * marked > sum(len(run.text) for run in row)
