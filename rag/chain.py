"""LangChain's faces of the program: a retriever and a runnable, for those who build on them."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import ConfigDict, Field

from rag.answer import Answer, Turn
from rag.qa import QA


class PassageRetriever(BaseRetriever):
    """The best `k` passages of an index as LangChain documents; rank, score and offsets are in their metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    qa: QA
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
            for found in self.qa.search(query, self.k)
        ]


def runnable(qa: QA) -> Runnable[str | dict[str, Any], Answer]:
    """A question, or {"question": ..., "conversation": [{"question", "answer"}, ...]}, to an Answer."""

    def ask(given: str | dict[str, Any]) -> Answer:
        if isinstance(given, str):
            return qa.ask(given)
        return qa.ask(given["question"], [Turn(**turn) for turn in given.get("conversation") or ()])

    return RunnableLambda(ask, name="baowen")
