"""ResNet (He et al., 2015, arXiv:1512.03385).

Shapes: B images, C channels, H×W pixels in, H'×W' = ⌈H/stride⌉×⌈W/stride⌉
pixels out.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Literal

from torch import Tensor, nn

from livenets.nets.layers import Add, conv_bn_act, init_convolutions

Stem = Literal["7x7", "3x3"]
StrideOn = Literal["3x3", "1x1"]


class Residual(nn.Module):
    """Learn only what to add to the input (§3.2, equations 1 and 2)."""

    def __init__(
        self, branch: nn.Module, c_in: int, c_out: int, stride: int
    ) -> None:
        super().__init__()
        self.c_out = c_out
        self.branch = branch
        self.shortcut = nn.Identity()
        if stride != 1 or c_in != c_out:  # a projection: option B of §3.3
            self.shortcut = conv_bn_act(c_in, c_out, 1, stride, act=None)
        self.add = Add()
        self.act = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """(B, c_in, H, W) → (B, c_out, H', W')."""
        y = self.branch(x)  # (B, c_out, H', W')
        y = self.add(y, self.shortcut(x))  # (B, c_out, H', W')
        return self.act(y)  # (B, c_out, H', W')


def two_3x3(c_in: int, c: int, stride: int) -> nn.Sequential:
    """Two 3×3 convolutions (figure 5, left)."""
    layers = OrderedDict(
        first=conv_bn_act(c_in, c, 3, stride),
        second=conv_bn_act(c, c, 3, act=None),
    )
    return nn.Sequential(layers)


class BasicBlock(Residual):
    """The block of ResNet-18 and ResNet-34."""

    def __init__(self, c_in: int, c: int, stride: int) -> None:
        super().__init__(two_3x3(c_in, c, stride), c_in, c, stride)


class PlainBlock(nn.Module):
    """The same layers with no shortcut: the plain network of §3.3."""

    def __init__(self, c_in: int, c: int, stride: int) -> None:
        super().__init__()
        self.c_out = c
        self.branch = two_3x3(c_in, c, stride)
        self.act = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """(B, c_in, H, W) → (B, c_out, H', W')."""
        y = self.branch(x)  # (B, c_out, H', W')
        return self.act(y)  # (B, c_out, H', W')


class Bottleneck(Residual):
    """1×1 reduces, 3×3 works on few channels, 1×1 restores (figure 5, right).

    The paper strides the first 1×1, which then never looks at three of four
    pixels; torchvision strides the 3×3, known as v1.5.
    """

    def __init__(
        self, c_in: int, c: int, stride: int, stride_on: StrideOn = "3x3"
    ) -> None:
        on_1x1, on_3x3 = {"1x1": (stride, 1), "3x3": (1, stride)}[stride_on]
        layers = OrderedDict(
            reduce=conv_bn_act(c_in, c, 1, on_1x1),
            bottleneck=conv_bn_act(c, c, 3, on_3x3),
            restore=conv_bn_act(c, 4 * c, 1, act=None),
        )
        super().__init__(nn.Sequential(layers), c_in, 4 * c, stride)


class ResNet(nn.Module):
    """Table 1: a stem, stages of blocks, one linear layer."""

    def __init__(
        self,
        block: Callable[[int, int, int], nn.Module],  # of c_in, C and stride
        depths: tuple[int, ...],  # blocks in each stage
        num_classes: int,
        in_channels: int,
        width: float,
        stem: Stem,
    ) -> None:
        super().__init__()
        c_in = round(64 * width)
        if stem == "7x7":
            self.stem = conv_bn_act(in_channels, c_in, 7, stride=2)
            self.stem.add_module("pool", nn.MaxPool2d(3, 2, padding=1))
        else:  # §4.2, for small pictures
            self.stem = conv_bn_act(in_channels, c_in, 3)
        self.stages = nn.Sequential()
        for stage, depth in enumerate(depths):
            c = round(64 * width) * 2**stage
            blocks = nn.Sequential()
            for i in range(depth):
                stride = 2 if i == 0 and stage > 0 else 1
                blocks.append(block(c_in, c, stride))
                c_in = blocks[-1].c_out
            self.stages.append(blocks)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(c_in, num_classes)
        init_convolutions(self)

    def forward(self, x: Tensor) -> Tensor:
        """(B, in_channels, H, W) → scores (B, num_classes)."""
        x = self.stem(x)  # (B, 64, H/4, W/4), or H×W with the 3×3 stem
        x = self.stages(x)  # (B, c_out, H/32, W/32), or H/8×W/8
        x = self.pool(x)  # (B, c_out, 1, 1)
        x = x.flatten(1)  # (B, c_out)
        return self.classifier(x)  # (B, num_classes)


def resnet18(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    stem: Stem = "7x7",
    shortcuts: bool = True,
) -> ResNet:
    """ResNet-18, or plain-18 without the shortcuts."""
    block = BasicBlock if shortcuts else PlainBlock
    depths = (2, 2, 2, 2)
    return ResNet(block, depths, num_classes, in_channels, width, stem)


def resnet34(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    stem: Stem = "7x7",
    shortcuts: bool = True,
) -> ResNet:
    """ResNet-34, or plain-34 without the shortcuts."""
    block = BasicBlock if shortcuts else PlainBlock
    depths = (3, 4, 6, 3)
    return ResNet(block, depths, num_classes, in_channels, width, stem)


def resnet50(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    stem: Stem = "7x7",
    stride_on: StrideOn = "3x3",
) -> ResNet:
    """ResNet-50; `stride_on="1x1"` is the paper's, "3x3" torchvision's."""
    block = partial(Bottleneck, stride_on=stride_on)
    depths = (3, 4, 6, 3)
    return ResNet(block, depths, num_classes, in_channels, width, stem)


def resnet101(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    stem: Stem = "7x7",
    stride_on: StrideOn = "3x3",
) -> ResNet:
    """ResNet-101."""
    block = partial(Bottleneck, stride_on=stride_on)
    depths = (3, 4, 23, 3)
    return ResNet(block, depths, num_classes, in_channels, width, stem)


def resnet152(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    stem: Stem = "7x7",
    stride_on: StrideOn = "3x3",
) -> ResNet:
    """ResNet-152."""
    block = partial(Bottleneck, stride_on=stride_on)
    depths = (3, 8, 36, 3)
    return ResNet(block, depths, num_classes, in_channels, width, stem)


def resnet_small_pictures(
    blocks: int,
    num_classes: int = 10,
    in_channels: int = 3,
    width: float = 0.25,
    shortcuts: bool = True,
) -> ResNet:
    """The 6·`blocks` + 2 layers of §4.2: three stages, 16 to 64 channels.

    In the paper 20, 32, 44, 56 and 110 layers, its shortcuts without weights;
    here they are projections where shapes change, as everywhere.
    """
    block = BasicBlock if shortcuts else PlainBlock
    depths = (blocks, blocks, blocks)
    return ResNet(block, depths, num_classes, in_channels, width, "3x3")
