"""The terms of lexical search: characters and their pairs, words, numbers, and how the pairs sound."""

from __future__ import annotations

import re
from collections.abc import Callable

from index.folding import HAN, fold
from index.pinyin import sounds, typed_sounds

_RUNS = re.compile(rf"[{HAN}]+|[a-z]+|\d+(?:\.\d+)?")


def grams(text: str) -> list[str]:
    """The terms of lexical search: Chinese characters one by one and in overlapping pairs, words and numbers whole.

    Pairs carry what a word would, and need no dictionary that knows the names of people and places.
    """
    terms: list[str] = []
    for run in _RUNS.findall(fold(text)):
        if run.isascii():
            terms.append(run)
        else:
            terms.extend(run)
            terms.extend(run[at : at + 2] for at in range(len(run) - 1))
    return terms


def document_terms(text: str) -> list[str]:
    """What a text is found by: its grams, and their sounds for questions in pinyin or with homophone typos."""
    return grams(text) + sounds(text)


def question_terms(text: str, known: Callable[[str], bool]) -> list[str]:
    """What a question looks for, each term once.

    Its grams, its words typed in pinyin and, in the place of a pair of
    characters that no article holds (`known` tells), how that pair sounds.
    """
    terms: list[str] = []
    for gram in [*grams(text), *typed_sounds(text)]:
        mistyped = len(gram) == 2 and not gram.isascii() and not known(gram)
        terms.extend(sounds(gram) if mistyped else [gram])
    return list(dict.fromkeys(terms))
