"""The page: its head, its parts as tabs, and beside them the panel where articles are read.

A part (`chat.py`, …) is given a `Desk` and gives what has words on it, so that one switch changes the language of all.
Any link with `data-article` opens that article in the panel (`script/panel.js`), with the words of `data-spans` marked;
the panel asks `read` for it, so that the page carries no article nobody opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from rag import QA, BaowenError, Language
from web.archive import archive
from web.blocks import Page
from web.chat import talk
from web.dossiers import read_dossier as dossier
from web.head import header
from web.history import follow, history
from web.kept import Asked
from web.meetings import meetings
from web.metrics import Metrics
from web.mine import mine
from web.pageview import corrected, page_views
from web.parts import HIDDEN, Desk, Worded, labelled, named
from web.reader import page_pictures, read, read_addressed, unread
from web.sources import panel_html
from web.watching import Watch
from web.words import LANGUAGE, WORDS, asset, preferred

PANEL = ("script/panel.js", "script/pageview.js", "script/print.js")
HOUR, DAY = 3600, 86_400  # s: how often files that a browser sent and nobody took are looked for, and how old they get


def build(qa: QA, metrics: Metrics, read_only: bool, watch: Watch) -> Page:
    """The page over an open index; `read_only` when its readers may not add or remove files."""

    def read_article(wanted: Any) -> str:
        language = _language_of(wanted)
        try:
            return read(qa, wanted, language)
        except BaowenError as error:
            return unread(error, language)

    def read_dossier(wanted: Any) -> str:
        return dossier(qa, wanted, _language_of(wanted))

    def read_address(wanted: Any) -> str:
        language = _language_of(wanted)
        try:
            return read_addressed(qa, wanted, language)
        except BaowenError as error:
            return unread(error, language)

    def read_page(wanted: Any) -> str:
        return _or_nothing(lambda: page_views(qa, wanted, _language_of(wanted), not read_only))

    def correct_page(wanted: Any) -> str:
        return _or_nothing(lambda: corrected(qa, wanted, _language_of(wanted)))

    def read_scan(wanted: Any) -> str:
        return _or_nothing(lambda: page_pictures(qa, wanted, _language_of(wanted)))

    functions = [read_article, read_address, read_dossier, read_page, read_scan, *([] if read_only else [correct_page])]
    with (page := Page(title="报问 Baowen", fill_width=True, delete_cache=(HOUR, DAY))):
        language, turns = gr.State("zh"), gr.State([])
        with gr.Row(elem_id="top"):
            head = gr.HTML(header(qa, "zh"), elem_id="head")
            with gr.Row(elem_id="actions"):
                clear = gr.Button(WORDS["zh"]["clear"], size="sm", min_width=60, elem_id="clear")
                listed, own = history(), mine(qa, watch)
                theme = gr.Button(WORDS["zh"]["theme"], size="sm", min_width=60, elem_id="theme")
                switch = gr.Button(WORDS["zh"]["switch"], size="sm", min_width=60, elem_id="switch")
        panel: Any = gr.HTML(
            panel_html(qa, [], "zh"), elem_id="panel", js_on_load="".join(map(asset, PANEL)),
            server_functions=functions, render=False,
        )  # fmt: skip
        desk = Desk(qa, metrics, language, head, panel, read_only)
        theme.click(None, js=asset("script/theme.js"), **HIDDEN)
        worded = [named(theme, "theme"), named(switch, "switch"), own]
        with gr.Row(equal_height=False, elem_id="panes"):
            with gr.Column(scale=3, min_width=320, elem_id="parts"), gr.Tabs(elem_id="tabs"):
                with gr.Tab(WORDS["zh"]["chat"], id="chat") as tab:
                    conversation, spoken = talk(desk, turns, clear)
                    worded += [labelled(tab, "chat"), *spoken, follow(desk, listed, conversation)]
                with gr.Tab(WORDS["zh"]["meetings"], id="meetings") as tab:
                    worded += [labelled(tab, "meetings"), *meetings(desk, tab)]
                with gr.Tab(WORDS["zh"]["archive"], id="archive") as tab:
                    worded += [labelled(tab, "archive"), *archive(desk, tab)]
            with gr.Column(scale=2, min_width=320, elem_id="side"):
                panel.render()
        _speak(desk, page, switch, turns, worded)
        timer = gr.Timer(1.0)
        timer.tick(lambda chosen: _state(qa, chosen), language, [head, timer], **HIDDEN)
    return page


def _language_of(wanted: Any) -> Language:
    """The language that the panel asks for something in."""
    return "en" if isinstance(wanted, dict) and wanted.get("language") == "en" else "zh"


def _or_nothing(shown: Callable[[], str]) -> str:
    """What stands beside an article, where the index can be read; the article itself says so where it cannot."""
    try:
        return shown()
    except BaowenError:
        return ""


def _state(qa: QA, chosen: Language) -> tuple[Any, Any]:
    """The state line once more when the model is there; until then the page is left alone."""
    return (header(qa, chosen), gr.Timer(active=False)) if qa.ready else (gr.skip(), gr.skip())


def _speak(desk: Desk, page: Any, switch: Any, turns: Any, worded: list[Worded]) -> None:
    """The page's words: in the browser's language when it opens, in the other one at the switch."""

    def in_language(chosen: Language, asked: list[Asked]) -> list[Any]:
        changed = [one.words(chosen) for one in worded]
        return [chosen, header(desk.qa, chosen), panel_html(desk.qa, asked, chosen), *changed]

    def opened(asked: list[Asked], request: gr.Request) -> list[Any]:
        return in_language(preferred(request.cookies.get(LANGUAGE) or request.headers.get("accept-language")), asked)

    def switched(chosen: Language, asked: list[Asked]) -> list[Any]:
        return in_language("en" if chosen == "zh" else "zh", asked)

    texts = [desk.language, desk.head, desk.panel, *(one.component for one in worded)]
    page.load(opened, [turns], texts, **HIDDEN)
    switch.click(None, js=asset("script/switch.js"), **HIDDEN)
    # Queued, since only then Gradio tells of a state that has changed, by which the parts follow.
    switch.click(switched, [desk.language, turns], texts, **HIDDEN | {"queue": True})
