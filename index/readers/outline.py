"""Paragraphs with their form -> articles. Headings part them; without any, lines set apart by bold type or size do.

1. The level of the articles is the highest heading that has text of its own; what stands above it names the issue
   (山南日报 2021年3月12日) or a section, what stands below is a side headline (小标题) within an article.
2. A document without headings has its titles in bold, in larger type or centred. Later lines of that form open an
   article if they are as large as the first and what follows opens one (本报讯, a date), else they are side headlines.
3. A document without either has its titles before credits; one whose lines end in mid-sentence is a page's text.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.article import Article
from index.errors import BaowenError
from index.page.byline import is_furniture, opens_article
from index.page.headline import leads_in, read_headline
from index.readers.masthead import first_known, read_masthead
from index.readers.reading import Issue
from index.readers.ready import ready_article
from index.readers.text import page_articles
from index.settings import Settings

TITLE_CHARS, LARGER, TITLE, SUBTITLE, SHORT = 60, 1.15, 0, -1, 8
_FINISHED = re.compile(r"[。！？!?…：:；;][”’」』）)]*$")
_WITHIN = re.compile(r"[，。；]")
_ENDS = re.compile(r"[。；，：;,:]\s*$")
_DATED = re.compile(r"\s*(?:\d{4}年)?\d{1,2}月\d{1,2}日|\s*(?:今|昨|前)[日天]|\s*(?:日前|近日|连日来|今年|近年来|去年)")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: its text, its heading level (0 title, 1…, -1 subtitle) or None, and how it is set.

    `size` in points, 0 where nothing is said; `row` marks a line of a table.
    """

    text: str
    level: int | None = None
    strong: bool = False
    size: float = 0.0
    centred: bool = False
    row: bool = False


@dataclass(slots=True)
class _Part:
    heads: list[Block] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)


def outline_articles(
    name: str, issue: Issue, blocks: Sequence[Block], options: Settings, notes: list[str], level: int | None = None
) -> Iterator[Article]:
    """The articles of a document; what belongs to none is added to `notes`. BaowenError when there is no text.

    `level` is that of the articles' headings where it is known.
    """
    blocks = [block for block in blocks if block.text.strip()]
    if not blocks:
        raise BaowenError(f"{name}: no text in it; a scanned page has no text layer")
    named, blocks = _masthead(blocks)
    issue = first_known(named, issue)
    levels = [block.level for block in blocks if block.level is not None and block.level >= TITLE]
    parts = (
        _by_headings(blocks, _article_level(blocks) if level is None else level, notes) if levels else _by_form(blocks)
    )
    if parts:
        yield from (_article(name, issue, part) for part in parts if part.heads or part.body)
    else:
        yield from page_articles(name, issue, "\n".join(block.text for block in blocks), options)


def _masthead(blocks: Sequence[Block]) -> tuple[Issue, list[Block]]:
    """What the first lines say of the issue, and the rest."""
    issue, at = Issue(), 0
    while at < len(blocks) - 1 and (found := read_masthead(blocks[at].text)):
        following = blocks[at + 1]
        if not (found.date or found.page or following.level is not None or read_masthead(following.text)):
            break  # a name alone may be a title: 空气质量日报
        issue, at = first_known(issue, found), at + 1
    return issue, list(blocks[at:])


def _by_headings(blocks: Sequence[Block], level: int, notes: list[str]) -> list[_Part]:
    parts, sections = [_Part()], list[str]()
    for at, block in enumerate(blocks):
        if block.level is None or (block.level > level and parts[-1].heads):
            parts[-1].body.append(block)
        elif block.level == SUBTITLE:
            (parts[-1].body if parts[-1].body or not parts[-1].heads else parts[-1].heads).append(block)
        elif block.level < level and _bare(blocks, at):
            sections.append(block.text)
        elif parts[-1].heads and not parts[-1].body and leads_in(parts[-1].heads[-1].text):
            parts[-1].heads.append(block)
        else:
            parts.append(_Part([block]))
    if sections:
        notes.append(f"headings without text of their own: {'、'.join(sections)[:200]}")
    return parts


def _article_level(blocks: Sequence[Block]) -> int:
    """The highest level whose headings have text; a title with a preface over articles gives way to theirs."""
    heads = [at for at, block in enumerate(blocks) if block.level is not None and block.level >= TITLE]
    told = [at for at in heads if not _bare(blocks, at)] or heads
    levels = sorted({blocks[at].level or TITLE for at in told})
    if len(levels) > 1 and sum(blocks[at].level == levels[0] for at in told) == 1:
        below = [at for at in told if blocks[at].level == levels[1]]
        if sum(_opens(blocks[at + 1 : at + 3]) for at in below) * 2 > len(below) > 1:
            return levels[1]
    return levels[0]


