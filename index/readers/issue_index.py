"""An issue's own index pages (node_2.htm): which page of the paper an article of an e-paper stands on.

The pages of an e-paper's articles often do not say; the indices that lie beside them, in a folder or an archive, do.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from index.errors import BaowenError
from index.files import File
from index.readers.encoding import decode
from index.readers.masthead import first_known, page_in
from index.readers.reading import Issue

_INDEX = re.compile(
    r"(?:node|index|layout|default|page|paper|ban)[\w.-]{0,30}\.s?html?\Z|第?.{1,8}版.*\.html?\Z", re.IGNORECASE
)
MOST, LONGEST = 60, 1_000_000


def listed_issue(file: File, known: Issue) -> Issue:
    """What is known of an article's issue, with what the indices beside its file add."""
    if known.source and known.date and known.page:
        return known
    own = PurePosixPath(file.name).name if file.member else file.path.name
    for index in _indices(file):
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


def _indices(file: File) -> Iterator[File]:
    """The files beside this one whose names are those of indices, some at most."""
    if file.member is None:
        paths = sorted(path for path in file.path.parent.iterdir() if _INDEX.match(path.name) and path.is_file())
        yield from (File(str(path), str(path), path) for path in paths[:MOST] if path != file.path)
        return
    folder = PurePosixPath(file.member.filename).parent
    with zipfile.ZipFile(file.path) as archive:
        members = [one for one in archive.infolist() if PurePosixPath(one.filename).parent == folder]
    named = [one for one in members if _INDEX.match(PurePosixPath(one.filename).name)]
    for member in sorted(named, key=lambda one: one.filename)[:MOST]:
        if member.filename != file.member.filename:
            yield File(f"{file.path}/{member.filename}", f"{file.path}/{member.filename}", file.path, member)
