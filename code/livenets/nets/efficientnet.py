"""EfficientNet (Tan and Le, 2019, arXiv:1905.11946).

Shapes: B images, C channels, H×W pixels.
"""

import math
from collections import OrderedDict
from functools import partial
from typing import NamedTuple

from torch import Tensor, nn

from livenets.nets.layers import (
    Norm,
    conv_bn_act,
    init_convolutions,
    make_divisible,
)
from livenets.nets.mbconv import MBConv


class Row(NamedTuple):
    """A stage of table 1: blocks, of which the first has the stride."""

    expansion: int
    kernel: int
    stride: int
    c_out: int
    depth: int


# Table 1: expansion, kernel, stride, c_out, depth
ROWS = [
    Row(1, 3, 1, 16, 1),
    Row(6, 3, 2, 24, 2),
    Row(6, 5, 2, 40, 2),
    Row(6, 3, 2, 80, 3),
    Row(6, 5, 1, 112, 3),
    Row(6, 5, 2, 192, 4),
    Row(6, 3, 1, 320, 1),
]


class Scale(NamedTuple):
    """How much wider and deeper than B0, for how many pixels (§3.3)."""

    width: float
    depth: float
    side: int  # pixels
    dropout: float
    norm: Norm


# B5…B7 keep the statistics of the TensorFlow code that trained them
tf_norm = partial(nn.BatchNorm2d, eps=1e-3, momentum=0.01)

# The released coefficients: width, depth, side, dropout, batch norm
SCALES = [
    Scale(1.0, 1.0, 224, 0.2, nn.BatchNorm2d),
    Scale(1.0, 1.1, 240, 0.2, nn.BatchNorm2d),
    Scale(1.1, 1.2, 260, 0.3, nn.BatchNorm2d),
    Scale(1.2, 1.4, 300, 0.3, nn.BatchNorm2d),
    Scale(1.4, 1.8, 380, 0.4, nn.BatchNorm2d),
    Scale(1.6, 2.2, 456, 0.4, tf_norm),
    Scale(1.8, 2.6, 528, 0.5, tf_norm),
    Scale(2.0, 3.1, 600, 0.5, tf_norm),
]


def scaled(rows: list[Row], scale: Scale) -> list[Row]:
    """Compound scaling: B0's rows, wider and deeper at once."""
    return [
        row._replace(
            c_out=make_divisible(row.c_out * scale.width),
            depth=math.ceil(row.depth * scale.depth),
        )
        for row in rows
    ]


class EfficientNet(nn.Module):
    """A convolution, seven stages of MBConv, a 1×1 convolution, one linear."""

    def __init__(
        self, scale: Scale, num_classes: int, in_channels: int, stride: int = 2
    ) -> None:
        super().__init__()
        rows = scaled(ROWS, scale)
        conv = partial(conv_bn_act, act=nn.SiLU, norm=scale.norm)
        c_in = make_divisible(32 * scale.width)
        self.stem = conv(in_channels, c_in, 3, stride)
        self.stages = nn.Sequential()
        blocks, done = sum(row.depth for row in rows), 0
        for expansion, kernel, stride, c_out, depth in rows:
            stage = nn.Sequential()
            for i in range(depth):
                block = MBConv(
                    c_in,
                    c_out,
                    expansion,
                    kernel,
                    stride if i == 0 else 1,
                    drop_rate=0.2 * done / blocks,  # deeper, more often
                    norm=scale.norm,
                )
                stage.append(block)
                c_in = c_out
                done += 1
            self.stages.append(stage)
        self.head = conv(c_in, 4 * c_in, 1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        layers = OrderedDict(
            dropout=nn.Dropout(scale.dropout),
            linear=nn.Linear(4 * c_in, num_classes),
        )
        self.classifier = nn.Sequential(layers)
        init_convolutions(self)
        bound = 1 / math.sqrt(num_classes)
        nn.init.uniform_(self.classifier.linear.weight, -bound, bound)
        nn.init.zeros_(self.classifier.linear.bias)

    def forward(self, x: Tensor) -> Tensor:
        """(B, in_channels, H, W) → scores (B, num_classes)."""
        x = self.stem(x)  # (B, 32·width, H/2, W/2)
        x = self.stages(x)  # (B, C, H/32, W/32)
        x = self.head(x)  # (B, 4C, H/32, W/32)
        x = self.pool(x)  # (B, 4C, 1, 1)
        x = x.flatten(1)  # (B, 4C)
        return self.classifier(x)  # (B, num_classes)


def efficientnet_b0(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    stride: int = 2,
) -> EfficientNet:
    """EfficientNet-B0; `stride` is the stem's (1: small pictures)."""
    scale = SCALES[0]._replace(width=width)
    return EfficientNet(scale, num_classes, in_channels, stride)


def efficientnet_b1(
    num_classes: int = 1000, in_channels: int = 3
) -> EfficientNet:
    """EfficientNet-B1, for 240×240 pixels."""
    return EfficientNet(SCALES[1], num_classes, in_channels)


def efficientnet_b2(
    num_classes: int = 1000, in_channels: int = 3
) -> EfficientNet:
    """EfficientNet-B2, for 260×260 pixels."""
    return EfficientNet(SCALES[2], num_classes, in_channels)


def efficientnet_b3(
    num_classes: int = 1000, in_channels: int = 3
) -> EfficientNet:
    """EfficientNet-B3, for 300×300 pixels."""
    return EfficientNet(SCALES[3], num_classes, in_channels)


def efficientnet_b4(
    num_classes: int = 1000, in_channels: int = 3
) -> EfficientNet:
    """EfficientNet-B4, for 380×380 pixels."""
    return EfficientNet(SCALES[4], num_classes, in_channels)


def efficientnet_b5(
    num_classes: int = 1000, in_channels: int = 3
) -> EfficientNet:
    """EfficientNet-B5, for 456×456 pixels."""
    return EfficientNet(SCALES[5], num_classes, in_channels)


def efficientnet_b6(
    num_classes: int = 1000, in_channels: int = 3
) -> EfficientNet:
    """EfficientNet-B6, for 528×528 pixels."""
    return EfficientNet(SCALES[6], num_classes, in_channels)


def efficientnet_b7(
    num_classes: int = 1000, in_channels: int = 3
) -> EfficientNet:
    """EfficientNet-B7, for 600×600 pixels."""
    return EfficientNet(SCALES[7], num_classes, in_channels)
