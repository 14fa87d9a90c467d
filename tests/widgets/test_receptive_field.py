"""The receptive field: its state, what it refuses, and what torch shows."""

import io

import numpy as np
import pytest
import torch
import traitlets as t
from in_node import in_node
from PIL import Image
from torch.nn import functional as F

from livenets.nets.convolution import Layer, receptive_field
from livenets.widgets.pictures import SIDE
from livenets.widgets.receptive_field import STACKS, ReceptiveField, layer

PHOTO = np.zeros((70, 80, 3), np.uint8)
OTHERS = {
    "even kernels": [layer(4), layer(2, stride=3)],
    "all kinds": [
        layer(5, dilation=2),
        layer(3, "mean", stride=2),
        layer(11, stride=2),
        layer(2, "max", stride=1, dilation=4),
    ],
    "not all pixels": [layer(3, stride=4), layer(3, dilation=8)],
}
ALL = STACKS | OTHERS


def torchs(layers, row, col):
    """Paths to each pixel: the gradient through kernels full of ones."""
    x = torch.zeros(1, 1, SIDE, SIDE, requires_grad=True)
    y = x.double()
    for part in layers:
        k, stride = part["kernel"], part["stride"]
        d = 1 if part["kind"] == "mean" else part["dilation"]
        p = d * (k - 1) // 2 if part["kind"] == "conv" else 0
        ones = torch.ones(1, 1, k, k, dtype=torch.float64)
        y = F.conv2d(y, ones, stride=stride, padding=p, dilation=d)
    y[0, 0, min(row, y.shape[2] - 1), min(col, y.shape[3] - 1)].backward()
    return x.grad[0, 0]


def test_all_that_a_page_needs_is_in_the_traits():
    widget = ReceptiveField(PHOTO)
    assert set(widget.own_traits()) == {
        "photo", "layers", "row", "col", "presets",
    }  # fmt: skip
    assert len(widget.photo) == 3 * SIDE * SIDE


@pytest.mark.parametrize("name", ALL)
def test_the_pages_script_and_python_count_torchs_paths(name):
    row, col = 3, 9
    widget = ReceptiveField(PHOTO, ALL[name], row=row, col=col)
    wanted = torchs(ALL[name], row, col).numpy()
    np.testing.assert_array_equal(widget.influence(), wanted)
    body = """
      const { n } = kit.grow(data.layers, 64).at(-1);
      return data.at.map((at) =>
        Array.from(kit.paths(data.layers, 64, Math.min(at, n - 1))[0]));
    """
    files = (
        "convolve.js", "map_view.js", "pick_picture.js", "receptive_field.js",
    )  # fmt: skip
    data = {"layers": ALL[name], "at": [row, col]}
    np.testing.assert_array_equal(
        np.outer(*in_node(files, body, data)), wanted
    )


@pytest.mark.parametrize("name", STACKS)
def test_the_field_that_is_said_is_the_field_that_is_seen(name):
    stack = STACKS[name]
    said = receptive_field(
        [Layer(p["kernel"], p["stride"], p["dilation"]) for p in stack]
    )
    middle = ReceptiveField(PHOTO, stack)
    step = np.prod([part["stride"] for part in stack])
    seen = np.flatnonzero(middle.paths(int(SIDE // 2 // step)))
    assert np.ptp(seen) + 1 == said


@pytest.mark.parametrize(
    "layers",
    [
        [],
        [layer(3)] * 9,
        [layer(6)],
        [layer(3, "median")],
        [layer(3, stride=0)],
        [{"kind": "conv"}],
    ],
)
def test_bad_layers_are_refused(layers):
    with pytest.raises(t.TraitError, match="layers"):
        ReceptiveField(PHOTO, layers)


def test_a_layer_that_does_not_fit_has_no_influence():
    widget = ReceptiveField(
        PHOTO, [layer(3, stride=4)] * 3 + [layer(7, "max")]
    )
    with pytest.raises(ValueError, match="does not fit"):
        widget.influence()


def test_the_stored_picture_lights_what_is_seen():
    widget = ReceptiveField(PHOTO)
    image = Image.open(io.BytesIO(widget.picture())).convert("RGB")
    assert image.getpixel((130, 130)) == (0, 0, 0)  # black, and seen
    assert image.getpixel((10, 10)) == (191, 191, 191)  # black, but not seen
    assert "7 × 7 pixels" in widget.alt()


def test_most_paths_lead_to_the_middle():
    """The chapter's numbers for eight layers of 3 × 3."""
    ways = ReceptiveField(PHOTO, STACKS["eight 3 × 3"]).influence()
    assert (ways.max(), ways[24, 24]) == (1_225_449, 1)
    assert np.ptp(np.flatnonzero(ways.any(0))) + 1 == 17
    middle = {n: ways[32 - n : 33 + n, 32 - n : 33 + n].sum() for n in (3, 4)}
    assert middle[3] < 0.9 * ways.sum() <= middle[4]
