"""What three or more of the networks share."""

from collections import OrderedDict
from collections.abc import Callable

from torch import Tensor, nn

Norm = Callable[[int], nn.Module]  # channels → a batch norm


def conv_bn_act(
    c_in: int,
    c_out: int,
    kernel: int,
    stride: int = 1,
    groups: int = 1,
    act: type[nn.Module] | None = nn.ReLU,
    norm: Norm = nn.BatchNorm2d,
) -> nn.Sequential:
    """Convolve, normalise, activate: `conv`, `bn`, `act` (unless None)."""
    layers = OrderedDict(
        # no bias: the batch norm would subtract it again
        conv=nn.Conv2d(
            c_in,
            c_out,
            kernel,
            stride,
            padding=kernel // 2,
            groups=groups,
            bias=False,
        ),
        bn=norm(c_out),
    )
    if act is not None:
        layers["act"] = act()
    return nn.Sequential(layers)


class Add(nn.Module):
    """The sum of two paths, as a module so that `probe` can watch it."""

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """Two of (B, C, H, W) → (B, C, H, W)."""
        return x + y


def make_divisible(channels: float, divisor: int = 8) -> int:
    """The nearest multiple of `divisor`, at most 10 % below `channels`.

    The rounding of the MobileNets' released code; no paper states it.
    """
    nearest = int(channels + divisor / 2) // divisor * divisor
    nearest = max(nearest, divisor)
    return nearest if nearest >= 0.9 * channels else nearest + divisor


def init_convolutions(model: nn.Module) -> None:
    """He et al. 2015 (arXiv:1502.01852), scaled by each layer's fan-out."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out")
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def init_linears(model: nn.Module) -> None:
    """Small normal weights, as the MobileNets and VGG start with."""
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=0.01)
            nn.init.zeros_(module.bias)
