"""The encoder, loaded once for all processes that are forked from the one that imports this.

On one thread, so that there is none that a fork would leave behind.
"""

from __future__ import annotations

from index.encoder import Encoder

ENCODER = Encoder(threads=1)
ENCODER.load()
