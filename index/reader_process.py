"""Files are read in a process of their own, so that one that hangs or crashes a parser is one line of the report.

The process is started when the first file is to be read and reused for those that follow; one that died is started
anew. What is said between the two stands in `index/readers/__main__.py`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

from index.article import Article
from index.errors import BaowenError
from index.files import File
from index.readers.reading import Issue, Progress, Reading, unheard
from index.scan.pace import SCANNING
from index.settings import Settings

ROOT = Path(__file__).parent.parent
# The GNU C library sets 64 MB of addresses aside for each thread, and OCR has one a core: they count as memory taken.
FEW_ARENAS = {"MALLOC_ARENA_MAX": "4"}


class ReaderProcess:
    """Reads one file after another. Leave its `with` to end the process."""

    def __init__(self, options: Settings, progress: Progress = unheard) -> None:
        self.options, self.progress = options, progress
        self._process: subprocess.Popen[str] | None = None
        self._file: File | None = None
        self._scanning = False  # a page is being read by OCR

    def __enter__(self) -> Self:
        """Itself; nothing is started yet."""
        return self

    def __exit__(self, *exception: object) -> None:
        """End the process, whatever it is at."""
        self._stop()

    def read(self, file: File, issue: Issue) -> Reading:
        """What `read_articles` gives, with all its errors; and BaowenError when the file hangs or crashes its reader.

        Articles of the file before are no longer to be had then.
        """
        if self._file:  # nobody wanted the rest of the file before
            self._stop()
        process, self._file, self._scanning = self._started(), file, False
        self._ask(process, [file.as_json(), asdict(issue)])
        notes: list[str] = []
        said = self._said(process, file, notes)
        pages, none_expected, pictures = next(said)
        return Reading(
            map(Article.from_json, said),
            notes,
            tuple((page, text) for page, text in pages),
            none_expected,
            tuple((page, b64decode(picture)) for page, picture in pictures),
        )

    def _said(self, process: subprocess.Popen[str], file: File, notes: list[str]) -> Iterator[Any]:
        """What the process says of a file: first its pages, then its articles. The `notes` are there in the end."""
        if process.stdout is None:
            raise AssertionError
        for line in process.stdout:
            word, _, text = line.partition("\t")
            value = json.loads(text)
            if word == "progress":
                self._scanning = value[0].startswith(SCANNING)
                self._tell(*value)
            elif word == "whole":
                self._file = None
                notes += value
                return
            elif word == "failed":
                self._file = None
                raise BaowenError(value)
            else:
                yield value
        self._stop()
        raise BaowenError(f"{file.name}: {self._why_it_died(process)}")

    def _tell(self, what: str, done: int, total: int) -> None:
        """Tell how far it is; where whoever hears it raises, the process is stopped at once."""
        try:
            self.progress(what, done, total)
        except BaseException:
            self._stop()
            raise

    def _ask(self, process: subprocess.Popen[str], request: Any) -> None:
        if process.stdin is None:
            raise AssertionError
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            return  # it died; that it says nothing will show it

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            found = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "index.readers"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="ascii",
                env={**os.environ, "PYTHONPATH": found, **FEW_ARENAS},
            )  # fmt: skip
            self._ask(self._process, self.options.model_dump(mode="json"))
        return self._process

    def _stop(self) -> None:
        process, self._process, self._file = self._process, None, None
        if process:
            process.kill()
            process.communicate()

    def _why_it_died(self, process: subprocess.Popen[str]) -> str:
        if process.returncode == -signal.SIGALRM:
            if self._scanning:
                limit = f"{self.options.scan_seconds:g} s"
                return f"a page not read by OCR within {limit}; make it smaller or set BAOWEN_SCAN_SECONDS"
            return f"not read within {self.options.reader_seconds:g} s; split it or set BAOWEN_READER_SECONDS"
        return "its reader crashed; it may be damaged, or too large for the memory of this machine"
