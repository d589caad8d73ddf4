"""Draws articles as a scanned page: a picture with columns and headlines, askew, noisy and pressed into a JPEG."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.layout.compositor import HANGING, Copy, copies, wrap

FONTS = Path("/usr/share/fonts/opentype/noto")  # Debian's package fonts-noto-cjk
FACES = {
    "serif": ("NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc"),
    "sans": ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
    "mixed": ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
}
SIMPLIFIED = 2  # its number in the collection
PAPER, INK = 244, 28
WIDTH, MARGIN = 560, 36  # points
MASTHEAD = "滨江日报　2021年3月13日　星期六　第1版　要闻"


@dataclass(frozen=True)
class Look:
    """How a page is set and scanned; lengths in points, `skew` in degrees, `noise` in grey levels, `blur` in pixels."""

    dpi: int = 200
    face: str = "serif"
    columns: int = 4
    size: float = 9.5
    leading: float = 1.5
    gutter: float = 12.0
    vertical: float = 0.0
    beside: float = 0.0
    rules: bool = False
    masthead: bool = True
    skew: float = 0.0
    noise: float = 4.0
    blur: float = 0.0
    quality: int = 85


def random_look(seed: int, hard: bool) -> Look:
    """A look with anything that a page may have."""
    chance = random.Random(seed)  # noqa: S311 - a layout, not a secret
    reach, least = (2.0, 0.5) if hard else (0.8, 0.0)
    return Look(
        dpi=chance.choice([200, 200, 300]) if hard else chance.choice([200, 300]),
        face=chance.choice(list(FACES)),
        columns=chance.randint(3, 6),
        size=chance.uniform(8.5, 10.5),
        leading=chance.uniform(1.3, 1.7),
        gutter=chance.uniform(9.0, 16.0),
        vertical=0.4,
        beside=0.4,
        rules=chance.random() < 0.3,
        masthead=chance.random() < 0.7,
        skew=chance.choice([-1, 1]) * chance.uniform(least, reach),
        noise=chance.uniform(12, 26) if hard else chance.uniform(0, 8),
        blur=chance.uniform(0.4, 1.0) if hard else chance.uniform(0, 0.4),
        quality=chance.randint(30, 50) if hard else chance.randint(75, 92),
    )


def random_scan(seed: int, hard: bool, **fixed: object) -> tuple[bytes, str]:
    """A page of some articles as a JPEG, and its text in reading order."""
    sheet = random_sheet(seed, hard, **fixed)
    return scanned(sheet.picture, sheet.look, sheet.chance), "\n".join(sheet.said)


def random_sheet(seed: int, hard: bool, **fixed: object) -> Sheet:
    """A page of some articles as it is drawn, before it is scanned."""
    chance = random.Random(seed)  # noqa: S311
    sheet = Sheet(replace(random_look(seed, hard), **fixed), chance)  # type: ignore[arg-type]
    sheet.draw([_shortened(copy) for copy in chance.sample(copies(), chance.randint(5, 8))])
    return sheet


def _shortened(copy: Copy) -> Copy:
    """An article of at most some three hundred characters."""
    kept: list[str] = []
    for paragraph in copy.paragraphs:
        if not kept or sum(map(len, kept)) + len(paragraph) <= 300:
            kept.append(paragraph)
    return replace(copy, paragraphs=tuple(kept), sides={}, jump="")


class Drawn(NamedTuple):
    """A line as it was drawn, with its box in points from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    upright: bool = False


