"""Do windows that overlap read better? Three ways to pool in AlexNet.

python -m livenets.studies.alexnet_pool

About six minutes on one CPU thread; it writes alexnet_pool.json beside it,
and goes on where it was stopped.
"""

from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import nn

from livenets import count, recipes
from livenets.nets import AlexNet
from livenets.studies import alexnet, runs
from livenets.train import accuracy

PATH = Path(__file__).parent / "alexnet_pool.json"
SEEDS = (0, 1, 2)


class Pool(NamedTuple):
    """How windows pool, and the side of the last maps."""

    kernel: int
    stride: int
    over: bool  # the last window may stick out of the map
    grid: int


# 32×32 pixels are 26×26 after the first layer: at stride 3 nothing would be
# left for the last window of 3×3, if it might not stick out
POOLS = {
    "3 × 3, stride 2": Pool(3, 2, True, 3),  # 26 → 13 → 6 → 3
    "2 × 2, stride 2": Pool(2, 2, False, 3),  # 26 → 13 → 6 → 3
    "3 × 3, stride 3": Pool(3, 3, True, 1),  # 26 → 9 → 3 → 1
}
# with neither dropout nor augmentation, then with both
CASES = [(False, False), (True, True)]


def build(pool: str, dropout: bool, seed: int) -> AlexNet:
    """The book's small AlexNet, untrained, with another way to pool."""
    torch.manual_seed(seed)
    kernel, stride, over, grid = POOLS[pool]
    model = recipes.alexnet(dropout=0.5 if dropout else 0.0, grid=grid)
    for stage in model.stages:
        if hasattr(stage, "pool"):
            stage.pool = nn.MaxPool2d(kernel, stride, ceil_mode=over)
    return model


def run(
    pool: str, dropout: bool, augmentation: bool, seed: int
) -> dict[str, Any]:
    """Train one network; what it reads of the pictures it saw, and of new."""
    d = alexnet.pictures()
    model = build(pool, dropout, seed)
    alexnet.train(model, augmentation, seed)
    return {
        "parameters": count.parameters(model),
        "macs": count.macs(model, d.test_x[:1]),
        "train_accuracy": round(accuracy(model, d.x, d.y), 4),
        "test_accuracy": round(accuracy(model, d.test_x, d.test_y), 4),
    }


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    return runs.read(PATH)


def main() -> None:
    """Train what is missing, and write what was found."""
    head = {
        "command": "python -m livenets.studies.alexnet_pool",
        "torch": torch.__version__,
        "recipe": alexnet.plain(),
    }
    rows = [
        {"pool": pool, "dropout": drop, "augmentation": vary, "seed": seed}
        for drop, vary in CASES
        for seed in SEEDS
        for pool in POOLS
    ]
    runs.complete(PATH, head, rows, run)


if __name__ == "__main__":
    main()
