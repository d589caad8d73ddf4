"""A language model against the quoted answers, on one index and question file.

`python -m benchmarks.llm INDEX QUESTIONS [MODEL] [ANSWERS]` asks everything twice, without and with the model (`local`
by default), and prints for both what was solved and declined, and every number and person in an answer that stands in
none of its citations nor in the fields of the articles cited. For the model also the seconds to its first word and to
the first checked sentence, its tokens a second, and how often its wording was shown. ANSWERS takes the answers, a line
of JSON each.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from index.folding import fold
from rag import QA, Answer
from rag.evaluate import read_questions
from rag.evaluate.figures import report_of
from rag.evaluate.judge import judge
from rag.evaluate.questions import Asked
from rag.people import people

FIGURES = ("solved", "answerable solved", "items found", "decline recall", "answerable declined")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MARK = re.compile(r"\[\d+\]")


@dataclass
class Clock:
    """A chat model that notes its times: seconds to its first word, and tokens after it by seconds."""

    chat: Any
    first_s: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)

    def stream(self, messages: list[Any]) -> Iterator[Any]:
        """As the chat model's; a chunk is taken for a token, as llama.cpp gives them."""
        began, first, chunks = time.monotonic(), 0.0, 0
        for chunk in self.chat.stream(messages):
            if chunk.text and not first:
                first = time.monotonic()
                self.first_s.append(first - began)
            chunks += bool(chunk.text)
            yield chunk
        if chunks > 1:
            self.rates.append((chunks - 1) / (time.monotonic() - first))


def invented(qa: QA, answer: Answer, known: frozenset[str]) -> list[str]:
    """Numbers and persons of an answer that stand in none of its citations nor in the fields of their articles.

    Persons are those whom newspapers' formulas tell in the answer, and all whom they tell in any article.
    """
    if answer.abstained:
        return []
    text = fold(_MARK.sub("", answer.answer))
    articles = [article for one in answer.citations if (article := qa.article(one.article_id))]
    fields = [
        str(value)
        for article in articles
        for value in (article.headline, article.byline, article.source, article.issue_date, article.event_date,
                      article.page, article.continues_on)
    ]  # fmt: skip
    ground = fold("\n".join([*(one.quote for one in answer.citations), *fields]))
    numbers = {number.lstrip("0") for number in _NUMBER.findall(ground)}
    found = [number for number in _NUMBER.findall(text) if number.lstrip("0") not in numbers]
    return found + [name for name in {*people(text), *known} if name in text and name not in ground]


def ask(qa: QA, asked: Sequence[Asked], output: Path | None) -> tuple[list[Answer], list[float]]:
    """The answers, and the milliseconds to what was first shown of each; written to `output` as they come."""
    answers, shown = [], []
    for number, one in enumerate(asked, 1):
        began = time.monotonic()
        drafts = qa.stream(one.question, one.conversation)
        answer = next(drafts)
        shown.append(1000 * (time.monotonic() - began))
        *_, answer = [answer, *drafts]
        answers.append(replace(answer, id=one.id))
        if output:
            with output.open("a", encoding="utf-8") as file:
                file.write(json.dumps(answers[-1].as_json(), ensure_ascii=False) + "\n")
        print(f"\r{number}/{len(asked)}", end="", file=sys.stderr, flush=True)
    return answers, shown


def main(index: str, questions: str, model: str = "local", output: str | None = None) -> None:
    """Run both and print."""
    asked = read_questions(Path(questions))
    quoting, wording = QA.open(index, llm="none"), QA.open(index, llm=model)
    if wording.writer is None:
        sys.exit("name a language model")
    wording.warm()
    clock = Clock(wording.writer.model.chat())
    wording.writer = replace(wording.writer, model=replace(wording.writer.model, chat=lambda: clock))
    known = frozenset(name for article in quoting.store.articles() for name in people(article.body))
    columns: list[list[str]] = []
    for qa in (quoting, wording):
        answers, shown = ask(qa, asked, Path(output) if output and qa is wording else None)
        metrics = report_of(tuple(judge(*pair) for pair in zip(asked, answers, strict=True))).metrics
        strange = {answer.question: found for answer in answers if (found := invented(qa, answer, known))}
        totals = [answer.timings_ms["total"] for answer in answers]
        columns.append([*(f"{metrics[name]:.3f}" for name in FIGURES), str(sum(map(len, strange.values()))),
                        f"{np.median(shown):.0f}", f"{np.median(totals):.0f}"])  # fmt: skip
        for question, found in strange.items():
            print(f"not in the citations: {found} - {question}")
    rows = (*FIGURES, "numbers and persons not in the citations", "first shown, median ms", "complete, median ms")
    print(f"{'':44}{'quoted':>8}{'model':>8}")
    for name, one, other in zip(rows, *columns, strict=True):
        print(f"{name:44}{one:>8}{other:>8}")
    print(f"{'first word, median s':44}{'':8}{np.median(clock.first_s):8.2f}")
    print(f"{'tokens a second, median':44}{'':8}{np.median(clock.rates):8.1f}")
    print("answers:", dict(Counter(answer.note or answer.mode for answer in answers if not answer.abstained)))


if __name__ == "__main__":
    main(*sys.argv[1:])
