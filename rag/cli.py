"""The commands. Results go to standard output, progress and errors to standard error.

Exit codes: 0 fine, 1 a failure of the work, 2 wrong usage. Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from typer.exceptions import TyperException

from index.errors import BaowenError, UsageError

if TYPE_CHECKING:
    from index.article import Article
    from index.build import FileReport
    from index.schema import Filters, Origin
    from index.store import Store
    from rag.answer import Answer
    from rag.qa import QA

PIPED_WIDTH = 160

app = typer.Typer(
    name="baowen",
    help="报问 Baowen - ask the newspaper: answers from articles, every sentence cited.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
out = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
err = Console(stderr=True, highlight=False)

IndexOption = Annotated[
    Path | None, typer.Option("--index", help="Folder of the index (BAOWEN_INDEX; .baowen/index by default).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SourceOption = Annotated[str | None, typer.Option("--source", help="Only articles of this newspaper.")]
FromOption = Annotated[str | None, typer.Option("--from", help="Only articles issued on this date or later.")]
ToOption = Annotated[str | None, typer.Option("--to", help="Only articles issued on this date or earlier.")]
ReporterOption = Annotated[str | None, typer.Option("--reporter", help="Only articles of this reporter.")]
LlmOption = Annotated[
    str | None,
    typer.Option(
        help="Language model to word the answers: local, openai:MODEL, ollama:MODEL, PROVIDER:MODEL; none quotes."
    ),
]
CountOption = Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")]


def main() -> None:
    """Run the command line; a failure is one clear line, a traceback only with --debug."""
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"] or ["--help"]
    try:
        sys.exit(app(args=arguments, prog_name="baowen", standalone_mode=False) or 0)
    except TyperException as error:
        _fail(getattr(error, "format_message", error.__str__)(), 2)
    except BaowenError as error:
        if debug:
            raise
        _fail(str(error), 2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        err.print("baowen: stopped; what was complete is kept", soft_wrap=True)
        sys.exit(130)


def _fail(message: str, code: int) -> NoReturn:
    err.print(f"baowen: {message}", style="red", markup=False, soft_wrap=True)
    sys.exit(code)


@app.command()
def index(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files and folders: .txt, .md, .pdf, .docx, .html, .jsonl, .csv, and .zip of those."),
    ] = None,
    index: IndexOption = None,
    source: Annotated[str | None, typer.Option(help="Name of the newspaper.")] = None,
    date: Annotated[str | None, typer.Option(help="Issue date, YYYY-MM-DD.")] = None,
    page: Annotated[str | None, typer.Option(help="Page, such as 1 or A3.")] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Cut and encode everything again.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Forget files that left the folders given.")] = False,
) -> None:
    """Read files and folders into the index. Unchanged files are skipped, changed ones replaced."""
    from index.build import build_index
    from index.encoder import Encoder
    from index.readers import Issue
    from index.settings import settings

    if not paths and (prune or not rebuild):
        raise UsageError("name the files or folders to read, for example: baowen index articles/")
    options = settings()
    encoder = Encoder(options.model, options.threads)
    with bar("Reading") as advance:
        reports = build_index(
            index or options.index,
            paths or [],
            Issue(source, _iso(date), page),
            options,
            encoder,
            rebuild=rebuild,
            prune=prune,
            progress=advance,
        )
    _print_reports(reports)


@app.command()
def remove(
    targets: Annotated[list[str], typer.Argument(help="Files, folders or archives by path, or articles by id.")],
    index: IndexOption = None,
) -> None:
    """Take files or articles out of the index; the files themselves stay."""
    from index.build import remove as run
    from index.encoder import Encoder
    from index.settings import settings

    options = settings()
    _print_reports(run(index or options.index, targets, options, Encoder(options.model, options.threads)))


def _print_reports(reports: Sequence[FileReport]) -> None:
    """A table a file; failures also as a line each on standard error, and exit code 1."""
    table = Table("file", "result", "articles", "passages", "dates", "notes", box=None, pad_edge=False)
    for report in reports:
        counts = [str(report.articles), str(report.passages)] if report.articles else ["", ""]
        table.add_row(
            Text(report.path), report.outcome, *counts, " – ".join(report.dates), Text("; ".join(report.notes))
        )
    out.print(table)
    failures = [report for report in reports if report.outcome == "failed"]
    for report in failures:
        err.print(f"baowen: {report.message}", style="red", markup=False, soft_wrap=True)
    if failures:
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in Chinese or English.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="Questions, one JSON object a line.")] = None,
    output: Annotated[Path | None, typer.Option("--out", help="Where the answers of --file go.")] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
    llm: LlmOption = None,
    k: CountOption = 10,
    source: SourceOption = None,
    date_from: FromOption = None,
    date_to: ToOption = None,
    reporter: ReporterOption = None,
) -> None:
    """Answer a question, or a file of questions, with numbered citations."""
    if (question is None) == (file is None):
        raise UsageError("give one question, or --file with questions")
    qa = _open(index, llm)
    filters = _filters(source, date_from, date_to, reporter)
    if file is not None:
        _ask_file(qa, file, output, filters, k)
        return
    answer = qa.ask(question or "", filters=filters, passages=k)
    if as_json:
        print_json(answer.as_json())
    else:
        _print_answer(answer)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    index: IndexOption = None,
    as_json: JsonOption = False,
    k: CountOption = 10,
    source: SourceOption = None,
    date_from: FromOption = None,
    date_to: ToOption = None,
    reporter: ReporterOption = None,
) -> None:
    """Retrieval alone: the best passages."""
    found = _open(index).search(query, k, _filters(source, date_from, date_to, reporter))
    if as_json:
        print_json([asdict(passage) for passage in found])
        return
    for passage in found:
        out.print(
            f"{passage.rank}. {passage.score:.3f} 《{passage.title}》 {passage.text}\n", markup=False, soft_wrap=True
        )


@app.command()
def articles(
    article_id: Annotated[str | None, typer.Argument(help="One article, to be read in full.")] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
    source: SourceOption = None,
    date_from: FromOption = None,
    date_to: ToOption = None,
    reporter: ReporterOption = None,
) -> None:
    """The articles of the index, by newspaper, date and page; or one of them in full."""
    store = _store(index)
    one = store.article(article_id) if article_id else None
    if article_id and one is None:
        raise BaowenError(f"{article_id}: no article of this index has this id; see 'baowen articles'")
    chosen = [one] if one else store.articles(_filters(source, date_from, date_to, reporter))
    if as_json:
        _print_list(
            {**found.as_json(), "origins": [asdict(origin) for origin in store.origins(found.id)]} for found in chosen
        )
    elif one:
        _print_article(one, store.origins(one.id))
    else:
        _print_articles(chosen)


def _print_articles(articles: Iterable[Article]) -> None:
    from rag.wording import title

    heading: tuple[str | None, ...] = ()
    for article in articles:
        place = (article.source, article.issue_date, article.page)
        if place != heading:
            heading = place
            out.print(f"\n{_printed(*place) or 'no newspaper, date or page known'}", style="bold", markup=False)
        credit = "、".join(article.reporters) or article.agency or ""
        details = f"  {credit}  {article.kind}, {len(article.body)} 字"
        out.print(Text.assemble(f"  {article.id}  {title(article)}", (details, "dim")), soft_wrap=True)


def _print_article(article: Article, origins: Sequence[Origin]) -> None:
    for text, style in ((article.kicker, ""), (article.title, "bold"), (article.subtitle, ""), (article.byline, "dim")):
        if text:
            out.print(text, style=style, markup=False, soft_wrap=True)
    for origin in origins:
        where = _printed(origin.source, origin.issue_date, origin.page)
        out.print(f"{where}  {origin.file}", style="dim", markup=False, soft_wrap=True)
    out.print(f"\n{article.body}", markup=False, soft_wrap=True)


def _printed(source: str | None, date: str | None, page: str | None) -> str:
    """Where something was printed: 焦作日报，2020-02-27，第1版."""
    return "，".join(part for part in (source, date, page and f"第{page}版") if part)


@app.command()
def meetings(
    index: IndexOption = None,
    as_json: JsonOption = False,
    source: SourceOption = None,
    date_from: FromOption = None,
    date_to: ToOption = None,
    person: Annotated[str | None, typer.Option(help="Only those this person led or attended.")] = None,
    form: Annotated[str | None, typer.Option(help="Only 'meeting' or 'inspection'.")] = None,
) -> None:
    """The meetings and inspections that the articles report."""
    from rag.records import meeting_records

    if form not in (None, "meeting", "inspection"):
        raise UsageError(f"--form {form}: there are 'meeting' and 'inspection'")
    records = [
        record
        for article in _store(index).articles(_filters(source, date_from, date_to))
        for record in meeting_records(article)
        if (person is None or person in (*record.chair_or_lead, *record.attendees)) and form in (None, record.form)
    ]
    if as_json:
        print_json([record.as_json() for record in records])
        return
    table = Table("date", "form", "name", "led by", "attended", "places", "measures", box=None, pad_edge=False)
    for record in records:
        table.add_row(
            record.date or "", record.form, record.name or "", "、".join(record.chair_or_lead),
            "、".join(record.attendees), "、".join(record.places_visited), str(len(record.measures)),
        )  # fmt: skip
    out.print(table)


@app.command(name="eval")
def evaluate(
    questions: Annotated[
        Path | None,
        typer.Argument(help="Questions with answers; or 'init' or 'suggest', to begin a file of your own."),
    ] = None,
    target: Annotated[Path | None, typer.Argument(help="The file that 'init' or 'suggest' writes.")] = None,
    index: IndexOption = None,
    output: Annotated[Path | None, typer.Option("--out", help="Folder for report.json and report.html.")] = None,
    vary: Annotated[
        list[str] | None, typer.Option("--vary", help="NAME=VALUE,VALUE: a row for each; may be repeated.")
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None, typer.Option(help="Two report.json files: what changed, and by chance or not.")
    ] = None,
    llm: LlmOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run a question file and print how well it is answered."""
    from rag import cli_eval

    if compare:
        cli_eval.compare(*compare, as_json)
    elif questions is None:
        raise UsageError("name a file of questions, for example: baowen eval questions.jsonl")
    elif str(questions) == "init":
        cli_eval.init(target or Path("questions.jsonl"))
    elif str(questions) == "suggest":
        cli_eval.suggest(_store(index), target)
    elif vary:
        cli_eval.vary(questions, index, vary, as_json)
    else:
        cli_eval.run(questions, _open(index, llm), output, as_json)


