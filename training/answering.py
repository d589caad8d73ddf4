"""The order of sentences and whether they answer: `python -m training.answering DATA RUN_A RUN_B`.

Each half of the news questions is asked of an index that was encoded by the run which was trained on the other half, so
that what is fitted here sees cosines as they will be of questions nobody has seen. RUN_A and RUN_B are the outputs of
`training.encoder`; their indexes are kept beside them.
"""

from __future__ import annotations

import itertools
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor, nn

from index import learned as encoder_weights
from index.build import build_index, remove
from index.encoder import Encoder
from index.folding import simplify
from index.readers import Issue
from index.settings import Settings
from index.store import Store
from rag import QA, Turn
from rag.evaluate.judge import normalized
from rag.features import ANSWER, Place, answer_features, places_of, sentence_features
from rag.learned import FARTHEST, FILE
from rag.query import Query
from rag.question import Question, understand
from rag.retriever import Hit, Sentence, passage_parts
from training.data import halves, is_same, read_lines, seal
from training.soup import mix

HIDDEN, SEEDS, EPOCHS, FOLDS = 16, 3, 60, 5
FOUND, PASSAGES = 20, 10
ROOT = Path(__file__).parent.parent
EMPTY: dict[str, Any] = {name: [] for name in ("article_ids", "evidence", "must_include", "answers")}
EMPTY |= {"aliases": {}, "subtype": "", "unanswerable": False}
SAMPLED = 4  # times that the sample page counts: few questions, but of a page with headlines, as papers have them
TAKEN = "taken out"
PAGE = 8  # articles of a small archive
MADE = 0.6  # weight of a near miss that was made by taking out what answers
SHORTEST = 6  # characters of a sentence that is evidence


@dataclass
class Case:
    """A question as the program meets it: its sentences' numbers, which of them are evidence, and its passages'.

    `absent` is a question whose articles were taken out of what was found: nothing here is about it.
    """

    line: dict[str, Any]
    absent: bool
    asked: Question
    query: Query
    places: list[Place]
    rows: np.ndarray
    evidence: np.ndarray
    passages: np.ndarray
    holding: np.ndarray

    @property
    def answered(self) -> bool:
        """Whether the answer is among what was found."""
        return bool(self.evidence.any())


def cases(qa: QA, lines: Sequence[dict[str, Any]]) -> Iterator[Case]:
    """Ask each question as far as its candidates; then by turns without its articles, and without what answers it.

    The latter are near misses in the words of questions that have answers, so that it is not the form of a question by
    which near misses are told.
    """
    for number, line in enumerate(lines):
        asked = understand(line["question"], [Turn(**turn) for turn in line.get("conversation") or ()])
        query = qa.search_engine.prepare(asked.sought)
        newer = qa.search_engine.prepare(asked.new) if asked.new else None
        hits = qa.search_engine.search(query, FOUND)
        known = [simplify(one) for one in line["evidence"]]
        yield _case(line, False, asked, query, newer, hits)
        if number % 2:
            others = [hit for hit in hits if hit.article.id not in line["article_ids"]]
            others = [hit for hit in others if not any(_evidence(one, known) for one in places_of([hit], query))]
            yield _case(line, True, asked, query, newer, others)
        elif not line["unanswerable"]:
            robbed = [replace(hit, sentences=_others(hit, query, known)) for hit in hits]
            yield _case({**line, "unanswerable": True, "subtype": TAKEN}, False, asked, query, newer, robbed)


def _others(hit: Hit, query: Query, known: Sequence[str]) -> tuple[Sentence, ...]:
    """The sentences of a passage that are no evidence."""
    return tuple(place.sentence for place in places_of([hit], query) if not _evidence(place, known))


def _case(
    line: dict[str, Any], absent: bool, asked: Question, query: Query, newer: Query | None, hits: Sequence[Hit]
) -> Case:
    known = [simplify(one) for one in line["evidence"]]
    shown = hits[:PASSAGES]
    places = places_of(shown, query)
    return Case(
        line, absent, asked, query, places, sentence_features(asked, query, places, shown, newer),
        np.array([_evidence(place, known) for place in places]),
        np.array([passage_parts(query, hit) for hit in hits]),
        np.array([any(_evidence(place, known) for place in places_of([hit], query)) for hit in hits]),
    )  # fmt: skip


def _evidence(place: Place, known: Sequence[str]) -> bool:
    """Whether a sentence is evidence; where an article was printed again, there too."""
    text = simplify(place.text)
    return len(text) >= SHORTEST and any(is_same(text, one) for one in known)


