"""MobileNetV3 (Howard et al., 2019, arXiv:1905.02244).

Shapes: B images, C channels, E channels inside a block, H×W pixels in,
H'×W' = ⌈H/stride⌉×⌈W/stride⌉ pixels out.
"""

from collections import OrderedDict
from functools import partial
from typing import NamedTuple

from torch import Tensor, nn

from livenets.nets.layers import (
    Add,
    conv_bn_act,
    init_convolutions,
    init_linears,
    make_divisible,
)

# the statistics of TensorFlow's code, which the paper's networks come from
conv = partial(
    conv_bn_act, norm=partial(nn.BatchNorm2d, eps=1e-3, momentum=0.01)
)


class Row(NamedTuple):
    """One row of table 1 or 2: a block."""

    kernel: int
    expanded: int  # E
    c_out: int
    se: bool
    act: type[nn.Module]
    stride: int


class SqueezeExcite(nn.Module):
    """Weigh every channel by how much the whole image calls for it (§5.3)."""

    def __init__(self, channels: int, ratio: float = 4) -> None:
        super().__init__()
        squeezed = make_divisible(channels / ratio)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.squeeze = nn.Conv2d(channels, squeezed, 1)
        self.act = nn.ReLU()
        self.excite = nn.Conv2d(squeezed, channels, 1)
        self.gate = nn.Hardsigmoid()

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) → (B, C, H, W)."""
        s = self.pool(x)  # (B, C, 1, 1)
        s = self.act(self.squeeze(s))  # (B, C/ratio, 1, 1)
        s = self.gate(self.excite(s))  # (B, C, 1, 1), each in [0, 1]
        return x * s


class InvertedResidual(nn.Module):
    """Widen, filter each channel on its own, reweigh, narrow (figure 4)."""

    def __init__(self, c_in: int, row: Row, se_ratio: float | None) -> None:
        super().__init__()
        kernel, e, c_out, se, act, stride = row
        self.expand = nn.Identity()
        if e != c_in:
            self.expand = conv(c_in, e, 1, act=act)
        self.depthwise = conv(e, e, kernel, stride, groups=e, act=act)
        self.se = nn.Identity()
        if se and se_ratio is not None:
            self.se = SqueezeExcite(e, se_ratio)
        self.project = conv(e, c_out, 1, act=None)
        self.has_shortcut = stride == 1 and c_in == c_out
        if self.has_shortcut:
            self.shortcut = nn.Identity()
            self.add = Add()

    def forward(self, x: Tensor) -> Tensor:
        """(B, c_in, H, W) → (B, c_out, H', W')."""
        y = self.expand(x)  # (B, E, H, W)
        y = self.depthwise(y)  # (B, E, H', W')
        y = self.se(y)  # (B, E, H', W')
        y = self.project(y)  # (B, c_out, H', W')
        if self.has_shortcut:
            y = self.add(y, self.shortcut(x))  # (B, c_out, H', W')
        return y


# Table 1: kernel, expanded, c_out, squeeze-excite, activation, stride
LARGE = [
    Row(3, 16, 16, False, nn.ReLU, 1),
    Row(3, 64, 24, False, nn.ReLU, 2),
    Row(3, 72, 24, False, nn.ReLU, 1),
    Row(5, 72, 40, True, nn.ReLU, 2),
    Row(5, 120, 40, True, nn.ReLU, 1),
    Row(5, 120, 40, True, nn.ReLU, 1),
    Row(3, 240, 80, False, nn.Hardswish, 2),
    Row(3, 200, 80, False, nn.Hardswish, 1),
    Row(3, 184, 80, False, nn.Hardswish, 1),
    Row(3, 184, 80, False, nn.Hardswish, 1),
    Row(3, 480, 112, True, nn.Hardswish, 1),
    Row(3, 672, 112, True, nn.Hardswish, 1),
    Row(5, 672, 160, True, nn.Hardswish, 2),
    Row(5, 960, 160, True, nn.Hardswish, 1),
    Row(5, 960, 160, True, nn.Hardswish, 1),
]
# Table 2, likewise
SMALL = [
    Row(3, 16, 16, True, nn.ReLU, 2),
    Row(3, 72, 24, False, nn.ReLU, 2),
    Row(3, 88, 24, False, nn.ReLU, 1),
    Row(5, 96, 40, True, nn.Hardswish, 2),
    Row(5, 240, 40, True, nn.Hardswish, 1),
    Row(5, 240, 40, True, nn.Hardswish, 1),
    Row(5, 120, 48, True, nn.Hardswish, 1),
    Row(5, 144, 48, True, nn.Hardswish, 1),
    Row(5, 288, 96, True, nn.Hardswish, 2),
    Row(5, 576, 96, True, nn.Hardswish, 1),
    Row(5, 576, 96, True, nn.Hardswish, 1),
]


class MobileNetV3(nn.Module):
    """A convolution, the table's blocks, and the cheap last stage (§5.1)."""

    def __init__(
        self,
        rows: list[Row],
        hidden: int,
        num_classes: int,
        in_channels: int,
        width: float,
        stride: int,
        se_ratio: float | None,
    ) -> None:
        super().__init__()
        c_in = make_divisible(16 * width)
        self.stem = conv(in_channels, c_in, 3, stride, act=nn.Hardswish)
        self.blocks = nn.Sequential()
        for row in rows:
            row = row._replace(
                expanded=make_divisible(row.expanded * width),
                c_out=make_divisible(row.c_out * width),
            )
            self.blocks.append(InvertedResidual(c_in, row, se_ratio))
            c_in = row.c_out
        self.head = conv(c_in, 6 * c_in, 1, act=nn.Hardswish)
        self.pool = nn.AdaptiveAvgPool2d(1)
        hidden = make_divisible(hidden * width)
        layers = OrderedDict(
            hidden=nn.Linear(6 * c_in, hidden),
            act=nn.Hardswish(),
            dropout=nn.Dropout(0.2),
            linear=nn.Linear(hidden, num_classes),
        )
        self.classifier = nn.Sequential(layers)
        init_convolutions(self)
        init_linears(self)

    def forward(self, x: Tensor) -> Tensor:
        """(B, in_channels, H, W) → scores (B, num_classes)."""
        x = self.stem(x)  # (B, 16, H/2, W/2)
        x = self.blocks(x)  # (B, C, H/32, W/32)
        x = self.head(x)  # (B, 6C, H/32, W/32)
        x = self.pool(x)  # (B, 6C, 1, 1), before the last layers: cheap
        x = x.flatten(1)  # (B, 6C)
        return self.classifier(x)  # (B, num_classes)


def mobilenet_v3_large(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    stride: int = 2,
    se_ratio: float | None = 4,
) -> MobileNetV3:
    """MobileNetV3-Large; `stride` is the stem's (1: small pictures).

    `se_ratio`: how many times narrower squeeze-excite is in its middle; None
    takes it out.
    """
    return MobileNetV3(
        LARGE, 1280, num_classes, in_channels, width, stride, se_ratio
    )


def mobilenet_v3_small(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    stride: int = 2,
    se_ratio: float | None = 4,
) -> MobileNetV3:
    """MobileNetV3-Small, likewise."""
    return MobileNetV3(
        SMALL, 1024, num_classes, in_channels, width, stride, se_ratio
    )
