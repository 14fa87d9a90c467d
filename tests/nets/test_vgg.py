"""What the chapter on VGG says of the networks."""

import math

import pytest
import torch
from torch import nn

from livenets import count, nets
from livenets.nets.vgg import VGG
from livenets.probe import hooked


def convolutions(model):
    return [m for m in model.modules() if isinstance(m, nn.Conv2d)]


def test_vggs_first_linear_layer_is_not_alexnets():
    """Claim e: as wide, but fed by 25,088 instead of 9,216 numbers."""
    with torch.device("meta"):
        models = nets.alexnet(), *(getattr(nets, n)() for n in SIZES)
    linears = [
        [m for m in model.modules() if isinstance(m, nn.Linear)]
        for model in models
    ]
    assert {tuple(m.out_features for m in row) for row in linears} == {
        (4096, 4096, 1000)
    }
    first = [(row[0].in_features, count.parameters(row[0])) for row in linears]
    assert first == [(9_216, 37_752_832)] + [(25_088, 102_764_544)] * 4


SIZES = ("vgg11", "vgg13", "vgg16", "vgg19")


def test_a_bias_before_batch_norm_is_useless():
    """Claim m: 4,224 of vgg16_bn, without a gradient and without effect."""
    with torch.device("meta"):
        full = convolutions(nets.vgg16_bn())
    assert sum(conv.bias.numel() for conv in full) == 4_224
    torch.manual_seed(0)
    stages = nets.vgg16_bn(10, width=1 / 8, grid=1).double().train().stages
    x = torch.rand(4, 3, 32, 32, dtype=torch.float64)
    y = stages(x)
    y.pow(2).sum().backward()
    for conv in convolutions(stages):
        assert conv.bias.grad.abs().max() < 1e-9 < conv.weight.grad.abs().max()
        nn.init.uniform_(conv.bias, -1, 1)
    torch.testing.assert_close(stages(x), y, rtol=0, atol=1e-9)


@pytest.mark.parametrize("sigma", [0.01, 0.1])
def test_one_sigma_cannot_fit_64_and_512_channels(sigma):
    """The gain of a layer is σ·√(9·c_in/2); only one width makes it 1."""
    torch.manual_seed(0)
    net = VGG([[64] * 3, [512] * 3], False, 10, 64, 1.0, grid=1)
    convs = convolutions(net.stages)
    names = [n for n, m in net.stages.named_modules() if m in convs]
    for conv in convs:
        nn.init.normal_(conv.weight, std=sigma)
    with torch.no_grad(), hooked(net.stages, names, {}) as seen:
        net.stages(torch.randn(1, 64, 32, 32))
    sizes = [y[0].pow(2).mean().sqrt().item() for y in seen.values()]
    narrow, wide = sizes[2] / sizes[1], sizes[5] / sizes[4]
    for found, c_in in ((narrow, 64), (wide, 512)):
        assert found == pytest.approx(
            sigma * math.sqrt(9 * c_in / 2), rel=0.25
        )
    assert wide > 2 * narrow
    fits = {c: round(1 / math.sqrt(9 * c / 2), 3) for c in (64, 512)}
    assert fits == {64: 0.059, 512: 0.021}


def test_a_stage_costs_what_the_one_before_it_costs():
    """The chapter's balance: half the sides, twice the channels."""
    with torch.device("meta"):
        first, second = nn.Conv2d(64, 64, 3), nn.Conv2d(128, 128, 3)
        costs = (
            count.macs(first, torch.empty(1, 64, 34, 34)),
            count.macs(second, torch.empty(1, 128, 18, 18)),
        )
    assert costs[0] == costs[1]
