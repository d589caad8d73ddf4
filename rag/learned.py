"""What was learned from questions and their evidence: small networks over the numbers of `features.py`.

`weights/answering.safetensors` holds three: `rank` orders sentences; `answered` tells whether the best ones hold what
was asked for, and `about` whether they are about it at all. Each is a layer of hidden units, the mean of several that
were trained from different beginnings. `python -m training.answering` makes the file; `weights/README.md` is the model
card.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.schema import FloatArray

FILE = Path(__file__).with_name("weights") / "answering.safetensors"


@dataclass(frozen=True)
class Network:
    """Standardise, one hidden layer with tanh, one output: (n, features) to (n,)."""

    mean: FloatArray
    scale: FloatArray
    hidden: FloatArray
    bias: FloatArray
    out: FloatArray
    shift: float

    def __call__(self, rows: FloatArray) -> FloatArray:
        """The outputs of rows."""
        inner = np.tanh(((rows - self.mean) / self.scale) @ self.hidden + self.bias)
        outputs: FloatArray = inner @ self.out + self.shift
        return outputs


@cache
def network(name: str) -> Network:
    """A shipped network by name, read once."""
    from safetensors.numpy import load_file

    tensors = load_file(FILE)
    mean, scale, hidden, bias, out = (tensors[f"{name}.{part}"] for part in ("mean", "scale", "hidden", "bias", "out"))
    return Network(mean, scale, hidden, bias, out, float(tensors[f"{name}.shift"].item()))


def chance(output: float) -> float:
    """An output of `answered` as a probability."""
    return float(1 / (1 + np.exp(-output)))
