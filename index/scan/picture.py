"""Picture files -> pictures of pages: opened within limits, frame by frame, turned upright and set straight."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from index.errors import BaowenError

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp")
_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "MPO")
MOST_PIXELS, MOST_FRAMES, LEAST_SIDE = 120_000_000, 200, 16
STEEPEST, STEP, FINEST = 5.0, 0.5, 0.02  # degrees
SMALL, FINE = 900, 1800  # pixels of a copy's longer side


def open_pages(name: str, content: bytes) -> list[Callable[[], Image.Image]]:
    """A function for each page of a picture file, which gives it as RGB: only a TIFF has several.

    BaowenError, there or here, when it is no picture, is damaged, or unpacks to too much.
    """
    with _told(name), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture = Image.open(BytesIO(content), formats=_FORMATS)
        count = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    if count > MOST_FRAMES:
        raise BaowenError(f"{name}: {count} pages, at most {MOST_FRAMES} are read; split it")
    return [partial(_page, name, picture, number) for number in range(count)]


def _page(name: str, picture: Image.Image, number: int) -> Image.Image:
    with _told(name):
        if number:
            picture.seek(number)
        _require_sane(name, *picture.size)
        return ImageOps.exif_transpose(picture).convert("RGB")


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Whatever is wrong inside a picture, the library lets it through as it comes."""
    try:
        yield
    except BaowenError:
        raise
    except Image.DecompressionBombError as error:
        raise BaowenError(f"{name}: too many pixels, at most {MOST_PIXELS:,} are read; make it smaller") from error
    except Exception as error:
        raise BaowenError(f"{name}: no picture that can be opened; it may be damaged") from error


def _require_sane(name: str, width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise BaowenError(f"{name}: {width} x {height} pixels, at most {MOST_PIXELS:,} are read; make it smaller")
    if min(width, height) < LEAST_SIDE:
        raise BaowenError(f"{name}: {width} x {height} pixels are too few for a page")


def straight(page: Image.Image) -> Image.Image:
    """The page without the skew it was scanned with."""
    angle = skew(page)
    if abs(angle) < FINEST * 2:
        return page
    paper = tuple(int(value) for value in np.median(np.asarray(_copy(page, SMALL)), axis=(0, 1)))
    return page.rotate(-angle, Image.Resampling.BICUBIC, expand=True, fillcolor=paper)


def skew(page: Image.Image) -> float:
    """By how many degrees a page is turned, counter-clockwise: at that angle, rows and columns differ most (Postl).

    First in steps of half a degree on a small copy, then ever finer on a larger one.
    """
    angle = _best(_ink(page, SMALL), np.arange(-STEEPEST, STEEPEST + STEP, STEP))
    ink, step = _ink(page, FINE), STEP
    while step > FINEST:
        step /= 2.5
        angle = _best(ink, angle + step * np.arange(-2, 3))
    return angle


def _best(ink: Image.Image, turns: NDArray[Any]) -> float:
    return float(max(turns, key=lambda turn: (_contrast(ink, turn), -abs(turn))))


def _copy(page: Image.Image, side: int) -> Image.Image:
    share = min(1.0, side / max(page.size))
    return page.resize((max(1, round(page.width * share)), max(1, round(page.height * share))), Image.Resampling.BOX)


def _ink(page: Image.Image, side: int) -> Image.Image:
    """A copy with ink light and paper black, whatever the light on the page was."""
    grey = np.asarray(_copy(page.convert("L"), side), np.float32)
    paper = np.asarray(_copy(_copy(page.convert("L"), 24), 24).resize(grey.shape[::-1], Image.Resampling.BILINEAR))
    dark = np.clip(paper - grey, 0, 255)
    return Image.fromarray((dark > max(24.0, 2 * float(dark.std()))).astype(np.uint8) * 255)


def _contrast(ink: Image.Image, turn: float) -> float:
    """How much rows differ from row to row, and columns from column to column, when the page is turned back."""
    turned = np.asarray(ink.rotate(-turn, Image.Resampling.NEAREST), np.float32) / 255
    return float(sum((np.diff(turned.sum(axis)) ** 2).sum() / turned.shape[axis] for axis in (0, 1)))
