"""How each trained network of the book was made, and the command for it.

python -m livenets.recipes --list
python -m livenets.recipes lenet5_relu --seed 0 1 2
torchrun --nproc-per-node 2 -m livenets.recipes lenet5_relu --seed 0 1 2

Every seed is trained and scored; the weights of the first one are kept, be
they the best or not. On one CPU thread the same seed gives the same weights.
"""

import argparse
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from livenets import augment, cards, count, data, nets
from livenets.nets.resnet import resnet_small_pictures
from livenets.train import Data, Recipe, accuracy, fit, place, together


@cache
def digits() -> Data:
    """MNIST with a border of 2, as LeNet-5 takes it: (N, 1, 32, 32)."""
    d = data.mnist()
    parts = [
        as_tensors(data.to_input(part.pixels, border=2), part.labels)
        for part in d
    ]
    return Data(*parts[0], *parts[1])


@cache
def emoji() -> Data:
    """Emoji-10 at 32×32: see-through to train, on white to test."""
    train, test, _ = data.emoji10(32)
    seen = train.pixels.transpose(0, 3, 1, 2).astype(np.float32) / 255
    return Data(
        *as_tensors(np.ascontiguousarray(seen), train.labels),
        *as_tensors(data.to_input(test.pixels), test.labels),
    )


@cache
def small_emoji() -> Data:
    """Emoji-10 at 16×16 on white, to train as to test."""
    train, test, _ = data.emoji10(16)
    parts = [
        as_tensors(data.to_input(part.pixels), part.labels)
        for part in (train, test)
    ]
    return Data(*parts[0], *parts[1])


def as_tensors(x: np.ndarray, y: np.ndarray) -> tuple[Tensor, Tensor]:
    """The same, for torch; fit to learn from, whoever asks first."""
    with torch.inference_mode(False):
        return torch.from_numpy(x), torch.from_numpy(y)


class Row(NamedTuple):
    """A network, what it learns from, and how."""

    name: str
    build: Callable[[], nn.Module]  # a factory and its arguments
    data: Callable[[], Data]
    recipe: Recipe


# 16 CPU-seconds: long enough for tanh and ReLU, a stall for sigmoid
SHORT = Recipe(epochs=10, batch=50, rate=0.1, momentum=0.9, warm_up=0.1)
# 3 CPU-minutes: for digits that a reader draws
LONG = SHORT._replace(epochs=80, decay=1e-4, augment=augment.digit)

# Emoji-10, the same for all: 24 epochs of 3,001 pictures, 32 a step. Chosen
# so that the slowest takes about 3 CPU-minutes. What differs is the update:
EMOJI = Recipe(
    epochs=24,
    batch=32,
    rate=0.1,
    momentum=0.9,
    decay=5e-4,
    warm_up=0.2,
    smoothing=0.1,
    augment=augment.emoji,
)
# at 0.1 its 17 narrow blocks learn badly: 48, 42 and 21 % right
NARROW = EMOJI._replace(rate=0.03)
# SGD at that rate needs batch norm; without it, AdamW
NO_BN = EMOJI._replace(rate=1e-3, momentum=None, decay=0.05)

# 35 CPU-seconds for 56 layers at 16×16; pictures are not changed
DEEP = Recipe(
    epochs=8, batch=50, rate=0.05, momentum=0.9, decay=1e-4, warm_up=0.1
)

# widths that keep a file under 1.5 MB; strides for 32×32 pixels
lenet5_colour = partial(nets.lenet5, in_channels=3, activation=nn.ReLU)
alexnet = partial(nets.alexnet, 10, width=0.12, stride=1, grid=2)
two_columns = partial(nets.alexnet_two_columns, 10, width=0.12)
vgg11 = partial(nets.vgg11, 10, width=0.1, grid=1)
vgg11_bn = partial(nets.vgg11_bn, 10, width=0.1, grid=1)
resnet18 = partial(nets.resnet18, 10, width=0.125, stem="3x3")
resnet56 = partial(resnet_small_pictures, 9, width=0.125)
mobilenet_v1 = partial(nets.mobilenet_v1, 10, width=0.25, stride=1)
mobilenet_v2 = partial(nets.mobilenet_v2, 10, width=0.25, stride=1)
mobilenet_v3 = partial(nets.mobilenet_v3_small, 10, width=0.35, stride=1)
efficientnet_b0 = partial(nets.efficientnet_b0, 10, width=0.25, stride=1)

