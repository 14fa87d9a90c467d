"""AlexNet's two columns taken apart: what they say to each other, by name.

Shapes: B rows, C channels, two halves of C/2. A layer that sees both halves
is the sum of what a half takes from itself and what it takes from the other:
`own` + `talk`. A knob of 0 on `talk` cuts the wire.
"""

from copy import deepcopy

import torch
from torch import Tensor, nn

from livenets.nets.alexnet import AlexNet

Layer = nn.Conv2d | nn.Linear


def block(layer: Layer, to: int, out_of: int, bias: bool) -> Layer:
    """The part of `layer` from one half (0 or 1) to one half."""
    half = deepcopy(layer)
    weight = layer.weight.chunk(2, dim=0)[to].chunk(2, dim=1)[out_of]
    half.weight = nn.Parameter(weight.detach().clone())
    half.bias = None
    if bias:
        half.bias = nn.Parameter(layer.bias.chunk(2)[to].detach().clone())
    return half


class Own(nn.Module):
    """What each half takes from itself."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.first = block(layer, to=0, out_of=0, bias=True)
        self.second = block(layer, to=1, out_of=1, bias=True)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, …) → (B, c_out, …)."""
        a, b = x.chunk(2, dim=1)  # (B, C/2, …) each
        return torch.cat([self.first(a), self.second(b)], dim=1)


class Talk(nn.Module):
    """What each half takes from the other: between the GPUs of 2012."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.first = block(layer, to=0, out_of=1, bias=False)
        self.second = block(layer, to=1, out_of=0, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, …) → (B, c_out, …)."""
        a, b = x.chunk(2, dim=1)  # (B, C/2, …) each
        return torch.cat([self.first(b), self.second(a)], dim=1)


class Crossing(nn.Module):
    """A layer that sees both halves, with the wire as a module."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.own = Own(layer)
        self.talk = Talk(layer)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, …) → (B, c_out, …), what `layer` makes of it."""
        return self.own(x) + self.talk(x)


def taken_apart(model: AlexNet) -> AlexNet:
    """A copy of the two columns in which every wire between them has a name.

    `stages.2.conv.talk`, `classifier.fc6.linear.talk` and the same of fc7.
    """
    if model.stages[1].conv.groups != 2:
        raise ValueError(
            "Want an AlexNet of two columns, whose second layer has 2 groups;"
            f" got {model.stages[1].conv.groups}."
        )
    model = deepcopy(model)
    model.stages[2].conv = Crossing(model.stages[2].conv)
    for name in ("fc6", "fc7"):
        layer = model.classifier.get_submodule(name)
        layer.linear = Crossing(layer.linear)
    return model


WIRES = [
    "stages.2.conv.talk",
    "classifier.fc6.linear.talk",
    "classifier.fc7.linear.talk",
]
# every layer that one column has to itself, in the order they run
LAYERS = [f"stages.{i}" for i in range(5)] + [
    "classifier.fc6",
    "classifier.fc7",
]
