"""What is true of MobileNets, checked on the networks."""

import pytest
import torch
from torch import nn

from livenets import nets
from livenets.count import macs, parameters
from livenets.nets.mbconv import MBConv
from livenets.nets.mobilenet_v1 import SeparableConv
from livenets.nets.mobilenet_v2 import InvertedResidual
from livenets.nets.mobilenet_v3 import SqueezeExcite
from livenets.probe import probe


def test_depthwise_keeps_channels_apart_and_pointwise_mixes_them():
    block = SeparableConv(8, 6, stride=1).eval()
    x = torch.rand(1, 8, 5, 4)
    touched = x.clone()
    touched[:, 3] += 1
    apart = block.depthwise.conv(touched) - block.depthwise.conv(x)
    mixed = block.pointwise.conv(touched) - block.pointwise.conv(x[:])
    assert apart.flatten(2).any(dim=2)[0].nonzero().flatten().tolist() == [3]
    assert mixed.flatten(2).any(dim=2).all()


def test_a_separable_convolution_costs_what_table_3_says():
    with torch.device("meta"):
        x = torch.empty(1, 512, 14, 14)
        full = macs(nn.Conv2d(512, 512, 3, padding=1), x)
        separable = macs(SeparableConv(512, 512, stride=1), x)
    assert (full, separable) == (462_422_016, 52_283_392)
    assert separable / full == pytest.approx(1 / 512 + 1 / 3**2)


# --- MobileNetV2


@pytest.mark.parametrize(
    ("stride", "c_out", "identity"),
    [(1, 8, True), (2, 8, False), (1, 16, False)],
)
def test_a_silenced_block_is_the_identity_only_where_it_can_be(
    stride, c_out, identity
):
    for block in (
        InvertedResidual(8, c_out, stride),
        MBConv(8, c_out, expansion=6, kernel=5, stride=stride),
    ):
        block.eval()
        nn.init.zeros_(block.project.bn.weight)
        x = torch.randn(1, 8, 6, 4)
        y = block(x)
        assert torch.equal(y, x) if identity else not y.any()


def test_ten_of_mobilenet_v2s_seventeen_blocks_have_a_shortcut():
    blocks = nets.mobilenet_v2(num_classes=7).blocks
    assert [block.has_shortcut for block in blocks].count(True) == 10
    assert len(blocks) == 17


def test_a_quarter_wide_it_has_one_shortcut_more():
    """32 and 16 channels become 8 and 8, by rounding to multiples of 8."""
    blocks = nets.mobilenet_v2(num_classes=7, width=0.25).blocks
    assert [block.has_shortcut for block in blocks].count(True) == 11
    assert blocks[0].has_shortcut


@pytest.mark.parametrize("linear", [True, False])
def test_only_a_linear_bottleneck_keeps_what_is_negative(linear):
    torch.manual_seed(0)
    model = nets.mobilenet_v2(7, width=0.25, linear_bottleneck=linear)
    seen = probe(model, torch.randn(1, 3, 64, 48), ["blocks.0.project"])
    assert (seen["blocks.0.project"] < 0).any() == linear


def test_expansion_changes_every_block_but_the_first():
    blocks = nets.mobilenet_v2(width=0.25, expansion=3).blocks
    assert isinstance(blocks[0].expand, nn.Identity)
    convs = [block.expand.conv for block in blocks[1:]]
    assert {c.out_channels / c.in_channels for c in convs} == {3}


# --- MobileNetV3


def test_squeeze_excite_scales_whole_channels():
    x = torch.rand(2, 16, 5, 4) + 0.1
    scale = SqueezeExcite(16)(x) / x
    assert ((scale >= 0) & (scale <= 1)).all()
    torch.testing.assert_close(scale, scale[:, :, :1, :1].expand_as(scale))


def test_a_channel_whose_gate_is_shut_is_gone():
    model = nets.mobilenet_v3_small(7, width=0.35).eval()
    gate = [1.0] * model.blocks[3].expand.conv.out_channels
    gate[5] = 0.0
    knobs = {"blocks.3.se.gate": (gate, 0.0)}
    seen = probe(model, torch.rand(1, 3, 64, 48), ["blocks.3.se"], knobs)
    assert not seen["blocks.3.se"][:, 5].any()
    assert seen["blocks.3.se"][:, 4].any()


@pytest.mark.parametrize(
    ("se_ratio", "count"), [(4, 5_483_032), (1 / 4, 28_077_048)]
)
def test_the_first_layer_of_squeeze_excite_squeezes(se_ratio, count):
    # the notes say that it expands: the second count
    with torch.device("meta"):
        assert parameters(nets.mobilenet_v3_large(se_ratio=se_ratio)) == count


def test_squeeze_excite_can_be_taken_out():
    with torch.device("meta"):
        model = nets.mobilenet_v3_large(se_ratio=None)
    assert not any(isinstance(m, SqueezeExcite) for m in model.modules())
