"""What was read off pictures, kept by their digests: a page is read once, whatever it is added to and however often."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

from PIL import Image

from index.scan.box import Box, ReadLine


def digest(page: Image.Image, engine: str) -> str:
    """A page's digest: of its pixels, and of the engine that is to read it."""
    made = hashlib.sha256(f"{engine} {page.mode} {page.size}".encode())
    made.update(page.tobytes())
    return made.hexdigest()


def kept_lines(folder: Path, digest: str) -> list[ReadLine] | None:
    """The lines that were read off a page before; None where they weren't, or can't be read any more."""
    try:
        rows = json.loads((folder / f"{digest}.json").read_text("utf-8"))
        return [
            ReadLine(str(text), Box(*map(float, box)), float(sure), bool(upright)) for text, box, sure, upright in rows
        ]
    except (OSError, ValueError, TypeError):
        return None


def keep_lines(folder: Path, digest: str, lines: Sequence[ReadLine]) -> None:
    """Keep what was read; a folder that can't be written is no reason not to go on."""
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        aside = folder / f"{digest}.{os.getpid()}"
        aside.write_text(json.dumps([astuple(line) for line in lines], ensure_ascii=False), "utf-8")
        os.replace(aside, folder / f"{digest}.json")
