"""What each head of a causal Transformer reads, and what it is good for.

Measured on windows of a text that the network has not seen. Shapes: B
windows, T places, L layers with h heads each, V symbols.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from livenets.probe import Knobs, probe

SKIP = 16  # places at the start, which have little to read


class Habits(NamedTuple):
    """The share of its weight that a head puts on …, each (L, h) in [0, 1]."""

    previous: Tensor  # one place back
    near: Tensor  # at most 4 places back, itself included
    far: Tensor  # more than 8 places back
    same: Tensor  # earlier places with its own character
    after_same: Tensor  # the places behind those: what came next, last time
    word_start: Tensor  # where the word began that it is in or behind


# the share from which on a head is named for a habit, the first that fits
NAMES = {
    "previous": (0.4, "previous character"),
    "after_same": (0.4, "what came next, last time"),
    "same": (0.4, "same character"),
    "word_start": (0.4, "start of the word"),
    "near": (0.6, "last five characters"),
    "far": (0.4, "far back"),
}


def windows(text: Tensor, count: int, length: int) -> Tensor:
    """(N,) → (count, length), spread evenly over the text."""
    starts = torch.linspace(0, len(text) - length, count).long()
    return torch.stack([text[s : s + length] for s in starts.tolist()])


def modules(model: nn.Module) -> list[str]:
    """The names of the attention modules, in order."""
    count = len(model.get_submodule("layers"))
    return [f"layers.{i}.self_attention" for i in range(count)]


def maps(model: nn.Module, x: Tensor) -> Tensor:
    """(B, T) → the weights of all heads (L, B, h, T, T)."""
    names = [f"{name}.weights" for name in modules(model)]
    seen = probe(model, x, names)
    return torch.stack([seen[name] for name in names])


def places(x: Tensor, symbols: str) -> Habits:
    """(B, T) → where each habit reads: (B, T, T) or (T, T), true there."""
    t = torch.arange(x.shape[1])
    back = t[:, None] - t  # (T, T), how far it is from row to column
    alike = x[:, :, None] == x[:, None, :]  # (B, T, T)
    after = alike.roll(1, dims=2)  # column s: whether s - 1 is alike
    after[:, :, 0] = False
    letter = torch.tensor([c.isalpha() for c in symbols])[x]  # (B, T)
    begins = letter & ~letter.roll(1, dims=1)
    begins[:, 0] = letter[:, 0]
    latest = torch.where(begins, t, -1).cummax(dim=1).values  # (B, T)
    return Habits(
        previous=back == 1,
        near=(back >= 0) & (back <= 4),
        far=back > 8,
        same=alike & (back > 0),
        after_same=after & (back > 0),
        word_start=t == latest[:, :, None],
    )


def shares(weights: Tensor, x: Tensor, symbols: str) -> Habits:
    """(…, B, h, T, T) and (B, T) → means over windows and places (…, h)."""

    def share(there: Tensor) -> Tensor:
        there = there.expand(len(x), -1, -1)[:, None]  # (B, 1, T, T)
        rows = (weights * there).sum(dim=-1)  # (…, B, h, T)
        return rows[..., SKIP:].mean(dim=(-3, -1))

    return Habits(*map(share, places(x, symbols)))


def habits(model: nn.Module, x: Tensor, symbols: str) -> Habits:
    """(B, T) of numbers of `symbols` → the shares of all heads (L, h)."""
    return shares(maps(model, x), x, symbols)


def alike(x: Tensor, symbols: str) -> Habits:
    """The same of one head that reads all alike, each (1,): what is chance."""
    t = x.shape[1]
    even = torch.ones(t, t).tril() / torch.arange(1, t + 1)[:, None]
    return shares(even.expand(len(x), 1, t, t), x, symbols)


def breadth(model: nn.Module, x: Tensor) -> Tensor:
    """(B, T) → (L, h): as how many places, read alike, a row is.

    That is e to its entropy.
    """
    entropy = torch.special.entr(maps(model, x)).sum(dim=-1)  # (L, B, h, T)
    return entropy[..., SKIP:].exp().mean(dim=(1, 3))


def roles(found: Habits) -> dict[str, str]:
    """ "layer.head" → a few words, for heads with a habit."""
    named = {}
    for habit, (least, words) in reversed(NAMES.items()):
        strong = (getattr(found, habit) >= least).nonzero()
        named |= {f"{layer}.{head}": words for layer, head in strong.tolist()}
    return named


def nats(model: nn.Module, x: Tensor, knobs: Knobs | None = None) -> float:
    """(B, T + 1) → nats a character, over the later half of the places."""
    half = (x.shape[1] - 1) // 2
    scores = probe(model, x[:, :-1], knobs=knobs).output[:, half:]
    return cross_entropy(
        scores.flatten(0, 1), x[:, half + 1 :].flatten()
    ).item()


def costs(model: nn.Module, x: Tensor, part: str) -> Tensor:
    """(B, T + 1) → (L, h): nats a character more, a head's `part` times 0.

    "heads" cuts it off; "scores" lets it read all alike.
    """
    whole, names = nats(model, x), modules(model)
    count = model.get_submodule(names[0]).num_heads
    on = 1 - torch.eye(count)
    return torch.tensor(
        [
            [nats(model, x, {f"{name}.{part}": (a, 0)}) - whole for a in on]
            for name in names
        ]
    )
