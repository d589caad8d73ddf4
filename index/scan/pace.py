"""How far the reading of scans has come, and how long it will still take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from index.readers.reading import Progress

SECONDS = 20.0  # what a page takes, before any was read
SCANNING = "OCR "  # what is heard of a scan begins with it; done and total are seconds then


@dataclass(slots=True)
class Pace:
    """The pace of one file's scans, measured from the pages that are done."""

    name: str
    progress: Progress
    total: int
    started: float = field(default_factory=time.monotonic)

    def page(self, number: int) -> Callable[[float], None]:
        """Tell that a page, counted from 1, is begun: as long as its label is the last one told, OCR is at that page.

        What is given back hears how much of it is done; the progress may raise, and so stop it.
        """

        def heard(share: float) -> None:
            done, passed = number - 1 + share, time.monotonic() - self.started
            left = (self.total - done) * (passed / done if done >= 0.5 else SECONDS)
            label = f"{SCANNING}{self.name} (page {number} of {self.total})"
            self.progress(label, round(passed), max(1, round(passed + left)))

        heard(0.0)
        return heard
