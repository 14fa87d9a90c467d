"""The ten networks of pictures, side by side on the same test pictures."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from livenets import data, weights
from livenets.recipes import emoji


class Rung(NamedTuple):
    """One network of the book."""

    weights: str
    label: str
    year: int  # of what it is named after
    # top-1 on ImageNet's validation pictures, one crop, in %, where printed
    imagenet: float | None = None


# Published: torchvision's table of weights for AlexNet, VGG and ResNet; the
# papers' tables 6, 4, 3 and 2 for the last four
RUNGS = [
    Rung("lenet5_emoji", "LeNet-5", 1998),
    Rung("alexnet", "AlexNet", 2012, 56.5),
    Rung("vgg11", "VGG-11", 2014, 69.0),
    Rung("vgg11_bn", "VGG-11 + BN", 2015, 70.4),
    Rung("plain18", "plain-18", 2015),
    Rung("resnet18", "ResNet-18", 2015, 69.8),
    Rung("mobilenet_v1", "MobileNetV1", 2017, 70.6),
    Rung("mobilenet_v2", "MobileNetV2", 2018, 72.0),
    Rung("mobilenet_v3_small", "MobileNetV3", 2019, 67.4),
    Rung("efficientnet_b0", "EfficientNet", 2019, 77.1),
]


def layers(model: nn.Module) -> int:
    """How many layers have weights: convolutions and linear ones."""
    return sum(isinstance(m, nn.Conv2d | nn.Linear) for m in model.modules())


def facts() -> dict[str, dict[str, Any]]:
    """Label → year, right (% of each seed), parameters, macs, layers."""
    found = {}
    for rung in RUNGS:
        card = weights.card(rung.weights)
        found[rung.label] = {
            "year": rung.year,
            "right": [100 * run["test_accuracy"] for run in card["runs"]],
            "parameters": card["parameters"],
            "macs": card["macs"],
            "layers": layers(weights.load(rung.weights)),
        }
    return found


@cache
def networks() -> dict[str, nn.Module]:
    """Label → the trained network."""
    return {rung.label: weights.load(rung.weights) for rung in RUNGS}


@cache
def shares() -> Tensor:
    """What each network says of each test picture, (10, 780, 10)."""
    with torch.inference_mode():
        each = [
            torch.cat([net(some) for some in emoji().test_x.split(195)])
            for net in networks().values()
        ]  # some at a time, to save memory
    return torch.stack(each).softmax(dim=2)


def verdicts() -> Tensor:
    """The class that each network reads in each test picture, (10, 780)."""
    return shares().argmax(dim=2)


def right() -> Tensor:
    """Which network reads which test picture right, bool (10, 780)."""
    return verdicts() == emoji().test_y


def split(n: int) -> list[int]:
    """The n test pictures of which most different things are said.

    Each of another emoji; the entropy of the ten verdicts, largest first.
    """
    votes = one_hot(verdicts(), 10).float().mean(dim=0)  # (780, 10)
    entropy = -votes.xlogy(votes).sum(dim=1)
    order = entropy.argsort(descending=True, stable=True).tolist()
    names = data.emoji10(64).test.names
    first = {names[i]: i for i in reversed(order)}
    return sorted(first.values(), key=order.index)[:n]


def interval(a: str, b: str, times: int = 2000) -> tuple[float, float]:
    """95 % of how many points more `a` has right than `b`, in resamples.

    Emoji are drawn again, not pictures: six drawings of one emoji are no six
    independent pictures.
    """
    found = dict(zip(networks(), right().double(), strict=True))
    _, which = np.unique(data.emoji10(64).test.names, return_inverse=True)
    gain, size = (
        np.bincount(which, weights=w)
        for w in ((found[a] - found[b]).numpy(), None)
    )
    drawn = np.random.default_rng(0).integers(0, len(size), (times, len(size)))
    shares = gain[drawn].sum(axis=1) / size[drawn].sum(axis=1)
    low, high = np.percentile(100 * shares, (2.5, 97.5))
    return float(low), float(high)
