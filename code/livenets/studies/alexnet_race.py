"""Which activation learns first: ReLU, tanh or sigmoid.

python -m livenets.studies.alexnet_race

Half a minute on one CPU thread; it writes alexnet_race.json beside it,
run by run, and goes on where it was stopped.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import nn

from livenets import recipes
from livenets.nets import AlexNet
from livenets.studies import runs
from livenets.studies.vgg import pictures, start
from livenets.train import Recipe, fit

PATH = Path(__file__).parent / "alexnet_race.json"
SEEDS = (0, 1, 2)
RECIPE = Recipe(epochs=1, batch=32, rate=1e-3, anneal=False)


class Team(NamedTuple):
    """An activation, and how the weights are drawn."""

    activation: type[nn.Module]
    draw: Callable | None  # None: as PyTorch does


TEAMS = {
    "ReLU": Team(nn.ReLU, None),
    "ReLU, He's start": Team(nn.ReLU, nn.init.kaiming_normal_),
    "tanh": Team(nn.Tanh, None),
    "sigmoid": Team(nn.Sigmoid, None),
}


def build(team: str, seed: int) -> AlexNet:
    """The book's small AlexNet, untrained, without dropout."""
    torch.manual_seed(seed)
    activation, draw = TEAMS[team]
    model = recipes.alexnet(dropout=0.0, activation=activation)
    if draw:
        start(model, draw)
    return model


def run(team: str, seed: int) -> dict[str, Any]:
    """One round of the pictures: the loss of every step."""
    model = build(team, seed)
    steps = fit(model, pictures(), RECIPE, seed)
    return {"losses": [round(step.loss, 3) for step in steps]}


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    return runs.read(PATH)


def main() -> None:
    """Train what is missing, and write what was found."""
    head = {
        "command": "python -m livenets.studies.alexnet_race",
        "torch": torch.__version__,
        "recipe": RECIPE._asdict(),
    }
    rows = [{"team": team, "seed": seed} for seed in SEEDS for team in TEAMS]
    runs.complete(PATH, head, rows, run)


if __name__ == "__main__":
    main()
