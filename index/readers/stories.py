"""Ordered lines -> stories: the size of their type tells headlines from bodies, their places where paragraphs begin.

A paragraph ends where the next line is indented, where the white below is wider than usual, or where a line had room
for the next word and yet was broken. A sentence goes on at the top of the next column or page when nothing says that it
ended. What has a headline's size opens a story; all that follows, over columns and pages, is its body.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from index.page.byline import closing_mark, opens_article, read_byline
from index.page.lines import width_of
from index.page.story import Story
from index.readers.joining import append_line, vocabulary_of
from index.readers.measured import DEEPEST, FEW, INDENT, ROOM, Line, length_of, measured
from index.readers.runs import Run, body_size

LEAD_CHARS, BOLDER, CREDIT_LINES = 40, 1.13, 3
SHORT, USUALLY, FLUSH, MOSTLY = 1.5, 0.7, 0.15, 0.85
WIDER, MUCH_WIDER = 0.2, 0.9
_SENTENCE_END = re.compile(r"[。！？!?…；;：:.][”’」』）)\"']*$")
# What of a line's beginning could not be parted from the line before: a Latin word or number with what clings to it.
_FIRST_WORD = re.compile(r"[“‘「『（《〈【(\"']*(?:[0-9A-Za-z.,%％$’'\-]+|.)[，。、；：？！”’）》」』%％,.;:!?)\"']*")


@dataclass(slots=True)
class Draft:
    """A story in the making: its headline's lines, and those of its paragraphs."""

    headline: list[Line] = field(default_factory=list)
    paragraphs: list[list[Line]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Set:
    """A story and where it stands: the pages by how many visible characters of its body come before each."""

    story: Story
    page: int
    breaks: tuple[tuple[int, int], ...] = ()


def stories(pages: Sequence[tuple[int, Sequence[Run]]]) -> list[Set]:
    """The stories of numbered pages, whose lines are in reading order."""
    size = body_size([run for _, runs in pages for run in runs])
    lines = [line for number, runs in pages for line in measured(number, runs, body_size(runs) or size)]
    vocabulary = vocabulary_of(line.run.text for line in lines)
    return [_set(draft, vocabulary) for draft in _drafts(_without_leads(lines)) if draft.headline or draft.paragraphs]


# Stories ------------------------------------------------------------------------------------------------------------


def _without_leads(lines: Sequence[Line]) -> list[Line]:
    """Large lines that are sentences are an article's lead (导语), not its headline."""
    found, at = list(lines), 0
    while at < len(found):
        end = at
        while end < len(found) and found[end].large and _alike(found[end].run, found[at].run):
            end += 1
        text = "".join(line.run.text for line in found[at:end])
        if len(text) > LEAD_CHARS and re.search(r"[。.][”\"]?$", text):
            found[at:end] = [replace(line, large=False) for line in found[at:end]]
        at = max(end, at + 1)
    return found


def _drafts(lines: Sequence[Line]) -> Iterator[Draft]:
    draft = Draft()
    before: Line | None = None
    indents, justified = _indents(lines), _justified(lines)
    for line in lines:
        if line.large:
            if draft.paragraphs:
                yield draft
                draft = Draft()
            draft.headline.append(line)
        elif before and not before.large and _goes_on(draft.paragraphs, before, line, indents, justified):
            draft.paragraphs[-1].append(line)
        elif draft.paragraphs and _opens(draft, line):
            yield draft
            draft = Draft(paragraphs=[[line]])
        else:
            draft.paragraphs.append([line])
        before = line
    yield draft


def _goes_on(paragraphs: Sequence[Sequence[Line]], before: Line, line: Line, indents: bool, justified: bool) -> bool:
    """Whether a line belongs to the last paragraph, whose last line is `before`."""
    if not paragraphs or _is_credit(paragraphs[-1]):
        return False
    return not _parts(before, line, indents or _shows_indent(paragraphs[-1]), justified)


def _opens(draft: Draft, line: Line) -> bool:
    """Whether a paragraph begins another article, without a headline: by its credit, or after a jump line."""
    return opens_article(line.run.text) or closing_mark(draft.paragraphs[-1][-1].run.text) is not None


def _indents(lines: Sequence[Line]) -> bool:
    """Whether paragraphs are indented: most lines that are follow the end of a sentence, and there are several."""
    indented = [before for before, line in pairwise(lines) if _is_indented(before, line)]
    return len(indented) >= FEW and sum(_is_finished(line) for line in indented) > USUALLY * len(indented)


def _shows_indent(paragraph: Sequence[Line]) -> bool:
    """Whether a paragraph shows by itself that they are indented: its first line by two characters, its next not."""
    if len(paragraph) < 2 or paragraph[0].column != paragraph[1].column:
        return False
    return abs(paragraph[0].indent - 2.0) < ROOM and paragraph[1].indent < INDENT


def _justified(lines: Sequence[Line]) -> bool:
    """Whether nearly all lines that don't end a sentence reach their column's edge.

    Lines of full-width characters alone do so anyway.
    """
    mixed = [line for line in lines if not line.large and width_of(line.run.text) < len(line.run.text)]
    going_on = [line for line in mixed if not _is_finished(line)]
    return bool(going_on) and sum(line.room < FLUSH for line in going_on) > MOSTLY * len(going_on)


def _is_indented(before: Line, line: Line) -> bool:
    """Whether a line is indented against the one before it, or as one is that was a paragraph by itself."""
    further = line.indent > before.indent + INDENT / 2 or abs(line.indent - 2.0) < ROOM
    return line.column == before.column and INDENT < line.indent < DEEPEST and further


def _is_finished(line: Line) -> bool:
    return bool(_SENTENCE_END.search(line.run.text))


def _parts(line: Line, following: Line, indents: bool, justified: bool) -> bool:
    """Whether a paragraph ends between two lines, where paragraphs are indented or not, and justified or not."""
    latin = following.run.text[0].isascii()
    broken = line.room - ROOM - (0.0 if justified and latin and _is_finished(line) else _first_word(following))
    if not _is_finished(line):
        if line.column != following.column or (indents and following.indent < INDENT):
            return False
        return broken >= SHORT or following.white > MUCH_WIDER
    indented = following.indent > INDENT if line.column != following.column else _is_indented(line, following)
    if line.column != following.column:
        return indented or (broken >= 0 and not indents)
    return indented or following.white > WIDER or broken >= (SHORT if indents else 0)


def _is_credit(lines: Sequence[Line]) -> bool:
    """Whether lines are a credit and nothing else."""
    if len(lines) > CREDIT_LINES:
        return False
    text = " ".join(line.run.text for line in lines)
    credit = read_byline(text)
    return credit is not None and credit.length == len(text)


def _alike(one: Run, other: Run) -> bool:
    """Whether two lines are of one size, but for what is lost in reckoning."""
    return abs(one.size - other.size) < 0.02 * one.size


def _first_word(line: Line) -> float:
    """The width of what could not be parted from a line's beginning, and of the blank before it, in its own size."""
    word = _FIRST_WORD.match(line.run.text)
    share = width_of(word[0]) / width_of(line.run.text) if word else 1.0
    return share * length_of(line.run) / line.run.size + (0.2 if line.run.text[0].isascii() else 0.0)


# Texts --------------------------------------------------------------------------------------------------------------


def _set(draft: Draft, vocabulary: Counter[str]) -> Set:
    paragraphs, breaks, visible = [], list[tuple[int, int]](), 0
    first = (draft.headline or draft.paragraphs[0])[0].page
    page = first
    for lines in draft.paragraphs:
        text = ""
        for line in lines:
            if line.page != page:
                page = line.page
                breaks.append((page, visible + _visible(text)))
            text = append_line(text, line.run.text, vocabulary)
        visible += _visible(text)
        paragraphs.append(text)
    return Set(Story(tuple(_headline(draft)), tuple(paragraphs)), first, tuple(breaks))


def _visible(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _headline(draft: Draft) -> Iterator[tuple[str, float]]:
    """The lines of a headline; one that was broken because its width was full is put together again."""
    lines, width = draft.headline, _width(draft) if draft.headline else 0.0
    text = ""
    for line, following in zip_longest(lines, lines[1:]):
        text = append_line(text, line.run.text, Counter())
        wrapped = (
            following is not None and length_of(line.run) + line.run.size * (_first_word(following) + ROOM) > width
        )
        if not wrapped or not _alike(following.run, line.run) or following.run.text.startswith("—"):
            yield text, line.run.size * (BOLDER if line.run.bold else 1.0)
            text = ""


def _width(draft: Draft) -> float:
    """How wide a headline could be: as wide as its longest line, and the columns that stand below it."""
    longest = max(length_of(line.run) for line in draft.headline)
    columns: dict[int, list[Run]] = {}
    for line in (line for paragraph in draft.paragraphs for line in paragraph):
        if line.page == draft.headline[0].page:
            columns.setdefault(line.column, []).append(line.run)
    vertical = any(line.run.vertical for line in draft.headline) or any(
        run.vertical for runs in columns.values() for run in runs
    )
    lowest = min(line.run.bottom for line in draft.headline)
    below = [run for runs in columns.values() if max(run.top for run in runs) < lowest + runs[0].size for run in runs]
    if vertical or not below:
        return longest
    return max(longest, max(run.right for run in below) - min(run.left for run in below))
