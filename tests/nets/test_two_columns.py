"""AlexNet's columns taken apart: the same network, with wires to cut."""

import pytest
import torch

from livenets import count, nets
from livenets.nets.alexnet import TWO_GPU
from livenets.nets.two_columns import (
    LAYERS,
    WIRES,
    Crossing,
    taken_apart,
)
from livenets.probe import probe


@pytest.fixture
def model():
    torch.manual_seed(0)
    return nets.alexnet_two_columns(7, width=0.12).double()


@pytest.fixture
def picture():
    return torch.rand(2, 3, 32, 32, dtype=torch.float64)


def test_small_columns_have_the_papers_wiring():
    model = nets.alexnet_two_columns(7)
    for stage, row in zip(model.stages, TWO_GPU, strict=True):
        assert stage.conv.groups == row.groups
        assert stage.conv.out_channels == 2 * round(row.c_out * 0.06)
        assert hasattr(stage, "pool") == row.pool
    assert count.parameters(model) * 4 <= 1.5e6
    seen = probe(model, torch.rand(1, 3, 32, 32), ["stages"])["stages"]
    assert seen.shape[2:] == (2, 2)


def test_taken_apart_it_is_the_same_network(model, picture):
    apart = taken_apart(model)
    layers = [*LAYERS, "pool"]
    ours, theirs = (probe(m, picture, layers) for m in (apart, model))
    torch.testing.assert_close(ours.output, theirs.output)
    for name in layers:
        torch.testing.assert_close(ours[name], theirs[name])
    assert count.parameters(apart) == count.parameters(model)


def test_it_leaves_the_network_as_it_was(model):
    before = {n: p.clone() for n, p in model.named_parameters()}
    taken_apart(model).stages[2].conv.own.first.weight.data.zero_()
    assert all(torch.equal(p, before[n]) for n, p in model.named_parameters())


def test_with_every_wire_cut_no_column_knows_of_the_other(model, picture):
    apart = taken_apart(model)
    cut = dict.fromkeys(WIRES, (0, 0))
    before = probe(apart, picture, LAYERS, cut)
    with torch.no_grad():
        apart.stages[0].conv.weight[6:] *= 2  # the right column's kernels
    after = probe(apart, picture, LAYERS, cut)
    for name in LAYERS:
        ours, theirs = (after[name] - before[name]).chunk(2, dim=1)
        assert not ours.any() and theirs.any(), name


@pytest.mark.parametrize("wire", WIRES)
def test_one_wire_is_enough_to_hear(model, picture, wire):
    apart = taken_apart(model)
    cut = {name: (0, 0) for name in WIRES if name != wire}
    before = probe(apart, picture, ["classifier.fc7"], cut)
    with torch.no_grad():
        apart.stages[0].conv.weight[6:] *= 2
    after = probe(apart, picture, ["classifier.fc7"], cut)
    change = after["classifier.fc7"] - before["classifier.fc7"]
    assert change.chunk(2, dim=1)[0].any()


def test_half_a_crossing_is_a_grouped_convolution(picture):
    layer = torch.nn.Conv2d(4, 6, 3, padding=1).double()
    grouped = torch.nn.Conv2d(4, 6, 3, padding=1, groups=2).double()
    with torch.no_grad():
        grouped.weight[:3] = layer.weight[:3, :2]
        grouped.weight[3:] = layer.weight[3:, 2:]
        grouped.bias[:] = layer.bias
    x = torch.rand(2, 4, 5, 7, dtype=torch.float64)
    torch.testing.assert_close(Crossing(layer).own(x), grouped(x))


def test_one_column_cannot_be_taken_apart():
    with pytest.raises(ValueError, match=r"two columns.*got 1"):
        taken_apart(nets.alexnet(7, width=1 / 16, stride=1, grid=2))