def _bare(blocks: Sequence[Block], at: int) -> bool:
    """Whether a heading is followed by another, or by nothing."""
    following = next((block for block in blocks[at + 1 : at + 3] if block.level != SUBTITLE), None)
    return following is None or following.level is not None


def _by_form(blocks: Sequence[Block]) -> list[_Part]:
    """Parts opened by lines set apart; none where no line is, or all are."""
    sizes = [block.size for block in blocks for _ in range(min(len(block.text), 200)) if block.size]
    usual = statistics.median(sizes) if sizes else 0.0
    groups = _groups(blocks, [_set_apart(block, usual) for block in blocks])
    groups = [(start, end) for start, end in groups if end < len(blocks)]
    if not groups:
        return [] if _in_columns(blocks) else _by_credits(blocks)
    first, last = _weight(blocks[groups[0][0] : groups[0][1]]), 0
    parts: list[_Part] = []
    credited = any(_opens(blocks[end : end + 2], strictly=True) for _, end in groups)
    for start, end in groups:
        heads = blocks[start:end]
        opens = _opens(blocks[end : end + 2], strictly=credited) or (first > (usual, True) and heads[0].size > usual)
        if parts and (_weight(heads) < first or not opens):
            continue
        if start > last:
            parts = parts or [_Part()]
            parts[-1].body.extend(blocks[last:start])
        parts.append(_Part(list(heads)))
        last = end
    parts[-1].body.extend(blocks[last:])
    return parts


def _in_columns(blocks: Sequence[Block]) -> bool:
    """Whether lines were taken from a printed page as they stood: most end in the middle of a sentence."""
    lines = [block.text for block in blocks if not block.row and len(block.text) > SHORT]
    return bool(lines) and 2 * sum(_FINISHED.search(line) is None for line in lines) > len(lines)


def _by_credits(blocks: Sequence[Block]) -> list[_Part]:
    """Parts of paragraphs without any form: a short line before a credit is a title, and so is the first line."""
    plain = [_may_head(block) and not _WITHIN.search(block.text) for block in blocks]
    parts, last = [_Part()], 0
    for start, end in _groups(blocks, plain):
        if end < len(blocks) and (start == 0 or _opens(blocks[end : end + 1], strictly=True)):
            parts[-1].body.extend(blocks[last:start])
            parts.append(_Part(list(blocks[start:end])))
            last = end
    parts[-1].body.extend(blocks[last:])
    return parts


def _groups(blocks: Sequence[Block], apart: Sequence[bool]) -> list[tuple[int, int]]:
    """Where lines that are set apart follow one another."""
    groups: list[tuple[int, int]] = []
    for at, found in enumerate(apart):
        if found and groups and groups[-1][1] == at:
            groups[-1] = (groups[-1][0], at + 1)
        elif found:
            groups.append((at, at + 1))
    return groups


def _set_apart(block: Block, usual: float) -> bool:
    form = block.strong or block.centred or (usual and block.size >= LARGER * usual)
    return bool(form) and _may_head(block)


def _may_head(block: Block) -> bool:
    """Whether a line may be one of a headline: short, no sentence, neither credit nor furniture."""
    text = block.text
    short = len(text) <= TITLE_CHARS and not _ENDS.search(text) and not block.row
    return short and not opens_article(text) and not is_furniture(text)


def _weight(heads: Sequence[Block]) -> tuple[float, bool]:
    """How much a headline stands out: its largest type, and whether it is bold or centred."""
    return max(block.size for block in heads), any(block.strong or block.centred for block in heads)


def _opens(blocks: Sequence[Block], strictly: bool = False) -> bool:
    """Whether one of these lines opens an article: by a credit or, not so strictly, by a day."""
    return any(opens_article(block.text) or (not strictly and _DATED.match(block.text)) for block in blocks)


def _article(name: str, issue: Issue, part: _Part) -> Article:
    kicker, title, subtitle = _headline(part.heads)
    text = "\n".join(block.text for block in part.body)
    return ready_article(name, issue, {"kicker": kicker, "title": title, "subtitle": subtitle, "text": text})


def _headline(heads: Sequence[Block]) -> tuple[str | None, str | None, str | None]:
    """Kicker, title, subtitle: by type size where it differs, else as on any page."""
    below = [block.text for block in heads if block.level == SUBTITLE]
    lines = [block for block in heads if block.level != SUBTITLE]
    sizes = {block.size for block in lines}
    if len(sizes) > 1:
        largest = [block.size for block in lines].index(max(sizes))
        titles = [at for at, block in enumerate(lines) if block.size == max(sizes)]
        above = " ".join(block.text for block in lines[:largest])
        title = " ".join(lines[at].text for at in titles)
        rest = [block.text for at, block in enumerate(lines) if at > largest and at not in titles]
        return above or None, title, " ".join([*rest, *below]) or None
    found = read_headline([[block.text] for block in lines])
    return found.kicker, found.title, " ".join(filter(None, [found.subtitle, *below])) or None
