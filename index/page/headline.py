"""Headline lines -> kicker (引题), title (主题), subtitle (副题), by the form of each line and where it stands.

They stand in this order, so the best division is found line by line (Viterbi over three states that only go forward).
What a line's form and the step from the line before say for each part is fitted (`weights.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from index.page.lines import width_of
from index.page.weights import Array, Weights, table
from index.terms import is_foreign

KICKER, TITLE, SUBTITLE = range(3)
PARTS = 3
IMPOSSIBLE = -1e6
FORWARD: Array = np.array([[0.0, 0.0, IMPOSSIBLE], [IMPOSSIBLE, 0.0, 0.0], [IMPOSSIBLE, IMPOSSIBLE, 0.0]])
WRAPPED_CHARS = 18
LONGEST_LEAD = 60
TITLE_PHRASE, PHRASE = 18, 4

_LEADS_IN = re.compile(
    r"(?:强调|要求|指出|提出|表示|说|讲话|会议|召开|举行|消息|获悉|发布|公告|通知|通报|部署|透露|批示|显示|表明|宣布|建议|呼吁|介绍|印发|出台|在.{4,60}时)[：:]?$"
)
_FOLLOWS_ON = re.compile(r"^(?:——|—|-)|(?:举行|召开|出席|主持|主持会议|讲话|致辞|参加|捐款|启动|开幕|闭幕)$")
_LETTERSPACED = re.compile(r"^\S(?:\s+\S)+$")
# What a line's wording may tell of its part.
_FORMS = {
    "leads in": _LEADS_IN,
    "dash": re.compile(r"^(?:—|-)"),
    "meeting": re.compile(r"(?:会|会议|大会|座谈会|推进会|现场会|活动|仪式|培训班)$"),
    "reports": re.compile(r"(?:举行|出席|主持|讲话|致辞|参加|捐款|启动|开幕|闭幕|完成|揭晓|公布)$|出席|主持"),
    "series": re.compile(r"(?:之[一二三四五六七八九十\d]+|系列报道.?|[①-⑳]|\(\d+\)|（[一二三四五六七八九十\d]+）)$"),
    "column": re.compile(r"^(?:聚焦|关注|走进|直击|探访|追踪|特写|我市|本市|全[市省县区国])"),
    "detail": re.compile(r"^(?:预计|总投资|目前|昨|今|截至|首批|共|将|拟|本报)|\d\s{0,4}[月日]"),
    "figure": re.compile(r"\d"),
    "clause": re.compile(r"[，；]"),
    "colon": re.compile(r"[：:]"),
    "call": re.compile(r"[！？!?]"),
    "quoted": re.compile(r"“"),
    "phrases": re.compile(r"\S{3}\s\S{3}"),
    "at time": re.compile(r"在\S{2,40}时"),
}


@dataclass(frozen=True, slots=True)
class Headline:
    """The three parts of a headline; the title is there whenever any line is."""

    kicker: str | None
    title: str | None
    subtitle: str | None


@dataclass(frozen=True, slots=True)
class Scale:
    """How clues are weighed: of a line for each part, of a line after another for each two parts."""

    line: Weights
    move: Weights


@cache
def fitted() -> Scale:
    """The fitted weights."""
    return Scale(Weights(table("headline"), PARTS), Weights(table("headline move"), PARTS * PARTS))


def read_headline(blocks: Sequence[Sequence[str]]) -> Headline:
    """Tell the parts of a headline apart; `blocks` are its lines, grouped as blank lines group them."""
    lines, starts = flat(blocks)
    if not lines:
        return Headline(None, None, None)
    parts = best_parts(lines, starts, fitted())
    chosen = [[line for line, part in zip(lines, parts, strict=True) if part == which] for which in range(PARTS)]
    return Headline(*map(join_phrases, chosen))


def flat(blocks: Sequence[Sequence[str]]) -> tuple[list[str], list[bool]]:
    """The lines of blocks, and which of them begin one."""
    lines = [line for block in blocks for line in block]
    return lines, [at == 0 for block in blocks for at in range(len(block))]


def best_parts(lines: Sequence[str], starts: Sequence[bool], scale: Scale, extra: Array | None = None) -> list[int]:
    """The part of each line, by the greatest sum; `extra` is added to what each line (row) scores as each part."""
    looks = np.array([scale.line.of(clues) for clues in headline_clues(lines)])
    looks = looks if extra is None else looks + extra
    scores = looks[0] + np.array([0.0, 0.0, IMPOSSIBLE])
    origins: list[list[int]] = []
    for at in range(1, len(lines)):
        moves = scale.move.of(step_clues(lines[at - 1], lines[at], starts[at])).reshape(PARTS, PARTS) + FORWARD
        sums = scores[:, None] + moves
        origin = sums.argmax(axis=0)
        scores = sums[origin, np.arange(PARTS)] + looks[at]
        origins.append(origin.tolist())
    parts = [int(scores[TITLE:].argmax()) + TITLE]
    for origin_of in reversed(origins):
        parts.append(origin_of[parts[-1]])
    return parts[::-1]


def headline_clues(lines: Sequence[str]) -> Iterator[list[str]]:
    """The clues of each line of a headline."""
    size = min(len(lines), 5)
    for at, line in enumerate(lines):
        place = "first" if at == 0 else "last" if at == len(lines) - 1 else "middle"
        forms = [name for name, pattern in _FORMS.items() if pattern.search(line[-LONGEST_LEAD:])]
        length = next((f"to {most}" for most in (8, 11, 14, 18, 24) if width_of(line) <= most), "more")
        yield ["any", place, f"{place} of {size}", length, *forms, *(f"{place}, {form}" for form in forms)]


def step_clues(before: str, line: str, starts: bool) -> list[str]:
    """The clues of a line after another: a blank line between, their lengths, what the first leads to."""
    longer = width_of(line) - width_of(before)
    length = "alike" if abs(longer) <= 2 else "longer" if longer > 0 else "shorter"
    blank = "apart" if starts else "close"
    clues = ["any", blank, length, f"{blank} {length}"]
    clues += ["leads in"] if leads_in(before) else []
    clues += ["wrapped"] if _wrapped(before, line) else []
    return clues + (["both phrases"] if " " in line and " " in before else [])


def leads_in(line: str) -> bool:
    """Whether a line leads into a title, as a kicker does: …强调, …要求, …召开会议."""
    return bool(_LEADS_IN.search(line[-LONGEST_LEAD:]))


def is_title(lines: Sequence[str]) -> bool:
    """Whether lines look like a main title: short phrases, several of them or set apart, and no running sentence."""
    phrases = [phrase for line in lines for phrase in line.split()]
    short = all(len(phrase) <= TITLE_PHRASE for phrase in phrases)
    reports = len(lines) == 1 and _FOLLOWS_ON.search(phrases[-1]) is not None
    return len(phrases) > 1 and short and not reports and not any(re.search("[，。；]", line) for line in lines)


def join_phrases(lines: Sequence[str]) -> str | None:
    """Lines with a blank between them; a long sentence that was set in two even lines is put together again."""
    text = "".join(map(_close, lines[:1]))
    for before, line in pairwise(lines):
        text += ("" if _wrapped(before, line) else " ") + _close(line)
    return text or None


def _wrapped(before: str, line: str) -> bool:
    even = abs(len(before) - len(line)) <= 1
    return even and len(line) >= WRAPPED_CHARS and ("，" in before or "、" in before)


def _close(line: str) -> str:
    """One blank between phrases; none between the characters of a letterspaced word, nor around a stray number."""
    if _LETTERSPACED.match(line):
        return "".join(line.split())
    if is_foreign(line):
        return " ".join(line.split())
    phrases: list[str] = []
    for phrase in line.split():
        last = phrases[-1] if phrases else ""
        if last and last[-1].isdigit() != phrase[0].isdigit() and min(len(last), len(phrase)) < PHRASE:
            phrases[-1] += phrase
        else:
            phrases.append(phrase)
    return " ".join(phrases)
