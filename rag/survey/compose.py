"""What was collected -> an Answer: a line an article, in the order asked for, each with its citation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer import Citation, RankedPassage
from rag.places import places
from rag.question import Language
from rag.retriever import Hit
from rag.survey.collect import Collected, Item
from rag.survey.plan import Kind, Plan
from rag.wording import title

_KINDS: dict[Kind, tuple[str, str]] = {
    "which": ("哪些报道", "which articles"),
    "count": ("计数", "count"),
    "list": ("列举", "list"),
    "timeline": ("按时间先后", "in order of time"),
    "compare": ("对照", "side by side"),
    "latest": ("最新情况", "newest state"),
    "period": ("一段时间", "of these days"),
}
_PLACES = ("城市", "省", "省份")
PASSAGES = 10


@dataclass(frozen=True, slots=True)
class Told:
    """The text of an answer with its marks, and the citations in their order."""

    text: str
    citations: tuple[Citation, ...]


def tell(plan: Plan, collected: Collected, language: Language) -> Told:
    """The answer to an archive question; with no item it says that there is none."""
    english = language == "en"
    items = ordered(plan, collected.items)
    if not items:
        return Told("The archive has no article of that." if english else "报库中没有这样的报道。", ())
    lines = [_line(plan, items, at, english) for at in range(len(items))]
    text = "\n".join([_head(plan, items, english), *lines])
    return Told(text, tuple(_citation(at, item) for at, item in enumerate(items, 1)))


def ordered(plan: Plan, items: Sequence[Item]) -> list[Item]:
    """A timeline by date, the newest first for the latest state, else the best first; undated ones last."""
    if plan.kind in ("timeline", "period", "list"):
        return sorted(items, key=lambda item: (item.happened or "9", item.day or "9"))
    if plan.kind == "latest":
        return sorted(items, key=lambda item: item.day or "", reverse=True)
    return list(items)


def note(plan: Plan, articles: int, language: Language) -> str:
    """The plan as the reader is shown it."""
    english = language == "en"
    days = f"{plan.period.first} – {plan.period.last}" if plan.period else None
    parts = (
        ("Asked" if english else "问法", _KINDS[plan.kind][english]),
        ("Topic" if english else "主题", plan.topic),
        ("Persons" if english else "人物", "、".join(plan.people)),
        ("Days" if english else "日期", days),
        ("As of" if english else "截至", plan.as_of),
        ("Among" if english else "范围", f"{articles:,} articles" if english else f"{articles:,} 篇"),
    )
    return ("; " if english else "；").join(
        f"{name}{': ' if english else '：'}{value}" for name, value in parts if value
    )


def _head(plan: Plan, items: Sequence[Item], english: bool) -> str:
    if plan.kind == "count":
        number = count(plan, items)
        unit = plan.unit or "篇"
        return f"{number}; {len(items)} articles:" if english else f"共 {number} {unit}，见 {len(items)} 篇报道："
    if english:
        return f"{len(items)} article{'s' * (len(items) > 1)}:"
    return f"共 {len(items)} 篇报道："


def count(plan: Plan, items: Sequence[Item]) -> int:
    """How many there are: of cities and provinces those named by the articles first, of all else the articles."""
    if plan.unit in _PLACES:
        named = {(places(item.article.headline) or places(item.article.body) or [item.article.id])[0] for item in items}
        return len(named)
    return len(items)


def _line(plan: Plan, items: Sequence[Item], at: int, english: bool) -> str:
    item = items[at]
    day = item.day or ("undated" if english else "日期不详")
    label = ""
    if plan.kind == "latest":
        newest = at == 0
        label = ("Latest, " if newest else "Superseded, ") if english else ("最新，" if newest else "此前，")
    quote = re.sub(r"\s+", " ", item.quote).strip() or title(item.article)
    return f"· {label}{day}{': ' if english else '：'}{quote}[{at + 1}]"


def _citation(marker: int, item: Item) -> Citation:
    article = item.article
    return Citation(
        marker, article.id, title(article), article.source, article.issue_date, article.page_at(item.start),
        item.quote, item.start, item.end,
    )  # fmt: skip


def passages(hits: Sequence[Hit], limit: int = PASSAGES) -> tuple[RankedPassage, ...]:
    """The nearest passages, best first."""
    best = sorted(hits, key=lambda hit: -hit.score)[:limit]
    return tuple(
        RankedPassage(
            rank, round(hit.score, 4), hit.passage.article_id, hit.passage.id, title(hit.article),
            hit.passage.start, hit.passage.end, hit.passage.text,
        )
        for rank, hit in enumerate(best, 1)
    )  # fmt: skip
