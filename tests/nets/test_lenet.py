"""What LeCun et al. (1998) say of LeNet-5, checked on the network."""

import pytest
import torch
from torch import nn

from livenets import count, nets
from livenets.nets import lenet
from livenets.probe import probe

SHAPES = {
    "c1.conv": (6, 28, 28),
    "c1.act": (6, 28, 28),
    "s2": (6, 14, 14),
    "c3.conv": (16, 10, 10),
    "c3.act": (16, 10, 10),
    "s4": (16, 5, 5),
    "flatten": (400,),
    "c5.act": (120,),
    "f6.act": (84,),
    "output": (10,),
}


def test_lenet5_has_61706_parameters_and_416520_products():
    model = nets.lenet5()
    assert count.parameters(model) == 61_706
    assert count.macs(model, torch.rand(1, 1, 32, 32)) == 416_520


def test_every_layer_has_the_papers_shape():
    x = torch.rand(3, 1, 32, 32)
    seen = probe(nets.lenet5(), x, watch=list(SHAPES))
    shapes = {name: tuple(seen[name].shape[1:]) for name in SHAPES}
    assert shapes == SHAPES


def test_the_1998_network_has_the_papers_parameters_layer_by_layer():
    model = nets.lenet5_paper()
    sizes = {n: count.parameters(part) for n, part in model.named_children()}
    published = {"c1": 156, "s2": 12, "c3": 1516, "s4": 32, "c5": 48_120}
    published |= {"f6": 10_164, "output": 0, "flatten": 0}
    assert sizes == published
    assert count.parameters(model) == 60_000
    assert count.macs(model, torch.rand(1, 1, 32, 32)) == 325_680


def test_the_1998_network_has_340908_connections():
    """A connection is a weight or bias at work at one position (§II.B)."""
    model = nets.lenet5_paper()
    c3 = sum(conv.weight.numel() + 1 for conv in model.c3.conv.maps)
    in_each_layer = [
        28 * 28 * sum(p.numel() for p in model.c1.parameters()),
        6 * 14 * 14 * (2 * 2 + 1),
        10 * 10 * c3,
        16 * 5 * 5 * (2 * 2 + 1),
        sum(p.numel() for p in model.c5.parameters()),
        sum(p.numel() for p in model.f6.parameters()),
        model.output.codes.numel(),
    ]
    assert in_each_layer == [122304, 5880, 151600, 2000, 48120, 10164, 840]
    assert sum(in_each_layer) == 340_908


def test_table_1_gives_each_c3_map_its_own_choice_of_s2_maps():
    rows = [sum(i in seen for seen in lenet.SEEN_BY_C3) for i in range(6)]
    assert rows == [10] * 6  # an X in ten of the sixteen columns
    assert len({tuple(sorted(s)) for s in lenet.SEEN_BY_C3}) == 16
    sizes = [len(seen) for seen in lenet.SEEN_BY_C3]
    assert sizes == [3] * 6 + [4] * 9 + [6]


def test_a_c3_map_depends_on_the_maps_it_sees_and_on_no_other():
    layer = lenet.PartialConv(lenet.SEEN_BY_C3)
    x = torch.rand(1, 6, 9, 7)
    y = layer(x)
    for i in range(6):
        touched = x.clone()
        touched[:, i] += 1
        changed = (layer(touched) != y).flatten(2).any(dim=2)[0]
        assert changed.tolist() == [i in seen for seen in layer.seen]


def test_the_partial_c3_with_every_map_seen_is_a_convolution():
    layer = lenet.PartialConv([tuple(range(6))] * 16)
    whole = nn.Conv2d(6, 16, 5)
    state = {
        "weight": torch.cat([conv.weight for conv in layer.maps]),
        "bias": torch.cat([conv.bias for conv in layer.maps]),
    }
    whole.load_state_dict(state)
    x = torch.rand(2, 6, 14, 11)
    torch.testing.assert_close(layer(x), whole(x))


def test_scaled_tanh_keeps_plus_and_minus_one():
    ends = lenet.ScaledTanh()(torch.tensor([-1.0, 0.0, 1.0, 99.0]))
    wanted = torch.tensor([-1.0, 0.0, 1.0, 1.7159])
    torch.testing.assert_close(ends, wanted, atol=1e-4, rtol=0)


def test_the_output_is_the_code_that_f6_is_nearest_to():
    rbf = lenet.RBF()
    codes = lenet.digit_codes()
    assert codes.shape == (10, 84)
    assert set(codes.flatten().tolist()) == {-1.0, 1.0}
    away = -rbf(codes)
    assert torch.equal(away.diagonal(), torch.zeros(10))
    # the codes of two digits differ in at least 7 of their 84 pixels
    assert away[~torch.eye(10, dtype=torch.bool)].min() >= 4 * 7
    noisy = codes + 0.3 * torch.randn(10, 84, generator=torch.manual_seed(0))
    assert rbf(noisy).argmax(dim=1).tolist() == list(range(10))


@pytest.mark.parametrize("build", [nets.lenet5, nets.lenet5_paper])
def test_every_parameter_learns(build):
    torch.manual_seed(0)
    model = build()
    model(torch.rand(2, 1, 32, 32)).square().sum().backward()
    assert [n for n, p in model.named_parameters() if not p.grad.any()] == []


def test_classes_channels_and_activation_can_be_chosen():
    model = nets.lenet5(num_classes=7, in_channels=3, activation=nn.ReLU)
    assert model(torch.rand(2, 3, 32, 32)).shape == (2, 7)
    kinds = {type(m) for n, m in model.named_modules() if n.endswith(".act")}
    assert kinds == {nn.ReLU}


@pytest.mark.parametrize("build", [nets.lenet5, nets.lenet5_paper])
def test_a_shifted_digit_gives_shifted_maps(build):
    """In C1 by as many pixels, in S2, which halves, by half as many."""
    model = build()
    x = torch.zeros(1, 1, 32, 32)
    x[:, :, 8:20, 8:16] = torch.rand(1, 1, 12, 8)
    moved = x.roll((2, 4), dims=(2, 3))
    for name, by in (("c1.act", (2, 4)), ("s2", (1, 2))):
        still = probe(model, x, watch=[name])[name]
        after = probe(model, moved, watch=[name])[name]
        torch.testing.assert_close(after, still.roll(by, dims=(2, 3)))


def test_c5_is_the_papers_5x5_convolution():
    model = nets.lenet5()
    conv = nn.Conv2d(16, 120, 5)
    linear = model.c5.linear
    weight = linear.weight.view(120, 16, 5, 5)
    conv.load_state_dict({"weight": weight, "bias": linear.bias})
    s4 = torch.rand(3, 16, 5, 5)
    torch.testing.assert_close(conv(s4).flatten(1), linear(s4.flatten(1)))


def test_pooling_the_sum_of_weighted_means_is_what_1998_did():
    layer = lenet.Subsample(2)
    nn.init.constant_(layer.weight, 0.25)
    nn.init.constant_(layer.bias, 2.0)
    x = torch.arange(8.0).view(1, 2, 2, 2)
    wanted = torch.tensor([1.5, 5.5]).view(1, 2, 1, 1) / 4 + 2
    torch.testing.assert_close(layer(x), wanted)
