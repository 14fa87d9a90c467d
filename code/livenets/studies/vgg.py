"""VGGs of growing depth at an equal budget, with and without batch norm.

python -m livenets.studies.vgg

About seven minutes on one CPU thread; it writes vgg.json beside it.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import nn

from livenets import count, data
from livenets.nets import VGG
from livenets.nets.vgg import A, B, D, E
from livenets.recipes import as_tensors
from livenets.train import Data, Recipe, accuracy, by_epoch, fit

HERE = Path(__file__).parent
SEEDS = (0, 1)
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


@cache
def pictures() -> Data:
    """Emoji-10 at 32×32 on white, training pictures as they are."""
    train, test, _ = data.emoji10(32)
    parts = [
        as_tensors(data.to_input(part.pixels), part.labels)
        for part in (train, test)
    ]
    return Data(*parts[0], *parts[1])


def centred(d: Data) -> Data:
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
    layers: int, batch_norm: bool, centre: bool, seed: int
) -> dict[str, Any]:
    """Train one network: its loss epoch by epoch, what it then gets right."""
    d = centred(pictures()) if centre else pictures()
    model = build(layers, batch_norm, seed)
    steps = fit(model, d, RECIPE, seed)
    return {
        "layers": layers,
        "batch_norm": batch_norm,
        "centred": centre,
        "seed": seed,
        "parameters": count.parameters(model),
        "macs": count.macs(model, d.test_x[:1]),
        "losses": by_epoch(steps, RECIPE.epochs),
        "train_accuracy": round(accuracy(model, d.x, d.y), 4),
        "test_accuracy": round(accuracy(model, d.test_x, d.test_y), 4),
    }


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    return json.loads((HERE / "vgg.json").read_text("utf-8"))


def main() -> None:
    """Train all of them, and write what was found."""
    torch.set_num_threads(1)  # another number, another order of sums
    rows = [(n, norm, False) for n in DEPTHS for norm in (False, True)]
    rows.append((16, False, True))
    runs = []
    for seed in SEEDS:
        for row in rows:
            runs.append(run(*row, seed))
            print(runs[-1], flush=True)
    found = {
        "command": "python -m livenets.studies.vgg",
        "torch": torch.__version__,
        "recipe": RECIPE._asdict(),
        "runs": runs,
    }
    text = json.dumps(found, indent=1) + "\n"
    (HERE / "vgg.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
