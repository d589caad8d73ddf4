"""Training data: questions in people's words over news articles, and public reading-comprehension sets.

A folder of data holds `official/articles.jsonl` and `official/train.jsonl` (articles, and questions with the whole
sentences that answer them as `evidence`) and `mrc/*.json` (SQuAD's form). Nothing of their text is ever written out.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.folding import fold, simplify
from index.sentences import Span, sentence_spans


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the sentences that answer it, and other sentences of the same article, hardest first.

    `positives` is empty for a question that its article does not answer.
    """

    question: str
    positives: tuple[str, ...]
    negatives: tuple[str, ...]


def seal(path: Path) -> None:
    """Write the checksum of a file beside it, as `sha256sum` would, so that a test can tell that it is whole."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_suffix(".sha256").write_text(f"{digest}  {path.name}\n", "utf-8")


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file; lines that begin with # are passed over."""
    lines = path.read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip() and not line.startswith("#")]


def asked(line: dict[str, Any]) -> str:
    """The question; a follow-up with the question before it, as it is searched for."""
    turns = line.get("conversation") or []
    before = turns[-1]["question"] if turns else ""
    return simplify(f"{before} {line['question']}".strip())


def halves(lines: Sequence[dict[str, Any]], seed: int = 7) -> tuple[set[str], set[str]]:
    """The articles of the questions in two halves, so that questions about one article never stand in both."""
    ids = sorted({article_id for line in lines for article_id in line["article_ids"]})
    random.Random(seed).shuffle(ids)
    return set(ids[::2]), set(ids[1::2])


def official(folder: Path, articles: set[str]) -> Iterator[Example]:
    """Examples of the news questions about these articles."""
    texts = {line["id"]: simplify(line["text"]) for line in read_lines(folder / "official" / "articles.jsonl")}
    for line in read_lines(folder / "official" / "train.jsonl"):
        if not set(line["article_ids"]) <= articles:
            continue
        bodies = [texts[article_id] for article_id in line["article_ids"]]
        evidence = [simplify(one) for one in line["evidence"]]
        yield _example(asked(line), bodies, lambda text, known=evidence: any(is_same(text, one) for one in known))


def public(folder: Path, names: Sequence[str]) -> Iterator[Example]:
    """Examples of sets in SQuAD's form: the sentence that holds the answer against the paragraph's others."""
    for name in names:
        for context, question, start, end in marked_answers(folder / "mrc" / name):
            yield _squad_example(simplify(question), simplify(context), start, end)


def parallel(folder: Path, foreign: str, chinese: str) -> Iterator[tuple[Example, str]]:
    """Questions in another language about Chinese paragraphs, each with the same question in Chinese."""
    questions = {key: question for key, question in _keyed(folder / "mrc" / foreign)}
    for key, context, question, start, end in _squad_keyed(folder / "mrc" / chinese):
        if key in questions:
            yield _squad_example(questions[key], simplify(context), start, end), simplify(question)


def marked_answers(path: Path) -> Iterator[tuple[str, str, int, int]]:
    """Paragraph, question, and where its answer begins and ends in the paragraph, of a file in SQuAD's form."""
    for _, context, question, start, end in _squad_keyed(path):
        yield context, question, start, end


def _squad_keyed(path: Path) -> Iterator[tuple[str, str, str, int, int]]:
    for paragraph in _paragraphs(path):
        context = paragraph["context"]
        for qa in paragraph["qas"]:
            answer = qa["answers"][0]
            start = int(answer.get("answer_start", -1))
            if context[start : start + len(answer["text"])] != answer["text"]:
                start = context.find(answer["text"])
            if start >= 0 and answer["text"]:
                yield str(qa["id"]), context, qa["question"], start, start + len(answer["text"])


def _paragraphs(path: Path) -> Iterator[dict[str, Any]]:
    for one in json.loads(path.read_text("utf-8"))["data"]:
        yield from one["paragraphs"]


def _keyed(path: Path) -> Iterator[tuple[str, str]]:
    for paragraph in _paragraphs(path):
        for qa in paragraph["qas"]:
            yield str(qa["id"]), qa["question"]


def _squad_example(question: str, context: str, start: int, end: int) -> Example:
    spans = sentence_spans(context)
    held = [context[left:right] for left, right in spans if left < end and right > start]
    others = [context[left:right] for left, right in spans if not (left < end and right > start)]
    return Example(question, tuple(held), _hardest(question, others))


def _example(question: str, bodies: Sequence[str], is_evidence: Any) -> Example:
    sentences = [body[left:right] for body in bodies for left, right in sentence_spans(body)]
    positives = tuple(text for text in sentences if is_evidence(text))
    return Example(question, positives, _hardest(question, [text for text in sentences if not is_evidence(text)]))


def is_same(sentence: str, evidence: str) -> bool:
    """Whether a sentence is of the evidence: one holds the other."""
    sentence, evidence = _bare(sentence), _bare(evidence)
    return len(sentence) > 3 and (sentence in evidence or evidence in sentence)


def _bare(text: str) -> str:
    return "".join(fold(text).split()).strip("。；，”“")


def _hardest(question: str, sentences: Sequence[str]) -> tuple[str, ...]:
    """Sentences that share most character pairs with the question first."""
    pairs = _pairs(question)
    return tuple(sorted(sentences, key=lambda text: -len(pairs & _pairs(text)) / (8 + len(text)) ** 0.5))


def _pairs(text: str) -> set[str]:
    folded = fold(text)
    return {folded[at : at + 2] for at in range(len(folded) - 1)}


def spans_of(body: str, evidence: Sequence[str]) -> list[Span]:
    """The sentences of a body that are evidence."""
    spans = sentence_spans(body)
    return [(left, right) for left, right in spans if any(is_same(body[left:right], one) for one in evidence)]
