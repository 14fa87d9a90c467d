"""What is true of EfficientNets, checked on the networks."""

import pytest
import torch
from torch import nn

from livenets import nets
from livenets.nets.efficientnet import ROWS, SCALES, scaled
from livenets.nets.efficientnet_lite import SamePad
from livenets.nets.mbconv import MBConv, StochasticDepth


def test_b3_is_b0_wider_by_a_fifth_and_deeper_by_two():
    b3 = scaled(ROWS, SCALES[3])
    assert [row.c_out for row in b3] == [24, 32, 48, 96, 136, 232, 384]
    assert [row.depth for row in b3] == [2, 3, 3, 5, 5, 6, 2]


def test_squeeze_excite_keeps_a_quarter_of_the_blocks_input():
    block = MBConv(24, 40, expansion=6, kernel=5, stride=2)
    assert block.se.squeeze.out_channels == 24 // 4
    assert block.se.squeeze.in_channels == 24 * 6


def test_stochastic_depth_drops_whole_images_and_keeps_the_mean():
    torch.manual_seed(0)
    drop = StochasticDepth(0.25)
    y = drop(torch.ones(4000, 2, 3, 1))
    per_image = y[:, :1, :1, :1]
    assert torch.equal(y, per_image.expand_as(y))
    assert per_image.unique().tolist() == pytest.approx([0, 1 / 0.75])
    assert y.mean() == pytest.approx(1, abs=0.05)
    assert torch.equal(drop.eval()(y), y)


def test_deeper_blocks_are_dropped_more_often():
    with torch.device("meta"):
        model = nets.efficientnet_b0()
    blocks = [block for stage in model.stages for block in stage]
    rates = {
        i: block.stochastic_depth.rate
        for i, block in enumerate(blocks)
        if block.has_shortcut
    }
    assert rates == {i: pytest.approx(0.2 * i / 16) for i in rates}


@pytest.mark.parametrize(
    ("number", "eps"), [(0, 1e-5), (4, 1e-5), (5, 1e-3), (7, 1e-3)]
)
def test_batch_norms_constants_are_the_weights_own(number, eps):
    with torch.device("meta"):
        model = getattr(nets, f"efficientnet_b{number}")()
    norms = [m for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    assert {norm.eps for norm in norms} == {eps}


# --- EfficientNet-Lite


@pytest.mark.parametrize(
    ("kernel", "stride"), [(3, 1), (3, 2), (5, 1), (5, 2)]
)
def test_same_padding_rounds_up_and_favours_the_end(kernel, stride):
    pad = SamePad(kernel, stride)
    x = torch.ones(1, 1, 8, 7)
    y = nn.functional.max_pool2d(pad(x), kernel, stride)
    assert y.shape[2:] == (-(-8 // stride), -(-7 // stride))
    border = (pad(x) == 0)[0, 0]
    above = border.all(dim=1).nonzero().flatten()
    assert (above < 4).sum() == (kernel - stride) // 2
    assert (above > 4).sum() == -(-(kernel - stride) // 2)
