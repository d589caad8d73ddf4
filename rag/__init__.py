"""Questions become answers. The public faces: `Baowen` is a whole archive, `QA.open(folder).ask(question)` asks it."""

from index.article import UNSURE, Article, ScannedLine
from index.build import FileReport
from index.errors import BaowenError, UsageError
from index.readers import Issue, known_suffixes
from index.scan.pace import SCANNING
from index.schema import Filters
from rag.answer import Answer, Citation, RankedPassage, Turn
from rag.baowen import Baowen
from rag.file_words import chinese, chinese_note
from rag.growing import Growing
from rag.limits import RefusedError, broken
from rag.meetings import Wanted, day_of, people_of
from rag.news import News
from rag.qa import QA, Status
from rag.question import Language, language_of
from rag.records import FORMS, Form, MeetingRecord
from rag.wording import printed, reference, title

__all__ = [
    "FORMS",
    "QA",
    "SCANNING",
    "UNSURE",
    "Answer",
    "Article",
    "Baowen",
    "BaowenError",
    "Citation",
    "FileReport",
    "Filters",
    "Form",
    "Growing",
    "Issue",
    "Language",
    "MeetingRecord",
    "News",
    "RankedPassage",
    "RefusedError",
    "ScannedLine",
    "Status",
    "Turn",
    "UsageError",
    "Wanted",
    "broken",
    "chinese",
    "chinese_note",
    "day_of",
    "known_suffixes",
    "language_of",
    "people_of",
    "printed",
    "reference",
    "title",
]
