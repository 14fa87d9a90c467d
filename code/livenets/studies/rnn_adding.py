"""Two numbers to be added: where a good start is not enough.

python -m livenets.studies.rnn_adding

Six minutes on one CPU thread; it writes rnn_adding.json beside it. At each
moment comes a random number in [0, 1] and a mark; two moments are marked, one
in each half, and at the end the sum of their numbers is to be said
(Hochreiter and Schmidhuber 1997; as in Le et al. 2015). Who always says 1 is
off by 1/6, squared and on average. The starts of the RNN are those of
rnn_lag; the LSTM is as torch draws it.
"""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss

from livenets.nets import LSTM, RNN
from livenets.studies import runs

HERE = Path(__file__).parent
FILE = HERE / "rnn_adding.json"
LENGTHS = (10, 20, 40, 80)
NETWORKS = ("RNN, torch's start", "RNN, orthogonal start", "LSTM")
SEEDS = (0, 1, 2)
UPDATES, BATCH, WIDTH, RATE, CLIP = 1500, 64, 32, 3e-3, 1.0
ROWS = [
    {"network": network, "length": length, "seed": seed}
    for seed in SEEDS
    for network in NETWORKS
    for length in LENGTHS
]


class Adder(nn.Module):
    """A recurrent layer, and one number of its last hidden state."""

    def __init__(self, network: str) -> None:
        super().__init__()
        layer = LSTM if network == "LSTM" else RNN
        self.core = layer(2, WIDTH, batch_first=True)
        self.said = nn.Linear(WIDTH, 1)
        if network == "RNN, orthogonal start":
            nn.init.orthogonal_(self.core.layers[0].weight_h)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, 2) → sums (B,)."""
        h, _ = self.core(x)  # (B, T, N)
        return self.said(h[:, -1])[:, 0]


def sequences(
    length: int, count: int, dice: torch.Generator
) -> tuple[Tensor, Tensor]:
    """x (B, T, 2), numbers in [0, 1] and marks; the sums y (B,)."""
    numbers = torch.rand(count, length, generator=dice)
    marks, half = torch.zeros(count, length), length // 2
    for start in (0, half):
        place = start + torch.randint(half, (count, 1), generator=dice)
        marks.scatter_(1, place, 1)
    return torch.stack([numbers, marks], -1), (numbers * marks).sum(1)


def run(
    network: str, length: int, seed: int, updates: int = UPDATES
) -> dict[str, Any]:
    """Train one; how far it is off on 2,000 new sequences, squared."""
    torch.manual_seed(seed)
    dice = torch.Generator().manual_seed(seed)
    model = Adder(network)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    for _ in range(updates):
        x, y = sequences(length, BATCH, dice)
        loss = mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
    with torch.inference_mode():
        x, y = sequences(length, 2000, dice)
        return {"error": round(mse_loss(model(x), y).item(), 4)}


def errors(network: str, length: int) -> list[float]:
    """As shipped, one a seed."""
    return [
        r["error"]
        for r in runs.read(FILE)["runs"]
        if (r["network"], r["length"]) == (network, length)
    ]


def head() -> dict[str, Any]:
    """What was done, and all that decides the numbers."""
    return {
        "command": "python -m livenets.studies.rnn_adding",
        "settings": {
            "updates": UPDATES,
            "batch": BATCH,
            "width": WIDTH,
            "rate": RATE,
            "clip": CLIP,
        },
        "torch": torch.__version__,
    }


if __name__ == "__main__":
    runs.complete(FILE, head(), ROWS, run)
