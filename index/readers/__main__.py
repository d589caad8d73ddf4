"""Readers in a process of their own: `python -m index.readers`, which `index/reader_process.py` starts and talks to.

A request is a line of JSON on standard input, a file and what is known of its issue; the first line has the settings.
What comes back is a line each: a word that says what it is, a tab, and JSON.

| word | JSON |
|---|---|
| `reading` | the file's pages, whether it rightly has no article, and pictures of pages (base64); before its articles |
| `article` | an article |
| `progress` | what is being read, how much of it is done, and of how much |
| `whole` | the notes on it: that was all of the file |
| `failed` | why the file can't be read, or read further |

Between two lines no more than the reader's seconds may pass, and no more than those of a scan for all the lines on one
page that OCR is at: the system's alarm then ends this process, wherever it hangs, also in a library's C. Its memory is
limited by the system too.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from base64 import b64encode
from collections.abc import Iterable
from contextlib import suppress
from typing import IO, Any

from index.errors import BaowenError
from index.files import File
from index.readers import Issue, read_articles
from index.scan.pace import SCANNING
from index.settings import Settings

# What libraries written in C++ say when they are given no memory: ONNX Runtime, OpenCV.
_NO_MEMORY = re.compile(r"bad.?alloc|failed to allocate|insufficient memory", re.IGNORECASE)


class _Voice:
    """Says lines, and lets the alarm run between them: not while whoever listens is slow to take one."""

    def __init__(self, out: IO[str], options: Settings) -> None:
        self.out, self.options, self._page = out, options, ""

    def say(self, word: str, value: Any) -> None:
        self.rest()
        self._page = ""
        self._write(word, value)
        self.work(self.options.reader_seconds)

    def progress(self, what: str, done: int, total: int) -> None:
        left = self.rest()
        if not what.startswith(SCANNING):
            left = self.options.reader_seconds
        elif what != self._page:
            left = self.options.scan_seconds
        self._page = what
        self._write("progress", (what, done, total))
        self.work(left)

    def work(self, seconds: float) -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds)

    def rest(self) -> float:
        return signal.setitimer(signal.ITIMER_REAL, 0)[0]

    def _write(self, word: str, value: Any) -> None:
        self.out.write(f"{word}\t{json.dumps(value)}\n")
        self.out.flush()


def main(requests: Iterable[str], out: IO[str]) -> None:
    """Read what is asked for until there are no more requests."""
    options = Settings(**json.loads(next(iter(requests))))
    _limit_memory(options.reader_bytes)
    voice = _Voice(out, options)
    for request in requests:
        voice.work(options.reader_seconds)
        file, issue = json.loads(request)
        _read(File.from_json(file), Issue(**issue), options, voice)
        voice.rest()


def _read(file: File, issue: Issue, options: Settings, voice: _Voice) -> None:
    try:
        reading = read_articles(file, issue, options, voice.progress)
        pictures = [(page, b64encode(picture).decode("ascii")) for page, picture in reading.pictures]
        voice.say("reading", [reading.pages, reading.none_expected, pictures])
        for article in reading.articles:
            voice.say("article", article.as_json())
        voice.say("whole", list(reading.notes))
    except BaowenError as error:
        voice.say("failed", str(error))
    except Exception as error:  # whatever a library stumbled over
        voice.say("failed", f"{file.name}: {_why(error, options)}")


def _why(error: Exception, options: Settings) -> str:
    if isinstance(error, MemoryError) or _NO_MEMORY.search(str(error)):
        limit = f"{options.reader_bytes:,} bytes of memory"
        return f"reading it takes more than {limit}; split it or set BAOWEN_READER_BYTES"
    why = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return f"cannot be read ({why}); it may be damaged"


def _limit_memory(size: int) -> None:
    """Let the system refuse more memory than that, where it can; and leave no core file of a crash."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _own_output() -> IO[str]:
    """Standard output for our lines alone: what a library prints goes where errors go."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return own


if __name__ == "__main__":
    main(iter(sys.stdin.readline, ""), _own_output())
