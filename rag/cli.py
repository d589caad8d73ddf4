"""The commands. Results go to standard output, progress and errors to standard error.

Exit codes: 0 fine, 1 a failure of the work, 2 wrong usage. Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, cast

import typer
from typer.exceptions import TyperException

from index.errors import BaowenError, UsageError
from rag import cli_terminal
from rag.options import (
    CiteOption,
    CountOption,
    FromOption,
    IndexOption,
    JsonOption,
    LlmOption,
    ReporterOption,
    SaveOption,
    SourceOption,
    ToOption,
)
from rag.printing import (
    bar,
    err,
    out,
    print_answer,
    print_article,
    print_articles,
    print_json,
    print_list,
    print_meetings,
    print_passages,
    print_reports,
    write_lines,
)
from rag.spoken import error_line, in_words, say, told

FORMS = ("meeting", "inspection", "briefing", "notice", "campaign")  # as rag.records has them, which is heavy

if TYPE_CHECKING:
    from index.schema import Filters
    from index.store import Store
    from rag.qa import QA
    from rag.records import Form

app = typer.Typer(
    name="baowen",
    help="报问 Baowen - ask the newspaper: answers from articles, every sentence cited.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from rag.doctor import version

        print(f"baowen {version()}")
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")] = False,
) -> None:
    """报问 Baowen - ask the newspaper: answers from articles, every sentence cited."""


for command in (cli_terminal.chat, cli_terminal.doctor, cli_terminal.completion):
    app.command()(command)


def main() -> None:
    """Run the command line; a failure is one clear line, a traceback only with --debug."""
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"] or ["--help"]
    if cli_terminal.COMPLETING in os.environ:
        from typer.completion import completion_init  # type: ignore[attr-defined]

        completion_init()
    try:
        command = in_words(typer.main.get_command(app))
        sys.exit(command(args=arguments, prog_name="baowen", standalone_mode=False) or 0)
    except TyperException as error:
        _fail(error_line(getattr(error, "format_message", error.__str__)()), 2)
    except BaowenError as error:
        if debug:
            raise
        _fail(told(error), 2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        err.print(f"baowen: {say('stopped; what was complete is kept')}", soft_wrap=True)
        sys.exit(130)


def _fail(message: str, code: int) -> NoReturn:
    err.print(f"baowen: {message}", style="red", markup=False, soft_wrap=True)
    sys.exit(code)


@app.command()
def index(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Files and folders: .txt .md .pdf .docx .odt .html .epub .jsonl .csv .zip and more; see README."
        ),
    ] = None,
    index: IndexOption = None,
    source: Annotated[str | None, typer.Option(help="Name of the newspaper.")] = None,
    date: Annotated[str | None, typer.Option(help="Issue date, YYYY-MM-DD.")] = None,
    page: Annotated[str | None, typer.Option(help="Page, such as 1 or A3.")] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Cut and encode everything again.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Forget files that left the folders given.")] = False,
) -> None:
    """Read files and folders into the index. Unchanged files are skipped, changed ones replaced."""
    from index.dates import given_day
    from index.readers import Issue
    from rag.baowen import Baowen

    if not paths and (prune or not rebuild):
        raise UsageError("name the files or folders to read, for example: baowen index articles/")
    baowen, issue = Baowen.open(index), Issue(source, date and given_day(date), page)
    with bar(say("Reading")) as advance:
        change = baowen.rebuild if rebuild else baowen.add
        reports = change(paths or [], issue, prune=prune, progress=advance)
    print_reports(reports)


@app.command()
def remove(
    targets: Annotated[list[str], typer.Argument(help="Files, folders or archives by path, or articles by id.")],
    index: IndexOption = None,
) -> None:
    """Take files or articles out of the index; the files themselves stay."""
    from index.index import Index

    print_reports(Index.open(index).remove(targets))


@app.command()
def check(
    repair: Annotated[
        bool, typer.Option("--repair", help="Make what is damaged again from what is whole, and from the files.")
    ] = False,
    index: IndexOption = None,
) -> None:
    """Look whether the index is as it was written, and say what is hit."""
    from index.settings import settings
    from rag import cli_check

    cli_check.run(index or settings().index, repair)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in Chinese or English.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="Questions, one JSON object a line.")] = None,
    output: Annotated[Path | None, typer.Option("--out", help="Where the answers of --file go.")] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
    stream: Annotated[bool, typer.Option("--stream", help="Show the answer as it grows.")] = False,
    llm: LlmOption = None,
    k: CountOption = 10,
    source: SourceOption = None,
    date_from: FromOption = None,
    date_to: ToOption = None,
    reporter: ReporterOption = None,
    style: CiteOption = None,
    keep: SaveOption = None,
) -> None:
    """Answer a question, or a file of questions, with numbered citations."""
    if (question is None) == (file is None):
        raise UsageError("give one question, or --file with questions")
    if file is not None and (style or keep):
        raise UsageError("--cite and --save are for one question; --file has --out")
    from rag import cli_export

    named = cli_export.checked(style, keep)
    qa = _open(index, llm)
    filters = _filters(source, date_from, date_to, reporter)
    if file is not None:
        _ask_file(qa, file, output, filters, k)
        return
    if stream:
        cli_terminal.stream_answer(qa, question or "", as_json, filters=filters, passages=k)
        return
    answer = qa.ask(question or "", filters=filters, passages=k)
    cli_export.save(keep, cli_export.of_answer(answer), qa.store)
    if as_json:
        print_json(answer.as_json())
        return
    print_answer(answer)
    if named:
        cli_export.print_references(answer, named, qa.store)


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
    keep: SaveOption = None,
) -> None:
    """Retrieval alone: the best passages."""
    from rag import cli_export

    cli_export.checked(None, keep)
    qa = _open(index)
    found = qa.search(query, k, _filters(source, date_from, date_to, reporter))
    asked = {"search": query, "source": source, "from": date_from, "to": date_to, "reporter": reporter}
    cli_export.save(keep, cli_export.of_passages(found, asked), qa.store)
    if as_json:
        print_json([asdict(passage) for passage in found])
        return
    print_passages(found)


@app.command()
def news(
    question: Annotated[str, typer.Argument(help="The question, in Chinese or English.")],
    after: Annotated[int, typer.Option(min=0, help="Only articles that came in after this mark.")] = 0,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """What came in on a question since the last time: the articles about it, the newest issue first."""
    from rag.printing import news_as_json, print_news

    found = _open(index).news(question, after)
    if as_json:
        print_json(news_as_json(found))
        return
    print_news(found)


@app.command()
def articles(
    article_id: Annotated[str | None, typer.Argument(help="One article, to be read in full.")] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
    source: SourceOption = None,
    date_from: FromOption = None,
    date_to: ToOption = None,
    reporter: ReporterOption = None,
    style: CiteOption = None,
    keep: SaveOption = None,
) -> None:
    """The articles of the index, by newspaper, date and page; or one of them in full."""
    from rag import cli_export

    named = cli_export.checked(style, keep)
    store = _store(index)
    one = store.article(article_id) if article_id else None
    if article_id and one is None:
        raise BaowenError(f"{article_id}: no article of this index has this id; see 'baowen articles'")
    chosen = [one] if one else store.articles(_filters(source, date_from, date_to, reporter))
    if keep:
        asked = {"article": article_id, "source": source, "from": date_from, "to": date_to, "reporter": reporter}
        chosen = list(chosen)
        cli_export.save(keep, cli_export.of_articles(chosen, asked), store)
    if named:
        cli_export.print_bibliography(chosen, named)
        return
    if as_json:
        print_list(
            {**found.as_json(), "origins": [asdict(origin) for origin in store.origins(found.id)]} for found in chosen
        )
    elif one:
        print_article(one, store.origins(one.id))
    else:
        print_articles(chosen)


@app.command()
def meetings(
    index: IndexOption = None,
    as_json: JsonOption = False,
    source: SourceOption = None,
    date_from: FromOption = None,
    date_to: ToOption = None,
    person: Annotated[str | None, typer.Option(help="Only those this person led or attended.")] = None,
    form: Annotated[str | None, typer.Option(help=f"Only one form: {', '.join(FORMS)}.")] = None,
    body: Annotated[str | None, typer.Option(help="Only those this body held, such as 市政府.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table for a spreadsheet.")] = False,
    remake: Annotated[bool, typer.Option("--remake", help="Read all records anew, by the present rules.")] = False,
    keep: SaveOption = None,
) -> None:
    """The meetings, inspections, briefings, notices and campaigns that the articles report."""
    from rag import cli_export
    from rag.meetings import Wanted, records_of
    from rag.readings import make_readings

    if form not in (None, *FORMS):
        raise UsageError(f"--form {form}: there are {', '.join(FORMS)}")
    cli_export.checked(None, keep)
    store = _store(index)
    if remake:
        make_readings(store, remake=True)
    wanted = Wanted(cast("Form | None", form), body, person)
    records = list(records_of(store, _filters(source, date_from, date_to), wanted))
    asked = {"form": form, "body": body, "person": person, "source": source, "from": date_from, "to": date_to}
    result = cli_export.of_records(records, asked)
    cli_export.save(keep, result, store)
    if as_csv:
        print(cli_export.as_csv(result), end="")
        return
    if as_json:
        print_json([record.as_json() for record in records])
        return
    print_meetings(records)


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
    elif cli_eval.has_records(questions):
        cli_eval.records(questions, _store(index), output, as_json)
    else:
        cli_eval.run(questions, _open(index, llm), output, as_json)


@app.command()
def serve(
    index: IndexOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; 127.0.0.1 by default.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port; 7860 by default.")] = None,
    llm: LlmOption = None,
    auth_file: Annotated[
        Path | None,
        typer.Option("--auth-file", help="Ask for a name and password of this file of name:password lines."),
    ] = None,
    read_only: Annotated[
        bool | None,
        typer.Option(
            "--read-only/--no-read-only",
            help="Whether readers may add and remove files; by default not where "
            "it listens on other than this machine's own address without --auth-file.",
        ),
    ] = None,
    mcp: Annotated[bool, typer.Option("--mcp", help="Serve the tools of an MCP server at /mcp, too.")] = False,
    root_path: Annotated[str, typer.Option(help="What a proxy puts before the page's paths, such as /news.")] = "",
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="Believe what X-Forwarded-For, -Host and -Proto say of a reader.")
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="A name by which it may be called, besides its address and localhost; may be repeated."),
    ] = None,
) -> None:
    """Start the web chat."""
    from index.settings import settings
    from ui import serve as run
    from web.hosts import Hosts

    options = settings()
    hosts = Hosts(host or options.host, tuple(allow_host or ()), behind_proxy)
    run(index or options.index, hosts, port or options.port, llm, auth_file, read_only, mcp, root_path)


@app.command()
def model(action: Annotated[str, typer.Argument(help="'fetch' brings the embedded language model, 1.1 GB.")]) -> None:
    """Bring the language model that '--llm local' runs."""
    from index.settings import settings
    from rag.llm.local import fetch

    if action != "fetch":
        raise UsageError(f"'{action}': not understood; use: baowen model fetch")
    with bar(say("Fetching")) as advance:
        file = fetch(settings().models, advance)
    out.print(str(file), markup=False, soft_wrap=True)


def _store(folder: Path | None) -> Store:
    from index.index import Index

    return Index.open(folder).store


def _open(folder: Path | None, llm: str | None = None) -> QA:
    from rag.qa import QA

    return QA.open(folder, llm=llm)


def _filters(
    source: str | None, date_from: str | None, date_to: str | None, reporter: str | None = None
) -> Filters | None:
    from index.schema import Filters

    return Filters.of(source, date_from, date_to, reporter)


def _ask_file(qa: QA, file: Path, output: Path | None, filters: Filters | None, k: int) -> None:
    from rag.evaluate import ask_all, read_questions

    asked = read_questions(file)
    with bar(say("Asking")) as advance:
        answers = ask_all(qa, asked, filters, k, progress=lambda done: advance(file.name, done, len(asked)))
        write_lines(output, (answer.as_json() for answer in answers))


if __name__ == "__main__":
    main()
