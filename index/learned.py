"""The layers of the encoder that were trained for answering, kept beside the code as small integers.

`weights/encoder.safetensors` holds for each matrix `l6.q.w` its integers (outputs, inputs) and `l6.q.scale`, one scale
an output; biases and norms are half-precision. `weights/README.md` is the model card. An index names their `VERSION`,
so that vectors of other weights are never searched with these.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("weights") / "encoder.safetensors"
SCALE = ".scale"
LARGEST = 63  # of an integer
VERSION = "2"  # raised with every change of the file


def seven_bits(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A matrix (outputs, inputs) as integers from -63 to 63, and the scale of each output.

    They lie in eight bits, of which one is left free: processors without VNNI add two products of these and eight
    unsigned bits in sixteen, and 2 x 63 x 255 is what fits. So every processor gives the same vectors.
    """
    scale = np.abs(matrix).max(axis=1) / LARGEST
    return np.rint(matrix / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def read_learned() -> dict[str, NDArray[Any]]:
    """The trained tensors by name: matrices as integers with their scales, vectors as fp32."""
    from safetensors.numpy import load_file

    tensors: dict[str, NDArray[Any]] = load_file(FILE)
    return {name: one if one.dtype == np.int8 else one.astype(np.float32) for name, one in tensors.items()}
