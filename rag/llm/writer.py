"""The answer as a model words it: each sentence shown once it is checked, what was left out put back.

With `sentences`, the model words the lines of the quoted answer and nothing else; a line that it left out, or lost part
of, comes back as the article has it. With `passages`, for large models, it chooses what to say of the passages found,
and may say that they don't hold the answer. When it fails, the quoted answer comes with one line that says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from rag.answer import Mode
from rag.candidates import Line
from rag.llm import prompt
from rag.llm.complete import put_back
from rag.llm.failures import Failure
from rag.llm.guard import Encode, check_sentence, split
from rag.llm.models import Model
from rag.llm.prompt import Given, Ground
from rag.llm.stream import words
from rag.question import Question
from rag.retriever import Hit


@dataclass(frozen=True, slots=True)
class Draft:
    """The answer as far as it is written and checked. No lines at the end: the model says that it is not there."""

    lines: tuple[Line, ...]
    mode: Mode = "extractive"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Writer:
    """A model with what it needs to write answers; `encode` gives the vectors of texts, one a row."""

    model: Model
    encode: Encode
    given: Given

    def drafts(self, asked: Question, lines: Sequence[Line], hits: Sequence[Hit]) -> Iterator[Draft]:
        """The answer as it grows; the last draft is complete. `lines` are the quoted answer, not empty."""
        try:
            grounds = self._grounds(lines, hits)
            kept: list[Line] = []
            with closing(words(self.model, prompt.messages(asked, grounds, self.given))) as pieces:
                for written in split(pieces):
                    if self.given == "passages" and not kept and prompt.is_decline(written.text):
                        yield Draft((), "llm")
                        return
                    checked = check_sentence(written, grounds, asked, self.encode)
                    if checked.line and all(checked.line.text != one.text for one in kept):
                        kept.append(checked.line)
                        yield Draft(tuple(kept), "llm")
            yield self._complete(asked, lines, kept)
        except Failure as problem:
            yield Draft(tuple(lines), "extractive", problem.note(asked.language))

    def _grounds(self, lines: Sequence[Line], hits: Sequence[Hit]) -> list[Ground]:
        if self.given == "sentences":
            grounds = prompt.sentences(lines)
        else:
            grounds = prompt.passages(hits, self.model.count, self.model.context - prompt.RESERVED)
        if not grounds:
            raise Failure("unconfirmed")
        return grounds

    def _complete(self, asked: Question, lines: Sequence[Line], kept: Sequence[Line]) -> Draft:
        """What was kept, with what it left out. Failure when nothing of the model's is left."""
        if not kept:
            raise Failure("unconfirmed")
        if self.given == "passages" and asked.kind != "list":
            return Draft(tuple(kept), "llm")
        whole = put_back(asked, lines, kept)
        if not any(line in kept for line in whole):
            raise Failure("incomplete")
        return Draft(tuple(whole), "llm")
