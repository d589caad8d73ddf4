"""Every threshold of answering in one place, with its unit and the command that fits it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tuning:
    """What decides whether and how much is shown.

    `about` and `answered` are probabilities below which nothing is said, or only what comes nearest: below `about` lie
    nine in ten of 645 Chinese questions about other papers that were put to the sample page. From `certain` on,
    an article that has not a name, place or day of the question does not deny it: of the 1,315 answerable questions of
    the training data 9 are denied so, and 25 of 199 false premises found; without the bound 54 and 30. `next_sentence`
    is the share of chance from which one more sentence is shown, within `room` characters. All are printed by
    `python -m training.answering` for questions that nothing was fitted on. `close` (log odds) is how far behind the
    best a sentence may be that is preferred because it is about the right place or day, `reach` how far an article
    whose record is asked for. `short` is the probability from which words of a sentence stand before it as the short
    answer (`python -m training.short`). `news` is the probability `about` from which on an
    article that came in, judged alone, is news of a saved question; `python -m benchmarks.news` prints what others
    would find.
    """

    about: float = 0.35
    answered: float = 0.32
    certain: float = 0.57
    next_sentence: float = 0.17
    room: int = 250
    close: float = 1.5
    reach: float = 3.5
    short: float = 0.88
    news: float = 0.85


TUNING = Tuning()
