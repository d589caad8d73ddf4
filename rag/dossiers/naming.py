"""An article -> whom and what it names, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.article import Article
from index.sentences import sentence_spans
from rag.dossiers import spelling
from rag.dossiers.bodies import bodies
from rag.dossiers.model import Naming
from rag.dossiers.offices import office_of
from rag.dossiers.topics import topics
from rag.people import mentions
from rag.places import KNOWN

NAMES = 500  # persons of an article that are followed through its sentences
_PLACE = re.compile(
    rf"(?P<seat>(?:{KNOWN})(?:自治区|省|市)?)(?![路街道小大]|同志)"
    r"|(?:(?<![\u4e00-\u9fff])|(?<=[在到赴与和、是]))(?P<county>(?![各该本全每哪那这两几多不个并受次所时今去我在跨])[\u4e00-\u9fff]{2,3}[县区镇乡村旗])"
    r"(?=[\u4e00-\u9fff，。、]?)(?![长委政人局书域间民])"
)
_CALLED = re.compile(r"^.(?:女士|先生|老伯|大爷|大妈|阿姨|奶奶|爷爷|医生|老师|师傅|同学|某)")
_NO_PLACE = re.compile(
    r"^(?:加强|加快|加大|完善|重点|推进|推动|围绕|整治|建设|打造|选择|列入|落实|成立|覆盖|包括|部分|周边|附近|上述|每个)|(?:社区|小区|地区|山区|灾区|辖区|景区|园区|校区|城区|片区|市区|郊区|新区|库区|矿区|牧区|林区|厂区|库区|战区|农村|乡村"
    r"|下乡|返乡|家乡|故乡|返村|进村|驻村|全县|全区|全镇|城镇|乡镇|县区|区县|市县|老区|特区|湾区|禁区|误区|专区|街区|商区|病区)$"
)


def namings(article: Article) -> tuple[Naming, ...]:
    """Every sentence of an article that names a person, body, place or topic, in reading order; each once."""
    sentences = [(article.body[start:end], start, end) for start, end in sentence_spans(article.body)]
    found = [
        *_persons(sentences),
        *_bodies(sentences, article.source),
        *_places(sentences),
        *_topics(sentences, article.source),
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.kind, one.name)))


Sentences = Sequence[tuple[str, int, int]]


def _persons(sentences: Sentences) -> Iterator[Naming]:
    """Whoever is introduced somewhere is found wherever the name stands."""
    introduced = {start: _introduced(text) for text, start, _ in sentences}
    names = list(dict.fromkeys(name for some in introduced.values() for name in some))[:NAMES]
    if not names:
        return
    known = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    for text, start, end in sentences:
        offices = introduced[start]
        for name in dict.fromkeys([*known.findall(text), *(one for one in offices if one in names)]):
            yield Naming("person", spelling.person(name), name, start, end, offices.get(name))


def _introduced(text: str) -> dict[str, str | None]:
    """Those whom a sentence introduces, each with the office it prints."""
    found: dict[str, str | None] = {}
    for one in mentions(text):
        if _CALLED.match(one.name):
            continue
        found[one.name] = found.get(one.name) or office_of(text, one)
    return found


def _bodies(sentences: Sentences, source: str | None) -> Iterator[Naming]:
    seats = frozenset(name for text, _, _ in sentences for name in _seats(text))
    for text, start, end in sentences:
        printed = dict.fromkeys(name for name, _, _ in bodies(text))
        filed = {one: spelling.body(one, source, seats) for one in printed}
        for one, name in {name: (one, name) for one, name in filed.items() if name}.values():
            yield Naming("body", name, one, start, end)


def _seats(text: str) -> Iterator[str]:
    return (spelling.place(match["seat"]) for match in _PLACE.finditer(text) if match["seat"])


def _places(sentences: Sentences) -> Iterator[Naming]:
    for text, start, end in sentences:
        printed = dict.fromkeys(match[0] for match in _PLACE.finditer(text) if not _NO_PLACE.search(match[0]))
        for name, one in {spelling.place(one): one for one in printed}.items():
            yield Naming("place", name, one, start, end)


def _topics(sentences: Sentences, source: str | None) -> Iterator[Naming]:
    for text, start, end in sentences:
        for name in dict.fromkeys(name for name, _, _ in topics(text) if name != source):
            yield Naming("topic", name, name, start, end)
