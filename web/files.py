"""Files added to the archive and removed from it, by readers who may."""

from __future__ import annotations

import html
import threading
from collections.abc import Sequence
from datetime import date as Date
from pathlib import Path
from typing import Any

import gradio as gr

from rag import SCANNING, BaowenError, FileReport, Issue, Language, chinese, chinese_note, known_suffixes
from web.head import header
from web.parts import HIDDEN, Desk, Worded, labelled, named
from web.told import told
from web.words import WORDS

OFFERED = 500


def adding(desk: Desk, renewed: list[Any]) -> list[Worded]:
    """Adds files: where they are dropped, what is known of them, and what became of each.

    `renewed` are function, inputs and outputs of what is to be shown anew.
    """
    words, qa = WORDS["zh"], desk.qa
    keys = ("paper", "issue_date", "page_number")
    with gr.Accordion(words["add_files"], open=False, elem_id="adding") as fold:
        files = gr.File(
            label=words["files"], file_count="multiple", file_types=list(known_suffixes()), height=140, elem_id="files"
        )
        with gr.Row():
            boxes = [gr.Textbox(label=words[key], max_lines=1, max_length=60, min_width=120) for key in keys]
        with gr.Row():
            button = gr.Button(words["add"], size="sm", elem_id="add")
            stop = gr.Button(words["stop_adding"], size="sm", visible=False, elem_id="stop-adding")
        result = gr.HTML(elem_id="added")

    stops: dict[str, threading.Event] = {}  # of the sessions whose files are being added

    def add(
        language: Language,
        sent: list[tuple[str, str]] | None,
        said: Sequence[str],
        stopped: threading.Event,
        progress: Any,
    ) -> tuple[str, Any]:
        words, (source, day, page) = WORDS[language], said
        if not sent:
            return _line(words["no_files"]), gr.skip()
        if day.strip() and not _is_date(day.strip()):
            return _line(words["bad_date"].format(date=day.strip())), gr.skip()

        def read(name: str, done: int, total: int) -> None:
            if stopped.is_set():
                raise BaowenError(f"{Path(name.split(' (')[0]).name}: {words['was_stopped']}")
            key = "scanning" if name.startswith(SCANNING) else "adding"
            named = {"name": Path(name.split(" (")[0]).name, "done": done, "total": total, "left": total - done}
            progress(done / total if total else 0.0, desc=words[key].format(**named))

        given = Issue(source.strip() or None, day.strip() or None, page.strip() or None)
        try:
            paths, names = zip(*sent, strict=True)
            reports = qa.archive.add([Path(path) for path in paths], given, read, names)
        except BaowenError as error:
            return _line(told(error, language) or ""), None if stopped.is_set() else gr.skip()
        return _results(reports, language), None

    def added(
        language: Language, paths: Any, source: str, day: str, page: str, request: gr.Request,
        progress: Any = gr.Progress(),  # noqa: B008
    ) -> list[Any]:  # fmt: skip
        whose, stopped = request.session_hash or "", threading.Event()
        stops[whose] = stopped
        try:
            return [*add(language, paths, (source, day, page), stopped, progress), header(qa, language)]
        finally:
            stops.pop(whose, None)

    def stop_adding(request: gr.Request) -> None:
        if stopped := stops.get(request.session_hash or ""):
            stopped.set()

    button.click(lambda: gr.Button(visible=True), None, stop, **HIDDEN)
    stop.click(stop_adding, **HIDDEN)
    done = button.click(
        added, [desk.language, files, *boxes], [result, files, desk.head], api_visibility="private",
        concurrency_limit=1, show_progress_on=result,
    )  # fmt: skip
    done.then(lambda: gr.Button(visible=False), None, stop, **HIDDEN).then(*renewed, **HIDDEN)
    return [
        labelled(fold, "add_files"),
        named(stop, "stop_adding"),
        labelled(files, "files"),
        named(button, "add"),
        *(labelled(one, key) for one, key in zip(boxes, keys, strict=True)),
    ]


def _is_date(text: str) -> bool:
    try:
        return bool(Date.fromisoformat(text))
    except ValueError:
        return False


def _line(text: str) -> str:
    return f"<p class='note' role='status'>{html.escape(text)}</p>"


def _results(reports: Sequence[FileReport], language: Language) -> str:
    words = WORDS[language]
    heads = "".join(
        f"<th scope='col'>{words[key]}</th>" for key in ("file", "result", "how_many_articles", "dates", "notes")
    )
    rows = "".join(_result(report, language) for report in reports)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<div class='wide' role='region' tabindex='0' aria-label='{words['result']}'>{table}</div>"


def _result(report: FileReport, language: Language) -> str:
    words = WORDS[language]
    message, notes = report.message, report.notes
    if language == "zh":
        message, notes = chinese(message), tuple(map(chinese_note, notes))
    failed = report.outcome == "failed"
    cells = (
        report.path, words["failed_file" if failed else report.outcome], str(report.articles or ""),
        " – ".join(filter(None, report.dates)), message if failed else "; ".join(notes),
    )  # fmt: skip
    return f"<tr class='{report.outcome}'>{''.join(f'<td>{html.escape(cell)}</td>' for cell in cells)}</tr>"


def removing(desk: Desk, tab: Any, renewed: list[Any]) -> list[Worded]:
    """Removes files, once it has been asked whether they really are to go."""
    words, qa = WORDS["zh"], desk.qa
    with gr.Accordion(words["remove_files"], open=False, elem_id="removing") as fold:
        files = gr.Dropdown([], value=[], multiselect=True, label=words["which_files"], elem_id="known")
        button = gr.Button(words["remove"], size="sm", elem_id="remove")
        with gr.Column(visible=False) as sure:
            question = gr.HTML(elem_id="really")
            with gr.Row():
                yes = gr.Button(words["yes"], size="sm", variant="stop", elem_id="yes")
                no = gr.Button(words["no"], size="sm")
        result = gr.HTML(elem_id="gone")

    def asked(language: Language, ids: list[str] | None) -> list[Any]:
        text = WORDS[language]["really"].format(n=len(ids or []))
        return [gr.Column(visible=bool(ids)), _line(text if ids else WORDS[language]["no_files"])]

    def removed(language: Language, ids: list[str] | None) -> list[Any]:
        try:
            names = "、".join(qa.archive.remove(ids or []))
            line = WORDS[language]["gone"].format(names=names)
        except BaowenError as error:
            line = told(error, language) or ""
        return [_line(line), gr.Column(visible=False), offered(language), header(qa, language)]

    def offered(language: Language) -> Any:
        some = qa.archive.files()[:OFFERED]
        names = [(f"{one.name}{WORDS[language]['uploaded'] if one.uploaded else ''}", one.id) for one in some]
        return gr.Dropdown(names, value=[])

    button.click(asked, [desk.language, files], [sure, question], **HIDDEN)
    no.click(lambda: gr.Column(visible=False), None, sure, **HIDDEN)
    done = yes.click(
        removed, [desk.language, files], [result, sure, files, desk.head], api_visibility="private", concurrency_limit=1
    )
    done.then(*renewed, **HIDDEN)
    gr.on([fold.expand, tab.select], offered, desk.language, files, **HIDDEN)
    return [
        labelled(fold, "remove_files"),
        labelled(files, "which_files"),
        *(named(one, key) for one, key in ((button, "remove"), (yes, "yes"), (no, "no"))),
    ]
