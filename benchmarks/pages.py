"""How well pages of other layouts are reconstructed: `python -m benchmarks.pages [PAGES]`.

Sets known articles as pages, at random and with one thing fixed at a time, and prints how many bodies come out exact,
paragraph by paragraph and character by character, and how many titles and whole headlines are right. The same for the
two hands of `tests.layout` and for each thing that makes their pages hard, on seeds that no weights were fitted on.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from index.page import read_page
from tests.layout import Printed, broadsheet, random_page, tabloid
from tests.layout.compositor import bare

PAGES, HELD_OUT = 100, 900_000
HANDS = {"broadsheet": broadsheet.page, "tabloid": tabloid.page}
FIXED: dict[str, dict[str, Any]] = {
    "anything": {},
    "headlines above": {"headlines_first": True},
    "headlines below": {"headlines_first": False},
    "narrow columns": {"measure": 10, "uneven": False},
    "wide columns": {"measure": 30, "uneven": False},
    "several widths": {"uneven": True},
    "indents drawn": {"indent": "　　"},
    "no blank lines between paragraphs": {"parted": False},
    "side headlines": {"sides": True},
    "captions": {"captions": True},
    "teaser and notice": {"teaser": True, "notice": True},
    "furniture": {"furniture": True},
    "blanks around numbers": {"letterspaced": True},
}


def score(pages: int, first_seed: int = 0, **fixed: Any) -> Counter[str]:
    """Counts over pages of known articles."""
    found: Counter[str] = Counter()
    for seed in range(first_seed, first_seed + pages):
        page, copies = random_page(seed, **fixed)
        articles = {article.body.replace("\n", ""): article for article in read_page(page, issue_date="2021-03-13")}
        for copy in copies:
            article = articles.get(copy.body.replace("\n", ""))
            found["articles"] += 1
            found["characters"] += article is not None
            found["bodies"] += article is not None and article.body == copy.body
            found["titles"] += article is not None and article.title == " ".join(copy.title)
            found["headlines"] += article is not None and (
                (article.kicker, article.title, article.subtitle) == (copy.kicker, " ".join(copy.title), copy.subtitle)
            )
    return found


def score_printed(printed: Printed) -> Counter[str]:
    """Counts over one page of a hand; a title counts where it stands over the story's first words."""
    found: Counter[str] = Counter()
    articles = read_page(printed.text, issue_date="2021-03-13")
    bodies = {article.body: article for article in articles}
    joined = {bare(article.body): article for article in articles}
    for story in printed.stories:
        found["articles"] += 1
        article = joined.get(bare(story.body))
        found["bodies"] += story.body in bodies
        found["characters"] += article is not None
        near = article or next((one for one in articles if one.body[:8] == story.body[:8]), None)
        found["titles"] += near is not None and near.title == (" ".join(story.title) or None)
        whole = (story.kicker, " ".join(story.title) or None, story.subtitle)
        found["headlines"] += near is not None and (near.kicker, near.title, near.subtitle) == whole
    return found


def score_hand(hand: Callable[[int], Printed], pages: int, first_seed: int = HELD_OUT) -> dict[str, Counter[str]]:
    """Counts over the pages of a hand: all of them, and those that have each difficulty."""
    found: dict[str, Counter[str]] = {"anything": Counter()}
    for seed in range(first_seed, first_seed + pages):
        printed = hand(seed)
        counts = score_printed(printed)
        for kind in ("anything", *printed.difficulties):
            found.setdefault(kind, Counter()).update(counts)
    return found


def main() -> None:
    """Print a row for each thing that is fixed."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    names = ("bodies", "characters", "titles", "headlines")
    print(f"{'pages with':44}" + "".join(f"{name:>12}" for name in names))
    rows = {label: score(pages, **fixed) for label, fixed in FIXED.items()}
    for name, hand in HANDS.items():
        rows |= {f"{name}: {kind}": found for kind, found in sorted(score_hand(hand, pages).items())}
    for label, found in rows.items():
        print(f"{label:44}" + "".join(f"{found[name] / found['articles']:12.3f}" for name in names))


if __name__ == "__main__":
    main()
