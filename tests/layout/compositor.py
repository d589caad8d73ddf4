"""A small compositor: sets known articles as a page's text layer, to hold reconstruction against the truth."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.layout.printed import BLANK, Printed, Role, SetLine
from tests.layout.stories import Story

ROOT = Path(__file__).parent.parent.parent
GOLD = json.loads((ROOT / "tests/data/jiaozuo-2020-02-27-articles.json").read_text("utf-8"))
HANGING = "，。、；：？！”’）》"
MASTHEAD = "滨江日报\n2021年3月13日 星期六 农历二月初一 第1版 要闻"
IMPRINT = "责任编辑 马丽 版式 于洋 校对 韩雪"
CAPTION = "图为工人在生产线上作业。\n本报记者 赵 亮 摄"
NOTICE = "即日起，市民热线受理平台迁至行政服务大厅三楼，受理时间为每天8时至20时，欢迎广大市民提出意见和建议。"
TEASER = "严把质量关口 守护舌尖安全\n全市食品安全工作会议召开"


@dataclass(frozen=True)
class Copy:
    """An article before it is set; `sides` are side headlines (小标题), by the paragraph they stand above."""

    title: tuple[str, ...]
    byline: str
    paragraphs: tuple[str, ...]
    kicker: str | None = None
    subtitle: str | None = None
    jump: str = ""
    sides: dict[int, str] = field(default_factory=dict)

    @property
    def body(self) -> str:
        """What is to be found: paragraphs and side headlines."""
        parts = []
        for number, paragraph in enumerate(self.paragraphs):
            parts += [self.sides[number], paragraph] if number in self.sides else [paragraph]
        return "\n".join(parts)


@dataclass(frozen=True)
class Layout:
    """How a page is set: `measure` is the column's width, `indent` is drawn with blanks, or only narrows a line."""

    measure: int
    headlines_first: bool = True
    depth: int = 14
    indent: str = ""
    parted: bool = True
    uneven: bool = False
    sides: bool = False
    captions: bool = False
    furniture: bool = False
    teaser: bool = False
    notice: bool = False
    letterspaced: bool = False


def copies() -> list[Copy]:
    """The articles of the sample page that have a byline and a headline, and others in the same manner."""
    others = json.loads((ROOT / "tests/data/copies.json").read_text("utf-8"))
    return [*map(_gold_copy, filter(_is_whole, GOLD)), *map(_other_copy, others)]


def _is_whole(entry: dict[str, Any]) -> bool:
    return bool(entry["byline"] and entry["headline_lines"])


def _gold_copy(entry: dict[str, Any]) -> Copy:
    title = tuple(line for line in entry["headline_lines"] if line in (entry["title"] or ""))
    jump = next((mark for mark in entry["marks"] if "下转" in mark), "")
    return Copy(title, entry["byline"]["raw"], tuple(entry["body"]), entry["kicker"], entry["subtitle"], jump)


def _other_copy(entry: dict[str, Any]) -> Copy:
    sides = {int(number): side for number, side in entry.get("sides", {}).items()}
    return Copy(
        tuple(entry["title"]), entry["byline"], tuple(entry["paragraphs"]), entry.get("kicker"),
        entry.get("subtitle"), entry.get("jump", ""), sides,
    )  # fmt: skip


def random_layout(chance: random.Random) -> Layout:
    """A layout with anything that a page may have."""
    return Layout(
        measure=chance.randint(10, 30),
        headlines_first=chance.random() < 0.5,
        depth=chance.randint(7, 20),
        indent=chance.choice(["", "", "　　", "    "]),
        **{
            name: chance.random() < share
            for name, share in {
                "parted": 0.5, "uneven": 0.3, "sides": 0.3, "captions": 0.3, "furniture": 0.5, "teaser": 0.3,
                "notice": 0.3, "letterspaced": 0.2,
            }.items()
        },
    )  # fmt: skip


def random_page(seed: int, **fixed: Any) -> tuple[str, list[Copy]]:
    """A page of four to eight articles, and what they are."""
    chance = random.Random(seed)  # noqa: S311 - a layout, not a secret
    layout = replace(random_layout(chance), **fixed)
    chosen = chance.sample(copies(), chance.randint(4, 8))
    if not layout.sides:
        chosen = [replace(copy, sides={}) for copy in chosen]
    return set_page(chosen, layout, chance), chosen


