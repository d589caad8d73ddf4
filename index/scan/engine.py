"""PP-OCR by RapidOCR: finds the lines of a page and reads them. Its models come with the package `rapidocr`.

The package's own limits shrink a page to 2,000 pixels and stop at a thousand lines; here lines are found on up to nine
million pixels, and read at the size they were scanned in.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from index.readers.encoding import printable
from index.scan.blanks import spaced
from index.scan.box import Box, Grey, ReadLine
from index.scan.mend import ink_of, mended, tight
from index.scan.upright import columns, part_upright

Pixels = NDArray[np.uint8]
Heard = Callable[[float], None]

HOW = "pip install -c constraints.txt -e '.[ocr]' (or make run OCR=1)"
NAME = "PP-OCRv6 small, 3"  # with the number of how lines are found: what was read otherwise is read again
MODELS = ("PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx")
MOST_PIXELS, LEAST_SIDE, MOST_LINES = 9_000_000, 960, 20_000
SHRUNK, LINES_AT_ONCE, LEAST = 0.1, 24, 0.5
FINDING = 0.5  # of the time of a page


def installed() -> bool:
    """Whether the engine is there."""
    return importlib.util.find_spec("rapidocr") is not None


def read_lines(page: Image.Image, threads: int = 0, heard: Heard = lambda share: None) -> list[ReadLine]:
    """The lines of a page that is set straight, in no order. `heard` is told what share of the work is done.

    What is read with a confidence below 0.5 is mostly no text and left out.
    """
    engine = _engine(threads)
    pixels: Pixels = np.asarray(page)[:, :, ::-1]
    lying, upright = part_upright(_found(engine, pixels))
    grey: Grey = np.asarray(page.convert("L"))
    ink = ink_of(grey, lying)
    lying = mended(ink, lying)
    heard(FINDING)
    standing = [column for headline in upright for column in columns(grey, headline)]
    crops = [_part(pixels, box) for box in lying]
    crops += [np.repeat(phrase[:, :, None], 3, 2) for _, phrases in standing for phrase in phrases]
    read = iter(_read(engine, crops, heard))
    lines = [_lying(next(read), tight(ink, box), _part(ink, box)) for box in lying]
    lines += [_upright([next(read) for _ in phrases], box) for box, phrases in standing]
    return [line for line in lines if line.text and line.confidence >= LEAST]


class _Words(NamedTuple):
    """What was read: the text, how sure that is, and where its characters but for blanks are, as shares of the line."""

    text: str = ""
    confidence: float = 0.0
    centres: tuple[float, ...] = ()


def _lying(words: _Words, box: Box, ink: NDArray[np.bool_]) -> ReadLine:
    text = spaced(words.text, [centre * ink.shape[1] for centre in words.centres], ink)
    return ReadLine(printable(text).strip(), box, round(words.confidence, 3))


def _upright(phrases: Sequence[_Words], box: Box) -> ReadLine:
    """An upright line of its phrases, as sure as the least of them."""
    text = " ".join(printable(words.text).strip() for words in phrases).strip()
    return ReadLine(text, box, round(min((words.confidence for words in phrases), default=0.0), 3), upright=True)


@lru_cache(maxsize=1)
def _engine(threads: int) -> Any:
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    finds, reads = (str(folder / name) for name in MODELS)
    options = {
        "Global.log_level": "critical", "Global.use_cls": False, "Global.use_preprocess_img": False,
        "Global.use_vertical_padding": False, "Global.text_score": 0.0, "Global.return_word_box": True,
        "EngineConfig.onnxruntime.intra_op_num_threads": threads or -1,
        "Det.model_path": finds, "Det.limit_side_len": 32, "Det.max_candidates": MOST_LINES,
        "Rec.model_path": reads,
    }  # fmt: skip
    return rapidocr.RapidOCR(params=options)


def _found(engine: Any, pixels: Pixels) -> list[Box]:
    import cv2

    height, width = pixels.shape[:2]
    share = min(max(1.0, LEAST_SIDE / min(height, width)), (MOST_PIXELS / (height * width)) ** 0.5)
    size = (max(32, round(width * share)), max(32, round(height * share)))
    scaled = pixels if share == 1.0 else cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    corners = engine(scaled, use_det=True, use_rec=False).boxes
    return [_upended(box, share) for box in corners] if corners is not None else []


def _upended(corners: NDArray[np.float32], share: float) -> Box:
    """The box of a line that is found by its four corners, clockwise from the upper left; mean over each side."""
    x, y = corners[:, 0] / share, corners[:, 1] / share
    return Box(float(x[0] + x[3]) / 2, float(y[0] + y[1]) / 2, float(x[1] + x[2]) / 2, float(y[2] + y[3]) / 2)


def _part(picture: NDArray[Any], box: Box) -> NDArray[Any]:
    left, top = max(0, round(box.left)), max(0, round(box.top))
    return picture[top : max(top + 2, round(box.bottom)), left : max(left + 2, round(box.right))]


def _read(engine: Any, crops: Sequence[Pixels], heard: Heard) -> list[_Words]:
    """What each line's picture says; those about as long are read together."""
    order = sorted(range(len(crops)), key=lambda at: crops[at].shape[1] / crops[at].shape[0])
    found = [_Words()] * len(crops)
    for begin in range(0, len(order), LINES_AT_ONCE):
        some = order[begin : begin + LINES_AT_ONCE]
        read = engine.recognize_txt([crops[at] for at in some])
        for at, text, confidence, places in zip(some, read.txts, read.scores, read.word_results, strict=True):
            columns = [column for word in places.word_cols or () for column in word] if places else []
            centres = tuple((column + 0.5) / places.line_txt_len for column in columns)
            found[at] = _Words(text, float(confidence), centres)
        heard(FINDING + (1 - FINDING) * min(1.0, (begin + len(some)) / len(order)))
    return found
