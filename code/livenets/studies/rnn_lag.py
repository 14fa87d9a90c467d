"""How far back an RNN can learn to look; and what clipping is good for.

python -m livenets.studies.rnn_lag

Half a minute on one idle CPU thread; it writes rnn_lag.json beside it. A
sequence begins with +1 or −1, then noise follows; after the last moment the
network must say which it was. One thing differs: W_h starts as torch draws
it, or as a random orthogonal matrix, whose eigenvalues all have the size 1;
for clipping they all have the size 2.
"""

import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from livenets.nets import RNN

HERE = Path(__file__).parent
LAGS = (5, 10, 20, 40, 80, 160)
STARTS = ("torch's", "orthogonal")
SEEDS = (0, 1, 2)
UPDATES, BATCH, WIDTH = 250, 64, 16
RATE, CLIP, NOISE = 3e-3, 1.0, 0.3
# of the runs with plain gradient descent, with and without clipping
STEEP_LAG, STEEP_RADIUS, STEEP_RATE, STEEP_UPDATES = 20, 2.0, 0.1, 60
STEEP_SEEDS = (0, 1, 2, 3, 4)


class Reader(nn.Module):
    """An RNN, and one score of its last hidden state."""

    def __init__(self, start: str) -> None:
        super().__init__()
        self.core = RNN(1, WIDTH, batch_first=True)
        self.score = nn.Linear(WIDTH, 1)
        if start == "orthogonal":
            nn.init.orthogonal_(self.core.layers[0].weight_h)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, 1) → scores (B,): above 0 it says +1."""
        _, h = self.core(x)  # (1, B, N)
        return self.score(h[0])[:, 0]


def sequences(
    lag: int, count: int, dice: torch.Generator
) -> tuple[Tensor, Tensor]:
    """x (B, lag + 1, 1), ±1 and then noise; y (B,), 1 for +1 and 0 for −1."""
    x = NOISE * torch.randn(count, lag + 1, 1, generator=dice)
    y = torch.randint(2, (count,), generator=dice).float()
    x[:, 0, 0] = 2 * y - 1
    return x, y


def taught(
    model: nn.Module,
    draw: Callable[[], tuple[Tensor, Tensor]],
    loss_of: Callable[[Tensor, Tensor], Tensor],
    updates: int,
) -> None:
    """Train `model` in place with Adam and clipping, on drawn batches."""
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    for _ in range(updates):
        x, y = draw()
        loss = loss_of(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()


def trained(lag: int, start: str, seed: int, updates: int = UPDATES) -> float:
    """The share of 1,000 new sequences that it gets right, in [0, 1]."""
    torch.manual_seed(seed)
    dice = torch.Generator().manual_seed(seed)
    model = Reader(start)
    draw = partial(sequences, lag, BATCH, dice)
    taught(model, draw, binary_cross_entropy_with_logits, updates)
    with torch.inference_mode():
        x, y = sequences(lag, 1000, dice)
        return ((model(x) > 0) == (y > 0)).float().mean().item()


def descended(clip: float, seed: int) -> dict[str, float]:
    """Losses (nats) and gradient norms of a start that explodes."""
    torch.manual_seed(seed)
    dice = torch.Generator().manual_seed(seed)
    model = Reader("orthogonal")
    with torch.no_grad():
        model.core.layers[0].weight_h.mul_(STEEP_RADIUS)
    optimizer = torch.optim.SGD(model.parameters(), lr=STEEP_RATE)
    losses, norms = [], []
    for _ in range(STEEP_UPDATES):
        x, y = sequences(STEEP_LAG, BATCH, dice)
        loss = binary_cross_entropy_with_logits(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        losses.append(loss.item())
        norms.append(norm.item())
    found = {"largest_gradient": max(norms), "largest_loss": max(losses)}
    found["last_loss"] = sum(losses[-10:]) / 10
    return {name: round(v, 3) for name, v in found.items()}


def settings() -> dict[str, Any]:
    """All that decides the numbers."""
    return {
        "lags": list(LAGS),
        "starts": list(STARTS),
        "seeds": list(SEEDS),
        "updates": UPDATES,
        "batch": BATCH,
        "width": WIDTH,
        "rate": RATE,
        "clip": CLIP,
        "noise": NOISE,
        "steep_lag": STEEP_LAG,
        "steep_radius": STEEP_RADIUS,
        "steep_rate": STEEP_RATE,
        "steep_updates": STEEP_UPDATES,
        "steep_seeds": list(STEEP_SEEDS),
    }


def measure() -> dict[str, Any]:
    """right[start][lag] and descent[clip]: of each seed."""
    begin = time.process_time()
    right = {
        start: {
            str(lag): [round(trained(lag, start, s), 3) for s in SEEDS]
            for lag in LAGS
        }
        for start in STARTS
    }
    descent = {
        name: [descended(clip, seed) for seed in STEEP_SEEDS]
        for name, clip in (("none", float("inf")), ("1", CLIP))
    }
    return {
        "command": "python -m livenets.studies.rnn_lag",
        "settings": settings(),
        "right": right,
        "descent": descent,
        "versions": {"torch": torch.__version__},
        "cpu_seconds": round(time.process_time() - begin),
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    found = measure()
    text = json.dumps(found, indent=1) + "\n"
    (HERE / "rnn_lag.json").write_text(text, encoding="utf-8")
    print(text)
