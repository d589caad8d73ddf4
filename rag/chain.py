"""LangChain's faces of the program: a retriever and a runnable, for those who build on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import Field

from rag.answer import Answer, RankedPassage, Turn


class Asking(Protocol):
    """What answers a question of a conversation, as `QA.ask` does."""

    def __call__(self, question: str, conversation: Sequence[Turn] = (), /) -> Answer:
        """The answer."""
        ...


class PassageRetriever(BaseRetriever):
    """The best `k` passages of an index as LangChain documents; rank, score and offsets are in their metadata."""

    search: Callable[[str, int], Sequence[RankedPassage]]
    k: int = Field(10, ge=1)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [
            Document(
                id=found.passage_id,
                page_content=found.text,
                metadata={
                    "rank": found.rank,
                    "score": found.score,
                    "article_id": found.article_id,
                    "title": found.title,
                    "start": found.start,
                    "end": found.end,
                },
            )
            for found in self.search(query, self.k)
        ]


def runnable(ask: Asking) -> Runnable[str | dict[str, Any], Answer]:
    """A question, or {"question": ..., "conversation": [{"question", "answer"}, ...]}, to an Answer."""

    def answer(given: str | dict[str, Any]) -> Answer:
        if isinstance(given, str):
            return ask(given)
        return ask(given["question"], [Turn(**turn) for turn in given.get("conversation") or ()])

    return RunnableLambda(answer, name="baowen")
