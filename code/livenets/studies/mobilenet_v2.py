"""Is a linear bottleneck better than one with ReLU6, and how wide a middle?

python -m livenets.studies.mobilenet_v2

About seven minutes on one CPU thread; it writes mobilenet_v2.json beside it.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from livenets import count
from livenets.nets.mobilenet_v2 import MobileNetV2, Row
from livenets.probe import probe
from livenets.recipes import EMOJI, emoji
from livenets.train import accuracy, fit

PATH = Path(__file__).parent / "mobilenet_v2.json"
# at the book's rate of 0.1 some seeds learn nothing in six epochs
SHORT = EMOJI._replace(epochs=6, rate=0.02)
SEEDS = (0, 1, 2)


class Arm(NamedTuple):
    """What is changed, and nothing else."""

    expansion: int
    linear: bool


ARMS = [Arm(t, linear) for t in (1, 3, 6) for linear in (True, False)]


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


def run(arm: Arm, seed: int) -> dict[str, Any]:
    """Train one network, test it, and look at its narrow layers."""
    d = emoji()
    model = build(arm, seed)
    steps = fit(model, d, SHORT, seed)
    last = [step.loss for step in steps[-len(steps) // 10 :]]
    maps = narrow(model, d.test_x)
    silent = [(y.amax((0, 2, 3)) <= 0).sum().item() for y in maps]
    return {
        **arm._asdict(),
        "seed": seed,
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
    return json.loads(PATH.read_text(encoding="utf-8"))


def write(runs: list[dict[str, Any]]) -> None:
    """What is known so far, one run a line."""
    head = {
        "command": "python -m livenets.studies.mobilenet_v2",
        "torch": torch.__version__,
    }
    lines = [f" {json.dumps(k)}: {json.dumps(v)}" for k, v in head.items()]
    rows = ",\n".join(f"  {json.dumps(found)}" for found in runs)
    text = "{\n" + ",\n".join([*lines, f' "runs": [\n{rows}\n ]']) + "\n}\n"
    PATH.write_text(text, encoding="utf-8")


def main() -> None:
    """Run everything."""
    torch.set_num_threads(1)
    runs = []
    for seed in SEEDS:
        for arm in ARMS:
            runs.append(run(arm, seed))
            write(runs)


if __name__ == "__main__":
    main()