@app.command()
def serve(
    index: IndexOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; 127.0.0.1 by default.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port; 7860 by default.")] = None,
    llm: LlmOption = None,
) -> None:
    """Start the web chat."""
    from index.settings import settings
    from ui import serve as run

    options = settings()
    run(index or options.index, host or options.host, port or options.port, llm)


@app.command()
def model(action: Annotated[str, typer.Argument(help="'fetch' brings the embedded language model, 1.1 GB.")]) -> None:
    """Bring the language model that '--llm local' runs."""
    from index.settings import settings
    from rag.llm.local import fetch

    if action != "fetch":
        raise UsageError(f"'{action}': not understood; use: baowen model fetch")
    with bar("Fetching") as advance:
        file = fetch(settings().models, advance)
    out.print(str(file), markup=False, soft_wrap=True)


def _store(folder: Path | None) -> Store:
    from index.settings import settings
    from index.store import Store

    return Store.open(folder or settings().index)


def _open(folder: Path | None, llm: str | None = None) -> QA:
    from rag.qa import QA

    return QA.open(folder, llm=llm)


def _filters(
    source: str | None, date_from: str | None, date_to: str | None, reporter: str | None = None
) -> Filters | None:
    from index.schema import Filters

    filters = Filters(source, _iso(date_from), _iso(date_to), reporter)
    return filters if filters else None


