"""Spellings (写法) of one name, joined only where they are surely the same.

A formal name and its everyday form are one body (市人民政府, 市政府; 卫生健康委员会, 卫健委). A bare 市政府 is that of
the city whose paper printed it (焦作日报), or of the one city that the article names; else nobody can say whose it is,
and it is filed under nothing. A person is filed by name alone: what is printed before it says who it is.
"""

from __future__ import annotations

import re

from rag.places import CITIES, PROVINCES, SEATS

_FORMAL = (
    ("人民政府", "政府"),
    ("卫生健康委员会", "卫健委"),
    ("卫生健康委", "卫健委"),
    ("住房和城乡建设", "住建"),
    ("住房城乡建设", "住建"),
    ("人力资源和社会保障", "人社"),
    ("人力资源社会保障", "人社"),
    ("市场监督管理局", "市场监管局"),
    ("发展和改革委员会", "发改委"),
    ("发展改革委", "发改委"),
    ("工业和信息化", "工信"),
    ("人民代表大会常务委员会", "人大常委会"),
    ("人民法院", "法院"),
    ("人民检察院", "检察院"),
    ("纪律检查委员会", "纪委"),
)
_PARTY = re.compile(r"^中共([\u4e00-\u9fff]{2,12}?[省市县区州])委(?:员会)?$")
_BARE = re.compile(r"^(?:[省市县区州旗镇乡]|街道)")
_DOTS = re.compile(r"[•・‧]")
_PLACE_ENDS = re.compile(r"(?:市|省|自治区)$")


def person(name: str) -> str:
    """A person's name without the blanks and with the dot that newspapers set in several ways."""
    return _DOTS.sub("·", re.sub(r"\s", "", name))


def place(name: str) -> str:
    """A city or province without its 市 or 省; other places as they are."""
    short = _PLACE_ENDS.sub("", name)
    return short if short in SEATS else name


def body(name: str, source: str | None, seats: frozenset[str]) -> str | None:
    """The everyday form of a body's name, with its city; None where it cannot be said whose it is.

    `source` is the newspaper, `seats` the cities and provinces that the article names.
    """
    if party := _PARTY.match(name):
        name = f"{party[1]}委"
    for formal, everyday in _FORMAL:
        name = name.replace(formal, everyday)
    if not _BARE.match(name):
        return name
    whose = _home(name[0], source) or _only(name[0], seats)
    return f"{whose}{name}" if whose else None


def _home(level: str, source: str | None) -> str | None:
    """The city or province whose paper it is."""
    known = {"市": CITIES, "省": PROVINCES}.get(level, frozenset())
    return next((one for one in known if source and source.startswith(one)), None)


def _only(level: str, seats: frozenset[str]) -> str | None:
    """The one city or province that an article names."""
    known = seats & {"市": CITIES, "省": PROVINCES}.get(level, frozenset())
    return next(iter(known)) if len(known) == 1 else None