def open_run(data: Path, run: Path) -> QA:
    """The news articles indexed by one run's encoder."""
    eight = run.with_suffix(".int8.safetensors")
    if not eight.exists():
        mix([run], eight)
    encoder_weights.FILE = eight
    folder = run.with_suffix(".index")
    options = Settings()
    encoder = Encoder(options.model, options.threads)
    if not folder.exists():
        build_index(folder, [data / "official" / "articles.jsonl"], Issue(), options, encoder)
    qa = QA.open(folder)
    qa.warm()
    return qa


class Net(nn.Module):
    """`rag.learned.Network` in torch."""

    def __init__(self, rows: Tensor, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.mean, self.scale = rows.mean(0), rows.std(0) + 1e-3
        self.hidden = nn.Linear(rows.shape[1], HIDDEN)
        self.out = nn.Linear(HIDDEN, 1)

    def forward(self, rows: Tensor, drop: float = 0.0) -> Tensor:
        """Outputs (n,) of rows (n, features), some of which are dropped while training."""
        x = ((rows - self.mean) / self.scale).clamp(-FARTHEST, FARTHEST)
        x = nn.functional.dropout(x, drop, self.training)
        return self.out(torch.tanh(self.hidden(x)))[:, 0]


def fit_rank(found: Sequence[Case], seed: int) -> Net:
    """By listwise softmax (Cao et al. 2007): evidence against all sentences found for the same question."""
    usable = [one for one in found if one.answered and not one.absent]
    rows = torch.from_numpy(np.concatenate([one.rows for one in usable]))
    group = torch.from_numpy(np.concatenate([np.full(len(one.rows), at) for at, one in enumerate(usable)]))
    gold = torch.from_numpy(np.concatenate([one.evidence for one in usable]))
    net = Net(rows, seed)
    optimizer = torch.optim.AdamW(net.parameters(), lr=0.01, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS)
    net.train()
    for _ in range(EPOCHS):
        scores = net(rows, 0.1)
        count = len(usable)
        top = torch.full((count,), -1e9).scatter_reduce(0, group, scores, "amax").detach()
        powers = torch.exp(scores - top[group])
        whole = torch.zeros(count).scatter_add(0, group, powers)
        right = torch.zeros(count).scatter_add(0, group, powers * gold)
        loss = -torch.log(right / whole + 1e-9).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return net.eval()


def fit_told(rows: np.ndarray, gold: np.ndarray, seed: int, weight: np.ndarray, drop: float, decay: float) -> Net:
    """By logistic loss, each row weighed."""
    x, y, weights = (torch.from_numpy(one.astype(np.float32)) for one in (rows, gold, weight))
    net = Net(x, seed)
    optimizer = torch.optim.AdamW(net.parameters(), lr=0.01, weight_decay=decay)
    net.train()
    for _ in range(EPOCHS):
        loss = nn.functional.binary_cross_entropy_with_logits(net(x, drop), y, weight=weights)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return net.eval()


def scores(nets: Sequence[Net], rows: np.ndarray) -> np.ndarray:
    """The mean output of several networks."""
    with torch.no_grad():
        return torch.stack([net(torch.from_numpy(rows)) for net in nets]).mean(0).numpy()


def answer_row(case: Case, score: np.ndarray) -> np.ndarray:
    """The numbers of the best sentences together."""
    order = np.argsort(-score)
    return answer_features(case.asked, case.query, [case.places[at] for at in order], score[order], case.rows[order])


def folds(found: Sequence[Case]) -> np.ndarray:
    """A fold for each question, by its article."""
    names = [next(iter(one.line["article_ids"]), "none") for one in found]
    ids = sorted(set(names))
    chance = np.random.default_rng(3).permutation(len(ids)) % FOLDS
    number = dict(zip(ids, chance, strict=True))
    return np.array([number[name] for name in names])


def tensors(name: str, nets: Sequence[Net]) -> dict[str, np.ndarray]:
    """Several networks as one whose hidden layers stand side by side."""
    hidden = np.concatenate([net.hidden.weight.detach().numpy().T for net in nets], axis=1)
    return {
        f"{name}.mean": nets[0].mean.numpy(), f"{name}.scale": nets[0].scale.numpy(),
        f"{name}.hidden": np.ascontiguousarray(hidden),
        f"{name}.bias": np.concatenate([net.hidden.bias.detach().numpy() for net in nets]),
        f"{name}.out": np.concatenate([net.out.weight.detach().numpy()[0] for net in nets]) / len(nets),
        f"{name}.shift": np.mean([net.out.bias.detach().numpy() for net in nets], axis=0),
    }  # fmt: skip


def collected(data: Path, runs: Sequence[Path]) -> list[Case]:
    """All train questions, each half by the encoder that was trained on the other.

    They are asked of all the articles, and of archives as small as a newspaper's page: what terms weigh and how many
    articles come near is another matter there. Every small archive is also asked what it does not know.
    """
    lines = read_lines(data / "official" / "train.jsonl")
    a, b = halves(lines)
    found: list[Case] = []
    for run, unseen in zip(runs, (b, a), strict=True):
        qa = open_run(data, run)
        own = [line for line in lines if set(line["article_ids"]) <= unseen]
        found += cases(qa, own)
        for number, group in enumerate(like_articles(qa, sorted(unseen))):
            found += asked_of_few(qa, group, own, number)
    return found + list(asked_of_sample(qa)) * SAMPLED


def asked_of_sample(qa: QA) -> Iterator[Case]:
    """The questions about the sample page: what is off its topic is absent, who wrote what is not learned."""
    with tempfile.TemporaryDirectory() as temporary:
        encoder = qa.search_engine.encoder
        build_index(Path(temporary), [ROOT / "articles"], Issue(source="焦作日报"), qa.options, encoder)
        page = QA(Store.open(Path(temporary)), encoder, qa.options)
        for path in sorted((ROOT / "questions").glob("*.jsonl")):
            lines = [{**EMPTY, **line} for line in read_lines(path) if line.get("answer_kind") != "metadata"]
            for case in cases(page, lines):
                if not case.absent:
                    yield replace(case, absent=case.line["subtype"] == "off_topic")


def like_articles(qa: QA, ids: Sequence[str]) -> Iterator[list[str]]:
    """The articles in groups of `PAGE`, like ones together, as a page has them."""
    vectors = {name: found[1].mean(axis=0) for name, found in qa.store.sentences(ids).items() if len(found[1])}
    while vectors:
        first = next(iter(vectors.values()))
        near = sorted(vectors, key=lambda name: -float(vectors[name] @ first))[:PAGE]
        yield near
        for name in near:
            del vectors[name]


def asked_of_few(qa: QA, group: Sequence[str], lines: Sequence[dict[str, Any]], seed: int) -> Iterator[Case]:
    """The questions about some articles, and some about others, asked of an archive that holds these alone."""
    about = [line for line in lines if set(line["article_ids"]) <= set(group)]
    others = [line for line in lines if not set(line["article_ids"]) & set(group)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(shutil.copytree(qa.store.folder, Path(temporary) / "index"))
        gone = [article.id for article in qa.store.articles() if article.id not in group]
        remove(folder, gone, qa.options, qa.search_engine.encoder)
        few = QA(Store.open(folder), qa.search_engine.encoder, qa.options)
        yield from (case for case in cases(few, about) if not case.absent)
        for case in cases(few, random.Random(seed).sample(others, len(about) // 3)):
            if not case.absent:
                yield replace(case, absent=True)


def main() -> None:
    """Fit all, print how they do on folds they were not fitted on, and write the file."""
    data, *runs = map(Path, sys.argv[1:])
    found = collected(data, runs)
    fold = folds(found)
    score = rank_unseen(found, fold)
    rows = np.stack([answer_row(one, s) for one, s in zip(found, score, strict=True)])
    report(found, score, *told_unseen(found, rows, fold))
    print("weights of a passage's parts:", passage_weights(found))
    rank = [fit_rank(found, seed) for seed in range(SEEDS)]
    answered, about = told(found, rows, np.ones(len(rows), bool))
    FILE.parent.mkdir(exist_ok=True)
    save_file({**tensors("rank", rank), **tensors("answered", answered), **tensors("about", about)}, FILE)
    seal(FILE)


def rank_unseen(found: Sequence[Case], fold: np.ndarray) -> list[np.ndarray]:
    """Each question's scores by networks that were fitted on the other folds."""
    score: list[np.ndarray] = [np.zeros(0)] * len(found)
    for held_out in range(FOLDS):
        others = [one for one, number in zip(found, fold, strict=True) if number != held_out]
        nets = [fit_rank(others, seed) for seed in range(SEEDS)]
        for at in np.flatnonzero(fold == held_out):
            score[at] = scores(nets, found[at].rows)
    return score


def told(found: Sequence[Case], rows: np.ndarray, which: np.ndarray) -> tuple[list[Net], list[Net]]:
    """The networks that tell whether a question is answered, and whether what was found is about it."""
    gold, about, weight = labels(found)
    numbers = np.ascontiguousarray(rows[:, : len(ANSWER)])
    there, even = which & about, np.ones(len(rows))
    return (
        [fit_told(rows[there], gold[there], seed, weight[there], 0.4, 0.5) for seed in range(SEEDS)],
        [fit_told(numbers[which], about[which], seed, even[which], 0.2, 0.2) for seed in range(SEEDS)],
    )


def labels(found: Sequence[Case]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each case whether it is answered, whether its articles are there, and its weight for the former."""
    gold = np.array([not one.line["unanswerable"] for one in found])
    about = np.array([not one.absent for one in found])
    return gold, about, np.array([MADE if one.line["subtype"] == TAKEN else 1.0 for one in found])


def told_unseen(found: Sequence[Case], rows: np.ndarray, fold: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log odds by the networks of `told` for each question, fitted on the other folds."""
    outputs = np.zeros((2, len(rows)))
    for held_out in range(FOLDS):
        answered, about = told(found, rows, fold != held_out)
        asked = rows[fold == held_out]
        outputs[0, fold == held_out] = scores(answered, asked)
        outputs[1, fold == held_out] = scores(about, np.ascontiguousarray(asked[:, : len(ANSWER)]))
    return outputs[0], outputs[1]


def passage_weights(found: Sequence[Case]) -> list[tuple[float, tuple[int, ...]]]:
    """The best weights of the parts of a passage's score by the mean reciprocal rank of the evidence, best first."""
    usable = [one for one in found if one.holding.any() and not one.absent]
    tried = itertools.product((1, 2, 3, 4), (2, 3, 4, 5), (3, 4, 5, 6), (1, 2, 3, 4, 5))
    return sorted(((_reciprocal_rank(usable, weights), weights) for weights in tried), reverse=True)[:10]


def _reciprocal_rank(usable: Sequence[Case], weights: tuple[int, ...]) -> float:
    ranks = []
    for one in usable:
        score = one.passages @ np.array(weights, np.float64)
        ranks.append(1 / (1 + (score > score[one.holding].max()).sum()))
    return round(float(np.mean(ranks)), 4)


def report(found: Sequence[Case], score: Sequence[np.ndarray], outputs: np.ndarray, about: np.ndarray) -> None:
    """Print the place of the evidence, how many sentences to show, and how well what is answered is told."""
    shown = [(one, s) for one, s in zip(found, score, strict=True) if not one.absent and not one.line["unanswerable"]]
    firsts = [[bool(one.evidence[(-s).argsort()[:k]].any()) for k in (1, 2, 3)] for one, s in shown]
    print("evidence first, in the first two, three:", np.mean(firsts, axis=0).round(3), len(firsts))
    for least in (0.5, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05):
        solved, precision = zip(*(would_solve(one, s, least) for one, s in shown), strict=True)
        good, quoted = np.sum(precision, axis=0)
        print(f"shown from a chance of {least}: solved {np.mean(solved):.3f}, quoted evidence {good / quoted:.3f}")
    present = np.array([one.answered and not one.absent and not one.line["unanswerable"] for one in found])
    for name, chosen in (
        ("near misses", np.array([one.line["subtype"] == "near_miss" and not one.absent for one in found])),
        ("false premises", np.array([one.line["subtype"] == "false_premise" and not one.absent for one in found])),
        ("taken out", np.array([one.line["subtype"] == TAKEN and not one.absent for one in found])),
        ("absent", np.array([one.absent for one in found])),
    ):
        for label, told in (("answered", outputs), ("about", about)):
            auc = np.mean(told[present][:, None] > told[chosen][None])
            cut = [
                float((told[chosen] < np.quantile(told[present], share)).mean())
                for share in (0.02, 0.04, 0.06, 0.08, 0.1)
            ]
            print(f"{name}, by {label}: AUC {auc:.3f}; declined at 2, 4, 6, 8, 10 % of the answered {np.round(cut, 2)}")
    for share in (0.02, 0.04, 0.06, 0.08, 0.1):
        cuts = [round(float(np.quantile(told[present], share)), 2) for told in (outputs, about)]
        print(f"cut at {share}: answered {cuts[0]}, about {cuts[1]}")


def would_solve(case: Case, score: np.ndarray, least: float, room: int = 250) -> tuple[bool, tuple[int, int]]:
    """Whether the sentences from a chance on hold all that is required; and how much of them is evidence."""
    order = np.argsort(-score)
    chances = np.exp(score[order] - score.max())
    chances /= chances.sum()
    chosen = [order[0]]
    for at, chance in zip(order[1:4], chances[1:4], strict=False):
        if chance >= least and sum(len(case.places[one].text) for one in [*chosen, at]) <= room:
            chosen.append(at)
    text = normalized("".join(case.places[at].text for at in chosen))
    required, aliases = case.line["must_include"], case.line["aliases"]
    held = [
        any(normalized(one) in text for one in (item, *aliases.get(item, ())))
        for item in required or case.line["answers"]
    ]
    good = sum(len(case.places[at].text) for at in chosen if case.evidence[at])
    solved = (all(held) if required else any(held)) and good > 0
    return solved, (good, sum(len(case.places[at].text) for at in chosen))


if __name__ == "__main__":
    main()