def _iso(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return Date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise UsageError(f"'{text}' is no date; write it as YYYY-MM-DD") from error


def _ask_file(qa: QA, file: Path, output: Path | None, filters: Filters | None, k: int) -> None:
    from rag.evaluate import ask_all, read_questions

    asked = read_questions(file)
    with bar("Asking") as advance:
        answers = ask_all(qa, asked, filters, k, progress=lambda done: advance(file.name, done, len(asked)))
        write_lines(output, (answer.as_json() for answer in answers))


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


def _print_list(rows: Iterable[dict[str, Any]]) -> None:
    """A JSON list, printed as its rows come, so that an index of any size can be listed."""
    opening = "["
    for row in rows:
        print(f"{opening}\n {json.dumps(row, ensure_ascii=False)}", end="")
        opening = ","
    print("[]" if opening == "[" else "\n]")


def print_json(value: Any, indent: int | None = 1) -> None:
    """One value to standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=indent))


def _print_answer(answer: Answer) -> None:
    out.print(answer.answer, markup=False, soft_wrap=True)
    if answer.note:
        out.print(f"\n{answer.note}", style="dim", markup=False, soft_wrap=True)
    for citation in answer.citations:
        place = _printed(citation.source, citation.date, citation.page)
        out.print(
            f"\n[{citation.marker}] {place}，《{citation.title}》 ({citation.verdict})", style="bold", markup=False
        )
        out.print(f"    {citation.quote}", markup=False, soft_wrap=True)


@contextmanager
def bar(label: str) -> Iterator[Any]:
    """A progress bar on standard error when that is a terminal; gives a function (name, done, total)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(f"{label} {{task.description}}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("", total=None)
        yield lambda name, done, total: progress.update(task, description=Path(name).name, completed=done, total=total)


if __name__ == "__main__":
    main()