lenet5_relu = partial(nets.lenet5, activation=nn.ReLU)
lenet5_sigmoid = partial(nets.lenet5, activation=nn.Sigmoid)

# name, network, data, recipe
ROWS = [
    Row("lenet5", nets.lenet5, digits, LONG),
    Row("lenet5_tanh", nets.lenet5, digits, SHORT),
    Row("lenet5_relu", lenet5_relu, digits, SHORT),
    Row("lenet5_sigmoid", lenet5_sigmoid, digits, SHORT),
    Row("lenet5_emoji", lenet5_colour, emoji, NO_BN),
    Row("alexnet", alexnet, emoji, NO_BN),
    Row("alexnet_two_columns", two_columns, emoji, NO_BN),
    Row("vgg11", vgg11, emoji, NO_BN),
    Row("vgg11_bn", vgg11_bn, emoji, EMOJI),
    Row("resnet18", resnet18, emoji, EMOJI),
    Row("plain18", partial(resnet18, shortcuts=False), emoji, EMOJI),
    Row("resnet56", resnet56, small_emoji, DEEP),
    Row("mobilenet_v1", mobilenet_v1, emoji, EMOJI),
    Row("mobilenet_v2", mobilenet_v2, emoji, NARROW),
    Row("mobilenet_v3_small", mobilenet_v3, emoji, EMOJI),
    Row("efficientnet_b0", efficientnet_b0, emoji, EMOJI),
]


def find(name: str) -> Row:
    """The row called `name`."""
    return cards.find(ROWS, name)


def train(
    row: Row, seed: int, device: str | torch.device = "cpu"
) -> tuple[nn.Module, dict[str, Any]]:
    """A trained network and its scores."""
    d = row.data()
    torch.manual_seed(seed)
    model = row.build()
    start = time.process_time()
    steps = fit(model, d, row.recipe, seed, device)
    seconds = time.process_time() - start
    last = [step.loss for step in steps[-max(1, len(steps) // 10) :]]
    return model, {
        "seed": seed,
        "test_accuracy": accuracy(model, d.test_x, d.test_y),
        "loss_of_last_tenth": round(sum(last) / len(last), 4),
        "cpu_seconds": round(seconds),
    }


def save(
    row: Row, model: nn.Module, runs: list[dict[str, Any]], folder: Path
) -> None:
    """Write NAME.safetensors and NAME.json."""
    d = row.data()
    seeds = " ".join(str(run["seed"]) for run in runs)
    with_data = {
        "set": row.data.__name__,
        "train_pictures": len(d.x),
        "test_pictures": len(d.test_x),
    }
    card = {
        "name": row.name,
        "network": cards.described(row.build),
        "command": f"python -m livenets.recipes {row.name} --seed {seeds}",
        "data": with_data,
        "recipe": {k: cards.plain(v) for k, v in row.recipe._asdict().items()},
        "seed": runs[0]["seed"],
        "test_accuracy": runs[0]["test_accuracy"],
        "runs": runs,
        "parameters": count.parameters(model),
        "macs": count.macs(model, d.test_x[:1].to(next(model.parameters()))),
    }
    cards.write(card, model, folder)


def main() -> None:
    """Train what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--seed", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--out", type=Path, default=cards.FOLDER)
    args = parser.parse_args()
    if args.list or not args.name:
        for row in ROWS:
            print(f"{row.name:20} {cards.described(row.build)}")
        return
    torch.set_num_threads(1)  # another number, another order of sums
    row = find(args.name)
    with together(args.device) as device:
        trained = [train(row, seed, device) for seed in args.seed]
        if place()[0] == 0:
            runs = [scores for _, scores in trained]
            for run in runs:
                print(row.name, run)
            save(row, trained[0][0], runs, args.out)


if __name__ == "__main__":
    main()
