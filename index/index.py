"""The public face of an index: one folder of articles, opened, added to, taken from, made anew, and read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

from index.article import Article
from index.build import FileReport, build_index, remove
from index.encoder import Encoder
from index.readers import Issue, Progress
from index.readers.reading import unheard
from index.schema import Filters
from index.settings import Settings, settings
from index.store import Store

Paths = Path | str | Sequence[Path | str]
NOTHING_SAID = Issue()


class Index:
    """The articles of a folder. It may be empty still: what is added first makes the index.

    Examples:
        >>> index = Index.open("my-index")
        >>> [report] = index.add("articles", Issue(source="焦作日报"))
        >>> report.outcome, report.articles, report.dates
        ('added', 8, ('2020-02-27',))
        >>> index.issues()
        [('焦作日报', '2020-02-27', 8)]
        >>> [article.title for article in index.articles(Filters(reporter="杜玲"))]
        ['加快推动企业复工复产 千方百计将疫情影响降到最低']
        >>> index.remove(["articles"])[0].outcome
        'removed'

    Whatever cannot be done is a `BaowenError` that says why; a file that cannot be read is a report that does.
    """

    def __init__(self, folder: Path, options: Settings, encoder: Encoder) -> None:
        self.folder, self.options, self.encoder = folder, options, encoder
        self._store: Store | None = None

    @classmethod
    def open(cls, folder: Path | str | None = None, options: Settings | None = None) -> Self:
        """The index of a folder; without one, of the folder that the settings name. The model is loaded when needed."""
        options = options or settings()
        return cls(Path(folder or options.index), options, Encoder(options.model, options.threads))

    @property
    def store(self) -> Store:
        """What the articles are read from. BaowenError when there is no index yet, or none that can be read."""
        if self._store is None:
            self._store = Store.open(self.folder)
        return self._store

    @property
    def exists(self) -> bool:
        """Whether anything was ever added."""
        return self._store is not None or not Store(self.folder).blank

    def add(
        self,
        paths: Paths,
        issue: Issue = NOTHING_SAID,
        *,
        prune: bool = False,
        progress: Progress = unheard,
    ) -> list[FileReport]:
        """Read files, folders and archives; a report a file. Unchanged files are passed over, changed ones replaced.

        `issue` says what the files don't: newspaper, date, page. `prune` forgets files that left the folders given.
        `progress` hears a name, how much of it is done, and of how much.
        """
        return self._built(paths, issue, prune=prune, progress=progress)

    def rebuild(
        self, paths: Paths = (), issue: Issue = NOTHING_SAID, *, prune: bool = False, progress: Progress = unheard
    ) -> list[FileReport]:
        """Cut and encode everything anew, as after a change of settings; files given are read again, too.

        Until it is done the index answers as before. One that is damaged, or of an earlier format, is set aside.
        """
        reports = self._built(paths, issue, rebuild=True, prune=prune, progress=progress)
        self._store = None  # it may be another file now
        return reports

    def remove(self, targets: Sequence[str]) -> list[FileReport]:
        """Forget files, folders or archives by path, or articles by id; the files themselves stay."""
        return remove(self.folder, targets, self.options, self.encoder)

    def articles(self, filters: Filters | None = None) -> Iterator[Article]:
        """The articles that pass the filters, in the order they were read."""
        return self.store.articles(filters)

    def article(self, article_id: str) -> Article | None:
        """One article, or None."""
        return self.store.article(article_id)

    def issues(self) -> list[tuple[str | None, str | None, int]]:
        """Newspaper, date and number of articles of each issue, newest first."""
        return self.store.issues()

    def _built(
        self, paths: Paths, issue: Issue, *, prune: bool, progress: Progress, rebuild: bool = False
    ) -> list[FileReport]:
        several = [paths] if isinstance(paths, str | Path) else paths
        return build_index(
            self.folder, [Path(path) for path in several], issue, self.options, self.encoder,
            rebuild=rebuild, prune=prune, progress=progress,
        )  # fmt: skip
