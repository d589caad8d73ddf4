"""The answer as a model words it: each sentence shown once it is checked, what was left out put back.

With `lines`, the model words the lines of the quoted answer and nothing else; a line that it left out, or lost part
of, comes back as the article has it. With `passages`, for large models, it reads the passages found and what records
know, answers what they hold, and may say that they don't hold it; what only comes near is then read, too. When it
fails, the quoted answer comes with one line that says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Literal, Self

from rag.answer import Mode, State
from rag.candidates import Line
from rag.llm import prompt
from rag.llm.complete import put_back
from rag.llm.failures import Failure
from rag.llm.guard import FORGET, Encode, check_sentence, split
from rag.llm.models import Model
from rag.llm.prompt import Given, Ground
from rag.llm.stream import words
from rag.question import Question
from rag.retriever import Hit

Setting = Literal["auto", "lines", "passages"]


@dataclass(frozen=True, slots=True)
class Draft:
    """The answer as far as it is written and checked. No lines at the end: the model says that it is not there.

    `free` lines are the model's own choice of what to say, not the quoted answer's in other words.
    """

    lines: tuple[Line, ...]
    mode: Mode = "extractive"
    note: str | None = None
    state: State = "complete"
    free: bool = False


@dataclass(frozen=True, slots=True)
class Writer:
    """A model with what it needs to write answers; `encode` gives the vectors of texts, one a row."""

    model: Model
    encode: Encode
    given: Given

    @classmethod
    def of(cls, model: Model, encode: Encode, setting: Setting) -> Self:
        """A writer that gets what the setting says; by default passages, if each of its models is large."""
        large = all(one.large for one in (model, *model.others))
        return cls(model, encode, ("passages" if large else "lines") if setting == "auto" else setting)

    @property
    def reads(self) -> bool:
        """Whether the model is given passages, and finds the answer in them itself."""
        return self.given == "passages"

    def drafts(self, asked: Question, lines: Sequence[Line], hits: Sequence[Hit]) -> Iterator[Draft]:
        """The answer as it grows; the last draft is complete. `lines` are the quoted answer, not empty."""
        try:
            grounds = self._grounds(lines, hits)
            kept: list[Line] = []
            struck = False
            with closing(words(self.model, prompt.messages(asked, grounds, self.given))) as pieces:
                for written in split(pieces):
                    if written == FORGET:
                        kept, struck = [], False
                        continue
                    if self.reads and not kept and prompt.is_decline(written.text):
                        yield Draft((), "llm", free=True)
                        return
                    rests = check_sentence(written, grounds, asked, self.encode).lines
                    kept += rests if all(one.text != written.text for one in kept) else ()
                    # A model that begins with what no article says may be thinking aloud, without a sign of it.
                    struck = struck or not kept
                    if rests and not struck:
                        yield self._growing(kept)
            yield self._complete(asked, lines, kept)
        except Failure as problem:
            yield Draft(tuple(lines), "extractive", problem.note(asked.language))

    def _growing(self, kept: Sequence[Line]) -> Draft:
        """What is kept so far; of a model that words lines, they may yet come back in its place."""
        return Draft(tuple(kept), "llm", state="growing" if self.reads else "provisional", free=self.reads)

    def _grounds(self, lines: Sequence[Line], hits: Sequence[Hit]) -> list[Ground]:
        if self.reads:
            grounds = prompt.passages(hits, self.model.count, self.model.context - prompt.RESERVED, lines)
        else:
            grounds = prompt.sentences(lines)
        if not grounds:
            raise Failure("unconfirmed")
        return grounds

    def _complete(self, asked: Question, lines: Sequence[Line], kept: Sequence[Line]) -> Draft:
        """What was kept, with what it left out. Failure when nothing of the model's is left."""
        if not kept:
            raise Failure("unconfirmed")
        if self.reads:
            more = put_back(asked, lines, kept) if asked.kind == "list" else []
            return Draft((*kept, *(line for line in more if line not in kept)), "llm", free=True)
        whole = put_back(asked, lines, kept)
        if not any(line in kept for line in whole):
            raise Failure("incomplete")
        return Draft(tuple(whole), "llm")
