"""MBConv, the block of EfficientNet (Tan et al., 2018, arXiv:1807.11626).

MobileNetV2's inverted residual with squeeze-excite and stochastic depth.
Shapes: B images, C channels, E channels inside a block, H×W pixels in,
H'×W' = ⌈H/stride⌉×⌈W/stride⌉ pixels out.
"""

from functools import partial

from torch import Tensor, nn
from torch.nn import functional as F

from livenets.nets.layers import Add, Norm, conv_bn_act


class SqueezeExcite(nn.Module):
    """Weigh every channel by how much the whole image calls for it.

    Hu et al. 2017, arXiv:1709.01507.
    """

    def __init__(self, channels: int, squeezed: int) -> None:
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.squeeze = nn.Conv2d(channels, squeezed, 1)
        self.act = nn.SiLU()
        self.excite = nn.Conv2d(squeezed, channels, 1)
        self.gate = nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) → (B, C, H, W)."""
        s = self.pool(x)  # (B, C, 1, 1)
        s = self.act(self.squeeze(s))  # (B, squeezed, 1, 1)
        s = self.gate(self.excite(s))  # (B, C, 1, 1), each in (0, 1)
        return x * s


class StochasticDepth(nn.Module):
    """While training, leave a block out, anew for each image.

    Huang et al. 2016, arXiv:1603.09382. The rest grows by as much as is lost.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) → (B, C, H, W)."""
        if not self.training or self.rate == 0:
            return x
        kept = x.new_ones(x.shape[0], 1, 1, 1)  # (B, 1, 1, 1)
        return x * F.dropout(kept, self.rate)


class MBConv(nn.Module):
    """Widen, filter each channel on its own, reweigh, narrow ."""

    def __init__(
        self,
        c_in: int,
        c_out: int,
        expansion: int,
        kernel: int,
        stride: int,
        drop_rate: float = 0.0,
        norm: Norm = nn.BatchNorm2d,
    ) -> None:
        super().__init__()
        e = c_in * expansion
        conv = partial(conv_bn_act, norm=norm)
        self.expand = nn.Identity()
        if expansion != 1:
            self.expand = conv(c_in, e, 1, act=nn.SiLU)
        self.depthwise = conv(e, e, kernel, stride, groups=e, act=nn.SiLU)
        # a quarter of the block's input, not of its inside
        self.se = SqueezeExcite(e, max(1, c_in // 4))
        self.project = conv(e, c_out, 1, act=None)
        self.has_shortcut = stride == 1 and c_in == c_out
        if self.has_shortcut:
            self.stochastic_depth = StochasticDepth(drop_rate)
            self.shortcut = nn.Identity()
            self.add = Add()

    def forward(self, x: Tensor) -> Tensor:
        """(B, c_in, H, W) → (B, c_out, H', W')."""
        y = self.expand(x)  # (B, E, H, W)
        y = self.depthwise(y)  # (B, E, H', W')
        y = self.se(y)  # (B, E, H', W')
        y = self.project(y)  # (B, c_out, H', W')
        if self.has_shortcut:
            y = self.stochastic_depth(y)  # (B, c_out, H', W')
            y = self.add(y, self.shortcut(x))  # (B, c_out, H', W')
        return y
