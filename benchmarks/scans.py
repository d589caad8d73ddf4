"""How well scanned pages are read: `python -m benchmarks.scans [PAGES [FIRST_SEED]]`.

Draws pages in several typefaces, of three to six columns, with upright headlines, rules and articles side by side, and
scans them at 200 or 300 dpi: half of them clean (turned by up to 0.8 degrees), half hard (up to 2 degrees, noise,
blur, JPEG of quality 30 to 50). Prints the share of characters that are wrong, missing, too many or out of reading
order (edit distance to the text that was set, without blanks), and what the reading alone gets wrong, wherever it
stands. Pages before seed 5000 were looked at while this was written.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from statistics import mean
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from index.readers.layout import page_text, reading_order
from index.scan.page import read_scan
from index.scan.picture import open_pages
from index.settings import settings
from tests.scan import random_look, random_scan

PAGES, FIRST_SEED = 8, 5000


class Found(NamedTuple):
    """A page's share of wrong characters in reading order, and in any; and what reading it took, in CPU seconds."""

    in_order: float
    in_any: float
    seconds: float


def score(seed: int, hard: bool) -> Found:
    """Draw a page, read it, and hold it against what was set."""
    content, said = random_scan(seed, hard)
    (page,) = open_pages("page.jpg", content)
    began = time.process_time()
    scan = read_scan(page(), settings())
    seconds = time.process_time() - began
    read, said = ("".join(text.split()) for text in (page_text(reading_order(list(scan.sure))), said))
    lost, added = Counter(said) - Counter(read), Counter(read) - Counter(said)
    return Found(
        Levenshtein.distance(read, said) / len(said), max(lost.total(), added.total()) / len(said), seconds
    )  # fmt: skip


def main() -> None:
    """Print a row a page, then both halves."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    first = int(sys.argv[2]) if len(sys.argv) > 2 else FIRST_SEED
    halves: dict[bool, list[Found]] = {False: [], True: []}
    print(f"{'page':34}{'in order':>10}{'in any':>10}{'CPU s':>8}")
    for seed in range(first, first + pages):
        hard = bool(seed % 2)
        look = random_look(seed, hard)
        found = score(seed, hard)
        halves[hard].append(found)
        name = f"{seed} {'hard' if hard else 'clean'} {look.dpi} dpi {look.face} {look.columns} {look.skew:+.2f}°"
        print(f"{name:34}{found.in_order:10.4f}{found.in_any:10.4f}{found.seconds:8.1f}", flush=True)
    for hard, some in halves.items():
        if some:
            means = [mean(column) for column in zip(*some, strict=True)]
            print(f"{'hard half' if hard else 'clean half':34}{means[0]:10.4f}{means[1]:10.4f}{means[2]:8.1f}")


if __name__ == "__main__":
    main()
