"""The book's networks beside what `torch.nn` has of the same kind.

Five recurrent and attention classes are torch.nn's own. Of the CNNs, those
that are one chain of layers are written here as an `nn.Sequential` and
nothing else; torch.nn has no counterpart of the others.
"""

import torch
from torch import nn

from livenets import nets

CLASSES = 10
# channels, or "M": a pool
VGG11 = [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]
# channels, stride of a separable convolution
MOBILE = [
    (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2),
    *[(512, 1)] * 5, (1024, 2), (1024, 1),
]  # fmt: skip


def lenet():
    """Two convolutions, three linear layers."""
    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2)),
        *(nn.Flatten(), nn.Linear(400, 120), nn.Tanh()),
        *(nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, CLASSES)),
    )


def alexnet(width):
    """One column; the paper's numbers times `width`."""
    a, b, c, d, e = (round(n * width) for n in (64, 192, 384, 256, 4096))
    return nn.Sequential(
        *(nn.Conv2d(3, a, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2)),
        *(nn.Conv2d(a, b, 5, 1, 2), nn.ReLU(), nn.MaxPool2d(3, 2)),
        *(nn.Conv2d(b, c, 3, 1, 1), nn.ReLU()),
        *(nn.Conv2d(c, d, 3, 1, 1), nn.ReLU()),
        *(nn.Conv2d(d, d, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(3, 2)),
        *(nn.AdaptiveAvgPool2d(6), nn.Flatten()),
        *(nn.Dropout(), nn.Linear(36 * d, e), nn.ReLU()),
        *(nn.Dropout(), nn.Linear(e, e), nn.ReLU()),
        nn.Linear(e, CLASSES),
    )


def vgg11(width, batch_norm):
    """Eight convolutions, three linear layers, for 64 × 64 pixels."""
    layers, c_in = [], 3
    for c in VGG11:
        if c == "M":
            layers.append(nn.MaxPool2d(2))
            continue
        c_out = round(c * width)
        layers.append(nn.Conv2d(c_in, c_out, 3, padding=1))
        layers += [nn.BatchNorm2d(c_out)] if batch_norm else []
        layers.append(nn.ReLU())
        c_in = c_out
    hidden = round(4096 * width)
    return nn.Sequential(
        *layers,
        *(nn.AdaptiveAvgPool2d(2), nn.Flatten()),
        *(nn.Linear(4 * c_in, hidden), nn.ReLU(), nn.Dropout()),
        *(nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout()),
        nn.Linear(hidden, CLASSES),
    )


def mobilenet_v1(width):
    """A convolution, 13 separable ones, one linear layer."""

    def convolved(c_in, c_out, kernel, stride=1, groups=1):
        return (
            nn.Conv2d(
                *(c_in, c_out, kernel, stride, kernel // 2),
                groups=groups,
                bias=False,
            ),
            nn.BatchNorm2d(c_out),
            nn.ReLU6(),
        )

    c_in = round(32 * width)
    layers = [*convolved(3, c_in, 3, 2)]
    for c, stride in MOBILE:
        c_out = round(c * width)
        layers += convolved(c_in, c_in, 3, stride, groups=c_in)
        layers += convolved(c_in, c_out, 1)
        c_in = c_out
    ends = nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(c_in, CLASSES)
    return nn.Sequential(*layers, *ends)


def chains():
    """Name → ours, torch.nn's, the input: a quarter of the paper's width."""
    digits = torch.rand(16, 1, 32, 32)
    small, large = torch.rand(8, 3, 64, 64), torch.rand(4, 3, 224, 224)
    how = {"width": 0.25, "grid": 2}
    plain, normed = nets.vgg11(CLASSES, **how), nets.vgg11_bn(CLASSES, **how)
    mobile = nets.mobilenet_v1(CLASSES, width=0.25)
    wide = nets.alexnet(CLASSES, width=0.25)
    return {
        "LeNet-5": (nets.lenet5(CLASSES), lenet(), (digits,)),
        "AlexNet": (wide, alexnet(0.25), (large,)),
        "VGG-11": (plain, vgg11(0.25, False), (small,)),
        "VGG-11 + BN": (normed, vgg11(0.25, True), (small,)),
        "MobileNetV1": (mobile, mobilenet_v1(0.25), (small,)),
    }


def sequences():
    """Name → ours, torch.nn's, inputs: 100 moments, 32 texts, 64 numbers."""
    moments, texts = torch.rand(100, 32, 64), torch.rand(32, 100, 64)
    found = {
        name: (getattr(nets, name)(64, 128), torchs(64, 128), (moments,))
        for name, torchs in (
            ("RNN", nn.RNN), ("LSTM", nn.LSTM), ("GRU", nn.GRU)
        )
    }  # fmt: skip
    for name, torchs, sizes, inputs in (
        ("MultiHeadAttention", nn.MultiheadAttention, (64, 4), 3),
        (
            "TransformerEncoderLayer",
            nn.TransformerEncoderLayer,
            (64, 4, 256),
            1,
        ),
        (
            "TransformerDecoderLayer",
            nn.TransformerDecoderLayer,
            (64, 4, 256),
            2,
        ),
    ):
        pair = (
            build(*sizes, batch_first=True)
            for build in (getattr(nets, name), torchs)
        )
        found[name] = (*pair, (texts,) * inputs)
    return found
