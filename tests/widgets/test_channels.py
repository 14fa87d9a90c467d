"""Channels: its state, what it refuses, and torch's numbers."""

import io

import numpy as np
import pytest
import torch
import traitlets as t
from in_node import in_node
from PIL import Image
from torch.nn import functional as F

from livenets.widgets.channels import RECIPES, Channels, slices
from livenets.widgets.pictures import SIDE


@pytest.fixture
def picture():
    random = np.random.default_rng(0)
    return random.integers(0, 256, size=(SIDE, SIDE, 3), dtype=np.uint8)


@pytest.fixture
def widget(picture):
    return Channels({"noise": picture})


def torchs(picture, weight, bias):
    x = torch.from_numpy(picture / 255).permute(2, 0, 1)[None]
    weight, bias = torch.tensor(weight).double(), torch.tensor(bias).double()
    padding = weight.shape[-1] // 2
    return F.conv2d(x, weight, bias, padding=padding)[0]


def test_all_that_a_page_needs_is_in_the_traits(widget):
    assert set(widget.own_traits()) == {
        "names", "pictures", "selected", "own", "weight", "bias", "chosen",
        "row", "col", "recipes",
    }  # fmt: skip
    assert np.shape(widget.weight) == (4, 3, 3, 3)


@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("c_out", [1, 2, 8])
def test_the_pages_script_and_python_give_torchs_numbers(picture, k, c_out):
    random = np.random.default_rng(k + c_out)
    weight = random.normal(size=(c_out, 3, k, k)).round(3)
    bias = random.normal(size=c_out).round(3)
    widget = Channels({"noise": picture}, weight=weight, bias=bias)
    wanted = torchs(picture, weight, bias)
    torch.testing.assert_close(torch.from_numpy(widget.maps()), wanted)
    body = """
      const rgb = Uint8Array.from(data.rgb);
      const steps = { stride: 1, dilation: 1, padding: (data.k - 1) / 2 };
      return data.weight.map((three, o) => {
        const parts = three.map((rows, c) =>
          kit.convolve(kit.channelOf(rgb, c), rows.flat(), steps));
        return Array.from(kit.addMaps(parts, data.bias[o]).values);
      });
    """
    files = (
        "convolve.js", "map_view.js", "maps.js", "pick_picture.js",
        "channels.js",
    )  # fmt: skip
    data = {
        "rgb": picture.ravel().tolist(),
        "k": k,
        "weight": weight.tolist(),
        "bias": bias.tolist(),
    }
    page = torch.tensor(in_node(files, body, data)).double()
    torch.testing.assert_close(
        page.view(wanted.shape), wanted, rtol=1e-5, atol=1e-5
    )


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        ("weight", np.ones((9, 3, 3, 3)).tolist()),
        ("weight", np.ones((4, 2, 3, 3)).tolist()),
        ("weight", np.ones((4, 3, 5, 5)).tolist()),
        ("weight", [[1], [2, 3]]),
        ("bias", [1.0]),
        ("bias", [float("inf")] * 4),
        ("chosen", 4),
        ("row", SIDE),
        ("selected", "nobody"),
        ("own", b"too few"),
    ],
)
def test_a_bad_value_is_refused(widget, trait, value):
    before = getattr(widget, trait)
    with pytest.raises(t.TraitError):
        setattr(widget, trait, value)
    assert getattr(widget, trait) == before


def test_more_channels_bring_their_biases(widget):
    widget.bias, widget.chosen = [1.0, 2.0, 3.0, 4.0], 3
    widget.weight = np.ones((6, 3, 1, 1)).tolist()
    assert widget.bias == [1, 2, 3, 4, 0, 0]
    widget.weight = np.ones((2, 3, 1, 1)).tolist()
    assert (widget.bias, widget.chosen) == ([1, 2], 1)


def test_grey_has_no_red_against_green():
    grey = np.repeat(np.arange(SIDE, dtype=np.uint8)[:, None], SIDE, axis=1)
    widget = Channels({"grey": grey})
    named = dict(zip(RECIPES, widget.maps(), strict=False))
    assert not named["red against green"].any()
    np.testing.assert_allclose(named["brightness"], grey / 255)


def test_a_1x1_kernel_makes_three_new_maps_at_most():
    """The chapter's claim on 升维: more maps need not be more information."""
    fit = [r for r in RECIPES.values() if len(r["kernel"]) == 1]
    weight = np.stack([slices(recipe, 1) for recipe in fit[:8]])
    assert np.linalg.matrix_rank(weight.reshape(len(weight), -1)) == 3


def test_the_stored_picture_shows_every_output(widget):
    image = Image.open(io.BytesIO(widget.picture()))
    assert image.size == (5 * 136 - 8, 128)
    assert "4 maps that kernels of 3 × 3 × 3" in widget.alt()
