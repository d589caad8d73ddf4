"""The commands for whoever sits at a terminal: a conversation, what is well and what is slow, completion."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import UsageError
from rag.options import FromOption, IndexOption, JsonOption, LlmOption, SourceOption, ToOption
from rag.printing import bullet, out, print_answer, print_found, print_json, visible
from rag.spoken import error_line, say

if TYPE_CHECKING:
    from rag.qa import QA

SHELLS = ("bash", "zsh", "fish")
COMPLETING = "_BAOWEN_COMPLETE"  # set by a shell that asks how a line may go on


def chat(
    index: IndexOption = None,
    llm: LlmOption = None,
    source: SourceOption = None,
    date_from: FromOption = None,
    date_to: ToOption = None,
) -> None:
    """A conversation in the terminal; /help lists what can be done besides asking."""
    from index.schema import Filters
    from rag.cli_conversation import Conversation
    from rag.qa import QA

    Conversation(QA.open(index, llm=llm), out, Filters.of(source, date_from, date_to)).run()


def doctor(index: IndexOption = None, llm: LlmOption = None, as_json: JsonOption = False) -> None:
    """What is installed, which models answer, how the index is, what is slow; exit code 1 when something is broken."""
    from index.settings import settings
    from rag.doctor import examine

    options = settings()
    findings = []
    for finding in examine(index or options.index, options, llm or options.llm):
        findings.append(finding)
        if not as_json:
            line = (say(finding.name), error_line(finding.said), error_line(finding.advice))
            out.print(bullet(finding.state, *line), soft_wrap=True)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)


def completion(shell: Annotated[str, typer.Argument(help=f"{', '.join(SHELLS)}.")]) -> None:
    """Print what makes a shell complete the commands: eval "$(baowen completion bash)"."""
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    if shell not in SHELLS:
        raise UsageError(f"'{shell}': not understood; there are {', '.join(SHELLS)}")
    print(get_completion_script(prog_name="baowen", complete_var=COMPLETING, shell=shell))


def stream_answer(qa: QA, question: str, as_json: bool, **given: Any) -> None:
    """Print the answer as it grows: on a screen redrawn, through a pipe as it is settled, as JSON an object a line."""
    from rich.live import Live

    from rag.cli_conversation import rendered
    from rag.growing import Growing

    answers = qa.stream(question, **given)
    if as_json:
        for answer in answers:
            print_json(answer.as_json(), indent=None)
        return
    if out.is_terminal:
        with Live(console=out, vertical_overflow="visible", transient=True) as live:
            for answer in answers:
                live.update(rendered(answer))
        print_answer(answer)
        return
    growing = Growing()
    for answer in answers:
        print(visible(growing.more(answer)), end="", flush=True)
    print()
    print_found(answer)
