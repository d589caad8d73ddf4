"""Headline lines -> kicker (引题), title (主题), subtitle (副题), by the form of each line and where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.terms import is_foreign

_LEADS_IN = re.compile(
    r"(?:强调|要求|指出|提出|表示|说|讲话|会议|召开|举行|消息|获悉|发布|公告|通知|通报|部署|透露|批示|显示|表明|宣布|建议|呼吁|介绍|印发|出台|在.{4,}时)[：:]?$"
)
_FOLLOWS_ON = re.compile(r"^(?:——|—|-)|(?:举行|召开|出席|主持|主持会议|讲话|致辞|参加|捐款|启动|开幕|闭幕)$")
_LETTERSPACED = re.compile(r"^\S(?:\s+\S)+$")
WRAPPED_CHARS = 18
TITLE_PHRASE, PHRASE = 18, 4


@dataclass(frozen=True, slots=True)
class Headline:
    """The three parts of a headline; the title is there whenever any line is."""

    kicker: str | None
    title: str | None
    subtitle: str | None


def read_headline(blocks: Sequence[Sequence[str]]) -> Headline:
    """Tell the parts of a headline apart; `blocks` are its lines, grouped as blank lines group them.

    A first line that leads in (…强调, …要求, …召开会议) is the kicker. Of what follows, the first block is the title
    and the others are the subtitle; in a single block of three lines or more, a last line that reports (…举行) is.
    """
    rest = [list(block) for block in blocks if block]
    if not rest:
        return Headline(None, None, None)
    kicker: list[str] = []
    if sum(map(len, rest)) > 1 and leads_in(rest[0][0]) and not (len(rest) > 1 and len(rest[0]) > 1):
        kicker = [rest[0].pop(0)]
        rest = [block for block in rest if block]
    title, below = rest[0], [line for block in rest[1:] for line in block]
    if not below and len(title) + len(kicker) > 2 and len(title) > 1 and _FOLLOWS_ON.search(title[-1]):
        below = [title.pop()]
    return Headline(join_phrases(kicker), join_phrases(title), join_phrases(below))


def leads_in(line: str) -> bool:
    """Whether a line leads into a title, as a kicker does: …强调, …要求, …召开会议."""
    return bool(_LEADS_IN.search(line))


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
    text = ""
    for phrase in line.split():
        stray = (
            text and text[-1].isdigit() != phrase[0].isdigit() and min(len(_last_phrase(text)), len(phrase)) < PHRASE
        )
        text += phrase if stray or not text else f" {phrase}"
    return text


def _last_phrase(text: str) -> str:
    return text.rpartition(" ")[2]
