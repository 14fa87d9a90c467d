"""LeNet-5 (LeCun, Bottou, Bengio and Haffner, 1998, Proc. IEEE 86(11)).

Layers have the paper's names: C convolves, S subsamples, F is fully connected.
Shapes: B images of 32×32 pixels; MNIST's 28×28 digits get a border of 2.
"""

from collections import OrderedDict

import torch
from torch import Tensor, nn


def activated(activation: type[nn.Module], **layer: nn.Module) -> nn.Module:
    """`layer`, then `activation`: a module each, so both can be watched."""
    return nn.Sequential(OrderedDict(layer, act=activation()))


class LeNet5(nn.Module):
    """The network as it is read today: 61,706 parameters, 416,520 products.

    The 1998 network (`LeNet5Paper`) differs in four places: each C3 map saw
    only some of S2's maps (Table I), subsampling had a trainable weight and
    bias, the squashing function was 1.7159·tanh(2x/3), and the output measured
    distances to drawn digits (eq. 7).
    """

    def __init__(
        self, num_classes: int, in_channels: int, activation: type[nn.Module]
    ) -> None:
        super().__init__()
        self.c1 = activated(activation, conv=nn.Conv2d(in_channels, 6, 5))
        self.s2 = nn.AvgPool2d(2)
        self.c3 = activated(activation, conv=nn.Conv2d(6, 16, 5))
        self.s4 = nn.AvgPool2d(2)
        self.flatten = nn.Flatten()
        # the paper's C5 is a 5×5 convolution of a 5×5 map: the same numbers
        self.c5 = activated(activation, linear=nn.Linear(16 * 5 * 5, 120))
        self.f6 = activated(activation, linear=nn.Linear(120, 84))
        self.output = nn.Linear(84, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """(B, in_channels, 32, 32), in [0, 1] → scores (B, num_classes)."""
        x = self.c1(x)  # (B, 6, 28, 28)
        x = self.s2(x)  # (B, 6, 14, 14)
        x = self.c3(x)  # (B, 16, 10, 10)
        x = self.s4(x)  # (B, 16, 5, 5)
        x = self.flatten(x)  # (B, 400)
        x = self.c5(x)  # (B, 120)
        x = self.f6(x)  # (B, 84)
        return self.output(x)  # (B, num_classes)


# Table I: the S2 maps that each of the 16 C3 maps sees
SEEN_BY_C3 = (
    [(i, (i + 1) % 6, (i + 2) % 6) for i in range(6)]
    + [(i, (i + 1) % 6, (i + 2) % 6, (i + 3) % 6) for i in range(6)]
    + [(0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5)]
    + [(0, 1, 2, 3, 4, 5)]
)


class PartialConv(nn.Module):
    """C3: each map has its own choice of input maps, so they must differ."""

    def __init__(self, seen: list[tuple[int, ...]]) -> None:
        super().__init__()
        self.seen = seen
        self.maps = nn.ModuleList(nn.Conv2d(len(s), 1, 5) for s in seen)

    def forward(self, x: Tensor) -> Tensor:
        """(B, 6, H, W) → (B, 16, H-4, W-4)."""
        pairs = zip(self.maps, self.seen, strict=True)
        ys = [conv(x[:, list(s)]) for conv, s in pairs]  # (B, 1, H-4, W-4)
        return torch.cat(ys, dim=1)


class Subsample(nn.Module):
    """S2 and S4: mean of 2×2, times a trained weight, plus a trained bias."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.mean = nn.AvgPool2d(2)
        self.weight = nn.Parameter(torch.ones(channels, 1, 1))
        self.bias = nn.Parameter(torch.zeros(channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) → (B, C, H/2, W/2)."""
        return self.mean(x) * self.weight + self.bias


class ScaledTanh(nn.Module):
    """A·tanh(Sx), with f(1) = 1 and f(-1) = -1 (appendix A)."""

    def forward(self, x: Tensor) -> Tensor:
        """Any shape → the same shape, in (-1.7159, 1.7159)."""
        return 1.7159 * (x * 2 / 3).tanh()


# Ten 7×12 digits, #: +1, else -1. The paper's figure 3 has its own drawings;
# these are ours: alike characters get alike codes, and that is what it is for.
GLYPHS = """
....... ....... ....... ....... ....... ....... ....... ....... ....... .......
..###.. ...#... ..###.. ..###.. ....##. ######. ..####. ####### ..###.. ..###..
.#...#. ..##... .#...#. .#...#. ...#.#. #...... .#..... .....#. .#...#. .#...#.
#.....# .#.#... #.....# ......# ...#.#. #...... #...... .....#. #.....# #.....#
#.....# ...#... ......# ......# ..#..#. #...... #...... ....#.. #.....# #.....#
#.....# ...#... .....#. ..###.. ..#..#. #.###.. #.###.. ....#.. .#...#. #....##
#.....# ...#... ....#.. .....#. .#...#. ##...#. ##...#. ...#... ..###.. .#..#.#
#.....# ...#... ...#... ......# .#...#. ......# #.....# ...#... .#...#. ..##..#
#.....# ...#... ..#.... ......# ####### ......# #.....# ..#.... #.....# ......#
.#...#. ...#... .#..... .#...#. .....#. #....#. .#...#. ..#.... .#...#. .....#.
..###.. .#####. ####### ..###.. .....#. .####.. ..###.. .#..... ..###.. .####..
....... ....... ....... ....... ....... ....... ....... ....... ....... .......
"""


def digit_codes() -> Tensor:
    """The ten drawn digits as (10, 84), each number +1 or -1."""
    rows = [row.split() for row in GLYPHS.strip().splitlines()]
    digits = ["".join(column) for column in zip(*rows, strict=True)]
    return torch.tensor([[2.0 * (c == "#") - 1 for c in d] for d in digits])


class RBF(nn.Module):
    """The output: minus the squared distance to each code (eq. 7)."""

    codes: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("codes", digit_codes())  # fixed, not trained

    def forward(self, x: Tensor) -> Tensor:
        """(B, 84) → (B, 10), never above 0; the nearest code wins."""
        away = x[:, None] - self.codes  # (B, 10, 84)
        return -away.square().sum(dim=2)  # (B, 10)


class LeNet5Paper(nn.Module):
    """The 1998 network (§II.B): 60,000 parameters, 340,908 connections."""

    def __init__(self) -> None:
        super().__init__()
        self.c1 = activated(ScaledTanh, conv=nn.Conv2d(1, 6, 5))
        self.s2 = activated(ScaledTanh, subsample=Subsample(6))
        self.c3 = activated(ScaledTanh, conv=PartialConv(SEEN_BY_C3))
        self.s4 = activated(ScaledTanh, subsample=Subsample(16))
        self.c5 = activated(ScaledTanh, conv=nn.Conv2d(16, 120, 5))
        self.flatten = nn.Flatten()
        self.f6 = activated(ScaledTanh, linear=nn.Linear(120, 84))
        self.output = RBF()

    def forward(self, x: Tensor) -> Tensor:
        """(B, 1, 32, 32) → scores (B, 10)."""
        x = self.c1(x)  # (B, 6, 28, 28)
        x = self.s2(x)  # (B, 6, 14, 14)
        x = self.c3(x)  # (B, 16, 10, 10)
        x = self.s4(x)  # (B, 16, 5, 5)
        x = self.c5(x)  # (B, 120, 1, 1)
        x = self.flatten(x)  # (B, 120)
        x = self.f6(x)  # (B, 84), each in (-1.7159, 1.7159)
        return self.output(x)  # (B, 10)


def lenet5(
    num_classes: int = 10,
    in_channels: int = 1,
    activation: type[nn.Module] = nn.Tanh,
) -> LeNet5:
    """LeNet-5 as it is read today, for 32×32 pixels."""
    return LeNet5(num_classes, in_channels, activation)


def lenet5_paper() -> LeNet5Paper:
    """LeNet-5 as it was in 1998: for digits only, its codes are drawn."""
    return LeNet5Paper()
