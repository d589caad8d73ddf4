"""The credit that opens an article: 本报讯（记者甲 通讯员乙）, 新华社北京2月26日电（记者甲、乙）, 本报记者 甲 乙."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PEOPLE = r"(?P<people>[（(][^（）()]{0,60}?(?:记者|通讯员|实习生|特约|见习)[^（）()]{0,60}[）)])?"
_WIRE = (
    r"新华社|新华网|中新社|中新网|人民网|人民日报|央视网|央视新闻|央广网|中央广播电视总台"
    r"|光明网|澎湃新闻|光明日报|经济日报|科技日报|法治日报"
)
_PAPER = r"[\u4e00-\u9fff]{2,6}?(?:日报|晚报|时报|早报|晨报|商报|都市报|青年报|周报|网)"
_PATTERNS = (
    re.compile(rf"(?P<agency>本报讯|本刊讯|本网讯|(?:{_PAPER})讯)\s*{_PEOPLE}"),
    re.compile(
        rf"据?(?P<agency>{_WIRE}|本报)(?P<place>[\u4e00-\u9fff]{{2,8}}?)?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?"
        rf"(?:专?电|讯|消息)\s*{_PEOPLE}"
    ),
    re.compile(rf"据(?P<agency>{_WIRE})(?:报道|消息)?[，,]?"),
    re.compile(
        r"(?P<agency>本报)(?:特约|见习|首席)?记者\s*(?P<names>[\u4e00-\u9fff]{2,4}(?:[\s、][\u4e00-\u9fff]{2,4})*)(?=[\s：:])"
    ),
)
_ROLES = re.compile(r"(?:本报|特约|见习|首席|实习)*(?:记者|通讯员|实习生)")


@dataclass(frozen=True, slots=True)
class Byline:
    """A credit as printed, and what it says; `length` is how many characters of the text it takes."""

    raw: str
    agency: str | None
    reporters: tuple[str, ...]
    place: str | None
    length: int


def read_byline(text: str) -> Byline | None:
    """The credit at the beginning of a text, or None."""
    skipped = len(text) - len(text.lstrip())
    for pattern in _PATTERNS:
        if match := pattern.match(text, skipped):
            parts = match.groupdict()
            names = _names(parts.get("people") or parts.get("names") or "")
            return Byline(match[0].strip(), parts["agency"], names, parts.get("place"), match.end())
    return None


def _names(people: str) -> tuple[str, ...]:
    bare = _ROLES.sub(" ", people.strip("（）()"))
    return tuple(name for name in re.split(r"[\s、，,;；/]+", bare) if 2 <= len(name) <= 8)
