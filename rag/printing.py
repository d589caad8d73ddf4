"""What the commands print: results to standard output, progress and errors to standard error."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from index.errors import BaowenError
from rag.spoken import error_line, note_line, say

if TYPE_CHECKING:
    from index.article import Article
    from index.build import FileReport
    from index.schema import Origin
    from rag.answer import Answer, Citation, RankedPassage
    from rag.news import News
    from rag.records import MeetingRecord

PIPED_WIDTH = 160
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # by which a text could command a terminal

_VERDICTS = {
    "supported": "words as printed",
    "partly": "partly as printed",
    "unsupported": "not confirmed by the article",
}

_STATES = {"ok": ("✓", "green"), "slow": ("!", "yellow"), "absent": ("–", "dim"), "broken": ("✗", "red")}

out = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
err = Console(stderr=True, highlight=False)


def visible(text: str) -> str:
    """The text with a sign in place of each character that a terminal would obey; as long as before."""
    return _CONTROLS.sub("\ufffd", text)


def bullet(state: str, name: str, said: str, advice: str = "") -> Text:
    """A finding as a line: its sign, what it is about, how it is, what to do."""
    sign, style = _STATES[state]
    return Text.assemble(
        (f"{sign} ", style), (name, "bold"), f"  {visible(said)}", (f"  → {advice}" if advice else "", "dim")
    )


def print_reports(reports: Sequence[FileReport]) -> None:
    """A table a file; failures also as a line each on standard error, and exit code 1."""
    heads = map(say, ("file", "result", "articles", "passages", "dates", "notes"))
    table = Table(*heads, box=None, pad_edge=False)
    for report in reports:
        counts = [str(report.articles), str(report.passages)] if report.articles else ["", ""]
        notes = Text("; ".join(map(note_line, report.notes)))
        table.add_row(Text(report.path), say(report.outcome), *counts, " – ".join(report.dates), notes)
    out.print(table)
    failures = [report for report in reports if report.outcome == "failed"]
    for report in failures:
        err.print(f"baowen: {error_line(report.message)}", style="red", markup=False, soft_wrap=True)
    if failures:
        raise typer.Exit(1)


def print_articles(articles: Iterable[Article]) -> None:
    """Articles a line each, under the newspaper, date and page they stood on."""
    from rag.wording import printed, title

    heading: tuple[str | None, ...] = ()
    for article in articles:
        place = (article.source, article.issue_date, article.page)
        if place != heading:
            heading = place
            out.print(f"\n{printed(*place) or say('no newspaper, date or page known')}", style="bold", markup=False)
        credit = "、".join(article.reporters) or article.agency or ""
        details = say("  {}  {}, {} characters", credit, say(article.kind), len(article.body))
        out.print(Text.assemble(f"  {article.id}  {title(article)}", (details, "dim")), soft_wrap=True)


def print_article(article: Article, origins: Sequence[Origin]) -> None:
    """One article in full, with the files it stands in."""
    from rag.wording import printed

    for text, style in ((article.kicker, ""), (article.title, "bold"), (article.subtitle, ""), (article.byline, "dim")):
        if text:
            out.print(text, style=style, markup=False, soft_wrap=True)
    for origin in origins:
        where = printed(origin.source, origin.issue_date, origin.page)
        out.print(f"{where}  {origin.file}", style="dim", markup=False, soft_wrap=True)
    out.print(f"\n{article.body}", markup=False, soft_wrap=True)


def write_lines(output: Path | None, rows: Iterable[dict[str, Any]]) -> None:
    """Objects, one a line, to a file or to standard output."""
    if output is None:
        for row in rows:
            print_json(row, indent=None)
        return
    try:
        with output.open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    except OSError as error:
        raise BaowenError(f"{output}: cannot be written ({error.strerror})") from error


def print_list(rows: Iterable[dict[str, Any]]) -> None:
    """A JSON list, printed as its rows come, so that an index of any size can be listed."""
    opening = "["
    for row in rows:
        print(f"{opening}\n {json.dumps(row, ensure_ascii=False)}", end="")
        opening = ","
    print("[]" if opening == "[" else "\n]")


def print_json(value: Any, indent: int | None = 1) -> None:
    """One value to standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=indent))


