"""VGGs of growing depth at an equal budget, with and without batch norm.

python -m livenets.studies.vgg

About ten minutes on one CPU thread; it writes vgg.json beside it, and goes
on where it was stopped.
"""

from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import nn

from livenets import count, data
from livenets.nets import VGG
from livenets.nets.vgg import A, B, D, E
from livenets.recipes import as_tensors
from livenets.studies import runs
from livenets.train import Data, Recipe, accuracy, by_epoch, fit

PATH = Path(__file__).parent / "vgg.json"
SEEDS = (0, 1, 2)
RECIPE = Recipe(
    epochs=8, batch=32, rate=0.02, momentum=0.9, decay=5e-4, warm_up=0.2
)
EIGHT = [[64], [128], [256], [512], [512]]  # shallower than any of table 1
# layers with weights → the stages, and the width at which a picture of 32×32
# costs 4.3 million multiply-accumulates
DEPTHS = {
    8: (EIGHT, 0.214),
    11: (A, 0.154),
    13: (B, 0.129),
    16: (D, 0.112),
    19: (E, 0.1),
}
# layers, batch norm, centred pictures
CASES = [(n, norm, False) for n in DEPTHS for norm in (False, True)]
CASES.append((16, False, True))


@cache
def pictures() -> Data:
    """Emoji-10 at 32×32 on white, training pictures as they are."""
    train, test, _ = data.emoji10(32)
    parts = [
        as_tensors(data.to_input(part.pixels), part.labels)
        for part in (train, test)
    ]
    return Data(*parts[0], *parts[1])


def centre(d: Data) -> Data:
    """The same pictures, each colour with mean 0 and standard deviation 1."""
    mean, std = (
        f(d.x, dim=(0, 2, 3), keepdim=True) for f in (torch.mean, torch.std)
    )
    return d._replace(x=(d.x - mean) / std, test_x=(d.test_x - mean) / std)


def build(layers: int, batch_norm: bool, seed: int) -> VGG:
    """An untrained network of `layers` layers: He et al.'s start in all."""
    torch.manual_seed(seed)
    stages, width = DEPTHS[layers]
    model = VGG(stages, batch_norm, 10, in_channels=3, width=width, grid=1)
    start(model, nn.init.kaiming_normal_)
    return model


def start(model: nn.Module, draw: Any) -> None:
    """`draw(weight)` for every layer with weights, and biases of 0."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            draw(module.weight)
            nn.init.zeros_(module.bias)


def run(
    layers: int, batch_norm: bool, centred: bool, seed: int
) -> dict[str, Any]:
    """Train one network: its loss epoch by epoch, what it then gets right."""
    d = centre(pictures()) if centred else pictures()
    model = build(layers, batch_norm, seed)
    steps = fit(model, d, RECIPE, seed)
    return {
        "parameters": count.parameters(model),
        "macs": count.macs(model, d.test_x[:1]),
        "losses": by_epoch(steps, RECIPE.epochs),
        "train_accuracy": round(accuracy(model, d.x, d.y), 4),
        "test_accuracy": round(accuracy(model, d.test_x, d.test_y), 4),
    }


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    return runs.read(PATH)


def main() -> None:
    """Train what is missing, and write what was found."""
    head = {
        "command": "python -m livenets.studies.vgg",
        "torch": torch.__version__,
        "recipe": RECIPE._asdict(),
    }
    names = ("layers", "batch_norm", "centred", "seed")
    rows = [
        dict(zip(names, (*case, seed), strict=True))
        for seed in SEEDS
        for case in CASES
    ]
    runs.complete(PATH, head, rows, run)


if __name__ == "__main__":
    main()