class Sheet:
    """A page that is drawn from top to bottom; `said` is its text in reading order, `picture` in shades of grey."""

    def __init__(self, look: Look, chance: random.Random) -> None:
        self.look, self.chance = look, chance
        self.scale = look.dpi / 72
        self.picture = Image.new("L", (round(WIDTH * self.scale), round(2400 * self.scale)), PAPER)
        self.pen = ImageDraw.Draw(self.picture)
        self.said: list[str] = []
        self.lines: list[Drawn] = []
        self.top = float(MARGIN)
        self.width = (WIDTH - 2 * MARGIN + look.gutter) / look.columns - look.gutter

    def draw(self, chosen: Sequence[Copy]) -> None:
        """Articles below one another, and some side by side; then the paper is cut below the last."""
        if self.look.masthead:
            self._line(MASTHEAD, MARGIN, self.top, self.look.size)
            self.said.append(MASTHEAD)
            self.top += 2.2 * self.look.size
            self._rule(MARGIN, self.top - 4, WIDTH - MARGIN, self.top - 4)
        waiting = list(chosen)
        while waiting:
            two = len(waiting) > 1 and self.look.columns > 3 and self.chance.random() < self.look.beside
            some, waiting = waiting[: 1 + two], waiting[1 + two :]
            first = self._shared(*map(len, (copy.body for copy in some))) if two else self.look.columns
            ends = [self._article(some[0], 0, first)]
            if two:
                ends.append(self._article(some[1], first, self.look.columns - first))
            self.top = max(ends) + 2.5 * self.look.size
        self.picture = self.picture.crop((0, 0, self.picture.width, round((self.top + MARGIN) * self.scale)))

    def _shared(self, one: int, other: int) -> int:
        """How many columns the first of two articles gets, by their lengths."""
        return min(max(2, round(self.look.columns * one / (one + other))), self.look.columns - 2)

    def _article(self, copy: Copy, first: int, columns: int) -> float:
        """An article in some of the page's columns; where it ends."""
        lines, top = self._wrapped(copy), self.top
        if copy.kicker:
            top = self._heading(copy.kicker, first, columns, 1.35 * self.look.size, top)
        depth = -(-len(lines) // max(columns - 1, 1)) * self.look.size * self.look.leading
        if columns > 1 and self.chance.random() < self.look.vertical and self._stands(copy.title, depth):
            side = self.chance.choice([0, columns - 1])
            self._upright(copy.title, first + side, top, depth)
            first, columns = first + (side == 0), columns - 1
        else:
            size = self.chance.uniform(2.1, 3.0) * self.look.size
            for text in copy.title:
                top = self._heading(text, first, columns, size, top)
            top += 0.5 * self.look.size
        return self._body(lines, first, columns, top)

    def _stands(self, title: Sequence[str], height: float) -> bool:
        """Whether a headline has room to stand upright in one column."""
        high = height > 1.15 * 1.8 * self.look.size * max(map(_length, title))
        return high and len(title) * 2.2 * self.look.size < self.width

    def _body(self, lines: Sequence[str], first: int, columns: int, top: float) -> float:
        """Lines in columns, with rules between them where the page has such; where they end."""
        depth, step = -(-len(lines) // columns), self.look.size * self.look.leading
        self.said += lines
        for number, line in enumerate(lines):
            column, row = divmod(number, depth)
            last = number + 1 == len(lines) or lines[number + 1].startswith("\u3000")
            self._line(line, self._left(first + column), top + row * step, self.look.size, 0.0 if last else self.width)
        for column in range(1, columns if self.look.rules else 1):
            x = self._left(first + column) - self.look.gutter / 2
            self._rule(x, top, x, top + depth * step - 0.4 * step)
        return top + depth * step

    def _wrapped(self, copy: Copy) -> list[str]:
        measure = int(self.width / self.look.size)
        alone = copy.byline.startswith("本报记者")  # such a credit has a line of its own
        first, *others = copy.paragraphs
        begun = [copy.byline, first, *others] if alone else [copy.byline + first, *others]
        return [line for paragraph in begun for line in wrap(paragraph, measure, "\u3000\u3000")]

    def _left(self, column: int) -> float:
        return MARGIN + column * (self.width + self.look.gutter)

    def _heading(self, text: str, first: int, columns: int, size: float, top: float) -> float:
        """A headline across its columns, wrapped where it is too long; where it ends."""
        room = columns * (self.width + self.look.gutter) - self.look.gutter
        lines = [text]
        while max(map(_length, lines)) * size > room:
            size *= 0.9
            if size < 1.5 * self.look.size and len(lines) == 1 and _length(text) > 6:
                half = len(text) // 2
                lines, size = [text[:half].strip(), text[half:].strip()], 2.2 * self.look.size
        for line in lines:
            self.said.append(line)
            begin = self._left(first) + self.chance.choice([0.0, 0.5]) * (room - _length(line) * size)
            self._line(line, begin, top, size, bold=True)
            top += 1.35 * size
        return top

    def _upright(self, title: Sequence[str], column: int, top: float, height: float) -> None:
        """A headline from top to bottom, its lines from right to left."""
        texts = [text.replace(" ", "\u3000") for text in title]
        size = min(0.9 * height / max(map(len, texts)) / 1.1, 3.4 * self.look.size, self.width / len(texts) / 1.25)
        font = _font(self.look.face, True, round(size * self.scale))
        right = self._left(column) + self.width / 2 + len(texts) * 0.6 * size
        self.said += texts
        for number, text in enumerate(texts):
            middle = right - (number + 0.6) * 1.2 * size
            box = (middle - size / 2, top, middle + size / 2, top + 1.1 * size * len(text))
            self.lines.append(Drawn(text.replace("\u3000", " "), *box, upright=True))
            for row, character in enumerate(text):
                place = (middle * self.scale, (top + (row + 0.5) * 1.1 * size) * self.scale)
                self.pen.text(place, character, INK, font, anchor="mm")

    def _line(self, text: str, left: float, top: float, size: float, width: float = 0.0, bold: bool = False) -> None:
        """A line of type, spread to a width where one is given; a closing mark may hang over."""
        font = _font(self.look.face, bold, round(size * self.scale))
        advances = [font.getlength(character) / self.scale for character in text]
        hung = text[-1] in HANGING and sum(advances) > width
        room = width - sum(advances) + (advances[-1] if hung else 0.0)
        extra = max(-0.2, room / max(len(text) - 1 - hung, 1)) if width else 0.0
        x = left
        for character, advance in zip(text, advances, strict=True):
            self.pen.text((x * self.scale, (top + size) * self.scale), character, INK, font, anchor="ls")
            x += advance + extra
        begin = left + sum(advances[: len(text) - len(text.lstrip())])
        self.lines.append(Drawn(text.strip(), begin, top, x - extra, top + 1.05 * size))

    def _rule(self, left: float, top: float, right: float, bottom: float) -> None:
        box = [value * self.scale for value in (left, top, right, bottom)]
        self.pen.line(box, fill=90, width=max(1, round(0.5 * self.scale)))


def scanned(picture: Image.Image, look: Look, chance: random.Random) -> bytes:
    """A drawn page as a scanner gives it: turned, blurred, uneven in brightness, noisy, as a JPEG."""
    turned = picture.rotate(look.skew, Image.Resampling.BICUBIC, expand=True, fillcolor=PAPER)
    grey = np.asarray(turned.filter(ImageFilter.GaussianBlur(look.blur)), np.float32)
    dice = np.random.default_rng(chance.randrange(2**32))
    fall = np.linspace(0, chance.uniform(-20, 20), grey.shape[1], dtype=np.float32)
    grey = grey + fall * (grey / 255) + dice.normal(0, look.noise, grey.shape).astype(np.float32)
    out = BytesIO()
    Image.fromarray(grey.clip(0, 255).astype(np.uint8)).save(
        out, "JPEG", quality=look.quality, dpi=(look.dpi, look.dpi)
    )
    return out.getvalue()


def _length(text: str) -> float:
    return sum(1.0 if ord(character) > 255 else 0.55 for character in text)


@lru_cache
def _font(face: str, bold: bool, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / FACES[face][bold], size, index=SIMPLIFIED)
