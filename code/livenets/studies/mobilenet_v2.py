"""Is a linear bottleneck better than one with ReLU6, and how wide a middle?

python -m livenets.studies.mobilenet_v2

About a quarter of an hour on one CPU thread; it writes mobilenet_v2.json
beside it, and goes on where it was stopped.
"""

from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from livenets import count
from livenets.nets.mobilenet_v2 import MobileNetV2, Row
from livenets.probe import probe
from livenets.recipes import EMOJI, emoji
from livenets.studies import runs
from livenets.train import accuracy, fit

PATH = Path(__file__).parent / "mobilenet_v2.json"
# at the book's rate of 0.1 some seeds learn nothing in six epochs
SHORT = EMOJI._replace(epochs=6, rate=0.02)
SEEDS = (0, 1, 2)


class Arm(NamedTuple):
    """What is changed, and nothing else."""

    expansion: int
    linear: bool


ARMS = [Arm(t, linear) for t in range(1, 7) for linear in (True, False)]


def build(arm: Arm, seed: int) -> nn.Module:
    """An untrained MobileNetV2, cut to seven blocks: it must learn quickly.

    Its narrow layers have 8 or 16 channels.
    """
    torch.manual_seed(seed)
    t = arm.expansion
    rows = [Row(1, 16, 1, 1), Row(t, 24, 2, 2), Row(t, 32, 2, 2)]
    return MobileNetV2(
        [*rows, Row(t, 64, 2, 2)],
        num_classes=10,
        in_channels=3,
        width=0.25,
        stride=1,
        linear_bottleneck=arm.linear,
    )


def narrow(model: nn.Module, x: Tensor) -> list[Tensor]:
    """What each block's projection puts out: (N, C, H, W) of each."""
    names = [f"blocks.{i}.project" for i in range(len(model.blocks))]
    return list(probe(model, x, names).values())


def run(expansion: int, linear: bool, seed: int) -> dict[str, Any]:
    """Train one network, test it, and look at its narrow layers."""
    d = emoji()
    model = build(Arm(expansion, linear), seed)
    steps = fit(model, d, SHORT, seed)
    last = [step.loss for step in steps[-len(steps) // 10 :]]
    maps = narrow(model, d.test_x)
    silent = [(y.amax((0, 2, 3)) <= 0).sum().item() for y in maps]
    return {
        "accuracy": round(accuracy(model, d.test_x, d.test_y), 4),
        "loss": round(sum(last) / len(last), 4),
        "parameters": count.parameters(model),
        "macs": count.macs(model, d.test_x[:1]),
        # of all channels of the narrow layers: never above 0 on any picture
        "silent": sum(silent),
        "channels": sum(y.shape[1] for y in maps),
    }


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    return runs.read(PATH)


def main() -> None:
    """Train what is missing, and write what was found."""
    head = {
        "command": "python -m livenets.studies.mobilenet_v2",
        "torch": torch.__version__,
    }
    rows = [arm._asdict() | {"seed": seed} for seed in SEEDS for arm in ARMS]
    runs.complete(PATH, head, rows, run)


if __name__ == "__main__":
    main()
