"""An LSTM that never had one of its gates, trained.

python -m livenets.studies.lstm_without

Twelve minutes on one CPU thread; it writes lstm_without.json beside it. The
network, the text and the recipe are those of text_sizes: 43,599 parameters
that read nine tragedies three times. A gate that is taken out is open all the
time, in training too, so the network can learn to do without; a candidate
without tanh is its sum alone. Parts and names as in Greff et al. (2017).
"""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from livenets.recipes_text import train
from livenets.studies import runs, text_sizes

HERE = Path(__file__).parent
FILE = HERE / "lstm_without.json"
SEEDS = (0, 1, 2)


class Open(nn.Module):
    """A gate that lets all through, whatever it is told."""

    def forward(self, x: Tensor) -> Tensor:
        """(B, N) → ones (B, N)."""
        return torch.ones_like(x)


# what is taken out → the submodule of the layer, and what stands there
PARTS: dict[str, tuple[str, type[nn.Module]]] = {
    "forget gate": ("forget", Open),
    "input gate": ("input", Open),
    "output gate": ("output", Open),
    "tanh of the candidate": ("candidate", nn.Identity),
}
ROWS = [
    {"without": part, "seed": seed}
    for seed in SEEDS
    for part in ("nothing", *PARTS)
]


def build(without: str) -> nn.Module:
    """The untrained network; `without` is a key of PARTS, or "nothing"."""
    model = text_sizes.row("lstm").build()
    if without in PARTS:
        name, stand_in = PARTS[without]
        setattr(model.core.layers[0], name, stand_in())
    return model


def run(without: str, seed: int) -> dict[str, Any]:
    """Train one, and score it: nats a character of Macbeth."""
    row = text_sizes.row("lstm")._replace(build=lambda: build(without))
    _, scores = train(row, seed)
    return scores


def nats(without: str) -> list[float]:
    """As shipped, one a seed."""
    found = runs.read(FILE)["runs"]
    return [r["test_nats"] for r in found if r["without"] == without]


def main() -> None:
    """Train what is missing, and write what was found."""
    head = {
        "command": "python -m livenets.studies.lstm_without",
        "torch": torch.__version__,
    }
    runs.complete(FILE, head, ROWS, run)


if __name__ == "__main__":
    main()
