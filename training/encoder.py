"""The encoder, trained so that a question's vector lies near the sentence that answers it.

multilingual-e5-small as `index.e5` reads it; the embeddings and the lower layers stay as they are, the upper ones are
trained by InfoNCE (van den Oord et al. 2018): the sentence that answers against all other sentences of the batch, two
of which come from the same article and share the question's words. A second, smaller loss holds questions that their
article does not answer away from its sentences. The halves of the news questions are trained on separately, so that
what is learned on top sees questions the encoder has not; the encoder that is shipped is the mean of both (a "model
soup", Wortsman et al. 2022) and, by `KEPT`, of what it was before.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from index.e5 import PASSAGE, QUERY, build_tokenizer, read_weights, unpack, weights_file
from training.data import Example, halves, official, parallel, public, read_lines

TRAINED = 6  # upper layers
TEMPERATURE = 0.03
QUESTIONS, UNANSWERED, HARD = 20, 3, 2  # a batch
RATE, WARM = 5e-5, 0.1
TOKENS = 96
UNANSWERED_WEIGHT, UNANSWERED_SCALE = 0.2, 20.0
PUBLIC = ("cmrc_dev.json", "cmrc_trial.json", "drcd_dev.json", "drcd_test.json")
PUBLIC_QUESTIONS, ACROSS = 2400, 300


class Model(nn.Module):
    """The encoder in torch: token ids to one unit vector a text."""

    def __init__(self, trained: int = TRAINED) -> None:
        super().__init__()
        weights = read_weights(weights_file())
        self.heads, self.epsilon, self.layers = weights.heads, weights.epsilon, weights.layers
        self.hidden, self.first_trained = weights.hidden, weights.layers - trained
        self.tokenizer = build_tokenizer(weights)
        self.tokenizer.enable_truncation(TOKENS)
        self.words = weights.tensors["emb.word"].reshape(-1, weights.hidden // 32)
        types = torch.from_numpy(weights.tensors["emb.type"].reshape(-1, weights.hidden).copy())
        places = torch.from_numpy(weights.tensors["emb.pos"].reshape(-1, weights.hidden).copy()) + types[0]
        self.register_buffer("places", places)
        self.parts = nn.ParameterDict()
        self.frozen: dict[str, Tensor] = {}
        for name in weights.tensors:
            if name.startswith("l") or name.startswith("emb.ln"):
                values = _matrix(weights.tensors, name)
                layer = int(name[1 : name.index(".")]) if name.startswith("l") else -1
                if layer >= self.first_trained:
                    self.parts[name.replace(".", "_")] = nn.Parameter(values)
                else:
                    self.frozen[name] = values

    def get(self, name: str) -> Tensor:
        """A tensor by its name in the model file."""
        found: Tensor = self.frozen[name] if name in self.frozen else self.parts[name.replace(".", "_")]
        return found

    def trained_state(self) -> dict[str, Tensor]:
        """The tensors that training changes, by their names in the model file."""
        return {name.replace("_", "."): value.detach().clone().contiguous() for name, value in self.parts.items()}

    def forward(self, texts: Sequence[str]) -> Tensor:
        """Unit vectors (texts, hidden) of texts that carry their prompt; texts of like length run together."""
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        size = max(8, len(ids) // 5)
        chunks = [order[at : at + size] for at in range(0, len(order), size)]
        vectors = torch.cat([self._chunk([ids[at] for at in chunk]) for chunk in chunks])
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return vectors[back]

    def _chunk(self, ids: list[list[int]]) -> Tensor:
        longest = max(map(len, ids))
        mask = torch.tensor([[1] * len(one) + [0] * (longest - len(one)) for one in ids])
        padded = [one + [1] * (longest - len(one)) for one in ids]
        words = torch.from_numpy(unpack(self.words[padded]))
        with torch.no_grad():
            x = self._norm(words + self.places[:longest], "emb.ln")
            for layer in range(self.first_trained):
                x = self._layer(x, mask, f"l{layer}")
        for layer in range(self.first_trained, self.layers):
            x = self._layer(x, mask, f"l{layer}")
        pooled = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return functional.normalize(pooled, dim=-1)

    def _norm(self, x: Tensor, name: str) -> Tensor:
        return functional.layer_norm(x, (self.hidden,), self.get(f"{name}.w"), self.get(f"{name}.b"), self.epsilon)

    def _linear(self, x: Tensor, name: str) -> Tensor:
        return functional.linear(x, self.get(f"{name}.w"), self.get(f"{name}.b"))

    def _layer(self, x: Tensor, mask: Tensor, name: str) -> Tensor:
        count, length, _ = x.shape
        by_head = (count, length, self.heads, -1)
        parts = [self._linear(x, f"{name}.{part}").view(by_head).transpose(1, 2) for part in "qkv"]
        mixed = functional.scaled_dot_product_attention(*parts, attn_mask=mask[:, None, None, :].bool())
        mixed = functional.dropout(mixed.transpose(1, 2).reshape(count, length, -1), 0.05, self.training)
        x = self._norm(x + self._linear(mixed, f"{name}.ao"), f"{name}.aln")
        return self._norm(x + self._linear(functional.gelu(self._linear(x, f"{name}.fi")), f"{name}.fo"), f"{name}.oln")


def _matrix(tensors: dict[str, object], name: str) -> Tensor:
    values = tensors[name]
    if not name.endswith(".w") or "ln" in name:
        return torch.from_numpy(values.reshape(-1).copy())  # type: ignore[attr-defined]
    outputs = tensors[f"{name[:-2]}.b"].size  # type: ignore[attr-defined]
    return torch.from_numpy(unpack(values.reshape(outputs, -1)).copy())  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions with one positive and some hard negatives each; and questions unanswered, with sentences near them."""

    questions: list[str]
    positives: list[str]
    negatives: list[str]
    unanswered: list[str]
    near: list[str]


