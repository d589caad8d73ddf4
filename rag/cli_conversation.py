"""A conversation in the terminal: questions, and answers with their citations, on a screen or through a pipe."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from index.errors import BaowenError
from rag.answer import Answer, Turn
from rag.printing import visible
from rag.spoken import say, told

if TYPE_CHECKING:
    from index.schema import Filters
    from rag.answer import Citation
    from rag.qa import QA

_MARK = r"\[\d+\]"
_COMMAND = re.compile(r"/(?P<name>\w+)\s*(?P<rest>.*)")
KEPT_TURNS = 20


HELP = """Type a question; the next one may refer to it.
/sources  the words that the last answer cites
/open N   the article of citation N
/new      begin anew
/quit     end (or Ctrl-D)"""


class Conversation:
    """What was asked so far, and the last answer, whose sources can be looked at."""

    def __init__(self, qa: QA, console: Console, filters: Filters | None = None) -> None:
        self.qa, self.console, self.filters = qa, console, filters
        self.turns: list[Turn] = []
        self.answer: Answer | None = None

    def run(self) -> None:
        """Answer line by line until the input ends or /quit."""
        status = self.qa.status()
        self._say(
            say("Baowen: {} articles ({}). Ask, or type /help.", status.articles, "、".join(status.sources)), "dim"
        )
        for line in self._lines():
            if not self.take(line):
                return

    def take(self, line: str) -> bool:
        """Answer a question or obey a command; False when the conversation is to end."""
        command = _COMMAND.fullmatch(line.strip())
        if command and command["name"] in ("quit", "exit", "q"):
            return False
        try:
            if command:
                self._obey(command["name"], command["rest"])
            elif line.strip():
                self.ask(line)
        except BaowenError as error:
            self._say(told(error), "red")
        return True

    def ask(self, question: str) -> None:
        """Print the answer as it grows. Interrupted, it stays out of the conversation."""
        answers = self.qa.stream(question, self.turns, self.filters)
        try:
            answer = self._watched(answers) if self.console.is_terminal else self._awaited(answers)
        except KeyboardInterrupt:
            self._say(say("stopped."), "dim")
            return
        finally:
            answers.close()  # type: ignore[attr-defined]
        self.answer = answer
        self.turns = [*self.turns, Turn(answer.question, answer.answer)][-KEPT_TURNS:]

    def _watched(self, answers: Iterator[Answer]) -> Answer:
        waiting = Spinner("dots", Text(say("looking …"), "dim"))
        with Live(waiting, console=self.console, vertical_overflow="visible", refresh_per_second=8) as live:
            for answer in answers:
                live.update(rendered(answer))
        return answer

    def _awaited(self, answers: Iterator[Answer]) -> Answer:
        *_, answer = answers
        self.console.print(rendered(answer), soft_wrap=True)
        return answer

    def _obey(self, name: str, rest: str) -> None:
        if name == "sources":
            self._sources()
        elif name == "open":
            self._open(rest)
        elif name == "new":
            self.turns, self.answer = [], None
            self._say(say("A new conversation."), "dim")
        else:
            self._say(say(HELP))

    def _sources(self) -> None:
        """The words of each citation of the last answer."""
        for citation in self._cited():
            self.console.print(_footnote(citation), soft_wrap=True)
            self._say(f"    {citation.quote}")

    def _open(self, number: str) -> None:
        """The article of a citation, with the words cited marked."""
        cited = {str(citation.marker): citation for citation in self._cited()}
        citation = cited.get(number.strip(" []"))
        article = self.qa.article(citation.article_id) if citation else None
        if citation is None or article is None:
            self._say(say("give the number of a citation after /open: {}", ", ".join(cited)), "yellow")
            return
        body = Text(visible(article.body))
        body.stylize("black on yellow", citation.start, citation.end)
        self.console.print(Text(visible(article.headline or citation.title), "bold"), soft_wrap=True)
        self.console.print(_footnote(citation), body, sep="\n", soft_wrap=True)

    def _cited(self) -> tuple[Citation, ...]:
        if self.answer is None or not self.answer.citations:
            self._say(say("The last answer cites nothing; ask a question first."), "yellow")
            return ()
        return self.answer.citations

    def _lines(self) -> Iterator[str]:
        """What is typed, or what a pipe brings, which is shown as if typed."""
        if not sys.stdin.isatty():
            for line in sys.stdin:
                self._say(f"\n› {line.strip()}", "bold")
                yield line
            return
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401, arrows and earlier lines in what is typed
        with contextlib.suppress(EOFError, KeyboardInterrupt):
            while True:
                yield self.console.input(Text("\n› ", "bold red"))

    def _say(self, text: str, style: str = "") -> None:
        self.console.print(Text(visible(text), style), soft_wrap=True)


def rendered(answer: Answer) -> Group:
    """An answer with its marks set off, why no model worded it, and where its citations stand."""
    text = Text(visible(answer.answer))
    text.highlight_regex(_MARK, "bold cyan")
    note = [Text(visible(answer.note), "dim italic")] if answer.note else []
    return Group(text, *note, *([Text()] if answer.citations else []), *map(_footnote, answer.citations))


def _footnote(citation: Citation) -> Text:
    from rag.wording import printed

    place = printed(citation.source, citation.date, citation.page)
    name = "，".join(part for part in (place, f"《{citation.title}》") if part)
    return Text.assemble((f"[{citation.marker}] ", "bold cyan"), (visible(name), "dim"))