def set_page(chosen: Sequence[Copy], layout: Layout, chance: random.Random) -> str:
    """The page as text: every paragraph wrapped, a blank line wherever a column breaks."""
    chunks = []
    for copy in chosen:
        measure = chance.randint(10, 30) if layout.uneven else layout.measure
        body = "\n".join(_columns(_body_lines(copy, layout, measure), layout.depth, chance)).strip("\n")
        if layout.captions and chance.random() < 0.5:
            body = _with_caption(body, chance)
        headline = "\n\n".join(part for part in (copy.kicker, "\n".join(copy.title), copy.subtitle) if part)
        chunks.append(f"{headline}\n\n{body}" if layout.headlines_first else f"{body}\n\n{headline}")
    if layout.teaser:
        chunks.insert(chance.randint(1, len(chunks)), TEASER)
    if layout.notice:
        chunks.insert(0, "\n".join(wrap(NOTICE, 30, "")))
    if layout.furniture:
        chunks = [MASTHEAD, *chunks, IMPRINT]
    page = "\n\n".join(chunks) + "\n"
    return _letterspaced(page) if layout.letterspaced else page


def _body_lines(copy: Copy, layout: Layout, measure: int) -> Iterator[str]:
    alone = copy.byline.startswith("本报记者")
    if alone:
        yield copy.byline
    for number, paragraph in enumerate(copy.paragraphs):
        if number and layout.parted:
            yield ""
        if number in copy.sides:
            yield copy.sides[number]
        begun = copy.byline if number == 0 and not alone else ""
        ended = copy.jump if number == len(copy.paragraphs) - 1 else ""
        yield from wrap(begun + paragraph + ended, measure, layout.indent)


def wrap(paragraph: str, measure: int, indent: str) -> Iterator[str]:
    """Lines of so many full-width characters, the first one short by two; closing punctuation may hang over."""
    line, width = indent, 2.0
    for character in paragraph:
        size = 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5
        if width + size > measure and character not in HANGING:
            yield line
            line, width = "", 0.0
        line += character
        width += size
    yield line


def _columns(lines: Iterator[str], depth: int, chance: random.Random) -> Iterator[str]:
    left = depth
    for line in lines:
        yield line
        left -= bool(line)
        if left == 0:
            yield ""
            left = depth + chance.randint(-3, 3)


def _with_caption(body: str, chance: random.Random) -> str:
    lines = body.split("\n")
    at = chance.randint(2, len(lines))
    return "\n".join([*lines[:at], "", CAPTION, "", *lines[at:]])


def _letterspaced(page: str) -> str:
    """The page with stray blanks around its numbers."""
    spaced = ""
    for before, character in zip(" " + page, page, strict=False):
        spaced += " " if "一" <= before <= "龥" and character.isdigit() and character.isascii() else ""
        spaced += character
    return spaced


def page(seed: int) -> Printed:
    """A random page with the truth of each of its lines."""
    text, chosen = random_page(seed)
    headlines: dict[str, int | None] = {bare(line): None for line in TEASER.split("\n")}
    for at, copy in enumerate(chosen):
        headlines |= {bare(line): at for line in (copy.kicker, copy.subtitle, *copy.title) if line}
    sides = {bare(side) for copy in chosen for side in copy.sides.values()}
    others = bare(MASTHEAD + IMPRINT + CAPTION + NOTICE)
    lines, fresh, number = [], True, -1
    for line in text.splitlines():
        role: Role = "blank" if not line.strip() else "headline" if bare(line) in headlines else "body"
        if role == "body":
            role = "aside" if bare(line) in others else "side" if bare(line) in sides else "start" if fresh else "body"
        number += role == "start"
        fresh = role == "headline" or (fresh and role in ("aside", "blank"))
        of = headlines[bare(line)] if role == "headline" else number if role in ("start", "body", "side") else None
        lines.append(SetLine(line, role, of))
    stories = [Story(c.title, c.paragraphs, c.kicker, c.subtitle, c.byline, jump=c.jump, sides=c.sides) for c in chosen]
    return Printed(lines, stories, frozenset())


def sample_page() -> Printed:
    """The sample page with the truth of each of its lines."""
    text = (ROOT / "articles/jiaozuo-daily-2020-02-27-p1.txt").read_text("utf-8").splitlines()
    roles: dict[int, tuple[Role, int]] = {}
    for number, entry in enumerate(GOLD):
        for role, at in (("headline", entry["source_lines"]["headline"]), ("body", entry["source_lines"]["body"])):
            for line in range(at[0] - 1, at[1]) if at else ():
                roles[line] = (role, number)
        jump = next((at for at, line in enumerate(text) if line.strip() and line.strip() in entry["marks"]), None)
        if jump is not None:
            roles[jump] = ("body", number)
    lines = [SetLine(line, *roles.get(at, ("aside", None))) if line.strip() else BLANK for at, line in enumerate(text)]
    stories = [Story((entry["title"] or "",), tuple(entry["body"])) for entry in GOLD]
    return Printed(lines, stories, frozenset())


def bare(text: str) -> str:
    """A text without blanks."""
    return "".join(text.split())
