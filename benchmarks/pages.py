"""How well pages of other layouts are reconstructed: `python -m benchmarks.pages [PAGES]`.

Sets known articles as pages, at random and with one thing fixed at a time, and prints how many bodies come out exact,
paragraph by paragraph and character by character, and how many titles and whole headlines are right.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from index.page import read_page
from tests.layout import random_page

PAGES = 100
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


def main() -> None:
    """Print a row for each thing that is fixed."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    names = ("bodies", "characters", "titles", "headlines")
    print(f"{'pages with':34}" + "".join(f"{name:>12}" for name in names))
    for label, fixed in FIXED.items():
        found = score(pages, **fixed)
        print(f"{label:34}" + "".join(f"{found[name] / found['articles']:12.3f}" for name in names))


if __name__ == "__main__":
    main()