def print_answer(answer: Answer) -> None:
    """An answer, and under it the words of each citation."""
    out.print(visible(answer.answer), markup=False, soft_wrap=True)
    print_found(answer)


def print_found(answer: Answer) -> None:
    """What stands under an answer: what came of it, how sure it is, and the words of each citation."""
    from rag.wording import printed

    out.print(f"\n{_outcome(answer)}", style="dim", markup=False, soft_wrap=True)
    if answer.note:
        out.print(f"\n{answer.note}", style="dim", markup=False, soft_wrap=True)
    for citation in answer.citations:
        place = printed(citation.source, citation.date, citation.page)
        said = say("{}，《{}》 ({})", place, citation.title, _verdict(citation))
        out.print(visible(f"\n[{citation.marker}] {said}"), style="bold", markup=False)
        out.print(f"    {visible(citation.quote)}", markup=False, soft_wrap=True)


def _outcome(answer: Answer) -> str:
    if not answer.sureness:
        return say("outcome: {}", say(answer.outcome))
    return say("outcome: {}, {} ({})", say(answer.outcome), say(answer.sureness), f"{answer.confidence:.2f}")


def _verdict(citation: Citation) -> str:
    verdict = say("related, no answer") if citation.role == "related" else say(_VERDICTS[citation.verdict])
    if citation.ocr_confidence is None:
        return verdict
    return say("{}, read by OCR, confidence {}", verdict, f"{citation.ocr_confidence:.2f}")


def news_as_json(news: News) -> dict[str, Any]:
    """What is new on a question, and the mark from which on to ask the next time."""
    rows = [
        {"article_id": one.article.id, "title": one.article.title, "source": one.article.source,
         "date": one.article.issue_date, "quote": one.quote, "start": one.start, "end": one.end, "answers": one.answers}
        for one in news.found
    ]  # fmt: skip
    return {"question": news.question, "mark": news.mark, "found": rows}


def print_news(news: News) -> None:
    """What is new on a question."""
    from rag.wording import reference

    for one in news.found:
        about = say("may answer it") if one.answers else say("about it")
        out.print(f"{reference(one.article, one.start)} ({about})", style="bold", markup=False, soft_wrap=True)
        out.print(f"    {one.quote}\n", markup=False, soft_wrap=True)
    line = say("{} new; the next time: --after {}", len(news.found), news.mark)
    out.print(line, style="dim", markup=False, soft_wrap=True)


@contextmanager
def bar(label: str) -> Iterator[Any]:
    """A progress bar on standard error when that is a terminal; gives a function (name, done, total)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(f"{label} {{task.description}}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("", total=None)
        yield lambda name, done, total: progress.update(task, description=Path(name).name, completed=done, total=total)


def print_passages(found: Iterable[RankedPassage]) -> None:
    """Passages as search ranked them."""
    for passage in found:
        out.print(
            f"{passage.rank}. {passage.score:.3f} 《{passage.title}》 {passage.text}\n", markup=False, soft_wrap=True
        )


def print_meetings(records: Iterable[MeetingRecord]) -> None:
    """A table of meetings and inspections."""
    heads = map(say, ("date", "form", "name", "held by", "led by", "attended", "places", "measures"))
    table = Table(*heads, box=None, pad_edge=False)
    for record in records:
        table.add_row(
            record.date or "", say(record.form), record.name or "", record.body or "", "、".join(record.chair_or_lead),
            "、".join(record.attendees), "、".join(record.places_visited), str(len(record.measures)),
        )  # fmt: skip
    out.print(table)
