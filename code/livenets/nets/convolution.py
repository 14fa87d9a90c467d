"""A convolution written out, and the arithmetic of its sizes.

Dumoulin and Visin (2016, arXiv:1603.07285). `torch.nn.functional.conv2d`
gives the same numbers far sooner; this file is for reading.

Shapes: B images, c_in and c_out channels, H×W pixels in, H'×W' pixels out,
kernels of k×k.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from torch import Tensor, nn
from torch.nn.functional import pad


class Layer(NamedTuple):
    """What a convolution or a pooling does to places."""

    kernel: int
    stride: int = 1
    dilation: int = 1


def output_size(
    n: int,
    kernel: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
) -> int:
    """Pixels along one side of the map made of `n` pixels."""
    span = dilation * (kernel - 1) + 1  # pixels from first to last weight
    room = n + 2 * padding - span
    if room < 0:
        raise ValueError(
            f"A kernel that spans {span} pixels does not fit into"
            f" {n + 2 * padding}."
        )
    return room // stride + 1


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
) -> Tensor:
    """(B, c_in, H, W), (c_out, c_in, k, k) → (B, c_out, H', W')."""
    c_out, _, k, _ = weight.shape
    rows, cols = (
        output_size(n, k, stride, padding, dilation) for n in x.shape[2:]
    )
    x = pad(x, [padding] * 4)  # (B, c_in, H + 2·padding, W + 2·padding)
    span = dilation * (k - 1) + 1
    y = x.new_zeros(len(x), c_out, rows, cols)
    for row in range(rows):
        for col in range(cols):
            top, left = row * stride, col * stride
            down = slice(top, top + span, dilation)
            right = slice(left, left + span, dilation)
            patch = x[:, :, down, right]  # (B, c_in, k, k)
            for o in range(c_out):
                products = patch * weight[o]  # (B, c_in, k, k)
                y[:, o, row, col] = products.sum(dim=(1, 2, 3))
    return y if bias is None else y + bias[:, None, None]


def receptive_field(layers: Iterable[Layer]) -> int:
    """Pixels along one side of what one output pixel can see."""
    seen, jump = 1, 1  # jump: input pixels between two neighbouring outputs
    for kernel, stride, dilation in layers:
        seen += dilation * (kernel - 1) * jump
        jump *= stride
    return seen


def plain_stack(
    depth: int,
    width: int,
    activation: type[nn.Module] = nn.ReLU,
    start: Callable[[Tensor], Tensor] | None = nn.init.kaiming_normal_,
) -> nn.Sequential:
    """`depth` convolutions of `width` channels, then a mean over places.

    It keeps its resolution, so depth is all that changes. `start` draws
    the first weights; None: as torch does.
    """
    # not zeros, by which a map would know where its border is
    around = {"padding": 1, "padding_mode": "circular"}
    layers: list[nn.Module] = []
    for c_in in [1, *[width] * (depth - 1)]:
        conv = nn.Conv2d(c_in, width, 3, **around)
        if start is not None:
            start(conv.weight)
            nn.init.zeros_(conv.bias)
        layers += [conv, activation()]
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 10)]
    return nn.Sequential(*layers, *head)
