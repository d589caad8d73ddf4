"""What is new on the questions that readers saved: asked by their pages (`script/watched.js`) and by feed readers.

Nothing of a question is stored. An answer is remembered until the index changes, and few are worked out at once, so
that pages and feed readers which ask every minute take nothing from those who talk.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from rag import QA, News, RefusedError, reference, title
from web.words import WORDS

AT_ONCE, WAIT_S = 2, 20.0
REMEMBERED = 200
LAST_MARK = 10**12
RECENT = 2000  # of the articles that came in last a feed tells, so that new ones are never behind better old ones


class Watch:
    """Asks an index what is new. Safe from any thread."""

    def __init__(self, qa: QA) -> None:
        self.qa = qa
        self._known: OrderedDict[tuple[str, int, int], News] = OrderedDict()
        self._lock, self._room = threading.Lock(), threading.BoundedSemaphore(AT_ONCE)

    def mark(self) -> int:
        """From which on what comes in will be new."""
        return self.qa.store.last_number()

    def news(self, question: str, after: int) -> News:
        """What is new on a question. UsageError when it is none, RefusedError when too many are asking."""
        key = (question, after, self.qa.store.generation)
        with self._lock:
            if key in self._known:
                return self._known[key]
        if not self._room.acquire(timeout=WAIT_S):
            raise RefusedError("busy", WORDS["en"]["busy"])
        try:
            found = self.qa.news(question, after)
        finally:
            self._room.release()
        with self._lock:
            self._known[key] = found
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found

    def recent(self, question: str, after: int) -> News:
        """The same of the last `RECENT` articles."""
        mark = self.mark()
        return self.news(question, max(after if after <= mark else 0, mark - RECENT))


def mark_of(given: Any) -> int:
    """A mark as it comes in from outside. RefusedError when it is none."""
    text = str(given)
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LAST_MARK))):
        raise RefusedError("not_understood", WORDS["en"]["not_understood"])
    return int(text)


def look(watch: Watch, wanted: Any) -> dict[str, Any]:
    """The mark and, where a question is asked, what is new on it. UsageError of a wrong question."""
    if not isinstance(wanted, dict) or not isinstance(wanted.get("question"), str):
        return {"mark": watch.mark()}
    found = watch.news(wanted["question"], mark_of(wanted.get("after")))
    shown = [
        {"article": one.article.id, "title": title(one.article), "where": reference(one.article, one.start),
         "quote": one.quote, "start": one.start, "end": one.end, "answers": one.answers}
        for one in found.found
    ]  # fmt: skip
    return {"mark": found.mark, "news": shown}
