"""The mean of encoders that were trained apart, in seven bits: `python -m training.soup A B` writes what is shipped."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from index.learned import FILE, SCALE, seven_bits
from training.data import seal


def mix(paths: Sequence[Path], out: Path) -> None:
    """Write the mean of the tensors of several training runs: matrices as integers with scales, vectors in fp16."""
    runs = [load_file(path) for path in paths]
    tensors: dict[str, np.ndarray] = {}
    for name in runs[0]:
        mean = np.mean([run[name] for run in runs], axis=0, dtype=np.float32)
        if mean.ndim == 2:
            tensors[name], scale = seven_bits(mean)
            tensors[name.removesuffix(".w") + SCALE] = scale
        else:
            tensors[name] = mean.astype(np.float16)
    save_file(tensors, out)
    seal(out)


if __name__ == "__main__":
    mix([Path(name) for name in sys.argv[1:]], FILE)
