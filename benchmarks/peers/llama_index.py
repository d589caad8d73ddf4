"""llama-index: its default splitter, a FAISS store and its BM25 retriever, fused by reciprocal rank, ten results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.faiss import FaissVectorStore

from benchmarks.peers.run import Ask, Found, Text, Vectors, measure

VECTORS = Vectors()


class E5(BaseEmbedding):
    """The bundled encoder as llama-index wants it."""

    def _get_text_embedding(self, text: str) -> list[float]:
        return VECTORS.documents([text])[0].tolist()

    def _get_query_embedding(self, query: str) -> list[float]:
        return VECTORS.query(query).tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def make(articles: list[Text], folder: Path) -> tuple[int, Ask]:
    """Split, embed, keep; a question is searched for as it is, without others that a language model would add."""
    nodes: list[Any] = SentenceSplitter().get_nodes_from_documents(
        [Document(text=one.text, metadata={"id": one.id}) for one in articles]
    )
    context = StorageContext.from_defaults(vector_store=FaissVectorStore(faiss_index=faiss.IndexFlatIP(384)))
    index = VectorStoreIndex(nodes, storage_context=context, embed_model=E5())
    words = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=10)
    index.storage_context.persist(str(folder))
    words.persist(str(folder / "bm25"))
    retriever = QueryFusionRetriever(
        [index.as_retriever(similarity_top_k=10), words],
        llm=MockLLM(),
        mode="reciprocal_rerank",
        num_queries=1,
        similarity_top_k=10,
        use_async=False,
    )

    def ask(question: str) -> Found:
        return [(found.node.metadata["id"], found.node.get_content()) for found in retriever.retrieve(question)]

    return len(nodes), ask


if __name__ == "__main__":
    measure(make)
