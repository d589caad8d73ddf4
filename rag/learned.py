"""What was learned from questions and their evidence: small networks over the numbers of `features.py`.

`weights/answering.safetensors` holds three: `rank` orders sentences; `answered` tells whether the best ones hold what
was asked for, and `about` whether they are about it at all. `answered` weighs its numbers and the question's vector as
they are; the others have a layer of hidden units, the mean of several that were trained from different beginnings.
`python -m training.answering` makes the file; `weights/README.md` is the model card.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.schema import FloatArray

FILE = Path(__file__).with_name("weights") / "answering.safetensors"
FARTHEST = 4.0  # standard deviations


@dataclass(frozen=True)
class Network:
    """Standardise, and weigh: (n, features) to (n,); where there are `hidden` units with tanh, their outputs.

    What lies farther from the mean than anything the network was shown counts as the farthest.
    """

    mean: FloatArray
    scale: FloatArray
    out: FloatArray
    shift: float
    hidden: FloatArray | None = None
    bias: FloatArray | None = None

    def __call__(self, rows: FloatArray) -> FloatArray:
        """The outputs of rows."""
        inner = np.clip((rows - self.mean) / self.scale, -FARTHEST, FARTHEST)
        if self.hidden is not None and self.bias is not None:
            inner = np.tanh(inner @ self.hidden + self.bias)
        outputs: FloatArray = inner @ self.out + self.shift
        return outputs


@cache
def network(name: str) -> Network:
    """A shipped network by name, read once."""
    from safetensors.numpy import load_file

    tensors = load_file(FILE)
    parts = {part: tensors[f"{name}.{part}"] for part in ("mean", "scale", "out")}
    layer = {part: tensors[f"{name}.{part}"] for part in ("hidden", "bias") if f"{name}.{part}" in tensors}
    return Network(**parts, shift=float(tensors[f"{name}.shift"].item()), **layer)


def chance(output: float) -> float:
    """An output in log odds as a probability."""
    return float(1 / (1 + np.exp(-output)))
