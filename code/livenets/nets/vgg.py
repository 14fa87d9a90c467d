"""VGG (Simonyan and Zisserman, 2014, arXiv:1409.1556).

Shapes: B images, C channels, H×W pixels; the classifier sees a grid of G×G
positions (7×7 of 224×224 pixels).
"""

from collections import OrderedDict

from torch import Tensor, nn

from livenets.nets.layers import init_convolutions, init_linears

# Table 1: the output channels of each 3×3 convolution, stage by stage
A = [[64], [128], [256, 256], [512, 512], [512, 512]]
B = [[64, 64], [128, 128], [256, 256], [512, 512], [512, 512]]
D = [[64, 64], [128, 128], [256] * 3, [512] * 3, [512] * 3]
E = [[64, 64], [128, 128], [256] * 4, [512] * 4, [512] * 4]


def layer(c_in: int, c_out: int, batch_norm: bool) -> nn.Sequential:
    """A 3×3 convolution that keeps H×W, then ReLU."""
    layers = OrderedDict(conv=nn.Conv2d(c_in, c_out, 3, padding=1))
    if batch_norm:
        layers["bn"] = nn.BatchNorm2d(c_out)
    layers["act"] = nn.ReLU()
    return nn.Sequential(layers)


def connected(c_in: int, c_out: int) -> nn.Sequential:
    """A fully connected layer, ReLU, dropout."""
    layers = OrderedDict(
        linear=nn.Linear(c_in, c_out), act=nn.ReLU(), dropout=nn.Dropout(0.5)
    )
    return nn.Sequential(layers)


class VGG(nn.Module):
    """3×3 convolutions, a pool after each stage, three linear layers (§2.1).

    `batch_norm` came after the paper, from torchvision; it keeps the
    convolutions' biases, though the batch norm subtracts them again.
    """

    def __init__(
        self,
        stages: list[list[int]],
        batch_norm: bool,
        num_classes: int,
        in_channels: int,
        width: float,
        grid: int,
    ) -> None:
        super().__init__()
        self.stages = nn.Sequential()
        c_in = in_channels
        for channels in stages:
            layers = nn.Sequential()
            for c in channels:
                c_out = round(c * width)
                layers.append(layer(c_in, c_out, batch_norm))
                c_in = c_out
            stage = OrderedDict(layers=layers, pool=nn.MaxPool2d(2))
            self.stages.append(nn.Sequential(stage))
        self.pool = nn.AdaptiveAvgPool2d(grid)
        hidden = round(4096 * width)
        layers = OrderedDict(
            fc6=connected(c_in * grid * grid, hidden),
            fc7=connected(hidden, hidden),
            fc8=nn.Linear(hidden, num_classes),
        )
        self.classifier = nn.Sequential(layers)
        init_convolutions(self)
        init_linears(self)

    def forward(self, x: Tensor) -> Tensor:
        """(B, in_channels, H, W) → scores (B, num_classes)."""
        x = self.stages(x)  # (B, 512, H/32, W/32)
        x = self.pool(x)  # (B, 512, G, G)
        x = x.flatten(1)  # (B, 512·G·G)
        return self.classifier(x)  # (B, num_classes)


def vgg11(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    grid: int = 7,
) -> VGG:
    """VGG-11, configuration A."""
    return VGG(A, False, num_classes, in_channels, width, grid)


def vgg11_bn(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    grid: int = 7,
) -> VGG:
    """VGG-11 with batch norm."""
    return VGG(A, True, num_classes, in_channels, width, grid)


def vgg13(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    grid: int = 7,
) -> VGG:
    """VGG-13, configuration B."""
    return VGG(B, False, num_classes, in_channels, width, grid)


def vgg13_bn(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    grid: int = 7,
) -> VGG:
    """VGG-13 with batch norm."""
    return VGG(B, True, num_classes, in_channels, width, grid)


def vgg16(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    grid: int = 7,
) -> VGG:
    """VGG-16, configuration D."""
    return VGG(D, False, num_classes, in_channels, width, grid)


def vgg16_bn(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    grid: int = 7,
) -> VGG:
    """VGG-16 with batch norm."""
    return VGG(D, True, num_classes, in_channels, width, grid)


def vgg19(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    grid: int = 7,
) -> VGG:
    """VGG-19, configuration E."""
    return VGG(E, False, num_classes, in_channels, width, grid)


def vgg19_bn(
    num_classes: int = 1000,
    in_channels: int = 3,
    width: float = 1.0,
    grid: int = 7,
) -> VGG:
    """VGG-19 with batch norm."""
    return VGG(E, True, num_classes, in_channels, width, grid)
