"""The program's own words around what it quotes, in Chinese and English; no fact is ever worded here."""

from __future__ import annotations

from collections.abc import Sequence

from index.article import Article
from rag.answer import Outcome, RankedPassage
from rag.question import Language

TITLE_CHARS = 24
NEAREST = 3
LISTED = 3


def title(article: Article) -> str:
    """An article's title, or the beginning of one that has none."""
    opening = article.body[:TITLE_CHARS].split("\n")[0]
    return article.title or article.headline or (f"{opening}…" if len(article.body) > len(opening) else opening)


def printed(source: str | None, date: str | None, page: str | None) -> str:
    """Where something was printed: 焦作日报，2020-02-27，第1版."""
    return "，".join(part for part in (source, date, page and f"第{page}版") if part)


def reference(article: Article, offset: int = 0) -> str:
    """An article, or what stands at an offset of its body, as it is cited: 焦作日报，2020-02-27，第1版，《…》."""
    where = printed(article.source, article.issue_date, article.page_at(offset))
    return "，".join(part for part in (where, f"《{title(article)}》") if part)


def reply(
    lines: Sequence[str],
    outcome: Outcome,
    claim: str | None,
    nearest: Sequence[RankedPassage],
    language: Language,
    free: bool = False,
) -> str:
    """The answer as one text: its lines, framed by what came of the question; or that the articles don't say.

    Three lines and more are a list. An English question gets an English frame around the quoted Chinese. What a
    language model says `free` of the quoted answer is neither.
    """
    if not lines:
        return declined(nearest, language)
    if free:
        return "\n".join(lines)
    bullet = "• " if len(lines) >= LISTED else ""
    text = "\n".join(f"{bullet}{line}" for line in lines)
    frame = _FRAMES[language][outcome].format(claim=claim)
    return f"{frame}\n{text}" if frame else text


_FRAMES: dict[Language, dict[Outcome, str]] = {
    "zh": {
        "answered": "",
        "partly": "报道里没有说到这一点。与它有关、最接近的是：",
        "corrected": "问题中的“{claim}”与报道不符。报道说的是：",
        "none": "",
    },
    "en": {
        "answered": "The articles say (quoted as printed):",
        "partly": "The articles do not say this. What they report that comes nearest:",
        "corrected": "“{claim}” in the question does not agree with the articles. They say:",
        "none": "",
    },
}


def declined(nearest: Sequence[RankedPassage], language: Language) -> str:
    """That the articles don't say, and which come nearest."""
    titles = list(dict.fromkeys(f"《{passage.title}》" for passage in nearest))[:NEAREST]
    if language == "en":
        return "The articles do not say." + (f" Nearest to the question: {', '.join(titles)}." if titles else "")
    return "报道里没有找到这个问题的答案。" + (f"最接近的是：{'、'.join(titles)}。" if titles else "")
