"""The bundled engine as a sentence-transformers module, so that one interface serves it and every other model.

Apart from `e5.py` because importing sentence-transformers takes seconds, and only encoding needs it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

from index.e5 import PASSAGE, QUERY, Engine


class E5Module(InputModule):
    """Texts with their prompt in, `sentence_embedding` out."""

    config_keys = ["threads"]  # noqa: RUF012 - the base class declares it so

    def __init__(self, threads: int = 0) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.threads = threads
        self.engine = Engine(threads)

    def preprocess(self, inputs: Any, prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """Keep the texts as they are: the engine has its own tokenizer."""
        return {"texts": [(prompt or "") + text for text in inputs]}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Add the vectors, one a text."""
        vectors = np.stack([self.engine.encode(text) for text in features["texts"]])
        features["sentence_embedding"] = torch.from_numpy(vectors)
        return features

    def get_embedding_dimension(self) -> int:
        """384 for multilingual-e5-small."""
        return self.engine.hidden

    @property
    def max_seq_length(self) -> int:
        """Tokens of a text that are read; the rest is cut off."""
        return self.engine.positions

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Nothing but the settings: the weights stay in their package."""
        self.save_config(output_path)


def bundled_model(threads: int = 0) -> SentenceTransformer:
    """The bundled model with the prompts it was trained with."""
    return SentenceTransformer(
        modules=[E5Module(threads)],
        prompts={"query": QUERY, "document": PASSAGE},
        similarity_fn_name="cosine",
        device="cpu",
    )
