"""What each head of a causal Transformer reads, and what it is good for.

Measured on windows of a text that the network has not seen. Shapes: B
windows, T places, L layers, h heads in each.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from livenets.probe import Knobs, probe

ATTENTION = "layers.{}.self_attention"
# what a head may be found to do, if it puts more than so much of its weight
# there and more than so many times what a head that reads all alike would
SHARE, TIMES = 0.25, 2.0


class Habits(NamedTuple):
    """The share of its weight that a head puts on …, each (L, h) in [0, 1].

    "Same" is an earlier place with the same character, "after same" the one
    behind it: what came next, the last time.
    """

    itself: Tensor
    previous: Tensor
    before_that: Tensor
    same: Tensor
    after_same: Tensor
    start: Tensor  # of the word or the line


def windows(text: Tensor, count: int, length: int) -> Tensor:
    """(N,) → (count, length), spread evenly over the text."""
    starts = torch.linspace(0, len(text) - length, count).long()
    return torch.stack([text[s : s + length] for s in starts.tolist()])


def maps(model: nn.Module, x: Tensor) -> Tensor:
    """(B, T) → the weights of all heads (L, B, h, T, T)."""
    names = [f"{ATTENTION.format(i)}.weights" for i in range(layers(model))]
    seen = probe(model, x, names)
    return torch.stack([seen[name] for name in names])


def layers(model: nn.Module) -> int:
    """L."""
    return len(model.get_submodule("layers"))


def places(x: Tensor, letters: Tensor) -> dict[str, Tensor]:
    """(B, T) → where each habit would read: (B, T, T) of 0 and 1.

    `letters` (V,) is true for symbols that words are made of.
    """
    t = torch.arange(x.shape[1])
    back = (t[:, None] - t).expand(len(x), -1, -1)  # (B, T, T)
    alike = x[:, :, None] == x[:, None, :]  # (B, T, T)
    # the place after: column s asks whether s-1 is alike
    after = alike.roll(1, dims=2)
    after[:, :, 0] = False
    first = letters[x] & ~letters[x.roll(1, dims=1)]  # begins a word
    first[:, 0] = letters[x[:, 0]]
    # the latest such place that is not later
    latest = torch.where(first, t, -1).cummax(dim=1).values  # (B, T)
    return {
        "itself": back == 0,
        "previous": back == 1,
        "before_that": back == 2,
        "same": alike & (back > 0),
        "after_same": after & (back > 0),
        "start": t == latest[:, :, None],
    }


def habits(
    weights: Tensor, x: Tensor, letters: Tensor, skip: int = 16
) -> Habits:
    """(L, B, h, T, T) and (B, T) → means over windows and places.

    The first `skip` places, which have little to read, are left out.
    """
    return Habits(
        *(
            (weights * there[:, None]).sum(dim=-1)[..., skip:].mean(dim=(1, 3))
            for there in places(x, letters).values()
        )
    )


def even(weights: Tensor) -> Tensor:
    """The weights of heads that read all alike, as far as they may."""
    t = weights.shape[-1]
    return torch.ones(t, t).tril() / torch.arange(1, t + 1)[:, None]


def breadth(weights: Tensor, skip: int = 16) -> Tensor:
    """(L, h): as how many places, read alike, a row is: e to its entropy."""
    entropy = -(weights * weights.clamp_min(1e-12).log()).sum(dim=-1)
    return entropy[..., skip:].exp().mean(dim=(1, 3))


def nats(model: nn.Module, x: Tensor, knobs: Knobs | None = None) -> float:
    """(B, T + 1) → nats a character, over the later half of the places."""
    half = (x.shape[1] - 1) // 2
    scores = probe(model, x[:, :-1], knobs=knobs).output[:, half:]
    y = x[:, 1 + half :]
    return cross_entropy(scores.flatten(0, 1), y.flatten()).item()


def cut_costs(model: nn.Module, x: Tensor, part: str = "heads") -> Tensor:
    """(L, h): nats a character more, if this head's `part` becomes 0.

    "heads" cuts it; "scores" lets it read all alike.
    """
    whole = nats(model, x)
    count = maps(model, x[:1, :2]).shape[2]
    rows = []
    for layer in range(layers(model)):
        name = f"{ATTENTION.format(layer)}.{part}"
        on = 1 - torch.eye(count)
        rows.append([nats(model, x, {name: (a, 0)}) - whole for a in on])
    return torch.tensor(rows)
