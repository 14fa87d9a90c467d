"""What is true of residual networks, checked on the networks."""

import pytest
import torch
from torch import nn

from livenets import nets
from livenets.count import parameters
from livenets.nets.resnet import (
    BasicBlock,
    Bottleneck,
    PlainBlock,
    resnet_small_pictures,
)
from livenets.probe import probe


@pytest.mark.parametrize("block", [BasicBlock, Bottleneck])
def test_a_silenced_branch_leaves_the_identity(block):
    block = block(16, 16 if block is BasicBlock else 4, stride=1).eval()
    nn.init.zeros_(block.branch[-1].bn.weight)
    x = torch.rand(1, 16, 6, 5)
    assert torch.equal(block(x), x)


@pytest.mark.parametrize(("c", "stride"), [(16, 2), (8, 1)])
def test_where_shapes_change_the_shortcut_is_a_projection(c, stride):
    block = BasicBlock(16, c, stride).eval()
    nn.init.zeros_(block.branch.second.bn.weight)
    x = torch.rand(1, 16, 6, 5)
    assert torch.equal(block(x), block.shortcut(x).relu())


def test_a_silenced_plain_block_lets_nothing_through():
    block = PlainBlock(16, 16, stride=1).eval()
    nn.init.zeros_(block.branch.second.bn.weight)
    assert not block(torch.rand(1, 16, 6, 5)).any()


def test_the_plain_network_has_the_residual_ones_layers():
    with torch.device("meta"):
        plain = nets.resnet34(shortcuts=False)
        residual = nets.resnet34()
    shortcuts = sum(
        parameters(block.shortcut)
        for stage in residual.stages
        for block in stage
    )
    assert parameters(plain) == parameters(residual) - shortcuts


@pytest.mark.parametrize(("stride_on", "blind"), [("1x1", 0.75), ("3x3", 0)])
def test_a_strided_1x1_never_looks_at_three_of_four_pixels(stride_on, blind):
    torch.manual_seed(0)
    block = Bottleneck(8, 32, stride=2, stride_on=stride_on).eval()
    x = torch.rand(1, 8, 12, 8, requires_grad=True)
    block.branch(x).square().sum().backward()
    assert (x.grad.abs().sum(dim=1) == 0).float().mean() == blind


@pytest.mark.parametrize(("blocks", "layers"), [(1, 8), (3, 20), (9, 56)])
def test_the_small_pictures_network_has_6n_plus_2_layers(blocks, layers):
    # §4.2: three stages, the sizes 32, 16, 8 and 16, 32, 64 channels
    model = resnet_small_pictures(blocks)
    weighed = [
        name
        for name, p in model.named_parameters()
        if p.ndim > 1 and "shortcut" not in name
    ]
    assert len(weighed) == layers
    ends = [f"stages.{stage}" for stage in range(3)]
    seen = probe(model, torch.rand(1, 3, 32, 32), ends)
    shapes = [tuple(seen[end].shape[1:]) for end in ends]
    assert shapes == [(16, 32, 32), (32, 16, 16), (64, 8, 8)]


def test_the_two_places_of_the_stride_have_one_state_dict_and_differ():
    torch.manual_seed(0)
    paper, others = (
        Bottleneck(8, 4, stride=2, stride_on=on).eval()
        for on in ("1x1", "3x3")
    )
    others.load_state_dict(paper.state_dict(), strict=True)
    x = torch.rand(1, 8, 12, 8)
    assert paper(x).shape == others(x).shape
    assert not torch.allclose(paper(x), others(x), atol=1e-2)


def test_a_bias_before_batch_norm_does_nothing():
    torch.manual_seed(0)
    conv, bn = nn.Conv2d(3, 8, 3).double(), nn.BatchNorm2d(8).double()
    x = torch.rand(16, 3, 10, 9, dtype=torch.float64)
    y = bn(conv(x))
    y.pow(3).sum().backward()
    bare = bn(nn.functional.conv2d(x, conv.weight))
    torch.testing.assert_close(y, bare, rtol=0, atol=1e-12)
    assert conv.bias.grad.abs().max() < 1e-9 < conv.weight.grad.abs().max()


def of_branches(model, x, y):
    """The gradients of all convolutions but the shortcuts'."""
    model.train().zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    found = [
        p
        for name, p in model.named_parameters()
        if p.ndim == 4 and "shortcut" not in name
    ]
    return found, [p.grad.clone() for p in found]


@pytest.fixture
def some_pictures():
    torch.manual_seed(0)
    return torch.rand(32, 3, 16, 16), torch.arange(32) % 10


def test_the_gradients_of_56_plain_layers_do_not_vanish(some_pictures):
    model = resnet_small_pictures(9, width=0.125, shortcuts=False)
    _, gradients = of_branches(model, *some_pictures)
    sizes = [g.norm().item() for g in gradients]
    assert min(sizes) > 0.1
    assert sizes[0] > 20 * sizes[-1]  # if anything, they explode


def test_after_a_small_step_a_deep_plain_gradient_is_another(some_pictures):
    alike = {}
    for blocks, shortcuts in [(1, False), (9, False), (9, True)]:
        torch.manual_seed(0)
        model = resnet_small_pictures(blocks, 10, 3, 0.125, shortcuts)
        weights, before = of_branches(model, *some_pictures)
        with torch.no_grad():
            for w, g in zip(weights, before, strict=True):
                w -= 0.003 * w.norm() / g.norm() * g
        _, after = of_branches(model, *some_pictures)
        cosines = [
            torch.cosine_similarity(a.flatten(), b.flatten(), dim=0)
            for a, b in zip(before, after, strict=True)
        ]
        alike[blocks, shortcuts] = sum(cosines).item() / len(cosines)
    assert alike[1, False] > 0.8
    assert alike[9, False] < 0.15
    assert alike[9, True] > 2 * alike[9, False]
