"""DepthwiseKernels: its state, what it stores, and what it refuses."""

import numpy as np
import pytest
import torch
import traitlets as t
from torch import nn

from livenets import nets
from livenets.widgets.depthwise_kernels import DepthwiseKernels, depthwise
from livenets.widgets.pictures import planes

DICE = np.random.default_rng(0)
PICTURES = {"noise": DICE.integers(0, 256, (64, 64, 3), np.uint8)}
CLASSES = list("abcdefghij")


@pytest.fixture
def model():
    torch.manual_seed(0)
    return nets.mobilenet_v1(10, width=0.25, stride=1).eval()


def test_a_page_has_all_it_needs(model):
    widget = DepthwiseKernels(model, PICTURES, CLASSES, layer=1)
    assert widget.layers[1] == "blocks.1.depthwise.conv"
    assert len(widget.layers) == len(widget.sizes) == 13
    assert len(widget.kernels) == 4 * 9 * 1240
    card = widget.networks["network"]
    assert card["outputs"]["blocks.1.depthwise.conv"] == [1, 16, 16, 16]
    assert card["knobs"]["blocks.12.depthwise.conv"] == 256


def test_only_the_maps_that_are_shown_first_are_stored(model):
    widget = DepthwiseKernels(model, PICTURES, CLASSES, layer=1)
    assert set(widget.stored) == {"blocks.1.depthwise.conv", "output"}


def test_a_map_is_its_kernel_over_its_channel(model):
    """The stored map of channel 3 comes from channel 3 and kernel 3 only."""
    widget = DepthwiseKernels(model, PICTURES, CLASSES)
    x = model.stem(torch.from_numpy(planes(PICTURES["noise"])))[:, 3:4]
    kernel = np.frombuffer(widget.kernels, np.float32)[27:36].copy()
    kernel = torch.from_numpy(kernel).view(1, 1, 3, 3)
    wanted = nn.functional.conv2d(x, kernel, padding=1)[0, 0].detach()
    stored = np.frombuffer(widget.stored["blocks.0.depthwise.conv"], "<f4")
    stored = stored.reshape(8, 32, 32)[3]
    np.testing.assert_allclose(stored, wanted, atol=1e-5)


def test_only_depthwise_convolutions_are_found():
    own = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.Conv2d(4, 4, 5, groups=4), nn.Conv2d(4, 8, 1)
    )
    assert {k: v.shape for k, v in depthwise(own).items()} == {"1": (4, 5, 5)}
    assert depthwise(nets.alexnet_two_gpu(10)) == {}  # groups, but two


def test_a_network_without_them_is_refused():
    plain = nn.Sequential(nn.Conv2d(3, 4, 3))
    with pytest.raises(ValueError, match="no depthwise convolution"):
        DepthwiseKernels(plain, PICTURES, CLASSES)


def test_a_layer_that_is_not_there_is_refused(model):
    widget = DepthwiseKernels(model, PICTURES, CLASSES)
    with pytest.raises(t.TraitError, match="want 0 … 12"):
        widget.layer = 13


def test_empty_kernels_are_told(model):
    with torch.no_grad():
        model.blocks[1].depthwise.conv.weight[:3] *= 1e-3
    widget = DepthwiseKernels(model, PICTURES, CLASSES, layer=1)
    assert "16 depthwise kernels" in widget.alt()
    assert "3 of them empty" in widget.alt()
    assert widget.picture().startswith(b"\x89PNG")
