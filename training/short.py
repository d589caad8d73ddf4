"""Which words of a sentence are the short answer: `python -m training.short DATA` adds the network `short`.

Learned from questions that ask for a day, an amount or a person, and the sentences that hold their answers: those of
the public sets, and the evidence of the news questions, which count more. It is printed how sure the network is and how
often it is right on news articles it was not fitted on; `short` of `rag/tuning.py` is set by that.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from index.folding import simplify
from index.sentences import sentence_spans
from rag.evaluate.judge import normalized, stands_in
from rag.learned import FILE, chance
from rag.question import understand
from rag.spans import span_features, spans
from training.answering import FOLDS, SEEDS, Net, fit_told, scores, tensors
from training.data import is_same, marked_answers, read_lines, seal

PUBLIC = ("cmrc_dev.json", "cmrc_trial.json", "drcd_dev.json", "drcd_test.json", "xquad.zh.json")
NEWS_WEIGHT = 4.0
ANY_DAY = "2020-01-01"  # of an encyclopedia: what 昨日 would count from
BOUNDS = (0.5, 0.7, 0.8, 0.85, 0.9, 0.92, 0.95)


@dataclass(frozen=True)
class Example:
    """The words of one sentence that might be the answer, and which are; `article` where it is of the news."""

    rows: np.ndarray
    right: np.ndarray
    article: str = ""


def of_public_sets(folder: Path) -> Iterator[Example]:
    """Examples whose answer is marked in the paragraph."""
    for name in PUBLIC:
        for context, question, start, end in marked_answers(folder / "mrc" / name):
            text = simplify(context)
            for left, right in sentence_spans(text):
                if left <= start and end <= right:
                    yield from _example(simplify(question), text[left:right], ANY_DAY, [text[start:end]])


def of_news(folder: Path) -> Iterator[Example]:
    """Examples of the sentences that are evidence; where a question has no answer, no words of them are."""
    articles = {line["id"]: line for line in read_lines(folder / "official" / "articles.jsonl")}
    for line in read_lines(folder / "official" / "train.jsonl"):
        known = [simplify(one) for one in line["evidence"]]
        items = [] if line["unanswerable"] else line["must_include"] or line["answers"]
        gold = [one for item in items for one in (item, *line["aliases"].get(item, ()))]
        for article in (articles[name] for name in line["article_ids"] if not line["conversation"]):
            text = simplify(article["text"])
            for left, right in sentence_spans(text):
                if any(is_same(text[left:right], one) for one in known):
                    yield from _example(line["question"], text[left:right], article["date"], gold, article["id"])


def _example(question: str, sentence: str, issued: str, gold: Sequence[str], article: str = "") -> Iterator[Example]:
    asked = understand(question, [])
    if found := spans(asked, sentence, issued):
        said = [normalized(sentence[one.start : one.end]) for one in found]
        wanted = [normalized(one) for one in gold]
        right = np.array([any(stands_in(one, text) or stands_in(text, one) for one in wanted) for text in said])
        yield Example(span_features(asked, sentence, found), right, article)


def fit(found: Sequence[Example]) -> list[Net]:
    """Networks that give log odds for each span."""
    rows = np.concatenate([one.rows for one in found])
    right = np.concatenate([one.right for one in found])
    weight = np.concatenate([np.full(len(one.rows), NEWS_WEIGHT if one.article else 1.0) for one in found])
    return [fit_told(rows, right, seed, weight, 0.1, 0.3) for seed in range(SEEDS)]


def report(found: Sequence[Example]) -> None:
    """Print how many of the news sentences get a short answer at each bound, and the share that is right."""
    names = sorted({one.article for one in found if one.article})
    fold = {name: number % FOLDS for number, name in enumerate(np.random.default_rng(1).permutation(names))}
    best: list[tuple[float, bool]] = []
    for held_out in range(FOLDS):
        nets = fit([one for one in found if fold.get(one.article) != held_out])
        for one in found:
            if fold.get(one.article) == held_out:
                odds = scores(nets, one.rows)
                best.append((chance(float(odds.max())), bool(one.right[odds.argmax()])))
    for bound in BOUNDS:
        given = [right for sure, right in best if sure >= bound]
        print(f"{bound:.2f}: {len(given)} of {len(best)} given, {np.mean(given or [np.nan]):.3f} right")


def main() -> None:
    """Fit, print, and write the network beside the others."""
    folder = Path(sys.argv[1])
    found = [*of_public_sets(folder), *of_news(folder)]
    report(found)
    save_file({**load_file(FILE), **tensors("short", fit(found))}, FILE)
    seal(FILE)


if __name__ == "__main__":
    main()
