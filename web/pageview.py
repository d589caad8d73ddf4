"""A raw page as HTML: its lines in the colours of their articles, its picture with them, and what corrects it.

The text is untrusted: all of it is escaped. A line is told by its number in the page; what a browser sends back is
taken for a wish, not for the truth.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterator, Sequence
from typing import Any, get_args

from rag import QA, Article, BaowenError, Language, broken
from rag.pages import Change, Page, correct, page_of, pages_of, take_back
from web.pictures import WHOLE
from web.told import told
from web.words import WORDS

COLOURS = 6
CHANGES: tuple[Change, ...] = get_args(Change)


def page_views(qa: QA, wanted: Any, language: Language, may_correct: bool) -> str:
    """The pages of the article of this id; empty when a browser asks for what is not there."""
    if not isinstance(wanted, dict) or not isinstance(name := wanted.get("article"), str) or broken(name):
        return ""
    pages = pages_of(qa.archive, name)
    return "".join(_sheet(page, number, WORDS[language], may_correct) for number, page in enumerate(pages))


def corrected(qa: QA, wanted: Any, language: Language) -> str:
    """A page after a correction was made or taken back, or with the line that says why it was not."""
    words = WORDS[language]
    page = _wanted_page(qa, wanted)
    if page is None:
        return ""
    try:
        said = _done(qa, page, wanted, words)
    except BaowenError as error:
        return _sheet(page, 0, words, True, told(error, language) or "")
    again = _wanted_page(qa, wanted)
    return _sheet(again, 0, words, True, said) if again else ""


def _wanted_page(qa: QA, wanted: Any) -> Page | None:
    if not isinstance(wanted, dict):
        return None
    file, name = wanted.get("file"), wanted.get("page")
    if not isinstance(file, str) or not isinstance(name, str) or broken(file) or broken(name):
        return None
    return page_of(qa.archive, file, name)


def _done(qa: QA, page: Page, wanted: dict[str, Any], words: dict[str, str]) -> str:
    """Do what is wanted, and what is said of it."""
    number, change = wanted.get("number"), wanted.get("change")
    if isinstance(number, int) and not isinstance(number, bool):
        take_back(qa.archive, page.file.id, [known for known, _ in page.fixes if known == number])
        return words["was_taken_back"]
    line = wanted.get("line")
    if change not in CHANGES or not isinstance(line, int) or isinstance(line, bool) or line < 0:
        return words["no_line"]
    if wanted.get("digest") != page.digest:
        raise BaowenError(f"{page.file.name}: the correction does not fit the page as it is now; open the page again")
    correct(qa.archive, page, change, line)
    return words["was_corrected"]


# What it looks like --------------------------------------------------------------------------------------------------


def _sheet(page: Page, number: int, words: dict[str, str], may_correct: bool, said: str = "") -> str:
    """One page; `said` is what became of the wish before."""
    name = " ".join(filter(None, (page.file.name, page.name and words["page"].format(page=page.name))))
    title = html.escape(words["sheet"].format(name=name))
    colours = _colours(page)
    data = {"file": page.file.id, "page": page.name, "digest": page.digest, "busy": words["correcting"]}
    attributes = "".join(f" data-{key}='{html.escape(value)}'" for key, value in data.items())
    parts = (
        f"<h3>{title}</h3>",
        f"<p class='note'>{words['pieces']}</p><ol class='pieces'>{''.join(_entries(page, colours, words))}</ol>",
        _picture(page, colours, title),
        _tools(page, words) if may_correct else "",
        f"<p class='note said' role='status'>{html.escape(said)}</p>" if may_correct else "",
        _text(page, f"s{number}", colours, words, may_correct),
    )
    return f"<section class='sheet'{attributes} aria-label='{title}'>{''.join(parts)}</section>"


def _colours(page: Page) -> dict[int, int]:
    """The articles in the order in which they begin on the page, each with its number there."""
    order = dict.fromkeys(place.article for place in page.places if place)
    return {article: number for number, article in enumerate(order)}


def _class(number: int) -> str:
    return f"p{number % COLOURS}"


def _entries(page: Page, colours: dict[int, int], words: dict[str, str]) -> Iterator[str]:
    for article, number in colours.items():
        one = page.articles[article]
        link = f"<a href='#' data-article='{html.escape(one.id)}' lang='zh'>{html.escape(_name(one, words))}</a>"
        yield f"<li class='{_class(number)}'>{link}</li>"


def _name(article: Article, words: dict[str, str]) -> str:
    return article.headline or (article.body[:20] + "…" if article.body else words["untitled"])


def _text(page: Page, name: str, colours: dict[int, int], words: dict[str, str], may_correct: bool) -> str:
    """The lines; a list to choose from where they can be corrected."""
    lines = "".join(_lines(page, name, colours, may_correct))
    role = f" role='listbox' aria-label='{words['lines_of_page']}'" if may_correct else ""
    return f"<pre lang='zh' tabindex='0'{role}>{lines}</pre>"


def _lines(page: Page, name: str, colours: dict[int, int], may_correct: bool) -> Iterator[str]:
    """Each line that is not blank with the blank ones after it, in its article's colour."""
    texts = page.text.rstrip().splitlines()
    there = [at for at, text in enumerate(texts) if text.strip()]
    before = -1
    for at, following in zip(there, [*there[1:], None], strict=True):
        place = page.places[at]
        number = colours[place.article] if place else -1
        begins = f" data-n='{number + 1}'" if place and number != before else ""
        before = number
        role = f" role='option' aria-selected='false' id='{name}-{at}'" if may_correct else ""
        blank = "\n" * (following - at) if following is not None else ""
        text = html.escape(texts[at].lstrip() if at == there[0] else texts[at])
        kind = f"line {_class(number)}" if place else "line"
        yield f"<span class='{kind}' data-line='{at}'{begins}{role}>{text}{blank}</span>"


def _picture(page: Page, colours: dict[int, int], title: str) -> str:
    """The page's picture with each line of a body in its article's colour."""
    if page.picture is None:
        return ""
    boxes = "".join(
        f"<rect class='{_class(colours[article])}' data-line='{line}' x='{read.left}' y='{read.top}' "
        f"width='{read.right - read.left}' height='{read.bottom - read.top}'/>"
        for line, article, read in page.scanned()
    )
    image = f"<img alt='{title}' src='data:image/jpeg;base64,{base64.b64encode(page.picture).decode('ascii')}'>"
    drawing = f"<svg viewBox='0 0 {WHOLE} {WHOLE}' preserveAspectRatio='none' aria-hidden='true'>{boxes}</svg>"
    return f"<div class='drawn'>{image}{drawing}</div>"


def _tools(page: Page, words: dict[str, str]) -> str:
    """The buttons that correct the chosen line, and what was corrected before."""
    buttons = "".join(f"<button type='button' data-change='{one}'>{words[one]}</button>" for one in CHANGES)
    made = "".join(_made(number, fix.kind, fix.lines, words) for number, fix in page.fixes)
    listed = f"<p class='note'>{words['made_corrections']}</p><ul class='made'>{made}</ul>" if made else ""
    hint = f"<p class='note'>{words['choose_line']}</p>"
    return f"{hint}<div class='fixing' role='group' aria-label='{words['lines_of_page']}'>{buttons}</div>{listed}"


def _made(number: int, kind: str, lines: Sequence[int], words: dict[str, str]) -> str:
    text = words[f"did_{kind}"].format(line=lines[0] + 1, other=lines[-1] + 1)
    return f"<li>{text} <button type='button' data-number='{number}'>{words['take_back']}</button></li>"
