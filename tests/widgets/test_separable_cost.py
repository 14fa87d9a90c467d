"""SeparableCost: its state, and the counts of the network itself."""

import io

import pytest
import torch
import traitlets as t
from PIL import Image

from livenets import nets
from livenets.count import macs
from livenets.widgets.separable_cost import LAYERS, SeparableCost


def test_all_that_a_page_needs_is_in_the_traits():
    assert set(SeparableCost().own_traits()) == {
        "size", "c_in", "c_out", "side", "channels", "sides", "layers",
    }  # fmt: skip


def test_the_layers_are_those_of_the_network():
    """Every block of MobileNetV1 costs what the widget says of it."""
    with torch.device("meta"):
        model = nets.mobilenet_v1()
        x = torch.empty(1, 32, 112, 112)
        counted = []
        for block in model.blocks:
            counted.append(macs(block, x))
            x = block(x)
    told = []
    for name, (c_in, c_out, side) in LAYERS.items():
        cost = SeparableCost(c_in=c_in, c_out=c_out, side=side).macs()
        told += [sum(cost[1:])] * (5 if name.startswith("blocks") else 1)
    assert told == counted


@pytest.mark.parametrize(
    ("trait", "value"),
    [("size", 2), ("c_in", 0), ("c_out", 513), ("side", 15)],
)
def test_a_bad_value_is_refused(trait, value):
    with pytest.raises(t.TraitError):
        SeparableCost(**{trait: value})


def test_the_stored_picture_is_two_bars():
    widget = SeparableCost()
    image = Image.open(io.BytesIO(widget.picture()))
    assert image.getpixel((620, 30)) == (0, 114, 178)
    assert image.getpixel((620, 80)) == (255, 255, 255)
    assert "462.4 million for a standard" in widget.alt()
