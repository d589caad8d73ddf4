"""Which vectors are nearest: exact up to `SKETCHED_FROM` passages; beyond, a sketch is looked through first.

The vectors are kept in half precision, as the store has them, so nothing is lost. To look at all of them takes the
longer the more there are. Beyond `SKETCHED_FROM` they also have a sketch: they are turned so that their variance falls
from component to component, and two components share four bits (a product quantizer, its sums looked up in registers:
FAISS's "fast scan"). All sketches are looked through, and the `RERANKED` best are compared exactly. This needs no
training worth the name, and a filter leaves nothing out that inverted lists would. `python -m benchmarks.scaling`
prints time, memory, and recall against exact search.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.schema import FloatArray

SKETCHED_FROM = 50_000
RERANKED = 1500
TRAINED_ON = 65_536
AT_ONCE = 10_000

Numbers = NDArray[np.int64]


class Nearest:
    """Inner-product search over numbered vectors; what `save` writes, `faiss.read_index` reads."""

    def __init__(self, index: Any) -> None:
        """`index` is of `make`: an `IndexIDMap` over the vectors, or over an `IndexRefine` of sketches and vectors."""
        self.dimension = int(index.d)
        self._index = index
        self._numbers: Numbers = faiss.vector_to_array(index.id_map)
        inner: Any = faiss.downcast_index(index.index)
        self.sketched = isinstance(inner, faiss.IndexRefine)
        self._exact = faiss.downcast_index(inner.refine_index) if self.sketched else inner
        self._sketch: Any = faiss.downcast_index(inner.base_index) if self.sketched else None
        self._vectors = _kept(self._exact)

    def search(self, query: FloatArray, limit: int, among: Sequence[int] | None = None) -> dict[int, float]:
        """The best by inner product: number to score, at most `limit`; `among` narrows to these numbers."""
        faiss.omp_set_num_threads(1)  # of this thread: it is over before more are awake, and they'd be in others' way
        limit = max(1, min(limit, len(self._numbers)))
        if among is None:
            places, scores = self._best(query, limit)
        else:
            places, scores = self._best_among(query, limit, self._places(among))
        return {int(self._numbers[place]): float(score) for place, score in zip(places, scores, strict=True)}

    def _places(self, numbers: Sequence[int]) -> Numbers:
        """Where the vectors of these numbers stand; a number that isn't there is left out."""
        wanted = np.asarray(numbers, np.int64)
        places = np.searchsorted(self._numbers, wanted)
        places[places == len(self._numbers)] = 0
        return np.unique(places[self._numbers[places] == wanted]) if len(self._numbers) else wanted[:0]

    def _best(self, query: FloatArray, limit: int) -> tuple[Numbers, FloatArray]:
        if not self.sketched:
            return _found(self._exact.search(query[None], limit))
        return self._compared(query, limit, self._looked_through(query, max(limit, RERANKED)))

    def _best_among(self, query: FloatArray, limit: int, places: Numbers) -> tuple[Numbers, FloatArray]:
        """The best of some. Of many, the sketch offers as many more as others are left out; exact when too few are."""
        if self.sketched and len(places) > SKETCHED_FROM // 2:
            offered = self._looked_through(query, RERANKED * len(self._numbers) // len(places))
            offered = offered[np.isin(offered, places, assume_unique=True)]
            if len(offered) >= limit:
                places = offered
        return self._compared(query, limit, places)

    def _looked_through(self, query: FloatArray, count: int) -> Numbers:
        return _found(self._sketch.search(query[None], min(count, len(self._numbers))))[0]

    def _compared(self, query: FloatArray, limit: int, places: Numbers) -> tuple[Numbers, FloatArray]:
        """The best of these places, exactly."""
        lots = (places[start : start + AT_ONCE] for start in range(0, len(places), AT_ONCE))
        parts = [np.einsum("vd,d->v", self._vectors[lot].astype(np.float32), query) for lot in lots]
        scores: FloatArray = np.concatenate([np.zeros(0, np.float32), *parts])
        order = np.argsort(-scores)[:limit]
        return places[order], scores[order]


def make(lots: Iterable[tuple[Numbers, FloatArray]], dimension: int) -> Any:
    """A FAISS index of numbered vectors, given in ascending order in lots, so that no second copy of all is held."""
    exact = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    index = faiss.IndexIDMap(exact)
    for numbers, vectors in lots:
        index.add_with_ids(vectors, numbers)
    if exact.ntotal >= SKETCHED_FROM:
        both = _sketched(exact)
        index.index = both
        _owning(index, "own_fields", parts=[both])
    return index


def _sketched(exact: Any) -> Any:
    """The vectors with a sketch of each before them; the sketch is learnt from a sample of them."""
    count, dimension = exact.ntotal, exact.d
    sample = exact.reconstruct_batch(np.linspace(0, count - 1, min(count, TRAINED_ON)).astype(np.int64))
    turn = faiss.PCAMatrix(dimension, dimension)
    turn.train(sample)
    turn.have_bias = False  # products stay what they are when vectors are turned, not when they are moved too
    products = faiss.IndexPQFastScan(dimension, dimension // (2 - dimension % 2), 4, faiss.METRIC_INNER_PRODUCT)
    products.train(turn.apply(sample))
    sketch = _owning(faiss.IndexPreTransform(turn, products), "own_fields", parts=(turn, products))
    for start in range(0, count, AT_ONCE):
        sketch.add(exact.reconstruct_n(start, min(AT_ONCE, count - start)))
    return _owning(faiss.IndexRefine(sketch, exact), "own_fields", "own_refine_index", parts=(sketch, exact))


def _owning(whole: Any, *fields: str, parts: Sequence[Any]) -> Any:
    """FAISS' objects, held by the whole from now on, not by Python."""
    for field in fields:
        setattr(whole, field, True)
    for part in parts:
        part.this.disown()
    return whole


def _kept(exact: Any) -> NDArray[np.float16]:
    """The vectors where FAISS has them, (vectors, dimension); not copied."""
    codes: NDArray[np.uint8] = faiss.rev_swig_ptr(exact.codes.data(), exact.codes.size())
    return codes.view(np.float16).reshape(-1, exact.d)


def _found(result: tuple[FloatArray, Numbers]) -> tuple[Numbers, FloatArray]:
    scores, places = result[0][0], result[1][0]
    return places[places >= 0], scores[places >= 0]