def batches(answered: Sequence[Example], unanswered: Sequence[Example], chance: random.Random) -> Iterator[Batch]:
    """All examples once, in random order; unanswered ones as often as it takes."""
    order = list(answered)
    chance.shuffle(order)
    for at in range(0, len(order) - QUESTIONS + 1, QUESTIONS):
        some = order[at : at + QUESTIONS]
        open_ones = chance.sample(list(unanswered), UNANSWERED)
        yield Batch(
            [one.question for one in some],
            [chance.choice(one.positives) for one in some],
            [text for one in some for text in _hard(one, chance)],
            [one.question for one in open_ones],
            [text for one in open_ones for text in _hard(one, chance)],
        )


def _hard(example: Example, chance: random.Random) -> list[str]:
    """Two of the article's hardest other sentences, with some chance in it; fewer where there are none."""
    pool = list(example.negatives[:8])
    picked = chance.sample(pool[:4], min(1, len(pool))) + chance.sample(pool, min(1, len(pool)))
    return list(dict.fromkeys(picked))


def loss_of(model: Model, batch: Batch) -> Tensor:
    """InfoNCE over the batch's sentences, and the held-off unanswered questions."""
    sentences = [*batch.positives, *batch.negatives]
    count, others = len(batch.questions), len(sentences)
    texts = [QUERY + text for text in (*batch.questions, *batch.unanswered)]
    texts += [PASSAGE + text for text in (*sentences, *batch.near)]
    vectors = model(texts)
    asked, open_ones = vectors[:count], vectors[count : count + len(batch.unanswered)]
    given = vectors[count + len(batch.unanswered) :]
    cosines = asked @ given[:others].T
    same = torch.tensor([[a == b and i != j for j, b in enumerate(sentences)] for i, a in enumerate(batch.positives)])
    main = functional.cross_entropy((cosines / TEMPERATURE).masked_fill(same, -1e4), torch.arange(count))
    best = (open_ones @ given[others:].T).max(dim=1).values
    held_off = cosines.diagonal().mean() - best.mean()
    return main + UNANSWERED_WEIGHT * functional.softplus(-UNANSWERED_SCALE * (held_off - 0.1)) / 2


def examples(folder: Path, articles: set[str], chance: random.Random) -> tuple[list[Example], list[Example]]:
    """What one half is trained on: its news questions twice, the public sets' once, and English ones."""
    news = list(official(folder, articles))
    chinese = [one for one in public(folder, PUBLIC) if one.positives and one.negatives]
    chance.shuffle(chinese)
    pairs = list(parallel(folder, "xquad.en.json", "xquad.zh.json"))
    foreign = [one for one, _ in pairs if one.positives]
    across = [Example(one.question, (said,), one.negatives) for one, said in pairs]
    answered = [one for one in news if one.positives]
    chance.shuffle(across)
    unanswered = [one for one in news if not one.positives]
    return [*answered * 2, *chinese[:PUBLIC_QUESTIONS], *foreign, *across[:ACROSS]], unanswered


def train(folder: Path, articles: set[str], out: Path, seed: int = 7) -> None:
    """Train on the questions about these articles and write the trained tensors."""
    chance = random.Random(seed)
    torch.manual_seed(seed)
    model = Model()
    model.train()
    answered, unanswered = examples(folder, articles, chance)
    plan = list(batches(answered, unanswered, chance))
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    rate = lambda step: min(1.0, (step + 1) / (WARM * len(plan))) * max(0.05, 1 - step / len(plan))  # noqa: E731
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    started, running = time.monotonic(), 0.0
    for step, batch in enumerate(plan, 1):
        loss = loss_of(model, batch)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        running = 0.95 * running + 0.05 * float(loss) if step > 1 else float(loss)
        if step % 10 == 0:
            print(f"{step}/{len(plan)} loss {running:.3f} {time.monotonic() - started:.0f} s", flush=True)
        if step % 50 == 0:
            save_file(model.trained_state(), out)
    save_file(model.trained_state(), out)


def main() -> None:
    """Train one half: `python -m training.encoder DATA a|b OUT`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("half", choices=["a", "b"])
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(1)
    sides = halves(read_lines(given.data / "official" / "train.jsonl"))
    train(given.data, sides[given.half == "b"], given.out)


if __name__ == "__main__":
    main()
