"""What was learned from questions and their evidence: small networks over the numbers of `features.py`.

`weights/answering.safetensors` holds four: `rank` orders sentences; `answered` tells whether the best ones hold what
was asked for, by their numbers and the question's vector, and `about` whether they are about it at all; `short` which
words of a sentence are the short answer (`spans.py`). Each is the mean of several that were trained from different
beginnings.
`python -m training.answering` and `training.short` make the file; `weights/README.md` is the model card.
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
    """Standardise, a layer of hidden units with tanh, and weigh their outputs: (n, features) to (n,).

    What lies farther from the mean than anything the network was shown counts as the farthest, what is not known (NaN)
    as the mean.
    """

    mean: FloatArray
    scale: FloatArray
    hidden: FloatArray
    bias: FloatArray
    out: FloatArray
    shift: float

    def __call__(self, rows: FloatArray) -> FloatArray:
        """The outputs of rows."""
        inner = np.nan_to_num(np.clip((rows - self.mean) / self.scale, -FARTHEST, FARTHEST))
        outputs: FloatArray = np.tanh(inner @ self.hidden + self.bias) @ self.out + self.shift
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
