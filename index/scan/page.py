"""A page's picture -> a scan: the picture as it is kept, and the lines that were read off it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from index.article import UNSURE
from index.readers.runs import Run
from index.scan import engine
from index.scan.kept import digest, keep_lines, kept_lines
from index.scan.picture import straight
from index.scan.spread import runs
from index.settings import Settings

KEPT_SIDE, QUALITY = 2200, 60


@dataclass(frozen=True, slots=True)
class Scan:
    """A page that was read off a picture.

    `picture` is a JPEG of it, set straight; `width` and `height` are in the units of its runs, whose `bottom` and `top`
    count downwards from 0 at its upper edge. `sure` says how sure the reading of each run is, 0 to 1.
    """

    picture: bytes
    width: float
    height: float
    sure: dict[Run, float]

    def confidence(self, line: Run) -> float:
        """How sure the reading of a line is, which may have been put together of several runs."""
        if line in self.sure:
            return self.sure[line]
        inside = [run for run in self.sure if _is_inside(run, line)]
        count = sum(len(run.text) for run in inside)
        return sum(self.sure[run] * len(run.text) for run in inside) / count if count else 1.0


def _is_inside(run: Run, line: Run) -> bool:
    across, along = (run.left + run.right) / 2, (run.bottom + run.top) / 2
    return line.left <= across <= line.right and line.bottom <= along <= line.top


def read_scan(
    page: Image.Image, options: Settings, heard: Callable[[float], None] = lambda share: None, dpi: float = 72.0
) -> Scan:
    """Set a page straight and read it, unless the same picture was read before; runs are in points at `dpi`."""
    name = digest(page, engine.NAME)
    page = straight(page)
    lines = kept_lines(options.scans, name)
    if lines is None:
        lines = engine.read_lines(page, options.threads, heard)
        keep_lines(options.scans, name, lines)
    points = 72.0 / dpi
    return Scan(_packed(page), page.width * points, page.height * points, runs(lines, points))


def _packed(page: Image.Image) -> bytes:
    """A picture small enough to be kept for every page: in grey, some two thousand pixels high."""
    share = min(1.0, KEPT_SIDE / max(page.size))
    size = (max(1, round(page.width * share)), max(1, round(page.height * share)))
    out = BytesIO()
    page.convert("L").resize(size, Image.Resampling.LANCZOS).save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def rounded(confidence: float) -> float:
    """To two digits, downwards: nothing that may be wrong is called certain."""
    return math.floor(100 * confidence) / 100


def about(scans: Mapping[int, Scan]) -> tuple[str, ...]:
    """What a reader should know of how pages, by their numbers, were read."""
    notes = []
    for number, scan in scans.items():
        unsure = sum(sure < UNSURE for sure in scan.sure.values())
        mean = rounded(sum(scan.sure.values()) / max(len(scan.sure), 1))
        page = f"page {number} " if len(scans) > 1 else ""
        doubt = f", {unsure} line{'s' * (unsure > 1)} unsure" if unsure else ""
        notes.append(f"{page}read by OCR, confidence {mean:.2f}{doubt}")
    return tuple(notes)
