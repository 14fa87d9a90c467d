"""What AlexNet's tricks do at the book's size, one changed at a time.

python -m livenets.studies.alexnet

About four minutes on one CPU thread; it writes alexnet.json beside it, and
goes on where it was stopped.
"""

import json
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from livenets import count, data, nets
from livenets.recipes import NO_BN, as_tensors
from livenets.train import Data, Recipe, accuracy, fit

HERE = Path(__file__).parent
SEEDS = (0, 1, 2)
SMALL = partial(nets.alexnet, 10, width=0.12, stride=1, grid=2)

# the race: as in the paper's figure 1, no regularisation of any kind
RACE = Recipe(epochs=2, batch=32, rate=1e-3, anneal=False)
ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}

# kernel and stride of the pooling, positions along a side that are left of
# 64×64 pixels at stride 2
POOLS = {"3 / 2": (3, 2, 2), "2 / 2": (2, 2, 3), "3 / 3": (3, 3, 1)}
POOLING = NO_BN._replace(epochs=3)

# few pictures, seen often: where there is something to overfit
REGULAR = NO_BN._replace(epochs=18)
FEW = slice(None, None, 6)  # 501 of the training pictures


@cache
def see_through(size: int) -> Data:
    """Emoji-10: see-through to train, on white to test."""
    train, test, _ = data.emoji10(size)
    seen = train.pixels.transpose(0, 3, 1, 2).astype(np.float32) / 255
    return Data(
        *as_tensors(np.ascontiguousarray(seen), train.labels),
        *as_tensors(data.to_input(test.pixels), test.labels),
    )


def on_white(d: Data) -> Data:
    """The training pictures as the test pictures are."""
    return d._replace(x=d.x[:, :3] * d.x[:, 3:] + 1 - d.x[:, 3:])


def few(d: Data) -> Data:
    """A sixth of the training pictures."""
    return d._replace(x=d.x[FEW], y=d.y[FEW])


def race(activation: str, seed: int) -> dict[str, Any]:
    """The training loss, a mean of 31 steps at a time."""
    torch.manual_seed(seed)
    model = SMALL(dropout=0.0, activation=ACTIVATIONS[activation])
    d = on_white(see_through(32))
    losses = [step.loss for step in fit(model, d, RACE, seed)]
    return {"losses": means(losses, 31)} | scores(model, d)


def regularised(dropout: float, augmented: bool, seed: int) -> dict[str, Any]:
    """A shorter recipe, with dropout or augmentation left out."""
    torch.manual_seed(seed)
    model = SMALL(dropout=dropout)
    d = few(see_through(32))
    recipe = REGULAR
    if not augmented:
        d, recipe = on_white(d), REGULAR._replace(augment=None)
    losses = [step.loss for step in fit(model, d, recipe, seed)]
    found = {"losses": means(losses, 15)} | scores(model, d)
    return found | {f"masked_{p}": masked(model, d, p) for p in (0.5, 0.9)}


@torch.inference_mode()
def masked(model: nn.Module, d: Data, p: float, masks: int = 10) -> float:
    """The share of test pictures that is right with a share of p dropped.

    The mean of `masks` passes, in which each picture has its own mask.
    """
    model.eval()
    seen = model.pool(model.stages(d.test_x)).flatten(1)  # (N, C·G·G)
    for layer in (model.classifier.fc6, model.classifier.fc7):
        layer.dropout.p = p
    model.classifier.train()
    torch.manual_seed(0)
    right = [
        (model.classifier(seen).argmax(dim=1) == d.test_y).float().mean()
        for _ in range(masks)
    ]
    return round(float(sum(right)) / masks, 4)


def pooled(pool: str, seed: int) -> dict[str, Any]:
    """64×64 pixels through another pooling; the rest is the same."""
    kernel, stride, grid = POOLS[pool]
    torch.manual_seed(seed)
    model = nets.alexnet(
        10, width=0.12, stride=2, pool_stride=stride, grid=grid
    )
    for module in model.modules():
        if isinstance(module, nn.MaxPool2d):
            module.kernel_size = kernel
    d = see_through(64)
    fit(model, d, POOLING, seed)
    return {"parameters": count.parameters(model)} | scores(model, d)


def scores(model: nn.Module, d: Data) -> dict[str, float]:
    """The share that is right of the pictures on white."""
    d = on_white(d) if d.x.shape[1] == 4 else d
    return {
        "train": round(accuracy(model, d.x, d.y), 4),
        "test": round(accuracy(model, d.test_x, d.test_y), 4),
    }


def means(values: list[float], every: int) -> list[float]:
    """The mean of each `every` values in turn."""
    rows = [values[i : i + every] for i in range(0, len(values), every)]
    return [round(sum(row) / len(row), 4) for row in rows]


def plan() -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Each run: its kind, its function, what it is given."""
    for seed in SEEDS:
        for activation in ACTIVATIONS:
            yield "race", race, {"activation": activation, "seed": seed}
        for dropout in (0.0, 0.5):
            for augmented in (False, True):
                given = {"dropout": dropout, "augmented": augmented}
                yield "regularised", regularised, given | {"seed": seed}
        for pool in POOLS:
            yield "pooled", pooled, {"pool": pool, "seed": seed}


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    return json.loads((HERE / "alexnet.json").read_text("utf-8"))


def main() -> None:
    """Make the runs that are not there yet, and write each as it ends."""
    torch.set_num_threads(1)  # another number, another order of sums
    file = HERE / "alexnet.json"
    found = (
        results()
        if file.exists()
        else {
            "command": "python -m livenets.studies.alexnet",
            "torch": torch.__version__,
            "runs": [],
        }
    )
    known = [{**run, "found": None} for run in found["runs"]]
    for kind, function, given in plan():
        run = {"kind": kind, **given}
        if {**run, "found": None} in known:
            continue
        found["runs"].append({**run, "found": function(**given)})
        print(found["runs"][-1], flush=True)
        file.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
