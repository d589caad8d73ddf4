"""An issue's own index pages (node_2.htm): which page of the paper an article of an e-paper stands on.

The pages of an e-paper's articles often do not say; the indices that lie beside them, in a folder or an archive, do.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from index.errors import BaowenError
from index.files import File, beside
from index.readers.encoding import decode
from index.readers.masthead import first_known, page_in
from index.readers.reading import Issue

_INDEX = re.compile(
    r"(?:node|index|layout|default|page|paper|ban)[\w.-]{0,30}\.s?html?\Z|第?.{1,8}版.{0,60}\.html?\Z", re.IGNORECASE
)
MOST, LONGEST = 60, 1_000_000


def listed_issue(file: File, known: Issue) -> Issue:
    """What is known of an article's issue, with what the indices beside its file add."""
    if known.source and known.date and known.page:
        return known
    own = PurePath(file.name).name
    for index in beside(file, _INDEX)[:MOST]:
        if index.name == file.name:
            continue
        try:
            text, _ = decode(index.name, index.content(LONGEST))
        except BaowenError:
            continue  # it is reported where it is read for itself
        if own in text:
            return first_known(known, _listed(index.name, text, own))
    return known


def _listed(name: str, text: str, own: str) -> Issue:
    from index.readers.epaper import own_issue
    from index.readers.web_blocks import parse_page

    try:
        tree = parse_page(name, text)
    except BaowenError:
        return Issue()
    issue = own_issue(text, tree)
    return issue if issue.page else first_known(issue, Issue(page=_page_above(tree, own)))


def _page_above(tree: object, own: str) -> str | None:
    """The page named last before the link to an article, where an index lists the articles of several pages."""
    page = None
    for element in tree.iter():  # type: ignore[attr-defined]
        if not isinstance(element.tag, str):
            continue
        if element.tag in ("a", "area") and (element.get("href") or "").rpartition("/")[2].partition("#")[0] == own:
            return page
        page = page_in((element.text or "")[:40]) or page
    return None
