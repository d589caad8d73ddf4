"""How long it takes to filter and plot many records: python -m benchmarks.records [RECORDS].

Records are generated: persons, bodies and days drawn at random, some persons much more often than others. What is timed
is what the page does when a reader changes a filter: the records are narrowed, and a page of them, or their plots, are
made as HTML.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from rag import FORMS, MeetingRecord, Wanted, day_of
from rag.meetings import narrowed_of
from rag.records import Found
from web.meetings import plots
from web.words import WORDS

RUNS = 7
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "明华强军平国建文志海"
FIRST, DAYS = date(2015, 1, 1), 3650
CASES = {
    "all": (None, None, None),
    "one form": (Wanted(form="meeting"), None, None),
    "one body": (Wanted(body="第7局"), None, None),
    "one person": (Wanted(person="王明明"), None, None),
    "a year": (None, "2019-01-01", "2019-12-31"),
    "words": (Wanted(text="防汛"), None, None),
    "words that no record has": (Wanted(text="奥运会"), None, None),
}


def generated(count: int, seed: int = 7) -> list[MeetingRecord]:
    """Records as an archive of many years might have, newest first."""
    draw = random.Random(seed)  # noqa: S311
    people = [one + two + three for one in SURNAMES for two in GIVEN for three in GIVEN]
    weights = [1 / (at + 1) for at in range(len(people))]
    made = [_record(at, draw, people, weights) for at in range(count)]
    return sorted(made, key=day_of, reverse=True)


def _record(at: int, draw: random.Random, people: Sequence[str], weights: Sequence[float]) -> MeetingRecord:
    there = tuple(dict.fromkeys(draw.choices(people, weights, k=draw.randint(1, 8))))
    day = (FIRST + timedelta(days=draw.randrange(DAYS))).isoformat()
    about = draw.choice(("防汛", "春耕", "安全生产", "城市管理", "招商引资"))
    measures = tuple(f"要进一步加强{about}工作，落实第{number}项任务" for number in range(draw.randint(0, 6)))
    return MeetingRecord(
        f"a{at}", f"{about}工作会议召开", "日报", day, draw.choice(FORMS), f"{about}工作会议",
        f"第{draw.randrange(40)}局", day, None, there[:1], there, (f"第{draw.randrange(500)}村",), (), measures,
        {"measures": tuple(Found(one, 0, 20) for one in measures)},
    )  # fmt: skip


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds of this process alone, the median of some runs, and what came of it."""
    took = []
    for _ in range(RUNS):
        begun = time.process_time()
        result = run()
        took.append(1000 * (time.process_time() - begun))
    return statistics.median(took), result


def main() -> None:
    """Print a line for each filter."""
    records = generated(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    print(f"{len(records):,} records, CPU ms, median of {RUNS}")
    print(f"{'filter':28}{'found':>9}{'filter':>9}{'plots':>9}{'both':>9}")
    for name, (wanted, first, last) in CASES.items():
        filtering, found = timed(partial(narrowed_of, records, wanted, first, last))
        plotting, _ = timed(partial(plots, found, WORDS["zh"]))
        print(f"{name:28}{len(found):>9,}{filtering:>9.0f}{plotting:>9.0f}{filtering + plotting:>9.0f}")


if __name__ == "__main__":
    main()
