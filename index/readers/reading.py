"""What is known of a file besides its text, and what reading it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.article import Article


@dataclass(frozen=True, slots=True)
class Issue:
    """Newspaper, issue date (出版日期, ISO) and page (版次)."""

    source: str | None = None
    date: str | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The articles of a file, as they are asked for, and what its reader should know about how it was read.

    `notes` may grow while the articles are asked for: a row that was left out is named there. `none_expected` says
    that the file rightly has no article of its own, such as an index of a page's articles. `pages` are the raw
    texts of its pages by their numbers, without one where there is one page; none of a file that has ready-made
    articles. `pictures` are JPEGs of those pages that were read off pictures, by the same numbers.
    """

    articles: Iterator[Article]
    notes: Sequence[str] = ()
    pages: tuple[tuple[str, str], ...] = ()
    none_expected: bool = False
    pictures: tuple[tuple[str, bytes], ...] = ()


Progress = Callable[[str, int, int], None]  # hears what is being read, and how much of how much is done


def unheard(what: str, done: int, total: int) -> None:
    """The progress of a reading that nobody follows."""
