"""Text to vectors: the bundled model, or any sentence-transformers model by name or folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings

from index.errors import BaowenError
from index.learned import VERSION
from index.schema import TRAINED, FloatArray
from index.settings import BUNDLED_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 32
HUB_TIMEOUT_S = 10.0
_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")


class Encoder(Embeddings):
    """One embedding model, loaded when it is first needed; also a LangChain `Embeddings`.

    Vectors have length one, so that their inner product is the cosine. Questions and documents get the prompts the
    model was trained with (sentence-transformers' "query" and "document").
    """

    def __init__(self, model: str = BUNDLED_MODEL, threads: int = 0) -> None:
        self.name = model
        self._threads = threads
        self._model: SentenceTransformer | None = None
        self._lock = Lock()

    @property
    def identity(self) -> str:
        """What an index is named after: the model, and which training of the bundled one."""
        return f"{self.name}{TRAINED}{VERSION}" if self.trained else self.name

    @property
    def trained(self) -> bool:
        """Whether it is the bundled model, whose upper layers were trained for answering."""
        return self.name == BUNDLED_MODEL

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._model is not None

    @property
    def dimension(self) -> int:
        """The number of components of a vector; loads the model."""
        return int(self.load().get_embedding_dimension() or 0)

    def load(self) -> SentenceTransformer:
        """The model, loaded once however many threads ask. BaowenError when there is no such model."""
        with self._lock:
            if self._model is None:
                self._model = _load(self.name, self._threads)
            return self._model

    def documents(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages or sentences, one a row: (len(texts), dimension)."""
        model = self.load()
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = model.encode_document(list(texts), batch_size=BATCH, normalize_embeddings=True)
        return np.asarray(vectors, np.float32)

    def query(self, text: str) -> FloatArray:
        """The vector of a question: (dimension,)."""
        return np.asarray(self.load().encode_query(text, normalize_embeddings=True), np.float32)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's name for `documents`."""
        vectors: list[list[float]] = self.documents(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """LangChain's name for `query`."""
        vector: list[float] = self.query(text).tolist()
        return vector


def _load(name: str, threads: int) -> SentenceTransformer:
    if name == BUNDLED_MODEL:
        from index.e5_module import bundled_model

        return bundled_model(threads)
    folder = Path(name).expanduser()
    if not folder.is_dir() and not _HUB_NAME.fullmatch(name):
        raise BaowenError(f"{name}: no such model folder; give a folder, a name on a hub, or '{BUNDLED_MODEL}'")
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(str(folder) if folder.is_dir() else name, local_files_only=True)
    except (OSError, ValueError) as error:
        _require_on_hub(name, error)
    return SentenceTransformer(name)


def _require_on_hub(name: str, reason: Exception) -> None:
    """Ask the hub once, so that a wrong name or a closed network is one clear error and not a series of retries."""
    from huggingface_hub import HfApi

    try:
        HfApi().model_info(name, timeout=HUB_TIMEOUT_S)
    except Exception as error:
        raise BaowenError(
            f"embedding model '{name}' is neither a model folder nor within reach on a hub "
            f"({_first_line(error) or _first_line(reason)}); check the name, or use the bundled '{BUNDLED_MODEL}'"
        ) from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
