"""MobileNetV1 (Howard et al., 2017, arXiv:1704.04861).

Shapes: B images, C channels, H×W pixels in, H'×W' = ⌈H/stride⌉×⌈W/stride⌉
pixels out.
"""

import math
from typing import NamedTuple

from torch import Tensor, nn

from livenets.nets.layers import conv_bn_act, make_divisible


class Row(NamedTuple):
    """One depthwise-separable block of table 1."""

    c_out: int
    stride: int


class SeparableConv(nn.Module):
    """Filter each channel on its own, then mix the channels (figure 3)."""

    def __init__(self, c_in: int, c_out: int, stride: int) -> None:
        super().__init__()
        self.depthwise = conv_bn_act(
            c_in, c_in, 3, stride, groups=c_in, act=nn.ReLU6
        )
        self.pointwise = conv_bn_act(c_in, c_out, 1, act=nn.ReLU6)

    def forward(self, x: Tensor) -> Tensor:
        """(B, c_in, H, W) → (B, c_out, H', W')."""
        x = self.depthwise(x)  # (B, c_in, H', W')
        return self.pointwise(x)  # (B, c_out, H', W')


# Table 1: c_out, stride
ROWS = [
    Row(64, 1),
    Row(128, 2),
    Row(128, 1),
    Row(256, 2),
    Row(256, 1),
    Row(512, 2),
    *[Row(512, 1)] * 5,
    Row(1024, 2),
    Row(1024, 1),  # the table prints stride 2, but the map stays 7×7
]


class MobileNetV1(nn.Module):
    """A convolution, 13 separable ones, one linear layer."""

    def __init__(
        self, num_classes: int, in_channels: int, width: float, stride: int
    ) -> None:
        super().__init__()
        c_in = make_divisible(32 * width)
        self.stem = conv_bn_act(in_channels, c_in, 3, stride, act=nn.ReLU6)
        self.blocks = nn.Sequential()
        for row in ROWS:
            c_out = make_divisible(row.c_out * width)
            self.blocks.append(SeparableConv(c_in, c_out, row.stride))
            c_in = c_out
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(c_in, num_classes)
        init_weights(self)

    def forward(self, x: Tensor) -> Tensor:
        """(B, in_channels, H, W) → scores (B, num_classes)."""
        x = self.stem(x)  # (B, 32, H/2, W/2)
        x = self.blocks(x)  # (B, 1024, H/32, W/32)
        x = self.pool(x)  # (B, 1024, 1, 1)
        x = x.flatten(1)  # (B, 1024)
        return self.classifier(x)  # (B, num_classes)


def init_weights(model: nn.Module) -> None:
    """As timm does: scaled by how many outputs one input reaches."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            per_group = module.out_channels / module.groups
            reached = math.prod(module.kernel_size) * per_group
            nn.init.normal_(module.weight, std=math.sqrt(2 / reached))
        elif isinstance(module, nn.Linear):
            bound = 1 / math.sqrt(module.out_features)
            nn.init.uniform_(module.weight, -bound, bound)
            nn.init.zeros_(module.bias)


def mobilenet_v1(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    stride: int = 2,
) -> MobileNetV1:
    """MobileNetV1 of the width α; `stride` is the stem's (1: small pictures).

    Channels are rounded to multiples of 8, as in released code.
    """
    return MobileNetV1(num_classes, in_channels, width, stride)
