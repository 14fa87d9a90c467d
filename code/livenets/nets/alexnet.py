"""AlexNet (Krizhevsky, Sutskever and Hinton, 2012, NIPS).

Shapes: B images of H×W pixels; the classifier sees a grid of G×G positions
(6×6 of 227×227 pixels).
"""

from collections import OrderedDict
from typing import NamedTuple

from torch import Tensor, nn


class Row(NamedTuple):
    """One convolutional layer of figure 2."""

    c_out: int
    kernel: int
    stride: int
    padding: int
    groups: int  # 2: each GPU's half sees only its own half
    norm: bool
    pool: bool


class ResponseNorm(nn.LocalResponseNorm):
    """Kernels at one position compete with their neighbours (§3.3).

    Only on the same GPU: the halves do not meet here.
    """

    def __init__(self) -> None:
        # α is the paper's 1e-4 times n: PyTorch takes the mean, not the sum
        super().__init__(size=5, alpha=5e-4, beta=0.75, k=2)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) → (B, C, H, W)."""
        b, c, h, w = x.shape
        halves = x.reshape(2 * b, c // 2, h, w)  # (2B, C/2, H, W)
        halves = super().forward(halves)  # (2B, C/2, H, W)
        return halves.reshape(b, c, h, w)  # (B, C, H, W)


class AlexNet(nn.Module):
    """Five convolutional layers, three fully connected ones (§3.5)."""

    def __init__(
        self,
        rows: list[Row],
        hidden: int,
        num_classes: int = 1000,
        in_channels: int = 3,
        dropout: float = 0.5,
        activation: type[nn.Module] = nn.ReLU,
        pool_stride: int = 2,
        grid: int = 6,
    ) -> None:
        super().__init__()
        self.stages = nn.Sequential()
        c_in = in_channels
        for c_out, kernel, stride, padding, groups, norm, pool in rows:
            conv = nn.Conv2d(
                c_in, c_out, kernel, stride, padding, groups=groups
            )
            layers = OrderedDict(conv=conv, act=activation())
            if norm:
                layers["norm"] = ResponseNorm()
            if pool:  # windows of 3 every 2 pixels overlap (§3.4)
                layers["pool"] = nn.MaxPool2d(3, pool_stride)
            self.stages.append(nn.Sequential(layers))
            c_in = c_out
        self.pool = nn.AdaptiveAvgPool2d(grid)

        def connected(c_in: int) -> nn.Sequential:
            layers = OrderedDict(
                dropout=nn.Dropout(dropout),
                linear=nn.Linear(c_in, hidden),
                act=activation(),
            )
            return nn.Sequential(layers)

        layers = OrderedDict(
            fc6=connected(c_in * grid * grid),
            fc7=connected(hidden),
            fc8=nn.Linear(hidden, num_classes),
        )
        self.classifier = nn.Sequential(layers)

    def forward(self, x: Tensor) -> Tensor:
        """(B, in_channels, H, W) → scores (B, num_classes)."""
        x = self.stages(x)  # (B, C, 6, 6) of 227×227 pixels
        x = self.pool(x)  # (B, C, G, G)
        x = x.flatten(1)  # (B, C·G·G)
        return self.classifier(x)  # (B, num_classes)


# c_out, kernel, stride, padding, groups, norm, pool
TWO_GPU = [  # figure 2: the network of 2012
    Row(96, 11, 4, 0, 1, True, True),
    Row(256, 5, 1, 2, 2, True, True),
    Row(384, 3, 1, 1, 1, False, False),  # sees both halves
    Row(384, 3, 1, 1, 2, False, False),
    Row(256, 3, 1, 1, 2, False, True),
]
HALF = [  # one GPU's column of figure 2
    Row(48, 11, 4, 0, 1, False, True),
    Row(128, 5, 1, 2, 1, False, True),
    Row(192, 3, 1, 1, 1, False, False),
    Row(192, 3, 1, 1, 1, False, False),
    Row(128, 3, 1, 1, 1, False, True),
]
ONE_COLUMN = [  # Krizhevsky 2014 (arXiv:1404.5997), as in torchvision
    Row(64, 11, 4, 2, 1, False, True),
    Row(192, 5, 1, 2, 1, False, True),
    Row(384, 3, 1, 1, 1, False, False),
    Row(256, 3, 1, 1, 1, False, False),
    Row(256, 3, 1, 1, 1, False, True),
]


def alexnet(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    dropout: float = 0.5,
    activation: type[nn.Module] = nn.ReLU,
    stride: int = 4,
    pool_stride: int = 2,
    grid: int = 6,
) -> AlexNet:
    """AlexNet in one column.

    `stride` is the first layer's: 64×64 pixels at stride 1 give the same 6×6
    positions as 224×224 at stride 4. `grid`: positions along each side that
    the classifier sees.
    """
    rows = [r._replace(c_out=round(r.c_out * width)) for r in ONE_COLUMN]
    rows[0] = rows[0]._replace(stride=stride)
    return AlexNet(
        rows,
        round(4096 * width),
        num_classes,
        in_channels,
        dropout,
        activation,
        pool_stride,
        grid,
    )


def alexnet_two_gpu(num_classes: int = 1000, in_channels: int = 3) -> AlexNet:
    """The network of 2012, split over two GPUs, for 227×227 pixels."""
    return AlexNet(TWO_GPU, 4096, num_classes, in_channels)


def alexnet_half(num_classes: int = 1000, in_channels: int = 3) -> AlexNet:
    """One GPU's column alone, for 227×227 pixels."""
    return AlexNet(HALF, 2048, num_classes, in_channels)


def alexnet_two_columns(
    num_classes: int = 10, in_channels: int = 3, width: float = 0.12
) -> AlexNet:
    """The wiring of 2012 for 32×32 pixels, without response norm."""
    rows = [
        r._replace(c_out=2 * round(r.c_out * width / 2), norm=False)
        for r in TWO_GPU
    ]
    rows[0] = rows[0]._replace(stride=1, padding=2)
    hidden = 2 * round(2048 * width)
    return AlexNet(rows, hidden, num_classes, in_channels, grid=2)
