"""One answer, held against the gold fields of its question.

A question counts as solved when it is answerable, was not declined, every required item stands in the answer, a
citation overlaps the evidence, and the answer is not a dump (at most 260 characters or 2.5 times the evidence); an
unanswerable one when it was declined or the contradicting fact was named. Where a file gives evidence alone, as a liked
answer does, the citation decides.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from index.folding import fold
from rag.answer import Answer
from rag.evaluate.archive import archive_values, is_archive
from rag.evaluate.questions import Asked

DUMP_CHARS, DUMP_RATIO = 260, 2.5
RUN_CHARS = 12
RANKS = (1, 5, 10)
_IGNORED = re.compile(r"[\W_]+")
_MARK = re.compile(r"\[\d+\]")

Values = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Result:
    """One question, its answer, and how it fared.

    `evidence_rank` is the first passage with evidence, from 1. `values` holds for each figure that the question counts
    for a numerator and a denominator: a figure over many questions is the sum of the ones over the sum of the others.
    """

    asked: Asked
    answer: Answer
    evidence_rank: int | None
    solved: bool
    values: Values


def judge(asked: Asked, answer: Answer) -> Result:
    """Hold one answer against the gold fields of its question."""
    if is_archive(asked):
        whole, figures = archive_values(asked, answer)
        return Result(asked, answer, None, whole, {"solved": (whole, 1), **figures})
    holding = [passage.rank for passage in answer.passages if holds_evidence(asked, passage.article_id, passage.text)]
    rank = holding[0] if holding else None
    quotes = [(citation.article_id, citation.quote) for citation in answer.citations]
    good = sum(len(quote) for article_id, quote in quotes if holds_evidence(asked, article_id, quote))
    solved = _solved(asked, answer, good > 0)
    values: Values = {"solved": (solved, 1)} | _declining(asked, answer, solved)
    if answer.citations:
        supported = sum(citation.verdict == "supported" for citation in answer.citations)
        values["supported sentences"] = (supported, len(answer.citations))
    values |= _in_short(asked, answer)
    if not asked.unanswerable:
        values |= _retrieval(asked, answer, holding)
        values |= _likeness(asked, answer)
        values["answerable solved"] = (solved, 1)
        if quotes:
            values["citation precision"] = (good, sum(len(quote) for _, quote in quotes))
        values["citation recall"] = (_evidence_in(asked, quotes), 1)
    return Result(asked, answer, rank, solved, values)


def _retrieval(asked: Asked, answer: Answer, holding: Sequence[int]) -> Values:
    """hit@k, reciprocal rank, nDCG@10 and the share of the evidence within ten.

    nDCG after Järvelin and Kekäläinen (2002), a passage counting 1 or 0; the ideal order is the best one of the ten.
    """
    rank = holding[0] if holding else math.inf
    gain = sum(1 / math.log2(1 + place) for place in holding)
    ideal = sum(1 / math.log2(1 + place) for place in range(1, len(holding) + 1))
    found = [(passage.article_id, passage.text) for passage in answer.passages]
    return {
        **{f"hit@{limit}": (rank <= limit, 1) for limit in RANKS},
        "MRR": (1 / rank, 1),
        "nDCG@10": (gain / ideal if ideal else 0.0, 1),
        "evidence recall@10": (_evidence_in(asked, found), 1),
    }


def _likeness(asked: Asked, answer: Answer) -> Values:
    """Items found, and how like a gold answer the words are: F1 over characters, ROUGE-L (Lin 2004) over characters."""
    found = _items_found(asked, answer)
    gold = asked.gold.get("must_include") or []
    golds = [normalized("".join(gold))] if gold else [normalized(one) for one in asked.gold.get("answers") or ()]
    text = "" if answer.abstained else normalized(_MARK.sub("", answer.answer))
    values: Values = {"items found": (sum(found), len(found))} if found else {}
    if golds:
        values["character F1"] = (max(_f1(text, one) for one in golds), 1)
        values["ROUGE-L"] = (max(_rouge_l(text, one) for one in golds), 1)
    return values


def _in_short(asked: Asked, answer: Answer) -> Values:
    """Whether a short answer was given and right: it holds a gold item, or is the part of one that was asked for.

    One to an unanswerable question is wrong, unless a correction says it.
    """
    gold = asked.gold
    if not any(gold.get(field) for field in ("answers", "must_include", "correction")) and not asked.unanswerable:
        return {}
    given: Values = {} if asked.unanswerable else {"short answers given": (answer.short is not None, 1)}
    if answer.short is None:
        return given
    items = gold.get("correction" if asked.unanswerable else "must_include") or gold.get("answers") or ()
    spellings = [normalized(one) for item in items for one in (item, *(gold.get("aliases") or {}).get(item, ()))]
    said = normalized(answer.short)
    right = any(stands_in(one, said) or stands_in(said, one) for one in spellings)
    return given | {"short answers right": (right, 1)}


def stands_in(part: str, text: str) -> bool:
    """Whether a text holds another, a number as a whole one: 3 does not stand in 13."""
    before, after = (r"(?<!\d)" if part[:1].isdigit() else ""), (r"(?!\d)" if part[-1:].isdigit() else "")
    return bool(part) and re.search(before + re.escape(part) + after, text) is not None


def _declining(asked: Asked, answer: Answer, solved: bool) -> Values:
    """Precision, recall and F1 of declining, the unanswerable being what is to be found."""
    declined, right = answer.abstained, asked.unanswerable and answer.abstained
    values: Values = {"decline F1": (2 * right, declined + asked.unanswerable)}
    if declined:
        values["decline precision"] = (right, 1)
    if asked.unanswerable:
        values["decline recall"] = (right, 1)
        values["unanswerable declined or corrected"] = (solved, 1)
    else:
        values["answerable declined"] = (declined, 1)
    return values


def holds_evidence(asked: Asked, article_id: str, text: str) -> bool:
    """Whether a text shares a run of words with the evidence or, in a file without evidence, holds a gold answer."""
    plain = normalized(text)
    if evidence := asked.gold.get("evidence"):
        return any(_overlap(plain, normalized(sentence)) for sentence in evidence)
    right_article = not asked.articles or article_id in asked.articles
    return right_article and any(normalized(answer) in plain for answer in asked.gold.get("answers") or ())


def _evidence_in(asked: Asked, texts: Sequence[tuple[str, str]]) -> float:
    """The share of the evidence sentences that the texts (article id, words) hold between them."""
    evidence = asked.gold.get("evidence")
    if not evidence:
        return float(any(holds_evidence(asked, *text) for text in texts))
    plain = [normalized(text) for _, text in texts]
    return sum(any(_overlap(text, normalized(sentence)) for text in plain) for sentence in evidence) / len(evidence)


def _overlap(text: str, evidence: str) -> bool:
    """Whether two texts share a run of 12 characters, or the shorter one whole: a sentence cut in two still counts."""
    run = min(RUN_CHARS, len(text), len(evidence))
    return run > 0 and any(evidence[at : at + run] in text for at in range(len(evidence) - run + 1))


def _items_found(asked: Asked, answer: Answer) -> list[bool]:
    """For each required item whether it is in the answer; without required ones, whether any gold answer is."""
    text = "" if answer.abstained else normalized(_MARK.sub("", answer.answer))
    required, aliases = asked.gold.get("must_include") or [], asked.gold.get("aliases") or {}
    found = [
        any(normalized(spelling) in text for spelling in (item, *aliases.get(item, ())))
        for item in required or asked.gold.get("answers") or []
    ]
    return found if required or not found else [any(found)]


def _solved(asked: Asked, answer: Answer, cites_evidence: bool) -> bool:
    text = _MARK.sub("", answer.answer)
    if asked.unanswerable:
        return answer.abstained or any(
            normalized(item) in normalized(text) for item in asked.gold.get("correction") or ()
        )
    if answer.abstained:
        return False
    found = _items_found(asked, answer)
    cited = cites_evidence or (asked.gold.get("answer_kind") == "metadata" and bool(answer.citations))
    dumped = len(text) > max(DUMP_CHARS, DUMP_RATIO * sum(map(len, asked.gold.get("evidence") or ())))
    return all(found) and cited and not dumped


def _f1(text: str, gold: str) -> float:
    shared = sum((Counter(text) & Counter(gold)).values())
    return 2 * shared / (len(text) + len(gold)) if text and gold else 0.0


def _rouge_l(text: str, gold: str) -> float:
    """The F measure of the longest common subsequence."""
    return 2 * float(LCSseq.similarity(text, gold)) / (len(text) + len(gold)) if text and gold else 0.0


def normalized(text: str) -> str:
    """A text as it is compared: folded, without blanks and marks."""
    return _IGNORED.sub("", fold(text))
