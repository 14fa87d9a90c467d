"""MobileNetV2 (Sandler et al., 2018, arXiv:1801.04381).

Shapes: B images, C channels, E = t·C channels inside a block, H×W pixels in,
H'×W' = ⌈H/stride⌉×⌈W/stride⌉ pixels out.
"""

from collections import OrderedDict
from typing import NamedTuple

from torch import Tensor, nn

from livenets.nets.layers import (
    Add,
    conv_bn_act,
    init_convolutions,
    init_linears,
    make_divisible,
)


class InvertedResidual(nn.Module):
    """Widen, filter each channel on its own, narrow (figure 3b).

    The shortcut joins the narrow ends. A `linear` bottleneck has no
    activation after the last layer: in so few channels it loses too much
    (§3.2).
    """

    def __init__(
        self,
        c_in: int,
        c_out: int,
        stride: int = 1,
        expansion: int = 6,
        linear: bool = True,
    ) -> None:
        super().__init__()
        e = c_in * expansion
        self.expand = nn.Identity()
        if expansion != 1:
            self.expand = conv_bn_act(c_in, e, 1, act=nn.ReLU6)
        self.depthwise = conv_bn_act(e, e, 3, stride, groups=e, act=nn.ReLU6)
        self.project = conv_bn_act(
            e, c_out, 1, act=None if linear else nn.ReLU6
        )
        self.has_shortcut = stride == 1 and c_in == c_out
        if self.has_shortcut:
            self.shortcut = nn.Identity()
            self.add = Add()

    def forward(self, x: Tensor) -> Tensor:
        """(B, c_in, H, W) → (B, c_out, H', W')."""
        y = self.expand(x)  # (B, E, H, W)
        y = self.depthwise(y)  # (B, E, H', W')
        y = self.project(y)  # (B, c_out, H', W')
        if self.has_shortcut:
            y = self.add(y, self.shortcut(x))  # (B, c_out, H', W')
        return y


class Row(NamedTuple):
    """One line of table 2: n blocks, of which the first has the stride."""

    t: int
    c: int
    n: int
    stride: int


# Table 2: t, c, n, stride
ROWS = [
    Row(1, 16, 1, 1),
    Row(6, 24, 2, 2),
    Row(6, 32, 3, 2),
    Row(6, 64, 4, 2),
    Row(6, 96, 3, 1),
    Row(6, 160, 3, 2),
    Row(6, 320, 1, 1),
]


class MobileNetV2(nn.Module):
    """A convolution, 17 inverted residuals, a 1×1 convolution, one linear."""

    def __init__(
        self,
        rows: list[Row],
        num_classes: int,
        in_channels: int,
        width: float,
        stride: int,
        linear_bottleneck: bool,
    ) -> None:
        super().__init__()
        c_in = make_divisible(32 * width)
        self.stem = conv_bn_act(in_channels, c_in, 3, stride, act=nn.ReLU6)
        self.blocks = nn.Sequential()
        for row in rows:
            c = make_divisible(row.c * width)
            for i in range(row.n):
                block = InvertedResidual(
                    c_in,
                    c,
                    row.stride if i == 0 else 1,
                    row.t,
                    linear_bottleneck,
                )
                self.blocks.append(block)
                c_in = c
        c_out = make_divisible(1280 * max(1.0, width))  # never narrower (§4)
        self.head = conv_bn_act(c_in, c_out, 1, act=nn.ReLU6)
        self.pool = nn.AdaptiveAvgPool2d(1)
        layers = OrderedDict(
            dropout=nn.Dropout(0.2), linear=nn.Linear(c_out, num_classes)
        )
        self.classifier = nn.Sequential(layers)
        init_convolutions(self)
        init_linears(self)

    def forward(self, x: Tensor) -> Tensor:
        """(B, in_channels, H, W) → scores (B, num_classes)."""
        x = self.stem(x)  # (B, 32, H/2, W/2)
        x = self.blocks(x)  # (B, 320, H/32, W/32)
        x = self.head(x)  # (B, 1280, H/32, W/32)
        x = self.pool(x)  # (B, 1280, 1, 1)
        x = x.flatten(1)  # (B, 1280)
        return self.classifier(x)  # (B, num_classes)


def mobilenet_v2(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    stride: int = 2,
    expansion: int = 6,
    linear_bottleneck: bool = True,
) -> MobileNetV2:
    """MobileNetV2; `stride` is the stem's (1: small pictures).

    `expansion` is t of every block but the first, which has t = 1.
    """
    rows = [ROWS[0], *(row._replace(t=expansion) for row in ROWS[1:])]
    return MobileNetV2(
        rows, num_classes, in_channels, width, stride, linear_bottleneck
    )
