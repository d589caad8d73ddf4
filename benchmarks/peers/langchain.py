"""The usual LangChain tutorial: RecursiveCharacterTextSplitter of 1000 with 200 overlap, FAISS, the best four."""

from __future__ import annotations

from pathlib import Path

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.peers.run import Ask, Found, Text, Vectors, measure

VECTORS = Vectors()


class E5(Embeddings):
    """The bundled encoder as LangChain wants it."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages."""
        return VECTORS.documents(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return VECTORS.query(text).tolist()


def make(articles: list[Text], folder: Path) -> tuple[int, Ask]:
    """Split, embed and save."""
    documents = [Document(page_content=one.text, metadata={"id": one.id}) for one in articles]
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)
    store = FAISS.from_documents(chunks, E5())
    store.save_local(str(folder))

    def ask(question: str) -> Found:
        return [(found.metadata["id"], found.page_content) for found in store.similarity_search(question, k=4)]

    return len(chunks), ask


if __name__ == "__main__":
    measure(make)
