"""What is true of each convolutional network, checked on the network."""

from functools import partial

import pytest
import torch
from torch import nn

from livenets import nets
from livenets.count import parameters
from livenets.nets.alexnet import TWO_GPU, AlexNet
from livenets.nets.efficientnet_lite import LiteMBConv
from livenets.nets.mbconv import MBConv
from livenets.nets.mobilenet_v1 import SeparableConv
from livenets.nets.mobilenet_v2 import InvertedResidual
from livenets.nets.resnet import (
    Bottleneck,
    PlainBlock,
)

# as the book trains them: 64×64 pixels, at most 1.5 MB of weights
SMALL = {
    "alexnet": partial(nets.alexnet, width=1 / 9, stride=1, grid=2),
    "vgg11": partial(nets.vgg11, width=1 / 10, grid=2),
    "vgg11_bn": partial(nets.vgg11_bn, width=1 / 10, grid=2),
    "resnet18": partial(nets.resnet18, width=1 / 8, stem="3x3"),
    "plain18": partial(
        nets.resnet18, width=1 / 8, stem="3x3", shortcuts=False
    ),
    "resnet50": partial(nets.resnet50, width=1 / 9, stem="3x3"),
    "resnet50_1x1": partial(nets.resnet50, width=1 / 9, stride_on="1x1"),
    "mobilenet_v1": partial(nets.mobilenet_v1, width=0.25, stride=1),
    "mobilenet_v2": partial(nets.mobilenet_v2, width=0.25, stride=1),
    "mobilenet_v2_relu": partial(
        nets.mobilenet_v2, width=0.25, expansion=3, linear_bottleneck=False
    ),
    "mobilenet_v3_small": partial(
        nets.mobilenet_v3_small, width=0.35, stride=1
    ),
    "mobilenet_v3_large": partial(
        nets.mobilenet_v3_large, width=0.25, stride=1
    ),
    "mobilenet_v3_no_se": partial(
        nets.mobilenet_v3_small, width=0.35, se_ratio=None
    ),
    "efficientnet_b0": partial(nets.efficientnet_b0, width=0.25, stride=1),
}
FULL = [
    name
    for name in nets.__all__
    if name.startswith(("alexnet", "vgg", "resnet", "mobile", "efficient"))
]


def close(left, right):
    torch.testing.assert_close(left, right)


@pytest.mark.parametrize("name", SMALL)
def test_the_small_one_fits_and_all_of_it_learns(name):
    torch.manual_seed(0)
    assert parameters(SMALL[name](num_classes=10)) * 4 <= 1.5e6
    model = SMALL[name](num_classes=7)
    scores = model(torch.rand(3, 3, 64, 48))
    scores.square().sum().backward()
    assert scores.shape == (3, 7)
    grads = {n: p.grad for n, p in model.named_parameters()}
    assert [n for n, g in grads.items() if g is None or not g.any()] == []


@pytest.mark.parametrize("name", FULL)
def test_every_parameter_gets_a_gradient(name):
    with torch.device("meta"):
        model = getattr(nets, name)(num_classes=7, in_channels=2)
        scores = model(torch.empty(2, 2, 128, 96))
    scores.sum().backward()
    assert scores.shape == (2, 7)
    assert [n for n, p in model.named_parameters() if p.grad is None] == []


@pytest.mark.parametrize(
    "name",
    [
        "alexnet",
        "alexnet_two_gpu",
        "vgg11_bn",
        "resnet18",
        "resnet50",
        "mobilenet_v1",
        "mobilenet_v2",
        "mobilenet_v3_small",
        "mobilenet_v3_large",
        "efficientnet_b0",
        "efficientnet_lite0",
    ],
)
def test_exports_whole(name):
    with torch.device("meta"):
        model = getattr(nets, name)().eval()
    picture = torch.empty(1, 3, 128, 96, device="meta")
    program = torch.export.export(model, (picture,)).module()
    assert program(picture).shape == (1, 1000)


# whole where that takes a second, else each kind of block
@pytest.mark.parametrize(
    ("part", "c_in"),
    [
        (AlexNet(TWO_GPU, hidden=8), 3),
        (SMALL["vgg11_bn"](), 3),
        (SMALL["resnet18"](), 3),
        (PlainBlock(8, 8, stride=2), 8),
        (Bottleneck(8, 2, stride=1), 8),
        (SeparableConv(8, 16, stride=2), 8),
        (InvertedResidual(8, 8), 8),
        (InvertedResidual(8, 16, linear=False), 8),
        (SMALL["mobilenet_v3_small"]().blocks[4], 16),
        (MBConv(8, 8, 6, kernel=5, stride=1, drop_rate=0.2), 8),
        (LiteMBConv(8, 8, 6, kernel=5, stride=1, drop_rate=0.2), 8),
        (LiteMBConv(8, 16, 1, kernel=3, stride=2, drop_rate=0.2), 8),
    ],
    ids=lambda part: type(part).__name__,
)
def test_compiles_without_a_graph_break(part, c_in):
    torch._dynamo.reset()
    part.to("meta")
    compiled = torch.compile(part, backend="eager", fullgraph=True)
    pictures = torch.empty(2, c_in, 128, 96, device="meta")
    assert compiled(pictures).shape == part(pictures).shape


@pytest.mark.parametrize("name", FULL)
def test_no_layer_overwrites_what_another_put_out(name):
    with torch.device("meta"):
        model = getattr(nets, name)()
    inplace = [
        path
        for path, module in model.named_modules()
        if getattr(module, "inplace", False)
    ]
    assert inplace == []


@pytest.mark.parametrize("name", SMALL)
def test_only_stages_and_blocks_are_numbered(name):
    for path, module in SMALL[name]().named_modules():
        if path.rpartition(".")[2].isdigit():
            assert list(module.children()), path  # not a layer


# --- AlexNet


# --- VGG


def test_three_3x3_layers_see_7x7_pixels():
    stage = nets.vgg16(7, width=1 / 16).stages[2].layers
    nn.init.ones_(stage[0].conv.weight)
    nn.init.ones_(stage[1].conv.weight)
    nn.init.ones_(stage[2].conv.weight)
    x = torch.ones(1, 8, 15, 13, requires_grad=True)
    stage(x)[0, 0, 7, 6].backward()
    rows, columns = x.grad[0, 0].nonzero().T
    assert (rows.min(), rows.max()) == (4, 10)  # §2.3: 7, with 45 % fewer
    assert (columns.min(), columns.max()) == (3, 9)  # weights than one 7×7


# --- ResNet


# --- MobileNetV1


# --- MobileNetV2


# --- MobileNetV3


# --- EfficientNet


# --- EfficientNet-Lite
