"""An ablation: the same questions with settings varied, one table.

Settings that shape the index (the model, passages) make one anew for each value, in a temporary folder, from the stored
articles of the index given.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from index.errors import UsageError
from index.settings import Settings
from rag.evaluate.figures import Report, evaluate
from rag.evaluate.questions import Asked
from rag.qa import QA

SHAPING = {"model", "passage_chars", "overlap_chars"}
ALIASES = {"chunk_size": "passage_chars", "chunk_overlap": "overlap_chars"}


@dataclass(frozen=True, slots=True)
class Variant:
    """Settings that were varied, as given, and what came of them."""

    given: dict[str, str]
    report: Report


def read_variations(texts: Sequence[str], options: Settings) -> list[dict[str, str]]:
    """`passage_chars=200,300` and the like -> every combination. UsageError names what is no setting or no value."""
    choices: list[list[tuple[str, str]]] = []
    for text in texts:
        name, _, values = text.partition("=")
        name = ALIASES.get(name.strip(), name.strip())
        if name not in Settings.model_fields or not values:
            known = ", ".join(sorted(Settings.model_fields))
            raise UsageError(f"--vary {text}: give NAME=VALUE,VALUE with one of {known}")
        choices.append([(name, value.strip()) for value in values.split(",")])
    variations = [dict(choice) for choice in itertools.product(*choices)]
    for variation in variations:
        _varied(options, variation)
    return variations


def vary(
    folder: Path,
    asked: Sequence[Asked],
    variations: Sequence[dict[str, str]],
    options: Settings,
    progress: Callable[[str, int], None] = lambda label, done: None,
) -> Iterator[Variant]:
    """Ask everything once for each variation."""
    for variation in variations:
        label = ", ".join(f"{name}={value}" for name, value in variation.items())
        with _index(folder, variation, _varied(options, variation)) as (varied, here):
            qa = QA.open(here, options=varied)
            yield Variant(variation, evaluate(qa, asked, partial(progress, label)))


def _varied(options: Settings, variation: dict[str, str]) -> Settings:
    try:
        return Settings.model_validate({**options.model_dump(), **variation})
    except ValidationError as error:
        wrong = error.errors()[0]
        raise UsageError(f"--vary {wrong['loc'][0]}={wrong['input']}: {wrong['msg']}") from error


@contextmanager
def _index(folder: Path, variation: dict[str, str], options: Settings) -> Iterator[tuple[Settings, Path]]:
    if not SHAPING & variation.keys():
        yield options, folder
        return
    from index.build import build_index
    from index.encoder import Encoder
    from index.readers import Issue

    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(shutil.copytree(folder, Path(temporary) / "index"))
        build_index(copy, [], Issue(), options, Encoder(options.model, options.threads), rebuild=True)
        yield options, copy
