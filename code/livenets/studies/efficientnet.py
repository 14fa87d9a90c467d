"""A small EfficientNet at four times its cost: wider, deeper, finer, or all.

python -m livenets.studies.efficientnet

About ten minutes on one CPU thread; it writes efficientnet.json beside it,
and goes on where it was stopped.
"""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from livenets import count, data
from livenets.nets.efficientnet import SCALES, EfficientNet
from livenets.recipes import NARROW, as_tensors
from livenets.studies import runs
from livenets.train import Data, accuracy, fit

PATH = Path(__file__).parent / "efficientnet.json"
SEEDS = (0, 1, 2)
RECIPE = NARROW._replace(epochs=6)


class Arm(NamedTuple):
    """How much wider and deeper than B0, for pictures of how many pixels."""

    width: float
    depth: float
    side: int


# what costs four times as much as "base", as near as rounding allows;
# "all three" has the paper's proportions: 1.1² wider, 1.2² deeper, 1.15² finer
ARMS = {
    "base": Arm(0.25, 0.5, 32),
    "wider": Arm(0.62, 0.5, 32),
    "deeper": Arm(0.25, 2.4, 32),
    "finer": Arm(0.25, 0.5, 64),
    "all three": Arm(0.25 * 1.21, 0.5 * 1.44, 42),
}


@cache
def pictures(side: int) -> Data:
    """Emoji-10 at `side` pixels: see-through to train, on white to test."""
    train, test, _ = data.emoji10(64)
    seen = train.pixels.transpose(0, 3, 1, 2).astype(np.float32) / 255
    x, y = as_tensors(seen, train.labels)
    ink = torch.cat([x[:, :3] * x[:, 3:], x[:, 3:]], dim=1)
    ink = smaller(ink, side)
    x = torch.cat([ink[:, :3] / ink[:, 3:].clamp(1e-6), ink[:, 3:]], dim=1)
    test_x, test_y = as_tensors(data.to_input(test.pixels), test.labels)
    return Data(x.clamp(0, 1), y, smaller(test_x, side), test_y)


def smaller(x: Tensor, side: int) -> Tensor:
    """(N, C, 64, 64) → (N, C, side, side)."""
    return F.interpolate(x, (side, side), mode="bilinear", antialias=True)


def on_white(seen: Tensor) -> Tensor:
    """See-through (N, 4, H, W) → as they are tested: (N, 3, H, W)."""
    return seen[:, :3] * seen[:, 3:] + 1 - seen[:, 3:]


def build(arm: str, seed: int = 0) -> EfficientNet:
    """An untrained network of this arm."""
    torch.manual_seed(seed)
    width, depth, _ = ARMS[arm]
    scale = SCALES[0]._replace(width=width, depth=depth)
    return EfficientNet(scale, num_classes=10, in_channels=3)


def run(arm: str, seed: int) -> dict[str, Any]:
    """Train one network: its size, and what it gets right."""
    d = pictures(ARMS[arm].side)
    model = build(arm, seed)
    losses = [step.loss for step in fit(model, d, RECIPE, seed)]
    last = losses[-len(losses) // RECIPE.epochs :]  # the last epoch's
    return {
        "parameters": count.parameters(model),
        "macs": count.macs(model, d.test_x[:1]),
        "loss": round(sum(last) / len(last), 4),
        "train_accuracy": round(accuracy(model, on_white(d.x), d.y), 4),
        "test_accuracy": round(accuracy(model, d.test_x, d.test_y), 4),
    }


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    return runs.read(PATH)


def main() -> None:
    """Train what is missing, and write what was found."""
    head = {
        "command": "python -m livenets.studies.efficientnet",
        "torch": torch.__version__,
        "recipe": RECIPE._asdict() | {"augment": "emoji"},
    }
    rows = [{"arm": arm, "seed": seed} for seed in SEEDS for arm in ARMS]
    runs.complete(PATH, head, rows, run)


if __name__ == "__main__":
    main()
