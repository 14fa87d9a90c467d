"""Plain against residual networks of growing depth, and what each block adds.

python -m livenets.studies.resnet

About five minutes on one CPU thread; it writes resnet.json beside it, and
goes on where it was stopped.
"""

from pathlib import Path
from typing import Any

import torch
from torch import nn

from livenets.nets.resnet import resnet_small_pictures
from livenets.probe import hooked, probe
from livenets.recipes import DEEP, small_emoji
from livenets.studies import runs
from livenets.train import Data, accuracy, by_epoch, fit

PATH = Path(__file__).parent / "resnet.json"
BLOCKS = (1, 3, 9)  # in each of three stages: 8, 20 and 56 layers
SEEDS = (0, 1, 2)


def build(blocks: int, shortcuts: bool, seed: int) -> nn.Module:
    """An untrained network of 6·blocks + 2 layers, 8 to 32 channels wide."""
    torch.manual_seed(seed)
    return resnet_small_pictures(blocks, width=0.125, shortcuts=shortcuts)


def run(layers: int, shortcuts: bool, seed: int) -> dict[str, Any]:
    """Train one network: the loss of each epoch, and what it gets right."""
    d = small_emoji()
    model = build((layers - 2) // 6, shortcuts, seed)
    steps = fit(model, d, DEEP, seed)
    found = {
        "losses": by_epoch(steps, DEEP.epochs),
        "train_accuracy": round(accuracy(model, d.x, d.y), 4),
        "test_accuracy": round(accuracy(model, d.test_x, d.test_y), 4),
    }
    if shortcuts and seed == SEEDS[0]:
        found["blocks"] = lesions(model, d)
    return found


def names_of(model: nn.Module) -> list[str]:
    """Its blocks: "stages.0.0", …"""
    return [
        f"stages.{i}.{j}"
        for i, stage in enumerate(model.stages)
        for j in range(len(stage))
    ]


def lesions(model: nn.Module, d: Data) -> list[dict[str, Any]]:
    """For each block the sizes of its paths, and what is right without one."""
    rows = []
    for name in names_of(model):
        paths = [f"{name}.{path}" for path in ("shortcut", "branch")]
        seen = probe(model, d.test_x[:200], paths)
        row: dict[str, Any] = {"name": name}
        for path in paths:
            key = path.rpartition(".")[2]
            size = seen[path].square().mean().sqrt().item()
            row[f"{key}_rms"] = round(size, 4)
            with hooked(model, (), {path: (0, 0)}):
                right = accuracy(model, d.test_x, d.test_y)
            row[f"without_{key}"] = round(right, 4)
        rows.append(row)
    return rows


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    return runs.read(PATH)


def main() -> None:
    """Train what is missing, and write what was found."""
    head = {
        "command": "python -m livenets.studies.resnet",
        "torch": torch.__version__,
    }
    rows = [
        {"layers": 6 * blocks + 2, "shortcuts": shortcuts, "seed": seed}
        for seed in SEEDS
        for blocks in BLOCKS
        for shortcuts in (True, False)
    ]
    runs.complete(PATH, head, rows, run)


if __name__ == "__main__":
    main()
