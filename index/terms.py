"""The terms of lexical search: characters and their pairs, words, numbers, and how the pairs sound."""

from __future__ import annotations

import re
from collections.abc import Callable

from index.folding import HAN, fold
from index.pinyin import sounds, typed_sounds

_HAN = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_WORDS = r"[a-z]+|\d+(?:\.\d+)?"
_RUNS = re.compile(rf"[{HAN}]+|{_WORDS}")


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


def words(folded: str) -> list[str]:
    """The Latin words and numbers of a folded text."""
    return re.findall(_WORDS, folded)


def document_terms(text: str) -> list[str]:
    """What a text is found by: its grams, and their sounds for questions in pinyin or with homophone typos."""
    return grams(text) + sounds(text)


def is_foreign(text: str) -> bool:
    """Whether Latin words outnumber Chinese characters: a name in pinyin doesn't make a question English."""
    return len(_LATIN_WORD.findall(text)) > len(_HAN.findall(text))


def question_terms(text: str, known: Callable[[str], bool]) -> list[str]:
    """What a question looks for, each term once; `known` tells whether any article holds a gram.

    Its grams and its words typed in pinyin. A pair of characters that no article holds may be mistyped: how it sounds
    takes its place. Of a foreign question's words only those that stand in an article count, since the others say
    nothing about whether a Chinese article answers it.
    """
    foreign = is_foreign(text)
    typed = typed_sounds(text, names_only=foreign)
    heard = [pair for pair in typed if known(pair)]
    terms: list[str] = []
    for gram in grams(text):
        if known(gram):
            terms.append(gram)
        elif gram.isascii():
            terms.extend([] if gram.isalpha() and (foreign or _typed(gram, heard)) else [gram])
        else:
            terms.extend((sounds(gram) if len(gram) == 2 else []) or [gram])
    return list(dict.fromkeys([*terms, *typed]))


def _typed(word: str, heard: list[str]) -> bool:
    """Whether a word stands for characters, of which some article holds how a pair sounds."""
    return any(pair.startswith(word) or pair.endswith(word) or pair in word for pair in heard)
