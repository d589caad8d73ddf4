"""The public face of the whole: a newspaper archive that grows and is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from index.build import FileReport
from index.index import NOTHING_SAID, Index, Paths
from index.lock import only_writer
from index.readers import Issue, Progress
from index.readers.reading import unheard
from index.settings import Settings
from rag.archive import Archive
from rag.dossiers.shelf import Dossiers
from rag.meetings import Meetings
from rag.qa import QA, Status
from rag.readings import make_readings


class Baowen:
    """An index with all that is done with it: `add` articles, then ask `qa`, browse `archive`, look up `meetings`.

    Examples:
        >>> baowen = Baowen.open("my-index")
        >>> [report] = baowen.add("articles", Issue(source="焦作日报"))
        >>> baowen.status().articles
        8
        >>> answer = baowen.qa.ask("王小平暗访了哪些单位？")
        >>> answer.outcome, answer.citations[0].source, answer.citations[0].date
        ('answered', '焦作日报', '2020-02-27')
        >>> sorted({record.form for record in baowen.meetings.all() if "徐衣显" in record.chair_or_lead})
        ['inspection', 'meeting']
        >>> baowen.archive.issues()
        [('焦作日报', '2020-02-27', 8)]

    Whatever cannot be done is a `BaowenError` that says why.
    """

    def __init__(self, index: Index, llm: str = "none") -> None:
        self.index, self.llm = index, llm
        self._qa: QA | None = None

    @classmethod
    def open(cls, folder: Path | str | None = None, *, llm: str | None = None, options: Settings | None = None) -> Self:
        """The archive in a folder, of the settings without one. It may be empty; then `add` comes first.

        `llm` names the language model that words the answers (see `rag.llm.models`), the setting's by default.
        """
        index = Index.open(folder, options)
        return cls(index, llm or index.options.llm)

    @property
    def qa(self) -> QA:
        """What answers questions. BaowenError when there is no index yet, or one of another embedding model."""
        if self._qa is None:
            self._qa = QA.over(self.index, self.llm)
        return self._qa

    @property
    def archive(self) -> Archive:
        """The archive (报库) issue by issue, and how uploaded files come in and go."""
        return self.qa.archive

    @property
    def meetings(self) -> Meetings:
        """The records of meetings, inspections, briefings, notices and campaigns, newest first."""
        return self.qa.meetings

    @property
    def dossiers(self) -> Dossiers:
        """What the archive says of each person, body, place and topic."""
        return self.qa.dossiers

    def status(self) -> Status:
        """What the index holds and how it answers."""
        return self.qa.status()

    def add(
        self, paths: Paths, issue: Issue = NOTHING_SAID, *, prune: bool = False, progress: Progress = unheard
    ) -> list[FileReport]:
        """Read files into the index, as `Index.add` does, and the records of meetings out of what is new."""
        reports = self.index.add(paths, issue, prune=prune, progress=progress)
        self._keep_records()
        return reports

    def rebuild(
        self, paths: Paths = (), issue: Issue = NOTHING_SAID, *, prune: bool = False, progress: Progress = unheard
    ) -> list[FileReport]:
        """Make the index anew, as `Index.rebuild` does, with its records."""
        reports = self.index.rebuild(paths, issue, prune=prune, progress=progress)
        self._qa = None
        self._keep_records()
        return reports

    def _keep_records(self) -> None:
        if self.index.exists:  # not where none of the files was there
            with only_writer(self.index.folder, self.index.options.writer_wait_s):
                make_readings(self.index.store)
